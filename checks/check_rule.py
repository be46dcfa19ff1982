"""A rule across tables: what must hold before a round is published, as one query.

Here belong what a rule is and applying rules to rounds. A query returns the rows that break the
rule, each with `round` and `detail`, so an empty result is a pass; it may look at any round, and is
narrowed to those being published. The rules themselves are in `rules/`, suites for people in
`expectations.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from pipelines.explanation import Explanation


class Queries(Protocol):
    """Anything that answers SQL with a frame: an open warehouse."""

    def read(self, sql: str) -> pl.DataFrame:
        """The result of a query."""
        ...


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A rule: what it is called, the table it speaks of, how grave a failure is."""

    name: str
    table: str
    severity: str
    description: str
    failing_rows: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Rules that belong together, as a chapter of the rule book, with what is said of each."""

    vi: str
    en: str
    rules: tuple[CheckRule, ...]
    explanations: Mapping[str, Explanation]


def check_rounds(
    warehouse: Queries, rounds: Sequence[str], rules: Sequence[CheckRule]
) -> pl.DataFrame:
    """Apply the rules to some rounds.

    Returns one row for each round and rule: round, check_name, table_name, severity, passed,
    rows_failing, detail (an example of a failing row).
    """
    failing = [
        warehouse.read(
            f"SELECT round, '{rule.name}' AS check_name, count(*)::INTEGER AS rows_failing, "
            f"min(detail) AS detail FROM ({rule.failing_rows}) GROUP BY round"
        )
        for rule in rules
    ]
    every = pl.DataFrame(
        [(name, r.name, r.table, r.severity) for name in rounds for r in rules],
        schema=["round", "check_name", "table_name", "severity"],
        orient="row",
    )
    results = every.join(pl.concat(failing), on=["round", "check_name"], how="left")
    return results.select(
        "round",
        "check_name",
        "table_name",
        "severity",
        passed=pl.col("rows_failing").is_null(),
        rows_failing=pl.col("rows_failing").fill_null(0).cast(pl.Int32),
        detail="detail",
    )
