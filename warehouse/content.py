"""The content of a round: one hash over every row that is published of it.

Here belongs what makes two publications of a round the same. Rows are taken in the order of their
keys and every field is written with its length, so no two contents share a text. Results of checks,
hashes of inputs, releases with their log, and how far a round is issued (stage, status) are about
the content and no part of it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from warehouse.columns import Table
from warehouse.contract import TABLES
from warehouse.definition import quoted
from warehouse.writer import Warehouse

_ABOUT_IT: Final = frozenset(
    {
        "publication.check_result",
        "publication.round_input",
        "publication.log",
        "publication.release",
        "publication.release_rank",
        "publication.release_reason",
    }
)
_BY_THE_LOG: Final = {("publication.round", "stage"), ("publication.round", "status")}
COUNTED: Final = {
    "submissions.file": "t.status <> 'after_closing'",
    "submissions.finding": "t.rule <> 'received_after_closing'",
}
"""The rows that count, in SQL over a row `t`: what came after a round was closed is noted beside
its content."""


def table_hashes(warehouse: Warehouse, rounds: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """For each round, SHA-256 of its rows in each table; tables without any are left out.

    Reference tables count with the rows of the round or of its framework.
    """
    found: dict[str, dict[str, str]] = {name: {} for name in rounds}
    for table in TABLES:
        names = [c.name for c in table.columns if (table.full_name, c.name) not in _BY_THE_LOG]
        if table.full_name in _ABOUT_IT or not {"round", "framework"} & set(names):
            continue
        for round_id, digest in warehouse.read(_query(table, names, rounds)).iter_rows():
            header = f"{','.join(names)}\n{digest}"
            found[round_id][table.full_name] = hashlib.sha256(header.encode()).hexdigest()
    return found


def round_contents(warehouse: Warehouse, rounds: Sequence[str]) -> Mapping[str, str]:
    """For each round one SHA-256 of all that the warehouse has of it; every table is read once."""
    return {name: content_hash(found) for name, found in table_hashes(warehouse, rounds).items()}


def content_hash(hashes: Mapping[str, str]) -> str:
    """One SHA-256 over the hashes of all tables."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _query(table: Table, names: Sequence[str], rounds: Sequence[str]) -> str:
    """One hash of the rows of each round, the hashes of single rows put together in order."""
    fields = ", ".join(
        f"coalesce(strlen({text}) || ':' || {text}, '-')"
        for text in (f"t.{quoted(name)}::VARCHAR" for name in names)
    )
    keys = ", ".join(f"t.{quoted(column)} NULLS FIRST" for column in table.key)
    chosen = ", ".join("'" + name.replace("'", "''") + "'" for name in rounds) or "NULL"
    shared = "round" if "round" in names else "framework"
    return (
        f"SELECT d.round, sha256(string_agg(sha256(concat({fields})), '' ORDER BY {keys})) "
        f"FROM reference.round d JOIN {table.schema}.{quoted(table.name)} t USING ({shared}) "
        f"WHERE d.round IN ({chosen}) AND {COUNTED.get(table.full_name, 'true')} "
        f"GROUP BY d.round"
    )
