"""Signals: what speaks for a figure being wrong, in words for the council.

Here belongs collecting them, from findings of intake and from what the council found before. How
much each weighs is in `doubts.py`. A signal is a question, never an accusation.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

_KEY: Final = ["round", "entity_code", "indicator_code"]
CLEARLY: Final = 0.15
WIDELY: Final = 0.3
"""Shares of the maximum by which a claim is clearly, or widely, beyond what it is compared with.
Three tenths is what the forensic rules of intake call a large change."""
FEWEST_PEERS: Final = 5
_EQUAL: Final = 1e-9
"""What floats may be apart and still be one share."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal: by how much it multiplies the odds of an error before any case is known, and its
    words. `of_unit` marks those about all figures of a unit."""

    factor: float
    vi: str
    en: str
    of_unit: bool = False


SIGNALS: Final = {
    "evidence_or_explanation_missing": Signal(3.0, "không có minh chứng, giải trình", "no evidence or explanation"),
    "evidence_file_not_found": Signal(2.0, "thiếu tệp minh chứng đã nêu", "a named evidence file is not there"),
    "far_from_peers": Signal(4.0, "khác xa đơn vị cùng loại", "far from similar units"),
    "far_from_own_past": Signal(4.0, "khác xa kỳ trước của chính đơn vị", "far from its own past"),
    "same_as_last_round": Signal(2.0, "số liệu đơn vị giống hệt kỳ trước", "the unit's figures are those of the last round", of_unit=True),
    "everything_at_maximum": Signal(3.0, "mọi chỉ tiêu đều đạt tối đa", "every indicator is at its maximum", of_unit=True),
    "suspiciously_round": Signal(1.5, "số liệu đơn vị tròn bất thường", "the unit's figures are unusually round", of_unit=True),
    "widely_above_own_past": Signal(3.0, "cao hơn hẳn mức đã thẩm định kỳ trước", "far above what was confirmed last round"),
    "clearly_above_own_past": Signal(1.5, "cao hơn mức đã thẩm định kỳ trước", "above what was confirmed last round"),
    "widely_below_own_past": Signal(2.0, "thấp hơn hẳn mức đã thẩm định kỳ trước", "far below what was confirmed last round"),
    "widely_above_peers": Signal(1.5, "cao hơn hẳn mức đã thẩm định của đơn vị cùng loại", "far above what was confirmed for similar units"),
}  # fmt: skip
"""By the code of the finding, or by a name of its own where it follows from earlier appraisals. The
factors are judgement, stated here and nowhere else; they fade as decided cases accumulate."""


def signals(
    claimed: pl.DataFrame, findings: pl.DataFrame, confirmed_before: pl.DataFrame
) -> pl.DataFrame:
    """The signals on every claimed figure: round, entity_code, indicator_code, signal.

    `claimed`: rows of `claims.claims`. `findings`: those of intake on the same rounds.
    `confirmed_before`: round, entity_code, indicator_code, share_before: what was confirmed in the
    round before, under the round that follows it.
    """
    claimed = claimed.filter(pl.col("claimed_share").is_not_null())
    of_unit = [code for code, signal in SIGNALS.items() if signal.of_unit]
    of_figure = [code for code, signal in SIGNALS.items() if not signal.of_unit]
    signalled = findings.select(*_KEY, pl.col("rule").alias("signal")).unique()
    about_figures = claimed.select(_KEY).join(
        signalled.filter(pl.col("signal").is_in(of_figure)), on=_KEY
    )
    about_units = claimed.select(_KEY).join(
        signalled.filter(pl.col("signal").is_in(of_unit)).drop("indicator_code").unique(),
        on=["round", "entity_code"],
    )
    compared = (
        claimed.join(confirmed_before, on=_KEY, how="left")
        .join(
            about_figures.filter(pl.col("signal") == "far_from_own_past"),
            on=_KEY,
            how="left",
        )
        .with_columns(
            peers=_of_peers(pl.col("confirmed_share").median()),
            confirmed_peers=_of_peers(pl.col("confirmed_share").count()),
        )
    )
    change = pl.col("claimed_share") - pl.col("share_before")
    # What a finding asks already is not asked again.
    is_new = pl.col("signal").is_null()
    against = {
        "widely_above_own_past": is_new & (change >= WIDELY - _EQUAL),
        "clearly_above_own_past": is_new
        & (change >= CLEARLY - _EQUAL)
        & (change < WIDELY - _EQUAL),
        "widely_below_own_past": is_new & (change <= _EQUAL - WIDELY),
        "widely_above_peers": (pl.col("confirmed_peers") >= FEWEST_PEERS)
        & (pl.col("claimed_share") - pl.col("peers") >= WIDELY - _EQUAL),
    }
    by_comparison = [
        compared.filter(holds).select(*_KEY, signal=pl.lit(name)) for name, holds in against.items()
    ]
    return pl.concat([about_figures, about_units, *by_comparison]).unique().sort(*_KEY, "signal")


def _of_peers(figure: pl.Expr) -> pl.Expr:
    return figure.over("round", "indicator_code")
