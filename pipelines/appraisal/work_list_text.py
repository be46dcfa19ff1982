"""The work list as text, JSON and CSV, for the officer who takes it to the council.

Here belongs the layout. How the list is ordered is in `work_list.py`.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import polars as pl

from pipelines.names import Name
from pipelines.notation import EN, VI, exact_text

WORK_LIST_COLUMNS: Final = (
    "round",
    "position",
    "entity_code",
    "entity_name_vi",
    "indicator_code",
    "indicator_name_vi",
    "probability",
    "claimed_points",
    "supported_points",
    "rank",
    "rank_if_supported",
    "places_at_stake",
    "expected_places",
    "reason_vi",
    "reason_en",
    "is_demonstration",
)
_LISTED: Final = 50
"""Items that the text lists; JSON and CSV have all."""
_UNITS_LISTED: Final = 10
_GUARDED: Final = r"^[=+\-@\t\r\n']"


def described(items: pl.DataFrame, units: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Items of the work list with names, in their order, in the columns `WORK_LIST_COLUMNS`.

    `items` are rows of `appraisal.work_item`; `units`: entity_code, name_vi; `indicators`:
    indicator_code, name_vi.
    """
    return (
        items.join(
            units.select("entity_code", entity_name_vi="name_vi"), on="entity_code", how="left"
        )
        .join(
            indicators.select("indicator_code", indicator_name_vi="name_vi"),
            on="indicator_code",
            how="left",
        )
        .with_columns(
            pl.coalesce("entity_name_vi", "entity_code"),
            pl.coalesce("indicator_name_vi", "indicator_code"),
        )
        .sort("position")
        .select(WORK_LIST_COLUMNS)
    )


def work_list_as_text(
    listed: pl.DataFrame, round_id: str, name: Name, is_demonstration: bool
) -> str:
    """The units on which most hangs, then the first items, each with why."""
    return "\n".join(_lines(listed, round_id, name, is_demonstration))


def _lines(
    listed: pl.DataFrame, round_id: str, name: Name, is_demonstration: bool
) -> Iterator[str]:
    mark = "  [MINH HỌA / DEMONSTRATION]" if is_demonstration else ""
    yield f"{round_id}: {name.vi} / {name.en}{mark}"
    if listed.is_empty():
        yield "  không có số tự khai nào chưa kiểm tra / no claim is left to check"
        return
    yield f"  số tự khai chưa ai kiểm tra / claims not checked: {listed.height}"
    by_unit = (
        listed.group_by("entity_code", "entity_name_vi", maintain_order=True)
        .agg(items=pl.len(), places=pl.col("expected_places").sum())
        .sort("places", "items", "entity_code", descending=[True, True, False])
        .with_columns(pl.col("places").round(1))
    )
    yield "  đơn vị nên xem trước / units to look at first:"
    for row in by_unit.head(_UNITS_LISTED).iter_rows(named=True):
        places = Decimal(str(row["places"]))
        yield (
            f"    {row['entity_name_vi']} ({row['entity_code']}): {row['items']} việc / items, "
            f"{VI.amount(places, 1)} bậc x xác suất / {EN.amount(places, 1)} places x probability"
        )
    for row in listed.head(_LISTED).iter_rows(named=True):
        yield (
            f"  {row['position']}. {row['entity_name_vi']} ({row['entity_code']})  "
            f"{row['indicator_code']} {row['indicator_name_vi']}"
        )
        yield f"      {row['reason_vi']}"
        yield f"      {row['reason_en']}"
        at_stake = row["places_at_stake"]
        yield (
            f"      có thể đổi {VI.amount(at_stake, 1)} bậc / {EN.amount(at_stake, 1)} places at "
            "stake"
        )
    if listed.height > _LISTED:
        more = listed.height - _LISTED
        yield f"  và {more} việc khác / and {more} more: --format csv -o FILE"


def work_list_as_json(listed: pl.DataFrame) -> str:
    """All items as a list; exact decimals as text."""
    return json.dumps(_exact(listed).to_dicts(), ensure_ascii=False, indent=2)


def work_list_as_csv(listed: pl.DataFrame) -> str:
    """All items as a table; text that a spreadsheet would take for a formula is guarded."""
    texts = [name for name, kind in listed.schema.items() if kind == pl.String]
    guarded = listed.with_columns(
        pl.when(pl.col(name).str.contains(_GUARDED))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(name)
        .alias(name)
        for name in texts
    )
    return _exact(guarded).write_csv()


def _exact(listed: pl.DataFrame) -> pl.DataFrame:
    decimals = [name for name, kind in listed.schema.items() if kind.is_decimal()]
    return listed.with_columns(exact_text(pl.col(name)).alias(name) for name in decimals)
