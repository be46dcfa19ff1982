"""What stands in the workbooks of decisions and of appeals before anybody fills them in.

Here belongs which figures they list, and what is said beside each. How the workbooks look is in
`documents.py`; how they are read back in `pipelines/intake/layouts.py`.
"""

from typing import Final

import polars as pl

from pipelines.fixed_point import DECIMALS
from pipelines.forms.facts import evaluated
from pipelines.frameworks.framework import Framework, Indicator
from pipelines.frameworks.structure import POINTS_INPUT
from pipelines.intake.reporters import COUNCIL
from pipelines.rounds import Round

POINTS: Final = "Điểm"
"""What points given directly are called in these workbooks."""
_AMOUNT: Final = pl.Decimal(38, DECIMALS)
_FIGURE: Final = ["entity_code", "indicator_code"]
ROW_SCHEMA: Final = pl.Schema(
    {
        **dict.fromkeys(
            ("entity_code", "entity_name", "indicator_code", "indicator_name", "input"), pl.String
        ),
        "max_points": _AMOUNT,
        "claimed_points": _AMOUNT,
        "verified_points": _AMOUNT,
        **dict.fromkeys(("decided_by", "requested", "appeal", "why"), pl.String),
    }
)


def listed_figures(entry: Round, framework: Framework) -> pl.DataFrame:
    """What can be decided or asked for in a round: points, or each figure of an indicator that
    takes none. Columns: indicator_code, indicator_name, input, max_points, is_of_council: whether
    nobody but the council gives it, as a penalty."""
    return pl.DataFrame(
        [
            (leaf.code, leaf.name.vi, name, leaf.max_points, leaf.given_by == COUNCIL)
            for leaf in evaluated(entry, framework)
            for name in _inputs(leaf)
        ],
        schema={
            **dict.fromkeys(("indicator_code", "indicator_name", "input"), pl.String),
            "max_points": _AMOUNT,
            "is_of_council": pl.Boolean,
        },
        orient="row",
    )


def _inputs(leaf: Indicator) -> tuple[str, ...]:
    return (POINTS,) if leaf.max_points or POINTS_INPUT in leaf.inputs else tuple(leaf.inputs)


def decision_rows(
    figures: pl.DataFrame,
    units: pl.DataFrame,
    claims: pl.DataFrame,
    appeals: pl.DataFrame,
    items: pl.DataFrame,
) -> pl.DataFrame:
    """What the council has to decide: appeals that wait, then the work list. Rows of `ROW_SCHEMA`.

    `figures` as from `listed_figures`; `units`: entity_code, name_vi; `claims`, `appeals` and
    `items` are rows of `appraisal.points_at_risk`, `appraisal.appeal` and `appraisal.work_item`.
    """
    pending = appeals.filter(pl.col("outcome") == "pending").select(
        *_FIGURE,
        pl.col("input").replace(POINTS_INPUT, POINTS),
        pl.col("raw_text").alias("requested"),
        pl.col("appeal_number").alias("appeal"),
        pl.concat_str(pl.lit("Phúc tra"), "reason", separator=": ", ignore_nulls=True).alias("why"),
    )
    listed = (
        items.sort("position")
        .join(pending, on=_FIGURE, how="anti", maintain_order="left")
        .select(*_FIGURE, pl.col("reason_vi").alias("why"))
        .join(
            figures.select("indicator_code", "input"),
            on="indicator_code",
            maintain_order="left_right",
        )
    )
    rows = pl.concat([pending, listed], how="diagonal")
    return _described(rows, figures, units, claims)


def appeal_rows(
    figures: pl.DataFrame,
    units: pl.DataFrame,
    entity: str,
    claims: pl.DataFrame,
    decisions: pl.DataFrame,
) -> pl.DataFrame:
    """Every figure that a unit may appeal, with what was decided on it. Rows of `ROW_SCHEMA`.

    `decisions` are rows of `appraisal.decision`; the others as in `decision_rows`.
    """
    in_force = (
        decisions.filter(pl.col("is_in_force"))
        .unique(_FIGURE, keep="last", maintain_order=True)
        .select(
            *_FIGURE,
            pl.concat_str("decision_number", "reason", separator=": ", ignore_nulls=True).alias(
                "decided_by"
            ),
        )
    )
    rows = figures.select(pl.lit(entity).alias("entity_code"), "indicator_code", "input")
    rows = rows.join(in_force, on=_FIGURE, how="left", maintain_order="left")
    return _described(rows, figures, units, claims)


def _described(
    rows: pl.DataFrame, figures: pl.DataFrame, units: pl.DataFrame, claims: pl.DataFrame
) -> pl.DataFrame:
    """Rows with names and points beside them, in the columns of `ROW_SCHEMA`."""
    of_indicator = figures.unique("indicator_code", maintain_order=True).drop("input")
    beside = (
        rows.join(
            units.select("entity_code", entity_name="name_vi"),
            on="entity_code",
            how="left",
            maintain_order="left",
        )
        .join(of_indicator, on="indicator_code", how="left", maintain_order="left")
        .join(
            claims.select(*_FIGURE, "claimed_points", "verified_points"),
            on=_FIGURE,
            how="left",
            maintain_order="left",
        )
    )
    known = beside.columns
    return beside.select(
        (pl.col(name) if name in known else pl.lit(None)).cast(kind).alias(name)
        for name, kind in ROW_SCHEMA.items()
    )
