"""What a form prints: the texts that stand on its sheet before anybody fills it in.

Here belongs what a reader holds a form against that came back, to tell what was typed from what was
printed. Where everything stands is in `forms/figures.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from pipelines.forms import instructions as words
from pipelines.forms.cells import measure_name
from pipelines.forms.facts import evaluated
from pipelines.forms.layout import framework_digest
from pipelines.frameworks.framework import Framework
from pipelines.names import Name
from pipelines.notation import exact
from pipelines.rounds import Round
from pipelines.vietnamese import clean

_TEXTS: Final = pl.List(pl.String)
BEGINNINGS: Final = (
    words.DEMONSTRATION.vi,
    words.TITLE.vi,
    words.OWN_PART.vi,
    words.OTHERS_PART.vi,
    words.NOT_EVALUATED.vi,
    words.NOT_SCORED.vi,
    words.AT_ASSESSMENT.vi,
    words.AFTER_ALL_UNITS.vi,
    "Phần B.",
    "Đơn vị báo cáo:",
    "Số liệu do ",
    "Tổng điểm",
)
"""How the texts of titles and of rows without figures begin."""


@dataclass(frozen=True, eq=False)
class Printed:
    """The texts of the forms of a round, cleaned, in Vietnamese and in both languages.

    `figures`: indicator_code, input, figure_texts, measure_texts. `indicators`: indicator_code,
    name_texts, maximum. `units`: entity_code, unit_texts. `total`: the sum of maximum points.
    `digest`: of the framework.
    """

    digest: str
    figures: pl.DataFrame
    indicators: pl.DataFrame
    units: pl.DataFrame
    total: str


def printed_texts(entry: Round, framework: Framework, units: pl.DataFrame) -> Printed:
    """The texts of the forms of a round. `units`: entity_code, name_vi, name_en."""
    figures = [
        (leaf.code, name, _texts(given.name), _texts(measure_name(leaf, name)))
        for leaf in framework.scored_leaves
        for name, given in leaf.inputs.items()
    ]
    indicators = [
        (one.code, _texts(one.name), None if one.max_points is None else exact(one.max_points))
        for one in framework.indicators
    ]
    named = [
        (code, _texts(Name(vi, en)))
        for code, vi, en in units.select("entity_code", "name_vi", "name_en").iter_rows()
    ]
    counted = (leaf for leaf in evaluated(entry, framework) if not leaf.is_adjustment)
    return Printed(
        framework_digest(framework),
        _frame(figures, ("indicator_code", "input", "figure_texts", "measure_texts")),
        _frame(indicators, ("indicator_code", "name_texts", "maximum")),
        _frame(named, ("entity_code", "unit_texts")),
        exact(sum((leaf.max_points or Decimal(0) for leaf in counted), Decimal(0))),
    )


def _texts(name: Name) -> list[str]:
    return [name.vi or name.en, f"{name.vi}\n{name.en}"]


def _frame(rows: Iterable[tuple[object, ...]], columns: tuple[str, ...]) -> pl.DataFrame:
    """Rows with their texts as a reader finds them."""
    schema = {name: _TEXTS if name.endswith("_texts") else pl.String for name in columns}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    return frame.with_columns(
        pl.col(name).list.eval(clean(pl.element())) for name in columns if schema[name] == _TEXTS
    )
