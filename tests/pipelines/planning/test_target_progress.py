"""Progress towards targets: every kind and every status worked by hand, and Khánh Hòa's own."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published_rounds import SEEDS, published_rounds, scored
from target_builders import main_ranks, measured, progress, rounds, standings, targets

from pipelines.planning.agency_debts import target_gaps
from pipelines.planning.progress import STATUSES, target_progress
from pipelines.planning.target_rows import target_rows
from pipelines.planning.targets import read_targets

POINTS = "points: {at_least: 800, of: 1000}"


def test_a_value_has_its_distance_shares_and_paces() -> None:
    found = progress(
        targets("value: {at_least: 0.9}", 2028),
        rounds(2024, 2026),
        standings({"2024": "0.7", "2026": "0.75"}),
    )["2026"]
    # From .70 at the end of 2024 to .90 at the end of 2028: a quarter of the way in half the time.
    assert found["distance"] == Decimal("0.15")
    assert found["share_of_way"] == Decimal("0.25")
    assert found["share_of_time"] == Decimal("0.5")
    assert found["years_left"] == 2
    assert found["pace_needed"] == Decimal("0.075")
    assert found["pace_so_far"] == Decimal("0.025")
    assert (found["baseline_round"], found["baseline_value"]) == ("2024", Decimal("0.7"))
    assert found["status"] == "behind"


@pytest.mark.parametrize(("now", "status"), [("0.8", "on_track"), ("0.7999", "behind")])
def test_half_the_way_in_half_the_time_is_on_track(now: str, status: str) -> None:
    totals = standings({"2024": "0.7", "2026": now})
    found = progress(targets("value: {at_least: 0.9}", 2028), rounds(2024, 2026), totals)
    assert found["2026"]["status"] == status


@pytest.mark.parametrize(
    ("value", "state", "status"),
    [
        ("0.8000", "final", "met"),
        ("0.7999", "final", "missed"),
        ("0.8000", "provisional", "on_track"),
        ("0.7999", "provisional", "behind"),
        ("0.7999", "open", "behind"),
    ],
)
def test_only_a_final_round_of_its_year_meets_or_misses(
    value: str, state: str, status: str
) -> None:
    totals = standings({"2026": value})
    found = progress(targets(POINTS), rounds(2026, status=state), totals)["2026"]
    assert found["status"] == status


def test_a_target_is_met_on_published_decimals() -> None:
    found = progress(targets(POINTS), rounds(2026), standings({"2026": "0.79995"}))["2026"]
    assert (found["status"], found["distance"]) == ("met", 0)
    assert found["value_now"] == Decimal("799.95")


def test_points_are_of_the_printed_denominator_whatever_was_evaluated() -> None:
    totals = standings({"2026": "0.7"}, max_points="940")
    found = progress(targets(POINTS), rounds(2026), totals)["2026"]
    assert found["value_now"] == 700
    assert found["distance"] == 100
    assert (found["evaluated_points"], found["evaluated_max_points"]) == (658, 940)
    assert found["note_en"] == "658.00 of 940.00 points evaluated"
    assert found["note_vi"] == "658,00 trên 940,00 điểm được đánh giá"


def test_the_baseline_is_the_last_round_before_the_document() -> None:
    totals = standings({"2023": "0.5", "2024": "0.6", "2025": "0.7"})
    found = progress(targets(POINTS, 2026, "2025-09-29"), rounds(2023, 2024, 2025), totals)
    assert list(found) == ["2024", "2025"]
    assert {row["baseline_round"] for row in found.values()} == {"2024"}


def test_without_a_round_before_the_document_the_first_is_the_baseline() -> None:
    totals = standings({"2024": "0.6", "2025": "0.7"})
    found = progress(targets(POINTS, 2026, "2020-01-01"), rounds(2024, 2025), totals)
    assert found["2025"]["baseline_round"] == "2024"


def test_at_its_baseline_a_target_is_too_early_to_judge_unless_it_is_met() -> None:
    of_value = progress(targets(POINTS, 2027), rounds(2024), standings({"2024": "0.7"}))["2024"]
    assert (of_value["status"], of_value["pace_so_far"]) == ("not_yet", None)
    assert of_value["pace_needed"] == Decimal(100) / 3 - Decimal(100) / 3 % Decimal("1e-10")
    above = progress(targets(POINTS, 2027), rounds(2024), standings({"2024": "0.81"}))["2024"]
    assert above["status"] == "on_track"
    assert above["note_en"] == (
        "810.00 of 1000.00 points evaluated; met as things stand, to be kept to the end of 2027"
    )


def test_who_falls_back_below_a_target_met_at_the_baseline_is_behind() -> None:
    ranks = standings(ranks={"2024": 16, "2025": 22})
    found = progress(targets("rank: {at_most: 20}", 2026), rounds(2024, 2025), ranks)["2025"]
    assert (found["status"], found["share_of_way"], found["distance"]) == ("behind", None, 2)
    assert found["pace_so_far"] == -6


def test_a_rank_is_judged_among_as_many_units_as_the_target_counts() -> None:
    asked = targets("rank: {at_most: 20}\namong: 34")
    same = progress(asked, rounds(2026), standings(ranks={"2026": 20}))["2026"]
    assert (same["status"], same["distance"]) == ("met", 0)
    other = progress(asked, rounds(2026), standings(ranks={"2026": 20}, among=63))["2026"]
    assert other["status"] == "not_measured"
    assert other["note_en"] == "63 units are ranked, the target counts 34"


def test_mains_in_the_top_count_shared_ranks_and_say_so() -> None:
    found = progress(
        targets("mains_in_top: {at_least: 3, top: 10}"),
        rounds(2026),
        standings({"2026": "0.7"}),
        main_ranks({"2026": [(1, 24), (10, 1), (11, 1)]}),
    )["2026"]
    assert (found["value_now"], found["distance"], found["status"]) == (2, 1, "missed")
    assert found["mains_sharing"] == 24
    assert found["note_en"] == "up to 24 units share a rank"


@pytest.mark.parametrize(
    ("before", "now", "status", "distance"),
    [(16, 15, "met", 0), (16, 16, "missed", 1), (16, 18, "missed", 3), (1, 1, "met", 0)],
)
def test_a_gain_a_year_is_judged_in_each_of_its_years(
    before: int, now: int, status: str, distance: int
) -> None:
    asked = targets("rank_gain: {at_least: 1, first_year: 2026}", 2030)
    found = progress(asked, rounds(2025, 2026), standings(ranks={"2025": before, "2026": now}))
    assert found["2025"]["status"] == "not_yet"
    assert (found["2026"]["status"], found["2026"]["distance"]) == (status, distance)


def test_a_gain_over_half_a_year_counts_twice_a_year() -> None:
    asked = targets("rank_gain: {at_least: 4, first_year: 2026}", 2027)
    totals = standings(ranks={"2026H1": 9, "2026H2": 7})
    found = progress(asked, rounds(2026, halves=True), totals)
    assert found["2026H2"]["value_now"] == 4
    assert found["2026H2"]["status"] == "met"


def test_a_gain_between_rounds_of_other_numbers_of_units_is_not_measured() -> None:
    asked = targets("rank_gain: {at_least: 1, first_year: 2026}", 2030)
    totals = standings(ranks={"2025": 41, "2026": 16}).with_columns(
        entities_ranked=pl.Series([63, 34], dtype=pl.Int32)
    )
    found = progress(asked, rounds(2025, 2026), totals)["2026"]
    assert found["status"] == "not_measured"
    assert found["note_en"] == "63 units were ranked before, 34 now"


def test_a_gain_without_a_previous_round_is_not_measured() -> None:
    asked = targets("rank_gain: {at_least: 1, first_year: 2026}", 2030)
    found = progress(asked, rounds(2026), standings(ranks={"2026": 9}))["2026"]
    assert (found["status"], found["note_en"]) == (
        "not_measured",
        "no previous round to compare with",
    )


RATE = """rate:
  measure: m
  name: {{vi: Tỷ lệ, en: Rate}}
  {comparison}: {threshold}
  unit: "%\""""


@pytest.mark.parametrize(
    ("comparison", "value", "status"),
    [
        ("at_least", "80", "met"),
        ("more_than", "80", "missed"),
        ("more_than", "80.1", "met"),
        ("at_most", "80", "met"),
        ("at_most", "80.1", "missed"),
    ],
)
def test_a_rate_is_at_least_more_than_or_at_most(comparison: str, value: str, status: str) -> None:
    asked = targets(RATE.format(comparison=comparison, threshold=80))
    figures = measured(("m", date(2026, 12, 31), value), ("m", date(2025, 12, 31), "0"))
    found = progress(asked, rounds(2026), standings({"2026": "0.7"}), None, figures)["2026"]
    assert (found["value_now"], found["status"]) == (Decimal(value), status)


def test_a_rate_that_nobody_measured_in_the_year_is_not_measured_and_not_guessed() -> None:
    asked = targets(RATE.format(comparison="at_least", threshold=9.5))
    figures = measured(("m", date(2025, 12, 31), "12"), ("m", date(2027, 1, 1), "12"))
    found = progress(asked, rounds(2026), standings({"2026": "0.7"}), None, figures)["2026"]
    assert (found["status"], found["value_now"]) == ("not_measured", None)
    assert found["note_vi"] == "chưa có số liệu đo của năm 2026"


def test_a_target_without_numbers_is_followed_and_says_so() -> None:
    asked = targets("unstated: {vi: không rõ, en: not stated}", None)
    found = progress(asked, rounds(2024), standings({"2024": "0.7"}))["2024"]
    assert (found["status"], found["note_vi"], found["note_en"]) == (
        "not_measured",
        "không rõ",
        "not stated",
    )


def test_a_unit_without_a_value_is_not_measured() -> None:
    found = progress(targets(POINTS), rounds(2026), standings({"2026": None}))["2026"]
    assert (found["status"], found["note_en"]) == ("not_measured", "the unit has no value")


def test_a_target_is_followed_to_its_year_and_no_longer() -> None:
    totals = standings({"2025": "0.7", "2026": "0.7", "2027": "0.7"})
    assert list(progress(targets(POINTS), rounds(2025, 2026, 2027), totals)) == ["2025", "2026"]


def test_a_unit_of_another_name_has_not_the_targets_of_its_code() -> None:
    asked = target_rows(targets(POINTS))
    units = pl.DataFrame({"round": ["2026"], "entity_code": ["56"], "entity_name_vi": ["Tên khác"]})
    totals = standings({"2026": "0.7"})
    assert target_progress(
        asked, rounds(2026), units, totals, main_ranks({}), measured()
    ).is_empty()


VALUES = st.integers(0, 10000).map(lambda n: Decimal(n) / 10000)


def number(figure: object) -> Decimal:
    assert isinstance(figure, Decimal | int | float), figure
    return Decimal(figure)


@settings(deadline=None, max_examples=40)
@given(VALUES, VALUES, VALUES, st.sampled_from(["final", "provisional", "open"]))
def test_statuses_are_one_of_six_and_agree_with_the_distance(
    before: Decimal, now: Decimal, asked: Decimal, status: str
) -> None:
    totals = standings({"2024": str(before), "2026": str(now)})
    target = targets(f"value: {{at_least: {asked}}}", 2026, "2025-01-01")
    found = progress(target, rounds(2024, 2026, status=status), totals)
    for row in found.values():
        assert row["status"] in STATUSES
        is_there = row["distance"] == 0
        assert is_there == (number(row["value_now"]) >= asked)
        assert is_there or row["status"] in ("behind", "missed", "not_yet", "on_track")
        assert row["status"] != "met" or is_there
        assert row["status"] not in ("missed", "behind") or not is_there
    assert found["2026"]["status"] in ("met", "missed") or status != "final"


@settings(deadline=None, max_examples=40)
@given(VALUES, VALUES, VALUES, VALUES)
def test_progress_grows_with_the_value(
    before: Decimal, lower: Decimal, higher: Decimal, asked: Decimal
) -> None:
    lower, higher = sorted((lower, higher))
    rank = ["missed", "behind", "not_yet", "on_track", "met"].index
    target = targets(f"value: {{at_least: {asked}}}", 2028, "2025-01-01")
    less, more = (
        progress(target, rounds(2024, 2026), standings({"2024": str(before), "2026": str(value)}))[
            "2026"
        ]
        for value in (lower, higher)
    )
    assert number(less["distance"]) >= number(more["distance"])
    assert rank(str(less["status"])) <= rank(str(more["status"]))
    if less["share_of_way"] is not None and more["share_of_way"] is not None:
        assert number(less["share_of_way"]) <= number(more["share_of_way"])


@pytest.fixture(scope="module")
def khanh_hoa() -> dict[str, dict[str, object]]:
    """The targets of Khánh Hòa in the round provinces-2024, as it is scored from the seeds."""
    of = scored()
    asked, _ = read_targets((SEEDS / "targets.yaml").read_text(encoding="utf-8"), "targets.yaml")
    described = of.rounds.join(of.frameworks, on="framework").with_columns(
        pl.lit("final").alias("status"),
        ends_on=pl.Series([published_rounds()[name].ends_on for name in of.rounds["round"]]),
    )
    final = pl.col("basis") == "final"
    points = of_points()
    totals = (
        of.totals.filter(final)
        .join(points, on=["round", "entity_code"])
        .with_columns(previous_rank=pl.lit(None, pl.Int32))
    )
    mains = of.mains.filter(final, pl.col("rank").is_not_null()).with_columns(
        units_sharing=pl.len().over("round", "main_code", "rank")
    )
    units = pl.DataFrame(
        {"round": ["provinces-2024"], "entity_code": ["56"], "entity_name_vi": ["Khánh Hòa"]}
    )
    found = target_progress(target_rows(asked), described, units, totals, mains, measured())
    return {str(row["target_id"]): row for row in found.to_dicts()}


def of_points() -> pl.DataFrame:
    return (
        scored()
        .mains.filter(pl.col("basis") == "final")
        .group_by("round", "entity_code")
        .agg(pl.col("points").sum(), pl.col("max_points").sum())
    )


def test_khanh_hoa_has_707_of_1000_points_which_are_665_of_the_940_evaluated(
    khanh_hoa: dict[str, dict[str, object]],
) -> None:
    points = khanh_hoa["khanh-hoa-2025-points"]
    # 50 + 45 + 129.598 + 74.57 + 84.56 + 103.12 + 94.005 + 83.865 = 664.718 of 940 = .7071468085
    assert points["evaluated_points"] == Decimal("664.718")
    assert points["evaluated_max_points"] == 940
    assert points["value_now"] == Decimal("707.1468085")
    assert points["distance"] == Decimal("92.8531915")
    assert points["pace_needed"] == Decimal("92.8531915")
    assert (points["years_left"], points["status"]) == (1, "not_yet")
    assert points["note_en"] == (
        "664.72 of 940.00 points evaluated; this round is the baseline, there is no pace yet"
    )


def test_khanh_hoa_is_16th_within_20_and_6_places_from_the_first_ten(
    khanh_hoa: dict[str, dict[str, object]],
) -> None:
    of_2025, of_2030 = khanh_hoa["khanh-hoa-2025-rank"], khanh_hoa["khanh-hoa-2030-rank"]
    assert (of_2025["value_now"], of_2025["distance"]) == (16, 0)
    assert of_2025["status"] == "on_track"
    assert (of_2030["distance"], of_2030["years_left"]) == (6, 6)
    assert (of_2030["pace_needed"], of_2030["status"]) == (1, "not_yet")
    assert khanh_hoa["khanh-hoa-2030-rank-gain"]["status"] == "not_yet"


def test_khanh_hoa_has_1_of_8_mains_in_the_top_10_in_a_24_way_tie(
    khanh_hoa: dict[str, dict[str, object]],
) -> None:
    mains = khanh_hoa["khanh-hoa-2025-mains"]
    assert (mains["value_now"], mains["distance"], mains["mains_sharing"]) == (1, 3, 24)


def test_the_rates_of_its_plan_of_2024_are_not_measured(
    khanh_hoa: dict[str, dict[str, object]],
) -> None:
    rates = [row for row in khanh_hoa.values() if row["kind"] == "rate"]
    assert len(rates) == 11
    assert {row["status"] for row in rates} == {"not_measured"}
    assert {row["note_en"] for row in rates} == {"no figure measured in 2024 is at hand"}


def test_800_of_1000_points_are_87_282_more_of_the_940_evaluated(
    khanh_hoa: dict[str, dict[str, object]],
) -> None:
    row = khanh_hoa["khanh-hoa-2025-points"]
    gaps = target_gaps(
        pl.DataFrame([row]).with_columns(points_of=pl.lit(Decimal(1000))),
        of_points(),
        pl.DataFrame({"round": ["provinces-2024"], "scale": [Decimal(1)]}),
    )
    assert gaps["gap_points"].to_list() == [Decimal("87.282")]
