"""The command line answers at once: what is heavy is loaded by the command that needs it."""

import subprocess
import sys
from pathlib import Path

import pytest
from installations import Small
from publishing import publish_rounds

from assets.installation.seeds import PROJECT

WIRING = ("dagster", "pandera", "great_expectations")
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


def test_questions_about_what_is_published_load_no_orchestrator_and_no_validator(
    tmp_path: Path,
) -> None:
    place = Small(tmp_path).write()
    place.submit_clean("r1")
    place.submit_clean("r2", p="5")
    publish_rounds(place.open(), ["r1", "r2"])
    published = ["--warehouse", str(place.published)]
    questions = (
        ["plan", "r2", "00003", *place.options()],
        ["why", "r2", "00003", *place.options()],
        ["explain", "r2", "00003", *published],
        ["releases", *published],
        ["status", *place.options()],
        ["status", "r2", *place.options()],
        ["work-list", "r2", *place.options()],
        ["decide", "r2", "--template", "-o", str(tmp_path / "d.xlsx"), *place.options()],
        ["appeal", "r2", "--template", "-o", str(tmp_path / "a.xlsx"), *place.options()],
        ["targets", *published],
    )
    script = (
        "import sys; from typer.testing import CliRunner; from assets.commands.app import app;"
        f"codes = [CliRunner().invoke(app, words).exit_code for words in {questions}];"
        f"print(codes, [name for name in {WIRING} if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    # No target is followed there, which is a refusal.
    assert answer.strip() == "[0, 0, 0, 0, 0, 0, 0, 0, 0, 2] []"


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
