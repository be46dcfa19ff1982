"""The sheet of one unit as plain data: its result, where it stands, and where points are left.

Here belongs choosing what fits on one page, in Vietnamese.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pipelines.notation import NONE, VI
from pipelines.planning.points_left import points_left
from pipelines.publication.round_report import about_round, share_of, silent_units
from pipelines.publication.round_tables import RoundTables, code_key

MOST: Final = 9
LONGEST: Final = 130
"""Letters of a name that two lines of the sheet hold; longer ones would need a second page."""
_STATES_VI: Final = {
    "reported": "đã báo cáo",
    "missing": "thiếu số liệu",
    "zero_by_decision": "0 điểm theo quyết định",
    "not_applicable": "không áp dụng",
    "not_evaluated": "không đánh giá",
}


def unit_sheet(round_tables: RoundTables, receipt: Mapping[str, Any]) -> dict[str, Any]:
    """What the sheet of the unit of a receipt says."""
    unit = receipt["unit"]["entity_code"]
    decimals = round_tables.framework["decimals"]
    (row,) = (
        entry for entry in round_tables.of_unit("rankings.dti", unit) if entry["basis"] == "final"
    )
    scores = {entry["basis"]: entry for entry in round_tables.of_unit("scores.dti", unit)}
    leaves = [leaf for leaf in receipt["indicators"] if leaf["points"] is not None]
    has_points = round_tables.framework["aggregation"] == "points"
    final = scores["final"]
    return {
        **about_round(round_tables),
        "unit": row["entity_name_vi"],
        "code": unit,
        "rank": NONE if row["rank"] is None else str(row["rank"]),
        "is_tied": row["is_tied"],
        "ranked": str(row["entities_ranked"]),
        "value": VI.amount(row["value"], decimals),
        "points": f"{VI.amount(final['points'], 2)} / {VI.stated(final['max_points'])} điểm"
        if has_points
        else "",
        "previous": None
        if row["previous_rank"] is None
        else {
            "rank": str(row["previous_rank"]),
            "change": row["rank_change"] or 0,
            "value": VI.change(row["value_change"], decimals),
        },
        "self_value": VI.amount(scores["self"]["value"], decimals)
        if "self" in scores and scores["self"]["value"] != final["value"]
        else None,
        "verified": str(sum(leaf["source"] == "verified" for leaf in receipt["indicators"])),
        "is_silent": unit in silent_units(round_tables),
        "pillars": list(_scores(round_tables, unit, "scores.pillar", "pillar")),
        "mains": list(_scores(round_tables, unit, "scores.main_indicator", "main")),
        "states": list(_states(receipt)),
        "lost": list(_most_lost(round_tables, unit, leaves)) if has_points else [],
        "seal": receipt["seal"],
    }


def _scores(
    round_tables: RoundTables, unit: str, table: str, level: str
) -> Iterator[dict[str, Any]]:
    decimals = round_tables.framework["decimals"]
    names = dict(
        round_tables.tables["reference.indicator"]
        .filter(pl.col("level") == level)
        .select("code", "name_vi")
        .iter_rows()
    )
    means = dict(
        round_tables.tables["planning.round_figure"]
        .filter(pl.col("level") == level, pl.col("statistic") == "mean")
        .select("code", "value")
        .iter_rows()
    )
    column = f"{level}_code"
    rows = [row for row in round_tables.of_unit(table, unit) if row["basis"] == "final"]
    for row in sorted(rows, key=lambda entry: code_key(entry[column])):
        code = row[column]
        yield {
            "code": code,
            "name": names.get(code, code),
            "value": VI.amount(row["value"], decimals),
            "share": share_of(round_tables, row["value"]),
            "mean": VI.amount(means.get(code), decimals),
            "mean_share": share_of(round_tables, means.get(code)),
            "rank": NONE if row["rank"] is None else f"{row['rank']}/{row['entities_ranked']}",
        }


def _states(receipt: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for state, words in _STATES_VI.items():
        count = sum(leaf["state"] == state for leaf in receipt["indicators"])
        if count:
            yield {"label": words, "value": str(count)}


def _most_lost(
    round_tables: RoundTables, unit: str, leaves: list[dict[str, Any]]
) -> Iterator[dict[str, str]]:
    """The indicators with most points between what was earned and the maximum."""
    values = round_tables.tables["indicators.indicator_value"].filter(
        pl.col("entity_code") == unit, pl.col("basis") == "final"
    )
    gains = round_tables.tables["planning.next_gain"].filter(pl.col("entity_code") == unit)
    by_code = {leaf["code"]: leaf for leaf in leaves}
    left = points_left(values.rename({"indicator_code": "code"}), gains)
    rows = [row for row in left.iter_rows(named=True) if row["code"] in by_code]
    rows.sort(key=lambda row: (-row["points_left"], code_key(row["code"])))
    for row in rows[:MOST]:
        yield _lost(by_code[row["code"]], row)


def _lost(leaf: Mapping[str, Any], left: Mapping[str, Any]) -> dict[str, str]:
    return {
        "code": leaf["code"],
        "name": shortened(leaf["name_vi"], LONGEST),
        "points": VI.amount(Decimal(leaf["points"]), 2),
        "maximum": VI.amount(Decimal(leaf["evaluated_points"]), 2),
        "gap": VI.amount(left["points_left"], 2),
        "by_unit": VI.amount(left["by_unit"], 2),
        "state": "" if leaf["state"] == "reported" else _STATES_VI[leaf["state"]],
    }


def shortened(text: str, letters: int) -> str:
    """A text cut after the last word that fits, with a mark that it goes on."""
    if len(text) <= letters:
        return text
    return text[:letters].rpartition(" ")[0].rstrip(" ,;:") + " …"
