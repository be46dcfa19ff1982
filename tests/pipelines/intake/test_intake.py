"""Intake as a whole: files of several rounds, what ships, and no row lost on the way."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import polars as pl
import pytest
from intake_builders import (
    GOOD,
    SEEDS,
    figures,
    file,
    framework,
    rounds,
    scorecard,
    shipped_entities,
    shipped_reporters,
    shipped_rounds,
    statuses,
    take,
    told,
    units,
    values,
)

from pipelines.frameworks.reader import read_framework
from pipelines.intake.findings import QUESTIONS
from pipelines.intake.intake import Intake, ReceivedFile, take_in
from pipelines.intake.submission_files import OpenedFile, read_submissions
from pipelines.intake.tabular import read_files
from pipelines.rounds import Round, expected_units

SUBMISSIONS = SEEDS / "submissions"
FIELDS = ("file_name", "entity_code", "indicator_code", "rule")


def test_a_shared_file_gives_each_round_its_rows() -> None:
    shared = file("a.csv", values(GOOD, " r2 ,00001,1.4,points,9"), shared=True)
    for into, value in (("r1", "7"), ("r2", "9")):
        taken = take(shared, into=into)
        assert told(taken) == []
        assert figures(taken) == {("00001", "1.4", "points"): value}


def test_a_shared_file_of_another_round_is_left_to_it() -> None:
    shared = file("a.csv", values(GOOD), shared=True)
    taken = take(shared, into="r2")
    assert taken.files.is_empty()
    assert told(taken) == []


def test_a_row_of_another_round_in_the_folder_of_a_round_is_told() -> None:
    taken = take(file("a.csv", values(GOOD, "r2,00001,1.4,points,9")))
    assert [finding["rule"] for finding in told(taken)] == ["round_is_another"]


def test_a_file_that_names_only_an_unknown_round_is_quarantined_not_lost() -> None:
    shared = file("a.csv", values("r9,00001,1.4,points,9"), shared=True)
    for into in ("r1", "r2"):
        taken = take(shared, into=into)
        assert statuses(taken) == {"a.csv": "quarantined"}
        (finding,) = told(taken)
        assert (finding["found"], finding["expected"]) == ("r9", into)
        assert taken.rejected["round"].to_list() == ["r9"]


def test_a_quarantined_row_does_not_stop_its_file_nor_a_file_its_round() -> None:
    taken = take(
        file("00001.csv", scorecard(**{"1_4": "7", "9_9": "1"})),
        file("00002.csv", b""),
        file("00003.csv", scorecard(**{"1_4": "8"})),
    )
    assert {unit for unit, *_ in figures(taken)} == {"00001", "00003"}
    assert statuses(taken) == {
        "00001.csv": "accepted_with_warnings",
        "00002.csv": "quarantined",
        "00003.csv": "accepted",
    }


def test_a_round_without_files_is_empty() -> None:
    taken = take()
    assert taken.files.is_empty()
    assert taken.current.is_empty()
    assert told(taken) == []


def received(round_id: str) -> Iterator[ReceivedFile]:
    folder = SUBMISSIONS / round_id
    register = pl.read_csv(folder / "received.csv", infer_schema=False)
    for name, at in register.select("file_name", "received_at").iter_rows():
        moment = datetime.fromisoformat(at) if at else None
        yield ReceivedFile(name, (folder / name).read_bytes(), moment)


def seeds_of(round_id: str) -> tuple[Round, pl.DataFrame]:
    entry = shipped_rounds()[round_id]
    return entry, expected_units(entry, shipped_entities())


@cache
def shipped(round_id: str) -> Intake:
    entry, units = seeds_of(round_id)
    text = (SEEDS / "frameworks" / f"{entry.framework}.yaml").read_text(encoding="utf-8")
    framework = read_framework(text, entry.framework)
    return take_in(
        received(round_id),
        entry,
        framework,
        units,
        frozenset(shipped_rounds()),
        reporters=shipped_reporters(),
    )


def planted(round_id: str) -> Mapping[str, list[str]]:
    """What `seeds/submissions/README.md` says was planted: kind of fault -> units."""
    table = (SUBMISSIONS / "README.md").read_text(encoding="utf-8")
    found = re.findall(rf"^\| {round_id} \| ([^|]+) \| `(\w+)`", table, re.MULTILINE)
    return {kind: codes.split(", ") for codes, kind in found}


def expected_errors(faults: Mapping[str, list[str]]) -> set[tuple[str, str | None, str]]:
    """Unit of the file, indicator and rule of every finding that the planted faults make."""
    rules: dict[str, list[tuple[str | None, str]]] = {
        "wrong_header": [(None, "header_not_recognised")],
        "empty_file": [(None, "file_is_empty")],
        "above_maximum": [("4.5", "value_outside_unit")],
        "zero_denominator": [("3.4.1", "denominator_is_zero")],
        "faulty_values": [
            ("9.9", "indicator_unknown"),
            ("1.4", "entity_not_in_round"),
            ("1.4", "round_is_another"),
            ("1.3", "numerator_above_denominator"),
            ("4.13", "denominator_is_zero"),
            ("6.4", "value_not_a_number"),
            ("2.1", "value_given_twice"),
        ],
    }
    return {
        (unit, indicator, rule)
        for kind, of_kind in rules.items()
        for unit in faults.get(kind, [])
        for indicator, rule in of_kind
    }


@pytest.mark.parametrize("round_id", [name for name in shipped_rounds() if "demo" in name])
def test_the_planted_faults_are_found_and_nothing_else(round_id: str) -> None:
    taken, faults = shipped(round_id), planted(round_id)
    assert faults
    found = {
        (finding["file_name"].split("_")[0], finding["indicator_code"], finding["rule"])
        for finding in told(taken)
        if finding["rule"] not in QUESTIONS
    }
    assert found == expected_errors(faults)
    by_status: dict[str, set[str]] = {}
    for name, status in statuses(taken).items():
        by_status.setdefault(status, set()).add(name.split("_")[0])

    def units(*kinds: str) -> set[str]:
        return {unit for kind in kinds for unit in faults.get(kind, [])}

    assert by_status.get("quarantined", set()) == units("wrong_header", "empty_file")
    assert by_status.get("superseded", set()) == units("amended")
    assert by_status.get("accepted_with_warnings", set()) == units(
        "faulty_values", "above_maximum", "zero_denominator"
    )
    late = taken.files.filter("late")["file_name"].str.split("_").list.first()
    assert set(late) == set(faults.get("late", []))
    _, expected = seeds_of(round_id)
    senders = set(taken.files["file_name"].str.split("_").list.first())
    assert set(expected["entity_code"]) - senders == units("missing")


@pytest.mark.parametrize("round_id", ["demo-communes-2025H1", "demo-communes-2025H2"])
def test_states_and_amendments_that_were_planted_arrive(round_id: str) -> None:
    taken, faults = shipped(round_id), planted(round_id)

    def value(unit: str, indicator: str, name: str, source: str = "declared") -> Any:
        of_source = taken.current.filter(pl.col("source") == source)
        return figures(replace(taken, current=of_source)).get((unit, indicator, name))

    for unit in faults["not_applicable"]:
        assert [value(unit, code, "state") for code in ("3.1", "3.2", "3.3")] == [
            "not_applicable"
        ] * 3
    (unit,) = faults["zero_by_decision"]
    assert value(unit, "4.22.8", "state", "verified") == "zero_by_decision"
    (unit,) = faults["ambiguous_number"]
    assert value(unit, "4.22.10", "points") == "1.941"
    for unit in faults["amended"]:
        both = taken.superseded.filter(pl.col("entity_code") == unit).join(
            taken.current, on=["entity_code", "indicator_code", "input", "source"], suffix="_new"
        )
        changed = both.filter(pl.col("value") != pl.col("value_new"))
        assert changed["indicator_code"].n_unique() == 3


@pytest.mark.parametrize("round_id", [name for name in shipped_rounds() if "demo" not in name])
def test_published_results_are_taken_in_without_a_finding(round_id: str) -> None:
    taken = shipped(round_id)
    assert told(taken) == []
    assert set(taken.files["status"]) == {"accepted"}
    assert set(taken.current["source"]) == {"published"}
    _, expected = seeds_of(round_id)
    assert set(taken.current["entity_code"]) == set(expected["entity_code"])


@pytest.mark.parametrize("round_id", list(shipped_rounds()))
def test_no_row_is_lost(round_id: str) -> None:
    taken = shipped(round_id)
    entry, units = seeds_of(round_id)
    files = list(received(round_id))
    opened = [
        OpenedFile(at, file.name, "", tables)
        for at, (file, tables) in enumerate(
            zip(files, read_files([(file.name, file.read()) for file in files]), strict=True)
        )
    ]
    rows = read_submissions(opened, entry.id, units).rows.height
    kept = (taken.current, taken.superseded, taken.rejected, taken.appeals)
    assert sum(frame.height for frame in kept) == rows
    places = pl.concat(frame.select("file_sha256", "sheet", "cell") for frame in kept)
    assert places.is_unique().all()


@pytest.mark.parametrize("round_id", list(shipped_rounds()))
def test_one_value_stands_for_each_figure(round_id: str) -> None:
    figure = ["round", "entity_code", "indicator_code", "input", "source"]
    assert shipped(round_id).current.select(figure).is_unique().all()


def test_a_scorecard_at_the_top_of_the_inbox_counts_where_there_is_but_one_round() -> None:
    card = file("00001.csv", scorecard(**{"1_4": "7"}), shared=True)
    taken = take_in([card], rounds()["r1"], framework(), units(), frozenset({"r1"}))
    assert figures(taken) == {("00001", "1.4", "points"): "7"}
