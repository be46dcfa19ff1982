"""What a result follows from: the program is its sources, and nothing that it made."""

import subprocess

import pytest

from assets.installation.inputs import program_files
from assets.installation.seeds import PROJECT

ROOMS = ("assets", "checks", "pipelines", "warehouse")
SOURCES = (".py", ".sql", ".typ", ".jinja", ".js", ".css", ".svg")


@pytest.mark.skipif(not (PROJECT / ".git").exists(), reason="no list of sources without git")
def test_the_program_is_every_source_and_nothing_that_was_made() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *ROOMS],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    sources = {name for name in listed if name.endswith(SOURCES)}
    assert {path.relative_to(PROJECT).as_posix() for path in program_files()} == sources
