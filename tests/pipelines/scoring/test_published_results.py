"""The method reproduces what the ministry published, from the seeds that ship."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipelines.frameworks.reader import read_framework
from pipelines.scoring.index import Index, compute_index

SEEDS = Path(__file__).parents[3] / "seeds"
ROUNDS = {
    "provinces-2020": ("vn-province-1726-2020", "63", 9),
    "provinces-2022": ("vn-province-922-2022", "63", 5),
    "provinces-2024": ("vn-province-405-2025", "34", 34),
}
TOLERANCE = Decimal("0.0001")


@cache
def table(name: str) -> pl.DataFrame:
    return pl.read_csv(SEEDS / name, infer_schema=False)


@cache
def index(round_id: str) -> Index:
    path = SEEDS / "frameworks" / f"{ROUNDS[round_id][0]}.yaml"
    submitted = table(f"submissions/{round_id}/published.csv")
    return compute_index(
        read_framework(path.read_text(encoding="utf-8"), path.name),
        submitted.with_columns(pl.col("value").cast(pl.Decimal(38, 10))),
        submitted.select("round", "entity_code"),
    )


def published(year: str, boundary: str, level: str = "index") -> pl.DataFrame:
    return table("published_results.csv").filter(
        pl.col("year") == year,
        pl.col("boundary") == boundary,
        pl.col("level") == level,
        pl.col("subject") == "province",
    )


@pytest.mark.parametrize("round_id", ROUNDS)
def test_values_are_the_published_ones_and_ranks_follow_the_published_order(round_id: str) -> None:
    _, boundary, units = ROUNDS[round_id]
    official = published(round_id[-4:], boundary).select(
        "entity_code",
        pl.col("value").cast(pl.Decimal(18, 10)).alias("official"),
        pl.col("rank").cast(pl.Int32).alias("official_rank"),
    )
    ours = index(round_id).totals().with_columns(pl.col("entity_code").cast(pl.String))
    both = ours.join(official, on="entity_code")
    assert both.height == units
    assert both.select((pl.col("value") - pl.col("official")).abs().max()).item() <= TOLERANCE
    among = both["official_rank"].rank("min").cast(pl.Int32)
    assert both["rank"].to_list() == among.to_list()
    if units == 34:
        assert both["rank"].to_list() == both["official_rank"].to_list()


def test_da_nang_2022_is_point_eight_zero_zero_two() -> None:
    """The worked example: (758.32 + ...) / 1000, published as .8002."""
    row = (
        index("provinces-2022")
        .totals()
        .row(by_predicate=pl.col("entity_code").cast(pl.String) == "48", named=True)
    )
    assert row["value"] == Decimal("0.8001750000")


def test_pillars_of_2020_are_the_published_ones() -> None:
    official = published("2020", "63", "pillar").drop_nulls("value")
    ours = index("provinces-2020").pillars().with_columns(pl.col(pl.Enum).cast(pl.String))
    both = ours.join(
        official.select(
            "entity_code",
            pl.col("code").alias("pillar_code"),
            pl.col("value").cast(pl.Decimal(18, 10)).alias("official"),
        ),
        on=["entity_code", "pillar_code"],
    )
    assert both.height == 27
    assert both.filter((pl.col("value") - pl.col("official")).abs() > TOLERANCE).is_empty()


def test_denominators_of_2024_are_940_and_640_590_590() -> None:
    assert set(index("provinces-2024").totals()["max_points"]) == {940}
    pillars = (
        index("provinces-2024")
        .pillars()
        .select(pl.col("pillar_code").cast(pl.String), "max_points")
        .unique()
    )
    assert dict(pillars.iter_rows()) == {"CQS": 640, "KTS": 590, "XHS": 590}


@pytest.mark.parametrize(
    ("of", "official"), [("CQS", ".7582"), ("KTS", ".7723"), ("XHS", ".7692"), ("DTI", ".6961")]
)
def test_means_of_2024_are_over_the_63_old_provinces(of: str, official: str) -> None:
    scores = index("provinces-2024")
    frame = (
        scores.totals()
        if of == "DTI"
        else scores.pillars().filter(pl.col("pillar_code").cast(pl.String) == of)
    )
    weights = table("mergers.csv").group_by(pl.col("new_code").alias("entity_code")).len()
    joined = frame.with_columns(pl.col("entity_code").cast(pl.String)).join(
        weights, on="entity_code"
    )
    assert joined["len"].sum() == 63
    total = sum(value * count for value, count in joined.select("value", "len").iter_rows())
    assert abs(Decimal(total) / 63 - Decimal(official)) <= TOLERANCE
