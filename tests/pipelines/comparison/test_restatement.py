"""Three methods of restatement, worked by hand, and what must hold of each."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.comparison.restatement import METHODS, OFFICIAL_METHOD, restate

DAY = date(2025, 7, 1)
SUMMED = {
    "results": pl.String,
    "effective_on": pl.Date,
    "entity_code": pl.String,
    "level": pl.String,
    "code": pl.String,
    "value": pl.Decimal(38, 10),
}
Values = dict[str, str | None]


def restated(
    values: Values,
    into: dict[str, list[str]],
    people: dict[str, int] | None = None,
    summed: dict[str, str] | None = None,
    decimals: int | None = 4,
) -> pl.DataFrame:
    """Restate values of old units for new ones, each a list of old units."""
    old = pl.DataFrame(
        [("r", "index", "DTI", code, value) for code, value in values.items()],
        schema=dict.fromkeys(["results", "level", "code", "entity_code", "value"], pl.String),
        orient="row",
    ).with_columns(pl.col("value").cast(pl.Decimal(18, 10)))
    parts = pl.DataFrame(
        [
            ("r", DAY, new, code, None, f"Xã {code}")
            for new, codes in into.items()
            for code in codes
        ],
        schema={
            "results": pl.String,
            "effective_on": pl.Date,
            "entity_code": pl.String,
            "old_code": pl.String,
            "old_valid_from": pl.Date,
            "old_name_vi": pl.String,
        },
        orient="row",
    )
    populations = pl.DataFrame(
        [(code, None, number) for code, number in (people or {}).items()],
        schema={"entity_code": pl.String, "valid_from": pl.Date, "population": pl.Int64},
        orient="row",
    )
    of_inputs = pl.DataFrame(
        [("r", DAY, new, "index", "DTI", Decimal(value)) for new, value in (summed or {}).items()],
        schema=SUMMED,
        orient="row",
    )
    places = pl.DataFrame({"results": "r", "decimals": pl.Series([decimals], dtype=pl.Int32)})
    return restate(old, parts, populations, of_inputs, places)


def by_method(frame: pl.DataFrame, unit: str, column: str = "value") -> dict[str, object]:
    of_unit = frame.filter(pl.col("entity_code") == unit)
    return dict(of_unit.select("method", column).iter_rows())


def test_three_methods_side_by_side() -> None:
    """.60 of 3,000 people and .90 of 1,000: mean .75, by population (1800 + 900) / 4000 = .675."""
    found = restated(
        {"a": "0.6", "b": "0.9"}, {"n": ["a", "b"]}, {"a": 3000, "b": 1000}, {"n": "0.7"}
    )
    assert by_method(found, "n") == {
        "unweighted_mean": Decimal("0.75"),
        "population_weights": Decimal("0.675"),
        "summed_inputs": Decimal("0.7"),
    }
    assert by_method(found, "n", "difference") == {
        "unweighted_mean": Decimal(0),
        "population_weights": Decimal("-0.075"),
        "summed_inputs": Decimal("-0.05"),
    }
    assert by_method(found, "n", "is_official") == {
        method: method == OFFICIAL_METHOD for method in METHODS
    }
    assert set(found["predecessor_units"]) == {"a Xã a, b Xã b"}
    assert found["why_not_en"].null_count() == len(METHODS)


def test_a_third_is_exact_to_the_tenth_decimal() -> None:
    found = restated({"a": "0.1", "b": "0.1", "c": "0.2"}, {"n": ["a", "b", "c"]})
    assert by_method(found, "n")["unweighted_mean"] == Decimal("0.1333333333")


def test_a_method_without_its_figures_says_so_and_computes_nothing() -> None:
    found = restated({"a": "0.6", "b": "0.9"}, {"n": ["a", "b"]}, {"a": 3000})
    assert by_method(found, "n") == {
        "unweighted_mean": Decimal("0.75"),
        "population_weights": None,
        "summed_inputs": None,
    }
    assert by_method(found, "n", "why_not_en") == {
        "unweighted_mean": None,
        "population_weights": "population not known of: b Xã b",
        "summed_inputs": "no inputs that add up have been reported of: a Xã a, b Xã b",
    }
    assert by_method(found, "n", "why_not_vi")["population_weights"] == (
        "Chưa biết dân số của: b Xã b"
    )


@pytest.mark.parametrize("of_b", [{}, {"b": None}])
def test_half_a_merger_is_no_result_by_any_method(of_b: Values) -> None:
    found = restated({"a": "0.6", **of_b}, {"n": ["a", "b"]}, {"a": 1, "b": 1}, summed={"n": "0.6"})
    assert set(found["value"]) == {None}
    assert set(found["why_not_en"]) == {"no value of: b Xã b"}
    assert set(found["why_not_vi"]) == {"Chưa có giá trị của: b Xã b"}


def test_a_unit_of_which_nothing_is_known_is_left_out() -> None:
    found = restated({"a": "0.6", "b": None}, {"n": ["a"], "m": ["b", "c"]})
    assert set(found["entity_code"]) == {"n"}


def test_a_unit_that_did_not_merge_keeps_its_value_by_every_method() -> None:
    """Its population need not be known: alone it weighs everything."""
    found = restated({"a": "0.6123456789", "b": "0.9"}, {"a": ["a"], "n": ["b", "c"]})
    assert set(found.filter(pl.col("entity_code") == "a")["value"]) == {Decimal("0.6123456789")}
    assert set(found.filter(pl.col("entity_code") == "a")["difference"]) == {Decimal(0)}


def test_a_reused_code_takes_the_mean_of_its_old_units_not_its_own_value() -> None:
    found = restated({"24": "0.5", "27": "0.7"}, {"24": ["24", "27"]}, {"24": 1, "27": 1})
    assert set(found.drop_nulls("value")["value"]) == {Decimal("0.6")}


def test_a_population_is_that_of_the_old_unit_not_of_the_new_one_with_its_code() -> None:
    """Counts of 24 from 1 July 2025 on are of another unit: they weigh nothing here."""
    old = pl.DataFrame(
        {"results": "r", "level": "index", "code": "DTI", "entity_code": ["24", "27"]}
    )
    parts = pl.DataFrame(
        {
            "results": "r",
            "effective_on": DAY,
            "entity_code": "24",
            "old_code": ["24", "27"],
            "old_valid_from": pl.Series([None, None], dtype=pl.Date),
            "old_name_vi": ["Bắc Giang", "Bắc Ninh"],
        }
    )
    found = restate(
        old.with_columns(value=pl.lit("0.5").cast(pl.Decimal(18, 10))),
        parts,
        pl.DataFrame(
            {
                "entity_code": ["24", "27"],
                "valid_from": pl.Series([DAY, None], dtype=pl.Date),
                "population": [9, 1],
            }
        ),
        pl.DataFrame(schema=SUMMED),
        pl.DataFrame({"results": "r", "decimals": pl.Series([4], dtype=pl.Int32)}),
    )
    assert by_method(found, "24", "why_not_en")["population_weights"] == (
        "population not known of: 24 Bắc Giang"
    )


def test_ranks_are_taken_on_published_values_where_every_unit_has_one() -> None:
    """.70004 and .7000 share the first rank; by population one unit is unknown: no ranks."""
    found = restated(
        {"a": "0.70004", "b": "0.6", "c": "0.8", "d": "0.5"},
        {"a": ["a"], "n": ["b", "c"], "d": ["d"]},
    )
    ranks = {unit: by_method(found, unit, "rank") for unit in ("a", "n", "d")}
    assert [ranks[unit]["unweighted_mean"] for unit in ("a", "n", "d")] == [1, 1, 3]
    assert {ranks[unit]["population_weights"] for unit in ranks} == {None}
    assert by_method(found, "a", "entities_ranked")["unweighted_mean"] == 3


def test_results_levels_and_codes_are_restated_each_by_itself() -> None:
    old = pl.DataFrame(
        [
            (results, level, code, unit, Decimal(value))
            for results, level, code, values in (
                ("r", "main", "1", ("0.2", "0.4")),
                ("r", "main", "2", ("0.4", "0.8")),
                ("s", "main", "1", ("0", "1")),
            )
            for unit, value in zip("ab", values, strict=True)
        ],
        schema={
            **dict.fromkeys(["results", "level", "code", "entity_code"], pl.String),
            "value": pl.Decimal(18, 10),
        },
        orient="row",
    )
    parts = pl.DataFrame(
        {
            "results": ["r", "r", "s", "s"],
            "effective_on": DAY,
            "entity_code": "n",
            "old_code": ["a", "b"] * 2,
            "old_valid_from": pl.Series([None] * 4, dtype=pl.Date),
            "old_name_vi": "x",
        }
    )
    found = restate(
        old,
        parts,
        pl.DataFrame(
            schema={"entity_code": pl.String, "valid_from": pl.Date, "population": pl.Int64}
        ),
        pl.DataFrame(schema=SUMMED),
        pl.DataFrame({"results": ["r", "s"], "decimals": pl.Series([4, None], dtype=pl.Int32)}),
    ).filter("is_official")
    assert found.select("results", "code", "value").rows() == [
        ("r", "1", Decimal("0.3")),
        ("r", "2", Decimal("0.6")),
        ("s", "1", Decimal("0.5")),
    ]


SHARES = st.decimals(0, 1, places=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(SHARES, st.integers(1, 10_000_000)), min_size=2, max_size=5))
def test_a_mean_lies_between_the_lowest_and_the_highest(old: list[tuple[Decimal, int]]) -> None:
    values: Values = {f"u{n}": str(value) for n, (value, _) in enumerate(old)}
    people = {f"u{n}": number for n, (_, number) in enumerate(old)}
    found = by_method(restated(values, {"n": list(values)}, people), "n")
    low, high = min(value for value, _ in old), max(value for value, _ in old)
    for method in ("unweighted_mean", "population_weights"):
        value = found[method]
        assert isinstance(value, Decimal)
        assert low <= value <= high


@settings(max_examples=40, deadline=None)
@given(st.lists(SHARES, min_size=2, max_size=5), st.integers(1, 1_000_000))
def test_equal_populations_weigh_nothing(shares: list[Decimal], people: int) -> None:
    values: Values = {f"u{n}": str(value) for n, value in enumerate(shares)}
    found = by_method(restated(values, {"n": list(values)}, dict.fromkeys(values, people)), "n")
    assert found["population_weights"] == found["unweighted_mean"]
