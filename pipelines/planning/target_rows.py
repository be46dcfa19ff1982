"""Targets, baselines and figures measured elsewhere, as rows of tables.

Here belong their columns, and reading `measurements.csv`. What a target is, is in `targets.py`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pipelines.fixed_point import DECIMALS
from pipelines.marked_yaml import ensure_sound
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
from pipelines.seed_tables import (
    Column,
    RowRule,
    TableShape,
    cell_problems,
    numbered,
    row_problems,
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
    for target in targets:
        name = aim_in_words(target.aim)
        rows.append(
            {
                "target_id": target.id,
                "entity_code": target.entity_code,
                "entity_name_vi": target.entity_name,
                "name_vi": name.vi,
                "name_en": name.en,
                **_asked(target.aim),
                "among": target.among,
                "year": target.year,
                "document": target.document,
                "dated": target.dated,
                "text": target.text,
                "source_url": target.source_url,
                "note_vi": target.aim.why.vi if isinstance(target.aim, Unstated) else target.note,
                "note_en": target.aim.why.en if isinstance(target.aim, Unstated) else target.note,
                "is_demonstration": target.is_demonstration,
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
        case PointsOf(points, full_marks):
            unit = (f"điểm trên {VI.exact(full_marks)}", f"points of {EN.exact(full_marks)}")
            return row("points", points, unit, points_of=full_marks)
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
                baseline.entity_code,
                baseline.entity_name,
                baseline.year,
                baseline.kind,
                baseline.stated,
                baseline.full_marks,
                baseline.top,
                baseline.among,
                baseline.document,
                baseline.dated,
                baseline.text,
                baseline.source_url,
            )
            for baseline in baselines
        ],
        schema=BASELINE_SCHEMA,
        orient="row",
    )


MEASUREMENT_STATUSES: Final = ("reported", "demonstration")
MEASUREMENTS: Final = TableShape(
    "Số liệu đo ở nơi khác, để theo dõi chỉ tiêu",
    "Figures measured elsewhere, by which targets are followed",
    (
        Column("entity_code", "code", is_required=True),
        Column("entity_name_vi", is_required=True),
        Column("measure", is_required=True),
        Column("measured_on", "day", is_required=True),
        Column("value", "number", is_required=True),
        Column("unit", is_required=True),
        Column("status", is_required=True, choices=MEASUREMENT_STATUSES),
        Column("source_url"),
        Column("note"),
    ),
)
_ASKED: Final = ("entity_code", "entity_name_vi", "measure", "unit")


def read_measurements(table: pl.DataFrame, file: str, targets: Sequence[Target]) -> pl.DataFrame:
    """Check a table of text as it stands in `measurements.csv`: figures measured elsewhere.

    Returns entity_code, entity_name_vi, measure, measured_on (date), value, unit, source_url,
    note, is_demonstration. Raises SeedError with all problems: no day, no number, no source of a
    figure that is not made up, the same measure twice on a day, a figure that none of `targets`
    asks for in its unit of measure.
    """
    lines = numbered(table)
    asked = pl.DataFrame(
        [
            (target.entity_code, target.entity_name, target.aim.measure, target.aim.unit)
            for target in targets
            if isinstance(target.aim, Rate)
        ],
        schema=dict.fromkeys(_ASKED, pl.String),
        orient="row",
    )
    problems = cell_problems(lines, file, "measure", MEASUREMENTS)
    is_asked = pl.struct(_ASKED).is_in(asked.select(pl.struct(_ASKED)).to_series().implode())
    problems += row_problems(
        lines,
        file,
        "measure",
        [
            RowRule(
                (pl.col("status") == "reported") & pl.col("source_url").is_null(),
                "source_url",
                "source_url: a reported figure has a source",
                "source_url: số liệu được báo cáo phải có nguồn",
                "write where it stands",
                "ghi nơi công bố số liệu",
            ),
            RowRule(
                pl.struct(
                    "entity_code", "entity_name_vi", "measure", "measured_on"
                ).is_duplicated(),
                "measured_on",
                "the same measure is given twice for this day",
                "cùng một số liệu được ghi hai lần cho ngày này",
                "keep one of the two rows",
                "giữ lại một trong hai dòng",
            ),
            RowRule(
                ~is_asked & pl.all_horizontal(pl.col(*_ASKED).is_not_null()),
                "measure",
                "no target of the unit asks for it in this unit of measure",
                "không chỉ tiêu nào của đơn vị yêu cầu số liệu này với đơn vị đo này",
                "write measure and unit as in targets.yaml",
                "ghi measure và unit như trong targets.yaml",
            ),
        ],
    )
    ensure_sound(problems)
    return lines.select(
        "entity_code",
        "entity_name_vi",
        "measure",
        pl.col("measured_on").str.to_date("%Y-%m-%d"),
        pl.col("value").cast(_AMOUNT),
        "unit",
        "source_url",
        "note",
        is_demonstration=pl.col("status") == "demonstration",
    )
