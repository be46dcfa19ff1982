"""What the pages of one round say in common: its facts, its average, its components.

Here belongs the frame in which units and indicators are shown. Units are in `unit_pages.py`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.frameworks.rule_kinds import STATES
from pipelines.notation import fixed, points_text, signed, value_text
from pipelines.publication.indicator_tree import Node, code_order, indicator_tree
from pipelines.publication.profiles import similar_units, standings
from pipelines.publication.tile_map import BOUNDARIES_SINCE, TILES

TICKS: Final = 150
"""Units up to which a strip shows each of them; more are shown as a histogram."""
BINS: Final = 25
Data = dict[str, Any]


@dataclass(frozen=True, eq=False)
class RoundFrames:
    """The rows of one round, as stored; `totals` in the order of ranks.

    `indicators` and `indicator_inputs` are those of its framework, `names` of all units,
    `history` the totals of the rounds before it, oldest first.
    """

    facts: Mapping[str, Any]
    totals: pl.DataFrame
    components: pl.DataFrame
    values: pl.DataFrame
    inputs: pl.DataFrame
    gains: pl.DataFrame
    indicators: pl.DataFrame
    indicator_inputs: pl.DataFrame
    findings: pl.DataFrame
    names: Mapping[str, Mapping[str, str]]
    predecessors: pl.DataFrame
    history: tuple[tuple[Mapping[str, Any], pl.DataFrame], ...]


@dataclass(frozen=True, eq=False)
class RoundStory:
    """What follows from the rows of a round and is used on many of its pages."""

    frames: RoundFrames
    scores: pl.DataFrame
    """Components with their standings, `share` and `mean` of the scale."""
    similar: pl.DataFrame
    nodes: list[Node]
    data: Data
    """What every page of the round is given."""

    @property
    def ranked(self) -> list[str]:
        """The codes of the units ranked: averages are theirs."""
        return self.frames.totals.drop_nulls("rank")["entity_code"].to_list()

    @property
    def profile(self) -> pl.DataFrame:
        """The components that make the profile: mains, or pillars where there are no mains."""
        return self.scores.filter(pl.col("level") == self.data["profile_level"])


def tell_round(frames: RoundFrames) -> RoundStory:
    """Work out what the pages of a round have in common."""
    facts = frames.facts
    scale = float(facts["scale"])
    scores = standings(frames.components).with_columns(
        pl.col("share", "mean", "best", "gap", "gap_points") / scale
    )
    level = "main" if "main" in scores["level"] else "pillar"
    profile = scores.filter(pl.col("level") == level)
    similar = similar_units(profile)
    used = set(frames.values["code"].unique().to_list())
    rows = frames.indicators.to_dicts()
    by_code = {(row["level"], row["code"]): row for row in rows}
    nodes = indicator_tree(rows, used)
    components = _components(scores, by_code, facts["decimals"], scale)
    totals = frames.totals
    shown = totals.drop_nulls("rank")["value"].cast(pl.Float64) / scale
    data: Data = {
        **facts,
        "id": facts["round"],
        "profile_level": level,
        "components": [component for component in components if component["level"] == level],
        "pillars": [
            component
            for component in components
            if component["level"] == "pillar" and level == "main"
        ],
        "units": totals.height,
        "ranked": int(totals["rank"].count()),
        "silent": totals.filter("is_silent")["entity_code"].to_list(),
        "waits_for": _waits_for(facts, frames.names),
        "has_change": bool(totals["previous_rank"].count()),
        "has_history": bool(frames.history),
        "has_self": bool(totals["self_value"].count()),
        "has_subs": any(node["level"] == "sub" for node in nodes),
        "is_tied": bool(totals["is_tied"].any()),
        "has_points": bool((frames.values["max_points"].fill_null(0) > 0).any()),
        "has_map": facts["subject"] == "province"
        and facts["expected_on"] >= BOUNDARIES_SINCE
        and totals.height > len(TILES) // 2,
        "states": [state for state in STATES if state in set(frames.values["state"].drop_nulls())],
        "strip": strip_of(shown.to_list(), scale),
        **_trend_range(frames),
        **_summary(totals, facts["decimals"], scale),
    }
    return RoundStory(frames, scores, similar, nodes, data)


def _waits_for(facts: Mapping[str, Any], names: Mapping[str, Mapping[str, Any]]) -> list[Data]:
    """The units whose silence keeps a round provisional that is declared final."""
    if facts.get("declared") != "final" or facts["status"] == "final":
        return []
    codes = (facts["missing_entities"] or "").split(", ")
    return [{"name_vi": code, "name_en": code, **names.get(code, {})} for code in codes if code]


def _components(
    scores: pl.DataFrame, by_code: Mapping[tuple[str, str], Any], decimals: int | None, scale: float
) -> list[Data]:
    """Each main and pillar with its average and its best."""
    rows: list[Data] = []
    if not scores.height:
        return rows
    ranked = pl.col("value").filter(pl.col("rank").is_not_null())
    summary = scores.group_by("level", "code").agg(
        pl.when(ranked.count() > 0)
        .then((ranked.cast(EXACT).sum() / ranked.count().clip(1)).cast(EXACT))
        .alias("mean_value"),
        ranked.max().alias("best_value"),
    )
    written = summary.with_columns(
        mean=pl.col("mean_value").cast(pl.Float64) / scale,
        best=pl.col("best_value").cast(pl.Float64) / scale,
        mean_text=value_text(pl.col("mean_value"), decimals),
    ).drop("mean_value", "best_value")
    for row in sorted(written.to_dicts(), key=lambda row: code_order(row["code"])):
        named = by_code.get((row["level"], row["code"]), {"name_vi": row["code"], "name_en": ""})
        rows.append({**row, "name_vi": named["name_vi"], "name_en": named["name_en"]})
    return rows


def _summary(totals: pl.DataFrame, decimals: int | None, scale: float) -> Data:
    """The mean, the highest and the lowest value of the units ranked, written, and how many reach
    the mean."""
    values = totals.drop_nulls("rank")
    if not values.height:
        names = ("mean", "mean_text", "highest_text", "lowest_text", "reach_mean")
        return dict.fromkeys(names)
    exact = values.select(
        mean=(pl.col("value").cast(EXACT).sum() / pl.len()).cast(EXACT),
        highest=pl.col("value").max(),
        lowest=pl.col("value").min(),
    )
    written = exact.select(
        mean=pl.col("mean").cast(pl.Float64) / scale,
        mean_text=value_text(pl.col("mean"), decimals),
        highest_text=value_text(pl.col("highest"), decimals),
        lowest_text=value_text(pl.col("lowest"), decimals),
    ).row(0, named=True)
    shown = values.select(
        value_text(pl.col("value"), decimals).cast(EXACT)
        >= pl.lit(written["mean_text"]).cast(EXACT)
    ).to_series()
    return {**written, "reach_mean": int(shown.sum())}


def _trend_range(frames: RoundFrames) -> Data:
    """The least and the greatest value of the rounds that lead to this one: the scale of trends."""
    shares = pl.concat(
        [
            totals.select(pl.col("value").cast(pl.Float64) / float(facts["scale"]))
            for facts, totals in (*frames.history, (frames.facts, frames.totals))
        ]
    ).drop_nulls()["value"]
    return {"trend_least": shares.min() or 0.0, "trend_most": shares.max() or 1.0}


def strip_of(shares: list[float], scale: float) -> Data:
    """Where all units stand: a tick each, or how many in each bin, between two round numbers."""
    low = math.floor(min(shares, default=0) * 20) / 20
    high = max(math.ceil(max(shares, default=1) * 20) / 20, low + 0.05)
    counts = [0] * BINS
    if len(shares) > TICKS:
        for share in shares:
            counts[min(BINS - 1, int((share - low) / (high - low) * BINS))] += 1
    return {
        "low": low,
        "high": high,
        "low_text": fixed(Decimal(low * scale), 2),
        "high_text": fixed(Decimal(high * scale), 2),
        "ticks": [round(share, 4) for share in shares] if len(shares) <= TICKS else [],
        "bins": counts if len(shares) > TICKS else [],
        "tallest": max(counts),
    }


def ranking_rows(story: RoundStory) -> list[Data]:
    """The ranking: one row for each unit, in the order of ranks."""
    decimals, scale = story.data["decimals"], float(story.data["scale"])
    written = story.frames.totals.select(
        "name_vi",
        "name_en",
        "rank",
        "is_tied",
        "previous_rank",
        "rank_change",
        "is_silent",
        code="entity_code",
        share=(pl.col("value").cast(pl.Float64) / scale).round(4),
        value=value_text(pl.col("value"), decimals),
        points=points_text(pl.col("points")),
        value_change=signed(value_text(pl.col("value_change"), decimals)),
        previous=(pl.col("previous_value").cast(pl.Float64) / scale).round(4),
    )
    prints: dict[str, list[float | None]] = {}
    order = {entry["code"]: n for n, entry in enumerate(story.data["components"])}
    for unit, code, share in story.profile.select("entity_code", "code", "share").iter_rows():
        prints.setdefault(unit, [None] * len(order))[order[code]] = share
    trend = {
        code: [entry["share"] for entry in rounds] for code, rounds in unit_history(story).items()
    }
    return [
        {
            **row,
            "profile": prints.get(row["code"], []),
            "trend": trend.get(row["code"], []),
        }
        for row in written.to_dicts()
    ]


def unit_history(story: RoundStory) -> dict[str, list[Data]]:
    """Rank and value of each unit in the rounds that led to this one, oldest first.

    A unit is followed back for as long as the ranking itself sets it beside the round before.
    """
    facts = story.frames.facts
    stretch = [*story.frames.history, (facts, story.frames.totals)]
    history: dict[str, list[Data]] = {}
    followed: set[str] | None = None
    for round_facts, totals in reversed(stretch):
        scale, decimals = float(round_facts["scale"]), round_facts["decimals"]
        rows = totals.select(
            "entity_code",
            "rank",
            "entities_ranked",
            "previous_rank",
            share=(pl.col("value").cast(pl.Float64) / scale).round(4),
            value=value_text(pl.col("value"), decimals),
        )
        going_on: set[str] = set()
        for row in rows.to_dicts():
            code = row.pop("entity_code")
            if followed is not None and code not in followed:
                continue
            if row.pop("previous_rank") is not None:
                going_on.add(code)
            history.setdefault(code, []).insert(
                0,
                {
                    **row,
                    "round": round_facts["round"],
                    "name_vi": round_facts["name_vi"],
                    "name_en": round_facts["name_en"],
                },
            )
        followed = going_on
    return history
