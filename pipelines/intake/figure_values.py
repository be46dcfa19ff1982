"""What the written text of a figure is worth, by the unit of its input.

Here belongs reading numbers, percentages, yes or no, levels and states, and refusing what is none
or can be read in two ways. Whose figure it is and what stands beside it is asked in
`submission_rules.py`; the spellings themselves are in `vietnamese.py`.
"""

from typing import Final

import polars as pl

from pipelines.fixed_point import DECIMALS
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.measures import NUMBER, VALUE, fits, typed, wanted
from pipelines.intake.judge import Judge
from pipelines.intake.number_formats import settle_readings
from pipelines.intake.number_words import advised_number
from pipelines.intake.workbooks import ERROR, FORMULA, PERCENT_SHOWN, TYPED_NUMBERS
from pipelines.notation import VI, exact_text
from pipelines.vietnamese import (
    clean,
    number_readings,
    plain_key,
    state_named,
    without_exponents,
    yes_or_no,
)

_ERROR_VALUE: Final = r"^(#[A-Z][A-Z0-9_/]*[!?]?|Err:[0-9]{3})$"
"""As spreadsheets write errors: #N/A, #DIV/0!, #SPILL!, and whatever later ones bring."""
_BEYOND: Final = r"([.,][0-9]{18})[0-9]+"
"""Decimals beyond those in which a number is judged: cut, so that it is rounded only once."""
_NOISE: Final = 1e-9
"""How far, as a part of itself, a count may be from a whole number and mean it. A float has 15 to
17 digits, of which the sums and quotients of a sheet spoil a few; no chain of them spoils six."""
_MOST_NOISE: Final = 1e-4
"""And never further than this: a fraction that somebody typed is larger."""
_NOTHING: Final = 1e-12
"""A number below is what is left of 0 when floats are taken from each other."""


def read_values(judge: Judge, framework: Framework, number_format: str | None = None) -> None:
    """Read the written text of each row by the unit of its input.

    `number_format`: how numbers are written, `vi` or `plain`, where the round or whoever asks says
    so; a file says it in its column `number_format`.
    """
    unit = pl.col("unit")
    _refuse_what_is_no_figure(judge)
    _check_stated_maximum(judge)
    # The same texts stand in many rows: each is looked at once.
    texts = judge.rows["text"].unique()
    digits = without_exponents(texts).str.replace(_BEYOND, "$1").alias("digits")
    read = digits.to_frame().select(texts, number_readings(pl.col("digits")).alias("read"))
    judge.join(read, on=["text"])
    for side in ("vietnamese", "plain"):
        # A cell that holds a number has one reading; only written text can have two.
        number = (
            pl.when(pl.col("kind").is_in(TYPED_NUMBERS))
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
        judge.change(meant.alias(f"{side}_written"))
        judge.change(_as_stored(pl.col(f"{side}_written")).alias(side))
    judge.change(*(fits(pl.col(side)).alias(f"{side}_fits") for side in ("vietnamese", "plain")))
    numeric = ~unit.is_in(["boolean", "level", "state"])
    vietnamese, plain = pl.col("vietnamese"), pl.col("plain")
    neither = numeric & vietnamese.is_null() & plain.is_null()
    _refuse_words(judge, neither)
    judge.refuse("value_not_a_number", neither, pl.col("text"), wanted())
    _ask_about_percentages(judge)
    settle_readings(judge, numeric, number_format)
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
    is_vietnamese = pl.col("vietnamese_fits").fill_null(value=False)
    exact, written = (
        pl.when(is_vietnamese).then(one).otherwise(other)
        for one, other in ((vietnamese, plain), ("vietnamese_written", "plain_written"))
    )
    judge.change(pl.when(numeric).then(exact).alias("exact"), written.alias("written"))
    _tell_of_rounding(judge)
    _read_choices(judge, framework)
    spent = [
        "read",
        "vietnamese",
        "plain",
        "vietnamese_fits",
        "plain_fits",
        "vietnamese_written",
        "plain_written",
        "written",
        "exact",
        "maximum",
    ]
    of_layouts = ["extra_cells", "stated_maximum", "due_on", "is_hidden", "kind", "code_kind"]
    judge.rows = judge.rows.drop(*spent, *of_layouts, "unit", "text", "corrected_text")


def _as_stored(number: pl.Expr) -> pl.Expr:
    """A number with the decimals that are kept, rounded once; a count within noise is whole."""
    whole = number.round(0, mode="half_away_from_zero")
    apart = (number - whole).abs().cast(pl.Float64)
    noise = (whole.abs().cast(pl.Float64).clip(1) * _NOISE).clip(upper_bound=_MOST_NOISE)
    return (
        pl.when((pl.col("unit") == "count") & (apart <= noise))
        .then(whole)
        .otherwise(number.round(DECIMALS, mode="half_away_from_zero"))
    )


def _tell_of_rounding(judge: Judge) -> None:
    """What was rounded is on record; a number of which nothing would be left is asked about."""
    exact, written = pl.col("exact"), pl.col("written")
    judge.refuse(
        "value_too_precise",
        (exact == pl.lit(0, NUMBER)) & (written.abs().cast(pl.Float64) >= _NOTHING),
        pl.col("text"),
        pl.lit(f"<= {DECIMALS} decimals"),
    )
    shown = pl.concat_str("text", pl.lit(" → "), VI.ungrouped(exact_text(exact)))
    judge.note("value_rounded", exact != written, shown)


def _refuse_what_is_no_figure(judge: Judge) -> None:
    """Cells that hold nothing, an error of Excel, or a formula without its result."""
    text, kind = pl.col("text"), pl.col("kind")
    judge.refuse("value_is_empty", text.is_null(), pl.lit(""), wanted())
    is_error = (kind == ERROR) | text.str.contains(_ERROR_VALUE)
    judge.refuse("cell_is_an_error", is_error.fill_null(value=False), text, wanted())
    is_formula = (kind == FORMULA) | text.str.starts_with("=")
    judge.refuse("formula_without_value", is_formula.fill_null(value=False), text, wanted())


def _refuse_words(judge: Judge, broken: pl.Expr) -> None:
    """A number with words beside it: what was meant is shown, not taken."""
    if judge.rows.select(broken.any()).item():
        number = advised_number(pl.col("text"), pl.col("unit"), pl.col("unit_name"))
        judge.refuse("number_has_words", broken & number.is_not_null(), pl.col("text"), number)


def _ask_about_percentages(judge: Judge) -> None:
    """0,85 where a percentage is asked for: 0.85 % or 85 %? Shown with a % sign it is plain."""
    number = pl.coalesce("vietnamese", "plain")
    zero, one, hundred = (pl.lit(n, NUMBER) for n in (0, 1, 100))
    judge.refuse(
        "value_is_ambiguous",
        (pl.col("unit") == "percent")
        & ~pl.col("read").struct.field("is_percent")
        & pl.col("kind").ne_missing(PERCENT_SHOWN)
        & (number > zero)
        & (number < one),
        pl.col("text"),
        pl.concat_str(typed(number), pl.lit("% / "), typed(number * hundred), pl.lit("%")),
    )


def _check_stated_maximum(judge: Judge) -> None:
    stated = pl.col("stated_maximum").str.replace(",", ".", literal=True)
    judge.warn(
        "maximum_differs",
        pl.col("maximum").is_not_null() & (stated.cast(NUMBER, strict=False) != pl.col("maximum")),
        pl.col("stated_maximum"),
        exact_text(pl.col("maximum")),
    )


def _read_choices(judge: Judge, framework: Framework) -> None:
    """Yes/no, levels by name, states by name."""
    unit = pl.col("unit")
    levels = pl.DataFrame(
        [
            (leaf.code, code, name, share)
            for leaf in framework.scored_leaves
            for code, levels in leaf.levels.items()
            for name, share in levels.items()
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
