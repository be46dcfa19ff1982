"""Signals: which question is asked of which claim, at the very edge of each threshold."""

import polars as pl
import pytest

from pipelines.appraisal.signals import SIGNALS, signals

CLAIMED = {
    "round": pl.String, "entity_code": pl.String, "indicator_code": pl.String,
    "claimed_share": pl.Float64, "confirmed_share": pl.Float64,
}  # fmt: skip
FOUND = {
    "round": pl.String,
    "entity_code": pl.String,
    "indicator_code": pl.String,
    "rule": pl.String,
}
BEFORE = {
    "round": pl.String, "entity_code": pl.String, "indicator_code": pl.String,
    "share_before": pl.Float64,
}  # fmt: skip

Claim = tuple[str, str, float | None, float | None]


def asked(
    *claims: Claim,
    found: tuple[tuple[str, str | None, str], ...] = (),
    before: tuple[tuple[str, str, float], ...] = (),
) -> list[tuple[str, str, str]]:
    """Unit, indicator and signal of every question."""
    rows = signals(
        pl.DataFrame([("r", *one) for one in claims], schema=CLAIMED, orient="row"),
        pl.DataFrame([("r", *one) for one in found], schema=FOUND, orient="row"),
        pl.DataFrame([("r", *one) for one in before], schema=BEFORE, orient="row"),
    )
    return rows.select("entity_code", "indicator_code", "signal").rows()


@pytest.mark.parametrize(
    ("claimed", "before", "signal"),
    [
        # 0.7 - 0.4 is 0.2999..93 and 0.95 - 0.8 is 0.1499..99 in floats: still the threshold.
        (0.7, 0.4, "widely_above_own_past"),
        (0.69, 0.4, "clearly_above_own_past"),
        (0.95, 0.8, "clearly_above_own_past"),
        (0.94, 0.8, None),
        (0.8, 0.8, None),
        (0.5, 0.7, None),
        (0.41, 0.7, None),
        (0.4, 0.7, "widely_below_own_past"),
    ],
)
def test_a_claim_is_held_against_what_was_confirmed_last_round(
    claimed: float, before: float, signal: str | None
) -> None:
    expected = [] if signal is None else [("u", "1", signal)]
    assert asked(("u", "1", claimed, None), before=(("u", "1", before),)) == expected


def peers(*confirmed: float) -> tuple[Claim, ...]:
    return tuple((f"p{n}", "1", share, share) for n, share in enumerate(confirmed))


def test_a_claim_three_tenths_above_the_median_of_five_confirmed_peers_is_asked_about() -> None:
    five = peers(0.1, 0.2, 0.4, 0.4, 0.5)
    assert asked(("u", "1", 0.7, None), *five) == [("u", "1", "widely_above_peers")]
    assert asked(("u", "1", 0.69, None), *five) == []


def test_four_confirmed_peers_are_too_few_to_ask() -> None:
    assert asked(("u", "1", 1.0, None), *peers(0.1, 0.1, 0.1, 0.1)) == []


def test_peers_of_another_indicator_say_nothing() -> None:
    assert asked(("u", "2", 1.0, None), *peers(0.1, 0.1, 0.1, 0.1, 0.1)) == []


def test_a_finding_on_a_figure_is_a_signal_on_that_figure_alone() -> None:
    found = (("u", "1", "far_from_peers"),)
    claims: tuple[Claim, ...] = (("u", "1", 0.5, None), ("u", "2", 0.5, None))
    assert asked(*claims, ("v", "1", 0.5, None), found=found) == [("u", "1", "far_from_peers")]


def test_a_finding_on_a_unit_is_a_signal_on_everything_it_claims() -> None:
    found = (("u", None, "everything_at_maximum"), ("u", "1", "everything_at_maximum"))
    claims: tuple[Claim, ...] = (
        ("u", "1", 1.0, None), ("u", "2", 1.0, None), ("u", "3", None, None), ("v", "1", 0.5, None),
    )  # fmt: skip
    assert asked(*claims, found=found) == [
        ("u", "1", "everything_at_maximum"), ("u", "2", "everything_at_maximum"),
    ]  # fmt: skip


def test_what_intake_asked_of_the_past_is_not_asked_again() -> None:
    found = (("u", "1", "far_from_own_past"),)
    claims: tuple[Claim, ...] = (("u", "1", 0.9, None), ("u", "2", 0.9, None))
    before = (("u", "1", 0.2), ("u", "2", 0.2))
    assert asked(*claims, found=found, before=before) == [
        ("u", "1", "far_from_own_past"), ("u", "2", "widely_above_own_past"),
    ]  # fmt: skip


def test_a_finding_that_is_no_signal_is_left_to_intake() -> None:
    assert asked(("u", "1", 0.5, None), found=(("u", "1", "late_file"),)) == []


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("evidence_or_explanation_missing", "evidence_file_not_found"),
        ("far_from_own_past", "widely_above_own_past"),
        ("widely_above_own_past", "clearly_above_own_past"),
        ("widely_above_own_past", "widely_below_own_past"),
        ("widely_above_own_past", "widely_above_peers"),
        ("everything_at_maximum", "same_as_last_round"),
        ("same_as_last_round", "suspiciously_round"),
    ],
)
def test_what_says_more_against_a_figure_weighs_more(more: str, less: str) -> None:
    assert SIGNALS[more].factor > SIGNALS[less].factor > 1
