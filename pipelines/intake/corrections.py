"""Corrections as data: a figure that is known to be wrong, read otherwise until it is mended.

Here belong reading `seeds/corrections.yaml` and applying it to the rows of a round. A correction
says what it expects to find; once the source is another, it stops its round instead of being
applied to what nobody looked at.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from pipelines.frameworks.rule_kinds import SOURCES
from pipelines.marked_yaml import Problem, SeedError
from pipelines.seed_reader import (
    CODE,
    DAY,
    DRAFT,
    EXPECTED,
    TEXT,
    Schema,
    SeedReader,
    choice,
    keys,
)
from pipelines.vietnamese import clean

CORRECTIONS_SCHEMA: Final[Schema] = {
    "$schema": DRAFT,
    "title": "Đính chính số liệu / Corrections (corrections.yaml)",
    "type": ["array", "null"],
    EXPECTED: ["danh sách các đính chính", "a list of corrections"],
    "items": keys(
        {
            "round": CODE,
            "entity_code": CODE,
            "indicator_code": CODE,
            "input": TEXT,
            "expect": TEXT,
            "value": TEXT,
            "reason": TEXT,
            "by": TEXT,
            "on": DAY,
        },
        {"source": choice(*SOURCES)},
    ),
}
_FIGURE: Final = ["entity_code", "indicator_code", "input", "source"]
USED_SCHEMA: Final = pl.Schema(
    {
        "round": pl.String,
        "entity_code": pl.String,
        "indicator_code": pl.String,
        "input": pl.String,
        "source": pl.String,
        "found_text": pl.String,
        "corrected_text": pl.String,
        "reason": pl.String,
        "by": pl.String,
        "on": pl.Date,
        "file_sha256": pl.String,
        "file_name": pl.String,
        "sheet": pl.String,
        "cell": pl.String,
    }
)


@dataclass(frozen=True, slots=True)
class Correction:
    """One figure: the text that is expected, the text to be read instead, why, who and when."""

    round: str
    entity_code: str
    indicator_code: str
    input: str
    source: str
    expect: str
    value: str
    reason: str
    by: str
    on: date
    file: str
    line: int

    @property
    def figure(self) -> tuple[str, ...]:
        """What tells it from other corrections."""
        return (self.round, self.entity_code, self.indicator_code, self.input, self.source)


def read_corrections(text: str, file: str, rounds: Collection[str]) -> tuple[Correction, ...]:
    """Read a list of corrections of `rounds`.

    Raises SeedError with every problem, each with its place.
    """
    reader = SeedReader(text, file, CORRECTIONS_SCHEMA)
    found: dict[tuple[str, ...], Correction] = {}
    for entry in reader.entries():
        given = entry.keys
        correction = Correction(
            round=given["round"],
            entity_code=given["entity_code"],
            indicator_code=given["indicator_code"],
            input=given["input"],
            source=given.get("source", "declared"),
            expect=given["expect"],
            value=given["value"],
            reason=given["reason"],
            by=given["by"],
            on=date.fromisoformat(given["on"]),
            file=file,
            line=entry.line,
        )
        if correction.round not in rounds:
            entry.wrong(
                "round",
                f"there is no round {correction.round!r}",
                f"không có đợt {correction.round!r}",
                "name a round of rounds.yaml",
                "ghi một đợt trong rounds.yaml",
            )
        if correction.expect == correction.value:
            entry.wrong(
                "",
                "expect and value are the same",
                "expect và value giống nhau",
                "write in value what is to be read instead, or delete the correction",
                "ghi vào value giá trị cần đọc thay, hoặc xóa đính chính này",
            )
        if correction.figure in found:
            line = found[correction.figure].line
            entry.wrong(
                "",
                f"the same figure is corrected on line {line}",
                f"số liệu này đã được đính chính ở dòng {line}",
                "keep one of the two",
                "giữ lại một trong hai",
            )
        found.setdefault(correction.figure, correction)
    reader.finish()
    return tuple(found.values())


def apply_corrections(
    rows: pl.DataFrame, corrections: Sequence[Correction], round_id: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the newest row of each corrected figure the text that is to be read instead.

    `rows` have round, entity_code, indicator_code, input, source, raw_text and their place, in
    the order of receipt. Returns them with `corrected_text` (null where nothing is corrected), and
    the corrections that were used in `USED_SCHEMA`. Raises SeedError for each correction whose
    figure is not what it expects, or is not there.
    """
    mine = [one for one in corrections if one.round == round_id]
    if not mine:
        return rows.with_columns(pl.lit(None, pl.String).alias("corrected_text")), _NONE_USED
    wanted = _table(mine)
    numbered = rows.with_row_index("_row")
    newest = (
        numbered.join(wanted.select(_FIGURE), on=_FIGURE, how="semi")
        .group_by(_FIGURE)
        .agg(pl.col("_row").max())
    )
    found = (
        wanted.join(newest, on=_FIGURE, how="left")
        .join(
            numbered.select("_row", "raw_text", "file_sha256", "file_name", "sheet", "cell"),
            on="_row",
            how="left",
        )
        .sort("line")
    )
    broken = found.filter(pl.col("raw_text").ne_missing(pl.col("expect")))
    if not broken.is_empty():
        raise SeedError([_stale(row, mine[0].file) for row in broken.iter_rows(named=True)])
    corrected = numbered.join(
        found.select("_row", pl.col("value").alias("corrected_text")),
        on="_row",
        how="left",
        maintain_order="left",
    ).drop("_row")
    used = found.select(
        pl.lit(round_id).alias("round"),
        *_FIGURE,
        pl.col("raw_text").alias("found_text"),
        pl.col("value").alias("corrected_text"),
        "reason",
        "by",
        "on",
        "file_sha256",
        "file_name",
        "sheet",
        "cell",
    )
    return corrected, used


_NONE_USED: Final = pl.DataFrame(schema=USED_SCHEMA)


def _table(corrections: Sequence[Correction]) -> pl.DataFrame:
    names = ("entity_code", "indicator_code", "input", "source", "expect", "value", "reason", "by")
    table = pl.DataFrame(
        [(*(getattr(one, name) for name in names), one.on, one.line) for one in corrections],
        schema={**dict.fromkeys(names, pl.String), "on": pl.Date, "line": pl.Int64},
        orient="row",
    )
    return table.with_columns(clean(pl.col("expect")))


def _stale(row: dict[str, Any], file: str) -> Problem:
    figure = f"{row['entity_code']} {row['indicator_code']} {row['input']} ({row['source']})"
    if row["_row"] is None:
        return Problem(
            file,
            row["line"],
            row["indicator_code"],
            f"nobody sent {figure}, which is to be corrected from {row['expect']!r}",
            f"không ai gửi {figure}, số liệu cần đính chính từ {row['expect']!r}",
            "delete the correction, or mend what it names",
            "xóa đính chính, hoặc sửa điều nó nêu",
        )
    place = " ".join(str(row[key]) for key in ("file_name", "sheet", "cell") if row[key])
    return Problem(
        file,
        row["line"],
        row["indicator_code"],
        f"expected {row['expect']!r} for {figure}, found {row['raw_text']!r} in {place}: "
        "the source has changed",
        f"cần {row['expect']!r} cho {figure}, tìm thấy {row['raw_text']!r} trong {place}: "
        "nguồn đã thay đổi",
        "delete the correction if the source was mended, or look again",
        "xóa đính chính nếu nguồn đã được sửa, hoặc xem lại",
    )
