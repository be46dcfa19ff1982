"""The command line answers at once: what is heavy is loaded by the command that needs it."""

import subprocess
import sys

import pytest

from assets.installation.seeds import PROJECT

HEAVY = ("dagster", "polars", "duckdb", "great_expectations", "pandera", "pandas", "numpy")


@pytest.mark.parametrize("words", [[], ["assess"], ["framework", "import"]])
def test_help_loads_no_heavy_library(words: list[str]) -> None:
    script = (
        "import sys; from typer.testing import CliRunner; from assets.commands.app import app;"
        f"done = CliRunner().invoke(app, {[*words, '--help']}); assert done.exit_code == 0;"
        f"print([name for name in {HEAVY} if name in sys.modules], done.output[:200])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    assert told.startswith("[]")
    assert "Usage" in told


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assets.commands", "assess", "--seeds", "nowhere"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "nowhere" in done.stderr
