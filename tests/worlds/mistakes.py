"""One mistake planted in a drawn world: seeds that must be refused with file, line and code.

Here belong the kinds of mistakes. Each is planted in a world that is valid otherwise; the file in
which the error is to be found is named beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from worlds.generator import draw_world
from worlds.world import Framework, Node, Unit, World, seed_files

Files = dict[str, str]


@dataclass(frozen=True)
class Mistake:
    """A kind of mistake: the file that holds it, the code that its error names, how it is made."""

    file: str
    names: str
    plant: Callable[[World], None] = lambda _: None
    spoil: Callable[[Files], None] = lambda _: None


def seeds_with(mistake: Mistake, seed: int) -> Mapping[str, str]:
    """The seed files of a world of this number or one after it, with the mistake in it."""
    world = draw_world(seed)
    while world.frameworks[0].aggregation != "points" or len(world.rounds) < 2:
        seed += 1
        world = draw_world(seed)
    world.frameworks = world.frameworks[:1]
    for entry in world.rounds:
        entry.framework = world.frameworks[0].id
        entry.not_evaluated = ()
    mistake.plant(world)
    files = dict(seed_files(world))
    mistake.spoil(files)
    return files


def _leaf(code: str, rule: dict[str, Any], unit: str = "count", **more: Any) -> Node:
    return Node(code, None, code, Decimal(10), inputs={"x": unit}, rule=rule, **more)


def _main(rule: dict[str, Any], unit: str = "count") -> Callable[[World], None]:
    return lambda world: world.frameworks[0].nodes.append(_leaf("sai-1", rule, unit))


def _in_mean_parent(world: World) -> None:
    parent = Node("sai-0", None, "Nhóm", Decimal(50), aggregation="arithmetic_mean")
    child = _leaf("sai-1", {"kind": "rank", "input": "x"})
    child.parent = "sai-0"
    world.frameworks[0].nodes += [parent, child]


def _previous_in_a_circle(world: World) -> None:
    first, second = world.rounds[:2]
    first.previous, second.previous = second.id, first.id


def _unit_that_ends(world: World) -> None:
    day = date(2027, 7, 1)
    world.units += [
        Unit("cu-1", "Xã Cũ Một", valid_to=day - timedelta(days=1)),
        Unit("cu-2", "Xã Cũ Hai", valid_to=day - timedelta(days=1)),
        Unit("moi-1", "Xã Mới Một", valid_from=day),
    ]
    world.mergers.append(("moi-1", "cu-1", day))


def _again(world: World) -> None:
    world.frameworks[0].nodes.append(
        _leaf("sai-1", {"kind": "capped_count", "input": "x", "cap": 5})
    )
    world.frameworks[0].nodes.append(
        _leaf("sai-1", {"kind": "capped_count", "input": "x", "cap": 5})
    )


def _sum(world: World) -> None:
    child = _leaf("sai-1", {"kind": "capped_count", "input": "x", "cap": 5})
    child.parent = "sai-0"
    world.frameworks[0].nodes += [Node("sai-0", None, "Nhóm", Decimal(11)), child]


def _orphan(world: World) -> None:
    child = _leaf("sai-1", {"kind": "capped_count", "input": "x", "cap": 5})
    child.parent = "khong-co"
    world.frameworks[0].nodes.append(child)


def _circle(world: World) -> None:
    world.frameworks[0].nodes += [
        Node("sai-1", "sai-2", "Một", Decimal(1)),
        Node("sai-2", "sai-1", "Hai", Decimal(1)),
    ]


def _pillar(world: World) -> None:
    first: Framework = world.frameworks[0]
    first.pillars.append(("SAI", ("khong-co",)))


def _with_unit(code: str) -> Callable[[World], None]:
    return lambda world: world.units.append(Unit(code, "Xã Sai"))


def _round_id(name: str) -> Callable[[World], None]:
    def plant(world: World) -> None:
        old = world.rounds[0].id
        world.rounds[0].id = name
        for entry in world.rounds:
            entry.previous = name if entry.previous == old else entry.previous
        world.reward = False

    return plant


def _replaced(file: str, old: str, new: str) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        assert old in files[file]
        files[file] = files[file].replace(old, new, 1)

    return spoil


_FRAMEWORK: Final = "frameworks/bo-1.yaml"
_COUNT: Final = {"kind": "capped_count", "input": "x", "cap": 5}
MISTAKES: Final[Mapping[str, Mistake]] = {
    "rank in points": Mistake(_FRAMEWORK, "sai-1", _main({"kind": "rank", "input": "x"})),
    "z-score in points": Mistake(_FRAMEWORK, "sai-1", _main({"kind": "z_score", "input": "x"})),
    "rank below a mean in points": Mistake(_FRAMEWORK, "sai-1", _in_mean_parent),
    "levels the same without marks": Mistake(
        _FRAMEWORK,
        "sai-1",
        _main({"kind": "levels", "input": "x", "levels": {"Bậc A": 1, "Bạc A": 0}}, "level"),
    ),
    "rounds before each other": Mistake("rounds.yaml", "dot-", _previous_in_a_circle),
    "a unit that ends without successor": Mistake(
        "mergers.csv|entities.csv", "cu-2", _unit_that_ends
    ),
    "a code of a unit with a slash": Mistake("entities.csv", "A/1", _with_unit("A/1")),
    "a code of a unit that leaves its folder": Mistake(
        "entities.csv", "OUTSIDE", _with_unit("../../../OUTSIDE")
    ),
    "an id of a round with a slash": Mistake("rounds.yaml", "dot/2025", _round_id("dot/2025")),
    "an id of a round that leaves its folder": Mistake("rounds.yaml", "OUT", _round_id("../OUT")),
    "a code twice": Mistake(_FRAMEWORK, "sai-1", _again),
    "an unknown kind of rule": Mistake(_FRAMEWORK, "sai-1", _main({"kind": "doan", "input": "x"})),
    "an input that is not there": Mistake(
        _FRAMEWORK, "sai-1", _main({"kind": "capped_count", "input": "y", "cap": 5})
    ),
    "points that do not sum": Mistake(_FRAMEWORK, "sai-0", _sum),
    "a child without parent": Mistake(_FRAMEWORK, "sai-1", _orphan),
    "parents in a circle": Mistake(_FRAMEWORK, "sai-1", _circle),
    "a pillar of what is no main": Mistake(_FRAMEWORK, "SAI", _pillar),
    "a lower bound above the upper": Mistake(
        _FRAMEWORK, "sai-1", _main({"kind": "goalposts", "input": "x", "lower": 5, "upper": 2})
    ),
    "parts that are not a whole": Mistake(
        _FRAMEWORK,
        "sai-1",
        _main({"kind": "parts", "parts": [{"share": Decimal("0.5"), "rule": _COUNT}]}),
    ),
    "an unknown key of a rule": Mistake(_FRAMEWORK, "sai-1", _main({**_COUNT, "tran": 5})),
    "a framework that is not there": Mistake(
        "rounds.yaml",
        "dot-",
        spoil=_replaced("rounds.yaml", 'framework: "bo-1"', 'framework: "bo-9"'),
    ),
    "a round before that is not there": Mistake(
        "rounds.yaml", "dot-9", lambda world: setattr(world.rounds[0], "previous", "dot-9")
    ),
    "two rounds of one id": Mistake(
        "rounds.yaml", "dot-1", lambda world: world.rounds.append(world.rounds[0])
    ),
    "a day that there is not": Mistake(
        "rounds.yaml", "dot-", spoil=_replaced("rounds.yaml", "-06-30", "-06-31")
    ),
    "a kind of unit that is not known": Mistake(
        "entities.csv", "", spoil=_replaced("entities.csv", ",commune,", ",làng,")
    ),
    "a unit twice on one day": Mistake(
        "entities.csv",
        "dup",
        lambda world: world.units.extend([Unit("dup", "Xã Một"), Unit("dup", "Xã Hai")]),
    ),
    "a file that is no YAML": Mistake(
        _FRAMEWORK, "", spoil=_replaced(_FRAMEWORK, "aggregation:", "aggregation")
    ),
}
