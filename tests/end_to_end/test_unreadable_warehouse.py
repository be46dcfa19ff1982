"""A published file that is no database is told in one line, with what to do, by every command."""

import fcntl
from pathlib import Path

import pytest
from installations import Small, dti


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small(tmp_path_factory.mktemp("cut"), rounds={"r1": None}).write()
    small.submit_clean("r1")
    assert dti("assess", "r1", *small.options()).exit_code == 0
    return small


@pytest.mark.parametrize("command", ["site", "open-data"])
def test_what_writes_published_folders_waits_for_the_run(
    command: str, place: Small, tmp_path: Path
) -> None:
    target = [tmp_path / "package"] if command == "open-data" else []
    with place.published.with_name(".run.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = dti(command, *target, "--warehouse", place.published)
    assert refused.exit_code == 2
    assert "another run is under way" in refused.output


@pytest.mark.parametrize(
    ("command", "needs_seeds"),
    [
        (("assess", "r1"), True),
        (("why", "r1", "00001"), True),
        (("plan", "r1", "00001"), True),
        (("site",), False),
        (("open-data", "package"), False),
        (("export", "tables"), False),
    ],
)
def test_a_truncated_warehouse_is_told_in_a_line(
    command: tuple[str, ...], needs_seeds: bool, place: Small, tmp_path: Path
) -> None:
    whole = place.published.read_bytes()
    place.published.write_bytes(whole[:20_000])
    target = [tmp_path / name for name in command[1:] if not needs_seeds]
    arguments = [command[0], *(target if target else command[1:])]
    options = place.options() if needs_seeds else ["--warehouse", place.published]
    try:
        refused = dti(*arguments, *options)
        assert refused.exit_code == 2, refused.output
        (line,) = [line for line in refused.output.splitlines() if line.strip()]
        assert str(place.published) in line
        assert "Move it away and run dti assess again" in line
        assert place.published.read_bytes() == whole[:20_000]
    finally:
        place.published.write_bytes(whole)
