"""What the columns of each table are made from: columns of other tables, and of seeds.

Here belongs the lineage of columns, beside the tables that it speaks of. A source is
`schema.table.column`, or `seeds.name.column` where a table is made from what people wrote. What a
table is made from, the stage that makes it reads; a test holds both together.
"""

from collections.abc import Mapping
from typing import Final

_INPUT = "submissions.input_value"
_VALUE = "indicators.indicator_value"
_KEYS = ("round", "entity_code")
_EXPECTED: Final = {
    "round": ("seeds.rounds.id",),
    "entity_code": ("seeds.entities.entity_code",),
}
_SCORED: Final = {**_EXPECTED, "indicator_code": ("seeds.frameworks.code",)}

MADE_FROM: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "submissions.input_value": {
        **_EXPECTED,
        "indicator_code": ("seeds.frameworks.code",),
    },
    "submissions.file": {
        "round": ("seeds.rounds.id",),
        "late": ("seeds.rounds.deadline",),
    },
    "submissions.finding": {"round": ("seeds.rounds.id",)},
    "submissions.appeal": {
        **_EXPECTED,
        "indicator_code": ("seeds.frameworks.code",),
    },
    "submissions.superseded_value": {"round": ("seeds.rounds.id",)},
    "submissions.rejected_value": {"round": ("seeds.rounds.id",)},
    "submissions.correction": {"round": ("seeds.rounds.id",)},
    "submissions.evidence_file": {
        "round": ("seeds.rounds.id",),
        "entity_code": ("seeds.entities.entity_code",),
    },
    _VALUE: {
        **_EXPECTED,
        "indicator_code": ("seeds.frameworks.code",),
        "basis": (f"{_INPUT}.source",),
        "state": (f"{_INPUT}.raw_text", f"{_INPUT}.value"),
        "value": (f"{_INPUT}.value", "seeds.frameworks.rule"),
        "points": (f"{_INPUT}.value", "seeds.frameworks.max_points"),
        "max_points": ("seeds.frameworks.max_points",),
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
            ("main_indicator", "main_code", ("seeds.frameworks.parent",)),
            ("pillar", "pillar_code", ("seeds.frameworks.mains",)),
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
        "self_points": (f"{_INPUT}.value",),
        "decided_points": (f"{_INPUT}.value",),
        "points_change": (f"{_INPUT}.value",),
    },
    "appraisal.appeal": {
        **{key: (f"submissions.appeal.{key}",) for key in (*_KEYS, "indicator_code", "reason")},
        "requested_value": ("submissions.appeal.value",),
        "outcome": ("submissions.appeal.value", f"{_INPUT}.value", f"{_INPUT}.appeal"),
        "is_late": ("submissions.appeal.dated_on", "seeds.rounds.appeals_until"),
    },
    "appraisal.points_at_risk": {
        **_SCORED,
        "state": (f"{_INPUT}.raw_text", f"{_INPUT}.value"),
        "max_points": ("seeds.frameworks.max_points",),
        "claimed_points": (f"{_INPUT}.value",),
        "verified_points": (f"{_INPUT}.value",),
        "measured_points": (f"{_INPUT}.value", f"{_INPUT}.source"),
        "evidence": (f"{_INPUT}.evidence",),
        "explanation": (f"{_INPUT}.note",),
        "points_at_risk": (
            f"{_INPUT}.value",
            f"{_INPUT}.evidence",
            "seeds.frameworks.evidence",
        ),
    },
    "appraisal.work_item": {
        **_SCORED,
        "probability": (f"{_INPUT}.value", "submissions.finding.rule", "seeds.rounds.previous"),
        "places_at_stake": (f"{_INPUT}.value", "seeds.frameworks.decimals"),
        "expected_places": (f"{_INPUT}.value", "submissions.finding.rule"),
        "signals": ("submissions.finding.rule",),
    },
    "planning.round_figure": {
        "round": ("reference.round.round",),
        "value": ("rankings.dti.value", "scores.pillar.value", "scores.main_indicator.value"),
    },
    "planning.press_figure": {
        "published_value": ("seeds.published_results.value",),
        "recomputed_value": ("rankings.dti.value",),
    },
    **{
        f"planning.{name}": {
            **first,
            "entity_code": ("seeds.mergers.new_code",),
            "value": values,
            "predecessors": ("seeds.mergers.old_code",),
        }
        for name, first, values in (
            (
                "restatement",
                {"round": ("seeds.rounds.id",)},
                (
                    "rankings.dti.value",
                    "scores.pillar.value",
                    "scores.main_indicator.value",
                    "planning.restated_indicator.points",
                    "seeds.populations.population",
                ),
            ),
            (
                "published_restatement",
                {"published_value": ("seeds.published_results.value",)},
                ("seeds.published_results.value", "seeds.populations.population"),
            ),
        )
    },
    "planning.restated_indicator": {
        "round": ("seeds.rounds.id",),
        "entity_code": ("seeds.mergers.new_code",),
        "numerator": (f"{_INPUT}.value",),
        "denominator": (f"{_INPUT}.value",),
        "points": (f"{_INPUT}.value", f"{_VALUE}.points"),
    },
    "planning.target_progress": {
        "round": ("reference.round.round",),
        "entity_code": ("seeds.targets.entity_code",),
        "target_id": ("seeds.targets.id",),
        "kind": ("seeds.targets.aim",),
        "target": ("seeds.targets.aim",),
        "year": ("seeds.targets.year",),
        "value_now": (
            "rankings.dti.value",
            "rankings.dti.rank",
            "scores.main_indicator.rank",
            "seeds.measurements.value",
        ),
        "distance": ("rankings.dti.value", "seeds.targets.aim"),
        "baseline_value": ("rankings.dti.value", "seeds.targets.dated"),
        "status": (
            "rankings.dti.value",
            "seeds.targets.aim",
            "seeds.targets.year",
            "reference.round.ends_on",
        ),
        "evaluated_points": ("scores.dti.points",),
        "evaluated_max_points": ("scores.dti.max_points",),
        "mains_sharing": ("scores.main_indicator.rank",),
    },
    "planning.responsibility": {
        **{key: (f"{_VALUE}.{key}",) for key in (*_KEYS, "indicator_code", "state", "points")},
        "agency_code": ("reference.indicator.responsible",),
        "agency_name_vi": ("seeds.entities.name_vi",),
        "agency_name_en": ("seeds.entities.name_en",),
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
        **_EXPECTED,
        "previous": ("seeds.rounds.previous",),
        **dict.fromkeys(
            ("value_part", "rank_part"),
            (
                f"{_INPUT}.value",
                "submissions.superseded_value.value",
                "submissions.file.late",
                "submissions.correction.found_text",
                "seeds.mergers.old_code",
            ),
        ),
    },
    "planning.rank_move_total": {
        **_EXPECTED,
        "previous": ("seeds.rounds.previous",),
        "previous_entity_code": ("seeds.mergers.old_code",),
        "value_before": (f"{_INPUT}.value", "submissions.superseded_value.value"),
        "value_after": (f"{_INPUT}.value",),
        "rank_before": (f"{_INPUT}.value", "submissions.superseded_value.value"),
        "rank_after": (f"{_INPUT}.value",),
    },
    "planning.planned_round": {
        "round": ("seeds.rounds.id",),
        "plans_with": (f"{_INPUT}.input", "seeds.frameworks.rule"),
    },
    "planning.shortest_way": {
        **_EXPECTED,
        "goal": (f"{_INPUT}.value", "seeds.targets.aim"),
        "cost": ("seeds.costs.cost", "planning.shortest_way_step.cost"),
        "value_now": (f"{_INPUT}.value",),
        "rank_now": (f"{_INPUT}.value", "seeds.targets.aim"),
        "value_then": (f"{_INPUT}.value", "seeds.frameworks.rule"),
        "rank_then": (f"{_INPUT}.value",),
    },
    "planning.shortest_way_step": {
        **{key: (f"{_INPUT}.{key}",) for key in _KEYS},
        "indicator_code": ("seeds.frameworks.code",),
        "figure_now": (f"{_INPUT}.value",),
        "cost": ("seeds.costs.cost",),
        "gain": (f"{_INPUT}.value", "seeds.frameworks.max_points"),
    },
    "planning.next_gain": {
        **{key: (f"{_INPUT}.{key}",) for key in _KEYS},
        "indicator_code": ("seeds.frameworks.code",),
        "figure": (f"{_INPUT}.value",),
        "next_gain": (f"{_INPUT}.value", "seeds.frameworks.max_points"),
    },
    "planning.limit": {
        **_EXPECTED,
        "indicator_code": ("seeds.frameworks.code",),
        "points_left": (f"{_INPUT}.value", "seeds.frameworks.max_points"),
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
        "stage": ("publication.round.status",),
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
