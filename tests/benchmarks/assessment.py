"""All shipped rounds by `dti assess --all` beside a process that only imports the big libraries.

Both are whole processes, set-up excluded, run in turn. What a run does is told apart by the times
of its own steps, as Dagster keeps them: what follows from the scores and what is made of the
published warehouse are taken off, and all that is left is the core: starting, loading libraries,
reading, scoring, ranking, checking, publishing the warehouse. Great Expectations loads in another
process meanwhile, also while steps run that are taken off. Run it as a script, on a quiet machine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Final

import dagster as dg
from pairing import seconds

PROJECT = Path(__file__).parents[2]
IMPORTS = "import dagster, pandera.polars, great_expectations"
TURNS = 3
AIMS: Final[Mapping[str, float]] = {"core": 2, "whole": 6, "nothing changed": 1.5}
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "appraisal, comparison, targets, plans": (
        "appraise_rounds",
        "compare_with_published",
        "explain_ranks",
        "follow_targets",
        "load_targets",
        "plan_rounds",
        "relate_rounds",
        "restate_published_results",
        "restate_rounds",
    ),
    "site": ("publication__site",),
    "open data": ("write_open_data",),
    "papers and receipts": ("write_releases",),
}
CORE = ("load_reference", "receive_submissions", "score_rounds", "rank_rounds", "check_rounds",
        "publish_rounds")  # fmt: skip


def main() -> None:
    """Print the ratios to the imports: of the core, each other part, the whole, a run again."""
    turns = [_turn() for _ in range(TURNS + 1)][1:]
    for name in turns[0]:
        ratios = sorted(turn[name] for turn in turns)
        aim = f"; at most {AIMS[name]}" if name in AIMS else ""
        sys.stdout.write(
            f"dti assess --all against imports alone, {name}: {median(ratios):.2f} x  "
            f"(from {ratios[0]:.2f} to {ratios[-1]:.2f}{aim})\n"
        )


def _turn() -> Mapping[str, float]:
    """One run, one process of imports: the ratio of each part of the run to the imports."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        home.mkdir()
        shutil.copy(PROJECT / ".dagster" / "dagster.yaml", home)
        os.environ["DAGSTER_HOME"] = str(home)
        os.environ["DTI_WAREHOUSE"] = str(Path(folder, "dti.duckdb"))
        whole = seconds(lambda: _run("-m", "assets.commands", "assess", "--all"))
        imports = seconds(lambda: _run("-c", IMPORTS))
        steps = _seconds_of_steps()
        unchanged = seconds(lambda: _run("-m", "assets.commands", "assess", "--all"))
    assert set(steps) == {*CORE, *(name for names in PARTS.values() for name in names)}
    parts = {part: sum(steps[name] for name in names) for part, names in PARTS.items()}
    core = whole - sum(parts.values())
    spent = {"core": core, **parts, "whole": whole, "nothing changed": unchanged}
    return {part: time / imports for part, time in spent.items()}


def _run(*command: str) -> None:
    subprocess.run([sys.executable, *command], check=True, cwd=PROJECT, capture_output=True)


def _seconds_of_steps() -> Mapping[str, float]:
    with dg.DagsterInstance.get() as instance:
        (run,) = instance.get_runs()
        return {
            step.step_key: step.end_time - step.start_time
            for step in instance.get_run_step_stats(run.run_id)
            if step.end_time is not None and step.start_time is not None
        }


if __name__ == "__main__":
    main()
