"""Reporters of a drawn world, and files of strangers: of anybody, about anybody.

Here belongs drawing them, apart from all else that is drawn, so that a world without them is the
same but for them. Who of them may speak is told by `authority_oracle.py`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Final

from authority_oracle import Authority, Listing, Row, Sent
from worlds.figures import draw_rows
from worlds.world import File, Framework, Node, Round, World

AGENCIES: Final = ("co-quan-a", "co-quan-b")
STRANGER: Final = "co-quan-l"
"""A code that nobody has: one mistyped."""
_SOURCES: Final = ("declared", "declared", "declared", "verified", "measured", "published")
_HANOI: Final = timezone(timedelta(hours=7))


def draw_reporters(world: World) -> None:
    """Give a world agencies that report, and a list of reporters that adds and narrows."""
    random = Random(f"reporters of {world.seed}")
    if random.random() < 0.4:
        return
    world.agencies = AGENCIES
    leaves = [node for one in world.frameworks for node in one.nodes if node.rule is not None]
    for leaf in leaves:
        if random.random() < 0.3:
            leaf.responsible = random.choice(AGENCIES)
            assert leaf.rule is not None
            if leaf.rule["kind"] != "penalty" and random.random() < 0.3:
                leaf.reported_by = random.choice(("unit", "agency", "council"))
    units = [unit.code for unit in world.units]
    for code, kind in (*((agency, "agency") for agency in AGENCIES), (units[0], "unit")):
        if random.random() < 0.4:
            about = random.choice(("*", ";".join(random.sample(units, min(2, len(units))))))
            named = random.sample([leaf.code for leaf in leaves], min(2, len(leaves)))
            listed = random.choice(("*", ";".join(dict.fromkeys(named))))
            world.listed += (Listing(code, kind, about, listed, random.random() < 0.15),)


def strangers_of(world: World, entry: Round) -> list[File]:
    """Files of anybody for a round: wherever they lie, whomever they name, whatever they claim."""
    random = Random(f"strangers of {world.seed} {entry.id}")
    leaves = [node for node in world.framework_of(entry).nodes if node.rule is not None]
    return [_stranger(random, entry, leaves, number) for number in range(random.randint(0, 3))]


def _stranger(random: Random, entry: Round, leaves: Sequence[Node], number: int) -> File:
    plain = [unit for unit in entry.units if "&" not in unit]
    somebody = (*AGENCIES, *AGENCIES, STRANGER, *plain)
    name = random.choice((f"{random.choice(somebody)}_khac", "khac"))
    folder = random.choice(("", "", random.choice(somebody)))
    path = "/".join(filter(None, (entry.id, folder, f"{name}-{number}.csv")))
    source = random.choice(_SOURCES)
    about = random.choice((entry.units, (random.choice(entry.units),)))
    rows = [
        row
        for leaf in leaves
        for unit in about
        if random.random() < 0.5
        for row in draw_rows(random, leaf, unit, source)
    ]
    rows = rows or list(draw_rows(random, leaves[0], entry.units[0], source))
    at = datetime(entry.ends_on.year, entry.ends_on.month, entry.ends_on.day, 9, tzinfo=_HANOI)
    reporter = random.choice((None, None, random.choice(somebody)))
    moment = at + timedelta(days=random.randint(1, 25), seconds=number)
    return File(entry.id, path, moment, "values", rows, reporter=reporter)


def without_strangers(world: World) -> World:
    """The same world before any of them sent a file."""
    strange = {file.path for entry in world.rounds for file in strangers_of(world, entry)}
    return replace(world, files=[file for file in world.files if file.path not in strange])


def authority_of(world: World, framework: Framework, entry: Round) -> Authority:
    """Who may speak in a round of a world."""
    leaves = [node for node in framework.nodes if node.rule is not None]
    known = {*(unit.code for unit in world.units), *world.agencies} - {*entry.units}
    return Authority(
        responsible={node.code: node.responsible for node in leaves if node.responsible},
        reported_by={node.code: node.reported_by for node in leaves if node.reported_by},
        parents={node.code: node.parent for node in framework.nodes},
        listed=world.listed,
        is_published=False,
        units=entry.units,
        others=tuple(sorted(known)),
        named={},
        penalties=tuple(n.code for n in leaves if n.rule and n.rule["kind"] == "penalty"),
    )


def speakers_in(authority: Authority, file: File) -> list[str | None]:
    """Of each row of a file in whose name it speaks; None where that may not be."""
    path = file.path.removeprefix(f"{file.round}/").rpartition(".")[0]
    layout = "values" if file.layout == "parquet" else file.layout
    found: list[str | None] = []
    for figure in file.rows:
        state = figure.value if figure.input == "state" else figure.text
        source = "" if figure.source == "declared" else figure.source
        row = Row(figure.unit, figure.code, figure.input, str(state), file.reporter or "", source)
        sent = Sent(path, layout, (row,))
        (speaker,) = authority.speakers_of(sent)
        found.append(speaker if authority.may(sent, row) else None)
    return found
