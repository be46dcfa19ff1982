"""Units are followed through mergers by code and validity, never by a code alone."""

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipelines.comparison.mergers import MERGERS, read_mergers
from pipelines.comparison.populations import (
    POPULATIONS,
    latest_populations,
    read_populations,
)
from pipelines.comparison.succession import predecessors
from pipelines.entities import read_entities, valid_on
from pipelines.marked_yaml import SeedError

SEEDS = Path(__file__).parents[3] / "seeds"
REUSED = ("15", "24", "44", "52", "80", "82", "91")
OF_63, OF_34 = date(2025, 6, 30), date(2025, 7, 1)
Unit = tuple[str, str | None, str | None]


@cache
def shipped() -> tuple[pl.DataFrame, pl.DataFrame]:
    entities, mergers = (
        pl.read_csv(SEEDS / name, infer_schema=False) for name in ("entities.csv", "mergers.csv")
    )
    units = read_entities(entities, "entities.csv")
    return units, read_mergers(mergers, units, "mergers.csv")


def units_of(*units: Unit) -> pl.DataFrame:
    """Entities from code, valid_from, valid_to; each is named by its code and first day."""
    table = pl.DataFrame(
        [(code, "commune", f"Xã {code} {start or 'cũ'}", start, end) for code, start, end in units],
        schema=dict.fromkeys(
            ("entity_code", "kind", "name_vi", "valid_from", "valid_to"), pl.String
        ),
        orient="row",
    ).with_columns(name_en=pl.col("name_vi"), parent_code=pl.lit(None, pl.String))
    return read_entities(table, "entities.csv")


def lines(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict.fromkeys(MERGERS.names, pl.String), orient="row")


def parts(frame: pl.DataFrame) -> list[tuple[str, str]]:
    return list(frame.select("entity_code", "old_code").iter_rows())


UNTIL, SINCE = "2025-06-30", "2025-07-01"
A_AND_B = units_of(("a", None, UNTIL), ("b", None, UNTIL), ("c", None, None), ("a", SINCE, None))
"""a and b become one, which has the code a as well; c goes on."""
INTO_A = lines(("a", "a", SINCE), ("a", "b", SINCE))


def test_63_provinces_are_the_old_units_of_34() -> None:
    entities, mergers = shipped()
    old = valid_on(entities, OF_63).filter(pl.col("kind") == "province")["entity_code"].to_list()
    found = predecessors(old, OF_63, entities, mergers)
    assert (found.height, found["entity_code"].n_unique()) == (63, 34)
    assert set(found["effective_on"]) == {OF_34}


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("15", ["10 Lào Cai", "15 Yên Bái"]),
        ("24", ["24 Bắc Giang", "27 Bắc Ninh"]),
        ("44", ["44 Quảng Bình", "45 Quảng Trị"]),
        ("52", ["52 Bình Định", "64 Gia Lai"]),
        ("80", ["72 Tây Ninh", "80 Long An"]),
        ("82", ["82 Tiền Giang", "87 Đồng Tháp"]),
        ("91", ["89 An Giang", "91 Kiên Giang"]),
    ],
)
def test_a_reused_code_means_its_old_unit_before_and_its_new_one_after(
    new: str, old: list[str]
) -> None:
    """In each pair the code is that of one old unit and the name that of the other."""
    entities, mergers = shipped()
    of_63 = valid_on(entities, OF_63)["entity_code"].to_list()
    found = predecessors(of_63, OF_63, entities, mergers).filter(pl.col("entity_code") == new)
    named = found.select(pl.format("{} {}", "old_code", "old_name_vi"))
    assert named.to_series().to_list() == old
    name = valid_on(entities, OF_34).filter(pl.col("entity_code") == new)["name_vi"].item()
    assert name in " ".join(old)
    assert f"{new} {name}" not in old


def test_nothing_has_happened_to_units_of_today() -> None:
    """24 assessed from 1 July 2025 on is Bắc Ninh: the merger lies behind it."""
    entities, mergers = shipped()
    of_34 = valid_on(entities, OF_34)["entity_code"].to_list()
    assert predecessors(of_34, OF_34, entities, mergers).is_empty()


def test_a_unit_that_goes_on_is_its_own_old_unit() -> None:
    mergers = read_mergers(INTO_A, A_AND_B, "m")
    found = predecessors(["a", "b", "c"], OF_63, A_AND_B, mergers)
    assert parts(found) == [("a", "a"), ("a", "b"), ("c", "c")]
    assert found["old_valid_from"].null_count() == 3


def test_an_old_unit_that_was_not_assessed_is_still_a_part_of_its_merger() -> None:
    mergers = read_mergers(INTO_A, A_AND_B, "m")
    assert parts(predecessors(["b"], OF_63, A_AND_B, mergers)) == [("a", "a"), ("a", "b")]


def test_a_round_whose_units_did_not_merge_is_not_restated() -> None:
    mergers = read_mergers(INTO_A, A_AND_B, "m")
    assert predecessors(["c"], OF_63, A_AND_B, mergers).is_empty()


def test_a_unit_that_only_changed_its_code_is_followed() -> None:
    entities = units_of(("a", None, UNTIL), ("b", SINCE, None))
    mergers = read_mergers(lines(("b", "a", SINCE)), entities, "m")
    assert parts(predecessors(["a"], OF_63, entities, mergers)) == [("b", "a")]


def test_a_second_merger_is_restated_from_the_first_units() -> None:
    """a + b become a in 2025, a + c become d in 2026: two restatements, the second of all three."""
    entities = units_of(
        ("a", None, UNTIL),
        ("b", None, UNTIL),
        ("a", SINCE, "2025-12-31"),
        ("c", None, "2025-12-31"),
        ("d", "2026-01-01", None),
    )
    table = pl.concat([INTO_A, lines(("d", "a", "2026-01-01"), ("d", "c", "2026-01-01"))])
    mergers = read_mergers(table, entities, "m")
    found = predecessors(["a", "b", "c"], OF_63, entities, mergers)
    by_day = {
        day: parts(of_day) for (day,), of_day in found.group_by("effective_on", maintain_order=True)
    }
    assert by_day == {
        date(2025, 7, 1): [("a", "a"), ("a", "b"), ("c", "c")],
        date(2026, 1, 1): [("d", "a"), ("d", "b"), ("d", "c")],
    }
    since = predecessors(["a", "c"], OF_34, entities, mergers)
    assert parts(since) == [("d", "a"), ("d", "c")]
    assert since["old_valid_from"].to_list() == [OF_34, None]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("a", "b", "1/7/25"), "effective_on: expected a date"),
        (("a", "z", SINCE), "no unit has the old code on 2025-06-30"),
        (("b", "b", SINCE), "no unit has the new code on 2025-07-01"),
        (("a", "a", "2025-06-01"), "no unit has the new code"),
    ],
)
def test_a_merger_of_units_that_do_not_exist_on_its_day_is_an_error_with_its_line(
    row: tuple[str, str, str], message: str
) -> None:
    entities = units_of(("a", None, "2025-04-30"), ("b", None, UNTIL), ("a", SINCE, None))
    with pytest.raises(SeedError) as raised:
        read_mergers(lines(row), entities, "mergers.csv")
    assert message in str(raised.value)
    assert "mergers.csv:2:" in str(raised.value)


def test_an_old_unit_goes_into_one_new_one() -> None:
    with pytest.raises(SeedError) as raised:
        read_mergers(lines(("a", "b", SINCE), ("c", "b", SINCE)), A_AND_B, "mergers.csv")
    assert [problem.line for problem in raised.value.problems] == [2, 3]


# --- populations ---------------------------------------------------------------------------------


def counted(*rows: tuple[str, str, str, str | None]) -> pl.DataFrame:
    table = pl.DataFrame(
        list(rows), schema=dict.fromkeys(POPULATIONS.names, pl.String), orient="row"
    )
    return read_populations(table, A_AND_B, "population.csv")


def test_a_count_speaks_of_the_unit_that_had_the_code_on_its_day() -> None:
    found = counted(("a", "2024-04-01", "300", "s"), ("a", "2025-10-01", "500", "s"))
    assert found.select("valid_from", "population").rows() == [(None, 300), (OF_34, 500)]


def test_the_latest_count_of_each_unit_stands() -> None:
    found = counted(
        ("a", "2024-04-01", "310", "s"),
        ("a", "2019-04-01", "290", "s"),
        ("a", "2025-10-01", "500", "s"),
    )
    latest = latest_populations(found).sort("population")
    assert latest.rows() == [("a", None, 310), ("a", OF_34, 500)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("a", "2024", "300", "s"), "counted_on: expected a date"),
        (("b", "2025-10-01", "300", "s"), "no unit has this code on the day"),
        (("a", "2024-04-01", "0", "s"), "population: expected a whole number"),
        (("a", "2024-04-01", "1.5", "s"), "population: expected a whole number"),
        (("a", "2024-04-01", "300", None), "source is empty"),
    ],
)
def test_a_count_is_of_people_on_a_day_with_a_source(
    row: tuple[str, str, str, str | None], message: str
) -> None:
    with pytest.raises(SeedError, match=message):
        counted(row)


def test_no_unit_is_counted_twice_on_a_day() -> None:
    with pytest.raises(SeedError, match="counted twice"):
        counted(("a", "2024-04-01", "300", "s"), ("a", "2024-04-01", "301", "s"))


def test_shipped_populations_are_of_invented_communes_only() -> None:
    """None of a real unit is at hand; a weight is not made up for it."""
    table = pl.read_csv(SEEDS / "population.csv", infer_schema=False)
    found = read_populations(table, shipped()[0], "population.csv")
    assert found["entity_code"].str.starts_with("demo-").all()
    assert found["source"].str.starts_with("demonstration").all()
