"""The 34 provinces of 2024 follow from the 63, and rounds are restated for the units of today."""

from datetime import date
from decimal import Decimal
from functools import cache

import polars as pl
import pytest
from published_rounds import framework, published_rounds, scored, table

from pipelines.comparison.mergers import read_mergers
from pipelines.comparison.populations import POPULATIONS, read_populations
from pipelines.comparison.press_figures import final_scores
from pipelines.comparison.restated_results import restated_publications, restated_round
from pipelines.entities import read_entities

REUSED = ("15", "24", "44", "52", "80", "82", "91")
OFFICIAL = pl.col("is_official")


@cache
def entities() -> pl.DataFrame:
    return read_entities(table("entities.csv"), "entities.csv")


@cache
def mergers() -> pl.DataFrame:
    return read_mergers(table("mergers.csv"), entities(), "mergers.csv")


def populations(*rows: tuple[str, str]) -> pl.DataFrame:
    counts = pl.DataFrame(
        [(code, "2024-04-01", people, "a test") for code, people in rows],
        schema=dict.fromkeys(POPULATIONS.names, pl.String),
        orient="row",
    )
    return read_populations(counts, entities(), "population.csv")


@cache
def published() -> pl.DataFrame:
    return restated_publications(
        table("published_results.csv"), entities(), mergers(), populations()
    )


def of_2024() -> pl.DataFrame:
    return published().filter(OFFICIAL, pl.col("year") == 2024, pl.col("level") == "index")


def test_all_34_published_values_of_2024_are_means_of_the_63() -> None:
    restated = of_2024()
    assert (restated.height, restated["predecessors"].sum()) == (34, 63)
    assert restated["published_value"].null_count() == 0
    worst = restated["published_difference"].abs().max()
    assert worst == Decimal("0.0000666667")


def test_all_34_published_ranks_of_2024_follow() -> None:
    restated = of_2024()
    assert restated["rank"].to_list() == restated["published_rank"].to_list()
    assert set(restated["entities_ranked"]) == {34}


@pytest.mark.parametrize(
    ("code", "name", "value", "rank", "old"),
    [
        ("56", "Khánh Hòa", ".7071", 16, "56 Khánh Hòa, 58 Ninh Thuận"),
        ("48", "Đà Nẵng", ".7069", 17, "48 Đà Nẵng, 49 Quảng Nam"),
        ("31", "Hải Phòng", ".7857", 3, "30 Hải Dương, 31 Hải Phòng"),
        ("24", "Bắc Ninh", ".74735", 11, "24 Bắc Giang, 27 Bắc Ninh"),
    ],
)
def test_a_province_stands_where_it_was_published(
    code: str, name: str, value: str, rank: int, old: str
) -> None:
    row = of_2024().row(by_predicate=pl.col("entity_code") == code, named=True)
    assert (row["entity_name_vi"], row["predecessor_units"]) == (name, old)
    assert (row["value"], row["rank"]) == (Decimal(value), rank)


def test_no_reused_code_keeps_the_value_that_its_old_unit_had() -> None:
    """A join on the code alone would give Bắc Ninh (24) the value of Bắc Giang (24)."""
    old = table("published_results.csv").filter(
        pl.col("year") == "2024", pl.col("boundary") == "63", pl.col("level") == "index"
    )
    both = of_2024().filter(pl.col("entity_code").is_in(REUSED)).join(old, on="entity_code")
    assert both.height == len(REUSED)
    assert (both["value"] != both["value_right"].cast(pl.Decimal(18, 10))).all()


def test_years_before_are_told_for_the_34_where_all_63_are_known() -> None:
    ranked = (
        published()
        .filter(OFFICIAL, pl.col("level") == "index")
        .group_by("year")
        .agg(pl.col("rank").count(), pl.col("value").count())
    )
    assert dict(ranked.select("year", "rank").iter_rows()) == {
        2020: 0, 2021: 0, 2022: 34, 2023: 34, 2024: 34,
    }  # fmt: skip
    assert dict(ranked.select("year", "value").iter_rows())[2020] == 2


def test_no_weight_is_made_up_for_a_province() -> None:
    """Of the 34, the eleven that did not merge need none; the others say whose is not known."""
    weighed = published().filter(
        pl.col("method") == "population_weights",
        pl.col("year") == 2024,
        pl.col("level") == "index",
    )
    assert weighed["value"].count() == 11
    assert weighed.drop_nulls("value")["predecessors"].max() == 1
    khanh_hoa = weighed.row(by_predicate=pl.col("entity_code") == "56", named=True)
    assert khanh_hoa["why_not_en"] == "population not known of: 56 Khánh Hòa, 58 Ninh Thuận"


def test_known_populations_weigh_the_old_provinces() -> None:
    """By hand: (.7079 x 3 + .7063 x 1) / 4 = .7075. The populations are made up."""
    found = restated_publications(
        table("published_results.csv"),
        entities(),
        mergers(),
        populations(("56", "3000000"), ("58", "1000000")),
    ).filter(
        pl.col("method") == "population_weights",
        pl.col("year") == 2024,
        pl.col("level") == "index",
        pl.col("entity_code") == "56",
    )
    assert found["value"].item() == Decimal("0.7075")
    assert found["difference"].item() == Decimal("0.0004")


def restated(round_id: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    of, entry = scored(), published_rounds()[round_id]
    of_round = pl.col("round") == round_id
    return restated_round(
        entry.expected_on,
        framework(entry.framework),
        final_scores(of.totals, of.pillars, of.mains).filter(of_round),
        table(f"submissions/{round_id}/published.csv").with_columns(
            pl.col("value").cast(pl.Decimal(38, 10))
        ),
        of.indicator_values.filter(of_round, pl.col("basis") == "final"),
        entities(),
        mergers(),
        populations(),
    )


def test_a_round_of_half_its_old_provinces_tells_whose_value_is_missing() -> None:
    results, indicators = restated("provinces-2022")
    index = results.filter(OFFICIAL, pl.col("level") == "index")
    assert index.select("entity_code", "predecessors", "why_not_en").rows() == [
        ("22", 1, None),
        ("46", 1, None),
        ("48", 2, "no value of: 49 Quảng Nam"),
        ("79", 3, "no value of: 74 Bình Dương, 77 Bà Rịa - Vũng Tàu"),
        ("92", 3, "no value of: 93 Hậu Giang, 94 Sóc Trăng"),
    ]
    assert index["rank"].null_count() == 5
    assert indicators.is_empty()
    assert set(results["effective_on"]) == {date(2025, 7, 1)}


@pytest.mark.parametrize("round_id", ["provinces-2024", "nation-2024"])
def test_a_round_of_units_that_have_not_merged_since_has_no_restatement(round_id: str) -> None:
    results, indicators = restated(round_id)
    assert results.is_empty()
    assert indicators.is_empty()


def test_the_mean_of_indices_is_the_index_of_the_mean_mains() -> None:
    """The ministry took means of mains; with equal maximum points the order does not matter.

    By hand, 2022, weights 100 x 5, 200, 150, 150 of 1000, of Đà Nẵng and Quảng Ninh as if merged.
    """
    of_round = scored().mains.filter(
        pl.col("round") == "provinces-2022", pl.col("entity_code").is_in(["48", "22"])
    )
    mains = of_round.group_by("main_code").agg(
        pl.col("value").cast(pl.Decimal(38, 10)).sum(), pl.col("max_points").first()
    )
    of_means = sum((value / 2 * worth for _, value, worth in mains.iter_rows()), Decimal(0)) / sum(
        mains["max_points"], Decimal(0)
    )
    totals = scored().totals.filter(
        pl.col("round") == "provinces-2022", pl.col("entity_code").is_in(["48", "22"])
    )
    assert abs(of_means - sum(totals["value"], Decimal(0)) / 2) < Decimal("1e-9")
