"""Five states and three bases: what each does to value, points and denominator."""

from decimal import Decimal

import polars as pl
import pytest
from builders import child, framework, group, indicator, leaf, score, totals, values

from pipelines.scoring.index import Index

D = Decimal
TWO = leaf("1", "kind: points, input: x") + leaf("2", "kind: points, input: x")
RATIO = leaf("1", "kind: ratio, numerator: a, denominator: b", "a: count, b: count")


def bases(index: Index) -> set[str]:
    return set(index.totals()["basis"].cast(pl.String))


def test_missing_counts_zero_in_the_denominator_and_says_it_is_imputed() -> None:
    index = score(framework(TWO), values([("u", "1", "x", 4)]))
    row = indicator(index, "u", "2")
    assert (row["state"], row["points"], row["max_points"], row["value"]) == ("missing", 0, 10, 0)
    assert row["is_imputed"]
    assert totals(index)["u"][:3] == (D("0.2"), 4, 20)


def test_a_unit_that_sends_nothing_is_scored_all_missing() -> None:
    index = score(framework(TWO), values([("u", "1", "x", 4)]), units={"r": "uv"})
    assert totals(index)["v"] == (0, 0, 20, 2)
    assert indicator(index, "v", "1")["source"] is None


def test_a_round_without_any_value_has_only_final_scores() -> None:
    index = score(framework(TWO), units={"r": "u"})
    assert bases(index) == {"final"}
    assert totals(index)["u"] == (0, 0, 20, 1)


def test_not_applicable_leaves_numerator_and_denominator() -> None:
    index = score(
        framework(TWO), values([("u", "1", "x", 4), ("u", "2", "state", "not_applicable")])
    )
    row = indicator(index, "u", "2")
    assert (row["state"], row["value"], row["points"], row["max_points"]) == (
        "not_applicable",
        None,
        None,
        0,
    )
    assert totals(index)["u"][:3] == (D("0.4"), 4, 10)


def test_all_not_applicable_is_no_value_and_no_rank() -> None:
    rows = [("u", code, "state", "not_applicable") for code in "12"]
    assert totals(score(framework(TWO), values(rows)))["u"] == (None, 0, 0, None)


def test_what_a_round_does_not_evaluate_is_out_for_everybody() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 4), ("u", "2", "x", 9), ("v", "1", "x", 5)]),
        not_evaluated={"r": ["2"]},
    )
    assert {unit: row[2] for unit, row in totals(index).items()} == {"u": 10, "v": 10}
    assert indicator(index, "u", "2")["state"] == "not_evaluated"


def test_a_main_not_evaluated_takes_all_below_it_along() -> None:
    text = group("1", "20") + "".join(
        leaf(code, "kind: points, input: x", more=child("1")) for code in ("1.1", "1.2")
    )
    index = score(
        framework(text + leaf("2", "kind: points, input: x")),
        values([("u", "1.1", "x", 4), ("u", "2", "x", 5)]),
        not_evaluated={"r": ["1"]},
    )
    assert totals(index)["u"][:3] == (D("0.5"), 5, 10)


def test_zero_by_decision_counts_and_is_not_imputed() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 4), ("u", "2", "x", 9)]),
        values([("u", "2", "state", "zero_by_decision")], "verified"),
    )
    row = indicator(index, "u", "2")
    assert (row["state"], row["points"], row["max_points"], row["is_imputed"]) == (
        "zero_by_decision",
        0,
        10,
        False,
    )
    assert (totals(index)["u"][1], totals(index, "self")["u"][1]) == (4, 13)


def test_five_states_stay_distinct() -> None:
    text = "".join(leaf(str(n), "kind: points, input: x") for n in range(1, 6))
    index = score(
        framework(text),
        values([("u", "1", "x", 4), ("u", "3", "state", "not_applicable")]),
        values([("u", "4", "state", "zero_by_decision")], "verified"),
        not_evaluated={"r": ["5"]},
    )
    assert [indicator(index, "u", str(n))["state"] for n in range(1, 6)] == [
        "reported",
        "missing",
        "not_applicable",
        "zero_by_decision",
        "not_evaluated",
    ]


def test_final_is_verified_where_it_exists_and_self_elsewhere() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 8), ("u", "2", "x", 6)]),
        values([("u", "1", "points", 5)], "verified"),
    )
    assert {basis: totals(index, basis)["u"][1] for basis in bases(index)} == {
        "self": 14,
        "verified": 5,
        "final": 11,
    }
    assert indicator(index, "u", "2", "verified")["state"] == "missing"
    assert indicator(index, "u", "2", "verified")["source"] is None
    assert [indicator(index, "u", code)["source"] for code in "12"] == ["verified", "declared"]


def test_a_verified_score_may_be_higher() -> None:
    index = score(
        framework(TWO), values([("u", "1", "x", 2)]), values([("u", "1", "points", 9)], "verified")
    )
    assert (totals(index, "self")["u"][1], totals(index)["u"][1]) == (2, 9)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [("declared", "measured"), ("measured", "published"), ("published", "verified")],
)
def test_the_stronger_source_stands(weaker: str, stronger: str) -> None:
    strong, weak = values([("u", "1", "x", 7)], stronger), values([("u", "1", "x", 2)], weaker)
    for frames in ((strong, weak), (weak, strong)):
        row = indicator(score(framework(TWO), *frames), "u", "1")
        assert (row["points"], row["source"]) == (7, stronger)


def test_published_values_are_final_only() -> None:
    assert bases(score(framework(TWO), values([("u", "1", "x", 7)], "published"))) == {"final"}


def test_a_basis_is_left_out_of_a_round_without_values_of_it() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 7)], "published", "old"),
        values([("u", "1", "x", 7)], "declared", "new"),
    )
    found = index.totals().select(pl.col("round", "basis").cast(pl.String)).unique()
    assert set(found.iter_rows()) == {("old", "final"), ("new", "self"), ("new", "final")}


def test_points_given_directly_win_over_figures_no_stronger() -> None:
    figures = values([("u", "1", "a", 1), ("u", "1", "b", 2)])
    direct = values([("u", "1", "points", 8)])
    assert indicator(score(framework(RATIO), figures, direct), "u", "1")["points"] == 8


def test_verified_figures_win_over_declared_points() -> None:
    figures = values([("u", "1", "a", 1), ("u", "1", "b", 2)], "verified")
    direct = values([("u", "1", "points", 8)])
    assert indicator(score(framework(RATIO), figures, direct), "u", "1")["points"] == 5


def test_a_verified_numerator_meets_the_declared_denominator() -> None:
    index = score(
        framework(RATIO),
        values([("u", "1", "a", 1), ("u", "1", "b", 4)]),
        values([("u", "1", "a", 2)], "verified"),
    )
    assert indicator(index, "u", "1", "verified")["points"] == 5
    assert indicator(index, "u", "1", "self")["points"] == D("2.5")


def test_verified_points_overrule_a_claim_of_not_applicable() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 1), ("u", "2", "state", "not_applicable")]),
        values([("u", "2", "points", 3)], "verified"),
    )
    assert indicator(index, "u", "2")["state"] == "reported"
    assert indicator(index, "u", "2", "self")["state"] == "not_applicable"


def test_what_is_not_expected_is_refused_by_name() -> None:
    of = framework(TWO)
    for rows, told in (
        ([("x", "1", "x", 1)], "entity_code 'x'"),
        ([("u", "9", "x", 1)], "indicator_code '9'"),
        ([("u", "1", "y", 1)], "input 'y'"),
        ([("u", "1", "state", "asleep")], "raw_text 'asleep'"),
    ):
        with pytest.raises(ValueError, match=told):
            score(of, values(rows), units={"r": "u"})
    with pytest.raises(ValueError, match="source 'heard'"):
        score(of, values([("u", "1", "x", 1)], "heard"))


def test_a_verified_state_verifies_its_own_indicator_only() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 4), ("u", "2", "x", 9)]),
        values([("u", "2", "state", "zero_by_decision")], "verified"),
    )
    assert [indicator(index, "u", code)["source"] for code in "12"] == ["declared", "verified"]
    assert indicator(index, "u", "1", "verified")["state"] == "missing"
    assert totals(index, "verified")["u"][1] == 0


def test_a_declared_state_does_not_make_measured_values_declared() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 4)], "measured"),
        values([("u", "2", "state", "not_applicable")]),
    )
    assert indicator(index, "u", "1", "self")["state"] == "missing"
    assert totals(index, "self")["u"][:3] == (0, 0, 10)
    assert totals(index)["u"][:3] == (D("0.4"), 4, 10)


def test_measured_values_count_as_verified() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 8), ("u", "2", "x", 6)]),
        values([("u", "1", "x", 3)], "measured"),
    )
    assert {basis: totals(index, basis)["u"][1] for basis in ("self", "verified", "final")} == {
        "self": 14,
        "verified": 3,
        "final": 9,
    }


def test_what_is_not_evaluated_is_so_in_every_basis() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 4), ("u", "2", "x", 9), ("v", "1", "x", 4)]),
        values([("u", "2", "points", 9)], "verified"),
        not_evaluated={"r": ["2"]},
    )
    for basis in ("self", "verified", "final"):
        for unit in "uv":
            assert indicator(index, unit, "2", basis)["state"] == "not_evaluated"
            assert totals(index, basis)[unit][2] == 10


def test_each_round_leaves_out_its_own() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 4), ("u", "2", "x", 9)]),
        values([("u", "1", "x", 4), ("u", "2", "x", 9)], round_id="s"),
        not_evaluated={"r": ["2"], "s": ["1"]},
    )
    final = index.totals().filter(pl.col("basis") == "final")
    found = final.select(pl.col("round").cast(pl.String), "points", "max_points").rows()
    assert found == [("r", 4, 10), ("s", 9, 10)]


def test_an_unscored_main_stays_unscored_whatever_is_given() -> None:
    text = leaf("1", "kind: points, input: x") + group("2", "0")
    rows = [("u", "1", "x", 4), ("u", "2", "points", 0)]
    index = score(framework(text), values(rows))
    assert indicator(index, "u", "2")["state"] == "not_evaluated"
    assert totals(index)["u"][:3] == (D("0.4"), 4, 10)


def test_a_group_is_reported_where_a_child_is() -> None:
    text = group("1", "40") + group("1.1", "20", child("1")) + group("1.2", "20", child("1"))
    for code in ("1.1.1", "1.1.2", "1.2.1", "1.2.2"):
        text += leaf(code, "kind: points, input: x", more=child(code[:3]))
    rows = [("u", "1.1.1", "x", 5), *(("u", f"1.2.{n}", "state", "not_applicable") for n in (1, 2))]
    index = score(framework(text), values(rows), units={"r": "uv"})
    assert indicator(index, "u", "1.1")["state"] == "reported"
    assert indicator(index, "u", "1.2")["state"] == "not_applicable"
    assert indicator(index, "v", "1.1")["state"] == "missing"
    assert totals(index)["u"][:3] == (D("0.25"), 5, 20)


def test_a_stronger_word_of_missing_takes_a_claim_away() -> None:
    index = score(
        framework(TWO),
        values([("u", "1", "x", 8)]),
        values([("u", "1", "state", "missing")], "verified"),
    )
    assert (indicator(index, "u", "1")["state"], totals(index)["u"][1]) == ("missing", 0)
