"""What the page of a unit says: where it stands, why, what to do next, and what it rests on.

Here belongs laying out the rows of a round unit by unit. Everything is worked out on whole columns;
only then are the rows of each unit taken together.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import polars as pl

from pipelines.fixed_point import published_values
from pipelines.notation import points_text, signed, value_text
from pipelines.planning.points_left import points_left
from pipelines.publication.next_steps import next_steps
from pipelines.publication.profiles import similar_means, strong_and_weak
from pipelines.publication.round_pages import Data, RoundStory, unit_history

_BATCH: Final = 400
"""Units whose rows are held at once."""
_KEY: Final = "entity_code"


def unit_pages(story: RoundStory) -> Iterator[tuple[str, Data]]:
    """The code and the data of the page of each unit, in the order of ranks."""
    profile = story.profile
    means = similar_means(profile, story.similar)
    shares = _indicator_shares(story)
    sections = {
        "profile": _profile_rows(story, means),
        "pillars": _pillar_rows(story),
        "similar": _similar_rows(story),
        "strong": _gap_rows(story, shares),
        "steps": _step_rows(story, shares),
        "findings": _by_unit(
            story.frames.findings.select(
                _KEY, "rule", "severity", "indicator_code", "file_name", "sheet", "cell",
                "message_vi", "message_en",
            ).drop_nulls(_KEY)
        ),
        "predecessors": _predecessor_rows(story),
    }  # fmt: skip
    history = unit_history(story)
    headers = unit_headers(story)
    codes = [row["code"] for row in headers]
    for start in range(0, len(codes), _BATCH):
        batch = codes[start : start + _BATCH]
        rows = _value_rows(story, shares, batch)
        inputs = _input_rows(story, batch)
        for header in headers[start : start + _BATCH]:
            code = header["code"]
            yield (
                code,
                {
                    "unit": header,
                    **{name: by_unit.get(code, []) for name, by_unit in sections.items()},
                    "history": history.get(code, []),
                    "values": {row.pop("code"): row for row in rows.get(code, [])},
                    "inputs": inputs.get(code, {}),
                },
            )


def _by_unit(frame: pl.DataFrame) -> dict[str, list[Data]]:
    """Rows of each unit, in the order of the frame."""
    return dict(frame.rows_by_key(_KEY, named=True)) if frame.height else {}


def unit_headers(story: RoundStory) -> list[Data]:
    """Rank, value, change and the distances to the units next above and below."""
    decimals, scale = story.data["decimals"], float(story.data["scale"])
    value = pl.col("value")
    final, claim = (published_values(pl.col(name), decimals) for name in ("value", "self_value"))
    mean = (
        story.frames.totals.drop_nulls("rank")
        .select(
            (value.cast(pl.Decimal(38, 10)).sum() / value.count().clip(1)).cast(pl.Decimal(38, 10))
        )
        .item()
    )
    better = _better(story.frames.totals)
    return (
        story.frames.totals.join(better, on=_KEY, how="left", maintain_order="left")
        .select(
            "name_vi",
            "name_en",
            "rank",
            "is_tied",
            "entities_ranked",
            "previous_rank",
            "rank_change",
            "is_silent",
            "above_code",
            "above_rank",
            code=_KEY,
            share=(value.cast(pl.Float64) / scale).round(4),
            value=value_text(value, decimals),
            points=points_text(pl.col("points")),
            max_points=points_text(pl.col("max_points")),
            value_change=signed(value_text(pl.col("value_change"), decimals)),
            to_mean=signed(value_text(value - pl.lit(mean), decimals)),
            self_value=value_text(pl.col("self_value"), decimals),
            # What is printed differs by what is printed.
            to_self=signed(value_text(final - claim, decimals)),
            to_above=value_text(pl.col("to_above"), decimals),
            points_to_above=points_text(
                pl.col("to_above").cast(pl.Float64).cast(pl.Decimal(38, 10))
                * pl.col("max_points").cast(pl.Decimal(38, 10))
                / pl.lit(int(scale) or 1)
            ),
            sharing=pl.len().over("rank").cast(pl.Int32),
        )
        .to_dicts()
    )


def _better(totals: pl.DataFrame) -> pl.DataFrame:
    """For each unit the next better value: whose it is, its rank and the distance to it."""
    ranks = (
        totals.drop_nulls("rank")
        .group_by("rank")
        .agg(
            pl.col("value").max(),
            pl.col(_KEY).sort().first().alias("above_code"),
        )
        .sort("rank")
        .with_columns(
            above_value=pl.col("value").shift(1),
            above_rank=pl.col("rank").shift(1),
            above_code=pl.col("above_code").shift(1),
        )
    )
    return (
        totals.select(_KEY, "rank", "value")
        .join(ranks.drop("value"), on="rank")
        .select(_KEY, "above_code", "above_rank", to_above=pl.col("above_value") - pl.col("value"))
    )


def _profile_rows(story: RoundStory, means: pl.DataFrame) -> dict[str, list[Data]]:
    decimals = story.data["decimals"]
    scale = float(story.data["scale"])
    rows = story.profile.join(
        means.with_columns(pl.col("similar") / scale), on=[_KEY, "code"], how="left"
    ).select(
        _KEY,
        "code",
        "rank",
        "sharing",
        pl.col("share", "similar").round(4),
        value=value_text(pl.col("value"), decimals),
        points=points_text(pl.col("points")),
        gap=signed(value_text((pl.col("gap") * scale).cast(pl.Decimal(38, 10)), decimals)),
        is_above=pl.col("gap") > 0,
    )
    order = {component["code"]: n for n, component in enumerate(story.data["components"])}
    by_unit = _by_unit(rows)
    for unit_rows in by_unit.values():
        unit_rows.sort(key=lambda row: order[row["code"]])
    return by_unit


def _pillar_rows(story: RoundStory) -> dict[str, list[Data]]:
    if story.data["profile_level"] == "pillar":
        return {}
    rows = story.scores.filter(pl.col("level") == "pillar").select(
        _KEY,
        "code",
        "rank",
        "sharing",
        pl.col("share").round(4),
        value=value_text(pl.col("value"), story.data["decimals"]),
    )
    return _by_unit(rows.sort(_KEY, "code"))


def _similar_rows(story: RoundStory) -> dict[str, list[Data]]:
    others = story.frames.totals.select(
        "name_vi",
        "name_en",
        "rank",
        similar_code=_KEY,
        share=(pl.col("value").cast(pl.Float64) / float(story.data["scale"])).round(4),
        value=value_text(pl.col("value"), story.data["decimals"]),
    )
    rows = story.similar.join(others, on="similar_code", how="left", maintain_order="left")
    return _by_unit(rows.sort(_KEY, "place"))


def _indicator_shares(story: RoundStory) -> pl.DataFrame:
    """Indicator values with their share of the maximum; mean and best of the units ranked."""
    counted = pl.col("state").is_in(["reported", "missing", "zero_by_decision"])
    ranked = pl.col(_KEY).is_in(story.ranked)
    of_ranked = pl.when(ranked).then("share")
    evidence = story.frames.inputs.group_by(_KEY, "code").agg(
        pl.col("evidence").is_not_null().any().alias("has_evidence")
    )
    asked = story.frames.indicators.filter(pl.col("level") != "index").select(
        "code", evidence_asked=pl.col("evidence") == "required"
    )
    asked = asked.unique("code", keep="first", maintain_order=True)
    has_children = [node["code"] for node in story.nodes if node["has_children"]]
    scale = float(story.data["scale"])
    return (
        story.frames.values.join(evidence, on=[_KEY, "code"], how="left")
        .join(asked, on="code", how="left")
        .with_columns(
            share=pl.when(counted).then(pl.col("value").cast(pl.Float64).fill_null(0) / scale),
            is_leaf=~pl.col("code").is_in(has_children),
            lacks_evidence=pl.col("evidence_asked").fill_null(False)
            & ~pl.col("has_evidence").fill_null(False)
            & (pl.col("state") == "reported"),
        )
        .with_columns(mean=of_ranked.mean().over("code"), best=of_ranked.max().over("code"))
    )


def _gap_rows(story: RoundStory, shares: pl.DataFrame) -> dict[str, list[Data]]:
    """Strengths and weaknesses; on mains where nothing below them is known."""
    if story.frames.totals.height < 2:
        return {}
    points = pl.col("max_points").cast(pl.Float64)
    gaps = shares.filter("is_leaf").select(
        _KEY, "code", gap_points=(pl.col("share") - pl.col("mean")) * points
    )
    rows = strong_and_weak(gaps)
    return _by_unit(
        rows.with_columns(
            gap_text=signed(points_text(pl.col("gap_points").cast(pl.Decimal(38, 10))))
        ).drop("gap_points", "place")
    )


def _step_rows(story: RoundStory, shares: pl.DataFrame) -> dict[str, list[Data]]:
    if not story.data["has_points"]:
        return {}
    leaves = shares.filter("is_leaf")
    rows = next_steps(leaves, points_left(leaves, story.frames.gains))
    return _by_unit(
        rows.select(
            _KEY,
            "code",
            "action",
            possible=points_text(pl.col("points_left")),
            by_unit=points_text(pl.col("by_unit")),
            by_others=points_text(pl.col("by_others")),
        )
    )


def _predecessor_rows(story: RoundStory) -> dict[str, list[Data]]:
    """Published ranks of the provinces that became one, before the merger."""
    if story.frames.facts["subject"] != "province" or story.data["units"] == 0:
        return {}
    frame = story.frames.predecessors
    if not frame.height:
        return {}
    return _by_unit(
        frame.filter(pl.col("year") <= story.frames.facts["ends_on"].year).select(
            _KEY,
            "old_code",
            "name",
            "year",
            "rank",
            value=value_text(pl.col("value"), 4),
        )
    )


def _value_rows(
    story: RoundStory, shares: pl.DataFrame, units: Sequence[str]
) -> dict[str, list[Data]]:
    rows = shares.filter(pl.col(_KEY).is_in(list(units))).select(
        _KEY,
        "code",
        "state",
        "source",
        "lacks_evidence",
        "has_evidence",
        pl.col("share", "mean").round(3),
        value=value_text(pl.col("value"), story.data["decimals"]),
        points=points_text(pl.col("points")),
        max_points=points_text(pl.col("max_points")),
        self_points=points_text(pl.col("self_points")),
        verified_points=points_text(pl.col("verified_points")),
    )
    return _by_unit(rows)


def _input_rows(story: RoundStory, units: Sequence[str]) -> dict[str, dict[str, list[Any]]]:
    rows = story.frames.inputs.filter(pl.col(_KEY).is_in(list(units))).select(
        _KEY, "code", "input", "raw_text"
    )
    inputs: dict[str, dict[str, list[Any]]] = {}
    for row in rows.iter_rows(named=True):
        inputs.setdefault(row.pop(_KEY), {}).setdefault(row.pop("code"), []).append(row)
    return inputs
