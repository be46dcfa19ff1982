"""Publishing and withdrawing killed between any two of their steps: the next run brings it to rights.

A release is a folder, then a line of the log, which is the moment of issue, then what follows from
it: tables, open data, site. Killed before the line it was never issued; after it, it is finished.
"""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import killed_steps
import pytest
from installations import PUBLICATION, Small, contents_of
from kill_runs import contents, ensure_log_whole, ensure_nothing_left, ensure_whole
from publishing import finish_public, publish_rounds

BEFORE_THE_LINE = {
    "half a folder of the release": r"open:\w+ releases/\.r1\.1\.new/SHA256SUMS",
    "a folder without a line": r"open:a releases/log\.jsonl",
}
AFTER_THE_LINE = {
    "a line without its tables": r"open:None releases",
    "tables that are not switched": r"os\.rename dti\.duckdb\.new dti\.duckdb",
    "half of the open data": r"open:\w+ open_data/\.r1\.1\.new/SHA256SUMS",
    "half a site": r"open:\w+ \.site\.new/vi/log\.html",
    "a site beside a draft": r"shutil\.rmtree draft",
}
WITHDRAWN_BEFORE_THE_LINE = {"nothing yet": r"open:a releases/log\.jsonl"}
WITHDRAWN_AFTER_THE_LINE = {
    "a line without a notice": r"open:None releases",
    "half a notice": r"open:\w+ releases/\.r1\.1\.new/SHA256SUMS",
    "a notice without tables": r"os\.rename dti\.duckdb\.new dti\.duckdb",
    "half a site": r"open:\w+ \.site\.new/vi/log\.html",
}


def act(place: Small, action: str, step: str | None = None) -> None:
    """Publish or withdraw in a process of its own, which is killed at a step if one is named."""
    words = [sys.executable, killed_steps.__file__, str(place.folder), action]
    done = subprocess.run(
        [*words, *filter(None, [step])], capture_output=True, text=True, check=False
    )
    assert done.returncode == (0 if step is None else -9), done.stderr


def next_run(place: Small) -> Mapping[str, str]:
    """What the next run does. Returns all that is there then; nothing unfinished is."""
    finish_public(place.open())
    ensure_whole(place)
    ensure_nothing_left(place)
    ensure_log_whole(place)
    return contents(place)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A round that was assessed and not issued; tests work on copies."""
    place = Small(tmp_path_factory.mktemp("drafted"), {"r1": None}, release="by_hand").write()
    place.seed("publication.yaml", PUBLICATION)
    place.submit_clean("r1")
    publish_rounds(place.open(), ["r1"])
    next_run(place)
    return place


@pytest.fixture(scope="module")
def published(drafted: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The same, published and never killed."""
    place = drafted.copied(tmp_path_factory.mktemp("published"))
    act(place, "publish")
    next_run(place)
    return place


@pytest.fixture(scope="module")
def withdrawn(published: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The same with its release withdrawn, never killed."""
    place = published.copied(tmp_path_factory.mktemp("withdrawn"))
    act(place, "withdraw")
    next_run(place)
    return place


def differing(found: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    return sorted(name for name in found.keys() | wanted if found.get(name) != wanted.get(name))


@pytest.mark.parametrize("left", BEFORE_THE_LINE)
def test_a_publication_killed_before_its_line_was_never_issued(
    drafted: Small, published: Small, tmp_path: Path, left: str
) -> None:
    place = drafted.copied(tmp_path)
    act(place, "publish", BEFORE_THE_LINE[left])
    assert contents_of(place.folder / "site") == contents_of(drafted.folder / "site")
    assert differing(next_run(place), contents(drafted)) == []
    act(place, "publish")
    assert differing(next_run(place), contents(published)) == []


@pytest.mark.parametrize("left", AFTER_THE_LINE)
def test_a_publication_killed_after_its_line_is_finished_by_the_next_run(
    drafted: Small, published: Small, tmp_path: Path, left: str
) -> None:
    place = drafted.copied(tmp_path)
    act(place, "publish", AFTER_THE_LINE[left])
    ensure_whole(place)
    assert differing(next_run(place), contents(published)) == []


@pytest.mark.parametrize("left", [*WITHDRAWN_BEFORE_THE_LINE, *WITHDRAWN_AFTER_THE_LINE])
def test_a_withdrawal_is_whole_or_was_never_begun(
    published: Small, withdrawn: Small, tmp_path: Path, left: str
) -> None:
    place = published.copied(tmp_path)
    steps = {**WITHDRAWN_BEFORE_THE_LINE, **WITHDRAWN_AFTER_THE_LINE}
    act(place, "withdraw", steps[left])
    ensure_whole(place)
    wanted = published if left in WITHDRAWN_BEFORE_THE_LINE else withdrawn
    assert differing(next_run(place), contents(wanted)) == []
