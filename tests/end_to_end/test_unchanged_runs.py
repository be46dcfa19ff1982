"""A run for rounds whose inputs are those of the last publication says so and makes nothing anew."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from installations import HEADER, Small, dti, rows
from publishing import publish_rounds, write_releases

from assets.publishing.unchanged import is_unchanged
from assets.runs.assessment import UNCHANGED
from pipelines.planning.costs import COSTS


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small(tmp_path_factory.mktemp("published"), status="provisional").write()
    small.submit_clean("r1")
    small.submit_clean("r2")
    publish_rounds(small.open(), ["r1", "r2"])
    write_releases(small.open())
    return small


def test_what_stands_as_published_is_unchanged(published: Small) -> None:
    assert is_unchanged(published.open(), ["r1", "r2"])
    assert is_unchanged(published.open(), ["r2"])


def _add_a_release(place: Small) -> None:
    folder = place.open().releases
    shutil.copytree(folder / "r2.1", folder / "r2.7")


NO_COSTS = ",".join(column.name for column in COSTS.columns) + "\n"
CHANGES: dict[str, Callable[[Small], object]] = {
    "a file came": lambda p: p.submit("r2/00002_b.csv", HEADER + rows("r2", "00002", p="5")),
    "a file came for any round": lambda p: p.submit("b.csv", HEADER + rows("r2", "00002")),
    "a file has another time": lambda p: os.utime(p.folder / "inbox/r2/00001_so-lieu.csv", (1, 1)),
    "a file was taken back": lambda p: (p.folder / "inbox/r2/00001_so-lieu.csv").unlink(),
    "a seed changed": lambda p: p.seed("costs.csv", NO_COSTS),
    "a release is not known": _add_a_release,
    "an answer is lacking": lambda p: shutil.rmtree(p.open().answers / "r2"),
    "the warehouse is lacking": lambda p: p.published.unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_what_a_round_follows_from_is_seen(
    published: Small, tmp_path: Path, change: str
) -> None:
    place = published.copied(tmp_path)
    assert is_unchanged(place.open(), ["r2"])
    CHANGES[change](place)
    assert not is_unchanged(place.open(), ["r2"])


def test_a_run_that_changes_nothing_says_so_and_makes_what_is_lacking_on_the_disk(
    published: Small, tmp_path: Path
) -> None:
    place = published.copied(tmp_path)
    before = place.published.read_bytes()
    shutil.rmtree(place.open().releases / "r1.1")
    done = dti("assess", "--all", *place.options())
    assert done.exit_code == 0
    assert UNCHANGED in done.output
    assert place.published.read_bytes() == before
    assert (place.open().releases / "r1.1" / "release.json").exists()
    assert (place.open().site / "index.html").exists()
