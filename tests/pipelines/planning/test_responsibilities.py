"""Who answers for what: the nearest assignment, what follows from the round, what agencies owe."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pipelines.marked_yaml import SeedError
from pipelines.planning.agency_debts import agency_debts, target_gaps
from pipelines.planning.responsibilities import (
    DONE,
    NEEDS_EVIDENCE,
    NOT_STARTED,
    RESPONSIBILITIES,
    UNDER_WAY,
    read_responsibilities,
    responsibility_rows,
)

INDICATORS = pl.DataFrame(
    [
        ("r", "1", None, None, False, True),
        ("r", "1.1", "1", None, True, True),
        ("r", "1.2", "1", None, True, True),
        ("r", "2", None, "so-c", True, True),
        ("r", "3", None, None, True, True),
    ],
    schema=["round", "code", "parent_code", "responsible", "is_scored", "has_points"],
    orient="row",
)
AGENCIES = pl.DataFrame({"entity_code": ["so-a", "so-b", "so-c"], "name": ["Sở A", "Sở B", "Sở C"]})
ROUNDS = pl.DataFrame({"round": ["r"], "closes_on": [date(2026, 1, 31)]})
UNITS = pl.DataFrame({"round": ["r", "r"], "entity_code": ["u", "v"]})
HEADER = ",".join(RESPONSIBILITIES.names) + "\n"


def row(indicator: str, agency: str, unit: str = "", **more: str) -> str:
    given = {
        "round": "r",
        "entity_code": unit,
        "indicator_code": indicator,
        "agency_code": agency,
        "head_office_vi": "Giám đốc Sở",
        "head_office_en": "Director",
        **more,
    }
    return ",".join(given.get(column, "") for column in RESPONSIBILITIES.names) + "\n"


def assigned(*rows: str) -> pl.DataFrame:
    table = pl.read_csv((HEADER + "".join(rows)).encode(), infer_schema=False)
    return read_responsibilities(
        table, "responsibilities.csv", UNITS, INDICATORS.select("round", "code"), AGENCIES
    )


def values(*rows: tuple[str, str, str, str | None, str]) -> pl.DataFrame:
    """Unit, indicator, state, points, maximum."""
    return pl.DataFrame(
        [
            ("r", unit, code, state, None if got is None else Decimal(got), Decimal(most), False)
            for unit, code, state, got, most in rows
        ],
        schema={
            "round": pl.String,
            "entity_code": pl.String,
            "indicator_code": pl.String,
            "state": pl.String,
            "points": pl.Decimal(18, 10),
            "max_points": pl.Decimal(18, 10),
            "is_demonstration": pl.Boolean,
        },
        orient="row",
    )


NONE = pl.DataFrame(
    schema={"round": pl.String, "entity_code": pl.String, "indicator_code": pl.String}
)


def answered(
    of: pl.DataFrame, *rows: str, bare: pl.DataFrame = NONE
) -> dict[tuple[str, str], dict[str, object]]:
    found = responsibility_rows(of, INDICATORS, assigned(*rows), named(), bare, ROUNDS)
    return {(one["entity_code"], one["indicator_code"]): one for one in found.to_dicts()}


def named() -> pl.DataFrame:
    return AGENCIES.select(agency_code="entity_code", agency_name_vi="name", agency_name_en="name")


FULL = values(
    ("u", "1.1", "reported", "5", "10"),
    ("u", "1.2", "reported", "10", "10"),
    ("u", "2", "missing", "0", "20"),
    ("u", "3", "reported", "4", "5"),
    ("v", "1.1", "reported", "10", "10"),
)


def test_an_indicator_goes_to_the_nearest_assignment() -> None:
    found = answered(FULL, row("1", "so-a"), row("1.2", "so-b"), row("1", "so-c", "v"))
    told = {key: (one["agency_code"], one["assigned_by"]) for key, one in found.items()}
    assert told == {
        ("u", "1.1"): ("so-a", "assignment"),  # what lies in an indicator goes with it
        ("u", "1.2"): ("so-b", "assignment"),  # unless it has a row of its own
        ("u", "2"): ("so-c", "framework"),  # failing that, as the framework says
        ("u", "3"): (None, "nobody"),
        ("v", "1.1"): ("so-c", "assignment"),  # the row of a unit before that of all
    }


def test_an_assignment_goes_before_what_the_framework_says() -> None:
    assert answered(FULL, row("2", "so-a"))["u", "2"]["agency_code"] == "so-a"


def test_a_status_that_nobody_reported_follows_from_the_round() -> None:
    bare = pl.DataFrame({"round": ["r"], "entity_code": ["u"], "indicator_code": ["3"]})
    found = answered(FULL, bare=bare)
    assert {code: one["status"] for (unit, code), one in found.items() if unit == "u"} == {
        "1.1": UNDER_WAY,
        "1.2": DONE,
        "2": NOT_STARTED,
        "3": NEEDS_EVIDENCE,
    }
    assert not any(one["is_status_reported"] for one in found.values())
    assert {one["status_on"] for one in found.values()} == {date(2026, 1, 31)}


@pytest.mark.parametrize(
    ("code", "deadline", "status", "status_on", "overdue"),
    [
        ("2", "2026-01-30", "", "", True),  # missing when the round closes on the 31st
        ("2", "2026-01-31", "", "", False),  # the day itself is in time
        ("2", "2026-03-01", "", "", False),
        ("1.1", "2026-01-30", "", "", False),  # sent in time, if not worth full marks
        ("1.1", "2026-01-10", UNDER_WAY, "2026-01-11", True),
        ("1.1", "2026-01-10", DONE, "2026-01-11", False),
        ("1.1", "", UNDER_WAY, "2026-01-11", False),
    ],
)
def test_overdue_is_what_is_owed_on_a_day_after_the_deadline(
    code: str, deadline: str, status: str, status_on: str, overdue: bool
) -> None:
    given = row(code, "so-a", deadline=deadline, status=status, status_on=status_on)
    assert answered(FULL, given)["u", code]["is_overdue"] is overdue


def test_what_is_not_asked_of_a_unit_is_nobodys_debt() -> None:
    of = values(("u", "3", "not_applicable", None, "0"), ("u", "2", "not_evaluated", None, "0"))
    assert answered(of) == {}


def test_bonus_and_penalty_lose_what_they_take_and_no_more() -> None:
    of = values(("u", "2", "reported", "5", "0"), ("u", "3", "reported", "-2", "0"))
    found = answered(of)
    assert (found["u", "2"]["points_lost"], found["u", "3"]["points_lost"]) == (0, 2)


def test_without_points_nothing_is_lost_that_could_be_told() -> None:
    indicators = INDICATORS.with_columns(has_points=pl.lit(value=False))
    found = responsibility_rows(FULL, indicators, assigned(), named(), NONE, ROUNDS)
    assert found["points_lost"].null_count() == found.height
    assert DONE not in found["status"].to_list()
    debts = agency_debts(found, gaps())
    assert debts["points_lost"].null_count() == debts.height


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (row("1", "so-x"), "2:4: 1: agency_code: no such unit"),
        (row("9", "so-a"), "2:3: 9: no such indicator in its framework"),
        (row("1", "so-a", "w"), "2: 1: no such round, or no such unit in it"),
        (row("1", "so-a", round="s"), "2: 1: no such round"),
        (row("1", "so-a", cooperating="so-b; so-x"), "2:10: 1: cooperating: not all are codes"),
        (row("1", "so-a", deadline="15/12/2025"), "2:7: 1: deadline: expected a date"),
        (row("1", "so-a", status="Xong", status_on="2025-12-15"), "status: expected one of"),
        (row("1", "so-a", status=DONE), "status and status_on: both are given"),
        (row("1", "so-a", head_office_vi=""), "head_office_vi is empty"),
        (row("1", "so-a") + row("1", "so-b"), "2:3: 1: this indicator is given twice"),
    ],
)
def test_a_wrong_assignment_is_told_with_its_line(wrong: str, message: str) -> None:
    with pytest.raises(SeedError, match=r"responsibilities\.csv:") as caught:
        assigned(wrong)
    assert message in str(caught.value)


def gaps(**by_unit: str) -> pl.DataFrame:
    return pl.DataFrame(
        [("r", unit, "t", Decimal(points)) for unit, points in by_unit.items()],
        schema={
            "round": pl.String,
            "entity_code": pl.String,
            "target_id": pl.String,
            "gap_points": pl.Decimal(38, 10),
        },
        orient="row",
    )


def debts() -> Mapping[tuple[str, str | None], dict[str, object]]:
    found = responsibility_rows(
        FULL,
        INDICATORS,
        assigned(row("1", "so-a", deadline="2026-01-01"), row("2", "so-b", deadline="2026-01-01")),
        named(),
        NONE,
        ROUNDS,
    )
    return {
        (one["entity_code"], one["agency_code"]): one
        for one in agency_debts(found, gaps(u="10")).to_dicts()
    }


def test_what_an_agency_owes_is_added_up_and_worth_a_share_of_the_gap() -> None:
    # u lost 5 (so-a, of 20), 20 (so-b, of 20) and 1 (nobody, of 5): 26; 10 would reach its target.
    found = debts()
    first, second, nobody = found["u", "so-a"], found["u", "so-b"], found["u", None]
    assert [one["points_lost"] for one in (first, second, nobody)] == [5, 20, 1]
    assert [one["points_at_stake"] for one in (first, second, nobody)] == [20, 20, 5]
    assert [one["share_of_gap"] for one in (first, second, nobody)] == [
        Decimal("0.5"),
        Decimal(2),
        Decimal("0.1"),
    ]
    assert second["share_of_lost"] == Decimal("0.7692307692")
    assert [(one["indicators"], one["unfinished"]) for one in (first, second)] == [(2, 1), (1, 1)]
    assert [(one["missing"], one["overdue"]) for one in (first, second)] == [(0, 0), (1, 1)]


def test_a_unit_that_lost_nothing_owes_no_share() -> None:
    found = debts()["v", "so-a"]
    assert (found["points_lost"], found["share_of_lost"], found["share_of_gap"]) == (0, None, None)


def test_the_gap_is_that_of_the_nearest_target_of_points_or_value_not_met() -> None:
    progress = pl.DataFrame(
        [
            ("r", "u", "late", "value", 2030, Decimal("0.9"), Decimal("0.2"), None),
            ("r", "u", "near", "points", 2026, Decimal(800), Decimal(100), Decimal(1000)),
            ("r", "u", "met", "value", 2025, Decimal("0.6"), Decimal(0), None),
            ("r", "u", "rank", "rank", 2025, Decimal(10), Decimal(6), None),
        ],
        schema={
            "round": pl.String,
            "entity_code": pl.String,
            "target_id": pl.String,
            "kind": pl.String,
            "year": pl.Int32,
            "target": pl.Decimal(38, 10),
            "distance": pl.Decimal(38, 10),
            "points_of": pl.Decimal(38, 10),
        },
        orient="row",
    )
    totals = pl.DataFrame(
        {"round": "r", "entity_code": "u", "points": Decimal(35), "max_points": Decimal(50)}
    )
    scales = pl.DataFrame({"round": "r", "scale": Decimal(1)})
    found = target_gaps(progress, totals, scales)
    assert found.select("target_id", "gap_points").rows() == [("near", Decimal(5))]
