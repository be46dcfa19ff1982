"""The annex tables of a result (phụ lục) as plain data: ranking, main indicators, indicators.

Here belongs what stands in which column. Amounts are those that are published: rounded half up,
still numbers. The workbook is written in `assets/publishing/papers/workbook.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pipelines.fixed_point import published_value
from pipelines.publication.round_report import about_round, final_ranking, silent_units
from pipelines.publication.round_tables import RoundTables, code_key

Cell = str | int | Decimal | None

_STATES_VI: Final = {
    "reported": "đã báo cáo",
    "missing": "thiếu số liệu",
    "zero_by_decision": "0 điểm theo quyết định",
    "not_applicable": "không áp dụng",
    "not_evaluated": "không đánh giá",
}
_SOURCES_VI: Final = {
    "declared": "tự khai",
    "measured": "đo tự động",
    "published": "công bố",
    "verified": "thẩm định",
}


@dataclass(frozen=True, slots=True)
class AnnexColumn:
    """A column: its headings, what it holds (text, rank, value, points), its width in letters."""

    vi: str
    en: str
    holds: str
    width: float


@dataclass(frozen=True, slots=True)
class AnnexTable:
    """One sheet: its name, its title, its columns, and rows of as many cells."""

    name: str
    title: str
    columns: Sequence[AnnexColumn]
    rows: Sequence[Sequence[Cell]]


def annex_facts(round_tables: RoundTables) -> list[tuple[str, str]]:
    """What the first sheet says of the whole workbook."""
    about = about_round(round_tables)
    facts = [
        ("Đợt đánh giá", about["name"]),
        ("Kỳ số liệu", about["period"]),
        ("Bộ chỉ số", about["framework"]),
        ("Căn cứ", about["legal_source"]),
    ]
    release = about["release"]
    if release is not None:
        facts += [
            ("Bản công bố", release["id"]),
            ("Tình trạng", release["status"].lower()),
            ("Ngày phát hành", release["issued"]),
            ("Mã nội dung (SHA-256)", release["content"]),
        ]
    return facts


def annex_tables(round_tables: RoundTables) -> list[AnnexTable]:
    """The tables of the annex, in order."""
    return [_ranking(round_tables), _mains(round_tables), _indicators(round_tables)]


def _ranking(round_tables: RoundTables) -> AnnexTable:
    decimals, silent = round_tables.framework["decimals"], set(silent_units(round_tables))
    columns = (
        AnnexColumn("Hạng", "Rank", "rank", 7),
        AnnexColumn("Mã", "Code", "text", 12),
        AnnexColumn("Đơn vị", "Unit", "text", 34),
        AnnexColumn("Giá trị DTI", "Value", "value", 11),
        AnnexColumn("Điểm", "Points", "points", 11),
        AnnexColumn("Điểm tối đa", "Maximum points", "points", 11),
        AnnexColumn("Hạng đợt trước", "Previous rank", "rank", 10),
        AnnexColumn("Thay đổi hạng", "Change of rank", "rank", 10),
        AnnexColumn("Thay đổi giá trị", "Change of value", "value", 11),
        AnnexColumn("Ghi chú", "Note", "text", 22),
    )
    rows = [
        (
            row["rank"],
            row["entity_code"],
            row["entity_name_vi"],
            _published(row["value"], decimals),
            _published(row["points"], 2),
            _published(row["max_points"], 2),
            row["previous_rank"],
            row["rank_change"],
            _published(row["value_change"], decimals),
            "chưa gửi số liệu" if row["entity_code"] in silent else None,
        )
        for row in final_ranking(round_tables)
    ]
    return AnnexTable("Xếp hạng", "Kết quả và xếp hạng", columns, rows)


def _mains(round_tables: RoundTables) -> AnnexTable:
    """A row for each unit in the order of ranks, a column for each pillar and main indicator."""
    decimals = round_tables.framework["decimals"]
    columns = [
        AnnexColumn("Hạng", "Rank", "rank", 7),
        AnnexColumn("Mã", "Code", "text", 12),
        AnnexColumn("Đơn vị", "Unit", "text", 34),
        AnnexColumn("Giá trị DTI", "Value", "value", 10),
    ]
    values: list[dict[str, Decimal | None]] = []
    for table, level in (("scores.pillar", "pillar"), ("scores.main_indicator", "main")):
        final = round_tables.tables[table].filter(pl.col("basis") == "final")
        names = {
            row["code"]: row
            for row in round_tables.tables["reference.indicator"]
            .filter(pl.col("level") == level)
            .to_dicts()
        }
        code_column = f"{level}_code"
        for code in sorted(final[code_column].unique().to_list(), key=code_key):
            name = names[code]
            columns.append(AnnexColumn(f"{code} {name['name_vi']}", name["name_en"], "value", 13))
            of_code = final.filter(pl.col(code_column) == code)
            values.append(dict(of_code.select("entity_code", "value").iter_rows()))
    rows = [
        (
            row["rank"],
            row["entity_code"],
            row["entity_name_vi"],
            _published(row["value"], decimals),
            *(_published(of_code.get(row["entity_code"]), decimals) for of_code in values),
        )
        for row in final_ranking(round_tables)
    ]
    return AnnexTable("Chỉ số chính", "Giá trị trụ cột và chỉ số chính", columns, rows)


def _indicators(round_tables: RoundTables) -> AnnexTable:
    columns = (
        AnnexColumn("Mã đơn vị", "Unit code", "text", 12),
        AnnexColumn("Đơn vị", "Unit", "text", 26),
        AnnexColumn("Mã chỉ tiêu", "Indicator", "text", 9),
        AnnexColumn("Chỉ tiêu", "Name of the indicator", "text", 60),
        AnnexColumn("Điểm tối đa", "Maximum points", "points", 9),
        AnnexColumn("Tự đánh giá", "Self", "points", 9),
        AnnexColumn("Thẩm định", "Verified", "points", 9),
        AnnexColumn("Chính thức", "Final", "points", 9),
        AnnexColumn("Giá trị", "Value", "value", 9),
        AnnexColumn("Trạng thái", "State", "text", 20),
        AnnexColumn("Nguồn", "Source", "text", 12),
    )
    return AnnexTable(
        "Chỉ tiêu",
        "Điểm từng chỉ tiêu của từng đơn vị",
        columns,
        list(_indicator_rows(round_tables)),
    )


def _indicator_rows(round_tables: RoundTables) -> Iterator[tuple[Cell, ...]]:
    decimals = round_tables.framework["decimals"]
    names = dict(
        round_tables.tables["reference.expected_unit"]
        .select("entity_code", "entity_name_vi")
        .iter_rows()
    )
    for unit in round_tables.units:
        by_basis: dict[str, dict[str, Mapping[str, Any]]] = {}
        for row in round_tables.of_unit("indicators.indicator_value", unit):
            by_basis.setdefault(row["basis"], {})[row["indicator_code"]] = row
        final = by_basis["final"]
        for code in sorted(final, key=code_key):
            row, about = final[code], round_tables.indicators[code]
            verified = by_basis.get("verified", {}).get(code)
            own = by_basis.get("self", {}).get(code)
            yield (
                unit,
                names[unit],
                code,
                about["name_vi"],
                _published(about["max_points"], 2),
                _published(own["points"], 2) if own else None,
                _published(verified["points"], 2) if verified and verified["source"] else None,
                _published(row["points"], 2),
                _published(row["value"], decimals),
                _STATES_VI[row["state"]],
                _SOURCES_VI[row["source"]] if row["source"] else None,
            )


def _published(value: Decimal | None, decimals: int | None) -> Decimal | None:
    return None if value is None else published_value(value, decimals)
