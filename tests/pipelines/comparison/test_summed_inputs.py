"""Inputs of merged units added up and scored again: worked by hand, and what must hold."""

from decimal import Decimal

import polars as pl
import pytest
from builders import Row, child, framework, group, leaf, score, values
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.comparison.summed_inputs import restated_indicators, scored_again
from pipelines.frameworks.framework import Framework

RATIO = "kind: ratio, numerator: a, denominator: b"
COUNTS = "a: count, b: count"
TWO = framework(
    leaf("1", RATIO, COUNTS) + leaf("2", "kind: boolean, input: x", "x: boolean", points="5")
)
"""A ratio worth ten points, a yes or no worth five."""


def restated(
    of: Framework, *frames: pl.DataFrame, into: dict[str, str] | None = None
) -> pl.DataFrame:
    """What becomes of the units a and b, which become n (or of those in `into`: old to new)."""
    submitted = pl.concat(frames)
    indicators = score(of, submitted).indicator_values().filter(pl.col("basis") == "final")
    parts = into or {"a": "n", "b": "n"}
    return restated_indicators(
        of,
        pl.DataFrame({"entity_code": list(parts.values()), "old_code": list(parts)}),
        submitted,
        indicators.with_columns(pl.col(pl.Enum).cast(pl.String)),
    )


def row(frame: pl.DataFrame, code: str) -> dict[str, object]:
    return frame.row(by_predicate=pl.col("indicator_code") == code, named=True)


def points(of: Framework, frame: pl.DataFrame) -> dict[str, Decimal | None]:
    """The points of each indicator, scored again."""
    scored = scored_again(of, frame).indicator_values().filter(pl.col("basis") == "final")
    return dict(scored.select(pl.col("indicator_code").cast(pl.String), "points").iter_rows())


def reported(**units: tuple[float, float, float]) -> pl.DataFrame:
    """The ratio and the yes or no of each unit, as a, b and 1 or 0."""
    rows: list[Row] = []
    for unit, (a, b, yes) in units.items():
        rows += [(unit, "1", "a", a), (unit, "1", "b", b), (unit, "2", "x", yes)]
    return values(rows)


def test_a_ratio_is_added_up_and_a_yes_is_not() -> None:
    """30/100 and 80/400 are 110/500 = .22, 2.2 points (their mean is .25); a yes and a no: 2.5."""
    found = restated(TWO, reported(a=(30, 100, 1), b=(80, 400, 0)))
    ratio, yes = row(found, "1"), row(found, "2")
    assert (ratio["is_summed"], ratio["numerator"], ratio["denominator"]) == (True, 110, 500)
    assert (yes["is_summed"], yes["points"]) == (False, Decimal("2.5"))
    assert points(TWO, found) == {"1": Decimal("2.2"), "2": Decimal("2.5")}
    total = scored_again(TWO, found).totals().filter(pl.col("basis") == "final")
    assert total.select("points", "max_points").row(0) == (Decimal("4.7"), Decimal(15))


def test_a_sum_meets_its_target_where_a_mean_of_capped_shares_does_not() -> None:
    """Of a target of 80 %: 95/100 and 130/200 are 225/300 = 75 %, 9.375 points; the mean 9.06."""
    of = framework(leaf("1", RATIO + ", target: 0.8", COUNTS))
    submitted = values(
        [("a", "1", "a", 95), ("a", "1", "b", 100), ("b", "1", "a", 130), ("b", "1", "b", 200)]
    )
    assert points(of, restated(of, submitted)) == {"1": Decimal("9.375")}


def test_a_ratio_of_which_one_unit_gave_no_figures_is_a_mean_of_points() -> None:
    """A missing figure is worth 0 points and is in no sum: 3 and 0 points make 1.5."""
    of = framework(leaf("1", RATIO, COUNTS) + leaf("2", RATIO, COUNTS))
    given_by_both: list[Row] = [(u, "2", name, 5) for u in "ab" for name in "ab"]
    of_a: list[Row] = [("a", "1", "a", 30), ("a", "1", "b", 100)]
    found = restated(of, values(of_a + given_by_both))
    assert (row(found, "1")["is_summed"], row(found, "1")["points"]) == (False, Decimal("1.5"))
    assert row(found, "2")["is_summed"]


def test_points_of_a_council_are_not_overruled_by_a_sum() -> None:
    """The council gave a 9 of 10 points where its figures earn 3: with 2 of b the mean is 5.5."""
    council = values([("a", "1", "points", 9)], "verified")
    found = restated(TWO, reported(a=(30, 100, 1), b=(80, 400, 0)), council)
    assert found.is_empty()
    both = framework(leaf("1", RATIO, COUNTS) + leaf("3", RATIO, COUNTS))
    rows: list[Row] = [
        (unit, code, name, number)
        for unit, a, b in (("a", 30, 100), ("b", 80, 400))
        for code in "13"
        for name, number in (("a", a), ("b", b))
    ]
    found = restated(both, values(rows), council)
    assert (row(found, "1")["is_summed"], row(found, "1")["points"]) == (False, Decimal("5.5"))
    assert row(found, "3")["is_summed"]


def test_a_measured_figure_is_added_in_place_of_a_declared_one() -> None:
    measured = values([("a", "1", "a", 20), ("a", "1", "b", 100)], "measured")
    found = restated(TWO, reported(a=(30, 100, 1), b=(80, 400, 0)), measured)
    assert (row(found, "1")["numerator"], row(found, "1")["denominator"]) == (100, 500)


def test_a_unit_to_which_an_indicator_does_not_apply_is_in_no_sum() -> None:
    submitted = values(
        [("a", "1", "a", 30), ("a", "1", "b", 100), ("b", "1", "state", "not_applicable")]
        + [(u, "2", "x", 1) for u in "ab"]
    )
    found = restated(TWO, submitted)
    assert (row(found, "1")["numerator"], row(found, "1")["denominator"]) == (30, 100)
    assert points(TWO, found)["1"] == Decimal(3)


def test_what_applies_to_no_old_unit_does_not_apply_to_the_new_one() -> None:
    submitted = values(
        [(u, "1", name, 1) for u in "ab" for name in "ab"]
        + [(u, "2", "state", "not_applicable") for u in "ab"]
    )
    found = restated(TWO, submitted)
    assert row(found, "2")["state"] == "not_applicable"
    total = scored_again(TWO, found).totals().filter(pl.col("basis") == "final")
    assert total["max_points"].to_list() == [10]


def test_a_penalty_stays_a_penalty() -> None:
    of = framework(
        leaf("1", RATIO, COUNTS) + leaf("2", "kind: penalty, input: x", "x: points", points="5")
    )
    submitted = values(
        [(u, "1", name, 1) for u in "ab" for name in "ab"]
        + [("a", "2", "x", 4), ("b", "2", "x", 2)]
    )
    assert points(of, restated(of, submitted)) == {"1": Decimal(10), "2": Decimal(-3)}


@pytest.mark.parametrize(
    "of",
    [
        framework(leaf("2", "kind: boolean, input: x", "x: boolean")),
        framework(leaf("1", RATIO, "a: share, b: share")),
        framework(leaf("1", RATIO, COUNTS, points=""), top="aggregation: arithmetic_mean\n"),
    ],
    ids=["nothing is a ratio", "shares do not add up", "a framework without points"],
)
def test_where_nothing_adds_up_nothing_is_restated(of: Framework) -> None:
    submitted = values(
        [
            (unit, given.code, name, 1)
            for unit in "ab"
            for given in of.scored_leaves
            for name in given.inputs
        ]
    )
    assert restated(of, submitted).is_empty()


def test_half_a_merger_is_not_added_up() -> None:
    """b was not assessed at all."""
    assert restated(TWO, reported(a=(30, 100, 1))).is_empty()


def test_a_unit_that_did_not_merge_is_not_scored_again() -> None:
    submitted = reported(a=(30, 100, 1), b=(80, 400, 0), c=(1, 2, 1))
    found = restated(TWO, submitted, into={"a": "n", "b": "n", "c": "c"})
    assert set(found["entity_code"]) == {"n"}


def test_indicators_are_scored_up_the_tree() -> None:
    of = framework(group("1") + leaf("1.1", RATIO, COUNTS, more=child("1")))
    submitted = values([(u, "1.1", name, n) for u in "ab" for name, n in (("a", 1), ("b", 4))])
    mains = scored_again(of, restated(of, submitted)).main_indicators()
    of_main = mains.filter(pl.col("basis") == "final")
    assert of_main.select(pl.col("main_code").cast(pl.String), "points").rows() == [
        ("1", Decimal("2.5"))
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 1000), st.data())
def test_a_sum_of_equal_denominators_is_the_mean(b: int, data: st.DataObject) -> None:
    first, second = (data.draw(st.integers(0, b)) for _ in range(2))
    submitted = reported(a=(first, b, 1), b=(second, b, 1))
    summed = points(TWO, restated(TWO, submitted))["1"]
    scored = (
        score(TWO, submitted)
        .indicator_values()
        .filter(pl.col("indicator_code") == "1", pl.col("basis") == "final")
    )
    assert summed is not None
    assert abs(summed - sum(scored["points"], Decimal(0)) / 2) <= Decimal("1e-9")
