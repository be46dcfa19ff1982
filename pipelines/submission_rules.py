"""Rules of intake: which rows of a submission are believed, and what is told about the others.

Here belongs every judgement on single figures and on figures side by side, for all files of a
round at once. Reading files is in `layouts.py`; which of two revisions stands is in
`revisions.py`. An error keeps its row out and never touches another row; nothing is corrected.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.entities import codes_by_name, name_keys
from pipelines.findings import EMPTY_FINDINGS, findings
from pipelines.fixed_point import DECIMALS
from pipelines.framework import Framework, Indicator
from pipelines.measures import NUMBER, VALUE, fits, wanted, written
from pipelines.pair_rules import pair_findings
from pipelines.rule_kinds import SOURCES, UNITS
from pipelines.structure import POINTS_INPUT, STATE_INPUT
from pipelines.vietnamese import (
    clean,
    name_key,
    number_readings,
    plain_key,
    state_named,
    yes_or_no,
)

_KEY: Final = ("round", "entity_code", "indicator_code", "input", "source")


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows believed, with `value`; rows kept out, with the first `rule` they broke; findings."""

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    findings: pl.DataFrame


def judge_rows(
    rows: pl.DataFrame, round_id: str, framework: Framework, units: pl.DataFrame
) -> Judged:
    """Judge rows of `layouts.ROW_SCHEMA` from any number of files of one round."""
    texts = [name for name in rows.columns if name not in ("file_sha256", "file_name", "cell")]
    cleaned = rows.with_columns(clean(pl.col(name)) for name in texts)
    judge = _Judge(
        cleaned.with_columns(pl.coalesce("reporter", "entity_code")).with_row_index("at"),
        round_id,
    )
    judge.refuse(
        "row_has_extra_cells",
        pl.col("extra_cells").is_not_null(),
        pl.col("extra_cells"),
        pl.lit(""),
    )
    judge.refuse(
        "round_is_another",
        pl.col("round").ne_missing(round_id),
        pl.col("round"),
        pl.lit(round_id),
    )
    _resolve_entities(judge, units)
    _resolve_reporters(judge, units)
    judge.refuse(
        "code_is_empty", pl.col("indicator_code").is_null(), pl.col("raw_text"), pl.lit("")
    )
    _resolve_indicators(judge, framework)
    judge.change(pl.col("source").fill_null("declared"))
    judge.refuse(
        "source_unknown",
        ~pl.col("source").is_in(SOURCES),
        pl.col("source"),
        _listed(SOURCES),
    )
    _read_values(judge, framework)
    _repeated_values(judge)
    _pairs(judge, framework)
    return judge.verdict()


class _Judge:
    """Rows still believed, those set aside, and what was told, as rules are applied in turn."""

    def __init__(self, rows: pl.DataFrame, round_id: str) -> None:
        self.rows = rows
        self.original = rows
        """As they came, for the rows that are kept out."""
        self.round_id = round_id
        self.rejected: list[pl.DataFrame] = []
        self.told: list[pl.DataFrame] = []

    def change(self, *columns: pl.Expr) -> None:
        self.rows = self.rows.with_columns(*columns)

    def join(self, table: pl.DataFrame, on: list[str]) -> None:
        self.rows = self.rows.join(table, on=on, how="left", maintain_order="left")

    def warn(self, rule: str, broken: pl.Expr, found: pl.Expr, expected: pl.Expr) -> None:
        self._tell(rule, self.rows.filter(broken), found, expected)

    def refuse(self, rule: str, broken: pl.Expr, found: pl.Expr, expected: pl.Expr) -> None:
        """Tell of each broken row and keep it out."""
        wrong = self.rows.filter(broken)
        if wrong.is_empty():
            return
        self._tell(rule, wrong, found, expected)
        self.set_aside(rule, wrong["at"])

    def set_aside(self, rule: str, at: pl.Series) -> None:
        self.rejected.append(at.to_frame().with_columns(rule=pl.lit(rule)))
        self.rows = self.rows.filter(~pl.col("at").is_in(at.implode()))

    def _tell(self, rule: str, rows: pl.DataFrame, found: pl.Expr, expected: pl.Expr) -> None:
        told = findings(rule, rows, found, expected)
        self.told.append(told.with_columns(round=pl.lit(self.round_id)))

    def verdict(self) -> Judged:
        rejected = (
            pl.concat(self.rejected)
            if self.rejected
            else pl.DataFrame(schema={"at": pl.UInt32, "rule": pl.String})
        )
        return Judged(
            self.rows.drop("at"),
            self.original.join(rejected, on="at", maintain_order="left").drop("at"),
            pl.concat([EMPTY_FINDINGS, *self.told]),
        )


def _listed(names: "tuple[str, ...] | list[str]") -> pl.Expr:
    return pl.lit(", ".join(names))


def _resolve_entities(judge: _Judge, units: pl.DataFrame) -> None:
    """Take codes as they are; find names across spellings; refuse the rest."""
    known = pl.col("entity_code").is_in(units["entity_code"].implode())
    if not judge.rows.select(known.fill_null(value=False).all()).item():
        keys = name_keys(units).rename({"entity_code": "named"})
        judge.change(name_key(clean(pl.col("entity_code"))).alias("key"))
        judge.join(keys, on=["key"])
        judge.change(pl.when(known).then("entity_code").otherwise("named").alias("resolved"))
        judge.refuse(
            "entity_not_in_round",
            pl.col("resolved").is_null(),
            pl.col("entity_code"),
            pl.lit(f"{units['entity_code'][0]}, ... ({units.height} mã / codes)"),
        )
        judge.rows = judge.rows.with_columns(entity_code="resolved").drop(
            "key", "named", "resolved"
        )


def _resolve_reporters(judge: _Judge, units: pl.DataFrame) -> None:
    """A reporter that is a unit of the round is known by its code, however it was written."""
    names = judge.rows["reporter"].unique()
    codes = codes_by_name(names, units)
    if codes.null_count() < codes.len():
        judge.join(pl.DataFrame({"reporter": names, "reporter_code": codes}), on=["reporter"])
        judge.rows = judge.rows.with_columns(
            pl.coalesce("reporter_code", "reporter").alias("reporter")
        ).drop("reporter_code")


def _resolve_indicators(judge: _Judge, framework: Framework) -> None:
    leaves = {leaf.code: leaf for leaf in framework.scored_leaves}
    groups = pl.DataFrame(
        [
            (code, ", ".join(child.code for child in framework.children[code]))
            for code in (i.code for i in framework.indicators)
            if code in framework.children and code not in leaves
        ],
        schema={"indicator_code": pl.String, "children": pl.String},
        orient="row",
    )
    judge.join(groups, on=["indicator_code"])
    judge.refuse(
        "indicator_is_a_group",
        pl.col("children").is_not_null(),
        pl.col("indicator_code"),
        pl.col("children"),
    )
    judge.rows = judge.rows.drop("children")
    example = ", ".join(list(leaves)[:3])
    judge.refuse(
        "indicator_unknown",
        ~pl.col("indicator_code").is_in(list(leaves)) | pl.col("indicator_code").is_null(),
        pl.col("indicator_code"),
        pl.lit(f"{framework.id}: {example}, ..."),
    )
    facts = pl.DataFrame(
        [row for leaf in leaves.values() for row in _input_facts(leaf)],
        schema={
            "indicator_code": pl.String,
            "input": pl.String,
            "unit": pl.String,
            "maximum": NUMBER,
        },
        orient="row",
    )
    choices = facts.group_by("indicator_code").agg(pl.col("input").str.join(", ").alias("choices"))
    judge.join(facts, on=["indicator_code", "input"])
    judge.join(choices, on=["indicator_code"])
    judge.refuse("input_unknown", pl.col("unit").is_null(), pl.col("input"), pl.col("choices"))
    judge.rows = judge.rows.drop("choices")


def _input_facts(leaf: Indicator) -> list[tuple[str, str, str, object]]:
    """How each input of a leaf is read: code, input, unit, maximum."""
    read_as = {name: unit if unit in UNITS else "number" for name, unit in leaf.units.items()}
    facts: list[tuple[str, str, str, object]] = [
        (leaf.code, name, unit, leaf.max_points if unit == "points" else None)
        for name, unit in read_as.items()
    ]
    if POINTS_INPUT not in leaf.inputs and leaf.max_points:
        facts.append((leaf.code, POINTS_INPUT, "points", leaf.max_points))
    facts.append((leaf.code, STATE_INPUT, "state", None))
    return facts


def _read_values(judge: _Judge, framework: Framework) -> None:
    """Read the written text of each row by the unit of its input."""
    unit = pl.col("unit")
    judge.refuse("value_is_empty", pl.col("raw_text").is_null(), pl.lit(""), wanted())
    _check_stated_maximum(judge)
    readings = number_readings(pl.col("raw_text"))
    judge.change(readings.alias("read"))
    for side in ("vietnamese", "plain"):
        number = pl.col("read").struct.field(side).cast(NUMBER, strict=False)
        percent = pl.col("read").struct.field("is_percent")
        # 85 % of a share is 0.85; of a percentage it is 85; of anything else it is no number.
        meant = (
            pl.when(percent & (unit == "share"))
            .then(number / pl.lit(100, NUMBER))
            .when(percent & (unit != "percent"))
            .then(None)
            .otherwise(number)
        )
        judge.change(meant.alias(side))
    judge.change(*(fits(pl.col(side)).alias(f"{side}_fits") for side in ("vietnamese", "plain")))
    numeric = ~unit.is_in(["boolean", "level", "state"])
    vietnamese, plain = pl.col("vietnamese"), pl.col("plain")
    judge.refuse(
        "value_not_a_number",
        numeric & vietnamese.is_null() & plain.is_null(),
        pl.col("raw_text"),
        wanted(),
    )
    two_ways = vietnamese.is_not_null() & plain.is_not_null() & (vietnamese != plain)
    both_fit = pl.col("vietnamese_fits") & pl.col("plain_fits")
    judge.refuse(
        "value_is_ambiguous",
        numeric & two_ways & both_fit,
        pl.col("raw_text"),
        pl.concat_str(written(vietnamese), pl.lit(" / "), written(plain)),
    )
    judge.refuse(
        "value_outside_unit",
        numeric
        & ~(pl.col("vietnamese_fits").fill_null(False) | pl.col("plain_fits").fill_null(False)),
        pl.col("raw_text"),
        wanted(),
    )
    exact = pl.when(pl.col("vietnamese_fits")).then(vietnamese).otherwise(plain)
    judge.change(pl.when(numeric).then(exact).alias("exact"))
    judge.refuse(
        "value_too_precise",
        pl.col("exact").is_not_null()
        & (pl.col("exact").cast(VALUE).cast(NUMBER) != pl.col("exact")),
        pl.col("raw_text"),
        pl.lit(f"<= {DECIMALS} decimals"),
    )
    _read_choices(judge, framework)
    spent = [
        "read",
        "vietnamese",
        "plain",
        "vietnamese_fits",
        "plain_fits",
        "exact",
        "maximum",
    ]
    judge.rows = judge.rows.drop(*spent, "extra_cells", "stated_maximum")


def _check_stated_maximum(judge: _Judge) -> None:
    stated = pl.col("stated_maximum").str.replace(",", ".", literal=True)
    judge.warn(
        "maximum_differs",
        pl.col("maximum").is_not_null() & (stated.cast(NUMBER, strict=False) != pl.col("maximum")),
        pl.col("stated_maximum"),
        written(pl.col("maximum")),
    )


def _read_choices(judge: _Judge, framework: Framework) -> None:
    """Yes/no, levels by name, states by name."""
    unit = pl.col("unit")
    levels = pl.DataFrame(
        [
            (leaf.code, rule.keys["input"], name, share)
            for leaf in framework.scored_leaves
            if leaf.rule is not None
            for rule in (leaf.rule, *(part for _, part in leaf.rule.parts))
            if rule.kind == "levels"
            for name, share in rule.keys["levels"].items()
        ],
        schema={
            "indicator_code": pl.String,
            "input": pl.String,
            "level": pl.String,
            "level_share": NUMBER,
        },
        orient="row",
    ).with_columns(plain_key(clean(pl.col("level"))).alias("level_key"))
    names = levels.group_by("indicator_code", "input", maintain_order=True).agg(
        pl.col("level").str.join(", ").alias("level_names")
    )
    judge.change(plain_key(pl.col("raw_text")).alias("level_key"))
    judge.join(levels.drop("level"), on=["indicator_code", "input", "level_key"])
    judge.join(names, on=["indicator_code", "input"])
    judge.change(
        pl.when(unit == "boolean")
        .then(yes_or_no(pl.col("raw_text")).cast(NUMBER))
        .when(unit == "level")
        .then(pl.col("level_share"))
        .otherwise(pl.col("exact"))
        .cast(VALUE)
        .alias("value"),
        pl.when(unit == "state")
        .then(state_named(pl.col("raw_text")))
        .otherwise("raw_text")
        .alias("meant"),
    )
    judge.refuse(
        "value_not_a_choice",
        unit.is_in(["boolean", "level"]) & pl.col("value").is_null()
        | (unit == "state") & pl.col("meant").is_null(),
        pl.col("raw_text"),
        pl.when(unit == "boolean")
        .then(pl.lit("có, không"))
        .when(unit == "level")
        .then("level_names")
        .otherwise(pl.lit("not_applicable, not_evaluated, zero_by_decision, missing")),
    )
    judge.rows = judge.rows.with_columns(raw_text="meant").drop(
        "level_key", "level_share", "level_names", "meant"
    )


def _repeated_values(judge: _Judge) -> None:
    """One file gives one value: the same again counts once, another value counts as none."""
    within = [*_KEY, "file_sha256"]
    times = pl.len().over(within)
    differing = pl.struct("value", "raw_text").n_unique().over(within) > 1
    state = pl.col("input") == STATE_INPUT
    same_number = pl.col("value").n_unique().over(within) == 1
    differing = pl.when(state).then(differing).otherwise(~same_number)
    judge.change(times.alias("times"), differing.alias("differing"))
    judge.change(
        pl.col("raw_text").str.join(" / ").over(within).alias("all_texts"),
        pl.col("cell").str.join(", ").over(within).alias("all_cells"),
        pl.int_range(pl.len()).over(within).alias("nth"),
    )
    judge.refuse(
        "value_given_twice",
        (pl.col("times") > 1) & pl.col("differing"),
        pl.concat_str("all_texts", pl.lit(" ("), "all_cells", pl.lit(")")),
        pl.lit("1"),
    )
    judge.refuse(
        "value_repeated",
        (pl.col("times") > 1) & (pl.col("nth") > 0),
        pl.col("raw_text"),
        pl.lit("1"),
    )
    judge.rows = judge.rows.drop("times", "differing", "all_texts", "all_cells", "nth")


def _pairs(judge: _Judge, framework: Framework) -> None:
    """Numerators and denominators side by side, within one file and source."""
    told, wrong = pair_findings(judge.rows, framework, ["file_sha256"])
    judge.told.append(told.with_columns(round=pl.lit(judge.round_id)))
    for rule, at in wrong.partition_by("rule", as_dict=True, include_key=False).items():
        judge.set_aside(str(rule[0]), at["at"])
