"""Drawn worlds through the whole product: command line, tables, site, papers, receipts, forms.

Here belongs what needs a real run. Figures of many more worlds are held in `test_drawn_worlds.py`.
Worlds are assessed one after another in one process, for Dagster is loaded once in each.
"""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from form_builders import COLUMN, figure_rows
from installations import Small, dti
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from worlds.comparing import TOLERANCE, taken_in
from worlds.evaluator import evaluate
from worlds.generator import draw_world
from worlds.world import File, Round, World

from assets.publishing.site.rendering import file_name
from assets.publishing.verify_receipt import main as verify
from pipelines.forms.layout import FORM_SHEET
from pipelines.intake.intake import ReceivedFile

SEEDS = (0, 3, 7, 8, 11, 14, 15, 17, 24, 36, 44, 58)
"""A dozen: every aggregation, council, mergers, rewards, odd codes, several rounds."""


def placed(world: World, folder: Path) -> Small:
    """The world in a folder, as an installation."""
    world.write(folder)
    return Small(folder)


def assessed(world: World, folder: Path) -> Small:
    """The world in a folder, every round assessed and published."""
    place = placed(world, folder)
    done = dti("assess", "--all", *place.options())
    assert done.exit_code == 0, done.output
    return place


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_world_is_published_with_all_outputs(seed: int, tmp_path: Path) -> None:
    world = draw_world(seed)
    place = assessed(world, tmp_path)
    for entry in world.rounds:
        _ranking_is_as_evaluated(place, world, entry)
        _everything_is_there(place, entry)
        _receipts_can_be_checked(place, world, entry)


def _ranking_is_as_evaluated(place: Small, world: World, entry: Round) -> None:
    rows = place.query(
        "SELECT basis, entity_code, r.value, points, rank, previous_rank FROM rankings.dti r "
        f"JOIN scores.dti USING (round, entity_code, basis) WHERE round = '{entry.id}'"
    )
    found = {(str(row[0]), str(row[1])): row[2:] for row in rows}
    before = _ranks_before(world, entry)
    for basis, result in evaluate(world, entry).items():
        ranks = result.ranks(result.scores, "DTI")
        for unit in entry.units:
            value, points, rank, previous = found.pop((basis, unit))
            score = result.scores[unit, "DTI"]
            scale = Fraction(result.framework.scale or 1)
            assert rank == ranks.get(unit)
            assert previous == before.get((basis, unit))
            assert (value is None) == (score.value is None)
            if score.value is not None:
                coarse = max(scale / min(score.maximum or 1, 1), 1)
                assert abs(_exact(value) - score.value * scale) <= TOLERANCE * coarse
            assert abs(_exact(points) - score.points) <= TOLERANCE
    assert found == {}


def _exact(number: object) -> Fraction:
    assert isinstance(number, Decimal)
    return Fraction(number)


def _ranks_before(world: World, entry: Round) -> dict[tuple[str, str], int]:
    """Ranks of the round before by basis and unit: of the same unit, never of a code alone."""
    earlier = [one for one in world.rounds if one.id == entry.previous]
    return {
        (basis, unit): rank
        for one in earlier
        for basis, result in evaluate(world, one).items()
        for unit, rank in result.ranks(result.scores, "DTI").items()
    }


def _everything_is_there(place: Small, entry: Round) -> None:
    for language in ("vi", "en"):
        pages = place.folder / "site" / language / file_name(entry.id)
        assert (pages / "index.html").is_file()
        for unit in entry.units:
            assert (pages / "units" / f"{file_name(unit)}.html").is_file()
            assert (pages / "receipts" / f"{file_name(unit)}.html").is_file()
    (release,) = (place.folder / "releases").glob(f"{entry.id}.*")
    assert len(list(release.rglob("*.pdf"))) >= 2
    assert list(release.rglob("*.xlsx"))
    assert (place.folder / "open_data" / release.name).is_dir()
    ways = place.query(f"SELECT count(*) FROM planning.planned_round WHERE round = '{entry.id}'")
    assert ways == [(1,)]


def _receipts_can_be_checked(place: Small, world: World, entry: Round) -> None:
    (release,) = (place.folder / "releases").glob(f"{entry.id}.*")
    receipts = sorted((release / "receipts").glob("*.json"))
    assert len(receipts) == len(entry.units)
    assert verify([*map(str, receipts), "--files", str(place.folder / "inbox")]) == 0


def test_a_form_is_made_filled_in_and_read_back(tmp_path: Path) -> None:
    for seed in (7, 18, 31):
        world = draw_world(seed)
        entry, place = world.rounds[0], placed(world, tmp_path / str(seed))
        sent = next(file for file in world.files if file.layout in ("values", "parquet"))
        unit = sent.rows[0].unit
        form = tmp_path / f"{unit}.xlsx"
        done = dti("template", sent.round, unit, "-o", form, *place.options())
        assert done.exit_code == 0, done.output
        typed = _typed_into(form, sent)
        assert typed
        world.files = [file for file in world.files if file.round != sent.round]
        entry = next(one for one in world.rounds if one.id == sent.round)
        came_back = ReceivedFile(form.name, form.read_bytes(), sent.received_at)
        taken, _, _ = taken_in(world, entry, came_back)
        found = {
            (row["indicator_code"], row["input"]): row["value"] for row in taken.current.to_dicts()
        }
        assert found == typed


def _typed_into(form: Path, sent: File) -> dict[tuple[str, str], Decimal | str]:
    """Type what a file says into a form; what it comes to, by indicator and input."""
    book = load_workbook(BytesIO(form.read_bytes()))
    sheet = book[FORM_SHEET]
    rows = figure_rows(sheet)
    typed: dict[tuple[str, str], Decimal | str] = {}
    for row in sent.rows:
        at = rows.get((row.unit, row.code, row.input))
        if at is None or row.input == "state":
            continue
        cell = sheet.cell(at, COLUMN["value"])
        assert isinstance(cell, Cell)
        cell.value = row.text.strip()
        cell.data_type = "s"
        typed[row.code, row.input] = row.value
    book.save(form)
    return typed


def test_rounds_alone_or_together_in_any_order_give_the_same_tables(tmp_path: Path) -> None:
    world = next(
        world
        for world in map(draw_world, range(200))
        if len(world.rounds) == 3 and world.rounds[2].previous and world.rounds[1].previous
    )
    together = _tables(assessed(world, tmp_path / "together"), tmp_path / "together-tables")
    names = [entry.id for entry in world.rounds]
    orders = Random(1).sample(list(permutations(names)), 2)
    for n, order in enumerate(orders):
        place = placed(world, tmp_path / str(n))
        for name in order:
            done = dti("assess", name, *place.options())
            assert done.exit_code == 0, done.output
        assert _tables(place, tmp_path / f"{n}-tables") == together


def _tables(place: Small, folder: Path) -> dict[str, bytes]:
    assert dti("export", folder, "--warehouse", place.published).exit_code == 0
    # Releases are history: one issued before the round it is compared with was assessed stays; the
    # log tells in which order they were issued.
    return {
        path.name: path.read_bytes()
        for path in folder.glob("*.csv")
        if not path.name.startswith(("publication.release", "publication.log"))
    }
