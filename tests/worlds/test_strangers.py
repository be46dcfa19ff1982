"""Files of strangers in drawn worlds, through every stage and publication: whose word changes what.

Here belong the two properties; that all figures are as evaluated is in `test_drawn_worlds.py`.
"""

from datetime import date, datetime
from pathlib import Path

import pytest
from installations import Small, contents_of
from publishing import publish_rounds
from worlds.generator import draw_world
from worlds.strangers import authority_of, speakers_in, strangers_of, without_strangers
from worlds.world import World

from assets.publishing.issuing import Order, issue_release, write_life_cycle
from assets.publishing.life_cycle_steps import reopen_round

FIGURES = (
    "SELECT round, entity_code, indicator_code, input, source, value, raw_text, reporter, "
    "file_name, cell FROM submissions.input_value"
)
RESULTS = (
    "SELECT round, entity_code, basis, indicator_code, state, value, points FROM "
    "indicators.indicator_value",
    "SELECT round, entity_code, basis, value, rank FROM rankings.dti",
)


def worlds(count: int, *, with_right: bool) -> list[World]:
    """Small worlds in which some stranger has a right to speak, or none has."""
    found: list[World] = []
    for world in map(draw_world, range(0, 1000, 10)):
        entitled = [
            speaker
            for entry in world.rounds
            for file in strangers_of(world, entry)
            for speaker in speakers_in(authority_of(world, world.framework_of(entry), entry), file)
        ]
        if world.agencies and entitled and any(entitled) is with_right:
            found.append(world)
        if len(found) == count:
            break
    return found


def published(world: World, folder: Path) -> Small:
    """The world in a folder, taken through every stage and published; nothing is issued."""
    world.write(folder)
    place = Small(folder)
    publish_rounds(place.open(), [entry.id for entry in world.rounds])
    return place


def touched(world: World) -> set[tuple[object, ...]]:
    """The figures on which some stranger may speak: round, unit, indicator."""
    return {
        (entry.id, row.unit, row.code)
        for entry in world.rounds
        for file in strangers_of(world, entry)
        for row, speaker in zip(
            file.rows,
            speakers_in(authority_of(world, world.framework_of(entry), entry), file),
            strict=True,
        )
        if speaker is not None
    }


@pytest.mark.parametrize("world", worlds(2, with_right=True), ids=lambda one: str(one.seed))
def test_only_figures_on_which_the_author_may_speak_change(world: World, tmp_path: Path) -> None:
    before = published(without_strangers(world), tmp_path / "before").query(FIGURES)
    after = published(world, tmp_path / "after").query(FIGURES)
    assert {row[:3] for row in {*before} ^ {*after}} <= touched(world)


@pytest.mark.parametrize("world", worlds(2, with_right=False), ids=lambda one: str(one.seed))
def test_files_of_those_who_may_say_nothing_change_no_result(world: World, tmp_path: Path) -> None:
    before = published(without_strangers(world), tmp_path / "before")
    after = published(world, tmp_path / "after")
    for query in (FIGURES, *RESULTS):
        assert after.query(f"{query} ORDER BY ALL") == before.query(f"{query} ORDER BY ALL")


def test_a_final_release_stays_while_strangers_write_and_rounds_are_reopened(
    tmp_path: Path,
) -> None:
    (world,) = worlds(1, with_right=True)
    entry = world.rounds[0]
    place = published(without_strangers(world), tmp_path)
    of, query = place.open(), f"{FIGURES} WHERE round = '{entry.id}' ORDER BY ALL"
    moment = datetime.fromisoformat("2026-03-01T08:00:00")
    release = issue_release(of, entry.id, Order("final", moment, "An", "vì")).release
    write_life_cycle(of)
    rows = f"SELECT * FROM publication.release_rank WHERE release = '{release}' ORDER BY ALL"

    def issued() -> object:
        return contents_of(of.releases / release), place.query(rows)

    issued_first, figures = issued(), place.query(query)
    world.write(tmp_path)
    publish_rounds(of, [entry.id])
    write_life_cycle(of)
    assert (issued(), place.query(query)) == (issued_first, figures)
    reopen_round(of, entry.id, "An", "vì", "1/QĐ", date(2026, 3, 2))
    publish_rounds(of, [entry.id])
    issue_release(of, entry.id, Order("final", moment.replace(month=4), "An", "đính chính"))
    write_life_cycle(of)
    assert issued() == issued_first
