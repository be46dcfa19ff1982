"""Doubts: how probably a claimed figure is wrong, from what the council found before.

Here belongs the arithmetic of odds. A decided case is a claim that the council has verified; it was
wrong where the two differ by `MATERIAL` or more of the maximum.

    odds = odds(r_unit) x odds(r_indicator) / odds(r) x product of the factors of its signals

- r is the share of wrong cases, starting from one in five worth five cases:
  (wrong + 0.2 x 5) / (cases + 5);
- r_unit and r_indicator are those of the unit and of the indicator, drawn towards r as if by ten
  more cases: (wrong + 10 r) / (cases + 10);
- the factor of a signal is its weight of evidence (I. J. Good, Probability and the Weighing of
  Evidence, 1950): how much more often it was there in wrong cases than in right ones,
  (wrong with it + 1/2)/(wrong + 1) over (right with it + 1/2)/(right + 1). With few cases it is the
  stated factor of `signals.py`: logarithms are weighted n : 20, n being the cases with the signal.

Signals are taken as independent, which they are not quite: the probability orders the list and is
no more exact than that. A signal that is not there changes nothing.
"""

from typing import Final

import numpy as np
import polars as pl

from pipelines.appraisal.signals import SIGNALS

MATERIAL: Final = 0.05
FIRST_RATE: Final = 0.2
FIRST_CASES: Final = 5
DRAWN_BY: Final = 10
STATED_CASES: Final = 20
_KEY: Final = ["round", "entity_code", "indicator_code"]


def decided_cases(claimed: pl.DataFrame) -> pl.DataFrame:
    """The claims that were verified: round, entity_code, indicator_code, is_wrong."""
    difference = (pl.col("claimed_share") - pl.col("final_share")).abs()
    return claimed.filter(pl.col("standing") == "verified", difference.is_not_null()).select(
        *_KEY, is_wrong=difference >= MATERIAL - 1e-9
    )


def signal_factors(cases: pl.DataFrame, signalled: pl.DataFrame) -> pl.DataFrame:
    """By how much each signal multiplies the odds: signal, factor.

    `signalled` has the signals of the cases, among others.
    """
    wrong = int(cases["is_wrong"].sum())
    right = cases.height - wrong
    stated = pl.DataFrame(
        [(code, signal.factor) for code, signal in SIGNALS.items()],
        schema={"signal": pl.String, "stated": pl.Float64},
        orient="row",
    )
    with_signal = (
        signalled.join(cases, on=_KEY)
        .group_by("signal")
        .agg(pl.len().alias("cases"), pl.col("is_wrong").sum().alias("wrong"))
    )
    among_wrong = (pl.col("wrong") + 0.5) / (wrong + 1)
    among_right = (pl.col("cases") - pl.col("wrong") + 0.5) / (right + 1)
    found = (among_wrong / among_right).log()
    weight = pl.col("cases") / (pl.col("cases") + STATED_CASES)
    return (
        stated.join(with_signal, on="signal", how="left")
        .with_columns(pl.col("cases", "wrong").fill_null(0))
        .select("signal", factor=(weight * found + (1 - weight) * pl.col("stated").log()).exp())
        .sort("signal")
    )


def probabilities(
    claimed: pl.DataFrame, cases: pl.DataFrame, signalled: pl.DataFrame
) -> pl.DataFrame:
    """The probability that each claim is wrong: round, entity_code, indicator_code, probability.

    Rounded to four decimals, so that it is the same on every machine.
    """
    overall = (int(cases["is_wrong"].sum()) + FIRST_RATE * FIRST_CASES) / (
        cases.height + FIRST_CASES
    )
    factors = signal_factors(cases, signalled)
    of_signals = (
        signalled.join(factors, on="signal")
        .sort("signal")
        .group_by(_KEY)
        .agg(pl.col("factor").log().sum().alias("weight"))
    )
    odds = pl.col("rate") / (1 - pl.col("rate"))
    rated = claimed.select(_KEY)
    for column in ("entity_code", "indicator_code"):
        rates = (
            cases.group_by(column)
            .agg(rate=(pl.col("is_wrong").sum() + DRAWN_BY * overall) / (pl.len() + DRAWN_BY))
            .select(column, odds.log().alias(f"of_{column}"))
        )
        rated = rated.join(rates, on=column, how="left")
    base = float(np.log(overall / (1 - overall)))
    log_odds = (
        pl.col("of_entity_code").fill_null(base)
        + pl.col("of_indicator_code").fill_null(base)
        - base
        + pl.col("weight").fill_null(0.0)
    )
    return rated.join(of_signals, on=_KEY, how="left").select(
        *_KEY, probability=(1 / (1 + (-log_odds).exp())).round(4)
    )
