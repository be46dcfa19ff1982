"""Revisions: several files, one current value for each figure.

Here belongs what happens when units send again: the order of files, which rows stand, what each
file's status is. Nothing is overwritten: what a later file replaces is kept beside it.
"""

from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework
from pipelines.frameworks.rule_kinds import REQUESTED
from pipelines.intake.authority import standing_word
from pipelines.intake.findings import EMPTY_FINDINGS, QUESTIONS, findings, keeps_out_file
from pipelines.intake.half_rules import half_findings, without_halves_of_others
from pipelines.intake.pair_rules import pair_findings
from pipelines.intake.reporters import NO_REPORTERS, Reporters

_FIGURE: Final = ["round", "entity_code", "indicator_code", "input", "source"]


@dataclass(frozen=True, slots=True)
class Assembled:
    """The files of a round with their revision, and their rows: current, superseded, rejected.

    `appeals` are rows that ask for a figure; they are no figures.
    """

    files: pl.DataFrame
    current: pl.DataFrame
    appeals: pl.DataFrame
    superseded: pl.DataFrame
    rejected: pl.DataFrame
    findings: pl.DataFrame


def assemble(
    files: pl.DataFrame,
    accepted: pl.DataFrame,
    rejected: pl.DataFrame,
    found: pl.DataFrame,
    framework: Framework,
    blanks: pl.DataFrame,
    reporters: Reporters = NO_REPORTERS,
) -> Assembled:
    """Put the files of a round in order and let later figures stand for earlier ones.

    `files`: round, file_sha256, file_name, reporter, received_at (null: not known), late, one row
    for each file as it came. Files are ordered by the time they were received, then by name. A
    figure that a reporter sends again replaces the earlier one; of two reporters who differ
    on a figure one stands (`standing_word`), and nobody's half of a ratio goes with that of
    another. A decision of the council stands for what was verified before it, whoever sent that.
    `blanks` are cells of forms as `half_findings` takes them. The result's files gain revision;
    `settled` gives the status.
    """
    ordered = files.sort("received_at", "file_name", nulls_last=False).with_row_index("arrival")
    ordered = ordered.with_columns(
        pl.int_range(1, pl.len() + 1)
        .over(pl.col("reporter").fill_null(pl.col("file_name")))
        .cast(pl.Int32)
        .alias("revision"),
        (
            (pl.col("file_sha256") != "")  # of files that were not opened nothing is the same
            & (pl.int_range(pl.len()).over("file_sha256", "reporter") > 0)
        ).alias("is_again"),
        pl.col("file_name").first().over("file_sha256", "reporter").alias("first_name"),
    )
    again = findings(
        "same_file_again",
        ordered.filter("is_again"),
        pl.col("first_name"),
        pl.lit("không tính lần nữa / not counted again"),
    )
    rows = accepted.join(
        ordered.filter(~pl.col("is_again")).select("file_sha256", "file_name", "arrival"),
        on=["file_sha256", "file_name"],
    ).sort("arrival", maintain_order=True)
    is_appeal = pl.col("source") == REQUESTED
    appeals, asked_before = _newest(rows.filter(is_appeal), [*_FIGURE, "document"])
    standing, overruled = _standing_decisions(rows.filter(~is_appeal))
    current, replaced = _newest(standing, [*_FIGURE, "reporter"])
    current, halves, half_alone = without_halves_of_others(current, framework, reporters)
    current, said_again, disagreeing, disagreement = _apart(current, reporters)
    superseded = pl.concat([replaced, overruled, said_again, asked_before], how="diagonal")
    current, broken, broken_pairs = _across_files(current, framework)
    halves = _rejected(halves, "half_of_another")
    rejected = pl.concat([rejected, disagreeing, halves, broken], how="diagonal")
    found = pl.concat(
        [
            EMPTY_FINDINGS,
            found,
            again,
            disagreement,
            half_alone,
            broken_pairs,
            half_findings(current, rejected, blanks, framework),
        ]
    )
    return Assembled(
        ordered.drop("arrival", "first_name"),
        current.drop("arrival"),
        appeals.drop("arrival"),
        superseded.drop("arrival"),
        rejected,
        found,
    )


def settled(taken: Assembled, more: pl.DataFrame) -> Assembled:
    """Add what was found once all files lay side by side, and give each file its status.

    Questions about figures that were taken as they stand leave the status as it is.
    """
    found = pl.concat([taken.findings, more]).sort(
        "file_name",
        "sheet",
        pl.col("cell").str.extract("([0-9]+)$").cast(pl.Int64),  # E6 before E11
        "cell",
        "rule",
        "entity_code",
        "indicator_code",
        nulls_last=False,
    )
    used = pl.concat([taken.current, taken.appeals])
    files = _with_status(taken.files, used, taken.superseded, found)
    return replace(taken, files=files, findings=found)


def _newest(rows: pl.DataFrame, key: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of the last file that gave each figure, and those it replaced."""
    rows = rows.with_columns(
        pl.col("arrival").max().over(key).alias("newest"),
        pl.col("file_sha256").last().over(key).alias("superseded_by"),
    )
    is_newest = pl.col("arrival") == pl.col("newest")
    return (
        rows.filter(is_newest).drop("newest", "superseded_by"),
        rows.filter(~is_newest).drop("newest"),
    )


def _standing_decisions(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of each indicator the last decision, by its day, then by its receipt, then by its number.

    It stands for all that was verified before, under whatever input: points decided on appeal
    stand for a zero by decision. Returns the rows that stand and those that were overruled.
    """
    if not rows["is_decision"].any():
        return rows, rows.clear().with_columns(superseded_by=pl.lit("", pl.String))
    of_indicator = ["round", "entity_code", "indicator_code"]
    decision = pl.struct(
        pl.col("dated_on").fill_null(""), "arrival", pl.col("document").fill_null("")
    )
    last = (
        rows.filter("is_decision")
        .select(*of_indicator, decision.alias("decision"), "file_sha256")
        .sort("decision")
        .group_by(of_indicator)
        .last()
        .rename({"file_sha256": "superseded_by"})
    )
    beside = rows.join(last, on=of_indicator, how="left", maintain_order="left")
    is_overruled = (
        (pl.col("source") == "verified")
        & pl.col("superseded_by").is_not_null()
        & ~(pl.col("is_decision") & (decision == pl.col("decision")))
    )
    return (
        beside.filter(~is_overruled).drop("decision", "superseded_by"),
        beside.filter(is_overruled).drop("decision"),
    )


def _apart(
    current: pl.DataFrame, reporters: Reporters
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Of figures on which reporters differ one stands; the same from two reporters counts once.

    Returns the figures that stand, those that a later reporter gave as well, those that go, and
    findings on the latter.
    """
    several = pl.len().over(_FIGURE) > 1
    once, again = current.filter(~several), current.filter(several)
    differ = pl.struct("value", pl.when(pl.col("value").is_null()).then("raw_text")).n_unique()
    stands, set_aside, found = standing_word(
        again.filter(differ.over(_FIGURE) > 1), _FIGURE, reporters
    )
    agreed = again.filter(differ.over(_FIGURE) == 1)
    is_last = pl.int_range(pl.len()).over(_FIGURE) == pl.len().over(_FIGURE) - 1
    said_again = agreed.with_columns(
        pl.col("file_sha256").last().over(_FIGURE).alias("superseded_by")
    ).filter(~is_last)
    return (
        pl.concat([once, agreed.filter(is_last), stands]).sort("arrival", maintain_order=True),
        said_again,
        _rejected(set_aside, "reporters_disagree"),
        found,
    )


def _across_files(
    current: pl.DataFrame, framework: Framework
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Ratios whose two halves came in different files."""
    numbered = current.with_row_index("at")
    found, wrong = pair_findings(numbered, framework, [])
    broken = numbered.join(wrong, on="at", maintain_order="left")
    kept = numbered.join(wrong, on="at", how="anti", maintain_order="left").drop("at")
    return kept, broken.drop("at", "arrival"), found


def _rejected(rows: pl.DataFrame, rule: str) -> pl.DataFrame:
    return rows.drop("arrival").with_columns(rule=pl.lit(rule))


def _with_status(
    ordered: pl.DataFrame, current: pl.DataFrame, superseded: pl.DataFrame, found: pl.DataFrame
) -> pl.DataFrame:
    on = ["file_sha256", "file_name"]
    whole_file = [rule for rule in found["rule"].unique() if keeps_out_file(rule)]
    counted = (
        ordered.join(
            current.group_by(on).agg(pl.len().alias("values_current")),
            on=on,
            how="left",
        )
        .join(
            found.filter(~pl.col("rule").is_in(QUESTIONS), pl.col("severity") != "information")
            .group_by(on)
            .agg(pl.len().alias("findings")),
            on=on,
            how="left",
        )
        .join(
            found.filter(pl.col("rule").is_in(whole_file)).select(*on, unusable=True).unique(),
            on=on,
            how="left",
        )
        .join(superseded.select(*on, replaced=True).unique(), on=on, how="left")
    ).with_columns(
        pl.col("values_current", "findings").fill_null(0), pl.col("replaced").fill_null(value=False)
    )
    nothing_left = pl.col("values_current") == 0
    status = (
        pl.when(pl.col("unusable").fill_null(value=False))
        .then(pl.lit("quarantined"))
        .when(pl.col("is_again") | (nothing_left & pl.col("replaced")))
        .then(pl.lit("superseded"))
        .when(nothing_left)
        .then(pl.lit("quarantined"))
        .when(pl.col("findings") > 0)
        .then(pl.lit("accepted_with_warnings"))
        .otherwise(pl.lit("accepted"))
    )
    return counted.select(
        "round",
        "file_sha256",
        "file_name",
        "reporter",
        "received_at",
        "revision",
        status.alias("status"),
        "late",
        pl.col("values_current").cast(pl.Int32),
    )
