"""The words in which tables are described: columns, types, and the columns that many tables share.

Here belongs what more than one file of `tables/` needs. The tables themselves are there, one file
for each part of the house; `contract.py` puts them together.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

TEXT, WHOLE, FLAG, DAY, MOMENT, AMOUNT, FIGURE, BYTES = (
    "VARCHAR",
    "INTEGER",
    "BOOLEAN",
    "DATE",
    "TIMESTAMP",
    "DECIMAL(18,10)",
    "DECIMAL(38,10)",
    "BIGINT",
)
POLARS_TYPES: Final[dict[str, pl.DataType]] = {
    TEXT: pl.String(),
    WHOLE: pl.Int32(),
    FLAG: pl.Boolean(),
    DAY: pl.Date(),
    MOMENT: pl.Datetime("us"),
    AMOUNT: pl.Decimal(18, 10),
    FIGURE: pl.Decimal(38, 10),
    BYTES: pl.Int64(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in DuckDB, what it means, its unit, the values it may have."""

    name: str
    type: str
    vi: str
    en: str
    nullable: bool = False
    unit: str | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, and the columns that tell its rows apart."""

    schema: str
    name: str
    vi: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        """schema.name"""
        return f"{self.schema}.{self.name}"

    @property
    def by_round(self) -> bool:
        """Written round by round."""
        return self.columns[0].name == "round" and self.schema != "reference"

    @property
    def polars_schema(self) -> pl.Schema:
        """The same columns as Polars types."""
        return pl.Schema({c.name: POLARS_TYPES[c.type] for c in self.columns})

    @property
    def casts(self) -> list[pl.Expr]:
        """Every column of the table, in order, cast to its type; a lossy cast is an error."""
        return [pl.col(c.name).cast(POLARS_TYPES[c.type]) for c in self.columns]


def text(
    name: str, vi: str, en: str, nullable: bool = False, allowed: tuple[str, ...] = ()
) -> Column:
    return Column(name, TEXT, vi, en, nullable, None, allowed)


BASES = ("self", "verified", "final")
STATES = ("reported", "missing", "not_applicable", "not_evaluated", "zero_by_decision")
SOURCES = ("declared", "measured", "published", "verified")

ROUND = text("round", "Đợt đánh giá", "Assessment round")
ENTITY = text("entity_code", "Mã đơn vị được đánh giá", "Code of the unit assessed")
INDICATOR = text("indicator_code", "Mã chỉ tiêu", "Indicator code")
BASIS = text(
    "basis",
    "Cơ sở điểm: tự đánh giá, thẩm định, chính thức",
    "Basis of the score: self-assessed, verified, final",
    allowed=BASES,
)
IS_DEMONSTRATION = Column(
    "is_demonstration",
    FLAG,
    "Số liệu minh họa, KHÔNG phải kết quả thật",
    "Demonstration data, NOT a real result",
)


def value(en: str, vi: str) -> Column:
    return Column("value", AMOUNT, vi, en, nullable=True, unit="0..1 x scale")


def points(nullable: bool = False) -> Column:
    return Column(
        "points",
        AMOUNT,
        "Điểm đạt được, chưa làm tròn",
        "Points earned, unrounded",
        nullable,
        "points",
    )


MAX_POINTS = Column(
    "max_points",
    AMOUNT,
    "Tổng điểm tối đa của các chỉ tiêu được đánh giá (mẫu số)",
    "Sum of the evaluated maximum points (the denominator)",
    unit="points",
)
RANK = Column(
    "rank",
    WHOLE,
    "Thứ hạng trong đợt theo giá trị công bố; bằng nhau thì cùng hạng",
    "Rank in the round on the published value; equal values share a rank",
    nullable=True,
    unit="rank",
)
RANKED = Column("entities_ranked", WHOLE, "Số đơn vị được xếp hạng", "Units ranked", unit="units")
IS_SILENT = Column(
    "is_silent",
    FLAG,
    "Đơn vị không gửi gì: chỉ biết số liệu đo được ở nơi khác",
    "The unit sent nothing: all that is known was measured elsewhere",
)
FILE_SHA256 = text("file_sha256", "SHA-256 của tệp", "SHA-256 of the file")
FILE_NAME = text("file_name", "Tên tệp như đã nhận", "File name as received")
SHEET = text("sheet", "Trang tính (trống với CSV)", "Sheet (empty for CSV)", nullable=True)
CELL = text("cell", "Ô, ví dụ E16", "Cell, such as E16", nullable=True)
REPORTER = text("reporter", "Đơn vị gửi số liệu", "Unit that sent the data", nullable=True)

PLACE = (FILE_SHA256, FILE_NAME, SHEET, CELL)
