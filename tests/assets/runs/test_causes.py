"""A failed step says what helps, not what lies deepest."""

from collections.abc import Callable

import dagster as dg
import duckdb
import pytest

from assets.runs.causes import cause
from pipelines.marked_yaml import Problem, SeedError
from warehouse.writer import WriteRefused


def said_of(work: Callable[[], None]) -> str:
    @dg.op(name="publish_rounds")
    def step() -> None:
        work()

    @dg.job
    def run() -> None:
        step()

    result = run.execute_in_process(raise_on_error=False)
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    return cause(failure)


def refused() -> None:
    try:
        raise duckdb.ConstraintException("Constraint Error: duplicate key")
    except duckdb.Error as error:
        raise WriteRefused("scores.dti: row 4 twice; send it once") from error


def seeds() -> None:
    try:
        int("x")
    except ValueError as error:
        raise SeedError(
            [Problem("rounds.yaml", 3, "r1", "expected a day", "cần ngày", "correct it", "sửa lại")]
        ) from error


def disk() -> None:
    try:
        raise OSError(28, "No space left on device", "/data/.site.new")
    except OSError as error:
        raise RuntimeError("the site could not be written") from error


def held_back() -> None:
    raise dg.Failure("held back: r1 (ranks_match_scores: 3)")


def foreign() -> None:
    try:
        raise KeyError("x")
    except KeyError as error:
        raise RuntimeError("workbook a.xlsx: no sheet 'x'") from error


@pytest.mark.parametrize(
    ("work", "line"),
    [
        (refused, "scores.dti: row 4 twice; send it once"),
        (
            seeds,
            "rounds.yaml:3: r1: cần ngày; cách sửa: sửa lại\nrounds.yaml:3: r1: expected a day; remedy: correct it",
        ),
        (disk, "[Errno 28] No space left on device: '/data/.site.new'"),
        (held_back, "held back: r1 (ranks_match_scores: 3)"),
        (foreign, "workbook a.xlsx: no sheet 'x'"),
    ],
)
def test_a_failed_step_says_what_helps(work: Callable[[], None], line: str) -> None:
    assert said_of(work) == f"publish_rounds: {line}"
