"""The work list: what stands on it, in what order and why; what it finds of planted errors."""

from decimal import Decimal

import polars as pl
import pytest
from builders import framework, group, leaf, values
from planted_errors import ROUNDS, appraised, planted, rank_changing, recall

from pipelines.appraisal.claims import claims
from pipelines.appraisal.work_list import work_list
from pipelines.intake.findings import EMPTY_FINDINGS
from pipelines.scoring.index import Index, compute_index

TREE = framework(
    group("1", "20")
    + leaf("1.1", "kind: points, input: p", "p: points", "10", ', parent: "1", evidence: required')
    + leaf("1.2", "kind: points, input: p", "p: points", "10", ', parent: "1"')
)


def scored(frame: pl.DataFrame, round_id: str) -> tuple[Index, pl.DataFrame]:
    sent = frame.with_columns(
        pl.lit(round_id).alias("round"),
        pl.when(pl.col("entity_code") != "bare").then(pl.lit("BC 1")).alias("evidence"),
        pl.lit(None, pl.String).alias("note"),
    )
    index = compute_index(TREE, sent, sent.select("round", "entity_code").unique())
    return index, claims(index, sent)


def listed(now: pl.DataFrame, before: pl.DataFrame | None = None) -> pl.DataFrame:
    index, claimed = scored(now, "r2")
    earlier = claimed.clear() if before is None else scored(before, "r1")[1]
    return work_list(index, claimed, EMPTY_FINDINGS, earlier, EMPTY_FINDINGS)


def declared(**points: tuple[float, float]) -> pl.DataFrame:
    return values(
        [(unit, f"1.{n}", "p", p) for unit, pair in points.items() for n, p in enumerate(pair, 1)]
    )


def item(rows: pl.DataFrame, unit: str, code: str) -> dict[str, object]:
    return rows.row(
        by_predicate=(pl.col("entity_code") == unit) & (pl.col("indicator_code") == code),
        named=True,
    )


def test_a_claim_without_required_evidence_is_held_against_nothing() -> None:
    rows = listed(declared(bare=(8, 8), b=(7, 7), c=(2, 2)))
    row = item(rows, "bare", "1.1")
    # 16 points against 14 and 4: without the 8 of 1.1 it is second.
    assert (row["supported_by"], row["supported_points"], row["points_at_stake"]) == (
        "no_evidence", Decimal(0), Decimal(8),
    )  # fmt: skip
    assert (row["rank"], row["rank_if_supported"], row["places_alone"]) == (1, 2, 1)
    assert row["probability"] == 0.2
    assert row["expected_places"] == 0.2


def test_what_was_confirmed_in_the_round_before_is_the_support_there_is() -> None:
    before = pl.concat(
        [declared(a=(4, 4), b=(7, 7)), values([("a", "1.1", "points", 3)], "verified")]
    )
    row = item(listed(declared(a=(8, 8), b=(7, 7)), before), "a", "1.1")
    assert (row["supported_by"], row["supported_points"]) == ("confirmed_before", Decimal(3))
    assert row["signals"] == "widely_above_own_past"
    assert row["reason_vi"] == (
        "cao hơn hẳn mức đã thẩm định kỳ trước. 8 → 3 điểm theo mức đã thẩm định kỳ trước: "
        "hạng 1 → 2"
    )
    assert row["reason_en"] == (
        "far above what was confirmed last round. 8 → 3 points at what was confirmed last "
        "round: rank 1 → 2"
    )


def test_peers_support_what_has_no_past() -> None:
    # Claims of 1.2: 8, 7, 3, the median 7.
    row = item(listed(declared(a=(8, 8), b=(7, 7), c=(2, 3))), "a", "1.2")
    assert (row["supported_by"], row["supported_points"]) == ("claiming_peers", Decimal(7))


def test_what_the_council_settled_is_not_listed() -> None:
    now = pl.concat([declared(a=(8, 8), b=(7, 7)), values([("a", "1.1", "points", 3)], "verified")])
    codes = listed(now).select("entity_code", "indicator_code").rows()
    assert sorted(codes) == [("a", "1.2"), ("b", "1.1"), ("b", "1.2")]


def test_a_unit_whose_claims_are_all_too_high_is_seen_though_none_moves_it_alone() -> None:
    before = values(
        [("a", f"1.{n}", "points", 1) for n in (1, 2)]
        + [("b", f"1.{n}", "points", 4) for n in (1, 2)],
        "verified",
    )
    row = item(listed(declared(a=(10, 10), b=(4, 4)), before), "a", "1.1")
    # Alone it leaves 11 points above 8; both together leave 2: one place, half of it each.
    assert (row["places_alone"], row["places_together"], row["places_at_stake"]) == (
        0,
        1,
        Decimal("0.5"),
    )


def test_the_order_is_by_expected_places_and_the_same_again() -> None:
    rows = appraised(ROUNDS[0]).listed
    assert rows["position"].to_list() == list(range(1, rows.height + 1))
    assert rows["expected_places"].is_sorted(descending=True)
    assert rows["probability"].is_between(0, 1).all()


def test_a_planted_error_is_no_error_of_intake() -> None:
    for round_id in ROUNDS:
        taken = appraised(round_id).taken
        wrong = planted(round_id)
        kept_out = taken.findings.filter(pl.col("severity") == "error")
        assert not wrong.keys() & set(kept_out.select("entity_code", "indicator_code").iter_rows())


@pytest.mark.parametrize("round_id", ROUNDS)
def test_the_first_tenth_finds_two_thirds_of_the_planted_errors_that_change_a_rank(
    round_id: str,
) -> None:
    changing = rank_changing(round_id)
    assert len(changing) >= 5
    assert recall(appraised(round_id).ordered(), changing, 0.1) >= 2 / 3
