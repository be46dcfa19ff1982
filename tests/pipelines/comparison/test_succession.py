"""Which unit was which: followed by code and validity, by name where several merged."""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.comparison.succession import succession

SEEDS = Path(__file__).parents[3] / "seeds"
BEFORE, AFTER = date(2024, 12, 31), date(2025, 7, 1)


def units(**names: str) -> pl.DataFrame:
    return pl.DataFrame({"entity_code": list(names), "name_vi": list(names.values())})


def merged(*pairs: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(new, old, AFTER) for new, old in pairs],
        schema={"new_code": pl.String, "old_code": pl.String, "effective_on": pl.Date},
        orient="row",
    )


def test_without_a_merger_a_unit_is_that_of_its_code() -> None:
    found = succession(units(a="A", b="B"), units(b="B", c="C"), merged(), BEFORE, AFTER)
    assert found.same == {"b": "b"}
    assert found.predecessors.is_empty()


def test_a_merger_outside_the_time_between_changes_nothing() -> None:
    pairs = merged(("a", "a"), ("a", "b"))
    found = succession(units(a="A"), units(a="A"), pairs, AFTER, date(2025, 12, 31))
    assert found.predecessors.is_empty()


def test_a_merged_unit_is_compared_with_the_one_whose_name_it_bears() -> None:
    old, new = units(a="Hoà Bình", b="Suối Cát", c="Đông Hải"), units(n="Hòa Bình", c="Biển")
    pairs = merged(("n", "a"), ("n", "b"), ("c", "c"))
    assert succession(old, new, pairs, BEFORE, AFTER).same == {"n": "a", "c": "c"}


def test_a_unit_that_bears_no_old_name_is_compared_with_nobody() -> None:
    pairs = merged(("n", "a"), ("n", "b"))
    assert succession(units(a="A", b="B"), units(n="N"), pairs, BEFORE, AFTER).same == {}


def test_a_unit_is_followed_through_one_merger_after_another() -> None:
    """a became b, b became c; d went into c; the code a was given to another unit since."""
    later = date(2026, 1, 1)
    pairs = pl.concat([merged(("b", "a")), merged(("c", "b"), ("c", "d")).with_columns(
        pl.lit(later).alias("effective_on"))])  # fmt: skip
    old, new = units(a="Hòa Bình", d="Suối Cát"), units(a="Đông Hải", c="Hòa Bình")
    found = succession(old, new, pairs, BEFORE, later)
    assert found.same == {"c": "a"}
    assert found.predecessors.rows() == [("c", "a"), ("c", "d")]


def test_who_is_in_no_merger_is_compared_with_itself_beside_one() -> None:
    pairs = merged(("n", "a"), ("n", "b"))
    found = succession(units(a="A", b="B", c="C"), units(n="A", c="C"), pairs, BEFORE, AFTER)
    assert found.same == {"n": "a", "c": "c"}
    assert found.predecessors.rows() == [("c", "c"), ("n", "a"), ("n", "b")]


def test_the_34_provinces_are_each_compared_with_one_of_the_63() -> None:
    """24 was Bắc Giang and is Bắc Ninh, which was 27."""
    entities = pl.read_csv(SEEDS / "entities.csv", infer_schema=False)
    provinces = entities.filter(pl.col("kind") == "province").with_columns(
        pl.col("valid_from", "valid_to").str.to_date()
    )
    mergers = pl.read_csv(SEEDS / "mergers.csv", infer_schema=False)
    found = succession(
        provinces.filter(pl.col("valid_from").is_null() | (pl.col("valid_from") <= BEFORE)),
        provinces.filter(pl.col("valid_to").is_null()),
        mergers.with_columns(pl.col("effective_on").str.to_date()),
        BEFORE,
        AFTER,
    )
    assert len(found.same) == 34
    assert (found.same["24"], found.same["56"], found.same["48"]) == ("27", "56", "48")
    assert found.predecessors.height == 63
