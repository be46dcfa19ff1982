"""How probably a claim is wrong: every formula on a hand-worked example."""

import polars as pl
import pytest

from pipelines.appraisal.doubts import decided_cases, probabilities, signal_factors
from pipelines.appraisal.signals import SIGNALS


def cases(*wrong: tuple[str, str, bool]) -> pl.DataFrame:
    return pl.DataFrame(
        [("r", unit, code, is_wrong) for unit, code, is_wrong in wrong],
        schema={
            "round": pl.String, "entity_code": pl.String, "indicator_code": pl.String,
            "is_wrong": pl.Boolean,
        },
        orient="row",
    )  # fmt: skip


def signalled(*rows: tuple[str, str, str]) -> pl.DataFrame:
    names = ("round", "entity_code", "indicator_code", "signal")
    return pl.DataFrame(
        [("r", *row) for row in rows], schema=dict.fromkeys(names, pl.String), orient="row"
    )


def probability(unit: str, code: str, decided: pl.DataFrame, signals: pl.DataFrame) -> float:
    claimed = pl.DataFrame({"round": ["r"], "entity_code": [unit], "indicator_code": [code]})
    return probabilities(claimed, decided, signals)["probability"].item()


def test_before_any_case_one_claim_in_five_is_thought_wrong() -> None:
    assert probability("u", "1", cases(), signalled()) == 0.2


def test_a_signal_multiplies_the_odds_by_its_stated_factor_at_first() -> None:
    # Odds 0.2/0.8 = 1/4, times 3: 3/4, which is a probability of 3/7.
    found = probability("u", "1", cases(), signalled(("u", "1", "evidence_or_explanation_missing")))
    assert found == round(3 / 7, 4)


def test_units_and_indicators_carry_their_own_past() -> None:
    # 10 cases, 5 wrong, all of unit u and none of indicator 1: r = (5 + 1)/(10 + 5) = 0.4.
    decided = cases(*(("u", "2", n < 5) for n in range(10)))
    # Unit u: (5 + 10 x 0.4)/(10 + 10) = 0.45, odds 9/11; indicator 1: r. So 0.45.
    assert probability("u", "1", decided, signalled()) == 0.45
    # Both: odds (9/11)(9/11)/(2/3) = 243/242, a probability of 243/485.
    assert probability("u", "2", decided, signalled()) == round(243 / 485, 4)
    assert probability("other", "1", decided, signalled()) == 0.4


def test_the_factor_of_a_signal_moves_from_judgement_to_what_was_found() -> None:
    # 20 wrong cases with the signal, 20 right ones without: weight 20/(20 + 20) = 1/2.
    wrong = [(f"w{n}", "1", True) for n in range(20)]
    right = [(f"r{n}", "1", False) for n in range(20)]
    decided = cases(*wrong, *right)
    told = signalled(*((unit, "1", "far_from_peers") for unit, *_ in wrong))
    factors = dict(signal_factors(decided, told).iter_rows())
    # Found: (20.5/21)/(0.5/21) = 41; stated 4; the root of their product.
    assert factors["far_from_peers"] == pytest.approx(
        (41 * SIGNALS["far_from_peers"].factor) ** 0.5
    )
    assert factors["suspiciously_round"] == pytest.approx(SIGNALS["suspiciously_round"].factor)


def test_a_case_is_wrong_from_a_twentieth_of_the_maximum_on() -> None:
    claimed = pl.DataFrame(
        {
            "round": ["r"] * 4,
            "entity_code": ["a", "b", "c", "d"],
            "indicator_code": ["1"] * 4,
            "standing": ["verified", "verified", "verified", "not_verified"],
            "claimed_share": [0.55, 0.54, 0.5, 0.9],
            "final_share": [0.5, 0.5, 0.6, 0.9],
        }
    )
    assert decided_cases(claimed).select("entity_code", "is_wrong").rows() == [
        ("a", True), ("b", False), ("c", True),
    ]  # fmt: skip
