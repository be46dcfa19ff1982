"""Targets, baselines and figures measured elsewhere, as rows of tables.

Here belong their columns, and reading `measurements.csv`. What a target is, is in `targets.py`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pipelines.fixed_point import DECIMALS
from pipelines.marked_yaml import Problem, SeedError
from pipelines.notation import EN, VI
from pipelines.planning.goals import MainsInTop, ReachRank, ReachValue
from pipelines.planning.targets import (
    Aim,
    Baseline,
    PointsOf,
    RankGain,
    Rate,
    Target,
    Unstated,
    aim_in_words,
)

_AMOUNT: Final = pl.Decimal(38, DECIMALS)
TARGET_SCHEMA: Final = pl.Schema(
    {
        "target_id": pl.String,
        "entity_code": pl.String,
        "entity_name_vi": pl.String,
        "name_vi": pl.String,
        "name_en": pl.String,
        "kind": pl.String,
        "comparison": pl.String,
        "target": _AMOUNT,
        "unit_vi": pl.String,
        "unit_en": pl.String,
        "points_of": _AMOUNT,
        "top": pl.Int32,
        "among": pl.Int32,
        "measure": pl.String,
        "first_year": pl.Int32,
        "year": pl.Int32,
        "document": pl.String,
        "dated": pl.Date,
        "text": pl.String,
        "source_url": pl.String,
        "note_vi": pl.String,
        "note_en": pl.String,
        "is_demonstration": pl.Boolean,
    }
)
BASELINE_SCHEMA: Final = pl.Schema(
    {
        "entity_code": pl.String,
        "entity_name_vi": pl.String,
        "year": pl.Int32,
        "kind": pl.String,
        "stated": _AMOUNT,
        "points_of": _AMOUNT,
        "top": pl.Int32,
        "among": pl.Int32,
        "document": pl.String,
        "dated": pl.Date,
        "text": pl.String,
        "source_url": pl.String,
    }
)


def target_rows(targets: Sequence[Target]) -> pl.DataFrame:
    """One row for each target, in `TARGET_SCHEMA`; `target` is null where it is not known."""
    rows: list[dict[str, Any]] = []
    for one in targets:
        name = aim_in_words(one.aim)
        rows.append(
            {
                "target_id": one.id,
                "entity_code": one.entity_code,
                "entity_name_vi": one.entity_name,
                "name_vi": name.vi,
                "name_en": name.en,
                **_asked(one.aim),
                "among": one.among,
                "year": one.year,
                "document": one.document,
                "dated": one.dated,
                "text": one.text,
                "source_url": one.source_url,
                "note_vi": one.aim.why.vi if isinstance(one.aim, Unstated) else one.note,
                "note_en": one.aim.why.en if isinstance(one.aim, Unstated) else one.note,
                "is_demonstration": one.is_demonstration,
            }
        )
    return pl.DataFrame(rows, schema=TARGET_SCHEMA, orient="row")


def _asked(aim: Aim) -> dict[str, Any]:
    """The columns of a target that depend on its kind."""

    def row(
        kind: str,
        target: Decimal | int | None,
        unit: tuple[str, str],
        comparison: str = "at_least",
        **more: object,
    ) -> dict[str, Any]:
        return {
            "kind": kind,
            "target": None if target is None else Decimal(target),
            "unit_vi": unit[0] or None,
            "unit_en": unit[1] or None,
            "comparison": comparison,
            **more,
        }

    match aim:
        case ReachValue(value):
            return row("value", value, ("giá trị", "value"))
        case PointsOf(points, of):
            unit = (f"điểm trên {VI.exact(of)}", f"points of {EN.exact(of)}")
            return row("points", points, unit, points_of=of)
        case ReachRank(rank):
            return row("rank", rank, ("hạng", "rank"), "at_most")
        case MainsInTop(mains, rank):
            return row("mains_in_top", mains, ("chỉ số chính", "main indicators"), top=rank)
        case RankGain(places, first_year):
            unit = ("bậc mỗi năm", "places a year")
            return row("rank_gain", places, unit, first_year=first_year)
        case Rate(measure, _, comparison, threshold, unit):
            return row("rate", threshold, (unit, unit), comparison, measure=measure)
        case Unstated():
            return row("unstated", None, ("", ""))


def baseline_rows(baselines: Sequence[Baseline]) -> pl.DataFrame:
    """One row for each baseline, in `BASELINE_SCHEMA`."""
    return pl.DataFrame(
        [
            (
                one.entity_code,
                one.entity_name,
                one.year,
                one.kind,
                one.stated,
                one.of,
                one.top,
                one.among,
                one.document,
                one.dated,
                one.text,
                one.source_url,
            )
            for one in baselines
        ],
        schema=BASELINE_SCHEMA,
        orient="row",
    )


MEASUREMENT_COLUMNS: Final = (
    "entity_code", "entity_name_vi", "measure", "measured_on", "value", "unit", "status",
    "source_url", "note",
)  # fmt: skip
MEASUREMENT_STATUSES: Final = ("reported", "demonstration")


def read_measurements(table: pl.DataFrame, file: str) -> pl.DataFrame:
    """Check a table of text as it stands in `measurements.csv`: figures measured elsewhere.

    Returns entity_code, entity_name_vi, measure, measured_on (date), value, unit, source_url,
    note, is_demonstration. Raises SeedError with all problems: no day, no number, no source of a
    figure that is not made up, the same measure twice on a day.
    """
    read = table.select(MEASUREMENT_COLUMNS).with_columns(
        pl.col("measured_on").str.to_date("%Y-%m-%d", strict=False).alias("day"),
        pl.col("value").cast(_AMOUNT, strict=False).alias("number"),
    )
    same = ["entity_code", "entity_name_vi", "measure", "measured_on"]
    wrong = (
        (pl.col("day").is_null(), "measured_on: expected a day as 2024-12-31"),
        (pl.col("number").is_null(), "value: expected a number as 9.5"),
        (
            ~pl.col("status").is_in(MEASUREMENT_STATUSES).fill_null(value=False),
            f"status: expected one of {', '.join(MEASUREMENT_STATUSES)}",
        ),
        (
            (pl.col("status") == "reported") & pl.col("source_url").is_null(),
            "source_url: a reported figure has a source",
        ),
        (pl.struct(same).is_duplicated(), "the same measure is given twice for this day"),
    )
    numbered = read.with_row_index("line", offset=2)
    problems = [
        Problem(file, line, measure or "", message)
        for broken, message in wrong
        for line, measure in numbered.filter(broken).select("line", "measure").iter_rows()
    ]
    if problems:
        raise SeedError(sorted(problems, key=lambda problem: problem.line))
    return read.select(
        "entity_code",
        "entity_name_vi",
        "measure",
        pl.col("day").alias("measured_on"),
        pl.col("number").alias("value"),
        "unit",
        "source_url",
        "note",
        is_demonstration=pl.col("status") == "demonstration",
    )


def measurement_problems(
    measurements: pl.DataFrame, targets: Sequence[Target], file: str
) -> list[Problem]:
    """Figures that no target of their unit asks for in their unit of measure."""
    asked = {
        (one.entity_code, one.entity_name, one.aim.measure, one.aim.unit)
        for one in targets
        if isinstance(one.aim, Rate)
    }
    return [
        Problem(file, line, measure, f"no target of {name} ({code}) asks for it in {unit!r}")
        for line, (code, name, measure, unit) in enumerate(
            measurements.select("entity_code", "entity_name_vi", "measure", "unit").iter_rows(),
            start=2,
        )
        if (code, name, measure, unit) not in asked
    ]
