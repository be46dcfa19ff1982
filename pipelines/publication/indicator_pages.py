"""What the page of an indicator says: what it is, how it is scored, how units do on it.

Here belong the indicators on which a round has values, and the mains and pillars above them.
"""

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.notation import points_text, value_text
from pipelines.publication.round_pages import Data, RoundStory, strip_of

ROWS: Final = 100
"""Units listed on a page; of more, the first and the last half as many."""


def indicator_rows(story: RoundStory) -> list[Data]:
    """Every indicator of a round in order, with its average: the list of indicators."""
    scale = float(story.data["scale"])
    counted = pl.col("state").is_in(["reported", "missing", "zero_by_decision"])
    averaged = counted & pl.col("entity_code").is_in(story.ranked)
    value = pl.when(averaged).then(pl.col("value").cast(EXACT).fill_null(0))
    summary = story.frames.values.group_by("code").agg(
        pl.when(averaged.any())
        .then((value.sum() / averaged.sum().clip(1)).cast(EXACT))
        .alias("mean_value"),
        value.max().cast(pl.Float64).alias("best") / scale,
        pl.col("max_points").max(),
        pl.len().alias("units"),
        *(
            (pl.col("state") == state).sum().alias(state)
            for state in (
                "reported",
                "missing",
                "not_applicable",
                "not_evaluated",
                "zero_by_decision",
            )
        ),
        (pl.col("source") == "measured").sum().alias("measured"),
    )
    written = {
        row["code"]: row
        for row in summary.with_columns(
            max_points=points_text(pl.col("max_points")),
            mean=pl.col("mean_value").cast(pl.Float64) / scale,
            mean_text=value_text(pl.col("mean_value"), story.data["decimals"]),
        )
        .drop("mean_value")
        .to_dicts()
    }
    return [{**node, **written[node["code"]]} for node in story.nodes]


def indicator_pages(story: RoundStory, rows: list[Data]) -> Iterator[tuple[str, Data]]:
    """The code and the data of the page of each indicator, main and pillar."""
    scale = float(story.data["scale"])
    by_code = {row["code"]: row for row in rows}
    means = by_code | {
        component["code"]: component
        for component in (*story.data["components"], *story.data["pillars"])
    }
    counted = pl.col("state").is_in(["reported", "missing", "zero_by_decision"])
    leaf_values = story.frames.values.select(
        "entity_code",
        "code",
        "state",
        "source",
        share=pl.when(counted).then(pl.col("value").cast(pl.Float64).fill_null(0) / scale).round(4),
        value=value_text(pl.col("value"), story.data["decimals"]),
        points=points_text(pl.col("points")),
        rank=pl.lit(None, pl.Int32),
    )
    scored = story.scores.select(
        "entity_code",
        "code",
        state=pl.lit("reported"),
        source=pl.lit(None, pl.String),
        share=pl.col("share").round(4),
        value=value_text(pl.col("value"), story.data["decimals"]),
        points=points_text(pl.col("points")),
        rank="rank",
    )
    all_of_them = pl.concat(
        [scored, leaf_values.filter(~pl.col("code").is_in(scored["code"].implode()))]
    )
    ordered = all_of_them.sort(
        "code", "share", "entity_code", descending=[False, True, False], nulls_last=True
    )
    described = {
        row["code"]: row
        for row in story.frames.indicators.filter(pl.col("level") != "index").to_dicts()
    }
    inputs: dict[str, list[Any]] = {}
    ranked = set(story.ranked)
    for row in story.frames.indicator_inputs.to_dicts():
        inputs.setdefault(row["code"], []).append(row)
    for code, units in ordered.rows_by_key("code", named=True).items():
        known = [
            row["share"]
            for row in units
            if row["share"] is not None and row["entity_code"] in ranked
        ]
        yield (
            code,
            {
                "indicator": described.get(code, {"code": code, "name_vi": code, "name_en": code}),
                "figures": by_code.get(code),
                "inputs": inputs.get(code, []),
                "below": [row for row in rows if row["main"] == code and row["code"] != code],
                "strip": strip_of(known, scale),
                "mean": means[code]["mean"],
                "mean_text": means[code]["mean_text"],
                "reaching_best": sum(share == known[0] for share in known),
                "units": units if len(units) <= ROWS else units[: ROWS // 2],
                "last_units": [] if len(units) <= ROWS else units[-ROWS // 2 :],
                "unit_count": len(units),
            },
        )
