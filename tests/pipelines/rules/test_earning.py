"""What a formula earns figure by figure: where it begins, bends and ends."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pipelines.rules.earning import as_it_is, between, ladder, up_to


def test_up_to_a_figure_the_share_rises_straight_and_no_further() -> None:
    earning = up_to("x", Fraction(4))
    assert [earning.at(Fraction(n)) for n in (0, 1, 4, 5)] == [0, Fraction(1, 4), 1, 1]
    assert (earning.worst, earning.best, earning.bends) == (0, 4, (4,))
    assert not earning.is_curved
    assert not earning.moves_others


def test_a_share_is_what_it_is() -> None:
    earning = as_it_is("x", [Fraction(1), Fraction(0), Fraction(1, 2)])
    assert (earning.worst, earning.best) == (0, 1)
    assert earning.bends == (0, Fraction(1, 2), 1)
    assert earning.at(Fraction(1, 2)) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("steps", "worst", "best"),
    [
        ([(4, "1"), (1, "0.25"), (3, "0.5")], 0, 4),
        ([(1, "1"), (2, "0.5"), (0, "0.75")], 0, 1),
        ([(1, "0.5"), (3, "1"), (5, "1")], 0, 3),
        ([(-2, "0.5"), (3, "1")], -2, 3),
    ],
)
def test_a_ladder_is_best_from_the_first_step_of_the_highest_share(
    steps: list[tuple[int, str]], worst: int, best: int
) -> None:
    earning = ladder("x", [(Fraction(least), Decimal(share)) for least, share in steps])
    assert (earning.worst, earning.best) == (worst, best)
    assert earning.bends == tuple(sorted(least for least, _ in steps))
    for least, share in steps:
        assert earning.at(Fraction(least)) == Fraction(share)
    assert earning.at(Fraction(-9)) == 0


@pytest.mark.parametrize("falls", [False, True])
def test_between_two_bounds_the_better_end_is_best(falls: bool) -> None:
    earning = between("x", Fraction(2), Fraction(10), falls)
    rising = [0, 0, Fraction(1, 4), 1, 1]
    found = [earning.at(Fraction(n)) for n in (0, 2, 4, 10, 11)]
    assert found == ([1 - share for share in rising] if falls else rising)
    assert (earning.worst, earning.best) == ((10, 2) if falls else (2, 10))
    assert earning.bends == (2, 10)


def test_a_curve_is_exact_at_its_ends_and_bends_in_hundredths_of_its_way() -> None:
    earning = between("x", Fraction(1), Fraction(100), falls=False, curved=True, moves_others=True)
    assert [earning.at(Fraction(n)) for n in (1, 100, 200)] == [0, 1, 1]
    assert float(earning.at(Fraction(10))) == pytest.approx(0.5)
    assert (earning.is_curved, earning.moves_others, len(earning.bends)) == (True, True, 101)
    shares = [float(earning.at(bend)) for bend in earning.bends]
    assert shares == pytest.approx([n / 100 for n in range(101)])
