"""Short ways to targets, and to the frames that their progress is worked out from."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from pipelines.planning.progress import target_progress
from pipelines.planning.target_rows import target_rows
from pipelines.planning.targets import Target, read_targets

Numbers = Mapping[str, object]
_TARGET = """targets:
  - id: {id}
    unit: {{code: "56", name: Khánh Hòa}}
    document: Kế hoạch thử
    {dated}
    {year}
    text: as printed
    {aim}
"""


def targets(aim: str, year: int | None = 2026, dated: str | None = None) -> list[Target]:
    """One target of unit 56, from the text of what it asks."""
    text = _TARGET.format(
        id="t",
        aim=aim.replace("\n", "\n    "),
        year=f"year: {year}" if year else "",
        dated=f"dated: {dated}" if dated else "",
    )
    return list(read_targets(text, "targets.yaml")[0])


def rounds(*years: int, status: str = "final", halves: bool = False) -> pl.DataFrame:
    """A round for each year, named after it; with `halves` one for each half of a year."""
    ends = [
        (f"{year}{half}", date(year, month, 30 if month == 6 else 31))
        for year in years
        for half, month in ((("H1", 6), ("H2", 12)) if halves else (("", 12),))
    ]
    return pl.DataFrame(
        [
            (name, day, ends[n - 1][0] if n else None, status, 4, Decimal(1), False)
            for n, (name, day) in enumerate(ends)
        ],
        schema={
            "round": pl.String,
            "ends_on": pl.Date,
            "previous": pl.String,
            "status": pl.String,
            "decimals": pl.Int32,
            "scale": pl.Decimal(18, 10),
            "is_demonstration": pl.Boolean,
        },
        orient="row",
    )


def standings(
    values: Mapping[str, float | str | None] | None = None,
    ranks: Mapping[str, int] | None = None,
    among: int = 34,
    max_points: str = "1000",
) -> pl.DataFrame:
    """Where unit 56 stood: its value and its rank by round."""
    values, ranks = values or {}, ranks or {}
    names = sorted({*values, *ranks})
    most = Decimal(max_points)
    found = {
        name: None if values.get(name) is None else Decimal(str(values[name])) for name in names
    }
    return pl.DataFrame(
        [
            (
                name,
                "56",
                value,
                None if value is None else value * most,
                most,
                ranks.get(name),
                among,
                ranks.get(before) if (before := _before(name, names)) else None,
            )
            for name, value in found.items()
        ],
        schema={
            "round": pl.String,
            "entity_code": pl.String,
            "value": pl.Decimal(18, 10),
            "points": pl.Decimal(18, 10),
            "max_points": pl.Decimal(18, 10),
            "rank": pl.Int32,
            "entities_ranked": pl.Int32,
            "previous_rank": pl.Int32,
        },
        orient="row",
    )


def _before(name: str, names: Sequence[str]) -> str | None:
    return max((other for other in names if other < name), default=None)


def main_ranks(by_round: Mapping[str, Sequence[tuple[int, int]]]) -> pl.DataFrame:
    """Ranks of the mains of unit 56, each with how many units share it."""
    return pl.DataFrame(
        [
            (name, "56", str(n), rank, sharing)
            for name, found in by_round.items()
            for n, (rank, sharing) in enumerate(found, start=1)
        ],
        schema={
            "round": pl.String,
            "entity_code": pl.String,
            "main_code": pl.String,
            "rank": pl.Int32,
            "units_sharing": pl.Int64,
        },
        orient="row",
    )


def measured(*figures: tuple[str, date, str]) -> pl.DataFrame:
    """Figures of unit 56 measured elsewhere: measure, day, value."""
    return pl.DataFrame(
        [("56", "Khánh Hòa", name, day, Decimal(value), False) for name, day, value in figures],
        schema={
            "entity_code": pl.String,
            "entity_name_vi": pl.String,
            "measure": pl.String,
            "measured_on": pl.Date,
            "value": pl.Decimal(38, 10),
            "is_demonstration": pl.Boolean,
        },
        orient="row",
    )


def progress(
    asked: Sequence[Target],
    all_rounds: pl.DataFrame,
    totals: pl.DataFrame,
    mains: pl.DataFrame | None = None,
    measurements: pl.DataFrame | None = None,
) -> dict[str, dict[str, object]]:
    """The progress of one target, by round."""
    units = all_rounds.select("round", entity_code=pl.lit("56"), entity_name_vi=pl.lit("Khánh Hòa"))
    found = target_progress(
        target_rows(asked),
        all_rounds,
        units,
        totals,
        main_ranks({}) if mains is None else mains,
        measured() if measurements is None else measurements,
    )
    return {str(row["round"]): row for row in found.to_dicts()}
