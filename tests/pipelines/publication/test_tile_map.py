"""The map of provinces as it is drawn, and their classes."""

from typing import Any

import pytest

from pipelines.publication.tile_map import BOUNDARIES_SINCE, TILES, map_tiles

# North is up: Tuyên Quang and Cao Bằng at the top, Cà Mau (96) at the foot, An Giang (91) west.
DRAWN = """
   12    08 04
11    15 19 20
   14 25 01 24 22
         37 33 31
      38
   40 42
         44
            46 48
               51
               52
               66
      80 75 68 56
91 82    79
   92 86
   96
"""


def test_tiles_lie_roughly_where_provinces_do() -> None:
    drawn = [["  "] * 6 for _ in range(15)]
    for code, (column, line) in TILES.items():
        drawn[line][column] = code
    assert "\n".join(" ".join(line).rstrip() for line in drawn) == DRAWN.strip("\n")
    assert str(BOUNDARIES_SINCE) == "2025-07-01"


def unit(code: str, value: str | None) -> dict[str, Any]:
    return {
        "code": code,
        "name_vi": code,
        "name_en": code,
        "rank": None if value is None else 1,
        "value": value,
        "is_silent": False,
    }


def test_a_tile_has_its_place_and_the_map_its_size() -> None:
    tile_map = map_tiles([unit("56", "0.7"), unit("99", "0.9")])
    (tile,) = tile_map["tiles"]
    assert (tile["code"], tile["x"], tile["y"], tile["class"]) == ("56", 5, 11, 0)
    assert (tile_map["columns"], tile_map["lines"]) == (6, 15)


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        # Five classes of two; of those who share a value all are in the class of the first.
        (["0.9", "0.8", "0.7", "0.6", "0.5", "0.4", "0.3", "0.2", "0.1", "0.0"],
         [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]),
        (["0.9", "0.9", "0.9", "0.6", "0.5"], [0, 0, 0, 3, 4]),
    ],
)  # fmt: skip
def test_classes_are_of_equal_size_as_far_as_ties_allow(
    values: list[str], classes: list[int]
) -> None:
    ranking = [unit(code, value) for code, value in zip(TILES, values, strict=False)]
    tile_map = map_tiles(ranking)
    assert [tile["class"] for tile in tile_map["tiles"]] == classes


def test_the_ends_of_a_class_are_its_lowest_and_highest_value() -> None:
    ranking = [unit(code, value) for code, value in zip(TILES, ["0.9", "0.8", "0.7"], strict=False)]
    assert map_tiles(ranking)["classes"] == [("0.9", "0.9"), ("0.8", "0.8"), ("0.7", "0.7")]
    many = [unit(code, f"0.{n:02}") for n, code in zip(range(34, 14, -1), TILES, strict=False)]
    assert map_tiles(many)["classes"][0] == ("0.31", "0.34")


def test_a_province_without_a_value_is_in_no_class() -> None:
    tile_map = map_tiles([unit("56", "0.7"), unit("48", None)])
    assert [tile["class"] for tile in tile_map["tiles"]] == [0, 5]
    assert tile_map["classes"] == [("0.7", "0.7")]
