"""The order of the work list: probability times places, then probability times points."""

from decimal import Decimal

import polars as pl
import pytest
from builders import framework, group, leaf, values

from pipelines.appraisal.claims import claims
from pipelines.appraisal.work_list import confirmed_before, work_list
from pipelines.intake.findings import EMPTY_FINDINGS
from pipelines.scoring.index import Index, compute_index

TREE = framework(
    group("1", "20")
    + leaf("1.1", "kind: points, input: p", "p: points", "10", ', parent: "1"')
    + leaf("1.2", "kind: points, input: p", "p: points", "10", ', parent: "1"')
)
WITH_BONUS = framework(
    leaf("1", "kind: points, input: p", "p: points", "10")
    + leaf("B", "kind: bonus, input: p", "p: points", "5")
)
Points = dict[str, tuple[float, float]]


def declared(points: Points, source: str = "declared") -> pl.DataFrame:
    name = "p" if source == "declared" else "points"
    return values(
        [(unit, f"1.{n}", name, p) for unit, pair in points.items() for n, p in enumerate(pair, 1)],
        source,
    )


def scored(frame: pl.DataFrame, round_id: str = "r2") -> tuple[Index, pl.DataFrame]:
    sent = frame.with_columns(
        round=pl.lit(round_id), evidence=pl.lit("BC 1"), note=pl.lit(None, pl.String)
    )
    index = compute_index(TREE, sent, sent.select("round", "entity_code").unique())
    return index, claims(index, sent)


def listed(now: pl.DataFrame, before: pl.DataFrame | None = None) -> pl.DataFrame:
    index, claimed = scored(now)
    earlier = claimed.clear() if before is None else scored(before, "r1")[1]
    return work_list(index, claimed, EMPTY_FINDINGS, earlier, EMPTY_FINDINGS)


def rows(frame: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return frame.select("entity_code", "indicator_code", *columns).rows()


def test_places_are_weighed_by_their_probability() -> None:
    # a has 20 points, b 19, c 18. What peers claim of 1.1 has the median 9, of 1.2 the median 9.
    # Last round 3 was confirmed of a: with it a has 13 and is third, two places for 1.1.
    now = declared({"a": (10, 10), "b": (9, 10), "c": (9, 9)})
    before = declared({"a": (3, 10), "b": (9, 10), "c": (9, 9)}, "verified")
    (top, *_) = listed(now, before).to_dicts()
    assert (top["entity_code"], top["indicator_code"]) == ("a", "1.1")
    assert (top["rank"], top["rank_if_supported"], top["places_alone"]) == (1, 3, 2)
    assert top["places_at_stake"] == Decimal(2)
    assert top["expected_places"] == pytest.approx(2 * top["probability"], abs=1e-4)
    assert top["probability"] < 1


def test_of_equal_places_more_points_at_stake_come_first() -> None:
    # Nobody can pass anybody: 20, 10 and 1 points. Last round 9 and 6 of a were confirmed.
    now = declared({"a": (10, 10), "b": (5, 5), "c": (0.5, 0.5)})
    before = declared({"a": (9, 6), "b": (5, 5), "c": (0.5, 0.5)}, "verified")
    found = listed(now, before)
    assert found["expected_places"].to_list() == [0.0] * 6
    # 4 points of 10 are widely above the past, 1 point is not: more probable and worth more.
    assert rows(found, "points_at_stake")[:3] == [
        ("a", "1.2", Decimal(4)), ("a", "1.1", Decimal(1)), ("b", "1.1", Decimal(0)),
    ]  # fmt: skip
    (second,) = found.filter(pl.col("position") == 2).to_dicts()
    assert second["worth"] == pytest.approx(second["probability"] * 1)


def test_of_equal_probability_the_larger_stake_comes_first() -> None:
    # Medians of the claims: 9 of 1.1 and 5 of 1.2. One claim in five is thought wrong.
    found = listed(declared({"a": (10, 10), "b": (9, 5), "c": (1, 1)}))
    of_a = found.filter(pl.col("entity_code") == "a")
    assert rows(of_a, "points_at_stake", "worth") == [
        ("a", "1.2", Decimal(5), 1.0), ("a", "1.1", Decimal(1), 0.2),
    ]  # fmt: skip


def test_what_is_equal_comes_by_code() -> None:
    found = listed(declared({"b": (5, 5), "a": (5, 5)}))
    assert rows(found, "position") == [
        ("a", "1.1", 1), ("a", "1.2", 2), ("b", "1.1", 3), ("b", "1.2", 4),
    ]  # fmt: skip


def test_places_of_all_figures_are_shared_by_the_points_of_each() -> None:
    # 20 points against 10. Alone 1.1 leaves 11 and 1.2 leaves 17; together 8: one place, of which
    # 9 of 12 points are those of 1.1.
    now = declared({"a": (10, 10), "b": (5, 5)})
    before = declared({"a": (1, 7), "b": (5, 5)}, "verified")
    found = listed(now, before).filter(pl.col("entity_code") == "a").sort("indicator_code")
    assert rows(found, "places_alone", "places_together", "places_at_stake") == [
        ("a", "1.1", 0, 1, Decimal("0.75")), ("a", "1.2", 0, 1, Decimal("0.25")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("confirmed", "support", "points"),
    [(5, "confirmed_peers", Decimal(3)), (4, "claiming_peers", Decimal(8))],
)
def test_five_confirmed_peers_support_a_claim_and_four_do_not(
    confirmed: int, support: str, points: Decimal
) -> None:
    # Everybody claims 8 of 1.1; the council left 3 to the first four or five.
    units = {f"p{n}": (8.0, 8.0) for n in range(6)}
    settled = values([(f"p{n}", "1.1", "points", 3) for n in range(confirmed)], "verified")
    found = listed(pl.concat([declared(units), settled]))
    (row,) = found.filter(
        pl.col("entity_code") == "p5", pl.col("indicator_code") == "1.1"
    ).to_dicts()
    assert (row["supported_by"], row["supported_points"]) == (support, points)


def test_what_was_confirmed_counts_under_the_round_that_follows() -> None:
    claimed = scored(declared({"a": (5, 5), "b": (5, 5)}))[1]
    settled = values([("a", "1.1", "points", 3)], "verified")
    before = scored(pl.concat([declared({"a": (4, 4), "c": (1, 1)}), settled]), "r1")[1]
    assert confirmed_before(claimed, before).rows() == [("r2", "a", "1.1", 0.3)]


def test_a_bonus_is_held_against_the_points_of_its_peers() -> None:
    sent = values(
        [(unit, code, "p", p) for unit, pair in {"a": (5, 4), "b": (5, 1), "c": (5, 1)}.items()
         for code, p in zip(("1", "B"), pair, strict=True)]
    ).with_columns(evidence=pl.lit("BC 1"), note=pl.lit(None, pl.String))  # fmt: skip
    index = compute_index(WITH_BONUS, sent, sent.select("round", "entity_code").unique())
    claimed = claims(index, sent)
    found = work_list(index, claimed, EMPTY_FINDINGS, claimed.clear(), EMPTY_FINDINGS)
    # 9 of 10 points, of which 3 more than others claim as bonus: level with b and c without them.
    (row,) = found.filter(pl.col("entity_code") == "a", pl.col("indicator_code") == "B").to_dicts()
    assert (row["claimed_points"], row["supported_points"]) == (Decimal(4), Decimal(1))
    assert row["points_at_stake"] == Decimal(3)
    assert (row["rank"], row["rank_if_supported"]) == (1, 1)


def test_points_that_a_unit_takes_off_itself_are_at_no_risk() -> None:
    tree = framework(
        leaf("1", "kind: points, input: p", "p: points", "10")
        + leaf("P", "kind: penalty, input: p", "p: points", "5")
    )
    sent = values([("a", "1", "p", 6), ("a", "P", "p", 2)]).with_columns(
        evidence=pl.lit("BC 1"), note=pl.lit(None, pl.String)
    )
    index = compute_index(tree, sent, sent.select("round", "entity_code").unique())
    found = {row["indicator_code"]: row for row in claims(index, sent).to_dicts()}
    assert (found["P"]["claimed_points"], found["P"]["points_at_risk"]) == (Decimal(-2), Decimal(0))
    assert (found["P"]["claimed_share"], found["1"]["claimed_share"]) == (2.0, 0.6)
