"""Entities: a unit is (code, validity); names meet across spellings and are never guessed."""

from datetime import date

import polars as pl
import pytest
from intake_builders import SEEDS, entities_of, shipped_entities, units

from pipelines.entities import codes_by_name, name_keys, valid_on
from pipelines.marked_yaml import SeedError

COLUMNS = "entity_code,kind,name_vi,name_en,parent_code,valid_from,valid_to,aliases\n"


def provinces_on(day: date) -> pl.DataFrame:
    return valid_on(shipped_entities(), day).filter(pl.col("kind") == "province")


@pytest.mark.parametrize(
    ("day", "count"),
    [(date(2022, 12, 31), 63), (date(2025, 6, 30), 63), (date(2025, 7, 1), 34)],
)
def test_provinces_are_63_until_the_mergers_and_34_after(day: date, count: int) -> None:
    provinces = provinces_on(day)
    assert provinces.height == provinces["entity_code"].n_unique() == count


def test_a_reused_code_names_another_unit_after_the_mergers() -> None:
    def name(day: date) -> str:
        return provinces_on(day).filter(pl.col("entity_code") == "24")["name_vi"].item()

    assert (name(date(2025, 6, 30)), name(date(2025, 7, 1))) == ("Bắc Giang", "Bắc Ninh")


def test_khanh_hoa_has_65_communes() -> None:
    valid = valid_on(shipped_entities(), date(2025, 7, 1))
    communes = valid.filter(pl.col("kind") == "commune", pl.col("parent_code") == "56")
    assert communes.height == communes["name_vi"].n_unique() == 65


@pytest.mark.parametrize(
    ("boundary", "day"), [("63", date(2022, 12, 31)), ("34", date(2025, 7, 1))]
)
def test_every_published_province_is_found_by_its_name(boundary: str, day: date) -> None:
    published = (
        pl.read_csv(SEEDS / "published_results.csv", infer_schema=False)
        .filter(pl.col("subject") == "province", pl.col("boundary") == boundary)
        .select("entity_code", "entity_name_vi")
        .unique()
        .sort("entity_code")
    )
    assert published.height >= 34
    found = codes_by_name(published["entity_name_vi"], provinces_on(day))
    assert found.to_list() == published["entity_code"].to_list()


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        ("1,province,A,,,,,\n1,province,B,,,2025-07-01,,", 2, "valid on the same day"),
        ("1,province,A,,,,2025-07-01,\n1,province,B,,,2025-07-01,,", 2, "valid on the same day"),
        ("2,province,A,,,,,\n1,town,B,,,,,", 3, "kind: expected one of"),
        ("1,,A,,,,,", 2, "kind is empty"),
        ("1,province,A,,,01/07/2025,,", 2, "valid_from: expected a date as"),
        ("1,province,A,,,,2025-02-30,", 2, "valid_to: expected a date as"),
        ("1,province,A,,,2025-07-01,2024-07-01,", 2, "valid_to is before"),
        (",province,A,,,,,", 2, "entity_code is empty"),
        ("1,province,,,,,,", 2, "name_vi is empty"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(rows: str, line: int, message: str) -> None:
    with pytest.raises(SeedError) as caught:
        entities_of(COLUMNS + rows + "\n")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("entities.csv", line)
    assert message in problem.message


def test_all_problems_are_told_at_once_by_line() -> None:
    with pytest.raises(SeedError) as caught:
        entities_of(COLUMNS + "2,town,A,,,,,\n1,province,,,,x,,\n")
    assert [problem.line for problem in caught.value.problems] == [2, 3, 3]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SeedError, match=r"entities.csv:1: column\(s\) missing: valid_to"):
        entities_of("entity_code,kind,name_vi,name_en,parent_code,valid_from\n")


def test_units_that_follow_each_other_may_share_a_code() -> None:
    both = entities_of(COLUMNS + "1,province,A,,,,2025-06-30,\n1,province,B,,,2025-07-01,,\n")
    assert valid_on(both, date(2025, 6, 30))["name_vi"].to_list() == ["A"]
    assert valid_on(both, date(2025, 7, 1))["name_vi"].to_list() == ["B"]


def test_a_name_that_could_mean_two_units_is_not_guessed() -> None:
    twins = entities_of(
        COLUMNS
        + "1,commune,Xã Tân Hòa,,,,,\n2,commune,Phường Tân Hoà,,,,,\n"
        + "3,commune,Xã Hòa,,,,,Tân Hòa B\n"
    )
    names = pl.Series(["Tân Hòa", "Xã Tân Hòa", "tân hoà b", "Hoà", "nơi khác", None])
    assert codes_by_name(names, twins).to_list() == [None, None, "3", "3", None, None]


def test_units_are_found_by_english_name_and_alias() -> None:
    names = pl.Series(["dai lanh commune", "Cam Lam", "XÃ CAM LÂM"])
    assert codes_by_name(names, units()).to_list() == ["00002", "00003", "00003"]
    assert name_keys(units())["key"].is_unique().all()
