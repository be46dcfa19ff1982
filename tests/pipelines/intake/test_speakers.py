"""Random senders: no file changes a figure of a unit for which its sender may not speak."""

from collections.abc import Sequence
from random import Random
from typing import Any

import polars as pl
import pytest
from intake_builders import file, rounds, units
from speakers import Sent, Speakers, draw_intruder, draw_round, draw_speakers

from pipelines.intake.intake import Intake, take_in

DRAWS = range(40)
FILES_PER_DRAW = 3
IN_USE = (
    "entity_code", "indicator_code", "input", "source", "value", "raw_text", "reporter",
    "file_name", "cell",
)  # fmt: skip


def taken_in(speakers: Speakers, files: Sequence[Sent]) -> Intake:
    received = [
        file(
            sent.name,
            sent.content(speakers.framework),
            f"2025-07-{day:02}T08:00:00+07:00",
            sent.is_shared,
        )
        for day, sent in enumerate(files, 1)
    ]
    return take_in(
        received,
        rounds()["r1"],
        speakers.framework,
        units(),
        frozenset(rounds()),
        reporters=speakers.reporters,
    )


def in_use(taken: Intake) -> dict[tuple[str, str], set[Any]]:
    """The values in use by unit and indicator."""
    found: dict[tuple[str, str], set[Any]] = {}
    for row in taken.current.select(IN_USE).iter_rows():
        found.setdefault(row[:2], set()).add(row)
    return found


def cells(frame: pl.DataFrame, name: str) -> set[str]:
    return set(frame.filter(file_name=name)["cell"].drop_nulls())


def of_others(frame: pl.DataFrame, name: str) -> list[Any]:
    return frame.filter(pl.col("file_name") != name).rows()


@pytest.mark.parametrize("seed", DRAWS)
def test_no_value_changes_by_the_word_of_who_may_not_speak_for_it(seed: int) -> None:
    random = Random(seed)
    speakers, base = draw_speakers(random), draw_round(random)
    before = taken_in(speakers, base)
    for _ in range(FILES_PER_DRAW):
        more = draw_intruder(random, base)
        after = taken_in(speakers, [*base, more])
        entitled = {cell for cell, row in more.cells() if speakers.may(more, row)}
        touched = {(row.unit, row.code) for cell, row in more.cells() if cell in entitled}
        was, now = in_use(before), in_use(after)
        for figure in was.keys() | now.keys():
            assert figure in touched or was.get(figure) == now.get(figure), more
        counted = cells(pl.concat([after.current, after.appeals]), more.name)
        assert counted <= entitled, more
        answered = after.findings.filter(file_name=more.name)
        whole_file = answered["cell"].is_null().any()
        kept = counted | cells(after.superseded, more.name) | cells(answered, more.name)
        assert whole_file or kept == {cell for cell, _ in more.cells()}, more
        refused = cells(answered.filter(rule="not_entitled"), more.name)
        assert not refused & entitled, more
        if not entitled:
            assert of_others(after.findings, more.name) == of_others(before.findings, more.name)
            assert of_others(after.files, more.name) == of_others(before.files, more.name)
