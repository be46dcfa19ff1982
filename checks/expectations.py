"""Expectations of the published tables, for people to read, with Data Docs kept with the result.

Here belongs Great Expectations and nothing else. Its import takes as long as the rest of a run, so
it lives in a process of its own, which `prepare` starts early and the other processor core carries.
Types and row rules are pandera's, in `schemas.py`.
"""

import atexit
import contextlib
import os
import pickle
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from checks.check_rule import Queries
from warehouse.columns import BASES, STATES
from warehouse.whole_folder import replaced_folder

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.file_data_context import FileDataContext
    from great_expectations.expectations.expectation import Expectation

SUITES: Final = {
    "indicators.indicator_value": "indicator_values_meet_expectations",
    "scores.dti": "scores_meet_expectations",
    "rankings.dti": "rankings_meet_expectations",
}
"""The tables with a suite, and what the check of each is called."""


def _suite(table: str) -> "list[Expectation]":
    from great_expectations import expectations as gxe

    keys = ["round", "entity_code", "basis"]
    common: list[Expectation] = [
        *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in keys),
        gxe.ExpectColumnValuesToBeInSet(column="basis", value_set=list(BASES)),
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
    ]
    match table:
        case "indicators.indicator_value":
            return [
                *common,
                gxe.ExpectCompoundColumnsToBeUnique(column_list=[*keys, "indicator_code"]),
                gxe.ExpectColumnValuesToBeInSet(column="state", value_set=list(STATES)),
                gxe.ExpectColumnValuesToBeBetween(column="max_points", min_value=0),
            ]
        case "scores.dti":
            return [
                *common,
                gxe.ExpectCompoundColumnsToBeUnique(column_list=keys),
                gxe.ExpectColumnValuesToBeBetween(column="max_points", min_value=0),
            ]
        case _:
            return [
                *common,
                gxe.ExpectCompoundColumnsToBeUnique(column_list=keys),
                gxe.ExpectColumnValuesToNotBeNull(column="entity_name_vi"),
                gxe.ExpectColumnValuesToBeBetween(column="rank", min_value=1),
                gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                    column_A="entities_ranked",
                    column_B="rank",
                    or_equal=True,
                    ignore_row_if="either_value_is_missing",
                ),
            ]


def prepare() -> None:
    """Begin to load Great Expectations, so that it is there when a run comes to publication."""
    _process()


def expect_of_rounds(warehouse: Queries, rounds: Sequence[str], docs: Path) -> pl.DataFrame:
    """Validate the published tables of some rounds and write Data Docs, which replace `docs`.

    Returns rows of the same shape as `rules.check_rounds`. A round is looked at by itself only
    where all together fail, so that one bad round does not hold back the others.
    """
    listed = ", ".join("'" + round_id.replace("'", "''") + "'" for round_id in rounds)
    tables = {
        table: warehouse.read(f"SELECT * FROM {table} WHERE round IN ({listed})")
        for table in SUITES
    }
    with replaced_folder(docs) as fresh:
        results = _ask((tables, list(rounds), fresh))
    return pl.DataFrame(
        results,
        schema={
            "round": pl.String,
            "check_name": pl.String,
            "table_name": pl.String,
            "severity": pl.String,
            "passed": pl.Boolean,
            "rows_failing": pl.Int32,
            "detail": pl.String,
        },
    )


@cache
def _process() -> subprocess.Popen[bytes]:
    """A Python that loads this module as a script and answers until its input is closed.

    It ends with whoever started it, however that ends: a plain child that reads a pipe.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "checks.expectations", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(process.kill)
    return process


def _ask(question: tuple[Mapping[str, pl.DataFrame], Sequence[str], Path]) -> list[dict[str, Any]]:
    process = _process()
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump(question, process.stdin)
        process.stdin.flush()
        answer = pickle.load(process.stdout)
    except (OSError, EOFError) as error:
        _process.cache_clear()
        message = f"the process of Great Expectations ended with status {process.wait()}"
        raise RuntimeError(message) from error
    if isinstance(answer, str):
        raise RuntimeError(f"Great Expectations failed: {answer}")
    return answer


def _serve(parent: int) -> None:
    """Answer questions from standard input on standard output, until it is closed."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that a library prints is an answer
    import great_expectations

    assert great_expectations.__version__
    with contextlib.suppress(EOFError):
        while True:
            question = pickle.load(sys.stdin.buffer)
            try:
                answer: object = _examine(*question)
            except Exception as error:  # told to whoever asked, who raises it
                answer = f"{type(error).__name__}: {error}"
            pickle.dump(answer, answers)
            answers.flush()


def _end_with(parent: int) -> None:
    """End this process once its parent is gone: while it loads or writes, it reads no input."""
    while os.getppid() == parent:
        time.sleep(0.1)
    os._exit(1)


def _examine(
    tables: Mapping[str, pl.DataFrame], rounds: Sequence[str], docs: Path
) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the library about itself
        context = _context(docs)
        for table, name in SUITES.items():
            rows = tables[table]
            together = _validate(context, table, rows)
            for round_id in rounds:
                failures = together and _validate(
                    context, table, rows.filter(pl.col("round") == round_id)
                )
                results.append(
                    {
                        "round": round_id,
                        "check_name": name,
                        "table_name": table,
                        "severity": "error",
                        "passed": not failures,
                        "rows_failing": len(failures),
                        "detail": "; ".join(failures) or None,
                    }
                )
        context.build_data_docs()
    return results


def _context(docs: Path) -> "FileDataContext":
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx

    docs.mkdir(parents=True, exist_ok=True)
    context = gx.get_context(mode="file", project_root_dir=str(docs))
    context.variables.progress_bars = {"globally": False}  # pyright: ignore[reportAttributeAccessIssue]
    return context


def _validate(context: "FileDataContext", table: str, rows: pl.DataFrame) -> list[str]:
    """Validate rows against the suite of their table. Returns what failed, empty if all holds."""
    import great_expectations as gx

    source = context.data_sources.add_or_update_pandas("published_tables")
    batch = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("rounds")
    suite = context.suites.add_or_update(
        gx.ExpectationSuite(name=table, expectations=_suite(table))
    )
    definition = context.validation_definitions.add_or_update(
        gx.ValidationDefinition(name=table, data=batch, suite=suite)
    )
    numbers = rows.with_columns(pl.selectors.decimal().cast(pl.Float64))
    result = definition.run(batch_parameters={"dataframe": numbers.to_pandas()})
    failures: list[str] = []
    for outcome in result.results:
        if not outcome.success:
            config = outcome.expectation_config
            kind = config.type if config is not None else "expectation"
            # An expectation that could not be evaluated also comes back as not a success.
            raised = [
                str(info.get("exception_message"))
                for info in (outcome.exception_info or {}).values()
                if isinstance(info, dict) and info.get("raised_exception")
            ]
            column = (config.kwargs.get("column") if config is not None else None) or ""
            failures.append(f"{kind} {column} {' '.join(raised)}".strip())
    return failures


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
