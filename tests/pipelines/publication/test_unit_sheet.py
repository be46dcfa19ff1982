"""The sheet of a unit of the round of five units in `page_builders.py`.

Values: A .8375, B and C .675, D .2, E 0; before: B .75, A .8, C .675, D .1 in this order.
"""

from typing import Any

import polars as pl
import pytest
from page_builders import picked, small_tables

from pipelines.publication.receipt import receipt
from pipelines.publication.round_tables import RoundTables
from pipelines.publication.unit_sheet import MOST, shortened, unit_sheet


@pytest.fixture(scope="module")
def tables() -> RoundTables:
    return small_tables()


def sheet(tables: RoundTables, unit: str) -> dict[str, Any]:
    return unit_sheet(tables, receipt(tables, unit))


def test_the_sheet_of_a_unit_has_its_standing(tables: RoundTables) -> None:
    printed = sheet(tables, "B")
    facts = {
        "unit": "Xã Bình", "rank": "2", "ranked": "5", "is_tied": True, "value": "0,6750",
        "points": "27,00 / 40 điểm", "self_value": "0,7250", "verified": "1", "is_silent": False,
        "previous": {"rank": "1", "change": -1, "value": "−0,0750"},
    }  # fmt: skip
    assert {key: printed[key] for key in facts} == facts
    assert printed["seal"] == receipt(tables, "B")["seal"]


def test_a_sheet_leaves_out_what_a_unit_does_not_have(tables: RoundTables) -> None:
    printed = sheet(tables, "E")
    assert (printed["previous"], printed["self_value"], printed["is_silent"]) == (None, None, True)
    assert printed["states"] == [{"label": "thiếu số liệu", "value": "3"}]
    assert sheet(tables, "D")["previous"]["change"] == 0


def test_a_sheet_sets_mains_beside_their_mean(tables: RoundTables) -> None:
    printed = sheet(tables, "B")
    columns = ("code", "value", "share", "mean", "mean_share", "rank")
    assert picked(printed["mains"] + printed["pillars"], *columns) == [
        ("1", "0,5500", 0.55, "0,4650", 0.465, "2/5"),
        ("2", "0,8000", 0.8, "0,5100", 0.51, "2/5"),
        ("P", "0,6750", 0.675, "0,4775", 0.4775, "2/5"),
    ]


def test_a_sheet_tells_where_most_points_are_left(tables: RoundTables) -> None:
    columns = ("code", "points", "maximum", "gap", "state")
    assert picked(sheet(tables, "C")["lost"], *columns) == [
        ("1.2", "0,00", "10,00", "10,00", "thiếu số liệu"), ("2", "17,00", "20,00", "3,00", ""),
    ]  # fmt: skip
    # 1.1 does not apply to D.
    assert [row["code"] for row in sheet(tables, "D")["lost"]] == ["2", "1.2"]
    assert MOST == 9


def test_a_sheet_lists_no_more_than_nine_lost(tables: RoundTables) -> None:
    document = receipt(tables, "C")
    leaf = document["indicators"][1]
    many = [{**leaf, "code": f"1.{n}"} for n in range(12, 0, -1)]
    values = tables.tables["indicators.indicator_value"]
    one = values.filter(pl.col("indicator_code") == leaf["code"], pl.col("entity_code") == "C")
    named = pl.concat(one.with_columns(indicator_code=pl.lit(row["code"])) for row in many)
    of = RoundTables({**tables.tables, "indicators.indicator_value": named})
    printed = unit_sheet(of, {**document, "indicators": many})["lost"]
    assert [row["code"] for row in printed] == [f"1.{n}" for n in range(1, 10)]


@pytest.mark.parametrize(
    ("text", "letters", "printed"),
    [("một hai", 7, "một hai"), ("một hai ba", 7, "một …"), ("một hai, ba", 9, "một hai …")],
)
def test_a_name_is_cut_after_the_last_word_that_fits(text: str, letters: int, printed: str) -> None:
    assert shortened(text, letters) == printed
