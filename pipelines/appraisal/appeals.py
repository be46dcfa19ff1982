"""Appeals (phúc tra) and what became of them.

Here belongs the outcome of an appeal. It follows from the last decision that names its number, its
unit and indicator; an appeal that no decision names is pending. With a what stood before, r what
was requested and d what was decided, on the same input:

- `accepted`: d reaches r, seen from a;
- `rejected`: d is a, or lies further from r than a does;
- `partly_accepted`: d lies between a and r;
- `answered`: a decision names it, and a, r and d cannot be compared.
"""

import polars as pl

from pipelines.frameworks.structure import POINTS_INPUT, STATE_INPUT

_KEY = ["round", "entity_code", "indicator_code"]


def appeals(
    filed: pl.DataFrame,
    current: pl.DataFrame,
    superseded: pl.DataFrame,
    claimed: pl.DataFrame,
    rounds: pl.DataFrame,
) -> pl.DataFrame:
    """Every appeal with its outcome and the decision it follows from.

    `filed` are appeals, `current` and `superseded` figures of submissions, `claimed` the rows of
    `claims.claims`, `rounds` has round and appeals_until. `is_late` is null where no last day for
    appeals is known, or no day is on the appeal.
    """
    figures = pl.concat([current, superseded.select(current.columns)]).select(
        *_KEY,
        pl.when(_is_zero_by_decision()).then(pl.lit(POINTS_INPUT)).otherwise("input").alias("input"),
        pl.when(_is_zero_by_decision()).then(pl.lit(0)).otherwise("value").cast(current.schema["value"]).alias("figure"),
        "source",
        "document",
        "dated_on",
        "reason",
        "appeal",
    )  # fmt: skip
    asked = filed.select(
        *_KEY, "input", "raw_text", "value", "reporter", "file_sha256", "file_name", "sheet",
        "cell", "reason", appeal_number="document", filed_on="dated_on",
    )  # fmt: skip
    number = [*_KEY, "appeal_number"]
    answers = (
        figures.filter(pl.col("appeal").is_not_null(), pl.col("source") == "verified")
        .sort("dated_on", "document", nulls_last=False)
        .group_by(*_KEY, pl.col("appeal").alias("appeal_number"))
        .last()
        .select(
            *number,
            pl.col("input").alias("answered_input"),
            pl.col("figure").alias("answered_value"),
            pl.col("document").alias("answer_number"),
            pl.col("dated_on").alias("answered_on"),
            pl.col("reason").alias("answer_reason"),
        )
    )
    with_answer = asked.join(answers, on=number, how="left")
    last_day = rounds.select("round", "appeals_until")
    return (
        with_answer.join(
            _standing_before(with_answer, figures),
            on=[*number, "input"],
            how="left",
            nulls_equal=True,
        )
        .join(claimed.select(*_KEY, "claimed_points"), on=_KEY, how="left")
        .join(last_day, on="round", how="left")
        .with_columns(
            standing_value=pl.coalesce(
                "standing_value",
                pl.when(pl.col("input") == POINTS_INPUT).then("claimed_points"),
            ),
            is_late=pl.col("filed_on") > pl.col("appeals_until"),
        )
        .with_columns(outcome=_outcome())
        .sort(*_KEY, "input", "appeal_number", nulls_last=True)
    )


def _is_zero_by_decision() -> pl.Expr:
    return (pl.col("input") == STATE_INPUT) & (pl.col("raw_text") == "zero_by_decision")


def _standing_before(asked: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """The figure that stood before an appeal was answered: the last decision that does not answer
    it, else what was measured, published or declared."""
    strength = pl.col("source").replace_strict(
        {"declared": 0, "published": 1, "measured": 2, "verified": 3}, return_dtype=pl.Int8
    )
    key = [*_KEY, "appeal_number", "input"]
    return (
        asked.select(*key, "answered_on")
        .join(figures.drop("document", "reason"), on=[*_KEY, "input"])
        .filter(
            pl.col("appeal").ne_missing(pl.col("appeal_number")),
            (pl.col("dated_on") <= pl.col("answered_on")).fill_null(value=True),
        )
        .with_columns(strength=strength)
        .sort("strength", "dated_on", nulls_last=False)
        .group_by(key)
        .last()
        .select(*key, pl.col("figure").alias("standing_value"))
    )


def _outcome() -> pl.Expr:
    stood, wanted, decided = (
        pl.col(name) for name in ("standing_value", "value", "answered_value")
    )
    can_compare = (
        (pl.col("input") == pl.col("answered_input"))
        & stood.is_not_null()
        & wanted.is_not_null()
        & decided.is_not_null()
        & (wanted != stood)
    )
    is_up = wanted > stood
    reached = pl.when(is_up).then(decided >= wanted).otherwise(decided <= wanted)
    moved = pl.when(is_up).then(decided > stood).otherwise(decided < stood)
    return (
        pl.when(pl.col("answered_input").is_null())
        .then(pl.lit("pending"))
        .when(~can_compare.fill_null(value=False))
        .then(pl.lit("answered"))
        .when(reached)
        .then(pl.lit("accepted"))
        .when(moved)
        .then(pl.lit("partly_accepted"))
        .otherwise(pl.lit("rejected"))
    )
