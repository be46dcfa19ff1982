"""Receipts of small rounds, through the real scoring, without files or a database."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from assets.stages.rule_tables import rule_rows
from pipelines.frameworks.framework import Framework
from pipelines.publication.receipt import receipt
from pipelines.publication.round_tables import TABLES, RoundTables
from pipelines.scoring.index import compute_index
from pipelines.scoring.ranking import rank_scores
from warehouse.contract import TABLE_BY_NAME

Sent = tuple[str, str, str, str, str | None]
"""Unit, indicator, input, the text as written, and the value read from it (None for a state)."""


def round_tables_of(
    of: Framework,
    sent: Sequence[Sent],
    units: Sequence[str] = ("A", "B", "C"),
    sources: Mapping[int, str] | None = None,
    left_out: Sequence[str] = (),
) -> RoundTables:
    """The tables of a round `r`; `sources` names those that are not declared, by row."""
    given = dict(sources or {})
    values = _frame(
        "submissions.input_value",
        [
            {
                "round": "r",
                "entity_code": unit,
                "indicator_code": code,
                "input": name,
                "raw_text": text,
                "value": None if value is None else Decimal(value),
                "source": given.get(n, "declared"),
                "reporter": unit,
                "file_sha256": "0" * 64,
                "file_name": f"{unit}.xlsx",
                "sheet": "Biểu mẫu",
                "cell": f"E{n + 2}",
                "is_corrected": False,
            }
            for n, (unit, code, name, text, value) in enumerate(sent)
        ],
    )
    expected = pl.DataFrame({"round": ["r"] * len(units), "entity_code": list(units)})
    index = compute_index(of, values, expected, {"r": left_out})
    totals = index.totals().with_columns(pl.col(pl.Enum).cast(pl.String))
    decimals = pl.DataFrame(
        {"round": ["r"], "decimals": [of.decimals]},
        schema={"round": pl.String, "decimals": pl.Int32},
    )
    ranking = rank_scores(
        totals.select("round", "entity_code", "basis", "value", "is_silent"), decimals
    )
    named = (
        pl.col("entity_code").alias("entity_name_vi"),
        pl.col("entity_code").alias("entity_name_en"),
    )
    made = {
        "submissions.input_value": values,
        "reference.scoring_rule": _rows("reference.scoring_rule", rule_rows(of)),
        "reference.left_out": _frame(
            "reference.left_out", [{"round": "r", "indicator_code": code} for code in left_out]
        ),
        "reference.indicator": _indicators(of),
        "reference.pillar_main": _frame(
            "reference.pillar_main",
            [
                {"framework": of.id, "pillar_code": pillar.code, "main_code": main}
                for pillar in of.pillars
                for main in pillar.mains
            ],
        ),
        "reference.framework": _frame("reference.framework", [_about(of)]),
        "reference.round": _frame("reference.round", [_ROUND | {"framework": of.id}]),
        "reference.expected_unit": expected.with_columns(named),
        "indicators.indicator_value": index.indicator_values(),
        "scores.main_indicator": index.main_indicators(),
        "scores.pillar": index.pillars(),
        "scores.dti": totals.select(
            "round", "entity_code", "basis", "value", "points", "max_points"
        ),
        "rankings.dti": ranking.with_columns(named),
    }
    return RoundTables(
        {
            name: made.get(
                name, pl.DataFrame(schema=TABLE_BY_NAME[name].polars_schema)
            ).with_columns(pl.col(pl.Enum).cast(pl.String))
            for name in TABLES
        }
    )


def receipts_of(
    of: Framework,
    sent: Sequence[Sent],
    units: Sequence[str] = ("A", "B", "C"),
    sources: Mapping[int, str] | None = None,
    left_out: Sequence[str] = (),
) -> dict[str, dict[str, Any]]:
    """The receipt of every unit."""
    tables = round_tables_of(of, sent, units, sources, left_out)
    return {unit: receipt(tables, unit) for unit in units}


_ROUND = {
    "round": "r",
    "name_vi": "Đợt",
    "name_en": "Round",
    "starts_on": date(2025, 1, 1),
    "ends_on": date(2025, 6, 30),
    "status": "final",
    "expected_on": date(2025, 6, 30),
    "is_demonstration": False,
}


def _about(of: Framework) -> dict[str, Any]:
    return {
        "framework": of.id,
        "name_vi": of.name.vi,
        "name_en": of.name.en,
        "subject": of.subject,
        "legal_source": of.legal_source,
        "aggregation": of.aggregation,
        "missing": of.missing,
        "scale": of.scale,
        "decimals": of.decimals,
        "is_demonstration": False,
    }


def _indicators(of: Framework) -> pl.DataFrame:
    return _frame(
        "reference.indicator",
        [
            {
                "framework": of.id,
                "code": one.code,
                "parent_code": one.parent or "DTI",
                "level": one.level,
                "name_vi": one.name.vi,
                "name_en": one.name.en,
                "max_points": one.max_points,
                "weight": one.weight,
                "rule_kind": one.rule.kind if one.rule else None,
                "rule_status": one.rule_status,
            }
            for one in of.indicators
        ]
        + [
            {
                "framework": of.id,
                "code": one.code,
                "parent_code": "DTI",
                "level": "pillar",
                "name_vi": one.name.vi,
                "name_en": one.name.en,
            }
            for one in of.pillars
        ],
    )


def _frame(name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    schema = TABLE_BY_NAME[name].polars_schema
    return pl.DataFrame([{c: row.get(c) for c in schema} for row in rows], schema=schema)


def _rows(name: str, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TABLE_BY_NAME[name].polars_schema, orient="row")
