"""DDL: the contract as SQL.

Here belongs turning descriptions into CREATE and COMMENT statements. Views for people are written
out in `sql/views/`.
"""

import hashlib
from functools import cache
from pathlib import Path

from warehouse.columns import Column, Table
from warehouse.contract import SCHEMAS, TABLES

_SQL = Path(__file__).parent / "sql"


def quoted(name: str) -> str:
    """An identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def comment(column: Column) -> str:
    """What a column means, with its unit, in both languages."""
    unit = f" [{column.unit}]" if column.unit else ""
    return f"{column.vi} | {column.en}{unit}"


def table_statements(table: Table) -> list[str]:
    """CREATE TABLE and its comments."""
    name = f"{table.schema}.{quoted(table.name)}"
    columns = ", ".join(
        f"{quoted(c.name)} {c.type}{'' if c.nullable else ' NOT NULL'}" for c in table.columns
    )
    return [
        f"CREATE TABLE IF NOT EXISTS {name} ({columns})",
        f"COMMENT ON TABLE {name} IS {_text(f'{table.vi} | {table.en}')}",
        *(
            f"COMMENT ON COLUMN {name}.{quoted(c.name)} IS {_text(comment(c))}"
            for c in table.columns
        ),
    ]


@cache
def all_statements() -> str:
    """Every schema, table and macro of the warehouse."""
    schemas = [f"CREATE SCHEMA IF NOT EXISTS {name}" for name in SCHEMAS]
    tables = [statement for table in TABLES for statement in table_statements(table)]
    macros = (_SQL / "macros.sql").read_text(encoding="utf-8")
    return ";\n".join((*schemas, *tables, macros))


@cache
def fingerprint() -> str:
    """Tells whether a database was made by these very statements; a macro in it says so."""
    return hashlib.sha256(all_statements().encode()).hexdigest()


def fingerprint_statement() -> str:
    """Leave the fingerprint in a database."""
    return f"CREATE OR REPLACE MACRO analyst.contract_fingerprint() AS '{fingerprint()}'"


@cache
def view_statements() -> str:
    """The views of the schema analyst."""
    files = sorted((_SQL / "views").glob("*.sql"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
