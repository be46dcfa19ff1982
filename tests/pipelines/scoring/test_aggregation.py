"""Up the tree: points, means, pillars, coverage, scale."""

from decimal import Decimal

import polars as pl
import pytest
from builders import child, framework, group, indicator, leaf, score, shares, totals, values

from pipelines.scoring.index import Index

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
    value = totals(index)["u"][0]
    assert value is None or isinstance(value, Decimal)
    return value


def test_means_by_hand() -> None:
    pairs = (("0.2", 1), ("0.8", 3))
    assert mean("arithmetic_mean", *pairs) == D("0.65")
    assert float(mean("geometric_mean", *pairs) or 0) == pytest.approx(
        (0.2 * 0.8**3) ** 0.25, abs=1e-10
    )
    assert float(mean("harmonic_mean", *pairs) or 0) == pytest.approx(
        4 / (1 / 0.2 + 3 / 0.8), abs=1e-10
    )


@pytest.mark.parametrize("penalty", [10, 15, 20])
@pytest.mark.parametrize("mean", ["geometric_mean", "harmonic_mean"])
def test_means_of_a_value_below_zero_are_not_defined(mean: str, penalty: int) -> None:
    text = (
        group("1", "10", ", aggregation: points")
        + leaf("1.1", "kind: points, input: x", "x: points", more=child("1"))
        + leaf("1.2", "kind: penalty, input: x", "x: points", "", child("1"))
        + leaf("2", VALUE, "x: share", "")
    )
    rows = [("u", "1.1", "x", 5), ("u", "1.2", "x", penalty), ("u", "2", "x", "0.5")]
    rows += [("w", "1.1", "x", 5), ("w", "2", "x", "0.5")]
    found = totals(score(framework(text, f"aggregation: {mean}\n"), values(rows)))
    assert found["u"] == (None, 0, 0, None)
    assert found["w"] == (D("0.5"), 0, 0, 1)


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


def test_shares_are_exact_to_ten_decimals() -> None:
    index = score(
        framework(leaf("1", "kind: ratio, numerator: a, denominator: b", "a: count, b: count")),
        values([("u", "1", "a", 1), ("u", "1", "b", 3)]),
    )
    assert shares(index, "1")["u"] == D("0.3333333333")
    assert totals(index)["u"][1] == D("3.3333333333")


def test_a_mean_of_groups_of_points_weighs_their_values() -> None:
    """2.1 and 2.2 make 4 of 8 points, 0.5; with 0.9 three times that weight: (0.5 + 2.7) / 4."""
    text = (
        leaf("1", VALUE, points="", more=", weight: 3")
        + group("2", "8", ", aggregation: points, weight: 1")
        + leaf("2.1", VALUE, points="2", more=child("2"))
        + leaf("2.2", VALUE, points="6", more=child("2"))
    )
    rows = [("u", "1", "x", "0.9"), ("u", "2.1", "x", "0.5"), ("u", "2.2", "x", "0.5")]
    index = score(framework(text, "aggregation: arithmetic_mean\n"), values(rows))
    assert totals(index)["u"][0] == D("0.8")


def test_a_tree_of_means_takes_weights_level_by_level() -> None:
    text = (
        group("A", more=", weight: 1")
        + leaf("A1", VALUE, points="", more=child("A") + ", weight: 1")
        + leaf("A2", VALUE, points="", more=child("A") + ", weight: 3")
        + leaf("B", VALUE, points="", more=", weight: 4")
    )
    rows = [("u", "A1", "x", 1), ("u", "A2", "x", "0.6"), ("u", "B", "x", "0.2")]
    index = score(framework(text, "aggregation: arithmetic_mean\n"), values(rows))
    assert totals(index)["u"][0] == D("0.3")  # (0.7 + 4 x 0.2) / 5


MAINS_1_2_3 = "".join(
    leaf(code, VALUE, points="", more=f", weight: {weight}")
    for code, weight in (("1", 1), ("2", 3), ("3", 2))
)
PILLARS_OF_MEANS = (
    "aggregation: arithmetic_mean\npillars:\n"
    "- {code: P, name: {vi: v, en: e}, mains: ['1', '2']}\n"
    "- {code: Q, name: {vi: v, en: e}, mains: ['3']}\n"
)


def three(*shares: str | None) -> list[tuple[str, str, str, object]]:
    return [("u", str(n), "x", share) for n, share in enumerate(shares, 1) if share is not None]


def pillar_values(index: Index) -> dict[str, Decimal | None]:
    final = index.pillars().filter(pl.col("basis") == "final")
    return dict(final.select(pl.col("pillar_code").cast(pl.String), "value").iter_rows())


def test_a_pillar_of_means_is_the_mean_of_its_mains() -> None:
    index = score(framework(MAINS_1_2_3, PILLARS_OF_MEANS), values(three("0.2", "0.6", "0.9")))
    assert pillar_values(index) == {"P": D("0.5"), "Q": D("0.9")}  # (0.2 + 3 x 0.6) / 4


def test_a_pillar_of_too_few_mains_has_no_value_and_no_rank() -> None:
    index = score(framework(MAINS_1_2_3, PILLARS_OF_MEANS), values(three("0.2", None, "0.9")))
    assert pillar_values(index) == {"P": None, "Q": D("0.9")}
    assert index.pillars().filter(pl.col("value").is_null())["rank"].is_null().all()


def test_coverage_is_asked_at_every_level() -> None:
    """A group without enough children counts as a missing child of its own parent."""
    text = group("A") + "".join(leaf(f"A{n}", VALUE, points="", more=child("A")) for n in (1, 2))
    text += "".join(leaf(f"B{n}", VALUE, points="") for n in range(4))
    rows = [("u", code, "x", "0.5") for code in ("A1", "B0", "B1", "B2", "B3")]
    index = score(framework(text, "aggregation: arithmetic_mean\n"), values(rows))
    mains = index.main_indicators().filter(pl.col("basis") == "final")
    by_code = dict(mains.select(pl.col("main_code").cast(pl.String), "value").iter_rows())
    assert by_code["A"] is None
    assert totals(index)["u"][0] == D("0.5")  # 4 of 5


def test_what_does_not_apply_does_not_lower_coverage() -> None:
    text = "".join(leaf(str(n), VALUE, points="") for n in (1, 2))
    rows = [("u", "1", "x", "0.5"), ("u", "2", "state", "not_applicable")]
    index = score(framework(text, "aggregation: arithmetic_mean\n"), values(rows))
    assert totals(index)["u"][0] == D("0.5")


def test_points_with_missing_excluded_leave_the_denominator() -> None:
    text = "".join(leaf(str(n), VALUE) for n in range(5))
    rows = [("u", str(n), "x", "0.5") for n in range(4)]
    index = score(framework(text, "aggregation: points\nmissing: exclude\n"), values(rows))
    assert totals(index)["u"][:3] == (D("0.5"), 20, 40)


def test_a_bonus_nobody_needs_does_not_lower_coverage() -> None:
    text = leaf("1", VALUE) + leaf("2", "kind: bonus, input: x", "x: points", "3")
    index = score(
        framework(text, "aggregation: points\nmissing: exclude\n"), values([("u", "1", "x", 1)])
    )
    assert totals(index)["u"][:3] == (1, 10, 10)


def test_a_mean_among_points_needs_points_of_its_own() -> None:
    text = (
        group("1", more=", aggregation: arithmetic_mean")
        + leaf("1.1", VALUE, points="", more=child("1"))
        + leaf("2", VALUE)
    )
    of = framework(text)
    assert [gap.en for gap in of.unscorable()] == ["the points of indicator 1 are unknown"]
    with pytest.raises(ValueError, match="framework t cannot score: the points of indicator 1"):
        score(of, values([("u", "2", "x", 1)]))


def test_a_rule_in_points_needs_a_maximum_in_any_framework() -> None:
    text = leaf("1", "kind: points, input: x", points="")
    of = framework(text, "aggregation: arithmetic_mean\n")
    assert [gap.en for gap in of.unscorable()] == ["the points of indicator 1 are unknown"]


def test_a_scale_of_a_hundred_leaves_points_as_they_are() -> None:
    index = score(
        framework(leaf("1", VALUE), "aggregation: points\nscale: 100\n"),
        values([("u", "1", "x", "0.25")]),
    )
    assert totals(index)["u"][:3] == (25, D("2.5"), 10)
    assert indicator(index, "u", "1")["value"] == 25


@pytest.mark.parametrize("kind", ["arithmetic_mean", "weighted_sum"])
def test_nothing_applicable_is_no_value_in_any_mean(kind: str) -> None:
    text = group("1", "10", f", aggregation: {kind}") + leaf("2", VALUE)
    text += leaf("1.1", VALUE, points="", more=child("1"))
    rows = [("u", "1.1", "state", "not_applicable"), ("u", "2", "x", "0.5")]
    index = score(framework(text), values(rows))
    main = index.main_indicators().row(
        by_predicate=(pl.col("main_code").cast(pl.String) == "1") & (pl.col("basis") == "final"),
        named=True,
    )
    assert (main["value"], main["max_points"], main["rank"]) == (None, 0, None)
    assert totals(index)["u"][:3] == (D("0.5"), 5, 10)


def test_a_value_keeps_its_decimals_where_maxima_are_small() -> None:
    """Each of a third of 0.001, of which the tenth decimal is one part in ten million."""
    codes = [str(n) for n in range(1, 4)]
    text = "".join(
        leaf(code, "kind: ratio, numerator: a, denominator: b", "a: count, b: count", "0.001")
        for code in codes
    )
    rows = [("u", code, name, x) for code in codes for name, x in (("a", 1), ("b", 3))]
    index = score(framework(text, "aggregation: points\nscale: 100\n"), values(rows))
    assert totals(index)["u"][:3] == (D("33.3333333333"), D("0.0009999999"), D("0.003"))
