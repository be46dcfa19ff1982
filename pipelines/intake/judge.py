"""A judge: rows still believed, those set aside, and what was found, as rules are applied in turn.

Here belongs how a rule keeps a row out and tells of it. The rules are in `submission_rules.py` and
`figure_values.py`.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.intake.findings import EMPTY_FINDINGS, findings


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows believed, with `value`; rows kept out, with the first `rule` they broke; findings.

    `corrections`: each correction that was used, in the columns of `corrections.EMPTY_USED`.
    """

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    findings: pl.DataFrame
    corrections: pl.DataFrame


def column_of_cell() -> pl.Expr:
    """The letter of the column that a figure stands in."""
    return pl.col("cell").str.extract(r"^([A-Z]+)")


class Judge:
    """The rows of one round under judgement; `rows` are those still believed."""

    def __init__(self, rows: pl.DataFrame, round_id: str) -> None:
        self.rows = rows
        self.original = rows
        """As they came, for the rows that are kept out."""
        self.round_id = round_id
        self.rejected: list[pl.DataFrame] = []
        self.findings: list[pl.DataFrame] = []

    def change(self, *columns: pl.Expr) -> None:
        self.rows = self.rows.with_columns(*columns)

    def join(self, table: pl.DataFrame, on: list[str]) -> None:
        self.rows = self.rows.join(table, on=on, how="left", maintain_order="left")

    def warn(self, rule: str, broken: pl.Expr, found: pl.Expr, expected: pl.Expr) -> None:
        self.tell(rule, self.rows.filter(broken), found, expected)

    def refuse(self, rule: str, broken: pl.Expr, found: pl.Expr, expected: pl.Expr) -> None:
        """Tell of each broken row and keep it out."""
        wrong = self.rows.filter(broken)
        if wrong.is_empty():
            return
        self.tell(rule, wrong, found, expected)
        self.set_aside(rule, wrong["at"])

    def note(self, rule: str, concerned: pl.Expr, example: pl.Expr) -> None:
        """Put on record, once for each column of a file, how many rows something was done with.

        `example` shows it in one row, the first, at whose cell it stands.
        """
        rows = self.rows.filter(concerned)
        if rows.is_empty():
            return
        counted = (
            rows.with_columns(column=column_of_cell(), example=example)
            .group_by("file_sha256", "file_name", "sheet", "column", maintain_order=True)
            .agg(pl.len().cast(pl.String), pl.col("cell", "example").first())
        )
        shown = pl.concat_str("cell", pl.lit(": "), "example")
        self.tell(rule, counted, pl.col("len"), shown)

    def set_aside(self, rule: str, at: pl.Series) -> None:
        self.rejected.append(at.to_frame().with_columns(rule=pl.lit(rule)))
        self.rows = self.rows.filter(~pl.col("at").is_in(at.implode()))

    def tell(self, rule: str, rows: pl.DataFrame, found: pl.Expr, expected: pl.Expr) -> None:
        """One finding for each of some rows, whether they are kept out or not."""
        self.findings.append(
            findings(rule, rows, found, expected).with_columns(round=pl.lit(self.round_id))
        )

    def verdict(self, corrections: pl.DataFrame) -> Judged:
        rejected = (
            pl.concat(self.rejected)
            if self.rejected
            else pl.DataFrame(schema={"at": pl.UInt32, "rule": pl.String})
        )
        return Judged(
            self.rows.drop("at"),
            self.original.join(rejected, on="at", maintain_order="left").drop("at"),
            pl.concat([EMPTY_FINDINGS, *self.findings]),
            corrections,
        )
