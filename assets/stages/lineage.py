"""Tables as assets: their columns and what these are made from, as Dagster metadata.

Here belongs turning descriptions into metadata. The columns themselves are in the contract, what
they are made from in `warehouse/made_from.py`.
"""

import warnings
from collections.abc import Sequence, Set
from types import FunctionType
from typing import Any

import dagster as dg

from warehouse.columns import Table
from warehouse.contract import TABLE_BY_NAME
from warehouse.definition import comment
from warehouse.made_from import MADE_FROM


def asset_key(full_name: str) -> dg.AssetKey:
    """The key of a table: [schema, table]."""
    return dg.AssetKey(full_name.split("."))


def column_schema(table: Table) -> dg.TableSchema:
    """The columns of a table with their meaning."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                column.type,
                comment(column),
                dg.TableColumnConstraints(
                    nullable=column.nullable, unique=table.key == (column.name,)
                ),
            )
            for column in table.columns
        ]
    )


def column_lineage(full_name: str) -> dg.TableColumnLineage:
    """Which columns each column of a table is made from."""
    return dg.TableColumnLineage(
        {
            column: [_dependency(source) for source in sources]
            for column, sources in MADE_FROM.get(full_name, {}).items()
        }
    )


def _dependency(source: str) -> dg.TableColumnDep:
    table, _, column = source.rpartition(".")
    return dg.TableColumnDep(asset_key(table), column)


def code_reference(work: FunctionType) -> dg.CodeReferencesMetadataValue:
    """Where a function stands."""
    code = work.__code__
    with warnings.catch_warnings():
        # Pinned, and looked at in the UI: that its form may change is no news to who runs a round.
        warnings.simplefilter("ignore", dg.BetaWarning)
        place = dg.LocalFileCodeReference(
            file_path=code.co_filename, line_number=code.co_firstlineno, label=work.__name__
        )
        return dg.CodeReferencesMetadataValue(code_references=[place])


def table_spec(
    full_name: str,
    deps: Sequence[dg.AssetDep],
    partitions: dg.PartitionsDefinition[str] | None,
    kinds: Set[str],
    work: FunctionType,
    skippable: bool = False,
) -> dg.AssetSpec:
    """The asset of a table: described by the contract, grouped by schema, with its lineage.

    `work` is the function that makes it, to which the UI leads.
    """
    table = TABLE_BY_NAME[full_name]
    metadata: dict[str, Any] = {
        "dagster/column_schema": column_schema(table),
        "dagster/column_lineage": column_lineage(full_name),
        "dagster/table_name": full_name,
        "dagster/code_references": code_reference(work),
    }
    return dg.AssetSpec(
        asset_key(full_name),
        deps=deps,
        description=f"{table.vi}\n\n{table.en}\n\nKey: {', '.join(table.key)}",
        group_name=table.schema,
        owners=["team:digital-transformation-office"],
        kinds={"duckdb", "table", *kinds},
        metadata=metadata,
        partitions_def=partitions,
        skippable=skippable,
    )
