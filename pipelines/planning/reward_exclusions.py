"""Who is left out of emulation and reward, and for which causes.

Here belong the causes and their words. The classes are given in `reward.py`.
"""

from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.notation import VI, percent_text
from pipelines.planning.reward_rules import RewardRules

CAUSES: Final = ("no_value", "nothing_sent", "incomplete", "unverified", "late")
_UNIT: Final = ("round", "entity_code")


def is_silent() -> pl.Expr:
    """Nothing is known of the unit but what was measured elsewhere."""
    return pl.col("sent").fill_null(0) == 0


def is_incomplete(rules: RewardRules) -> pl.Expr:
    """More of its indicators are missing than the rules allow."""
    most = rules.missing_share_above
    if most is None:
        return pl.lit(value=False)
    return pl.col("missing").cast(EXACT) > pl.col("indicators").cast(EXACT) * pl.lit(most, EXACT)


def exclusions(rules: RewardRules, here: pl.DataFrame) -> pl.DataFrame:
    """Every cause for which a unit is left out: round, entity_code, cause, reason_vi, reason_en.

    `here`: round, entity_code, value, indicators, missing, verified, sent (figures not measured
    elsewhere), late_files. A unit that sent nothing is not also called incomplete or unverified.
    """
    missing, verified = (
        percent_text(pl.col(name), pl.col("indicators")) for name in ("missing", "verified")
    )
    missing_vi, verified_vi = VI.ungrouped(missing), VI.ungrouped(verified)
    least = rules.verified_share_below
    too_few = pl.lit(value=False)
    if least is not None:
        asked = pl.col("indicators").cast(EXACT) * pl.lit(least, EXACT)
        too_few = pl.col("verified").cast(EXACT) < asked
    has_sent = ~is_silent()
    cases = (
        (
            "no_value",
            pl.col("value").is_null(),
            pl.lit("Không có giá trị"),
            pl.lit("Has no value"),
        ),
        (
            "nothing_sent",
            is_silent(),
            pl.lit("Không gửi số liệu"),
            pl.lit("Sent nothing"),
        ),
        (
            "incomplete",
            has_sent & is_incomplete(rules),
            pl.format("Thiếu {}/{} chỉ tiêu ({} %)", "missing", "indicators", missing_vi),
            pl.format("{} of {} indicators missing ({} %)", "missing", "indicators", missing),
        ),
        (
            "unverified",
            has_sent & too_few,
            pl.format(
                "Mới thẩm định hoặc đo {}/{} chỉ tiêu ({} %)",
                "verified",
                "indicators",
                verified_vi,
            ),
            pl.format(
                "{} of {} indicators verified or measured ({} %)",
                "verified",
                "indicators",
                verified,
            ),
        ),
        (
            "late",
            pl.col("late_files").is_not_null() & pl.lit(rules.excludes_late),
            pl.format("Nộp muộn: {}", "late_files"),
            pl.format("Received late: {}", "late_files"),
        ),
    )
    return pl.concat(
        [
            here.filter(applies.fill_null(value=False)).select(
                *_UNIT,
                pl.lit(cause).alias("cause"),
                vi.alias("reason_vi"),
                en.alias("reason_en"),
            )
            for cause, applies, vi, en in cases
        ]
    ).sort(*_UNIT, "cause")
