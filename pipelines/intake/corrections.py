"""Corrections as data: a figure that is known to be wrong, read otherwise until it is mended.

Here belong reading `seeds/corrections.yaml` and applying it to the rows of a round. A correction
says what it expects to find; once the source is another, it stops its round instead of being
applied to what nobody looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from pipelines.frameworks.rule_kinds import SOURCES
from pipelines.marked_yaml import MarkedYaml, Problem, SeedError, read_marked_yaml
from pipelines.vietnamese import clean

_REQUIRED: Final = (
    "round", "entity_code", "indicator_code", "input", "expect", "value", "reason", "by", "on",
)  # fmt: skip
_KEYS: Final = frozenset({*_REQUIRED, "source"})
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


def read_corrections(text: str, file: str) -> tuple[Correction, ...]:
    """Read a list of corrections. Raises SeedError with every problem, each with its line."""
    marked = read_marked_yaml(text, file)
    if marked.value is None:
        return ()
    if not isinstance(marked.value, list):
        raise SeedError([Problem(file, 1, "", "expected a list of corrections")])
    problems: list[Problem] = []
    found: dict[tuple[str, ...], Correction] = {}
    entries: list[Any] = marked.value  # pyright: ignore[reportUnknownVariableType]
    for n, entry in enumerate(entries):
        line = marked.line((n,))
        told = _entry_problems(entry, marked, n, file)
        problems += told
        if told:
            continue
        one = Correction(
            round=entry["round"],
            entity_code=entry["entity_code"],
            indicator_code=entry["indicator_code"],
            input=entry["input"],
            source=entry.get("source", "declared"),
            expect=str(entry["expect"]),
            value=str(entry["value"]),
            reason=entry["reason"],
            by=entry["by"],
            on=date.fromisoformat(entry["on"]),
            file=file,
            line=line,
        )
        if one.figure in found:
            message = f"the same figure is corrected on line {found[one.figure].line}"
            problems.append(Problem(file, line, one.indicator_code, message))
        found[one.figure] = one
    if problems:
        raise SeedError(problems)
    return tuple(found.values())


def _entry_problems(entry: Any, marked: MarkedYaml, n: int, file: str) -> list[Problem]:
    line = marked.line((n,))
    if not isinstance(entry, dict):
        return [Problem(file, line, "", f"expected a correction with {', '.join(_REQUIRED)}")]
    keys: dict[str, Any] = entry  # pyright: ignore[reportUnknownVariableType]
    code = str(keys.get("indicator_code", ""))
    problems = [
        Problem(file, marked.line((n, key)), code, f"{key}: no such key; there are: {known}")
        for known in (", ".join(sorted(_KEYS)),)
        for key in keys
        if key not in _KEYS
    ]
    for key in _REQUIRED:
        if not isinstance(keys.get(key), str) or not keys[key].strip():
            found = f"found {keys[key]!r}" if key in keys else "it is missing"
            message = f"{key}: expected a text, {found}"
            problems.append(Problem(file, marked.line((n, key)), code, message))
    if isinstance(keys.get("on"), str) and _is_no_day(keys["on"]):
        message = f"on: expected a day as 2025-08-15, found {keys['on']!r}"
        problems.append(Problem(file, marked.line((n, "on")), code, message))
    if keys.get("source", "declared") not in SOURCES:
        message = f"source: expected one of {', '.join(SOURCES)}, found {keys['source']!r}"
        problems.append(Problem(file, marked.line((n, "source")), code, message))
    if "expect" in keys and keys.get("expect") == keys.get("value"):
        problems.append(Problem(file, line, code, "expect and value are the same"))
    return problems


def _is_no_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return True
    return False


def correction_problems(corrections: Sequence[Correction], rounds: set[str]) -> list[Problem]:
    """Corrections of rounds that there are not."""
    return [
        Problem(one.file, one.line, one.indicator_code, f"round: there is no round {one.round!r}")
        for one in corrections
        if one.round not in rounds
    ]


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
        message = (
            f"nobody sent {figure}, which is to be corrected from {row['expect']!r}: "
            "delete the correction, or mend what it names"
        )
    else:
        place = " ".join(str(row[key]) for key in ("file_name", "sheet", "cell") if row[key])
        message = (
            f"expected {row['expect']!r} for {figure}, found {row['raw_text']!r} in {place}: "
            "the source has changed; delete the correction if it was mended, or look again"
        )
    return Problem(file, row["line"], row["indicator_code"], message)
