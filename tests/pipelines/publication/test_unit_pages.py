"""The page of a unit: the round of five units in `page_builders.py`, worked by hand.

Points of 1.1, 1.2 and 2 (of 10, 10, 20): A 7.5, 10, 16; B 5, 6 (8 claimed), 16; C 10, none, 17;
D not applicable, 4, 2; E nothing. Values: .8375, .675, .675, .2 (6 of 30) and 0; the mean .4775.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from page_builders import small_frames, small_story

from pipelines.publication.round_pages import RoundStory, tell_round
from pipelines.publication.unit_pages import unit_headers, unit_pages


@pytest.fixture(scope="module")
def story() -> RoundStory:
    return small_story()


@pytest.fixture(scope="module")
def pages(story: RoundStory) -> dict[str, dict[str, Any]]:
    return dict(unit_pages(story))


def picked(rows: list[dict[str, Any]], *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_pages_come_in_the_order_of_ranks(pages: dict[str, dict[str, Any]]) -> None:
    assert [(code, page["unit"]["rank"]) for code, page in pages.items()] == [
        ("A", 1), ("B", 2), ("C", 2), ("D", 4), ("E", 5),
    ]  # fmt: skip


def test_a_head_has_value_points_and_the_distance_to_the_mean(story: RoundStory) -> None:
    heads = unit_headers(story)
    assert picked(heads, "code", "value", "points", "max_points", "to_mean", "share") == [
        ("A", "0.8375", "33.50", "40.00", "+0.3600", 0.8375),
        ("B", "0.6750", "27.00", "40.00", "+0.1975", 0.675),
        ("C", "0.6750", "27.00", "40.00", "+0.1975", 0.675),
        ("D", "0.2000", "6.00", "30.00", "−0.2775", 0.2),
        ("E", "0.0000", "0.00", "40.00", "−0.4775", 0.0),
    ]


def test_a_head_names_the_next_better_value_and_what_it_is_worth(story: RoundStory) -> None:
    # D is .475 behind .675, which are 14.25 of its 30 points; those who share a rank have one next.
    heads = unit_headers(story)
    columns = ("code", "above_code", "above_rank", "to_above", "points_to_above", "sharing")
    assert picked(heads, *columns) == [
        ("A", None, None, None, None, 1),
        ("B", "A", 1, "0.1625", "6.50", 2),
        ("C", "A", 1, "0.1625", "6.50", 2),
        ("D", "B", 2, "0.4750", "14.25", 1),
        ("E", "D", 4, "0.2000", "8.00", 1),
    ]


def test_the_final_value_differs_from_the_claim_by_what_is_printed(story: RoundStory) -> None:
    """0.64995 less 0.64004 is 0.00991; printed as 0.6500 and 0.6400 they differ by 0.0100."""
    exact = {"value": Decimal("0.64995"), "self_value": Decimal("0.64004")}
    totals = story.frames.totals.with_columns(
        pl.lit(number, pl.Decimal(38, 10)).alias(name) for name, number in exact.items()
    )
    (head, *_) = unit_headers(replace(story, frames=replace(story.frames, totals=totals)))
    assert (head["value"], head["self_value"], head["to_self"]) == ("0.6500", "0.6400", "+0.0100")


def test_a_head_sets_the_final_value_beside_the_claim_and_the_round_before(
    story: RoundStory,
) -> None:
    heads = unit_headers(story)
    columns = ("code", "self_value", "to_self", "previous_rank", "rank_change", "value_change")
    assert picked(heads, *columns) == [
        ("A", "0.8375", "0.0000", 2, 1, "+0.0375"),
        ("B", "0.7250", "−0.0500", 1, -1, "−0.0750"),
        ("C", "0.6750", "0.0000", 3, 1, "0.0000"),
        ("D", "0.2000", "0.0000", 4, 0, "+0.1000"),
        ("E", "0.0000", "0.0000", None, None, None),
    ]


def test_a_profile_is_beside_the_mean_and_similar_units(pages: dict[str, dict[str, Any]]) -> None:
    # Mains of B: .55 and .8; means .465 and .51; of A, C, D and E: 1.775/4 and 1.75/4.
    columns = ("code", "value", "points", "rank", "sharing", "gap", "is_above", "similar")
    assert picked(pages["B"]["profile"], *columns) == [
        ("1", "0.5500", "11.00", 2, 1, "+0.0850", True, 0.4438),
        ("2", "0.8000", "16.00", 2, 2, "+0.2900", True, 0.4375),
    ]
    assert picked(pages["D"]["profile"], *columns) == [
        ("1", "0.4000", "4.00", 4, 1, "−0.0650", False, 0.4812),
        ("2", "0.1000", "2.00", 4, 1, "−0.4100", False, 0.6125),
    ]


def test_pillars_stand_by_themselves(pages: dict[str, dict[str, Any]]) -> None:
    columns = ("code", "value", "share", "rank", "sharing")
    assert picked(pages["C"]["pillars"], *columns) == [("P", "0.6750", 0.675, 2, 2)]


def test_similar_units_come_by_nearness_with_their_results(
    pages: dict[str, dict[str, Any]],
) -> None:
    assert picked(pages["D"]["similar"], "similar_code", "place", "rank", "value", "share") == [
        ("E", 1, 5, "0.0000", 0.0), ("B", 2, 2, "0.6750", 0.675), ("C", 3, 2, "0.6750", 0.675),
        ("A", 4, 1, "0.8375", 0.8375),
    ]  # fmt: skip


def test_strengths_and_weaknesses_are_points_above_and_below_the_mean(
    pages: dict[str, dict[str, Any]],
) -> None:
    # Means: 1.1 (7.5+5+10+0)/4, D left out; 1.2 (10+6+0+4+0)/5; 2 (16+16+17+2+0)/5 = 10.2.
    columns = ("code", "gap_text", "is_strength")
    assert picked(pages["B"]["strong"], *columns) == [
        ("2", "+5.80", True), ("1.2", "+2.00", True), ("1.1", "−0.63", False),
    ]  # fmt: skip
    assert picked(pages["D"]["strong"], *columns) == [("2", "−8.20", False)]


def test_next_steps_tell_where_points_are_to_be_had(pages: dict[str, dict[str, Any]]) -> None:
    # B lacks evidence of 1.1, lost 2 of its claim of 1.2, and the best of 2 has one more.
    columns = ("code", "action", "possible")
    assert picked(pages["B"]["steps"], *columns) == [
        ("1.1", "evidence", "5.00"), ("1.2", "explain", "4.00"), ("2", "improve", "4.00"),
    ]  # fmt: skip
    assert picked(pages["C"]["steps"], *columns) == [
        ("1.2", "report", "10.00"), ("2", "lead", "3.00"),
    ]  # fmt: skip
    assert picked(pages["E"]["steps"], *columns) == [
        ("2", "report", "20.00"), ("1.1", "report", "10.00"), ("1.2", "report", "10.00"),
    ]  # fmt: skip


def test_evidence_is_lacking_only_where_a_reported_figure_should_have_it(
    pages: dict[str, dict[str, Any]],
) -> None:
    lacking = {
        (unit, code): row["lacks_evidence"]
        for unit, page in pages.items()
        for code, row in page["values"].items()
    }
    assert {key for key, lacks in lacking.items() if lacks} == {("B", "1.1"), ("C", "1.1")}
    assert len(lacking) == 15


def test_values_have_points_claim_and_decision(pages: dict[str, dict[str, Any]]) -> None:
    assert pages["B"]["values"]["1.2"] == {
        "state": "reported", "source": "verified", "share": 0.6, "mean": 0.4, "value": "0.6000",
        "points": "6.00", "max_points": "10.00", "self_points": "8.00", "verified_points": "6.00",
        "has_evidence": False, "lacks_evidence": False,
    }  # fmt: skip
    missing, apart = pages["C"]["values"]["1.2"], pages["D"]["values"]["1.1"]
    assert (missing["state"], missing["points"], missing["share"]) == ("missing", "0.00", 0.0)
    assert (apart["state"], apart["points"], apart["share"]) == ("not_applicable", None, None)


def test_figures_are_shown_as_they_were_sent(pages: dict[str, dict[str, Any]]) -> None:
    assert pages["B"]["inputs"]["1.2"] == [
        {"input": "p", "raw_text": "8"}, {"input": "points", "raw_text": "6"},
    ]  # fmt: skip
    assert pages["E"]["inputs"] == {}


def test_findings_are_told_to_their_unit(pages: dict[str, dict[str, Any]]) -> None:
    rules = {unit: [row["rule"] for row in page["findings"]] for unit, page in pages.items()}
    assert rules == {
        "A": ["value_not_a_number"], "B": ["evidence_missing"],
        "C": ["evidence_missing", "late_file"], "D": [], "E": [],
    }  # fmt: skip


def test_a_round_of_one_unit_has_no_strengths_of_its_own() -> None:
    frames = small_frames()
    alone = {
        name: getattr(frames, name).filter(pl.col("entity_code") == "A")
        for name in ("totals", "components", "values", "inputs")
    }
    story = tell_round(type(frames)(**{**vars(frames), **alone}))
    ((code, page),) = unit_pages(story)
    assert (code, page["strong"], page["similar"]) == ("A", [], [])
    assert {row["action"] for row in page["steps"]} == {"lead"}
    assert (page["unit"]["to_mean"], page["unit"]["sharing"]) == ("0.0000", 1)


def test_a_round_of_two_units_has_strengths() -> None:
    frames = small_frames()
    two = {
        name: getattr(frames, name).filter(pl.col("entity_code").is_in(["A", "D"]))
        for name in ("totals", "components", "values", "inputs")
    }
    pages = dict(unit_pages(tell_round(type(frames)(**{**vars(frames), **two}))))
    # 16 and 2 of 2, 10 and 4 of 1.2: seven and three points from the mean of both.
    assert picked(pages["A"]["strong"], "code", "gap_text") == [("2", "+7.00"), ("1.2", "+3.00")]


def test_predecessors_are_told_of_provinces_up_to_the_year_of_the_round() -> None:
    frames = small_frames(subject="province", ends_on=date(2024, 12, 31))
    before = pl.DataFrame(
        [("A", "58", "Cũ", year, Decimal("0.70635"), 20) for year in (2023, 2024, 2025)],
        schema={"entity_code": pl.String, "old_code": pl.String, "name": pl.String,
                "year": pl.Int32, "value": pl.Decimal(18, 10), "rank": pl.Int32},
        orient="row",
    )  # fmt: skip

    def told(**facts: Any) -> list[dict[str, Any]]:
        changed = replace(frames, predecessors=before, facts={**frames.facts, **facts})
        pages = dict(unit_pages(tell_round(changed)))
        assert pages["B"]["predecessors"] == []
        return pages["A"]["predecessors"]

    assert picked(told(), "year", "value", "rank") == [
        (2023, "0.7064", 20), (2024, "0.7064", 20),
    ]  # fmt: skip
    assert told(subject="commune") == []


def test_points_that_nobody_can_have_are_no_step() -> None:
    frames = small_frames()
    without = frames.values.with_columns(max_points=pl.lit(0, frames.values.schema["max_points"]))
    story = tell_round(replace(frames, values=without))
    assert story.data["has_points"] is False
    assert all(page["steps"] == [] for _, page in unit_pages(story))


def test_what_is_missing_without_a_value_counts_as_nothing() -> None:
    """In a framework of means a missing indicator has no value of its own."""
    frames = small_frames()
    is_missing = pl.col("state") == "missing"
    values = frames.values.with_columns(value=pl.when(~is_missing).then("value"))
    told = dict(unit_pages(tell_round(replace(frames, values=values))))
    same = dict(unit_pages(small_story()))
    assert told["E"]["values"]["2"]["share"] == 0
    assert told["A"]["values"]["2"]["mean"] == same["A"]["values"]["2"]["mean"]
