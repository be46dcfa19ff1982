"""Points of what cannot be evaluated are shared by the siblings, unit by unit."""

from decimal import Decimal

from builders import child, framework, group, indicator, leaf, score, values

RATIO = "kind: ratio, numerator: a, denominator: b"
PAIR = "a: count, b: count"
TREE = framework(
    group("1", "20")
    + leaf("1.1", f"{RATIO}, zero_denominator: shared", PAIR, "4", child("1"))
    + leaf("1.2", RATIO, PAIR, "6", child("1"))
    + leaf("1.3", RATIO, PAIR, "10", child("1"))
    + group("2", "10")
    + leaf("2.1", f"{RATIO}, zero_denominator: shared", PAIR, "4", child("2"))
    + leaf("2.2", RATIO, PAIR, "6", child("2"))
)
CODES = ("1.1", "1.2", "1.3", "2.1", "2.2")
SENT = {
    "u": ((0, 0), (1, 1), (1, 2), (1, 1), (1, 2)),
    "v": ((1, 1), (1, 1), (1, 2), (0, 0), (1, 2)),
    "w": ((1, 1), (1, 1), (1, 2), (1, 1), (1, 2)),
}


def test_each_unit_shares_within_the_main_that_lost_the_points() -> None:
    index = score(
        TREE,
        values(
            [
                (unit, code, name, figure)
                for unit, pairs in SENT.items()
                for code, pair in zip(CODES, pairs, strict=True)
                for name, figure in zip("ab", pair, strict=True)
            ]
        ),
    )
    found = {unit: [indicator(index, unit, code)["max_points"] for code in CODES] for unit in SENT}
    # 4 of 20 points fall to 6 and 10: 7.5 and 12.5; 4 of 10 fall to the one that is left.
    assert found == {
        "u": [0, Decimal("7.5"), Decimal("12.5"), 4, 6],
        "v": [4, 6, 10, 0, 10],
        "w": [4, 6, 10, 4, 6],
    }
    assert [indicator(index, "u", code)["points"] for code in CODES] == [
        None, Decimal("7.5"), Decimal("6.25"), 4, 3,
    ]  # fmt: skip
