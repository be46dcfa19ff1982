"""The work list of the council: what to check first.

Here belongs ordering the figures that nobody but their unit has confirmed, by the probability of
being wrong (`doubts.py`) times the places that would change hands (`rank_effects.py`) if the figure
came to what there is support for:

- nothing, where evidence is required and none was named;
- else what was confirmed for this unit and indicator in the round before;
- else the median of what is confirmed for its peers in this round, of five or more;
- else the median of what its peers claim.

A unit whose figures are all too high is moved by no single one of them. So the places of a figure
are those that it moves alone or, if that is more, its part (by points) of the places that all
figures of the unit move together. What is equal comes by probability times points, then by code.
"""

from typing import Final

import numpy as np
import polars as pl

from pipelines.appraisal.doubts import decided_cases, probabilities
from pipelines.appraisal.rank_effects import rank_effects
from pipelines.appraisal.signals import FEWEST_PEERS, SIGNALS, signals
from pipelines.fixed_point import DECIMALS, ONE, Floats
from pipelines.notation import NOTATIONS, POINTS_DECIMALS, shortest_text
from pipelines.scoring.index import Index

_KEY: Final = ["round", "entity_code", "indicator_code"]
_SUPPORTS: Final = {
    "no_evidence": ("nếu không có minh chứng", "without evidence"),
    "confirmed_before": ("theo mức đã thẩm định kỳ trước", "at what was confirmed last round"),
    "confirmed_peers": (
        "theo trung vị đã thẩm định của đơn vị cùng loại",
        "at the confirmed median of similar units",
    ),
    "claiming_peers": (
        "theo trung vị tự khai của đơn vị cùng loại",
        "at the claimed median of similar units",
    ),
}
SUPPORTS: Final = tuple(_SUPPORTS)


def work_list(
    index: Index,
    claimed: pl.DataFrame,
    findings: pl.DataFrame,
    claimed_before: pl.DataFrame,
    findings_before: pl.DataFrame,
) -> pl.DataFrame:
    """Every claim that nobody has confirmed, in the order in which it is best checked.

    `index` is the one scored round, `claimed` its rows of `claims.claims`, `findings` those of
    intake; `claimed_before` and `findings_before` are of the round before it (empty: none, or by
    another framework). Columns: round, position, entity_code, indicator_code, probability,
    claimed_points, supported_points, supported_by, points_at_stake, rank, rank_if_supported,
    places_alone, places_together, places_at_stake, expected_places, signals, reason_vi, reason_en.
    """
    before = confirmed_before(claimed, claimed_before)
    signalled = signals(claimed, findings, before)
    cases = pl.concat([decided_cases(claimed), decided_cases(claimed_before)])
    all_signals = pl.concat([signalled, signals(claimed_before, findings_before, before.clear())])
    open_claims = _supported(
        claimed.filter(
            pl.col("standing").is_in(["evidence_missing", "not_verified"]),
            pl.col("state") == "reported",
        ),
        claimed,
        before,
    )
    listed = (
        open_claims.join(probabilities(open_claims, cases, all_signals), on=_KEY)
        .join(_effects(index, open_claims), on=_KEY)
        .join(_words(signalled), on=_KEY, how="left")
    )
    stake = pl.col("points_at_stake").cast(pl.Float64)
    of_all = stake.sum().over("entity_code")
    part = pl.when(of_all > 0).then(pl.col("places_together") * stake / of_all).otherwise(0.0)
    listed = listed.with_columns(
        places_at_stake=pl.max_horizontal(pl.col("places_alone").cast(pl.Float64), part).round(4)
    )
    worth = pl.col("probability") * stake
    return (
        listed.with_columns(
            expected_places=(pl.col("probability") * pl.col("places_at_stake")).round(4),
            worth=worth.round(6),
        )
        .sort(
            "expected_places", "worth", "entity_code", "indicator_code",
            descending=[True, True, False, False],
        )
        .with_row_index("position", offset=1)
        .with_columns(
            pl.col("position").cast(pl.Int32),
            signals=pl.col("signals").fill_null(""),
            reason_vi=_reason("vi"),
            reason_en=_reason("en"),
        )
    )  # fmt: skip


def confirmed_before(claimed: pl.DataFrame, claimed_before: pl.DataFrame) -> pl.DataFrame:
    """What was confirmed in the round before, under the round that follows it."""
    figure_key = ["entity_code", "indicator_code"]
    shares = claimed_before.filter(pl.col("confirmed_share").is_not_null()).select(
        *figure_key, pl.col("confirmed_share").alias("share_before")
    )
    return claimed.select(_KEY).join(shares, on=figure_key)


def _supported(
    open_claims: pl.DataFrame, claimed: pl.DataFrame, before: pl.DataFrame
) -> pl.DataFrame:
    """Open claims with the share that there is support for, and what supports it."""
    peers = claimed.group_by("indicator_code").agg(
        pl.col("confirmed_share").median().alias("confirmed_peers"),
        pl.col("confirmed_share").count().alias("peers"),
        pl.col("claimed_share").median().alias("claiming_peers"),
    )
    nothing = pl.col("standing") == "evidence_missing"
    enough = pl.col("peers") >= FEWEST_PEERS
    chosen = (
        pl.when(nothing)
        .then(pl.lit("no_evidence"))
        .when(pl.col("share_before").is_not_null())
        .then(pl.lit("confirmed_before"))
        .when(enough)
        .then(pl.lit("confirmed_peers"))
        .otherwise(pl.lit("claiming_peers"))
    )
    share = (
        pl.when(nothing)
        .then(0.0)
        .otherwise(
            pl.coalesce("share_before", pl.when(enough).then("confirmed_peers"), "claiming_peers")
        )
    )
    return (
        open_claims.join(before, on=_KEY, how="left")
        .join(peers, on="indicator_code", how="left")
        .with_columns(supported_by=chosen, supported_share=share)
        .drop("share_before", "confirmed_peers", "peers", "claiming_peers")
    )


def _effects(index: Index, open_claims: pl.DataFrame) -> pl.DataFrame:
    """Points and places at stake in each open claim."""
    structure = index.structure
    leaf_of = {structure.codes[node]: at for at, node in enumerate(structure.leaf_node)}
    unit_of = {code: at for at, code in enumerate(index.units["entity_code"])}
    leaf = np.array([leaf_of[code] for code in open_claims["indicator_code"]], dtype=np.int64)
    unit = np.array([unit_of[code] for code in open_claims["entity_code"]], dtype=np.int64)
    shares: Floats = np.full((len(leaf_of), index.units.height), np.nan)
    shares[leaf, unit] = open_claims["supported_share"].to_numpy()
    effects = rank_effects(index, shares)
    maximum = index.scores["final"].maximum[structure.leaf_node[leaf], unit] / ONE
    worth = np.where(structure.leaf_is_adjustment[leaf], structure.leaf_sign[leaf], maximum)
    supported = np.round(shares[leaf, unit] * worth, DECIMALS)
    amount = pl.Decimal(18, DECIMALS)
    return (
        open_claims.select(*_KEY, "final_points")
        .with_columns(
            supported_points=pl.Series(supported).round(4).cast(amount),
            rank=pl.Series(effects.before[unit]).cast(pl.Int32),
            rank_if_supported=pl.Series(effects.after[leaf, unit]).cast(pl.Int32),
            places_alone=pl.Series(effects.places[leaf, unit]).cast(pl.Int32),
            places_together=pl.Series(effects.places_of_all[unit]).cast(pl.Int32),
        )
        .with_columns(
            *(
                pl.when(pl.col(name) > 0).then(name).alias(name)
                for name in ("rank", "rank_if_supported")
            ),
            points_at_stake=(pl.col("final_points") - pl.col("supported_points")).abs(),
        )
        .drop("final_points")
    )


def _words(signalled: pl.DataFrame) -> pl.DataFrame:
    """The signals of each figure, by code and in words."""
    words = pl.DataFrame(
        [(code, signal.vi, signal.en) for code, signal in SIGNALS.items()],
        schema=["signal", "vi", "en"],
        orient="row",
    )
    return (
        signalled.join(words, on="signal", maintain_order="left")
        .group_by(_KEY, maintain_order=True)
        .agg(
            pl.col("signal").str.join(", ").alias("signals"),
            *(
                pl.col(language).str.join("; ").alias(f"words_{language}")
                for language in ("vi", "en")
            ),
        )
    )


def _reason(language: str) -> pl.Expr:
    """Why a figure is listed: its signals, and what it would come to."""
    none, points, rank = {
        "vi": ("chưa được thẩm định", "điểm", "hạng"),
        "en": ("not verified yet", "points", "rank"),
    }[language]
    support = pl.col("supported_by").replace_strict(
        {code: words[language == "en"] for code, words in _SUPPORTS.items()}, return_dtype=pl.String
    )

    def shown(column: str) -> pl.Expr:
        return NOTATIONS[language].ungrouped(shortest_text(pl.col(column), POINTS_DECIMALS))

    return pl.concat_str(
        pl.col(f"words_{language}").fill_null(none),
        pl.lit(". "),
        shown("claimed_points"),
        pl.lit(" → "),
        shown("supported_points"),
        pl.lit(f" {points} "),
        support,
        pl.lit(f": {rank} "),
        pl.col("rank").cast(pl.String).fill_null("-"),
        pl.lit(" → "),
        pl.col("rank_if_supported").cast(pl.String).fill_null("-"),
    )
