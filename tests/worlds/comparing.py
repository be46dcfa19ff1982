"""A world through intake and scoring, beside what the evaluator says: every difference in words.

Here belongs the comparison of figures in process. Whole runs are in `test_whole_worlds.py`.
"""

import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import polars as pl
from worlds.evaluator import Result, evaluate
from worlds.upward import Score
from worlds.world import REPORTERS, File, Round, World, content, seed_files

from pipelines.entities import read_entities
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.intake.intake import Intake, ReceivedFile, take_in
from pipelines.intake.reporters import Reporters, read_reporters
from pipelines.rounds import expected_units, read_rounds
from pipelines.scoring.index import Index, compute_index

TOLERANCE: Final = Fraction(1, 10**8)
"""The contract holds points and values with at least eight decimals. Points are cut at the tenth, and
summed as they are printed."""
VALUE_TOLERANCE: Final = Fraction(6, 10**11)
"""Values are rounded once, at the tenth decimal: half of it, and what a float may lose. Where points
are shared among siblings their maxima are split at the tenth, and values are held as points are."""


def received(file: File) -> ReceivedFile:
    """A file of a world as it comes in."""
    name = file.path.removeprefix(f"{file.round}/")
    return ReceivedFile(name, content(file), file.received_at)


def taken_in(
    world: World, entry: Round, *more: ReceivedFile
) -> tuple[Intake, Framework, pl.DataFrame]:
    """The files of a round, and more, taken in, with its framework and units as they are read."""
    seeds = seed_files(world)
    framework = read_framework(seeds[f"frameworks/{entry.framework}.yaml"], "f.yaml")
    rounds = {one.id: one for one in read_rounds(seeds["rounds.yaml"], "rounds.yaml")}
    table = pl.read_csv(io.StringIO(seeds["entities.csv"]), infer_schema=False)
    entities = read_entities(table, "entities.csv")
    units = expected_units(rounds[entry.id], entities)
    files = [received(file) for file in world.files if file.round == entry.id]
    taken = take_in(
        [*files, *more],
        rounds[entry.id],
        framework,
        units,
        frozenset(rounds),
        reporters=_reporters(seeds.get("reporters.csv", REPORTERS), entities),
    )
    return taken, framework, units


def _reporters(text: str, entities: pl.DataFrame) -> Reporters:
    table = pl.read_csv(io.StringIO(text), infer_schema=False)
    listed = read_reporters(table.cast(pl.String), "reporters.csv")
    return Reporters(listed, frozenset(entities["entity_code"]))


def differences(world: World) -> list[str]:
    """Every difference between the product and the evaluator, one line each; empty if none."""
    return [
        f"{entry.id}: {line}" for entry in world.rounds for line in _round_differences(world, entry)
    ]


def index_of(world: World, entry: Round) -> Index:
    """The index of a round, worked out by the product from the world's files."""
    taken, framework, units = taken_in(world, entry)
    return compute_index(
        framework,
        taken.current,
        units.select(pl.lit(entry.id).alias("round"), "entity_code"),
        {entry.id: entry.not_evaluated},
        () if entry.status == "final" else (entry.id,),
    )


def _round_differences(world: World, entry: Round) -> Iterator[str]:
    index, expected = index_of(world, entry), evaluate(world, entry)
    found = set(index.scores)
    if found != set(expected):
        yield f"bases {sorted(found)}, expected {sorted(expected)}"
        return
    tables = {
        "indicator": (index.indicator_values(), "indicator_code"),
        "main": (index.main_indicators(), "main_code"),
        "pillar": (index.pillars(), "pillar_code"),
        "index": (index.totals().with_columns(code=pl.lit("DTI")), "code"),
    }
    for level, (frame, code) in tables.items():
        if frame.is_empty():
            continue
        plain = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
        rows = {(row["basis"], row["entity_code"], row[code]): row for row in plain.to_dicts()}
        for basis, result in expected.items():
            yield from _of_level(level, rows, basis, result, entry)


def _of_level(
    level: str,
    rows: Mapping[tuple[str, str, str], dict[str, Any]],
    basis: str,
    result: Result,
    entry: Round,
) -> Iterator[str]:
    scores: Mapping[tuple[str, str], Score] = {**result.scores, **result.pillars}
    codes = {code for of, _, code in rows if of == basis}
    for code in sorted(codes):
        ranks = result.ranks(scores, code)
        for unit in entry.units:
            row = rows[basis, unit, code]
            at = f"{basis} {unit} {level} {code}"
            score = scores[unit, code]
            shares = any(leaf.is_shared for leaf in result.leaves.values())
            yield from _amounts(at, row, score, Fraction(result.framework.scale or 1), shares)
            if level == "indicator":
                leaf = result.leaves.get((unit, code))
                if leaf is not None and (row["state"], row["source"]) != (leaf.state, leaf.source):
                    yield f"{at}: {row['state']} {row['source']}, expected {leaf.state} {leaf.source}"
            elif row["rank"] != ranks.get(unit) or row["entities_ranked"] != len(ranks):
                yield (
                    f"{at}: rank {row['rank']} of {row['entities_ranked']}, "
                    f"expected {ranks.get(unit)} of {len(ranks)}"
                )


def _amounts(
    at: str, row: Mapping[str, Any], score: Score, scale: Fraction, shares: bool
) -> Iterator[str]:
    exact = TOLERANCE * scale if shares else VALUE_TOLERANCE
    wanted = {
        "value": None if score.value is None else score.value * scale,
        "points": score.points,
        "max_points": score.maximum,
    }
    for name, amount in wanted.items():
        found: Decimal | None = row[name]
        if name == "points" and found is None:
            continue  # not applicable, not evaluated
        if (found is None) != (amount is None):
            yield f"{at}: {name} {found}, expected {amount if amount is None else float(amount)}"
        elif found is not None and amount is not None:
            coarse = TOLERANCE * max(score.maximum, 1)
            if abs(Fraction(found) - amount) <= (exact if name == "value" else coarse):
                continue
            yield f"{at}: {name} {found}, expected {float(amount)}"
