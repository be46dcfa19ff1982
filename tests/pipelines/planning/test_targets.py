"""Targets as stated: read strictly, every problem with its line; the shipped ones as printed."""

from decimal import Decimal

import polars as pl
import pytest
from published_rounds import SEEDS
from target_builders import targets

from pipelines.marked_yaml import SeedError
from pipelines.planning.goals import MainsInTop, ReachRank, ReachValue
from pipelines.planning.target_rows import (
    baseline_rows,
    read_measurements,
    target_rows,
)
from pipelines.planning.targets import (
    Baseline,
    PointsOf,
    RankGain,
    Rate,
    Target,
    Unstated,
    aim_in_words,
    goal_of,
    goals_in_round,
    read_targets,
    unit_problems,
)

GOOD = """targets:
  - id: t
    unit: {code: "56", name: Khánh Hòa}
    document: Kế hoạch
    year: 2025
    rank: {at_most: 20}
    text: top 20
"""


def shipped() -> tuple[tuple[Target, ...], tuple[Baseline, ...]]:
    return read_targets((SEEDS / "targets.yaml").read_text(encoding="utf-8"), "targets.yaml")


def told(text: str) -> str:
    with pytest.raises(SeedError) as caught:
        read_targets(text, "targets.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("instead", "of", "message"),
    [
        ("rank: {at_most: 0}", "rank: {at_most: 20}", ":6:12: t: at_most: expected a whole number"),
        ("rank: {at_least: 20}", "rank: {at_most: 20}", ":6:12: t: at_least: no such key"),
        ("rang: {at_most: 20}", "rank: {at_most: 20}", ":6:5: t: rang: no such key"),
        ("note: n", "rank: {at_most: 20}", ":2:5: t: expected one of value, points"),
        ("points: {at_least: 8, of: 5}", "rank: {at_most: 20}", "8 is more than full marks, 5"),
        ("points: {at_least: 800}", "rank: {at_most: 20}", "t: of: is missing"),
        ("value: {at_least: much}", "rank: {at_most: 20}", "at_least: expected a number"),
        (
            "rank_gain: {at_least: 1, first_year: 2030}",
            "rank: {at_most: 20}",
            ":5:5: t: year: 2025 is before the first year 2030",
        ),
        (
            'rate: {measure: m, name: {vi: a, en: b}, unit: "%"}',
            "rank: {at_most: 20}",
            "rate: expected one of at_least, more_than, at_most",
        ),
        (
            "year: soon",
            "year: 2025",
            ":5:5: t: year: expected a whole number above 0; found 'soon'",
        ),
        ("dated: 29/09/2025", "year: 2025", ":5:5: t: dated: expected a date as"),
        ("", "    year: 2025\n", ":2:5: t: year: is missing"),
        ("", "    text: top 20\n", ":2:5: t: text: is missing"),
        (
            "unit: Khánh Hòa",
            'unit: {code: "56", name: Khánh Hòa}',
            ":3:5: t: unit: expected the code and the name of a unit",
        ),
    ],
)
def test_a_problem_is_told_with_file_line_and_what_was_expected(
    instead: str, of: str, message: str
) -> None:
    assert message in told(GOOD.replace(of, instead))


def test_all_problems_are_told_together() -> None:
    once = GOOD.partition("\n")[2]
    twice = GOOD + once + once.replace("year: 2025", "year: x")
    text = told(twice)
    assert "year: expected a whole number" in text
    assert "targets.yaml:8:5: t: the target of line 2 has this id" in text


def test_the_unit_of_a_target_is_a_code_and_the_name_it_bore() -> None:
    found, _ = read_targets(GOOD, "targets.yaml")
    entities = pl.DataFrame({"entity_code": ["56", "52"], "name_vi": ["Khánh Hòa", "Gia Lai"]})
    assert unit_problems(found, entities) == []
    (problem,) = unit_problems(found, entities.filter(pl.col("entity_code") == "52"))
    assert (problem.line, problem.code) == (2, "t")
    assert problem.message == "unit: no unit '56' has ever had the name 'Khánh Hòa'"


def test_what_a_plan_to_reach_a_target_aims_at() -> None:
    goals = {
        "points: {at_least: 800, of: 1000}": ReachValue(Decimal("0.8")),
        "value: {at_least: 0.75}": ReachValue(Decimal("0.75")),
        "rank: {at_most: 10}": ReachRank(10),
        "mains_in_top: {at_least: 4, top: 10}": MainsInTop(4, 10),
        "rank_gain: {at_least: 1, first_year: 2026}": None,
    }
    for text, goal in goals.items():
        (target,) = targets(text)
        assert goal_of(target) == goal


def test_what_is_asked_is_told_in_both_languages() -> None:
    (points,) = targets("points: {at_least: 800, of: 1000}")
    assert aim_in_words(points.aim).vi == "800 điểm trên 1000"
    (gain,) = targets("rank_gain: {at_least: 1, first_year: 2026}")
    assert aim_in_words(gain.aim).en == "a gain of at least 1 place a year"
    (rate,) = targets('rate: {measure: m, name: {vi: Tỷ lệ, en: R}, more_than: 9.5, unit: "%"}')
    assert (aim_in_words(rate.aim).vi, aim_in_words(rate.aim).en) == ("Tỷ lệ > 9,5 %", "R > 9.5 %")


def test_the_shipped_targets_are_those_of_the_plans() -> None:
    found, baselines = shipped()
    of_plan = {one.id: one.aim for one in found if one.document.startswith("Kế hoạch 4636/KH-UBND")}
    assert of_plan == {
        "khanh-hoa-2025-rank": ReachRank(20),
        "khanh-hoa-2030-rank-gain": RankGain(Decimal(1), 2026),
        "khanh-hoa-2030-rank": ReachRank(10),
        "khanh-hoa-2025-points": PointsOf(Decimal(800), Decimal(1000)),
        "khanh-hoa-2025-mains": MainsInTop(4, 10),
    }
    rates = {one.aim.measure: one.aim for one in found if isinstance(one.aim, Rate)}
    economy = rates["digital_economy_share_of_grdp"]
    assert (economy.comparison, economy.threshold, economy.unit) == (
        "at_least",
        Decimal("9.5"),
        "%",
    )
    assert rates["adults_with_smartphones"].comparison == "more_than"
    assert sum(isinstance(one.aim, Unstated) for one in found) == 4
    real = [one for one in found if not one.is_demonstration]
    assert all(one.source_url for one in real if one.id != "ninh-thuan-2025-rank")
    assert {(one.entity_name, one.year, one.kind, one.stated) for one in baselines} >= {
        ("Khánh Hòa", 2024, "value", Decimal("0.7071")),
        ("Khánh Hòa", 2024, "rank", Decimal(16)),
        ("Khánh Hòa", 2024, "mains_in_top", Decimal(1)),
        ("Ninh Thuận", 2022, "points", Decimal("593.4")),
        ("Gia Lai", 2024, "rank", Decimal(31)),
    }


def test_made_up_targets_say_so_in_id_document_and_text() -> None:
    for one in shipped()[0]:
        assert one.is_demonstration == one.id.startswith("demo-")
        assert one.is_demonstration == one.document.startswith("[MINH HỌA]")
        assert one.is_demonstration == one.text.startswith("[MINH HỌA]")


def test_rows_hold_what_was_read() -> None:
    found, baselines = shipped()
    rows = target_rows(found)
    assert rows.height == len(found)
    assert rows["target_id"].is_unique().all()
    points = rows.row(by_predicate=pl.col("target_id") == "khanh-hoa-2025-points", named=True)
    assert (points["target"], points["points_of"], points["year"]) == (800, 1000, 2025)
    assert baseline_rows(baselines).height == len(baselines)


def test_a_baseline_is_no_target_and_has_what_its_kind_needs() -> None:
    text = """baselines:
  - unit: {code: "56", name: Khánh Hòa}
    year: 2022
    kind: points
    stated: 593.4
    document: Kế hoạch
    text: rank 27
"""
    assert "targets.yaml:2:5: rank 27: of: is said of points, and of nothing else" in told(text)
    assert "kind: expected one of" in told(text.replace("kind: points", "kind: rate"))


MEASUREMENTS = """entity_code,entity_name_vi,measure,measured_on,value,unit,status,source_url,note
56,Khánh Hòa,m,2024-12-31,10.5,%,reported,https://example.org,
"""


def measurements(text: str, unit: str = "%") -> pl.DataFrame:
    table = pl.read_csv(text.encode(), infer_schema=False)
    asked = targets(f'rate: {{measure: m, name: {{vi: a, en: b}}, at_least: 9, unit: "{unit}"}}')
    return read_measurements(table, "measurements.csv", asked)


def test_a_measurement_is_read_exactly() -> None:
    found = measurements(MEASUREMENTS)
    assert found["value"].to_list() == [Decimal("10.5")]
    assert found["is_demonstration"].to_list() == [False]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2024-12-31", "12/31/24", "measured_on: expected a date as"),
        ("10.5", "nhiều", "value: expected a number"),
        ("reported", "guessed", "status: expected one of reported, demonstration"),
        ("https://example.org", "", "source_url: a reported figure has a source"),
    ],
)
def test_a_wrong_measurement_is_told_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(SeedError, match=rf"measurements.csv:2:\d: m: {message}"):
        measurements(MEASUREMENTS.replace(old, new))


def test_a_measurement_that_no_target_asks_for_is_told() -> None:
    with pytest.raises(SeedError, match="no target of the unit asks for it in this unit"):
        measurements(MEASUREMENTS, unit="người")


def test_the_targets_of_a_province_are_what_its_plans_aim_at() -> None:
    names = {f"{n:02}": f"Tỉnh {n}" for n in range(33)} | {"56": "Khánh Hòa"}
    found, _ = shipped()
    goals = goals_in_round(found, names, 2024, Decimal(1), is_demonstration=False)
    assert goals == [
        ("56", ReachRank(20)),
        ("56", ReachRank(10)),
        ("56", ReachValue(Decimal("0.8"))),
        ("56", MainsInTop(4, 10)),
    ]


def test_a_target_is_no_goal_of_another_unit_round_or_time() -> None:
    found, _ = shipped()
    khanh_hoa = {"56": "Khánh Hòa"}
    ranks_need_all = goals_in_round(found, khanh_hoa, 2024, Decimal(1), is_demonstration=False)
    assert ReachRank(10) not in [goal for _, goal in ranks_need_all]
    assert goals_in_round(found, {"56": "Khác"}, 2024, Decimal(1), is_demonstration=False) == []
    assert goals_in_round(found, khanh_hoa, 2031, Decimal(1), is_demonstration=False) == []
    assert goals_in_round(found, khanh_hoa, 2024, Decimal(1), is_demonstration=True) == []
