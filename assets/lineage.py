"""Column lineage from submission to rank, and the columns of each table, as Dagster metadata.

Here belongs which column is made from which. The columns themselves are in the contract.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import dagster as dg

from warehouse.columns import Table
from warehouse.contract import TABLE_BY_NAME
from warehouse.definition import comment

_INPUT = "submissions.input_value"
_VALUE = "indicators.indicator_value"
_KEYS = ("round", "entity_code")

MADE_FROM: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "submissions.input_value": {
        **{key: (f"reference.expected_unit.{key}",) for key in _KEYS},
        "indicator_code": ("reference.indicator.code",),
    },
    "submissions.file": {
        "round": ("reference.round.round",),
        "late": ("reference.round.deadline",),
    },
    "submissions.finding": {"round": ("reference.round.round",)},
    "submissions.superseded_value": {"round": ("reference.round.round",)},
    "submissions.rejected_value": {"round": ("reference.round.round",)},
    "submissions.correction": {"round": ("reference.round.round",)},
    "submissions.evidence_file": {
        "round": ("reference.round.round",),
        "entity_code": ("reference.expected_unit.entity_code",),
    },
    _VALUE: {
        **{key: (f"reference.expected_unit.{key}",) for key in _KEYS},
        "indicator_code": ("reference.indicator.code",),
        "basis": (f"{_INPUT}.source",),
        "state": (f"{_INPUT}.raw_text", f"{_INPUT}.value"),
        "value": (f"{_INPUT}.value", "reference.indicator.rule_kind"),
        "points": (f"{_INPUT}.value", "reference.indicator.max_points"),
        "max_points": ("reference.indicator.max_points",),
        "source": (f"{_INPUT}.source",),
        "is_imputed": (f"{_INPUT}.value",),
    },
    **{
        f"scores.{name}": {
            **{key: (f"{_VALUE}.{key}",) for key in (*_KEYS, "basis")},
            **({code: (f"{_VALUE}.indicator_code", *more)} if code else {}),
            "value": (f"{_VALUE}.points", f"{_VALUE}.max_points"),
            "points": (f"{_VALUE}.points",),
            "max_points": (f"{_VALUE}.max_points",),
        }
        for name, code, more in (
            ("main_indicator", "main_code", ("reference.indicator.parent_code",)),
            ("pillar", "pillar_code", ("reference.pillar_main.pillar_code",)),
            ("dti", "", ()),
        )
    },
    "rankings.dti": {
        **{key: (f"scores.dti.{key}",) for key in (*_KEYS, "basis", "value")},
        "entity_name_vi": ("reference.expected_unit.entity_name_vi",),
        "entity_name_en": ("reference.expected_unit.entity_name_en",),
        "rank": ("scores.dti.value", "reference.framework.decimals"),
        "is_tied": ("scores.dti.value",),
        "entities_ranked": ("scores.dti.value",),
        "previous_value": ("scores.dti.value", "reference.round.previous"),
        "value_change": ("scores.dti.value", "reference.round.previous"),
        "previous_rank": ("scores.dti.value", "reference.round.previous"),
        "rank_change": ("scores.dti.value", "reference.round.previous"),
    },
    "planning.round_figure": {
        "round": ("reference.round.round",),
        "value": ("rankings.dti.value", "scores.pillar.value", "scores.main_indicator.value"),
    },
    "planning.press_figure": {
        "published_value": ("reference.published_result.value",),
        "recomputed_value": ("rankings.dti.value",),
    },
    "publication.round": {
        "round": ("reference.round.round",),
        "status": ("reference.round.status", f"{_VALUE}.state"),
        "entities_expected": ("reference.expected_unit.entity_code",),
        "entities_reporting": (f"{_VALUE}.state",),
        "values_expected": (f"{_VALUE}.state",),
        "values_reported": (f"{_VALUE}.state",),
        "files_received": ("submissions.file.file_sha256",),
        "files_quarantined": ("submissions.file.status",),
        "rows_rejected": ("submissions.rejected_value.rule",),
    },
    "publication.check_result": {"round": ("reference.round.round",)},
    "publication.release": {
        "round": ("reference.round.round",),
        "status": ("publication.round.status",),
    },
    "publication.release_rank": {
        "round": ("reference.round.round",),
        "entity_code": ("rankings.dti.entity_code",),
        "value": ("rankings.dti.value",),
        "published_value": ("rankings.dti.value", "reference.framework.decimals"),
        "rank": ("rankings.dti.rank",),
    },
    "publication.release_reason": {
        "round": ("reference.round.round",),
        "entity_code": ("submissions.input_value.entity_code",),
        "indicator_code": ("submissions.input_value.indicator_code",),
        "reason": ("submissions.input_value.raw_text", "submissions.input_value.source"),
    },
}
"""For each table, the columns from which each of its columns is made."""


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


def table_spec(
    full_name: str,
    deps: Sequence[str],
    partitions: dg.PartitionsDefinition[str] | None,
    kinds: set[str],
) -> dg.AssetSpec:
    """The asset of a table: described by the contract, grouped by stage, with its lineage."""
    table = TABLE_BY_NAME[full_name]
    metadata: dict[str, Any] = {
        "dagster/column_schema": column_schema(table),
        "dagster/column_lineage": column_lineage(full_name),
        "dagster/table_name": full_name,
    }
    return dg.AssetSpec(
        asset_key(full_name),
        deps=[asset_key(dep) for dep in deps],
        description=f"{table.vi}\n\n{table.en}\n\nKey: {', '.join(table.key)}",
        group_name=table.schema,
        owners=["team:digital-transformation-office"],
        kinds={"duckdb", "table", *kinds},
        metadata=metadata,
        partitions_def=partitions,
    )
