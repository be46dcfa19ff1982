"""Ranks: shared on published values, skipped after ties, none without a value; and their change."""

from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from builders import framework, leaf, score, totals, values
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.fixed_point import ONE, published, to_fixed
from pipelines.scoring.ranking import rank_scores, with_previous
from pipelines.scoring.ranks import competition_ranks

D = Decimal
VALUE = "kind: value, input: x"


def ranks(*shares: object, decimals: str = "4") -> list[object]:
    of = framework(leaf("1", VALUE), f"aggregation: points\ndecimals: {decimals}\n")
    rows = [(f"u{n}", "1", "x", value) for n, value in enumerate(shares)]
    found = totals(score(of, values(rows)))
    return [found[f"u{n}"][3] for n in range(len(shares))]


def test_equal_values_share_a_rank_and_the_next_is_skipped() -> None:
    assert ranks("0.9", "0.7", "0.7", "0.5") == [1, 2, 2, 4]


def test_ties_are_those_of_the_published_rounding() -> None:
    assert ranks("0.70001", "0.70004", "0.9") == [2, 2, 1]
    assert ranks("0.70001", "0.70004", "0.9", decimals="2") == [2, 2, 1]
    assert ranks("0.70001", "0.70004", "0.9", decimals="5") == [3, 2, 1]


def test_without_published_decimals_ranks_are_on_unrounded_values() -> None:
    assert ranks("0.70001", "0.70004", "0.9", decimals="null") == [3, 2, 1]


def test_a_half_is_rounded_up() -> None:
    assert ranks("0.70665", "0.7067", "0.70664999") == [1, 1, 3]


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (6 / 960, 4, 63),  # 0.00625
        (0.00624999, 4, 62),
        (-0.00625, 4, -63),
        (0.5, 0, 1),
        (0.1234567894, 9, 123456789),
        (0.1234567895, None, 123456790),
    ],
)
def test_rounding_is_half_away_from_zero(value: float, decimals: int | None, shown: int) -> None:
    assert published(to_fixed(np.array([value])), decimals).tolist() == [shown]


def test_a_sum_of_thirds_is_rounded_like_the_whole_it_makes() -> None:
    """6 of 960 points is 0.00625, exactly on a boundary of rounding, however it came about."""
    ratio = "kind: ratio, numerator: a, denominator: b"
    text = "".join(leaf(str(n), ratio, "a: count, b: count", "2") for n in (1, 2, 3))
    text += "".join(leaf(str(n), ratio, "a: count, b: count", "6") for n in (4, 5, 6))
    text += leaf("7", "kind: points, input: x", points="936")
    whole = [("u", str(n), name, 1) for n in (1, 2, 3) for name in "ab"]
    thirds = [("v", str(n), name, x) for n in (4, 5, 6) for name, x in (("a", 1), ("b", 3))]
    six = [("w", "7", "x", 6), ("below", "7", "x", "5.999"), ("alike", "7", "x", "6.04")]
    index = score(framework(text), values([*whole, *thirds, *six]))
    assert {unit: row[3] for unit, row in totals(index).items()} == {
        "u": 1,
        "v": 1,
        "w": 1,
        "alike": 1,
        "below": 5,
    }


def test_thirds_of_one_point_make_one_point() -> None:
    third = to_fixed(np.array([1 / 3]))
    assert (third * 3).tolist() != [ONE]
    assert published(third * 3, None).tolist() == published(np.array([ONE]), None).tolist()


def test_a_unit_without_value_is_not_ranked_and_not_counted() -> None:
    of = framework(leaf("1", VALUE) + leaf("2", VALUE))
    rows = [("u", "1", "x", "0.9"), ("v", "1", "x", "0.4")]
    out = [("w", code, "state", "not_applicable") for code in "12"]
    index = score(of, values([*rows, *out]))
    assert {unit: row[3] for unit, row in totals(index).items()} == {"u": 1, "v": 2, "w": None}
    assert set(index.totals()["entities_ranked"]) == {2}


def test_a_total_below_zero_ranks_below_zero() -> None:
    text = leaf("1", VALUE) + leaf("2", "kind: penalty, input: x", "x: points", "3")
    rows = [("u", "1", "x", 0), ("v", "1", "x", 0), ("v", "2", "x", 2)]
    found = totals(score(framework(text), values(rows)))
    assert found == {"u": (0, 0, 10, 1), "v": (D("-0.2"), -2, 10, 2)}


def test_mains_and_pillars_are_ranked_each_by_itself() -> None:
    top = "aggregation: points\npillars:\n- {code: P, name: {vi: v, en: e}, mains: ['2']}\n"
    of = framework(leaf("1", VALUE) + leaf("2", VALUE), top)
    rows = [("u", "1", "x", 1), ("u", "2", "x", 0), ("v", "1", "x", "0.5"), ("v", "2", "x", 1)]
    index = score(of, values(rows))
    final = index.main_indicators().filter(pl.col("basis") == "final")
    places = final.select(pl.col("main_code", "entity_code").cast(pl.String), "rank")
    assert set(places.iter_rows()) == {("1", "u", 1), ("1", "v", 2), ("2", "u", 2), ("2", "v", 1)}
    pillars = index.pillars().filter(pl.col("basis") == "final")
    assert dict(pillars.select(pl.col("entity_code").cast(pl.String), "rank").iter_rows()) == {
        "u": 2,
        "v": 1,
    }


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(-3, 5)), min_size=1, max_size=7),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=150, deadline=None)
def test_ranks_are_one_plus_how_many_are_better(rounds: list[list[int | None]]) -> None:
    flat = [value for one in rounds for value in one]
    starts = np.cumsum([0, *(len(one) for one in rounds[:-1])])
    known = np.array([value is not None for value in flat])[None, :]
    rank, ranked, tied = competition_ranks(
        np.array([value or 0 for value in flat])[None, :], known, starts
    )
    at = 0
    for one in rounds:
        there = [value for value in one if value is not None]
        for value in one:
            better = sum(value is not None and other > value for other in there)
            assert rank[0, at] == (0 if value is None else 1 + better)
            assert tied[0, at] == (value is not None and there.count(value) > 1)
            assert ranked[0, at] == len(there)
            at += 1


def scores(*rows: tuple[str, str, str, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [(*keys, None if value is None else D(value)) for *keys, value in rows],
        schema={
            "round": pl.String,
            "entity_code": pl.String,
            "basis": pl.String,
            "value": pl.Decimal(18, 10),
        },
        orient="row",
    )


def test_each_round_and_basis_is_ranked_on_its_own_decimals() -> None:
    rows: list[tuple[str, str, str | None]] = [
        ("a", "final", "0.70001"),
        ("b", "final", "0.70004"),
        ("c", "final", None),
        ("a", "self", "0.1"),
    ]
    frame = scores(*((name, *row) for name in ("four", "all") for row in rows))
    decimals = pl.DataFrame({"round": ["four", "all"], "decimals": [4, None]})
    columns = ("round", "entity_code", "basis", "rank", "is_tied", "entities_ranked")
    assert rank_scores(frame, decimals).select(columns).rows() == [
        ("all", "a", "final", 2, False, 2),
        ("all", "b", "final", 1, False, 2),
        ("all", "c", "final", None, False, 2),
        ("all", "a", "self", 1, False, 1),
        ("four", "a", "final", 1, True, 2),
        ("four", "b", "final", 1, True, 2),
        ("four", "c", "final", None, False, 2),
        ("four", "a", "self", 1, False, 1),
    ]


def test_the_ranking_of_no_scores_is_empty() -> None:
    decimals = pl.DataFrame({"round": ["r"], "decimals": [4]})
    assert rank_scores(scores(), decimals).is_empty()


def units_of(frame: pl.DataFrame) -> pl.DataFrame:
    """Units valid since before the record, named by their codes."""
    return frame.select(
        "round",
        "entity_code",
        entity_name_vi="entity_code",
        entity_name_en="entity_code",
        valid_from=pl.lit(None, pl.Date),
    )


def test_a_unit_with_a_reused_code_has_no_previous_rank_of_its_own() -> None:
    """24 was Bắc Giang and is Bắc Ninh; 01 is Hà Nội in both rounds."""
    frame = scores(
        ("of 34", "01", "final", "0.8"),
        ("of 34", "24", "final", "0.7"),
        ("of 63", "01", "final", "0.7"),
        ("of 63", "24", "final", "0.5"),
    )
    rounds = pl.DataFrame(
        {
            "round": ["of 34", "of 63"],
            "framework": ["f"] * 2,
            "previous": ["of 63", None],
            "silent": ["unranked"] * 2,
            "is_demonstration": [False] * 2,
        }
    )
    is_new = (pl.col("round") == "of 34") & (pl.col("entity_code") == "24")
    units = units_of(frame).with_columns(valid_from=pl.when(is_new).then(pl.date(2025, 7, 1)))
    frameworks = pl.DataFrame({"framework": ["f"], "decimals": [4]})
    found = with_previous(frame.with_columns(is_silent=False), rounds, frameworks, units, ["of 34"])
    assert found.select("entity_code", "previous_rank", "value_change").rows() == [
        ("01", 1, D("0.1")),
        ("24", None, None),
    ]


def test_rank_change_counts_places_gained_since_the_previous_round() -> None:
    frame = scores(
        ("new", "a", "final", "0.6"),
        ("new", "b", "final", "0.5"),
        ("new", "c", "final", "0.4"),
        ("old", "a", "final", "0.3"),
        ("old", "b", "final", "0.5"),
        ("other", "a", "final", "0.9"),
    )
    rounds = pl.DataFrame(
        {
            "round": ["new", "old", "other"],
            "framework": ["f"] * 3,
            "previous": ["old", None, None],
            "silent": ["unranked"] * 3,
            "is_demonstration": [False] * 3,
        }
    )
    units = units_of(frame)
    frameworks = pl.DataFrame({"framework": ["f"], "decimals": [4]})
    found = with_previous(frame.with_columns(is_silent=False), rounds, frameworks, units, ["new"])
    columns = ("entity_code", "rank", "previous_rank", "rank_change", "value_change")
    assert found.select(columns).rows() == [
        ("a", 1, 2, 1, D("0.3")),
        ("b", 2, 1, -1, D(0)),
        ("c", 3, None, None, None),
    ]
