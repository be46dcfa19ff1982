"""The rules as asset checks, so that Dagster shows them beside the tables they speak of.

Here belongs the only Dagster code of this folder. These checks inform; what keeps a round from
being published is that publication applies the same rules for itself, however it was started.
"""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg
import polars as pl

from checks.check_rule import check_rounds
from checks.rules import CHECK_RULES

_SEVERITY = {
    "error": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
}


def build_asset_checks(rounds: Sequence[str]) -> dg.AssetChecksDefinition:
    """One check for each rule, run together on all rounds of a run.

    `rounds` are all rounds in the order of their partitions.
    """

    @dg.multi_asset_check(
        name="check_rounds",
        specs=[
            dg.AssetCheckSpec(
                rule.name,
                asset=rule.table.split("."),
                description=rule.description,
                additional_deps=[] if rule.table == "rankings.dti" else [["rankings", "dti"]],
            )
            for rule in CHECK_RULES
        ],
        required_resource_keys={"installation"},
    )
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        with context.resources.installation.build() as warehouse:
            results = check_rounds(warehouse, _rounds_of_run(context.run.tags, rounds), CHECK_RULES)
        for rule in CHECK_RULES:
            failed = results.filter(pl.col("check_name") == rule.name, ~pl.col("passed"))
            yield dg.AssetCheckResult(
                check_name=rule.name,
                asset_key=rule.table.split("."),
                passed=failed.is_empty(),
                severity=_SEVERITY[rule.severity],
                metadata={
                    f"{row['round']}": f"{row['rows_failing']} rows, such as {row['detail']}"
                    for row in failed.iter_rows(named=True)
                },
            )

    return check


def _rounds_of_run(tags: Mapping[str, str], rounds: Sequence[str]) -> Sequence[str]:
    """The rounds a run is for, from its tags; all rounds where it names none.

    Checks with partitions of their own are not yet stable in Dagster.
    """
    one = tags.get("dagster/partition")
    if one is not None:
        return [one]
    first = tags.get("dagster/asset_partition_range_start")
    last = tags.get("dagster/asset_partition_range_end")
    if first in rounds and last in rounds:
        return rounds[rounds.index(first) : rounds.index(last) + 1]
    return rounds
