"""Random senders: no file changes a figure of a unit for which its sender may not speak."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import polars as pl
import pytest
from authority_oracle import Sent
from intake_builders import file, rounds, units
from speakers import Speakers, content_of, draw_intruder, draw_round, draw_speakers

from pipelines.intake.intake import Intake, take_in

DRAWS = range(14)
FILES_PER_DRAW = 7
IN_USE = (
    "entity_code", "indicator_code", "input", "source", "value", "raw_text", "reporter",
    "file_name", "cell",
)  # fmt: skip


def taken_in(speakers: Speakers, files: Sequence[Sent]) -> Intake:
    """What comes of files, received one day after the other."""
    received = [
        file(
            sent.name,
            content_of(sent, speakers.framework),
            f"2025-07-{day:02}T08:00:00+07:00",
            sent.is_shared,
        )
        for day, sent in enumerate(files, 1)
    ]
    return take_in(
        received,
        replace(rounds()["r1"], publishes="ministry" if speakers.is_published else None),
        speakers.framework,
        units(),
        frozenset(rounds()),
        reporters=speakers.reporters,
    )


def used(taken: Intake) -> pl.DataFrame:
    return pl.concat([taken.current, taken.appeals])


def in_use(taken: Intake) -> dict[tuple[str, str], set[Any]]:
    """The values in use by unit and indicator."""
    found: dict[tuple[str, str], set[Any]] = {}
    for row in used(taken).select(IN_USE).iter_rows():
        found.setdefault(row[:2], set()).add(row)
    return found


def places(frame: pl.DataFrame, files: Sequence[Sent]) -> set[tuple[str, str]]:
    """The cells of files that a table names."""
    named = frame.filter(pl.col("file_name").is_in([sent.name for sent in files]))
    return set(named.drop_nulls("cell").select("file_name", "cell").iter_rows())


@pytest.mark.parametrize("seed", DRAWS)
def test_no_value_changes_by_the_word_of_who_may_not_speak_for_it(seed: int) -> None:
    random = Random(seed)
    speakers, base = draw_speakers(random), draw_round(random)
    more = {
        sent.name: sent for sent in (draw_intruder(random, base) for _ in range(FILES_PER_DRAW))
    }
    rows = {
        (name, cell): (row, speakers.may(sent, row))
        for name, sent in more.items()
        for cell, row in sent.cells()
    }
    entitled = {place for place, (_, may) in rows.items() if may}
    strangers = [sent for sent in more.values() if not {sent.name} & {name for name, _ in entitled}]
    before, after = taken_in(speakers, base), taken_in(speakers, [*base, *more.values()])

    touched = {(row.unit, row.code) for row, may in rows.values() if may}
    was, now = in_use(before), in_use(after)
    changed = {figure for figure in was.keys() | now.keys() if was.get(figure) != now.get(figure)}
    assert changed <= touched
    assert places(used(after), list(more.values())) <= entitled

    # Each row that does not count is answered, and none that may be given is called another's.
    answered = after.findings
    whole = set(answered.filter(pl.col("cell").is_null())["file_name"])
    kept = places(pl.concat([used(after), after.superseded], how="diagonal"), list(more.values()))
    told = places(answered, list(more.values()))
    assert {place for place in rows if place[0] not in whole} <= kept | told
    assert not places(answered.filter(rule="not_entitled"), list(more.values())) & entitled

    # Who may say nothing leaves no trace but in its own answer, and in that to its own files.
    apart = taken_in(speakers, [*base, *strangers])
    theirs = pl.col("file_name").is_in([sent.name for sent in strangers])
    answered_too = {who for sent in strangers for who in speakers.speakers_of(sent)}
    of_the_silent = ~pl.col("entity_code").is_in(list(answered_too)).fill_null(value=False)
    for table in ("current", "appeals", "superseded", "rejected", "files"):
        assert getattr(apart, table).filter(~theirs).equals(getattr(before, table)), table
    told_now = apart.findings.filter(~theirs, of_the_silent)
    assert told_now.equals(before.findings.filter(of_the_silent))
