"""The pages of indicators, on the round of five units in `page_builders.py`."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from page_builders import small_frames, small_story

from pipelines.publication.indicator_pages import ROWS, indicator_pages, indicator_rows
from pipelines.publication.round_pages import RoundStory, tell_round


@pytest.fixture(scope="module")
def story() -> RoundStory:
    return small_story()


@pytest.fixture(scope="module")
def pages(story: RoundStory) -> dict[str, dict[str, Any]]:
    return dict(indicator_pages(story, indicator_rows(story)))


def test_each_indicator_has_its_mean_its_best_and_its_states(story: RoundStory) -> None:
    # 1.1: (.75 + .5 + 1 + 0)/4, for it does not apply to D; 1.2: (1 + .6 + 0 + .4 + 0)/5.
    columns = ("code", "mean", "mean_text", "best", "max_points", "units", "reported", "missing",
               "not_applicable")  # fmt: skip
    assert [tuple(row[key] for key in columns) for row in indicator_rows(story)] == [
        ("1.1", 0.5625, "0.5625", 1.0, "10.00", 5, 3, 1, 1),
        ("1.2", 0.4, "0.4000", 1.0, "10.00", 5, 3, 2, 0),
        ("2", 0.51, "0.5100", 0.85, "20.00", 5, 4, 1, 0),
    ]


def test_what_counts_nowhere_has_no_mean() -> None:
    frames = small_frames()
    values = frames.values.filter(pl.col("entity_code") == "D", pl.col("code") == "1.1")
    row, *_ = indicator_rows(tell_round(replace(frames, values=values)))
    assert (row["mean"], row["mean_text"], row["best"], row["units"]) == (None, None, None, 1)


def test_measured_and_decided_values_are_counted() -> None:
    frames = small_frames()
    values = frames.values.with_columns(
        source=pl.when(pl.col("entity_code") == "A").then(pl.lit("measured")).otherwise("source"),
        state=pl.when(pl.col("entity_code") == "B")
        .then(pl.lit("zero_by_decision"))
        .when(pl.col("entity_code") == "C")
        .then(pl.lit("not_evaluated"))
        .otherwise("state"),
    )
    row, *_ = indicator_rows(tell_round(replace(frames, values=values)))
    assert (row["measured"], row["zero_by_decision"], row["not_evaluated"]) == (1, 1, 1)


def test_a_page_lists_units_by_their_share_and_those_without_last(
    pages: dict[str, dict[str, Any]],
) -> None:
    columns = ("entity_code", "share", "points", "state", "rank")
    assert [tuple(row[key] for key in columns) for row in pages["1.1"]["units"]] == [
        ("C", 1.0, "10.00", "reported", None), ("A", 0.75, "7.50", "reported", None),
        ("B", 0.5, "5.00", "reported", None), ("E", 0.0, "0.00", "missing", None),
        ("D", None, None, "not_applicable", None),
    ]  # fmt: skip


def test_the_page_of_a_main_has_ranks_and_the_indicators_below_it(
    pages: dict[str, dict[str, Any]],
) -> None:
    page = pages["1"]
    assert [(row["entity_code"], row["share"], row["rank"]) for row in page["units"]] == [
        ("A", 0.875, 1), ("B", 0.55, 2), ("C", 0.5, 3), ("D", 0.4, 4), ("E", 0.0, 5),
    ]  # fmt: skip
    assert [row["code"] for row in page["below"]] == ["1.1", "1.2"]
    assert (page["mean"], page["mean_text"], page["figures"]) == (0.465, "0.4650", None)
    assert page["indicator"]["name_vi"] == "Một"


def test_a_main_without_subs_is_not_below_itself(pages: dict[str, dict[str, Any]]) -> None:
    assert pages["2"]["below"] == []
    assert pages["2"]["figures"]["code"] == "2"
    assert pages["2"]["mean"] == 0.51


def test_a_page_says_how_many_reach_the_best(pages: dict[str, dict[str, Any]]) -> None:
    assert {code: page["reaching_best"] for code, page in pages.items()} == dict.fromkeys(
        ("1", "1.1", "1.2", "2", "P"), 1
    )


def test_a_page_names_its_inputs_and_draws_the_shares(pages: dict[str, dict[str, Any]]) -> None:
    assert [row["input"] for row in pages["1.1"]["inputs"]] == ["a", "b"]
    assert pages["1.1"]["strip"]["ticks"] == [1.0, 0.75, 0.5, 0.0]
    assert pages["P"]["inputs"] == []


@pytest.mark.parametrize(("units", "first", "last"), [(100, 100, 0), (101, 50, 50)])
def test_of_more_than_a_hundred_units_the_first_and_last_fifty_are_listed(
    units: int, first: int, last: int
) -> None:
    frames = small_frames()
    one = frames.values.filter(pl.col("entity_code") == "A", pl.col("code") == "1.2")
    many = pl.concat(one.with_columns(entity_code=pl.lit(f"U{n:03}")) for n in range(units))
    unit = frames.totals.filter(pl.col("entity_code") == "A")
    totals = pl.concat(unit.with_columns(entity_code=pl.lit(f"U{n:03}")) for n in range(units))
    story = tell_round(replace(frames, values=many, totals=totals))
    page = dict(indicator_pages(story, indicator_rows(story)))["1.2"]
    assert (len(page["units"]), len(page["last_units"]), page["unit_count"]) == (first, last, units)
    assert page["units"][0]["entity_code"] == "U000"
    assert page["reaching_best"] == units
    assert ROWS == 100
    if last:
        assert page["last_units"][-1]["entity_code"] == "U100"
        assert page["last_units"][0]["entity_code"] == "U051"


def test_what_is_missing_without_a_value_counts_as_nothing() -> None:
    """In a framework of means a missing indicator has no value of its own."""
    frames = small_frames()
    is_missing = pl.col("state") == "missing"
    values = frames.values.with_columns(value=pl.when(~is_missing).then("value"))
    story, same = tell_round(replace(frames, values=values)), small_story()
    rows, expected = indicator_rows(story), indicator_rows(same)
    assert [(row["mean_text"], row["best"]) for row in rows] == [
        (row["mean_text"], row["best"]) for row in expected
    ]
    told, unchanged = dict(indicator_pages(story, rows)), dict(indicator_pages(same, expected))
    for code in ("1.1", "1.2"):
        shares = [unit["share"] for unit in told[code]["units"]]
        assert shares == [unit["share"] for unit in unchanged[code]["units"]]
