"""Moves that cannot be split, and how moves are told at the edges of rounding."""

from decimal import Decimal

import polars as pl
import pytest
from builders import framework, leaf, values

from pipelines.comparison.carried import Rules
from pipelines.comparison.move_text import Move, move_as_text
from pipelines.comparison.rank_moves import rank_moves
from pipelines.comparison.round_worlds import Assessed, RoundWorlds
from pipelines.comparison.succession import Succession
from pipelines.frameworks.framework import Name

VALUE = "kind: value, input: x"
MEAN = framework(
    leaf("1", VALUE, "x: share", "") + leaf("2", VALUE, "x: share", "", ", weight: 1"),
    "aggregation: arithmetic_mean\nmin_coverage: 0.5\ndecimals: 4\n",
)
NO_MERGER = pl.DataFrame(schema={"new_code": pl.String, "old_code": pl.String})


def test_a_unit_without_a_value_on_the_way_moves_by_one_part() -> None:
    """Before, both count, of which a sent 1 alone, .5; b .4 of both. After, 2 alone
    is evaluated: a .2, b .6. The old figures of a are nothing by the new rules."""
    before = Assessed(
        Rules(MEAN, ()),
        values([("a", "1", "x", 0.5), ("b", "1", "x", 0.4), ("b", "2", "x", 0.4)]),
        ("a", "b"),
    )
    after = Assessed(
        Rules(MEAN, ("1",)), values([("a", "2", "x", 0.2), ("b", "2", "x", 0.6)]), ("a", "b")
    )
    worlds = RoundWorlds(before, after, None, Succession({"a": "a", "b": "b"}, NO_MERGER))
    found = rank_moves(worlds, {}, 4)
    parts = found.parts.filter(pl.col("entity_code") == "a")
    assert parts.select("factor", "value_part", "rank_part").rows() == [
        ("not_separable", Decimal("-0.3"), Decimal(-1))
    ]
    total = found.totals.row(by_predicate=pl.col("entity_code") == "a", named=True)
    assert (total["value_before"], total["value_after"], total["value_change"]) == (
        Decimal("0.5"), Decimal("0.2"), Decimal("-0.3"),
    )  # fmt: skip
    assert total["why_not_separable_en"] == (
        "They cannot be told apart: with only some of them changed the unit has no value"
    )
    # b has a value all the way: its parts are told.
    told = set(found.parts.filter(pl.col("entity_code") == "b")["factor"])
    assert "not_separable" not in told


def move(ranks: tuple[int, int], values_: tuple[str, str], **parts: tuple[str, str]) -> Move:
    return Move(
        Name("Xã A", "A"), Decimal(values_[0]), Decimal(values_[1]), *ranks,
        {factor: (Decimal(value), Decimal(rank)) for factor, (value, rank) in parts.items()}, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ranks", "told"),
    [
        ((3, 1), "A rose 2 places (3 → 1)"), ((2, 1), "A rose 1 place (2 → 1)"),
        ((1, 2), "A fell 1 place (1 → 2)"), ((2, 2), "A kept rank 2"),
    ],
)  # fmt: skip
def test_a_rank_rises_falls_or_is_kept(ranks: tuple[int, int], told: str) -> None:
    assert move_as_text(move(ranks, ("0.5", "0.5")), "en", 4).startswith(f"{told}. Value 0.")


def test_parts_are_told_in_order_with_their_signs_and_those_of_nothing_left_out() -> None:
    text = move_as_text(
        move((3, 2), ("0.5", "0.52"), others=("-0.01", "-0.5"), own=("0.03", "1.5"),
             framework=("0.00004", "0.004")),
        "en", 4,
    )  # fmt: skip
    assert text == (
        "A rose 1 place (3 → 2): +1.5 from its own results, −0.5 from the results of the other "
        "units. Value +0.02: +0.03 from its own results, −0.01 from the results of the other units."
    )


def test_unrounded_values_are_told_to_nine_decimals() -> None:
    text = move_as_text(move((1, 1), ("0.5", "0.500000001"), own=("0.000000001", "0")), "en", None)
    assert text.endswith("Value +0.000000001: +0.000000001 from its own results.")


def test_why_a_move_is_one_part_closes_the_text() -> None:
    one = move((1, 2), ("0.5", "0.4"), not_separable=("-0.1", "-1"))
    told = Move(one.name, one.value_before, one.value_after, 1, 2, one.parts, Name("Vì", "Because"))
    assert move_as_text(told, "en", 4).endswith(" from causes that cannot be told apart. Because.")
