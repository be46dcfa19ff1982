"""Rules on decisions of the council and on appeals: what they must say, and which belong together.

Here belong findings on documents. A decision with something missing counts all the same: it is the
council's to mend. What became of an appeal is in `pipelines/appraisal/appeals.py`.
"""

from datetime import date
from typing import Final

import polars as pl

from pipelines.frameworks.rule_kinds import REQUESTED
from pipelines.intake.findings import findings
from pipelines.intake.headers import DOCUMENT_COLUMNS

_EXPECTED_OF_DECISION: Final = {
    "document": "số quyết định / decision",
    "clause": "điều khoản / clause",
    "reason": "lý do / reason",
    "dated_on": "ngày quyết định / decided_on",
}
_EXPECTED_OF_APPEAL: Final = {
    "document": "số đơn / appeal",
    "reason": "lý do / reason",
    "dated_on": "ngày gửi đơn / filed_on",
}


def of_a_decision() -> pl.Expr:
    """Whether a row is a decision: it is verified, in a file that says anything of a decision."""
    says = pl.any_horizontal(pl.col(*DOCUMENT_COLUMNS).is_not_null())
    return (pl.col("source") == "verified") & says.any().over("file_sha256")


def document_findings(rows: pl.DataFrame) -> pl.DataFrame:
    """Findings on decisions and appeals that leave something out.

    `rows` have `is_decision`, and in `dated_on` null where no day can be read.
    """
    return pl.concat(
        [
            _incomplete(
                "decision_is_incomplete", rows.filter("is_decision"), _EXPECTED_OF_DECISION
            ),
            _incomplete(
                "appeal_is_incomplete",
                rows.filter(pl.col("source") == REQUESTED),
                _EXPECTED_OF_APPEAL,
            ),
        ]
    )


def _incomplete(rule: str, rows: pl.DataFrame, expected: dict[str, str]) -> pl.DataFrame:
    absent = pl.concat_str(
        [pl.when(pl.col(name).is_null()).then(pl.lit(words)) for name, words in expected.items()],
        separator=", ",
        ignore_nulls=True,
    )
    lacking = rows.with_columns(absent=absent).filter(pl.col("absent") != "")
    return findings(rule, lacking, pl.col("raw_text"), pl.col("absent"))


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
    day = pl.lit(f"{appeals_until:%Y-%m-%d}" if appeals_until else None, pl.String)
    return pl.concat(
        [
            findings(
                "appeal_is_late",
                appeals.filter(pl.col("dated_on") > day),
                pl.col("dated_on"),
                day,
            ),
            findings(
                "appeal_unknown", unknown, pl.col("appeal"), pl.lit("appeal, so don phuc tra")
            ),
        ]
    )
