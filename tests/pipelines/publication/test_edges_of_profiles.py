"""Standings, steps, targets and files at their edges: what is just enough and just too little."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.frameworks.framework import Name
from pipelines.publication.overview import MOVERS, by_subject, headline, latest_targets, movers
from pipelines.publication.planning_sections import (
    moves_by_unit,
    rewards_by_unit,
    targets_by_unit,
    ways_by_unit,
)
from pipelines.publication.profiles import SIMILAR, similar_units, standings, strong_and_weak
from pipelines.publication.release_files import PublishedFile, open_files, papers_of


def scores(values: dict[str, list[float | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                "main", str(n), unit, None if value is None else Decimal(str(value)), Decimal(10),
                None if value is None else 1,
            )
            for unit, row in values.items()
            for n, value in enumerate(row)
        ],
        schema={"level": pl.String, "code": pl.String, "entity_code": pl.String,
                "value": pl.Decimal(18, 10), "max_points": pl.Decimal(18, 10), "rank": pl.Int32},
        orient="row",
    )  # fmt: skip


def test_a_unit_without_a_value_shares_no_rank() -> None:
    found = standings(scores({"a": [None], "b": [0.5], "c": [0.7]})).sort("entity_code")
    assert found["sharing"].to_list() == [None, 2, 2]
    assert found["gap"].to_list() == [None, pytest.approx(-0.1), pytest.approx(0.1)]


def test_a_unit_is_set_beside_five_others_at_most() -> None:
    found = similar_units(scores({f"u{n}": [n / 10] for n in range(8)}))
    assert found.filter(entity_code="u0")["similar_code"].to_list() == [
        "u1",
        "u2",
        "u3",
        "u4",
        "u5",
    ]
    assert found.filter(entity_code="u0")["place"].to_list() == [1, 2, 3, 4, 5]
    assert SIMILAR == 5


def test_two_units_are_each_others_like() -> None:
    found = similar_units(scores({"a": [0.1], "b": [0.9]}))
    assert found.rows() == [("a", "b", 1), ("b", "a", 1)]


def test_nearness_counts_all_values_by_their_squares() -> None:
    # From a (0, 0): b at (.3, .3) is .18 away, c at (.45, 0) .2025, d at (-.1, .4) .17.
    found = similar_units(
        scores({"a": [0.0, 0.0], "b": [0.3, 0.3], "c": [0.45, 0.0], "d": [-0.1, 0.4]})
    )
    assert found.filter(entity_code="a")["similar_code"].to_list() == ["d", "b", "c"]


def test_a_code_without_any_value_moves_nobody() -> None:
    found = similar_units(scores({"a": [0.1, None], "b": [0.2, None], "c": [0.9, None]}))
    assert found.filter(entity_code="a")["similar_code"].to_list() == ["b", "c"]


def test_among_many_units_nobody_is_like_itself() -> None:
    # More units than are compared at once: two on every place, each the other's nearest.
    units: dict[str, list[float | None]] = {f"u{n:04}": [float(n // 2)] for n in range(1100)}
    first = similar_units(scores(units), count=1)
    pairs = dict(first.select("entity_code", "similar_code").rows())
    assert pairs["u0000"] == "u0001"
    assert pairs["u0513"] == "u0512"
    assert pairs["u1098"] == "u1099"
    assert all(unit != other for unit, other in pairs.items())


def test_three_strengths_and_three_weaknesses_at_most() -> None:
    gaps = pl.DataFrame(
        {
            "entity_code": ["a"] * 9,
            "code": [str(n) for n in range(9)],
            "gap_points": [4.0, 3.0, 2.0, 1.0, 0.0, -1.0, -2.0, -3.0, None],
        }
    )
    found = strong_and_weak(gaps)
    assert found.select("code", "is_strength", "place").rows() == [
        ("0", True, 1), ("1", True, 2), ("2", True, 3),
        ("7", False, 1), ("6", False, 2), ("5", False, 3),
    ]  # fmt: skip


def test_a_hair_above_the_mean_is_no_strength() -> None:
    gaps = pl.DataFrame({"entity_code": ["a", "a"], "code": ["1", "2"], "gap_points": [1e-12, 0.5]})
    assert strong_and_weak(gaps)["code"].to_list() == ["2"]


def a_round(**facts: Any) -> dict[str, Any]:
    usual = {"id": "r", "ranked": 3, "units": 3, "is_demonstration": False,
             "ends_on": date(2025, 12, 31), "subject": "province"}  # fmt: skip
    return usual | facts


def test_of_rounds_that_end_together_the_larger_opens_the_site() -> None:
    found = headline([a_round(id="small", units=2), a_round(id="large", units=34)])
    assert found is not None
    assert found["id"] == "large"
    alone = headline([a_round(id="nation", units=1)])
    assert alone is not None
    assert alone["id"] == "nation"


def test_rounds_stand_by_subject_the_nation_first() -> None:
    found = by_subject([a_round(id="p"), a_round(id="n", subject="nation"), a_round(id="q")])
    assert [(subject, [one["id"] for one in rounds]) for subject, rounds in found] == [
        ("nation", ["n"]), ("province", ["p", "q"]),
    ]  # fmt: skip


def test_five_movers_are_named_and_who_stays_is_none() -> None:
    ranking = [{"rank": n, "rank_change": n - 1} for n in range(1, 9)]
    assert [row["rank_change"] for row in movers(ranking, up=True)] == [7, 6, 5, 4, 3]
    assert (movers(ranking, up=False), MOVERS) == ([], 5)


def test_real_targets_come_before_demonstrations_and_earlier_years_first() -> None:
    def target(name: str, year: int | None, is_demonstration: bool = False) -> dict[str, Any]:
        return {
            "target_id": name,
            "value_now": "1",
            "year": year,
            "is_demonstration": is_demonstration,
        }

    rounds = [
        a_round(targets=[target("d", 2020, True), target("b", 2030), target("a", 2025)]),
        a_round(targets=[target("n", None), target("m", -1)]),
    ]
    found = [row["target_id"] for row in latest_targets(rounds)]
    assert found == ["m", "n", "a", "b", "d"]


def test_plans_of_a_unit_are_told_with_their_signs() -> None:
    totals = pl.DataFrame({"entity_code": ["a", "b"], "text_vi": ["lên", "xuống"]})
    parts = pl.DataFrame(
        {"entity_code": ["a"], "factor": ["own"], "rank_part": [Decimal("-1.506")],
         "value_part": [Decimal("0.03994")]}
    )  # fmt: skip
    told = moves_by_unit(totals, parts, 4)
    ((part,), nothing) = told["a"][0]["parts"], told["b"][0]["parts"]
    assert (part["rank_part"], part["value_part"], nothing) == ("−1.51", "+0.0399", [])
    assert moves_by_unit(totals, None, 4) == moves_by_unit(None, parts, 4) == {}
    assert (targets_by_unit(None, 4), ways_by_unit(None), rewards_by_unit(None)) == ({}, {}, {})
    rewards = pl.DataFrame({"entity_code": ["a"], "class_vi": ["Tốt"]})
    assert rewards_by_unit(rewards) == {"a": [{"entity_code": "a", "class_vi": "Tốt"}]}


def test_a_file_is_known_by_its_last_ending() -> None:
    (paper,) = papers_of([PublishedFile("ban-tin.vi.md", 12, "ab")])
    assert (paper["format"], paper["size"], paper["sha256"]) == ("Markdown", "12 B", "ab")
    _, others = open_files(
        [PublishedFile("codebook.csv", 1, "x"), PublishedFile("dti.structure.json", 1, "x")],
        {"scores.dti": Name("Điểm", "Scores")},
    )
    assert [(row["what_en"], row["format"]) for row in others] == [
        ("what each column means", "CSV"), ("all scores in SDMX 3.0", "JSON"),
    ]  # fmt: skip
