"""Why a rank moved: each factor worked by hand, and parts that always sum to the whole."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from builders import Row, framework, leaf, score, totals, values
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.comparison.carried import Rules
from pipelines.comparison.rank_moves import RankMoves, rank_moves
from pipelines.comparison.round_worlds import Assessed, RoundWorlds
from pipelines.comparison.succession import Succession
from pipelines.frameworks.framework import Framework, Name

SEEDS = Path(__file__).parents[3] / "seeds"
RATIO = "kind: ratio, numerator: a, denominator: b"
NO_MERGER = pl.DataFrame(schema={"new_code": pl.String, "old_code": pl.String})

POINTS = framework(leaf("1", "kind: points, input: points", "points: points", "100"))
BEST_PEER = framework(leaf("1", "kind: best_peer, input: x", "x: count", "100"))

Parts = dict[str, tuple[Decimal, Decimal]]


def assessed(of: Framework, rows: Sequence[Row]) -> Assessed:
    return Assessed(Rules(of, ()), values(rows), tuple(sorted({row[0] for row in rows})))


def moves(
    before: Assessed,
    after: Assessed,
    unrevised: Sequence[Row] | None = None,
    merged: Mapping[str, Sequence[str]] | None = None,
    same: Mapping[str, str] | None = None,
) -> RankMoves:
    """The moves between two rounds; `merged` are the predecessors of each new unit."""
    both = sorted(set(before.entities) & set(after.entities))
    pairs = [(new, old) for new, olds in (merged or {}).items() for old in olds]
    hanging = Succession(
        same or dict(zip(both, both, strict=True)),
        pl.DataFrame(pairs, schema=NO_MERGER.schema, orient="row"),
    )
    worlds = RoundWorlds(before, after, None if unrevised is None else values(unrevised), hanging)
    return rank_moves(worlds, {"a": Name("Xã A", "A")}, 4)


def parts_of(found: RankMoves, unit: str) -> Parts:
    """The parts of a unit in value and in places gained."""
    rows = found.parts.filter(pl.col("entity_code") == unit)
    return {
        factor: (value, rank)
        for factor, value, rank in rows.select("factor", "value_part", "rank_part").iter_rows()
    }


def told(**parts: tuple[str, str]) -> Parts:
    return {factor: (Decimal(value), Decimal(rank)) for factor, (value, rank) in parts.items()}


def points(**of_units: float) -> list[Row]:
    return [(unit, "1", "points", of) for unit, of in of_units.items()]


def counts(**of_units: float) -> list[Row]:
    return [(unit, "1", "x", of) for unit, of in of_units.items()]


def test_a_unit_that_improves_alone_moves_by_its_own_results() -> None:
    found = moves(assessed(POINTS, points(a=50, b=60)), assessed(POINTS, points(a=70, b=60)))
    assert parts_of(found, "a") == told(own=("0.2", "1"), others=("0", "0"))
    assert parts_of(found, "b") == told(own=("0", "0"), others=("0", "-1"))


def test_a_place_that_either_would_have_brought_is_shared() -> None:
    """a rises above b's old value, b falls below a's old one: each alone had been enough."""
    found = moves(assessed(POINTS, points(a=50, b=60)), assessed(POINTS, points(a=61, b=40)))
    assert parts_of(found, "a") == told(own=("0.11", "0.5"), others=("0", "0.5"))


def test_figures_changed_after_the_deadline_are_the_data_revision() -> None:
    """By the deadline a had sent 40, behind b; changed to 65, ahead of it; before it had 50."""
    before, after = assessed(POINTS, points(a=50, b=60)), assessed(POINTS, points(a=65, b=60))
    found = moves(before, after, unrevised=points(a=40, b=60))
    assert parts_of(found, "a") == told(
        data_revision=("0.25", "1"), own=("-0.1", "0"), others=("0", "0")
    )
    assert parts_of(found, "b") == told(
        data_revision=("0", "-1"), own=("0", "0"), others=("0", "0")
    )
    total = found.totals.row(0, named=True)
    assert (total["value_before"], total["rank_before"]) == (Decimal("0.5"), 2)
    assert total["text_vi"] == (
        "Xã A lên 1 hạng (2 → 1): +1 do số liệu đợt này được sửa sau hạn nộp. "
        "Giá trị +0,15: −0,1 do kết quả của đơn vị, +0,25 do số liệu đợt này được sửa sau hạn nộp."
    )


def test_units_without_a_rank_are_compared_with_nobody() -> None:
    """b sent nothing after, so it holds no rank; c rises above a, and b no longer stands there."""
    before = assessed(POINTS, points(a=50, b=60, c=40))
    after = Assessed(before.rules, values(points(a=50, c=55)), tuple("abc"), frozenset("b"))
    found = moves(before, after)
    assert found.totals["entity_code"].to_list() == ["a", "c"]
    assert parts_of(found, "a") == told(own=("0", "0"), others=("0", "0"))
    assert parts_of(found, "c") == told(own=("0.15", "1"), others=("0", "1"))


def weighted(first: int, second: int, *more: str) -> Framework:
    return framework(
        leaf("1", RATIO, "a: count, b: count", str(first))
        + leaf("2", RATIO, "a: count, b: count", str(second))
        + "".join(more)
    )


def ratios(**of_units: tuple[int, int]) -> list[Row]:
    """How many of ten each unit has of the first and of the second indicator."""
    return [
        (unit, code, name, figure)
        for unit, tens in of_units.items()
        for code, of in zip("12", tens, strict=True)
        for name, figure in (("a", of), ("b", 10))
    ]


def test_new_points_on_the_same_figures_are_the_framework() -> None:
    rows = ratios(a=(10, 0), b=(0, 10))
    found = moves(assessed(weighted(60, 40), rows), assessed(weighted(40, 60), rows))
    nothing = ("0", "0")
    assert parts_of(found, "a") == told(framework=("-0.2", "-1"), own=nothing, others=nothing)
    assert parts_of(found, "b") == told(framework=("0.2", "1"), own=nothing, others=nothing)


def test_framework_and_own_results_share_what_they_do_together() -> None:
    """From 5 of 10 in the first, worth 60 then 40: before .30; the framework alone .20; its own
    ten alone .60; both .40. Framework: (-.10 - .20)/2; own: (.30 + .20)/2."""
    before = assessed(weighted(60, 40), ratios(a=(5, 0), b=(0, 0)))
    after = assessed(weighted(40, 60), ratios(a=(10, 0), b=(0, 0)))
    assert parts_of(moves(before, after), "a") == told(
        framework=("-0.15", "0"), own=("0.25", "0"), others=("0", "0")
    )


def test_points_given_directly_keep_their_share_of_the_maximum() -> None:
    rows: list[Row] = [("a", "1", "points", 30), ("a", "2", "points", 0)]
    found = moves(assessed(weighted(60, 40), rows), assessed(weighted(80, 20), [("a", "1", "points", 40), rows[1]]))  # fmt: skip
    assert parts_of(found, "a") == told(framework=("0.1", "0"), own=("0", "0"), others=("0", "0"))


def test_an_indicator_left_out_is_the_framework_told_before_own_results() -> None:
    """The second indicator is evaluated no more: new figures cannot be scored the old way."""
    before = assessed(weighted(60, 40), ratios(a=(5, 0), b=(0, 0)))
    after = Assessed(
        Rules(before.rules.framework, ("2",)), values(ratios(a=(10, 0), b=(0, 0))), ("a", "b")
    )
    assert parts_of(moves(before, after), "a") == told(
        framework=("0.2", "0"), own=("0.5", "0"), others=("0", "0")
    )


NEW = leaf("3", "kind: boolean, input: x", "x: boolean", "100").replace(
    "{vi: v, en: e}, max", "{vi: Mới, en: New}, max"
)


def test_an_indicator_added_is_the_framework_told_after_own_results() -> None:
    """Old figures say nothing of the third indicator; new ones can be scored the old way: .9."""
    before = assessed(weighted(60, 40), ratios(a=(5, 5), b=(4, 4)))
    after = assessed(weighted(60, 40, NEW), ratios(a=(9, 9), b=(4, 4)))
    assert parts_of(moves(before, after), "a") == told(
        own=("0.4", "0"), others=("0", "0"), framework=("-0.45", "0")
    )


def test_an_indicator_in_place_of_another_makes_one_part() -> None:
    """Neither round's figures can be read the other's way; late figures are still told apart."""
    before = assessed(weighted(60, 40), ratios(a=(5, 5), b=(4, 4)))
    of = framework(leaf("1", RATIO, "a: count, b: count", "100") + NEW)
    rows: list[Row] = [row for row in ratios(a=(5, 5), b=(4, 4)) if row[1] == "1"]
    after = assessed(of, [*rows, ("b", "3", "x", 1)])
    found = moves(before, after, unrevised=[*rows[:2], ("a", "3", "x", 1), *rows[2:]])
    assert parts_of(found, "a") == told(data_revision=("-0.5", "-1"), not_separable=("0.25", "0"))
    assert found.totals["why_not_separable_en"][0] == (
        "They cannot be told apart: the figures of the round before do not tell 1 indicator of "
        "the new framework (3)"
    )


def test_a_merger_is_the_mean_of_those_who_merged() -> None:
    """a .8 and b .4 become a .6; c stands at .7, d at .5; then a rises to .75."""
    before = assessed(POINTS, points(a=80, b=40, c=70, d=50))
    after = assessed(POINTS, points(a=75, c=70, d=50))
    found = moves(before, after, merged={"a": ["a", "b"], "c": ["c"], "d": ["d"]})
    assert parts_of(found, "a") == told(merger=("-0.2", "-1"), own=("0.15", "1"), others=("0", "0"))
    assert parts_of(found, "c") == told(merger=("0", "1"), own=("0", "0"), others=("0", "-1"))
    assert parts_of(found, "d") == told(merger=("0", "0"), own=("0", "0"), others=("0", "0"))


def test_a_reused_code_is_compared_with_the_unit_it_was() -> None:
    """n takes the code of m, which it swallowed: it was o."""
    before, after = assessed(POINTS, points(m=20, o=80)), assessed(POINTS, points(m=50))
    found = moves(before, after, merged={"m": ["m", "o"]}, same={"m": "o"})
    assert parts_of(found, "m")["merger"] == (Decimal("-0.3"), 0)
    assert found.totals["previous_entity_code"].to_list() == ["o"]


def test_a_unit_that_leaves_is_the_boundary_and_one_that_comes_is_the_others() -> None:
    before = assessed(POINTS, points(a=50, gone=60))
    after = assessed(POINTS, points(a=50, new=70))
    assert parts_of(moves(before, after), "a") == told(
        merger=("0", "1"), own=("0", "0"), others=("0", "-1")
    )


def test_a_yardstick_that_others_set_moves_the_value_too() -> None:
    """5 of 10 at best, then 5 of 20."""
    before, after = assessed(BEST_PEER, counts(a=5, b=10)), assessed(BEST_PEER, counts(a=5, b=20))
    found = moves(before, after)
    assert parts_of(found, "a") == told(own=("0", "0"), others=("-0.25", "0"))
    assert parts_of(found, "b") == told(own=("0", "0"), others=("0", "0"))


def test_own_figures_and_a_common_yardstick_share_what_they_do_together() -> None:
    """5/10; own alone 10/10; others alone 5/20; both 10/20: own (.5 + .25)/2."""
    before, after = assessed(BEST_PEER, counts(a=5, b=10)), assessed(BEST_PEER, counts(a=10, b=20))
    assert parts_of(moves(before, after), "a") == told(
        own=("0.375", "0.5"), others=("-0.375", "-0.5")
    )


def test_merged_units_under_a_common_yardstick_cannot_be_told_apart() -> None:
    before = assessed(BEST_PEER, counts(a=5, b=10, c=10))
    after = assessed(BEST_PEER, counts(a=8, c=10))
    found = moves(before, after, merged={"a": ["a", "b"], "c": ["c"]})
    assert parts_of(found, "a") == told(merger=("0.25", "1"), not_separable=("0.05", "0"))
    assert "units merged" in found.totals["why_not_separable_en"][0]


def test_a_unit_without_a_value_before_or_after_has_no_move() -> None:
    of = framework(
        leaf("1", "kind: boolean, input: x", "x: boolean", ""), "aggregation: arithmetic_mean\n"
    )
    before = Assessed(Rules(of, ()), values(counts(b=1)), ("a", "b"))
    found = moves(before, assessed(of, counts(a=1, b=1)))
    assert found.totals["entity_code"].to_list() == ["b"]


def results_2024(boundary: str) -> list[Row]:
    published = pl.read_csv(SEEDS / "published_results.csv", infer_schema=False).filter(
        pl.col("year") == "2024",
        pl.col("boundary") == boundary,
        pl.col("level") == "index",
        pl.col("subject") == "province",
    )
    rows = published.select("entity_code", "value").iter_rows()
    return [(code, "1", "x", value) for code, value in rows]


@pytest.mark.parametrize(("code", "before", "after"), [("48", 2, 17), ("56", 17, 16), ("31", 3, 3)])
def test_the_34_provinces_of_2024_moved_by_merger(code: str, before: int, after: int) -> None:
    """Đà Nẵng went from 2nd of 63 to 17th of 34; the rest is rounding in print."""
    of = framework(leaf("1", "kind: value, input: x", "x: share", "100"))
    merged: dict[str, list[str]] = {}
    mergers = pl.read_csv(SEEDS / "mergers.csv", infer_schema=False)
    for new, old in mergers.select("new_code", "old_code").iter_rows():
        merged.setdefault(new, []).append(old)
    same = {"48": "48", "56": "56", "31": "31"}
    found = moves(assessed(of, results_2024("63")), assessed(of, results_2024("34")), merged=merged, same=same)  # fmt: skip
    total = found.totals.row(by_predicate=pl.col("entity_code") == code, named=True)
    assert total["rank_after"] == after
    if code == "48":
        assert total["rank_before"] == before
    parts = parts_of(found, code)
    assert abs(parts["merger"][0] - total["value_change"]) <= Decimal("0.0001")
    assert abs(parts["merger"][1] - total["rank_change"]) <= 1


UNITS = "abcd"


@st.composite
def pairs_of_rounds(draw: st.DrawFn) -> tuple[Assessed, list[Row] | None, Assessed]:
    of = draw(st.sampled_from([POINTS, BEST_PEER]))
    name = "points" if of is POINTS else "x"

    def rows(units: str) -> list[Row]:
        return [(unit, "1", name, draw(st.integers(1, 8))) for unit in units]

    left = draw(st.integers(1, 4))
    unrevised = rows(UNITS) if draw(st.booleans()) else None
    return assessed(of, rows(UNITS[:left])), unrevised, assessed(of, rows(UNITS))


@settings(max_examples=60, deadline=None)
@given(pairs_of_rounds())
def test_parts_sum_to_the_whole_and_it_ends_at_the_ranking(
    rounds: tuple[Assessed, list[Row] | None, Assessed],
) -> None:
    before, unrevised, after = rounds
    found = moves(before, after, unrevised)
    ranking = totals(score(after.rules.framework, after.values))
    summed = found.parts.group_by("entity_code").agg(pl.col("value_part", "rank_part").sum())
    assert found.totals.height == len(before.entities)
    for row in found.totals.join(summed, on="entity_code").iter_rows(named=True):
        assert row["value_part"] == row["value_change"] == row["value_after"] - row["value_before"]
        assert row["rank_part"] == row["rank_change"] == row["rank_before"] - row["rank_after"]
        value, _, _, rank = ranking[row["entity_code"]]
        assert (row["value_after"], row["rank_after"]) == (value, rank)


@settings(max_examples=40, deadline=None)
@given(pairs_of_rounds())
def test_units_that_sent_the_same_moved_for_the_same_reasons(
    rounds: tuple[Assessed, list[Row] | None, Assessed],
) -> None:
    before, _, after = rounds
    twin = UNITS[: len(before.entities)][0]

    def doubled(one: Assessed) -> Assessed:
        copy = one.values.filter(pl.col("entity_code") == twin).with_columns(
            entity_code=pl.lit("z")
        )
        return Assessed(one.rules, pl.concat([one.values, copy]), (*one.entities, "z"))

    found = moves(doubled(before), doubled(after))
    assert parts_of(found, twin) == parts_of(found, "z")


@settings(max_examples=40, deadline=None)
@given(pairs_of_rounds())
def test_nothing_moves_where_nothing_changed(
    rounds: tuple[Assessed, list[Row] | None, Assessed],
) -> None:
    _, _, after = rounds
    found = moves(after, after)
    assert found.parts.select(pl.col("value_part", "rank_part").abs().sum()).row(0) == (0, 0)
    assert set(found.parts["factor"]) == {"own", "others"}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=8, max_size=8))
def test_a_common_yardstick_is_scored_anew_for_every_unit(figures: list[int]) -> None:
    """Own and others' parts from four scorings by hand, beside those found for all at once."""
    old, new = (dict(zip(UNITS, half, strict=True)) for half in (figures[:4], figures[4:]))
    found = moves(assessed(BEST_PEER, counts(**old)), assessed(BEST_PEER, counts(**new)))
    for unit in UNITS:
        worlds = (old, {**old, unit: new[unit]}, {**new, unit: old[unit]}, new)
        outcomes = [totals(score(BEST_PEER, values(counts(**world)))).get(unit) for world in worlds]
        ranks = [outcome[3] for outcome in outcomes if outcome]
        start, own, others, end = (int(str(rank)) for rank in ranks)
        half = Decimal(start - own + others - end) / 2
        parts = parts_of(found, unit)
        assert parts["own"][1] == half
        assert parts["others"][1] == start - end - half
