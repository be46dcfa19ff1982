"""Press figures of a round: worked by hand, with ties, half places and missing values."""

from decimal import Decimal

import polars as pl
import pytest

from pipelines.comparison.press_figures import STATISTICS, final_scores, round_figures

ROUNDS = pl.DataFrame(
    {
        "round": ["r1", "r2"],
        "framework": "f",
        "previous": [None, "r1"],
        "is_demonstration": [False, True],
    }
)


def framework(decimals: int | None = 2) -> pl.DataFrame:
    return pl.DataFrame(
        {"framework": "f", "decimals": pl.Series([decimals], dtype=pl.Int32), "scale": "1"}
    ).with_columns(pl.col("scale").cast(pl.Decimal(18, 10)))


def scores(
    values: dict[str, str | None], round_id: str = "r1", level: str = "index", code: str = "DTI"
) -> pl.DataFrame:
    return pl.DataFrame(
        [(round_id, level, code, unit, value) for unit, value in values.items()],
        schema=dict.fromkeys(["round", "level", "code", "entity_code", "value"], pl.String),
        orient="row",
    ).with_columns(
        pl.col("value").cast(pl.Decimal(38, 10)),
        rank=pl.col("value").cast(pl.Float64).rank("min", descending=True),
    )


def made_of(*frames: pl.DataFrame, decimals: int | None = 2) -> pl.DataFrame:
    return round_figures(pl.concat(frames), ROUNDS, framework(decimals), ["r1", "r2"])


def figures(*frames: pl.DataFrame, decimals: int | None = 2) -> dict[tuple[str, str], object]:
    """The value of each statistic by round and name, and the number that it is against."""
    made = made_of(*frames, decimals=decimals)
    return {
        (row["round"], row["statistic"]): row["value"] for row in made.iter_rows(named=True)
    } | {
        (row["round"], row["statistic"] + " against"): row["against"]
        for row in made.iter_rows(named=True)
    }


def test_a_round_worked_by_hand() -> None:
    """Mean of .20, .50, .86 is .52; two of three reach a half, one the mean."""
    press_figures = figures(scores({"a": "0.2", "b": "0.5", "c": "0.86"}))
    assert press_figures["r1", "mean"] == Decimal("0.52")
    assert press_figures["r1", "highest"] == Decimal("0.86")
    assert press_figures["r1", "lowest"] == Decimal("0.2")
    assert (
        press_figures["r1", "count_above_mean"]
        == press_figures["r1", "count_above_exact_mean"]
        == 1
    )
    assert press_figures["r1", "count_at_or_above_half"] == 2
    assert press_figures["r1", "count_at_or_above_half against"] == Decimal("0.5")
    assert ("r1", "growth_of_mean") not in press_figures


def test_who_equals_the_printed_mean_counts_in_one_reading_only() -> None:
    """The mean .5033.. is printed .50: b reaches that, and lies below the mean itself."""
    press_figures = figures(scores({"a": "0.4", "b": "0.5", "c": "0.61"}))
    assert press_figures["r1", "mean"] == Decimal("0.5033333333")
    assert (
        press_figures["r1", "count_above_mean"],
        press_figures["r1", "count_above_mean against"],
    ) == (
        2,
        Decimal("0.5"),
    )
    assert (
        press_figures["r1", "count_above_exact_mean"],
        press_figures["r1", "count_above_exact_mean against"],
    ) == (
        1,
        Decimal("0.5033333333"),
    )


def test_nobody_lies_above_a_mean_that_all_share() -> None:
    """A third each: the mean is cut at the tenth decimal, and nobody is above it for that."""
    press_figures = figures(scores(dict.fromkeys("abc", "0.3333333333")))
    assert press_figures["r1", "count_above_exact_mean"] == 0
    assert press_figures["r1", "count_above_mean"] == 3
    assert press_figures["r1", "units_sharing_first"] == 3


def test_first_place_is_shared_on_the_published_value() -> None:
    """.855 and .8649 are both printed .86; halves go up."""
    made = made_of(scores({"b": "0.855", "a": "0.8649", "c": "0.8549"}))
    first = made.row(by_predicate=pl.col("statistic") == "units_sharing_first", named=True)
    assert (first["value"], first["entities"], first["units"]) == (2, "a, b", 3)
    lowest = made.row(by_predicate=pl.col("statistic") == "lowest", named=True)
    assert lowest["entities"] == "c"


def test_growth_is_that_of_the_mean_since_the_previous_round() -> None:
    """From .50 to .55 is +10 %."""
    press_figures = figures(
        scores({"a": "0.4", "b": "0.6"}), scores({"a": "0.5", "c": "0.6"}, "r2")
    )
    assert press_figures["r2", "growth_of_mean"] == Decimal("0.1")
    assert press_figures["r2", "growth_of_mean against"] == Decimal("0.5")


def test_nothing_grows_from_zero_nor_from_another_code() -> None:
    press_figures = figures(scores({"a": "0"}), scores({"a": "0.5"}, "r2"))
    assert ("r2", "growth_of_mean") not in press_figures
    press_figures = figures(scores({"a": "0.5"}, code="CQS"), scores({"a": "0.5"}, "r2"))
    assert ("r2", "growth_of_mean") not in press_figures


def test_units_without_a_value_count_nowhere() -> None:
    made = made_of(scores({"a": "0.4", "b": None, "c": "0.6"}))
    assert set(made["units"]) == {2}
    assert made.filter(pl.col("statistic") == "mean")["value"].item() == Decimal("0.5")
    assert made_of(scores({"a": None})).is_empty()


def test_only_wanted_rounds_are_told_and_demonstration_says_so() -> None:
    both = pl.concat([scores({"a": "0.4"}), scores({"a": "0.5"}, "r2")])
    made = round_figures(both, ROUNDS, framework(), ["r2"])
    assert set(made["round"]) == {"r2"}
    assert "growth_of_mean" in made["statistic"]
    assert made["is_demonstration"].all()


def test_each_level_and_code_is_told_by_itself() -> None:
    made = made_of(
        scores({"a": "0.4"}),
        scores({"a": "0.7"}, level="pillar", code="CQS"),
        scores({"a": "1"}, level="main", code="1"),
    )
    means = made.filter(pl.col("statistic") == "mean").select("level", "code", "value")
    assert set(means.iter_rows()) == {
        ("index", "DTI", Decimal("0.4")),
        ("pillar", "CQS", Decimal("0.7")),
        ("main", "1", Decimal(1)),
    }
    assert set(made["statistic"]) == set(STATISTICS) - {"growth_of_mean"}


@pytest.mark.parametrize(("decimals", "shares"), [(2, 2), (4, 1), (None, 1)])
def test_each_round_is_counted_on_its_own_decimals(decimals: int | None, shares: int) -> None:
    press_figures = figures(scores({"a": "0.8649", "b": "0.8600"}), decimals=decimals)
    assert press_figures["r1", "units_sharing_first"] == shares


def test_only_final_scores_are_reported() -> None:
    frame = pl.DataFrame(
        {
            "round": ["r1", "r1"],
            "entity_code": ["a", "a"],
            "basis": ["self", "final"],
            "value": ["0.9", "0.8"],
            "rank": [1, 1],
            "entities_ranked": [1, 1],
        }
    ).with_columns(pl.col("value").cast(pl.Decimal(18, 10)))
    pillars = frame.with_columns(pillar_code=pl.lit("CQS"))
    mains = frame.with_columns(main_code=pl.lit("1"))
    made = final_scores(frame, pillars, mains)
    assert made.select("level", "code", "value").rows() == [
        ("index", "DTI", Decimal("0.8")),
        ("pillar", "CQS", Decimal("0.8")),
        ("main", "1", Decimal("0.8")),
    ]


def test_a_round_without_scores_has_no_figures() -> None:
    assert made_of(scores({})).is_empty()
