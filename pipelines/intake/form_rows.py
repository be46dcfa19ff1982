"""Rows of forms that are not what they were when the form was handed out.

Here belong figures in rows without a code, in rows of groups, and in rows whose hidden codes no
longer go with what they print. Cells that hold no figure are looked at in `form_cells.py`.
"""

from typing import Final

import polars as pl

from pipelines.forms.layout import FORM_HEADINGS
from pipelines.forms.printed import Printed
from pipelines.frameworks.framework import Framework
from pipelines.intake.headers import FORM
from pipelines.intake.judge import Judge

_OF_LAYOUT: Final = ("layout", "printed_unit", "printed_figure")
_CODES: Final = ("indicator_code", "entity_code", "input")
_IS_FORM: Final = pl.col("layout") == FORM


def refuse_misplaced_rows(judge: Judge, framework: Framework, printed: Printed) -> None:
    """Keep out figures of forms that no code tells, or of which codes and print tell two things.

    The rows of the judge lose what only forms have.
    """
    if FORM in judge.rows["layout"]:
        _refuse_without_code(judge, framework)
        _refuse_mixed_up(judge, printed)
    judge.rows = judge.rows.drop(_OF_LAYOUT)


def _refuse_without_code(judge: Judge, framework: Framework) -> None:
    lacks = pl.any_horizontal(pl.col(*_CODES).is_null())
    leaves = {leaf.code for leaf in framework.scored_leaves}
    groups = pl.DataFrame(
        [
            (parent, ", ".join(child.code for child in children))
            for parent, children in framework.children.items()
            if parent is not None and parent not in leaves
        ],
        schema={"indicator_code": pl.String, "children": pl.String},
        orient="row",
    )
    judge.join(groups, on=["indicator_code"])
    judge.refuse(
        "indicator_is_a_group",
        _IS_FORM & lacks & pl.col("children").is_not_null(),
        pl.col("indicator_code"),
        pl.col("children"),
    )
    absent = [
        pl.when(pl.col(name).is_null()).then(pl.lit(FORM_HEADINGS[name].split("\n")[0]))
        for name in _CODES
    ]
    judge.refuse(
        "figure_has_no_code",
        _IS_FORM & lacks,
        pl.col("raw_text"),
        pl.concat_str(*absent, separator=", ", ignore_nulls=True),
    )
    judge.rows = judge.rows.drop("children")


def _refuse_mixed_up(judge: Judge, printed: Printed) -> None:
    """A row that prints another figure, or another unit, than its codes say.

    Where units were moved past their codes, rows that print no unit may be of any.
    """
    judge.join(printed.figures.drop("measure_texts"), on=["indicator_code", "input"])
    judge.join(printed.units, on=["entity_code"])
    figures, units = (
        frame.select(pl.col(name).explode()).to_series().unique().implode()
        for frame, name in ((printed.figures, "figure_texts"), (printed.units, "unit_texts"))
    )
    is_another = _is_another("printed_figure", figures, "figure_texts")
    of_another = _is_another("printed_unit", units, "unit_texts")
    moved = judge.rows.filter(_IS_FORM & of_another)["file_sha256"].unique()
    without_unit = (
        pl.col("printed_unit").is_null()
        & (pl.col("entity_code") != pl.col("reporter"))
        & pl.col("file_sha256").is_in(moved.implode())
    )
    judge.refuse(
        "row_is_mixed_up",
        _IS_FORM & (is_another | of_another | without_unit).fill_null(value=False),
        pl.concat_str("printed_unit", "printed_figure", separator=", ", ignore_nulls=True),
        pl.concat_str(
            *(pl.col(name).list.first() for name in ("unit_texts", "figure_texts")),
            separator=", ",
            ignore_nulls=True,
        ),
    )
    judge.rows = judge.rows.drop("figure_texts", "unit_texts")


def _is_another(printed: str, known: pl.Series, own: str) -> pl.Expr:
    text = pl.col(printed)
    is_own = text.is_in(pl.col(own)).fill_null(value=False)
    return (text.is_in(known) & ~is_own).fill_null(value=False)
