"""Printed numbers and figures of groups by hand: what rounding hides, means, counts and growth."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.comparison.press_figures import EXACT
from pipelines.comparison.printed import half_unit, of_group, printed, too_few
from pipelines.comparison.published_averages import group_figures, group_sizes
from pipelines.comparison.published_units import unit_ranks, unit_values

AVERAGES = ("year", "group", "code", "measure", "against", "value")


@pytest.mark.parametrize(
    ("written", "half"),
    [("0.7071", "0.00005"), ("12.5", "0.05"), ("34", "0"), ("0.50", "0.005"), (None, None)],
)
def test_print_hides_half_a_unit_of_its_last_decimal(written: str | None, half: str | None) -> None:
    frame = pl.DataFrame({"value": [written]}, schema={"value": pl.String})
    found = frame.select(half_unit("value")).item()
    assert found == (None if half is None else Decimal(half))


@pytest.mark.parametrize(
    ("known", "total", "vi", "en"),
    [
        (3, 63, "Chỉ có 3/63 giá trị được công bố", "only 3 of 63 values have been published"),
        (
            0,
            None,
            "Không có danh sách đơn vị của nhóm và giá trị của từng đơn vị",
            "the units of this group and their values are not at hand",
        ),
    ],
)
def test_what_is_missing_is_counted(known: int, total: int | None, vi: str, en: str) -> None:
    frame = pl.DataFrame({"known": [known], "total": [total]}, schema={"known": pl.Int64, "total": pl.Int64})  # fmt: skip
    assert frame.select(*too_few(pl.col("known"), pl.col("total"))).rows() == [(vi, en)]


@pytest.mark.parametrize(
    ("subject", "group", "boundary", "expected"),
    [
        ("province", None, "63", ("province_63", 63)),
        ("ministry", "ministry_a", "17", ("ministry_a", 17)),
        ("ministry", None, None, ("ministry", None)),
        ("nation", None, None, ("nation", 1)),
    ],
)
def test_a_result_is_of_the_group_that_its_subject_makes(
    subject: str, group: str | None, boundary: str | None, expected: tuple[object, ...]
) -> None:
    columns = ["subject", "group", "boundary", "rank"]
    frame = pl.DataFrame([(subject, group, boundary, "2")], schema=columns, orient="row").cast(
        pl.String
    )
    assert of_group(frame).select("group", "size").row(0) == expected


def units(values: list[str | None], year: int = 2023, size: int | None = None) -> pl.DataFrame:
    """Values of units `u0`, `u1`, ... of the group `province_63` on the index, with ranks 1, 2, ..."""
    rows = [
        (str(year), f"u{n}", f"Đơn vị {n}", value, str(n + 1)) for n, value in enumerate(values)
    ]
    named = ("year", "entity_code", "entity_name_vi", "value", "rank")
    return printed(
        pl.DataFrame(rows, schema=dict.fromkeys(named, pl.String), orient="row")
    ).with_columns(
        pl.col("rank").cast(pl.Int32),
        subject=pl.lit("province"),
        boundary=pl.lit("63"),
        group=pl.lit("province_63"),
        level=pl.lit("index"),
        code=pl.lit("DTI"),
        size=pl.lit(len(values) if size is None else size, pl.Int32),
        source_url=pl.lit("https://x"),
    )


SCORES = pl.DataFrame(
    schema={
        "year": pl.Int32,
        "subject": pl.String,
        "boundary": pl.String,
        "level": pl.String,
        "code": pl.String,
        "entity_code": pl.String,
        "value": EXACT,
        "rank": pl.Int32,
        "entities_ranked": pl.Int32,
        "is_taken": pl.Boolean,
    }
)
MERGERS = pl.DataFrame(schema={"new_code": pl.String, "old_code": pl.String})


def figures(of_units: pl.DataFrame, *rows: tuple[str | None, ...]) -> list[dict[str, Any]]:
    averages = printed(
        pl.DataFrame(list(rows), schema=dict.fromkeys(AVERAGES, pl.String), orient="row")
    ).with_columns(source_url=pl.lit(None, pl.String), note=pl.lit(None, pl.String))
    return group_figures(averages, of_units, SCORES, MERGERS).to_dicts()


def mean(value: str, year: str = "2023", group: str = "province_63") -> tuple[str | None, ...]:
    return (year, group, "DTI", "mean", None, value)


def test_a_mean_of_all_values_is_worked_out_with_what_print_hides() -> None:
    (found,) = figures(units(["0.5", "0.6", "0.8"]), mean("0.6333"))
    assert found["recomputed_value"] == Decimal("0.6333333333")
    # Half a unit of the printed mean and of a printed value.
    assert (found["tolerance"], found["units"]) == (Decimal("0.05005"), 3)
    assert (found["method"], found["level"]) == ("mean_of_published_values", "index")


@pytest.mark.parametrize(
    ("values", "size", "why"),
    [
        (["0.5", None], None, "only 1 of 2 values have been published"),
        ([None, None], None, "only 0 of 2 values have been published"),
        (["0.5", "0.6"], 3, "only 2 of 3 values have been published"),
    ],
)
def test_a_mean_of_some_values_is_not_worked_out_and_says_how_many_there_are(
    values: list[str | None], size: int | None, why: str
) -> None:
    (found,) = figures(units(values, size=size), mean("0.6"))
    assert (found["recomputed_value"], found["why_not_en"]) == (None, why)


def test_above_the_mean_is_at_or_above_the_printed_one_and_the_other_reading_is_told() -> None:
    """The mean of .5, .6 and .7001 is .6000333, printed .6000."""
    of_units = units(["0.5", "0.6000", "0.7001"])
    above, at, low = figures(
        of_units,
        ("2023", "province_63", "DTI", "count_above_mean", None, "2"),
        ("2023", "province_63", "DTI", "count_at_or_above", "0.6", "2"),
        ("2023", "province_63", "DTI", "lowest", None, "0.5"),
    )
    assert (above["recomputed_value"], above["other_reading"], above["units"]) == (2, 1, 3)
    assert (at["recomputed_value"], at["other_reading"]) == (2, None)
    assert low["recomputed_value"] == Decimal("0.5")


def test_growth_is_that_of_the_means_with_the_room_that_print_leaves() -> None:
    of_units = pl.concat([units(["0.50", "0.60"], 2022), units(["0.55", "0.66"])])
    (found,) = figures(of_units, ("2023", "province_63", "DTI", "growth", "2022", "0.1"))
    assert found["recomputed_value"] == Decimal("0.1")
    assert found["method"] == "growth_of_recomputed_means"
    # (0.605 + 0.005) / (0.55 - 0.005) - 1.1, and half a unit of the printed growth.
    room = Decimal("0.61") / Decimal("0.545") - Decimal("1.1")
    assert float(found["tolerance"] - Decimal("0.05")) == pytest.approx(float(room), abs=1e-9)
    (of_printed, *_) = figures(
        units([None]),
        ("2023", "province_63", "DTI", "growth", "2022", "0.1"),
        mean("0.55"),
        mean("0.5", "2022"),
    )
    assert of_printed["method"] == "growth_of_printed_means"
    assert of_printed["recomputed_value"] == Decimal("0.1")
    (unknown,) = figures(units([None]), ("2023", "province_63", "DTI", "growth", "2022", "0.1"))
    assert unknown["why_not_en"] == "there is no mean of 2022 to grow from"


def test_all_units_are_the_old_provinces_and_the_ministries() -> None:
    found = figures(
        units(["0.5"]),
        ("2021", "all", "DTI", "units", None, "89"),
        ("2021", "ministry_a", "DTI", "units", None, "17"),
        ("2021", "ministry_b", "DTI", "units", None, "9"),
    )
    told = {row["group"]: (row["recomputed_value"], row["method"]) for row in found}
    assert told["all"] == (89, "sum_of_groups")
    assert told["ministry_a"] == (None, None)


def test_the_size_of_a_group_is_what_it_is_or_as_printed() -> None:
    averages = printed(
        pl.DataFrame(
            [
                ("2023", "ministry_a", "DTI", "units", None, "17"),
                ("2023", "all", "DTI", "units", None, "80"),
                ("2023", "region_x", "DTI", "units", None, "9"),
                ("2023", "ministry_b", "DTI", "mean", None, "0.5"),
            ],
            schema=dict.fromkeys(AVERAGES, pl.String),
            orient="row",
        )
    )
    sizes = group_sizes(units(["0.5", "0.6"]), averages)
    assert set(sizes.rows()) == {
        (2023, "province_63", 2),
        (2023, "ministry_a", 17),
        (2023, "all", 80),
    }


# Figures of units


def scored(*rows: tuple[str, str, int, int, bool]) -> pl.DataFrame:
    """Scores of the index: unit, value, rank, among how many, whether only passed on."""
    return pl.DataFrame(
        [
            (2023, "province", "63", "index", "DTI", unit, Decimal(value), rank, among, is_taken)
            for unit, value, rank, among, is_taken in rows
        ],
        schema=SCORES.schema,
        orient="row",
    )


def test_a_rank_is_taken_among_scores_where_all_are_scored() -> None:
    scores = scored(("u0", "0.5", 2, 2, False), ("u1", "0.6", 1, 2, False))
    found = unit_ranks(units(["0.5", "0.6"]), scores)
    columns = ("published_value", "recomputed_value", "method", "units")
    assert found.select(columns).rows() == [(1, 2, "ranked_scores", 2), (2, 1, "ranked_scores", 2)]


def test_a_rank_is_taken_among_published_values_where_all_are_published() -> None:
    found = unit_ranks(units(["0.5", "0.6", "0.6"]), scored(("u0", "0.5", 1, 1, False)))
    columns = ("recomputed_value", "method", "units")
    assert found.select(columns).rows() == [
        (3, "ranked_published_values", 3),
        (1, "ranked_published_values", 3),
        (1, "ranked_published_values", 3),
    ]


def test_a_rank_among_some_values_is_not_taken() -> None:
    found = unit_ranks(units(["0.5", None]), SCORES)
    columns = ("recomputed_value", "method", "units", "why_not_en")
    why = "only 1 of 2 values have been published"
    assert found.select(columns).rows() == [(None, None, 1, why)] * 2


def test_a_value_is_scored_or_taken_as_published() -> None:
    scores = scored(("u0", "0.5001", 1, 2, False), ("u1", "0.6", 1, 2, True))
    found = unit_values(units(["0.50", "0.6", "0.7", None]), scores)
    columns = ("entity_code", "recomputed_value", "tolerance", "method", "units")
    assert found.select(columns).rows() == [
        ("u0", Decimal("0.5001"), Decimal("0.01"), "scored", 1),
        ("u1", Decimal("0.6"), 0, "taken_as_published", 1),
        ("u2", None, Decimal("0.1"), None, None),
    ]
