"""What must hold as asset checks, so that Dagster shows it beside the tables it is said of.

Here belongs the only Dagster code of this folder: the gate of every table, the rules across tables
and the suites for people. Each is applied once in a run; publication holds back a round by the
same results.
"""

from collections.abc import Iterator
from typing import Any, Final, Protocol

import dagster as dg
import polars as pl

from checks.expectations import SUITES
from checks.rules import CHECK_RULES
from warehouse.columns import Table

GATE: Final = "rows_pass_the_gate"
"""The check of every table: columns, types, allowed values and keys."""
_SEVERITY: Final = {
    "error": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
}


class Checked(Protocol):
    """A run whose rounds are checked once, whoever asks first."""

    def check_results(self) -> pl.DataFrame:
        """The rows of `checks.check_rule.check_rounds` for every rule and suite."""
        ...


def gate_spec(table: Table) -> dg.AssetCheckSpec:
    """The gate of a table, as it is listed."""
    return dg.AssetCheckSpec(
        GATE,
        asset=[table.schema, table.name],
        description="Cột, kiểu, giá trị cho phép và khóa đúng như mô tả của bảng\n\n"
        "Columns, types, allowed values and keys are those of the contract.",
    )


def gate_result(table: Table, failure: str | None = None) -> dg.AssetCheckResult:
    """What the gate found; a frame that fails is not written."""
    metadata: dict[str, Any] = {} if failure is None else {"failure": failure}
    return dg.AssetCheckResult(
        check_name=GATE,
        asset_key=[table.schema, table.name],
        passed=failure is None,
        metadata=metadata,
    )


def build_asset_checks() -> dg.AssetChecksDefinition:
    """One check for each rule and suite, run together on the rounds that a run made.

    The step fails where a round is held back, so that its run is seen to have failed; what comes
    after publication goes on for the other rounds.
    """
    everything = sorted({rule.table for rule in CHECK_RULES} | SUITES.keys())

    @dg.multi_asset_check(
        name="check_rounds",
        specs=[
            dg.AssetCheckSpec(
                name,
                asset=table.split("."),
                description=description,
                additional_deps=[t.split(".") for t in everything if t != table],
            )
            for name, table, description in _listed()
        ],
        required_resource_keys={"run_state"},
    )
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        run: Checked = context.resources.run_state
        results = run.check_results()
        for name, table, _ in _listed():
            of_check = results.filter(pl.col("check_name") == name)
            failed = of_check.filter(~pl.col("passed"))
            severity = of_check["severity"][0] if of_check.height else "error"
            yield dg.AssetCheckResult(
                check_name=name,
                asset_key=table.split("."),
                passed=failed.is_empty(),
                severity=_SEVERITY[severity],
                metadata={
                    f"{row['round']}": f"{row['rows_failing']} rows, such as {row['detail']}"
                    for row in failed.iter_rows(named=True)
                },
            )
        held_back = results.filter(~pl.col("passed"), pl.col("severity") == "error")
        if not held_back.is_empty():
            raise dg.Failure(
                "giữ lại, không công bố / held back, not published: "
                + "; ".join(
                    f"{row['round']} ({row['check_name']}: {row['detail']})"
                    for row in held_back.iter_rows(named=True)
                ),
                allow_retries=False,
            )

    return check


def _listed() -> list[tuple[str, str, str]]:
    """Name, table and description of every rule and suite."""
    suites = [
        (name, table, "Kỳ vọng về bảng, xem Data Docs\n\nExpectations of the table, see Data Docs.")
        for table, name in SUITES.items()
    ]
    return [*((rule.name, rule.table, rule.description) for rule in CHECK_RULES), *suites]
