"""Export: tables of a warehouse as files, the same bytes for the same rows.

Here belongs writing CSV and Parquet in the order of the keys. What is said of the files is in
`pipelines/publication/open_data/`.

In CSV a text that a spreadsheet could take for a formula, one that begins with = + - @, a tab or a
line break, has an apostrophe put before it, and so has one that begins with an apostrophe: whoever
takes one leading apostrophe away has the text again. Numbers stay numbers; Parquet holds the text.
"""

from collections.abc import Sequence
from pathlib import Path

from warehouse.columns import TEXT, Column, Table
from warehouse.contract import TABLES
from warehouse.definition import quoted
from warehouse.writer import Warehouse

_UNITS = ("entity_code", "new_code")
_GUARDED = "('=', '+', '-', '@', chr(9), chr(10), chr(13), chr(39))"


def export_tables(
    warehouse: Warehouse,
    folder: Path,
    tables: Sequence[Table] = TABLES,
    rounds: Sequence[str] | None = None,
) -> list[Path]:
    """Write tables as `<schema>.<table>.csv` and `.parquet`. Returns the files written.

    Where `rounds` are named, tables with a column `round` hold the rows of these only, other
    tables with a column `framework` those of their frameworks, and all others what is real:
    invented units and targets belong to no round that tells them apart.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    connection = warehouse.connection
    connection.execute("SET threads = 1")  # row groups in one order
    for table in tables:
        for ending, columns, options in (
            ("csv", [_guarded(column) for column in table.columns], "FORMAT csv, HEADER"),
            ("parquet", [_plain(column) for column in table.columns], "FORMAT parquet"),
        ):
            path = folder / f"{table.full_name}.{ending}"
            rows = _rows(table, columns, rounds)
            connection.execute(f"COPY ({rows}) TO {_literal(str(path))} ({options})")
            written.append(path)
    return written


def _rows(table: Table, columns: Sequence[str], rounds: Sequence[str] | None) -> str:
    order = ", ".join(f"t.{quoted(column)} NULLS FIRST" for column in table.key)
    which = "" if rounds is None else _of_rounds(table, rounds)
    source = f"{table.schema}.{quoted(table.name)}"
    return f"SELECT {', '.join(columns)} FROM {source} AS t {which} ORDER BY {order}"


def _of_rounds(table: Table, rounds: Sequence[str]) -> str:
    names = {column.name for column in table.columns}
    chosen = ", ".join(_literal(name) for name in rounds) or "NULL"
    if "round" in names:
        return f"WHERE t.round IN ({chosen})"
    if "framework" in names:
        used = f"SELECT framework FROM reference.round WHERE round IN ({chosen})"
        return f"WHERE t.framework IN ({used})"
    invented = [f"starts_with(t.{name}, 'demo-')" for name in _UNITS if name in names]
    invented += ["t.is_demonstration"] * ("is_demonstration" in names)
    return f"WHERE ({' OR '.join(invented)}) IS NOT TRUE" if invented else ""


def _plain(column: Column) -> str:
    return f"t.{quoted(column.name)}"


def _guarded(column: Column) -> str:
    name = f"t.{quoted(column.name)}"
    if column.type != TEXT:
        return name
    guard = f"CASE WHEN left({name}, 1) IN {_GUARDED} THEN chr(39) ELSE '' END"
    return f"{guard} || {name} AS {quoted(column.name)}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
