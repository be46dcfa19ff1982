"""What the officer does next, at every point of a round's course."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.names import Name
from pipelines.publication.course_text import course_as_text, courses_as_json, courses_as_text
from pipelines.publication.life_cycle import Entry, standing
from pipelines.publication.round_course import Course, Places, next_actions
from pipelines.publication.senders import FAULTY_SCHEMA, SENDER_SCHEMA
from pipelines.rounds import Round

DAY = date(2026, 3, 1)
ROUND = Round(
    "r", Name("Đợt", "Round"), "f", "commune", None, date(2025, 1, 1), date(2025, 6, 30), None,
    None, "provisional", date(2025, 6, 30), None, (), 1,
)  # fmt: skip
UNITS = pl.DataFrame({"entity_code": ["a"], "name_vi": ["Xã A"], "name_en": ["A"]})
SENT = pl.DataFrame(
    [("a", "Xã A", "A", True, 1, False, False, False)], schema=SENDER_SCHEMA, orient="row"
)
FAULTY = pl.DataFrame([("a.csv", "a", "Xã A", "A", False, 2)], schema=FAULTY_SCHEMA, orient="row")
APPEAL = pl.DataFrame(
    {
        "entity_code": ["a"],
        "entity_name": ["Xã A"],
        "indicator_code": ["1"],
        "appeal_number": [None],
        "is_late": [True],
    }
)


def issued(stage: str) -> Entry:
    return Entry(
        number=1, at="2026-02-01T09:00:00+07:00", by="An", action="publish", round="r",
        release="r.1", stage=stage, reason="vì", content_sha256="aa",
    )  # fmt: skip


def course(stage: str | None = None, release: str = "by_hand", **known: Any) -> Course:
    """A round that was assessed and where nothing stands open, but for what is known."""
    log = [issued(stage)] if stage else []
    facts: dict[str, Any] = {
        "is_assessed": True,
        "differs": stage is None,
        "senders": SENT,
        "faulty": FAULTY.clear(),
        "appeals": APPEAL.clear(),
        **known,
    }
    arrived = facts.pop("arrived", ())
    entry = replace(ROUND, release=release)
    places = Places(None, None, None, None)
    return Course(entry, standing(log, "r"), UNITS, places, arrived, **facts)


ASSESS = "dti assess r"
SILENT: dict[str, Any] = {"senders": SENT.with_columns(is_silent=True)}
ISSUE = 'dti publish r --as {} --by "…" --reason "…"'


@pytest.mark.parametrize(
    ("at", "commands"),
    [
        (course(), [ISSUE.format("provisional")]),
        (course("provisional"), [ISSUE.format("final")]),
        (course("provisional", differs=True), [ISSUE.format("provisional")]),
        (course("final"), []),
        (course("final", after_closing=["b.csv"]), ["dti reopen r"]),
        (course("final", arrived=["b.csv"], is_outdated=True), [ASSESS]),
        (course("provisional", is_outdated=True), [ASSESS]),
        (course("provisional", unchecked=1), ["dti decide r --template"]),
        (course("provisional", appeals=APPEAL), ["dti decide r --template", ISSUE.format("final")]),
        (course("provisional", **SILENT), ["dti template r --all"]),
        (course(faulty=FAULTY), [ASSESS, ISSUE.format("provisional") + ' --despite "…"']),
        (course(release="automatic"), [ASSESS]),
        (course("provisional", release="automatic"), []),
        (course("final", release="automatic"), []),
    ],
)
def test_the_next_steps_follow_from_where_the_round_is(at: Course, commands: list[str]) -> None:
    found = [step.command for step in next_actions(at)]
    assert len(found) == len(commands)
    for command, begins in zip(found, commands, strict=True):
        assert command.startswith(begins)
    # Whatever is known can be told.
    assert course_as_text(at, DAY).startswith("r\n")
    assert courses_as_text([at], DAY).count("\n") == 2
    assert courses_as_json([at], DAY).startswith("[")


def test_an_appeal_without_a_number_is_listed_with_its_unit() -> None:
    text = course_as_text(course("provisional", appeals=APPEAL), DAY)
    assert "phúc tra chưa trả lời / appeals undecided (1):\n    Xã A (a) 1, -, muộn / late" in text
