"""Drawing a world from a seed number: the same number is the same world, wherever it is drawn.

Here belong units, rounds, and who sends what when. Trees and rules are drawn in `frameworks.py`,
single figures in `figures.py`, reporters and files of strangers in `strangers.py`. Higher numbers are larger worlds only by their last digit, so a
failing world is likely to have a small one of its kind beside it.
"""

from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Final

from worlds.figures import direct_points, draw_rows
from worlds.frameworks import draw_framework
from worlds.odd_words import unit_codes, unit_names
from worlds.strangers import draw_reporters, strangers_of
from worlds.world import File, Framework, Node, Round, Row, Unit, World

_HANOI: Final = timezone(timedelta(hours=7))
_MERGED_ON: Final = date(2025, 7, 1)
_STATES: Final = (
    ("not_applicable", ("not_applicable", "Không áp dụng")),
    ("missing", ("missing", "chưa báo cáo")),
    ("not_evaluated", ("not_evaluated", "Không đánh giá")),
)


def draw_world(seed: int) -> World:
    """The world of a number."""
    random = Random(seed)
    size = 1 + seed % 10
    frameworks = [draw_framework(random, "bo-1", size)]
    if random.random() < 0.3:
        frameworks.append(draw_framework(random, "bo-2", size))
    units, mergers = _units(random, 1 + min(6, size))
    rounds = _rounds(random, frameworks, units)
    world = World(seed, frameworks, units, mergers, rounds, [], reward=random.random() < 0.4)
    for entry in rounds:
        world.files += _files(random, entry, world.framework_of(entry))
    draw_reporters(world)
    for entry in rounds if world.agencies else ():
        world.files += strangers_of(world, entry)
    return world


def _units(random: Random, count: int) -> tuple[list[Unit], list[tuple[str, str, date]]]:
    """Units, two of which may have merged into a new one."""
    codes, names = unit_codes(random, count), unit_names(random, count)
    units = [Unit(code, name) for code, name in zip(codes, names, strict=True)]
    if count < 4 or random.random() < 0.6:
        return units, []
    for old in units[:2]:
        old.valid_to = _MERGED_ON - timedelta(days=1)
    units[2].valid_from = _MERGED_ON
    return units, [(units[2].code, old.code, _MERGED_ON) for old in units[:2]]


def _rounds(random: Random, frameworks: list[Framework], units: list[Unit]) -> list[Round]:
    """Rounds one after another, each perhaps compared with one before."""
    rounds: list[Round] = []
    prefix = random.choice(("", "demo-"))
    starts_on = date(2025, 1, 1)
    for n in range(random.choice((1, 1, 2, 2, 3))):
        ends_on = date(2025 + n // 2, 6, 30) if n % 2 == 0 else date(2025 + n // 2, 12, 31)
        framework = random.choice(frameworks)
        valid = tuple(
            unit.code
            for unit in units
            if (unit.valid_from or date.min) <= ends_on <= (unit.valid_to or date.max)
        )
        listed = random.random() < 0.3
        chosen = tuple(random.sample(valid, random.randint(1, len(valid)))) if listed else valid
        codes = [node.code for node in framework.nodes]
        out = tuple(random.sample(codes, 1)) if random.random() < 0.2 else ()
        rounds.append(
            Round(
                id=f"{prefix}dot-{n + 1}",
                framework=framework.id,
                starts_on=starts_on,
                ends_on=ends_on,
                deadline=ends_on + timedelta(days=30),
                previous=random.choice((None, *(one.id for one in rounds[-1:]))),
                status=random.choice(("open", "provisional", "final")),
                units=chosen,
                listed=listed,
                not_evaluated=out,
            )
        )
        starts_on = ends_on + timedelta(days=1)
    return rounds


def _files(random: Random, entry: Round, framework: Framework) -> list[File]:
    """Everything that comes in for a round: first files, amended ones, decisions, results."""
    leaves = [node for node in framework.nodes if node.rule is not None]
    files: list[File] = []
    for unit in entry.units:
        if random.random() < 0.12:
            continue  # sends nothing
        chosen = [leaf for leaf in leaves if random.random() < 0.85]
        rows = [row for leaf in chosen for row in _told(random, leaf, unit)]
        _send(random, files, entry, unit, rows)
        if random.random() < 0.25 and chosen:
            leaf = random.choice(chosen)
            _send(random, files, entry, unit, list(_told(random, leaf, unit)), again=True)
    if random.random() < 0.5:
        _council(random, files, entry, leaves)
    if random.random() < 0.15:
        rows = [
            row
            for leaf in leaves
            for unit in entry.units
            if random.random() < 0.3
            for row in draw_rows(random, leaf, unit, "published")
        ]
        if rows:
            path = f"{entry.id}/cong-bo/ket-qua.csv"
            files.append(File(entry.id, path, _moment(random, entry), "values", rows))
    return files


def _told(random: Random, leaf: Node, unit: str) -> list[Row]:
    """What a unit says of an indicator: its figures, points, or a state."""
    chance = random.random()
    if chance < 0.06:
        state, texts = random.choice(_STATES)
        return [Row(unit, leaf.code, "state", random.choice(texts), state)]
    if chance < 0.12 and _takes_points(leaf):
        return [direct_points(random, leaf, unit, "declared")]
    return list(draw_rows(random, leaf, unit, "declared"))


def _takes_points(leaf: Node) -> bool:
    return bool(leaf.max_points) and "points" not in leaf.inputs


def _send(
    random: Random,
    files: list[File],
    entry: Round,
    unit: str,
    rows: list[Row],
    again: bool = False,
) -> None:
    """Put rows of a unit into a file of one layout or another."""
    if not rows:
        return
    number = len(files) + 1
    layout = random.choice(("values", "values", "values", "parquet", "scorecard"))
    if layout == "scorecard":
        if any(row.input != "points" for row in rows) or "&" in unit or "_" in unit:
            layout = "values"
        else:
            files.append(
                File(
                    entry.id,
                    f"{entry.id}/{unit}_phieu-{number}.csv",
                    _moment(random, entry),
                    layout,
                    rows,
                )
            )
            return
    ending = "parquet" if layout == "parquet" else "csv"
    folder = random.choice((entry.id, f"{entry.id}/{unit}")) if "&" not in unit else entry.id
    if again:
        rows = random.sample(rows, len(rows))
    path = f"{folder}/gui-{number}.{ending}"
    files.append(File(entry.id, path, _moment(random, entry), layout, rows))


def _council(random: Random, files: list[File], entry: Round, leaves: list[Node]) -> None:
    """Decisions of the council: points, figures and states; of each indicator the last one stands."""
    for number in range(random.randint(1, 2)):
        rows: list[Row] = []
        for leaf in leaves:
            for unit in entry.units:
                chance = random.random()
                if chance < 0.25 and _takes_points(leaf):
                    rows.append(direct_points(random, leaf, unit, "verified"))
                elif chance < 0.35:
                    rows += draw_rows(random, leaf, unit, "verified")
                elif chance < 0.4:
                    text = random.choice(("zero_by_decision", "Không điểm theo quyết định"))
                    rows.append(Row(unit, leaf.code, "state", text, "zero_by_decision", "verified"))
        if rows:
            day = entry.deadline + timedelta(days=random.randint(1, 40))
            path = f"{entry.id}/hoi-dong/quyet-dinh-{number + 1}.csv"
            moment = _moment(random, entry) + timedelta(days=60)
            files.append(File(entry.id, path, moment, "decision", rows, decided_on=day))


def _moment(random: Random, entry: Round) -> datetime:
    """When a file came; some are late."""
    days = random.choice((5, 8, 13, 21, 29, 29, 45))
    at = datetime(entry.ends_on.year, entry.ends_on.month, entry.ends_on.day, 8, tzinfo=_HANOI)
    return at + timedelta(days=days, seconds=random.randint(0, 30000))
