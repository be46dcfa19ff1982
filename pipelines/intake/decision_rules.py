"""Rules on decisions of the council and on appeals: what they must say, and which belong together.

Here belong findings on documents, which name the columns as their file does. A decision with
something missing beside its figure counts all the same: it is the council's to mend. What became
of an appeal is in `pipelines/appraisal/appeals.py`.
"""

from datetime import date
from typing import Final

import polars as pl

from pipelines.both_languages import both
from pipelines.frameworks.measures import wanted
from pipelines.frameworks.rule_kinds import REQUESTED
from pipelines.intake.findings import findings
from pipelines.intake.headers import DOCUMENT_COLUMNS
from pipelines.intake.judge import Judge
from pipelines.notation import VI
from pipelines.vietnamese import date_read

_EXPECTED_OF_DECISION: Final = {
    "document": both("Số quyết định", "decision"),
    "clause": both("Điều khoản", "clause"),
    "reason": both("Lý do", "reason"),
    "dated_on": both("Ngày quyết định", "decided_on"),
}
_EXPECTED_OF_APPEAL: Final = {
    "document": both("Số đơn phúc tra", "appeal"),
    "reason": both("Lý do", "reason"),
    "dated_on": both("Ngày gửi đơn", "filed_on"),
}
"""What is expected, and how its column is called where the file has no such columns at all."""
_A_DAY: Final = "dd/mm/yyyy (31/07/2025)"


def of_a_decision() -> pl.Expr:
    """Whether a row is a decision: it is verified, in a file that says anything of a decision."""
    says = pl.any_horizontal(pl.col(*DOCUMENT_COLUMNS).is_not_null())
    return (pl.col("source") == "verified") & says.any().over("file_sha256")


def read_documents(judge: Judge) -> None:
    """Decisions and appeals: those without a figure are kept out, the day is read, what is missing
    is told."""
    judge.refuse(
        "document_without_value",
        pl.col("text").is_null() & _heading("value").is_not_null() & _is_document(),
        _heading("value"),
        wanted(),
    )
    days = judge.rows.select(pl.col("dated_on").unique())
    judge.join(days.with_columns(date_read(pl.col("dated_on")).alias("day")), on=["dated_on"])
    day = pl.col("day")
    wrong = pl.col("dated_on").is_not_null() & day.is_null()
    expected = pl.concat_str(
        _heading("dated_on"), pl.lit(_A_DAY), separator=": ", ignore_nulls=True
    )
    judge.warn("date_not_readable", wrong, pl.col("dated_on"), expected)
    judge.change(day.dt.to_string("%Y-%m-%d").alias("dated_on"))
    judge.rows = judge.rows.drop("day")
    judge.change(of_a_decision().alias("is_decision"))
    found = [
        _incomplete("decision_is_incomplete", pl.col("is_decision"), _EXPECTED_OF_DECISION),
        _incomplete("appeal_is_incomplete", pl.col("source") == REQUESTED, _EXPECTED_OF_APPEAL),
    ]
    for rule, broken, absent in found:
        judge.warn(rule, broken & (absent != ""), pl.col("raw_text"), absent)


def _is_document() -> pl.Expr:
    return pl.col("source").is_in(["verified", REQUESTED])


def _heading(name: str) -> pl.Expr:
    """What the file of a row calls a column; null where it has no columns of a document."""
    return pl.col("headings").struct.field(name)


def _incomplete(
    rule: str, is_concerned: pl.Expr, expected: dict[str, str]
) -> tuple[str, pl.Expr, pl.Expr]:
    """A rule, the rows it is about, and the columns that they leave blank, as their file calls
    them."""
    absent = pl.concat_str(
        [
            pl.when(pl.col(name).is_null()).then(pl.coalesce(_heading(name), pl.lit(usual)))
            for name, usual in expected.items()
        ],
        separator=", ",
        ignore_nulls=True,
    )
    return rule, is_concerned, absent


def appeal_findings(
    current: pl.DataFrame,
    superseded: pl.DataFrame,
    appeals: pl.DataFrame,
    appeals_until: date | None,
) -> pl.DataFrame:
    """Appeals that came too late, and decisions that answer an appeal nobody sent.

    `appeals_until` is the last day for appeals (None: not known, so none is late).
    """
    known = ["entity_code", "indicator_code"]
    answers = pl.concat([current, superseded.select(current.columns)]).filter(
        pl.col("appeal").is_not_null()
    )
    unknown = answers.join(
        appeals.select(*known, pl.col("document").alias("appeal")),
        on=[*known, "appeal"],
        how="anti",
        maintain_order="left",
    )
    last_day = pl.lit(appeals_until, pl.Date)
    filed_on = pl.col("dated_on").str.to_date("%Y-%m-%d")
    return pl.concat(
        [
            findings(
                "appeal_is_late",
                appeals.filter(filed_on > last_day),
                pl.concat_str(_heading("dated_on"), VI.days(filed_on), separator=": "),
                VI.days(last_day),
            ),
            findings("appeal_unknown", unknown, pl.col("appeal"), _heading("appeal")),
        ]
    )
