"""A small round as pages and papers read it: scored for real, without files or a database."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl
from receipt_builders import round_tables_of

from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.publication.round_pages import RoundFrames, RoundStory, tell_round
from pipelines.publication.round_tables import RoundTables
from warehouse.contract import TABLE_BY_NAME

FRAMEWORK = """id: t
name: {vi: "[MINH HỌA] Bộ thử", en: "[DEMONSTRATION] Test set"}
subject: commune
legal_source: "Quyết định 1"
aggregation: points
pillars:
- {code: P, name: {vi: Trụ cột, en: Pillar}, mains: ["1", "2"]}
indicators:
- {code: "1", name: {vi: Một, en: One}, max_points: 20}
- {code: "1.1", parent: "1", name: {vi: Tỷ lệ, en: Ratio}, max_points: 10, evidence: required,
   rule: {kind: ratio, numerator: a, denominator: b}, rule_status: official,
   inputs: {a: {name: {vi: Tử, en: Numerator}, unit: count},
            b: {name: {vi: Mẫu, en: Denominator}, unit: count}}}
- {code: "1.2", parent: "1", name: {vi: Điểm, en: Points}, max_points: 10,
   rule: {kind: points, input: p}, rule_status: inferred,
   inputs: {p: {name: {vi: Điểm, en: Points}, unit: points}}}
- {code: "2", name: {vi: Hai, en: Two}, max_points: 20, rule: {kind: points, input: p},
   rule_status: unknown, inputs: {p: {name: {vi: Điểm, en: Points}, unit: points}}}
"""
Sent = tuple[str, str, str, str, str | None]
SENT: tuple[Sent, ...] = (
    # A: 3/4 of 10, 10 and 16 points: 33.5 of 40.
    ("A", "1.1", "a", "3", "3"),
    ("A", "1.1", "b", "4", "4"),
    ("A", "1.2", "p", "10", "10"),
    ("A", "2", "p", "16", "16"),
    # B: 5, 8 of which the council leaves 6, and 16: 27 of 40.
    ("B", "1.1", "a", "2", "2"),
    ("B", "1.1", "b", "4", "4"),
    ("B", "1.2", "p", "8", "8"),
    ("B", "1.2", "points", "6", "6"),
    ("B", "2", "p", "16", "16"),
    # C: 10, nothing of 1.2, and 17 points: 27 of 40 as well.
    ("C", "1.1", "a", "4", "4"),
    ("C", "1.1", "b", "4", "4"),
    ("C", "2", "p", "17", "17"),
    # D: 1.1 does not apply; 4 and 2 points: 6 of 30.
    ("D", "1.1", "state", "not_applicable", None),
    ("D", "1.2", "p", "4", "4"),
    ("D", "2", "p", "2", "2"),
)
DECIDED = {7: "verified"}
UNITS = ("A", "B", "C", "D", "E")
"""E sends nothing: 0 of 40."""
NAMES = {"A": ("Xã An", "An"), "B": ("Xã Bình", "Binh"), "C": ("Xã Cát", "Cat"),
         "D": ("Xã Đông", "Dong"), "E": ("Xã Em", "Em")}  # fmt: skip
PREVIOUS: Mapping[str, tuple[int, str]] = {"A": (2, "0.8000"), "B": (1, "0.7500"), "C": (3, "0.6750"),
                                           "D": (4, "0.1000")}  # fmt: skip
"""Rank and value in the round before, in which E was not."""


@cache
def small_framework() -> Framework:
    return read_framework(FRAMEWORK, "t.yaml")


def rows(name: str, given: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows of a table of the warehouse, empty but for what is given."""
    schema = TABLE_BY_NAME[name].polars_schema
    frame = pl.DataFrame([{key: row.get(key) for key in schema} for row in given], schema=schema)
    return frame.with_columns(pl.col(pl.Enum).cast(pl.String))


def figure(level: str, code: str, statistic: str, value: str, **more: Any) -> dict[str, Any]:
    return {"round": "r", "level": level, "code": code, "statistic": statistic,
            "value": Decimal(value)} | more  # fmt: skip


FIGURES = (
    # (33.5/40 + 27/40 + 27/40 + 6/30 + 0) / 5
    figure("index", "DTI", "mean", "0.4775"),
    figure("index", "DTI", "growth_of_mean", "0.0512"),
    figure("index", "DTI", "count_above_mean", "3", against=Decimal("0.4775"), units=5),
    *(
        figure(level, code, statistic, value, entities=entities)
        for level, code, mean, high, best, low, worst in (
            ("main", "1", "0.4650", "0.8750", "A", "0", "E"),
            ("main", "2", "0.5100", "0.8500", "C", "0", "E"),
            ("pillar", "P", "0.4775", "0.8375", "A", "0", "E"),
        )
        for statistic, value, entities in (
            ("mean", mean, None), ("highest", high, best), ("lowest", low, worst),
        )
    ),
)  # fmt: skip
RELEASES = (
    {"round": "r", "release": "r.1", "number": 1, "stage": "provisional",
     "issued_at": datetime.fromisoformat("2025-08-01"), "content_sha256": "aa" * 32, "summary_vi": "Bản đầu.",
     "summary_en": "First."},
    {"round": "r", "release": "r.2", "number": 2, "stage": "final", "replaces": "r.1",
     "issued_at": datetime.fromisoformat("2025-09-02"), "content_sha256": "bb" * 32, "summary_vi": "Sửa B.",
     "summary_en": "B amended."},
)  # fmt: skip


def small_tables(**replaced: Sequence[Mapping[str, Any]]) -> RoundTables:
    """The tables of the round; those replaced are named with `__` for the point."""
    made = dict(round_tables_of(small_framework(), SENT, UNITS, DECIDED).tables)
    named = [
        pl.col("entity_code").replace_strict({code: pair[n] for code, pair in NAMES.items()})
        .alias(f"entity_name_{language}")
        for n, language in enumerate(("vi", "en"))
    ]  # fmt: skip
    made["reference.expected_unit"] = made["reference.expected_unit"].with_columns(named)
    ranking = made["rankings.dti"].with_columns(named)
    before = pl.DataFrame(
        [(code, rank, Decimal(value)) for code, (rank, value) in PREVIOUS.items()],
        schema={"entity_code": pl.String, "previous_rank": pl.Int32,
                "previous_value": ranking.schema["value"]},
        orient="row",
    )  # fmt: skip
    made["rankings.dti"] = ranking.join(before, on="entity_code", how="left").with_columns(
        value_change=pl.col("value") - pl.col("previous_value"),
        rank_change=pl.col("previous_rank") - pl.col("rank").cast(pl.Int32),
    )
    given: dict[str, Sequence[Mapping[str, Any]]] = {
        "planning.round_figure": FIGURES,
        "publication.release": RELEASES,
        "publication.round": (
            {"round": "r", "status": "final", "entities_expected": 5, "entities_reporting": 4,
             "values_expected": 14, "values_reported": 10, "files_received": 6,
             "files_quarantined": 1, "rows_rejected": 2, "missing_entities": "E",
             "is_demonstration": False},
        ),
    }  # fmt: skip
    given |= {name.replace("__", "."): table for name, table in replaced.items()}
    return RoundTables(made | {name: rows(name, table) for name, table in given.items()})


INDICATORS = ("code", "parent_code", "level", "name_vi", "name_en", "max_points", "rule_status",
              "evidence")  # fmt: skip
VALUES = ("state", "source", "value", "points", "max_points", "is_imputed")


def small_frames(history: tuple[Any, ...] = (), **facts: Any) -> RoundFrames:
    """The same round as pages are given it."""
    made = small_tables().tables
    totals = made["rankings.dti"].filter(pl.col("basis") == "final")
    scores = made["scores.dti"]
    own = scores.filter(pl.col("basis") == "self").select("entity_code", self_value="value")
    final = scores.filter(pl.col("basis") == "final").select("entity_code", "points", "max_points")
    node = ("entity_code", "value", "points", "max_points", "rank", "entities_ranked")
    components = pl.concat(
        made[table]
        .filter(pl.col("basis") == "final")
        .select(pl.lit(level).alias("level"), pl.col(f"{level}_code").alias("code"), *node)
        for table, level in (("scores.main_indicator", "main"), ("scores.pillar", "pillar"))
    )
    values = made["indicators.indicator_value"].rename({"indicator_code": "code"})
    key = ["entity_code", "code"]

    def of_basis(basis: str) -> pl.DataFrame:
        kept = values.filter(pl.col("basis") == basis, pl.col("state") == "reported")
        return kept.select(*key, pl.col("points").alias(f"{basis}_points"))

    evidence = {one.code: one.evidence for one in small_framework().indicators}
    inputs = made["submissions.input_value"].rename({"indicator_code": "code"})
    return RoundFrames(
        facts={
            "round": "r", "name_vi": "Đợt", "name_en": "Round", "scale": 1.0, "decimals": 4,
            "subject": "commune", "expected_on": date(2025, 6, 30), "ends_on": date(2025, 6, 30),
            "is_demonstration": False,
        } | facts,
        totals=totals.select(
            "entity_code", "value", "rank", "is_tied", "entities_ranked", "previous_value",
            "value_change", "previous_rank", "rank_change", "is_silent",
            name_vi="entity_name_vi", name_en="entity_name_en",
        )
        .join(final, on="entity_code")
        .join(own, on="entity_code", how="left")
        .sort("rank", "entity_code", nulls_last=True),
        components=components,
        values=values.filter(pl.col("basis") == "final")
        .select(*key, *VALUES)
        .join(of_basis("self"), on=key, how="left")
        .join(of_basis("verified"), on=key, how="left")
        .sort(key),
        inputs=inputs.with_columns(
            evidence=pl.when(pl.col("entity_code") == "A").then(pl.lit("BC 1"))
        ),
        gains=made["planning.next_gain"],
        indicators=made["reference.indicator"]
        .with_columns(evidence=pl.col("code").replace_strict(evidence, default=None))
        .select(INDICATORS),
        indicator_inputs=pl.DataFrame(
            [
                {"code": one.code, "input": name, "name_vi": entry.name.vi,
                 "name_en": entry.name.en, "unit": entry.unit}
                for one in small_framework().indicators
                for name, entry in one.inputs.items()
            ]
        ),
        findings=rows(
            "submissions.finding",
            [
                {"round": "r", "rule": rule, "severity": severity, "entity_code": unit,
                 "indicator_code": "1.1", "file_name": f"{unit}.xlsx", "cell": "E2",
                 "message_vi": f"lời {rule} {unit}", "message_en": f"words {rule} {unit}"}
                for rule, severity, unit in (
                    ("value_not_a_number", "error", "A"), ("evidence_missing", "warning", "B"),
                    ("evidence_missing", "warning", "C"), ("late_file", "warning", "C"),
                )
            ],
        ),
        names={code: {"name_vi": vi, "name_en": en} for code, (vi, en) in NAMES.items()},
        predecessors=pl.DataFrame(),
        history=history,
    )  # fmt: skip


def small_story(history: tuple[Any, ...] = (), **facts: Any) -> RoundStory:
    return tell_round(small_frames(history, **facts))


def picked(found: list[dict[str, Any]], *columns: str) -> list[tuple[object, ...]]:
    """Some columns of the rows of a document."""
    return [tuple(row[column] for column in columns) for row in found]


def changed(tables: RoundTables, **frames: pl.DataFrame) -> RoundTables:
    """The same round with other tables; `__` stands for the point in a name."""
    named = {name.replace("__", "."): frame for name, frame in frames.items()}
    return RoundTables({**tables.tables, **named})
