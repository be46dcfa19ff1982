"""Rules of intake: which rows of a submission are believed, and what is told about the others.

Here belongs every judgement on single figures and on figures side by side, for all files of a
round at once. Reading files is in `layouts.py`; which of two revisions stands is in
`revisions.py`. An error keeps its row out and never touches another row; nothing is corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.entities import codes_by_name, name_keys
from pipelines.fixed_point import DECIMALS
from pipelines.frameworks.framework import Framework, Indicator
from pipelines.frameworks.measures import NUMBER, VALUE, fits, typed, wanted, written
from pipelines.frameworks.rule_kinds import REQUESTED, SOURCES, UNITS
from pipelines.frameworks.structure import POINTS_INPUT, STATE_INPUT
from pipelines.intake.corrections import Correction, apply_corrections
from pipelines.intake.decision_rules import document_findings, of_a_decision
from pipelines.intake.findings import EMPTY_FINDINGS, findings
from pipelines.intake.legacy_text import legacy_reading
from pipelines.intake.pair_rules import pair_findings
from pipelines.intake.workbooks import ERROR, FORMULA
from pipelines.intake.workbooks import NUMBER as TYPED_NUMBER
from pipelines.vietnamese import (
    clean,
    cleaned,
    date_read,
    name_key,
    number_readings,
    number_with_words,
    plain_key,
    state_named,
    yes_or_no,
)

_EXCEL_ERROR: Final = r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!)$"
_KEPT_AS_IT_IS: Final = frozenset({"file_sha256", "file_name", "cell", "kind", "code_kind"})
_LISTED: Final = 10
"""Texts of one figure that are written out in a message."""
_KEY: Final = ("round", "entity_code", "indicator_code", "input", "source")


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows believed, with `value`; rows kept out, with the first `rule` they broke; findings.

    `corrections`: each correction that was used, in the columns of `corrections.EMPTY_USED`.
    """

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    findings: pl.DataFrame
    corrections: pl.DataFrame


def judge_rows(
    rows: pl.DataFrame,
    round_id: str,
    framework: Framework,
    units: pl.DataFrame,
    corrections: Sequence[Correction] = (),
) -> Judged:
    """Judge rows of `submission_files.ROW_SCHEMA` from any number of files of one round.

    Rows come in the order in which their files were received. Raises SeedError for a correction
    whose figure is no longer what it expects.
    """
    texts = [
        name
        for name, kind in rows.schema.items()
        if kind == pl.String and name not in _KEPT_AS_IT_IS
    ]
    tidied = rows.with_columns(cleaned(rows[name]) for name in texts)
    judge = _Judge(
        tidied.with_columns(pl.coalesce("reporter", "entity_code")).with_row_index("at"),
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
        ~pl.col("source").is_in((*SOURCES, REQUESTED)),
        pl.col("source"),
        _listed(SOURCES),
    )
    judge.rows, used = apply_corrections(judge.rows, corrections, round_id)
    _tell_of_corrections(judge)
    _ask_about_surroundings(judge)
    _read_documents(judge)
    _read_values(judge, framework)
    _repeated_values(judge)
    _pairs(judge, framework)
    return judge.verdict(used)


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

    def verdict(self, corrections: pl.DataFrame) -> Judged:
        rejected = (
            pl.concat(self.rejected)
            if self.rejected
            else pl.DataFrame(schema={"at": pl.UInt32, "rule": pl.String})
        )
        return Judged(
            self.rows.drop("at"),
            self.original.join(rejected, on="at", maintain_order="left").drop("at"),
            pl.concat([EMPTY_FINDINGS, *self.told]),
            corrections,
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
    _refuse_ambiguous_codes(judge, framework)
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


def _refuse_ambiguous_codes(judge: _Judge, framework: Framework) -> None:
    """A spreadsheet shortens 4.10, typed as a number, to 4.1."""
    codes = set(framework.by_code)
    shortened = [code for code in codes if code + "0" in codes]
    judge.refuse(
        "code_is_ambiguous",
        (pl.col("code_kind") == TYPED_NUMBER) & pl.col("indicator_code").is_in(shortened),
        pl.col("indicator_code"),
        pl.concat_str("indicator_code", pl.lit(" / "), "indicator_code", pl.lit("0")),
    )


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


def _tell_of_corrections(judge: _Judge) -> None:
    """Each use is told; from here on a row is read as `text`, its `raw_text` stays."""
    corrected = pl.col("corrected_text")
    judge.warn("value_was_corrected", corrected.is_not_null(), pl.col("raw_text"), corrected)
    judge.change(
        pl.coalesce(corrected, "raw_text").alias("text"),
        pl.when(corrected.is_null()).then("kind").alias("kind"),
        corrected.is_not_null().alias("is_corrected"),
    )


def _ask_about_surroundings(judge: _Judge) -> None:
    """What stands beside a figure, believed or not: hidden rows, old fonts, dates."""
    judge.warn("row_is_hidden", pl.col("is_hidden"), pl.col("raw_text"), pl.lit("bỏ ẩn / unhide"))
    # A day stands beside many figures: each text is looked at once.
    days = judge.rows.select(pl.col("due_on").drop_nulls().unique())
    wrong_days = days.filter(date_read(pl.col("due_on")).is_null())["due_on"]
    judge.warn(
        "date_not_readable",
        pl.col("due_on").is_in(wrong_days.implode()),
        pl.col("due_on"),
        pl.lit("dd/mm/yyyy (31/07/2025)"),
    )
    for column in ("raw_text", "evidence", "note"):
        if judge.rows[column].null_count() < judge.rows.height:
            read = legacy_reading(pl.col(column)).struct.field("converted")
            judge.warn("text_in_legacy_font", read.is_not_null(), pl.col(column), read)


def _read_documents(judge: _Judge) -> None:
    """Decisions and appeals: the day is read, what is missing is told."""
    day = date_read(pl.col("dated_on"))
    wrong = pl.col("dated_on").is_not_null() & day.is_null()
    judge.warn("date_not_readable", wrong, pl.col("dated_on"), pl.lit("dd/mm/yyyy (31/07/2025)"))
    judge.change(day.dt.to_string("%Y-%m-%d").alias("dated_on"))
    judge.change(of_a_decision().alias("is_decision"))
    judge.told.append(document_findings(judge.rows).with_columns(round=pl.lit(judge.round_id)))


def _refuse_what_is_no_figure(judge: _Judge) -> None:
    """Cells that hold nothing, an error of Excel, or a formula without its result."""
    text, kind = pl.col("text"), pl.col("kind")
    judge.refuse("value_is_empty", text.is_null(), pl.lit(""), wanted())
    is_error = (kind == ERROR) | text.str.contains(_EXCEL_ERROR)
    judge.refuse("cell_is_an_error", is_error.fill_null(value=False), text, wanted())
    is_formula = (kind == FORMULA) | text.str.starts_with("=")
    judge.refuse("formula_without_value", is_formula.fill_null(value=False), text, wanted())


def _read_values(judge: _Judge, framework: Framework) -> None:
    """Read the written text of each row by the unit of its input."""
    unit = pl.col("unit")
    _refuse_what_is_no_figure(judge)
    _check_stated_maximum(judge)
    judge.change(number_readings(pl.col("text")).alias("read"))
    for side in ("vietnamese", "plain"):
        # A cell that holds a number has one reading; only written text can have two.
        number = (
            pl.when(pl.col("kind") == TYPED_NUMBER)
            .then(pl.col("read").struct.field("plain"))
            .otherwise(pl.col("read").struct.field(side))
            .cast(NUMBER, strict=False)
        )
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
    neither = numeric & vietnamese.is_null() & plain.is_null()
    _refuse_words(judge, neither)
    judge.refuse("value_not_a_number", neither, pl.col("text"), wanted())
    _ask_about_percentages(judge)
    two_ways = vietnamese.is_not_null() & plain.is_not_null() & (vietnamese != plain)
    both_fit = pl.col("vietnamese_fits") & pl.col("plain_fits")
    judge.refuse(
        "value_is_ambiguous",
        numeric & two_ways & both_fit,
        pl.col("text"),
        pl.concat_str(typed(vietnamese), pl.lit(" / "), typed(plain)),
    )
    judge.refuse(
        "value_outside_unit",
        numeric
        & ~(pl.col("vietnamese_fits").fill_null(False) | pl.col("plain_fits").fill_null(False)),
        pl.col("text"),
        wanted(),
    )
    exact = pl.when(pl.col("vietnamese_fits")).then(vietnamese).otherwise(plain)
    judge.change(pl.when(numeric).then(exact).alias("exact"))
    judge.refuse(
        "value_too_precise",
        pl.col("exact").is_not_null()
        & (pl.col("exact").cast(VALUE).cast(NUMBER) != pl.col("exact")),
        pl.col("text"),
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
    of_layouts = ["extra_cells", "stated_maximum", "due_on", "is_hidden", "kind", "code_kind"]
    judge.rows = judge.rows.drop(*spent, *of_layouts, "unit", "text", "corrected_text")


def _refuse_words(judge: _Judge, broken: pl.Expr) -> None:
    """A number with words beside it: what was meant is shown, not taken."""
    if judge.rows.select(broken.any()).item():
        number = number_with_words(pl.col("text")).struct.field("number_text")
        judge.refuse("number_has_words", broken & number.is_not_null(), pl.col("text"), number)


def _ask_about_percentages(judge: _Judge) -> None:
    """0,85 where a percentage is asked for: 0.85 % or 85 %? With a % sign it is said."""
    number = pl.coalesce("vietnamese", "plain")
    zero, one, hundred = (pl.lit(n, NUMBER) for n in (0, 1, 100))
    judge.refuse(
        "value_is_ambiguous",
        (pl.col("unit") == "percent")
        & ~pl.col("read").struct.field("is_percent")
        & (number > zero)
        & (number < one),
        pl.col("text"),
        pl.concat_str(typed(number), pl.lit("% / "), typed(number * hundred), pl.lit("%")),
    )


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
    judge.change(plain_key(pl.col("text")).alias("level_key"))
    judge.join(levels.drop("level"), on=["indicator_code", "input", "level_key"])
    judge.join(names, on=["indicator_code", "input"])
    judge.change(
        pl.when(unit == "boolean")
        .then(yes_or_no(pl.col("text")).cast(NUMBER))
        .when(unit == "level")
        .then(pl.col("level_share"))
        .otherwise(pl.col("exact"))
        .cast(VALUE)
        .alias("value"),
        pl.when(unit == "state")
        .then(state_named(pl.col("text")))
        .otherwise("raw_text")
        .alias("meant"),
    )
    judge.refuse(
        "value_not_a_choice",
        unit.is_in(["boolean", "level"]) & pl.col("value").is_null()
        | (unit == "state") & pl.col("meant").is_null(),
        pl.col("text"),
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
    # Two decisions, or two appeals, in one file are no repetition.
    is_document = pl.col("source").is_in(["verified", REQUESTED])
    judge.change(pl.when(is_document).then("document").alias("told_in"))
    within = [*_KEY, "file_sha256", "told_in"]
    judge.change(pl.len().over(within).alias("times"))
    repeated = judge.rows.filter(pl.col("times") > 1)
    if repeated.is_empty():
        judge.rows = judge.rows.drop("times", "told_in")
        return
    is_state = pl.col("input") == STATE_INPUT
    differing = pl.when(is_state.first()).then(pl.col("raw_text").n_unique() > 1)
    of_figure = repeated.group_by(within).agg(
        differing.otherwise(pl.col("value").n_unique() > 1).alias("differing"),
        _first_few("raw_text", " / ").alias("texts"),
        _first_few("cell", ", ").alias("cells"),
    )
    judge.rows = judge.rows.join(
        of_figure, on=within, how="left", maintain_order="left", nulls_equal=True
    )
    judge.refuse(
        "value_given_twice",
        (pl.col("times") > 1) & pl.col("differing"),
        pl.concat_str("texts", pl.lit(" ("), "cells", pl.lit(")")),
        pl.lit("1"),
    )
    judge.refuse(
        "value_repeated",
        (pl.col("times") > 1) & (pl.int_range(pl.len()).over(within) > 0),
        pl.col("raw_text"),
        pl.lit("1"),
    )
    judge.rows = judge.rows.drop("times", "told_in", "differing", "texts", "cells")


def _first_few(column: str, between: str) -> pl.Expr:
    """The texts of a group in one, but not all of a million."""
    more = pl.when(pl.len() > _LISTED).then(pl.lit(f"{between}...")).otherwise(pl.lit(""))
    return pl.col(column).head(_LISTED).str.join(between) + more


def _pairs(judge: _Judge, framework: Framework) -> None:
    """Numerators and denominators side by side, within one file and source."""
    told, wrong = pair_findings(judge.rows, framework, ["file_sha256"])
    judge.told.append(told.with_columns(round=pl.lit(judge.round_id)))
    for rule, at in wrong.partition_by("rule", as_dict=True, include_key=False).items():
        judge.set_aside(str(rule[0]), at["at"])
