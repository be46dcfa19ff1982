"""The columns of a setup sheet, taken from how the seed itself is declared.

Here belongs turning the shape of a table or the JSON Schema of a YAML entry into columns. What
they are called for people is in `headings.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pipelines.seed_reader import CODE, Schema
from pipelines.seed_tables import Column, Kind, TableShape

VARIANT: Final = "@"
"""Stands in a path for the one key that says which variant an entry is."""


@dataclass(frozen=True, slots=True)
class SetupColumn:
    """A column: its name, where its value stands in an entry, and what its cells are.

    `words` are values that the seed names; with `is_closed` there are no others. A list is written
    with semicolons between its items.
    """

    name: str
    path: tuple[str, ...]
    kind: Kind = "text"
    is_required: bool = False
    words: tuple[str, ...] = ()
    is_closed: bool = False
    is_list: bool = False


def table_columns(shape: TableShape) -> tuple[SetupColumn, ...]:
    """The columns of a seed that is a table."""

    def column(declared: Column) -> SetupColumn:
        return SetupColumn(
            declared.name,
            (declared.name,),
            declared.kind,
            declared.is_required,
            declared.choices,
            bool(declared.choices),
        )

    return tuple(column(declared) for declared in (*shape.columns, *shape.optional))


def entry_columns(entry: Schema, variants: Sequence[str] = ()) -> tuple[SetupColumn, ...]:
    """The columns of an entry of a YAML list.

    Its `variants` share the columns below them, and a column of their own says which is meant.
    """
    found: dict[str, SetupColumn] = {}
    if variants:
        found["aim"] = SetupColumn("aim", (VARIANT,), "text", True, tuple(variants), True)
    for path, schema, is_required in _leaves(entry, (), True):
        is_below = path[0] in variants
        name = "_".join(("aim", *path[1:]) if is_below else path)
        column = _column(name, (VARIANT, *path[1:]) if is_below else path, schema, is_required)
        if is_below:
            column = replace(column, is_required=False)
        if name not in found or column.kind == "number":
            found[name] = column
    ordered = sorted(found.values(), key=lambda column: column.path[0] == VARIANT)
    return tuple(ordered)


def _leaves(
    schema: Schema, path: tuple[str, ...], is_required: bool
) -> Iterator[tuple[tuple[str, ...], Schema, bool]]:
    needed = schema.get("required", ())
    for key, below in schema.get("properties", {}).items():
        is_needed = is_required and key in needed
        if "properties" in below:
            yield from _leaves(below, (*path, key), is_needed)
        else:
            yield (*path, key), below, is_needed


def _column(name: str, path: tuple[str, ...], schema: Schema, is_required: bool) -> SetupColumn:
    branches: list[Schema] = schema.get("anyOf", [schema])
    words = [value for branch in branches for value in branch.get("enum", ()) if value is not None]
    return SetupColumn(
        name,
        path,
        _kind(branches),
        is_required,
        tuple(dict.fromkeys(map(str, words))),
        "enum" in schema,
        any("array" in _types(branch) for branch in branches),
    )


def _kind(branches: Sequence[Schema]) -> Kind:
    if any(branch.get("format") == "date" for branch in branches):
        return "day"
    types = {name for branch in branches for name in _types(branch)}
    if "number" in types:
        return "number"
    if "integer" in types:
        return "whole"
    is_code = any(branch.get("pattern") == CODE["pattern"] for branch in branches)
    return "code" if is_code else "text"


def _types(schema: Schema) -> list[Any]:
    found = schema.get("type", [])
    return found if isinstance(found, list) else [found]
