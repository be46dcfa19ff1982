"""Rules of intake: which rows of a submission are believed, and what is told about the others.

Here belongs what a row is about, what stands beside it, and figures side by side, for all files
of a round at once. What its text is worth is in `figure_values.py`, reading files in `layouts.py`,
which of two revisions stands in `revisions.py`. An error keeps its row out and never touches
another row; nothing is corrected.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from pipelines.entities import codes_by_name, name_keys
from pipelines.forms.printed import Printed
from pipelines.frameworks.framework import Framework, Indicator
from pipelines.frameworks.measures import NUMBER
from pipelines.frameworks.rule_kinds import REQUESTED, SOURCES, UNITS
from pipelines.frameworks.structure import POINTS_INPUT, STATE_INPUT
from pipelines.intake.authority import Authority, refuse_not_entitled
from pipelines.intake.corrections import Correction, apply_corrections
from pipelines.intake.decision_rules import read_documents
from pipelines.intake.figure_values import read_values
from pipelines.intake.form_rows import refuse_misplaced_rows
from pipelines.intake.headers import FORM
from pipelines.intake.judge import Judge, Judged
from pipelines.intake.legacy_text import legacy_reading
from pipelines.intake.pair_rules import pair_findings
from pipelines.intake.workbooks import TYPED_NUMBERS
from pipelines.vietnamese import (
    clean,
    cleaned,
    date_read,
    name_key,
)

_KEPT_AS_IT_IS: Final = frozenset(
    {"file_sha256", "file_name", "sender", "layout", "cell", "kind", "code_kind"}
)
_LISTED: Final = 10
"""Texts of one figure that are written out in a message."""
_KEY: Final = ("round", "entity_code", "indicator_code", "input", "source")


def judge_rows(
    rows: pl.DataFrame,
    authority: Authority,
    printed: Printed,
    corrections: Sequence[Correction] = (),
) -> Judged:
    """Judge rows of `submission_files.ROW_SCHEMA` from any number of files of one round, whose
    forms print what `printed` says.

    Rows come in the order in which their files were received. Raises SeedError for a correction
    whose figure is no longer what it expects.
    """
    round_id, framework = authority.entry.id, authority.framework
    units = authority.units
    texts = [
        name
        for name, kind in rows.schema.items()
        if kind == pl.String and name not in _KEPT_AS_IT_IS
    ]
    tidied = rows.with_columns(cleaned(rows[name]) for name in texts)
    judge = Judge(
        tidied.with_columns(pl.coalesce("reporter", "sender", "entity_code")).with_row_index("at"),
        round_id,
    )
    judge.refuse(
        "row_has_extra_cells",
        pl.col("extra_cells").is_not_null(),
        pl.col("extra_cells"),
        pl.lit(""),
    )
    _refuse_other_rounds(judge, round_id)
    refuse_misplaced_rows(judge, framework, printed)
    _resolve_entities(judge, units)
    _resolve_reporters(judge, units)
    judge.refuse(
        "code_is_empty", pl.col("indicator_code").is_null(), pl.col("raw_text"), pl.lit("")
    )
    _resolve_indicators(judge, framework)
    judge.change(pl.col("source").fill_null(authority.default_source()))
    judge.refuse(
        "source_unknown",
        ~pl.col("source").is_in((*SOURCES, REQUESTED)),
        pl.col("source"),
        _listed(SOURCES),
    )
    refuse_not_entitled(judge, authority)
    judge.rows, used = apply_corrections(judge.rows, corrections, round_id)
    _tell_of_corrections(judge)
    _ask_about_surroundings(judge)
    read_documents(judge)
    read_values(judge, framework, authority.entry.number_format)
    judge.rows = judge.rows.drop("unit_name")
    _repeated_values(judge)
    _pairs(judge, framework)
    return judge.verdict(used)


def _listed(names: "tuple[str, ...] | list[str]") -> pl.Expr:
    return pl.lit(", ".join(names))


def _refuse_other_rounds(judge: Judge, round_id: str) -> None:
    """Rows of another round are kept out; of a file of nothing else it is told once."""
    is_other = pl.col("round").ne_missing(round_id)
    of_file = ["file_sha256", "file_name"]
    is_whole = is_other.all().over(of_file) & (pl.col("round").n_unique().over(of_file) == 1)
    whole = judge.rows.filter(is_whole & pl.col("round").is_not_null())
    if not whole.is_empty():
        is_form = pl.col("layout") == FORM
        first = whole.unique(of_file, keep="first", maintain_order=True).select(
            *of_file,
            "round",
            pl.when(~is_form).then("sheet").alias("sheet"),
            pl.when(~is_form).then("cell").alias("cell"),
        )
        judge.tell("round_is_another", first, pl.col("round"), pl.lit(round_id))
        judge.set_aside("round_is_another", whole["at"])
    judge.refuse("round_is_another", is_other, pl.col("round"), pl.lit(round_id))


def _resolve_entities(judge: Judge, units: pl.DataFrame) -> None:
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


def _resolve_reporters(judge: Judge, units: pl.DataFrame) -> None:
    """A reporter that is a unit of the round is known by its code, however it was written."""
    names = judge.rows["reporter"].unique()
    codes = codes_by_name(names, units)
    if codes.null_count() < codes.len():
        judge.join(pl.DataFrame({"reporter": names, "reporter_code": codes}), on=["reporter"])
        judge.rows = judge.rows.with_columns(
            pl.coalesce("reporter_code", "reporter").alias("reporter")
        ).drop("reporter_code")


def _resolve_indicators(judge: Judge, framework: Framework) -> None:
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
        [row for leaf in leaves.values() for row in _input_facts(leaf, framework)],
        schema={
            "indicator_code": pl.String,
            "input": pl.String,
            "unit": pl.String,
            "maximum": NUMBER,
            "unit_name": pl.String,
        },
        orient="row",
    )
    choices = facts.group_by("indicator_code").agg(pl.col("input").str.join(", ").alias("choices"))
    judge.join(facts, on=["indicator_code", "input"])
    judge.join(choices, on=["indicator_code"])
    judge.refuse("input_unknown", pl.col("unit").is_null(), pl.col("input"), pl.col("choices"))
    judge.rows = judge.rows.drop("choices")


def _refuse_ambiguous_codes(judge: Judge, framework: Framework) -> None:
    """A spreadsheet shortens 4.10, typed as a number, to 4.1."""
    codes = set(framework.by_code)
    shortened = [code for code in codes if code + "0" in codes]
    judge.refuse(
        "code_is_ambiguous",
        pl.col("code_kind").is_in(TYPED_NUMBERS) & pl.col("indicator_code").is_in(shortened),
        pl.col("indicator_code"),
        pl.concat_str("indicator_code", pl.lit(" / "), "indicator_code", pl.lit("0")),
    )


def _input_facts(leaf: Indicator, framework: Framework) -> list[tuple[str, str, str, object, str]]:
    """How each input of a leaf is read: code, input, unit, maximum, name of the unit."""
    read_as = {name: unit if unit in UNITS else "number" for name, unit in leaf.units.items()}
    if framework.carries_points(leaf):
        # Counted from nothing up, a number is read as an amount is: 0 or more.
        read_as |= {name: "amount" for name in leaf.counted_from_zero if read_as[name] == "number"}
    facts: list[tuple[str, str, str, object, str]] = [
        (leaf.code, name, unit, leaf.max_points if unit == "points" else None, leaf.units[name])
        for name, unit in read_as.items()
    ]
    if POINTS_INPUT not in leaf.inputs and leaf.max_points:
        facts.append((leaf.code, POINTS_INPUT, "points", leaf.max_points, "points"))
    facts.append((leaf.code, STATE_INPUT, "state", None, "state"))
    return facts


def _tell_of_corrections(judge: Judge) -> None:
    """Each use is told; from here on a row is read as `text`, its `raw_text` stays."""
    corrected = pl.col("corrected_text")
    judge.warn("value_was_corrected", corrected.is_not_null(), pl.col("raw_text"), corrected)
    judge.change(
        pl.coalesce(corrected, "raw_text").alias("text"),
        pl.when(corrected.is_null()).then("kind").alias("kind"),
        corrected.is_not_null().alias("is_corrected"),
    )


def _ask_about_surroundings(judge: Judge) -> None:
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


def _repeated_values(judge: Judge) -> None:
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


def _pairs(judge: Judge, framework: Framework) -> None:
    """Numerators and denominators side by side, within one file and source."""
    found, wrong = pair_findings(judge.rows, framework, ["file_sha256"])
    judge.findings.append(found.with_columns(round=pl.lit(judge.round_id)))
    for rule, at in wrong.partition_by("rule", as_dict=True, include_key=False).items():
        judge.set_aside(str(rule[0]), at["at"])
