"""The annex of numbers of the round of five units in `page_builders.py`.

Values: A .8375, B and C .675, D .2, E 0; before: B .75, A .8, C .675, D .1 in this order.
"""

from decimal import Decimal

import pytest
from page_builders import small_tables

from pipelines.publication.annex_tables import annex_facts, annex_tables
from pipelines.publication.round_tables import RoundTables


@pytest.fixture(scope="module")
def tables() -> RoundTables:
    return small_tables()


def test_the_annex_has_the_ranking_as_numbers(tables: RoundTables) -> None:
    ranking, mains, indicators = annex_tables(tables)
    assert ranking.rows[1] == (
        2, "B", "Xã Bình", Decimal("0.6750"), Decimal("27.00"), Decimal("40.00"), 1, -1,
        Decimal("-0.0750"), None,
    )  # fmt: skip
    assert ranking.rows[4] == (
        5, "E", "Xã Em", Decimal(0), Decimal(0), Decimal(40), None, None, None, "chưa gửi số liệu",
    )  # fmt: skip
    assert [column.en for column in mains.columns] == [
        "Rank", "Code", "Unit", "Value", "Pillar", "One", "Two",
    ]  # fmt: skip
    assert mains.rows[2] == (
        2, "C", "Xã Cát", Decimal("0.675"), Decimal("0.675"), Decimal("0.5"), Decimal("0.85"),
    )  # fmt: skip
    assert all(
        len(row) == len(table.columns) for table in annex_tables(tables) for row in table.rows
    )
    assert len(indicators.rows) == 15


def test_the_annex_tells_claim_decision_and_result_of_each_indicator(tables: RoundTables) -> None:
    found = {(row[0], row[2]): row[4:] for row in annex_tables(tables)[2].rows}
    ten, nothing = Decimal(10), None
    assert found["B", "1.2"] == (
        ten, Decimal(8), Decimal(6), Decimal(6), Decimal("0.6"), "đã báo cáo", "thẩm định",
    )  # fmt: skip
    assert found["A", "1.1"] == (
        ten, Decimal("7.5"), nothing, Decimal("7.5"), Decimal("0.75"), "đã báo cáo", "tự khai",
    )  # fmt: skip
    assert found["D", "1.1"] == (
        ten, nothing, nothing, nothing, nothing, "không áp dụng", "tự khai",
    )  # fmt: skip
    assert found["E", "2"][-2:] == ("thiếu số liệu", nothing)


def test_the_first_sheet_of_the_annex_names_the_release(tables: RoundTables) -> None:
    facts = dict(annex_facts(tables))
    assert (facts["Bản công bố"], facts["Tình trạng"]) == ("r.2", "chính thức")
    assert "Bản công bố" not in dict(annex_facts(small_tables(publication__release=())))
