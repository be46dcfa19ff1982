"""Mergers: the official restatement of 2024, and what it does where something is missing."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.comparison.mergers import restate_by_mean

SEEDS = Path(__file__).parents[3] / "seeds"


def table(name: str) -> pl.DataFrame:
    return pl.read_csv(SEEDS / name, infer_schema=False)


def results_2024(boundary: str) -> pl.DataFrame:
    return (
        table("published_results.csv")
        .filter(
            pl.col("year") == "2024",
            pl.col("boundary") == boundary,
            pl.col("level") == "index",
            pl.col("subject") == "province",
        )
        .select("entity_code", pl.col("value").cast(pl.Float64))
    )


def test_the_34_published_values_are_means_over_63_old_provinces() -> None:
    restated = restate_by_mean(results_2024("63"), table("mergers.csv"))
    both = restated.join(results_2024("34"), on="entity_code", suffix="_official")
    assert (both.height, both["predecessors"].sum()) == (34, 63)
    assert both.select((pl.col("value") - pl.col("value_official")).abs().max()).item() < 1e-4


@pytest.mark.parametrize(
    ("code", "value", "rank"), [("56", 0.7071, 16), ("48", 0.7069, 17), ("31", 0.7857, 3)]
)
def test_khanh_hoa_da_nang_and_hai_phong_stand_where_they_were_published(
    code: str, value: float, rank: int
) -> None:
    restated = restate_by_mean(results_2024("63"), table("mergers.csv"))
    rounded = restated.with_columns(pl.col("value").round(4))
    ranked = rounded.with_columns(rank=pl.col("value").rank("min", descending=True))
    row = ranked.row(by_predicate=pl.col("entity_code") == code, named=True)
    assert (row["value"], row["rank"]) == (pytest.approx(value, abs=1e-4), rank)


def pair(*old: str) -> pl.DataFrame:
    return pl.DataFrame({"new_code": ["N"] * len(old), "old_code": list(old)})


def test_a_merger_of_which_a_part_is_unknown_has_no_value() -> None:
    mergers = pl.concat([pair("a", "b"), pl.DataFrame({"new_code": ["M"], "old_code": ["c"]})])
    old = pl.DataFrame({"entity_code": ["a", "c"], "value": [0.4, 0.6]})
    found = restate_by_mean(old, mergers)
    assert found.rows() == [("N", None, 2), ("M", 0.6, 1)]


def test_a_predecessor_with_an_empty_value_is_unknown() -> None:
    old = pl.DataFrame({"entity_code": ["a", "b"], "value": [0.4, None]})
    assert restate_by_mean(old, pair("a", "b"))["value"].to_list() == [None]


def test_main_values_and_rounds_are_restated_each_by_itself() -> None:
    old = pl.DataFrame(
        {
            "round": ["r"] * 4 + ["s"] * 2,
            "main_code": ["1", "2", "1", "2", "1", "1"],
            "entity_code": ["a", "a", "b", "b", "a", "b"],
            "value": [0.2, 0.4, 0.4, 0.8, 0.0, 1.0],
        }
    )
    found = restate_by_mean(old, pair("a", "b"))
    assert found.columns == ["round", "main_code", "entity_code", "value", "predecessors"]
    means = {(name, main): value for name, main, _, value, _ in found.iter_rows()}
    assert means == pytest.approx({("r", "1"): 0.3, ("r", "2"): 0.6, ("s", "1"): 0.5})


def test_a_reused_code_takes_the_values_of_its_predecessors_not_its_own() -> None:
    """24 was Bắc Giang and is Bắc Ninh, made of Bắc Giang (24) and the old Bắc Ninh (27)."""
    old = pl.DataFrame({"entity_code": ["24", "27"], "value": [0.5, 0.7]})
    bac_ninh = table("mergers.csv").filter(pl.col("new_code") == "24")
    assert set(bac_ninh["old_code"]) == {"24", "27"}
    assert restate_by_mean(old, bac_ninh).rows() == [("24", pytest.approx(0.6), 2)]


def test_the_seven_reused_codes_name_new_units_made_of_several() -> None:
    mergers = table("mergers.csv")
    several = mergers.group_by("new_code").len().filter(pl.col("len") > 1)["new_code"]
    assert {"15", "24", "44", "52", "80", "82", "91"} <= set(several)
    assert mergers["old_code"].n_unique() == mergers.height == 63
