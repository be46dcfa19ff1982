"""Forensic rules: what is odd is asked about, and the ordinary is left in peace."""

import math
import random
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from intake_builders import file, framework, rounds, take, values

from pipelines.entities import read_entities
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.intake.forensic_rules import FAR, UNLIKELY, forensic_findings, improbable_from
from pipelines.intake.intake import Intake, ReceivedFile, take_in

COUNT = ("count", "{kind: goalposts, input: c, lower: 0, upper: 1000}")
POINTS = ("points", "{kind: points, input: c}")


def many(unit: str = COUNT[0], rule: str = COUNT[1]) -> Framework:
    """Twenty indicators of five points."""
    leaves = "\n".join(
        f"""
  - code: "1.{n}"
    parent: "1"
    name: {{vi: Số {n}, en: Count {n}}}
    max_points: 5
    inputs: {{c: {{name: {{vi: c, en: c}}, unit: {unit}}}}}
    rule: {rule}"""
        for n in range(1, 21)
    )
    head = """
id: sample
name: {vi: Nhiều số, en: Many counts}
subject: commune
legal_source: none
aggregation: points
indicators:
  - {code: "1", name: {vi: Một, en: One}, max_points: 100}"""
    return read_framework(head + leaves, "many.yaml")


def units(count: int) -> pl.DataFrame:
    codes = [f"{n:05}" for n in range(1, count + 1)]
    table = pl.DataFrame({"entity_code": codes, "kind": "commune", "name_vi": codes})
    absent = ("name_en", "parent_code", "valid_from", "valid_to", "aliases")
    return read_entities(
        table.with_columns(pl.lit(None, pl.String).alias(name) for name in absent), "e.csv"
    )


def sent(
    figures: dict[str, list[int]],
    previous: Intake | None = None,
    kind: tuple[str, str] = COUNT,
) -> Intake:
    """A round in which each unit reports these figures for 1.1, 1.2, ..."""
    lines = [
        f"r1,{unit},1.{n},c,{value}"
        for unit, counts in figures.items()
        for n, value in enumerate(counts, 1)
    ]
    received = [ReceivedFile("a.csv", values(*lines), None)]
    before = None if previous is None else previous.current
    expected = units(max(len(figures), 20))
    return take_in(received, rounds()["r1"], many(*kind), expected, previous=before)


def asked(taken: Intake, rule: str) -> list[tuple[str, str]]:
    found = taken.findings.filter(pl.col("rule") == rule)
    return found.select("entity_code", "found").rows()


def ordinary(unit: int, count: int = 20) -> list[int]:
    """Counts that nobody would ask about: last digits in turn, sizes alike in all units."""
    return [100 + (37 * n + 11 * unit) % 97 for n in range(count)]


def everybody(**odd: list[int]) -> dict[str, list[int]]:
    return {f"{n:05}": odd.get(f"u{n}", ordinary(n)) for n in range(1, 21)}


def test_the_ordinary_is_left_in_peace() -> None:
    before = sent(
        {
            unit: [c + 3 + n % 5 for n, c in enumerate(counts)]
            for unit, counts in everybody().items()
        }
    )
    taken = sent(everybody(), before)
    rules = set(taken.findings["rule"])
    assert not rules & {
        "same_as_last_round", "everything_at_maximum", "suspiciously_round", "far_from_peers",
        "far_from_own_past",
    }  # fmt: skip


def test_figures_of_the_last_round_are_asked_about() -> None:
    before = sent(everybody())
    copied = [*ordinary(3)[:18], 1, 2]
    now = {unit: [c + 7 for c in counts] for unit, counts in everybody().items()} | {
        "00003": copied
    }
    assert asked(sent(now, before), "same_as_last_round") == [("00003", "18/20 số liệu / figures")]


def test_a_few_equal_figures_are_no_copy() -> None:
    before = sent(everybody())
    now = {
        unit: [*counts[:17], *(c + 7 for c in counts[17:])] for unit, counts in everybody().items()
    }
    assert asked(sent(now, before), "same_as_last_round") == []


@pytest.mark.parametrize(("points", "units_asked"), [(4, 1), (5, 0)])
def test_points_that_were_full_and_still_are_make_no_copy(points: int, units_asked: int) -> None:
    figures = {"00001": [points] * 20}
    taken = sent(figures, sent(figures, kind=POINTS), POINTS)
    assert len(asked(taken, "same_as_last_round")) == units_asked


def test_everything_at_the_maximum_is_asked_about() -> None:
    taken = sent(everybody(u4=[1000] * 20))
    assert asked(taken, "everything_at_maximum") == [("00004", "20/20 chỉ tiêu / indicators")]


def test_many_round_figures_are_asked_about() -> None:
    taken = sent(everybody(u5=[110, 120, 130, 140, 150, 160, 170, *ordinary(5)[7:]]))
    assert [unit for unit, _ in asked(taken, "suspiciously_round")] == ["00005"]


def test_many_figures_rounded_to_fives_are_asked_about() -> None:
    taken = sent(everybody(u5=[*range(205, 295, 10), 210, 220, *ordinary(5)[11:]]))
    assert asked(taken, "suspiciously_round") == [("00005", "13/20 số tận cùng là / end in 0, 5")]


def test_a_figure_given_for_many_indicators_counts_once_among_round_ones() -> None:
    taken = sent(everybody(u5=[120] * 9 + ordinary(5)[9:]))
    assert asked(taken, "suspiciously_round") == []


def test_only_a_whole_number_can_be_round() -> None:
    taken = sent(everybody(u5=[*range(210, 300, 10), *ordinary(5)[9:]]))
    assert len(asked(taken, "suspiciously_round")) == 1
    halves = taken.current.with_columns(pl.col("value") + Decimal("0.5"))
    assert "suspiciously_round" not in forensic_findings(halves, None, many(), units(20))["rule"]


@pytest.mark.parametrize("step", [5, 10])
@pytest.mark.parametrize("n", [10, 15, 20, 40])
def test_the_chance_of_round_figures_is_the_exact_binomial_tail(n: int, step: int) -> None:
    one = Fraction(1, step)

    def tail(k: int) -> Fraction:
        ways = (math.comb(n, j) * one**j * (1 - one) ** (n - j) for j in range(k, n + 1))
        return sum(ways, Fraction(0))

    k = improbable_from(n, step)
    assert tail(k) < Fraction(*UNLIKELY) <= tail(k - 1)


def test_a_figure_far_from_those_of_other_units_is_asked_about_at_its_cell() -> None:
    odd = ordinary(6)
    odd[3] = 90_000
    taken = sent(everybody(u6=odd))
    assert asked(taken, "far_from_peers") == [("00006", "90000")]
    (finding,) = taken.findings.filter(pl.col("rule") == "far_from_peers").to_dicts()
    assert finding["cell"] == f"E{2 + 5 * 20 + 3}"
    assert "20 đơn vị / units" in finding["expected"]


def test_few_units_are_no_peers() -> None:
    figures = {f"{n:05}": ordinary(n) for n in range(1, 9)} | {"00009": [90_000] * 20}
    assert asked(sent(figures), "far_from_peers") == []


def test_a_figure_far_from_the_units_own_past_is_asked_about() -> None:
    chance = random.Random(4)
    before = sent(everybody())
    now = {
        unit: [round(c * chance.uniform(0.97, 1.03)) for c in counts]
        for unit, counts in everybody().items()
    }
    now["00007"][2] = 5 * everybody()["00007"][2]
    taken = sent(now, before)
    assert [unit for unit, _ in asked(taken, "far_from_own_past")] == ["00007"]


def test_a_ratio_is_compared_as_a_ratio() -> None:
    taken = take(
        file(
            "a.csv",
            values(
                "r1,00001,1.1,a,1941", "r1,00001,1.1,b,2000", "r1,00002,1.1,a,1", "r1,00002,1.1,b,2"
            ),
        )
    )
    assert asked(taken, "far_from_peers") == []
    assert FAR > 3.5


def test_questions_leave_the_status_of_a_file_as_it_is() -> None:
    taken = sent(everybody(u4=[1000] * 20))
    assert taken.files["status"].to_list() == ["accepted"]
    assert framework().id == many().id


# The edges of what is asked


@pytest.mark.parametrize(
    ("figures", "is_asked"),
    [
        # Six of ten end in 0: one chance in six thousand; five of ten: one in six hundred.
        ([10, 20, 30, 40, 50, 60, 71, 83, 94, 102], True),
        ([10, 20, 30, 40, 50, 61, 71, 83, 94, 102], False),
        ([10, 20, 30, 40, 50, 60, 70, 80, 90], False),
        # Figures below ten are none that anybody rounds.
        ([0, 1, 10, 20, 30, 40, 50, 60, 70, 83, 94], False),
        ([0, 1, 10, 20, 30, 40, 50, 60, 70, 83, 94, 102], True),
    ],
)
def test_ten_counts_of_ten_and_more_can_be_too_round(figures: list[int], is_asked: bool) -> None:
    taken = sent({"00001": figures})
    assert bool(asked(taken, "suspiciously_round")) is is_asked


@pytest.mark.parametrize(("count", "is_asked"), [(7, False), (8, True)])
def test_eight_figures_say_something_and_seven_do_not(count: int, is_asked: bool) -> None:
    figures = {"00001": ordinary(1, count)}
    assert bool(asked(sent(figures, sent(figures)), "same_as_last_round")) is is_asked
    full = {"00001": [1000] * count}
    assert bool(asked(sent(full), "everything_at_maximum")) is is_asked


def test_one_indicator_below_its_maximum_is_not_everything() -> None:
    assert asked(sent({"00001": [*[1000] * 9, 999]}), "everything_at_maximum") == []


def test_zeros_are_no_copy() -> None:
    figures = {"00001": [*[0] * 12, *ordinary(1, 7)]}
    assert asked(sent(figures, sent(figures)), "same_as_last_round") == []


@pytest.mark.parametrize(("count", "is_asked"), [(9, False), (10, True)])
def test_ten_units_are_peers(count: int, is_asked: bool) -> None:
    figures = {f"{n:05}": ordinary(n) for n in range(1, count)} | {f"{count:05}": [90_000] * 20}
    assert bool(asked(sent(figures), "far_from_peers")) is is_asked


@pytest.mark.parametrize(
    ("times", "is_asked"), [(1.9, False), (2.1, True), (0.55, False), (0.45, True)]
)
def test_a_change_is_large_from_twice_or_half_on(times: float, is_asked: bool) -> None:
    before = {unit: [c + 1000 for c in counts] for unit, counts in everybody().items()}
    now = {unit: [c + 1 + n % 3 for n, c in enumerate(counts)] for unit, counts in before.items()}
    now["00007"][2] = round(times * before["00007"][2])
    found = asked(sent(now, sent(before)), "far_from_own_past")
    assert [unit for unit, _ in found] == (["00007"] if is_asked else [])


@pytest.mark.parametrize(("points", "is_asked"), [(3, False), (4, True)])
def test_points_are_far_from_three_tenths_of_their_maximum_on(points: int, is_asked: bool) -> None:
    """All others have 2 or 3 of five points; 4 is 1.5 and more away from their middle."""
    figures = {f"{n:05}": [2] * 20 for n in range(1, 20)} | {"00020": [points, *[2] * 19]}
    taken = sent(figures, kind=POINTS)
    assert bool(asked(taken, "far_from_peers")) is is_asked
