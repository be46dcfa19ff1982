"""Scoring rules of the seeds as rows, in a form from which a result can be worked out again.

Here belongs laying rules out as text that loses nothing: numbers are written as they were printed.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from assets.installation.seeds import Seeds
from assets.stages.stage import Given
from pipelines.frameworks.framework import INDEX_CODE, Framework, Indicator, Rule
from warehouse.contract import TABLE_BY_NAME


def rule_frames(given: Given | Seeds) -> Mapping[str, pl.DataFrame]:
    """The tables `reference.scoring_rule` and `reference.left_out`."""
    rules = [row for framework in given.frameworks.values() for row in rule_rows(framework)]
    left_out = [
        (entry.id, code) for entry in given.rounds.values() for code in sorted(entry.not_evaluated)
    ]
    return {
        name: pl.DataFrame(rows, schema=TABLE_BY_NAME[name].polars_schema, orient="row")
        for name, rows in (
            ("reference.scoring_rule", rules),
            ("reference.left_out", left_out),
        )
    }


def rule_rows(framework: Framework) -> list[tuple[object, ...]]:
    """The index itself, then every indicator that takes part in scoring."""
    root = (INDEX_CODE, None, framework.aggregation, framework.min_coverage, None, None)
    return [(framework.id, *root), *(_row(framework, scored) for scored in framework.scored)]


def _row(framework: Framework, indicator: Indicator) -> tuple[object, ...]:
    is_leaf = framework.is_scored_leaf(indicator)
    return (
        framework.id,
        indicator.code,
        indicator.parent or INDEX_CODE,
        None if is_leaf else indicator.aggregation or framework.aggregation,
        None,
        None if indicator.rule is None else _json(_keys(indicator.rule)),
        _json(dict(indicator.units)) if indicator.units else None,
    )


def _keys(rule: Rule) -> dict[str, Any]:
    if rule.parts:
        parts = [{"share": share, "rule": _keys(part)} for share, part in rule.parts]
        return {"kind": rule.kind, "parts": parts}
    return {"kind": rule.kind, **rule.keys}


def _json(keys: Mapping[str, Any]) -> str:
    return json.dumps(_as_text(keys), ensure_ascii=False, sort_keys=True)


def _as_text(value: Any) -> Any:
    """Numbers as text, whatever they stand in; yes and no stay what they are."""
    match value:
        case bool() | str() | None:
            return value
        case int() | Decimal():
            return str(value)
        case Mapping():
            return {str(key): _as_text(inner) for key, inner in value.items()}
        case _:
            return [_as_text(inner) for inner in value]
