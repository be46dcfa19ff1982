"""What all pages of a round have in common: facts, averages, strips, trends and the ranking."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from page_builders import small_frames, small_story

from pipelines.publication.round_pages import (
    BINS,
    TICKS,
    RoundFrames,
    RoundStory,
    ranking_rows,
    strip_of,
    tell_round,
    unit_history,
)


@pytest.fixture(scope="module")
def story() -> RoundStory:
    return small_story()


def changed(frames: RoundFrames, **fields: Any) -> RoundStory:
    return tell_round(RoundFrames(**{**vars(frames), **fields}))


def test_the_facts_of_a_round_follow_from_its_rows(story: RoundStory) -> None:
    facts = {
        "units": 5, "ranked": 5, "has_change": True, "has_history": False, "has_self": True,
        "has_subs": True, "is_tied": True, "has_points": True, "profile_level": "main",
        "states": ["reported", "missing", "not_applicable"],
    }  # fmt: skip
    assert {key: story.data[key] for key in facts} == facts


def test_a_round_that_lacks_something_says_so() -> None:
    frames = small_frames()
    nothing = {"previous_rank": None, "self_value": None, "is_tied": False}
    bare = frames.totals.with_columns(
        pl.lit(value, frames.totals.schema[name]).alias(name) for name, value in nothing.items()
    )
    values = frames.values.filter(pl.col("code") == "2")
    data = changed(frames, totals=bare, values=values).data
    assert not any(data[key] for key in ("has_change", "has_self", "is_tied", "has_subs"))


def test_the_summary_is_the_mean_the_ends_and_how_many_reach_the_mean(story: RoundStory) -> None:
    # (.8375 + .675 + .675 + .2 + 0)/5 = .4775, which three reach.
    summary = ("mean", "mean_text", "highest_text", "lowest_text", "reach_mean")
    assert [story.data[key] for key in summary] == [0.4775, "0.4775", "0.8375", "0.0000", 3]


def test_who_has_the_mean_reaches_it() -> None:
    frames = small_frames()
    # .2 and .2: the mean is the value of both.
    two = frames.totals.filter(pl.col("entity_code").is_in(["D"]))
    assert changed(frames, totals=pl.concat([two, two])).data["reach_mean"] == 2


def test_a_round_without_values_has_no_summary() -> None:
    frames = small_frames()
    totals = frames.totals.with_columns(
        value=pl.lit(None, frames.totals.schema["value"]),
        rank=pl.lit(None, pl.Int32),
    )
    data = changed(frames, totals=totals).data
    assert (data["mean"], data["mean_text"], data["reach_mean"]) == (None, None, None)
    assert (data["trend_least"], data["trend_most"]) == (0.0, 1.0)


def test_components_have_their_mean_and_their_best(story: RoundStory) -> None:
    # Main 1: (.875 + .55 + .5 + .4 + 0)/5; main 2: (.8 + .8 + .85 + .1 + 0)/5.
    columns = ("level", "code", "mean", "mean_text", "best", "name_vi", "name_en")
    told = [
        tuple(one[key] for key in columns)
        for one in (*story.data["components"], *story.data["pillars"])
    ]
    assert told == [
        ("main", "1", 0.465, "0.4650", 0.875, "Một", "One"),
        ("main", "2", 0.51, "0.5100", 0.85, "Hai", "Two"),
        ("pillar", "P", 0.4775, "0.4775", 0.8375, "Trụ cột", "Pillar"),
    ]


def test_without_mains_the_pillars_are_the_profile() -> None:
    frames = small_frames()
    pillars = frames.components.filter(pl.col("level") == "pillar")
    data = changed(frames, components=pillars).data
    assert data["profile_level"] == "pillar"
    assert ([one["code"] for one in data["components"]], data["pillars"]) == (["P"], [])


def test_values_on_a_scale_of_a_hundred_are_drawn_as_its_parts() -> None:
    frames = small_frames(scale=100.0)
    hundred = pl.lit(100, pl.Decimal(38, 10))
    totals = frames.totals.with_columns((pl.col("value") * hundred).cast(pl.Decimal(38, 10)))
    parts = frames.components.with_columns((pl.col("value") * hundred).cast(pl.Decimal(38, 10)))
    story = changed(frames, totals=totals, components=parts)
    assert (story.data["mean"], story.data["mean_text"]) == (pytest.approx(0.4775), "47.7500")
    assert [one["mean"] for one in story.data["components"]] == pytest.approx([0.465, 0.51])
    assert [one["best"] for one in story.data["components"]] == pytest.approx([0.875, 0.85])
    assert story.profile["share"].max() == pytest.approx(0.875)
    assert (story.data["strip"]["low_text"], story.data["strip"]["high_text"]) == ("0.00", "85.00")
    first = ranking_rows(story)[0]
    assert (first["value"], first["share"]) == ("83.7500", 0.8375)
    assert unit_history(story)["A"][0]["share"] == 0.8375
    assert story.data["trend_most"] == pytest.approx(0.8375)


@pytest.mark.parametrize(
    ("shares", "low", "high"),
    [
        ([0.51, 0.74], 0.5, 0.75), ([0.5, 0.75], 0.5, 0.75), ([0.52, 0.53], 0.5, 0.55),
        ([0.5, 0.5], 0.5, 0.55), ([0.0, 1.0], 0.0, 1.0), ([], 0.0, 1.0),
    ],
)  # fmt: skip
def test_a_strip_reaches_from_one_twentieth_to_another(
    shares: list[float], low: float, high: float
) -> None:
    strip = strip_of(shares, 1.0)
    assert (strip["low"], strip["high"]) == (pytest.approx(low), pytest.approx(high))
    assert strip["low_text"] == f"{low:.2f}"
    assert strip["ticks"] == shares


def test_up_to_a_hundred_and_fifty_units_have_a_tick_each() -> None:
    shares = [n / TICKS for n in range(TICKS)]
    strip = strip_of(shares, 1.0)
    assert (len(strip["ticks"]), strip["bins"], TICKS) == (150, [], 150)
    assert strip["ticks"][1] == 0.0067


def test_more_units_are_counted_in_bins() -> None:
    # 0, .01, ..., 1, twice, in 25 bins of .04: four each, the end of the scale in the last.
    shares = [n / 100 for n in range(101)] * 2
    strip = strip_of(shares, 1.0)
    assert strip["ticks"] == []
    assert (len(strip["bins"]), sum(strip["bins"]), BINS) == (25, 202, 25)
    assert strip["bins"][0] == 8
    assert strip["bins"][-1] >= 10
    assert strip["tallest"] == max(strip["bins"])


def test_bins_lie_between_the_ends_of_the_strip() -> None:
    # 151 at .5 and one at .75: the first and the last bin of .5 to .75.
    strip = strip_of([0.5] * 151 + [0.75], 1.0)
    assert (strip["bins"][0], strip["bins"][-1], sum(strip["bins"])) == (151, 1, 152)


def test_the_ranking_has_a_row_for_each_unit_in_the_order_of_ranks(story: RoundStory) -> None:
    columns = ("code", "rank", "is_tied", "value", "points", "value_change", "previous", "profile",
               "trend")  # fmt: skip
    assert [tuple(row[key] for key in columns) for row in ranking_rows(story)] == [
        ("A", 1, False, "0.8375", "33.50", "+0.0375", 0.8, [0.875, 0.8], [0.8375]),
        ("B", 2, True, "0.6750", "27.00", "−0.0750", 0.75, [0.55, 0.8], [0.675]),
        ("C", 2, True, "0.6750", "27.00", "0.0000", 0.675, [0.5, 0.85], [0.675]),
        ("D", 4, False, "0.2000", "6.00", "+0.1000", 0.1, [0.4, 0.1], [0.2]),
        ("E", 5, False, "0.0000", "0.00", None, None, [0.0, 0.0], [0.0]),
    ]


def earlier(name: str, **units: tuple[int, str, int | None]) -> tuple[dict[str, Any], pl.DataFrame]:
    """A round before: rank, value and previous rank of its units."""
    facts = {"round": name, "name_vi": name, "name_en": name, "scale": 1.0, "decimals": 4}
    return facts, pl.DataFrame(
        [(code, rank, 5, before, Decimal(value)) for code, (rank, value, before) in units.items()],
        schema={"entity_code": pl.String, "rank": pl.Int32, "entities_ranked": pl.Int32,
                "previous_rank": pl.Int32, "value": pl.Decimal(18, 10)},
        orient="row",
    )  # fmt: skip


def test_a_trend_goes_back_as_long_as_the_ranking_follows_a_unit() -> None:
    history = (
        earlier("r0", A=(3, "0.7000", None), B=(1, "0.9000", None)),
        # B came new into r1: what it was before is not set beside it.
        earlier("r1", A=(2, "0.8000", 3), B=(1, "0.7500", None), E=(4, "0.3000", 4)),
    )
    told = unit_history(small_story(history))
    assert {code: [(row["round"], row["rank"]) for row in rows] for code, rows in told.items()} == {
        "A": [("r0", 3), ("r1", 2), ("r", 1)],
        "B": [("r1", 1), ("r", 2)],
        "C": [("r", 2)],
        "D": [("r", 4)],
        "E": [("r", 5)],
    }
    assert told["A"][0] == {
        "rank": 3, "entities_ranked": 5, "share": 0.7, "value": "0.7000", "round": "r0",
        "name_vi": "r0", "name_en": "r0",
    }  # fmt: skip


def test_trends_have_one_scale_for_all_rounds() -> None:
    data = small_story((earlier("r1", A=(1, "0.9500", None)),)).data
    assert (data["has_history"], data["trend_least"], data["trend_most"]) == (True, 0.0, 0.95)


@pytest.mark.parametrize(
    ("subject", "day", "units", "has_map"),
    [
        ("province", date(2025, 7, 1), 18, True),
        ("province", date(2025, 7, 1), 17, False),
        ("province", date(2025, 6, 30), 18, False),
        ("commune", date(2025, 7, 1), 18, False),
    ],
)
def test_a_map_is_for_more_than_half_of_the_provinces_of_today(
    subject: str, day: date, units: int, has_map: bool
) -> None:
    frames = small_frames(subject=subject, expected_on=day)
    one = frames.totals.filter(pl.col("entity_code") == "A")
    assert changed(frames, totals=pl.concat([one] * units)).data["has_map"] is has_map
