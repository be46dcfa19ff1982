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
    "submissions.appeal": {
        **{key: (f"reference.expected_unit.{key}",) for key in _KEYS},
        "indicator_code": ("reference.indicator.code",),
    },
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
        "previous_value": (
            "scores.dti.value",
            "reference.round.previous",
            "reference.expected_unit.valid_from",
        ),
        "value_change": ("scores.dti.value", "reference.round.previous"),
        "previous_rank": ("scores.dti.value", "reference.round.previous"),
        "rank_change": ("scores.dti.value", "reference.round.previous"),
    },
    "appraisal.decision": {
        **{key: (f"{_INPUT}.{key}",) for key in (*_KEYS, "indicator_code", "reason", "clause")},
        "decided_on": (f"{_INPUT}.dated_on",),
        "self_points": (f"{_VALUE}.points",),
        "decided_points": (f"{_VALUE}.points",),
        "points_change": (f"{_VALUE}.points",),
    },
    "appraisal.appeal": {
        **{key: (f"submissions.appeal.{key}",) for key in (*_KEYS, "indicator_code", "reason")},
        "requested_value": ("submissions.appeal.value",),
        "outcome": ("submissions.appeal.value", f"{_INPUT}.value", f"{_INPUT}.appeal"),
        "is_late": ("submissions.appeal.dated_on", "reference.round.appeals_until"),
    },
    "appraisal.points_at_risk": {
        **{key: (f"{_VALUE}.{key}",) for key in (*_KEYS, "indicator_code", "state", "max_points")},
        "claimed_points": (f"{_VALUE}.points",),
        "verified_points": (f"{_VALUE}.points",),
        "measured_points": (f"{_INPUT}.value", f"{_INPUT}.source"),
        "evidence": (f"{_INPUT}.evidence",),
        "explanation": (f"{_INPUT}.note",),
        "points_at_risk": (
            f"{_VALUE}.points",
            f"{_INPUT}.evidence",
            "reference.indicator.evidence",
        ),
    },
    "appraisal.work_item": {
        **{key: (f"{_VALUE}.{key}",) for key in (*_KEYS, "indicator_code")},
        "probability": (f"{_VALUE}.points", "submissions.finding.rule", "reference.round.previous"),
        "places_at_stake": (f"{_VALUE}.points", "reference.framework.decimals"),
        "expected_places": (f"{_VALUE}.points", "submissions.finding.rule"),
        "signals": ("submissions.finding.rule",),
    },
    "planning.round_figure": {
        "round": ("reference.round.round",),
        "value": ("rankings.dti.value", "scores.pillar.value", "scores.main_indicator.value"),
    },
    "planning.press_figure": {
        "published_value": ("reference.published_result.value",),
        "recomputed_value": ("rankings.dti.value",),
    },
    **{
        f"planning.{name}": {
            **first,
            "entity_code": ("reference.merger.new_code",),
            "value": values,
            "predecessors": ("reference.merger.old_code",),
        }
        for name, first, values in (
            (
                "restatement",
                {"round": ("reference.round.round",)},
                (
                    "rankings.dti.value",
                    "scores.pillar.value",
                    "scores.main_indicator.value",
                    "planning.restated_indicator.points",
                    "reference.population.population",
                ),
            ),
            (
                "published_restatement",
                {"published_value": ("reference.published_result.value",)},
                ("reference.published_result.value", "reference.population.population"),
            ),
        )
    },
    "planning.restated_indicator": {
        "round": ("reference.round.round",),
        "entity_code": ("reference.merger.new_code",),
        "numerator": (f"{_INPUT}.value",),
        "denominator": (f"{_INPUT}.value",),
        "points": (f"{_INPUT}.value", f"{_VALUE}.points"),
    },
    "planning.target_progress": {
        "round": ("reference.round.round",),
        "entity_code": ("planning.target.entity_code",),
        "target_id": ("planning.target.target_id",),
        "kind": ("planning.target.kind",),
        "target": ("planning.target.target",),
        "year": ("planning.target.year",),
        "value_now": (
            "rankings.dti.value",
            "rankings.dti.rank",
            "scores.main_indicator.rank",
            "planning.measurement.value",
        ),
        "distance": ("rankings.dti.value", "planning.target.target"),
        "baseline_value": ("rankings.dti.value", "planning.target.dated"),
        "status": (
            "rankings.dti.value",
            "planning.target.target",
            "planning.target.year",
            "reference.round.ends_on",
        ),
        "evaluated_points": ("scores.dti.points",),
        "evaluated_max_points": ("scores.dti.max_points",),
        "mains_sharing": ("scores.main_indicator.rank",),
    },
    "planning.responsibility": {
        **{key: (f"{_VALUE}.{key}",) for key in (*_KEYS, "indicator_code", "state", "points")},
        "agency_code": ("reference.indicator.responsible",),
        "agency_name_vi": ("reference.entity.name_vi",),
        "agency_name_en": ("reference.entity.name_en",),
        "max_points": (f"{_VALUE}.max_points",),
        "points_lost": (f"{_VALUE}.points", f"{_VALUE}.max_points"),
        "is_missing": (f"{_VALUE}.state",),
        "lacks_evidence": ("submissions.finding.rule",),
    },
    "planning.agency_debt": {
        **{key: (f"planning.responsibility.{key}",) for key in (*_KEYS, "agency_code")},
        "missing": ("planning.responsibility.is_missing",),
        "lacking_evidence": ("planning.responsibility.lacks_evidence",),
        "unfinished": ("planning.responsibility.status",),
        "overdue": ("planning.responsibility.is_overdue",),
        "points_at_stake": ("planning.responsibility.max_points",),
        "points_lost": ("planning.responsibility.points_lost",),
        "target_id": ("planning.target_progress.target_id",),
        "gap_points": ("planning.target_progress.target", "scores.dti.points"),
    },
    "planning.reward": {
        **{key: (f"rankings.dti.{key}",) for key in (*_KEYS, "value", "rank")},
        "class_order": ("rankings.dti.value", f"{_VALUE}.state", "submissions.file.late"),
    },
    "planning.reward_exclusion": {
        "round": ("rankings.dti.round",),
        "entity_code": ("rankings.dti.entity_code",),
        "cause": (f"{_VALUE}.state", f"{_VALUE}.source", "submissions.file.late"),
    },
    "planning.award": {
        "round": ("rankings.dti.round",),
        "entity_code": ("rankings.dti.entity_code",),
        "figure": ("rankings.dti.value", "rankings.dti.rank_change"),
    },
    "planning.rank_move": {
        **{key: (f"rankings.dti.{key}",) for key in _KEYS},
        "previous": ("reference.round.previous",),
        **dict.fromkeys(
            ("value_part", "rank_part"),
            (
                f"{_INPUT}.value",
                "submissions.superseded_value.value",
                "submissions.file.late",
                "submissions.correction.found_text",
                "reference.merger.old_code",
            ),
        ),
    },
    "planning.rank_move_total": {
        **{key: (f"rankings.dti.{key}",) for key in _KEYS},
        "previous": ("reference.round.previous",),
        "previous_entity_code": ("reference.merger.old_code",),
        "value_before": (f"{_INPUT}.value", "submissions.superseded_value.value"),
        "value_after": (f"{_INPUT}.value",),
        "rank_before": (f"{_INPUT}.value", "submissions.superseded_value.value"),
        "rank_after": (f"{_INPUT}.value",),
    },
    "planning.planned_round": {
        "round": ("reference.round.round",),
        "plans_with": (f"{_INPUT}.input", "reference.indicator.rule_kind"),
    },
    "planning.shortest_way": {
        **{key: (f"rankings.dti.{key}",) for key in _KEYS},
        "goal": ("rankings.dti.rank",),
        "cost": ("reference.cost.cost", "planning.shortest_way_step.cost"),
        "value_now": ("rankings.dti.value",),
        "rank_now": ("rankings.dti.rank",),
        "value_then": (f"{_INPUT}.value", "reference.indicator.rule_kind"),
        "rank_then": ("rankings.dti.value", f"{_INPUT}.value"),
    },
    "planning.shortest_way_step": {
        **{key: (f"{_INPUT}.{key}",) for key in _KEYS},
        "indicator_code": ("reference.indicator.code",),
        "figure_now": (f"{_INPUT}.value",),
        "cost": ("reference.cost.cost",),
        "gain": (f"{_INPUT}.value", "reference.indicator.max_points"),
    },
    "planning.next_gain": {
        **{key: (f"{_INPUT}.{key}",) for key in _KEYS},
        "indicator_code": ("reference.indicator.code",),
        "figure": (f"{_INPUT}.value",),
        "next_gain": (f"{_INPUT}.value", "reference.indicator.max_points"),
    },
    "planning.limit": {
        **{key: (f"reference.expected_unit.{key}",) for key in _KEYS},
        "indicator_code": ("reference.indicator.code",),
        "points_left": (f"{_INPUT}.value", "reference.indicator.max_points"),
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
