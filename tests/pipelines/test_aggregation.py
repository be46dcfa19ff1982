"""Up the tree: points, means, pillars, coverage, scale, ranks."""

from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from builders import child, framework, group, indicator, leaf, score, shares, totals, values
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ranks import competition_ranks

D = Decimal
VALUE = "kind: value, input: x"


def test_points_come_up_from_any_depth() -> None:
    text = (
        group("1", "30")
        + leaf("1.1", "kind: points, input: x", more=child("1"))
        + group("1.2", "20", child("1"))
        + leaf("1.2.1", "kind: points, input: x", more=child("1.2"))
        + leaf("1.2.2", "kind: points, input: x", more=child("1.2"))
        + leaf("2", "kind: points, input: x", points="5")
    )
    rows = [("u", code, "x", x) for code, x in (("1.1", 1), ("1.2.1", 2), ("1.2.2", 4), ("2", 3))]
    index = score(framework(text), values(rows))
    assert totals(index)["u"][:3] == (D("0.2857142857"), 10, 35)
    assert indicator(index, "u", "1.2")["points"] == 6
    mains = index.main_indicators().filter(pl.col("basis") == "final")
    assert dict(mains.select(pl.col("main_code").cast(pl.String), "points").iter_rows()) == {
        "1": 7,
        "2": 3,
    }


def test_pillars_share_mains_and_have_their_own_denominator() -> None:
    top = (
        "aggregation: points\npillars:\n"
        "- {code: P, name: {vi: v, en: e}, mains: ['1', '2']}\n"
        "- {code: Q, name: {vi: v, en: e}, mains: ['1', '3']}\n"
    )
    text = (
        leaf("1", VALUE, points="100")
        + leaf("2", VALUE, points="200")
        + leaf("3", VALUE, points="100")
    )
    rows = [("u", code, "x", x) for code, x in (("1", 1), ("2", "0.5"), ("3", 0))]
    pillars = score(framework(text, top), values(rows)).pillars().filter(pl.col("basis") == "final")
    found = {
        str(code): rest
        for code, *rest in pillars.select(
            "pillar_code", "value", "points", "max_points"
        ).iter_rows()
    }
    assert found == {"P": [D("0.6666666667"), 200, 300], "Q": [D("0.5"), 100, 200]}


def test_a_pillar_may_be_a_node_of_the_tree() -> None:
    text = leaf("P", VALUE, points="400", more=", level: pillar") + leaf(
        "Q", VALUE, points="600", more=", level: pillar"
    )
    index = score(framework(text), values([("u", "P", "x", "0.5"), ("u", "Q", "x", 1)]))
    assert totals(index)["u"][0] == D("0.8")
    assert index.main_indicators().is_empty()
    assert set(index.pillars()["pillar_code"].cast(pl.String)) == {"P", "Q"}


def test_an_unscored_main_is_listed_and_counts_nothing() -> None:
    text = leaf("1", VALUE) + '- {code: "2", name: {vi: v, en: e}, max_points: 0}\n'
    index = score(framework(text), values([("u", "1", "x", "0.5")]))
    assert totals(index)["u"][:3] == (D("0.5"), 5, 10)
    assert indicator(index, "u", "2")["state"] == "not_evaluated"


def mean(kind: str, *shares_and_weights: tuple[object, object], more: str = "") -> Decimal | None:
    text = "".join(
        leaf(str(n), VALUE, points="", more=f", weight: {weight}")
        for n, (_, weight) in enumerate(shares_and_weights, 1)
    )
    rows = [
        ("u", str(n), "x", x) for n, (x, _) in enumerate(shares_and_weights, 1) if x is not None
    ]
    index = score(framework(text, f"aggregation: {kind}\n{more}"), values(rows), units={"r": "u"})
    return totals(index)["u"][0]  # type: ignore[return-value]


def test_means_by_hand() -> None:
    pairs = (("0.2", 1), ("0.8", 3))
    assert mean("arithmetic_mean", *pairs) == D("0.65")
    assert float(mean("geometric_mean", *pairs) or 0) == pytest.approx(
        (0.2 * 0.8**3) ** 0.25, abs=1e-10
    )
    assert float(mean("harmonic_mean", *pairs) or 0) == pytest.approx(
        4 / (1 / 0.2 + 3 / 0.8), abs=1e-10
    )


def test_a_zero_makes_geometric_and_harmonic_means_zero() -> None:
    assert mean("geometric_mean", (0, 1), ("0.8", 1)) == 0
    assert mean("harmonic_mean", (0, 1), ("0.8", 1)) == 0


def test_official_weights_are_used_as_printed() -> None:
    assert mean("weighted_sum", ("0.5", "0.4"), ("0.5", "0.3"), ("0.5", "0.2")) == D("0.45")


def test_a_missing_child_is_left_out_of_a_mean_if_enough_are_there() -> None:
    four = [("0.5", 1)] * 4
    assert mean("arithmetic_mean", *four, (None, 1)) == D("0.5")
    assert mean("arithmetic_mean", *four[:3], (None, 1), (None, 1)) is None
    assert mean("arithmetic_mean", *four[:3], (None, 1), more="min_coverage: 0.75\n") == D("0.5")
    assert mean("arithmetic_mean", *four, (None, 1), more="missing: zero\n") == D("0.4")


def test_a_unit_held_back_for_coverage_has_no_rank() -> None:
    text = "".join(leaf(str(n), VALUE, points="") for n in (1, 2))
    rows = [("u", "1", "x", "0.5"), ("u", "2", "x", "0.5"), ("v", "1", "x", "0.9")]
    index = score(framework(text, "aggregation: arithmetic_mean\n"), values(rows))
    assert {unit: row[3] for unit, row in totals(index).items()} == {"u": 1, "v": None}
    assert set(index.totals()["entities_ranked"]) == {1}


def test_a_parent_may_combine_in_its_own_way() -> None:
    text = (
        group("1", "10", ", aggregation: arithmetic_mean")
        + leaf("1.1", VALUE, points="", more=child("1"))
        + leaf("1.2", VALUE, points="", more=child("1"))
        + leaf("2", "kind: points, input: x")
    )
    rows = [("u", "1.1", "x", "0.5"), ("u", "1.2", "x", 1), ("u", "2", "x", 5)]
    assert totals(score(framework(text), values(rows)))["u"][:3] == (D("0.625"), D("12.5"), 20)


def test_the_scale_is_what_a_full_value_is_shown_as() -> None:
    index = score(
        framework(
            leaf("1", VALUE, points=""), "aggregation: arithmetic_mean\nscale: 100\ndecimals: 2\n"
        ),
        values([("u", "1", "x", "0.46545"), ("v", "1", "x", "0.46549"), ("w", "1", "x", "0.4654")]),
    )
    assert totals(index)["u"][0] == D("46.545")
    assert {unit: row[3] for unit, row in totals(index).items()} == {"u": 1, "v": 1, "w": 3}


def ranks(*published: object, decimals: str = "4") -> list[object]:
    of = framework(leaf("1", VALUE), f"aggregation: points\ndecimals: {decimals}\n")
    rows = [(f"u{n}", "1", "x", value) for n, value in enumerate(published)]
    found = totals(score(of, values(rows)))
    return [found[f"u{n}"][3] for n in range(len(published))]


def test_equal_published_values_share_a_rank_and_the_next_is_skipped() -> None:
    assert ranks("0.9", "0.7", "0.7", "0.5") == [1, 2, 2, 4]
    assert ranks("0.70001", "0.70004", "0.9") == [2, 2, 1]
    assert ranks("0.70001", "0.70004", "0.9", decimals="null") == [3, 2, 1]


def test_a_half_is_rounded_up() -> None:
    assert ranks("0.70665", "0.7067", "0.70664999") == [1, 1, 3]


def test_a_sum_of_thirds_is_rounded_like_the_whole_it_makes() -> None:
    """6 of 960 points is 0.00625, exactly on a boundary of rounding, however it came about."""
    ratio = "kind: ratio, numerator: a, denominator: b"
    text = "".join(leaf(str(n), ratio, "a: count, b: count", "6") for n in (1, 2, 3))
    text += leaf("4", "kind: points, input: x", points="942")
    thirds = [("u", str(n), name, x) for n in (1, 2, 3) for name, x in (("a", 1), ("b", 3))]
    index = score(framework(text), values([*thirds, ("v", "4", "x", 6), ("w", "4", "x", "6.04")]))
    assert {unit: row[3] for unit, row in totals(index).items()} == {"u": 1, "v": 1, "w": 1}


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


def test_rows_in_any_order_and_other_rounds_change_nothing() -> None:
    of = framework(leaf("1", "kind: min_max, input: x") + leaf("2", VALUE))
    rows = [(f"u{n}", code, "x", n / 40) for n in range(40) for code in "12"]
    alone = score(of, values(rows)).totals()
    shuffled = score(of, values(rows).sample(fraction=1, shuffle=True, seed=3)).totals()
    other = values([(unit, code, "x", "0.3") for unit, code, *_ in rows], round_id="z")
    together = (
        score(of, values(rows), other).totals().filter(pl.col("round").cast(pl.String) == "r")
    )
    assert alone.equals(shuffled)
    assert alone.rows() == together.rows()


def test_many_units_at_once_equal_each_round_alone() -> None:
    """Large enough to be scored in blocks, side by side."""
    of = framework(leaf("1", "kind: best_peer, input: x") + leaf("2", VALUE))
    rng = np.random.default_rng(7)
    rounds = {
        f"r{n}": values(
            [
                (f"u{m}", c, "x", round(float(x), 3))
                for m in range(1700)
                for c, x in zip("12", rng.random(2), strict=True)
            ],
            round_id=f"r{n}",
        )
        for n in range(4)
    }
    together = score(of, *rounds.values()).totals().with_columns(pl.col(pl.Enum).cast(pl.String))
    for name, frame in rounds.items():
        alone = score(of, frame).totals().with_columns(pl.col(pl.Enum).cast(pl.String))
        assert together.filter(pl.col("round") == name).equals(alone)


def test_shares_are_exact_to_ten_decimals() -> None:
    index = score(
        framework(leaf("1", "kind: ratio, numerator: a, denominator: b", "a: count, b: count")),
        values([("u", "1", "a", 1), ("u", "1", "b", 3)]),
    )
    assert shares(index, "1")["u"] == D("0.3333333333")
    assert totals(index)["u"][1] == D("3.3333333333")
