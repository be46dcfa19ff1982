"""Headers of tables: which layout a sheet has, and the letter of each of its known columns.

Here belong the headings of every layout and finding them, with titles above and merged cells.
What stands below a header is read in `layouts.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.forms.layout import APPEAL_HEADINGS, DECISION_HEADINGS, FORM_HEADINGS
from pipelines.intake.tabular import Grid
from pipelines.rounds import NUMBER_FORMATS
from pipelines.vietnamese import clean, plain, plain_key

VALUES_COLUMNS: Final = ("round", "entity_code", "indicator_code", "input", "value")
VALUES_OPTIONAL: Final = ("reporter", "source", "evidence", "note")
DOCUMENT_COLUMNS: Final = ("document", "clause", "reason", "dated_on", "appeal")
"""What a decision of the council says of itself: its number, the clause it rests on, why, when, and
the number of the appeal it answers. An appeal has a number, a reason and a day of its own."""
STATED_COLUMNS: Final = ("value", *DOCUMENT_COLUMNS)
"""What is filled in of a decision or an appeal, beside what it is about."""
SCORECARD_COLUMNS: Final = {
    "ma": "code",
    "chi tieu": "name",
    "diem toi da": "maximum",
    "tu danh gia": "self",
    "tham dinh": "verified",
    "trang thai": "status",
    "han xu ly": "due_on",
    "minh chung/ghi chu": "evidence",
}
"""Headings of the scorecard, without marks, that are read; the others are for people."""
_DECISION_HEADINGS: Final = {
    "gia tri quyet dinh": "value",
    "decision": "document",
    "so quyet dinh": "document",
    "clause": "clause",
    "dieu khoan": "clause",
    "can cu": "clause",
    "reason": "reason",
    "ly do": "reason",
    "decided_on": "dated_on",
    "ngay quyet dinh": "dated_on",
    "appeal": "appeal",
    "so don phuc tra": "appeal",
}
_DECISION_COLUMNS: Final = {
    "value": "value",
    "document": "decision",
    "clause": "clause",
    "reason": "reason",
    "dated_on": "decided_on",
    "appeal": "appeal",
}
_APPEAL_COLUMNS: Final = {
    "value": "requested",
    "document": "appeal",
    "reason": "reason",
    "dated_on": "filed_on",
}
"""What a file without Vietnamese headings would call the columns of a decision, of an appeal."""
_VIETNAMESE_VALUES: Final = {
    "dot": "round",
    "ma don vi": "entity_code",
    "ma chi tieu": "indicator_code",
    "so lieu": "input",
    "gia tri": "value",
    "don vi gui": "reporter",
    "nguon": "source",
    "tai lieu kiem chung": "evidence",
    "ghi chu": "note",
}
_APPEAL_HEADINGS: Final = {
    "requested": "value",
    "de nghi": "value",
    "diem de nghi": "value",
    "appeal": "document",
    "so don phuc tra": "document",
    "reason": "reason",
    "ly do": "reason",
    "filed_on": "dated_on",
    "ngay gui don": "dated_on",
}
NUMBER_FORMAT: Final = "number_format"
"""The column in which a file says how its numbers are written."""
_NUMBER_FORMAT_SAID: Final = {
    f"{NUMBER_FORMAT}{between}{name}": f"{NUMBER_FORMAT}={name}"
    for between in ("=", " = ", ":", ": ", " : ", " ")
    for name in NUMBER_FORMATS
}
"""The same said of the whole file, in a cell of its heading row or of the row above it."""
VALUES, SCORECARD, FORM, APPEAL = "values", "scorecard", "form", "appeal"
_FORM_COLUMNS: Final = {plain(heading): key for key, heading in FORM_HEADINGS.items()}
_LAYOUT_HEADINGS: Final[Mapping[str, Mapping[str, str]]] = {
    FORM: _FORM_COLUMNS,
    VALUES: {
        **{name: name for name in (*VALUES_COLUMNS, *VALUES_OPTIONAL)},
        **_VIETNAMESE_VALUES,
        **_DECISION_HEADINGS,
    },
    APPEAL: {
        **{name: name for name in (*VALUES_COLUMNS, *VALUES_OPTIONAL) if name != "value"},
        **{key: name for key, name in _VIETNAMESE_VALUES.items() if name != "value"},
        **_APPEAL_HEADINGS,
    },
    SCORECARD: SCORECARD_COLUMNS,
}
HEADINGS_OF: Final[Mapping[str, Mapping[str, str]]] = {
    layout: {**headings, NUMBER_FORMAT: NUMBER_FORMAT, **_NUMBER_FORMAT_SAID}
    for layout, headings in _LAYOUT_HEADINGS.items()
}
"""The headings of each layout, without marks, and the columns that they name."""
_REQUIRED: Final = {
    FORM: frozenset({"entity_code", "indicator_code", "input", "value"}),
    VALUES: frozenset(VALUES_COLUMNS),
    APPEAL: frozenset({"round", "entity_code", "indicator_code", "value"}),
    SCORECARD: frozenset({"code", "self"}),
}
_KNOWN: Final = sorted({key for headings in HEADINGS_OF.values() for key in headings})
_HEADER_WITHIN: Final = 20
"""Rows with text in which a header is looked for; titles may stand above it."""
_LONGEST_HEADING: Final = 80
EXPECTED_HEADER: Final = (
    f"{', '.join(VALUES_COLUMNS)} / Mã, Chỉ tiêu, Điểm tối đa, Tự đánh giá, Thẩm định"
)

_Hit = tuple[int, int | None, int, str, str, str]
"""A heading where it was found: row, width, column, layout, name, text."""


@dataclass(frozen=True, slots=True)
class Header:
    """The layout of a sheet: where its header stands, and the letter of each known column."""

    layout: str
    row: int
    letters: tuple[tuple[str, str], ...]
    named: int
    """Columns up to the last with a name."""
    width: int | None
    """Cells written in the header, in a CSV."""
    repeated: tuple[tuple[str, str, str], ...] = ()
    """Headings that stand a second time in the same row: name, letter, text."""
    stated: tuple[str, ...] = ()
    """What a file of decisions or appeals calls its `STATED_COLUMNS`, or would call those that it
    does not have."""
    number_format: str | None = None
    """How the heading row says that numbers are written."""

    @property
    def blank(self) -> str:
        """The headings under which a file of decisions or appeals states anything."""
        here = dict(self.letters)
        named = zip(STATED_COLUMNS, self.stated, strict=True)
        return ", ".join(heading for name, heading in named if name in here)


def top_cells(block: pl.DataFrame) -> pl.DataFrame:
    """The cells with text in the first rows of each sheet: sheet_at, row, width, n, text."""
    return _cells(_top(block))


def known_headings(texts: pl.Series) -> pl.Series:
    """Those of some texts that are a heading of any layout, each once, in their order."""
    is_known = plain_key(clean(pl.col("text"))).is_in(_KNOWN)
    known = texts.alias("text").to_frame().filter(is_known)["text"]
    return known.unique(maintain_order=True)


def missing_of_form(texts: pl.Series) -> list[str]:
    """The headings of a form, in Vietnamese, that are not among some texts."""
    keys = texts.alias("text").to_frame().select(plain_key(clean(pl.col("text")))).to_series()
    absent = _FORM_COLUMNS.keys() - set(keys)
    return [h.split("\n")[0] for h in FORM_HEADINGS.values() if plain(h) in absent]


def _top(block: pl.DataFrame) -> pl.DataFrame:
    return block.group_by("sheet_at", maintain_order=True).head(_HEADER_WITHIN)


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    letters = [name for name in rows.columns if name.isupper()]
    numbered = rows.select(
        "sheet_at",
        "row",
        "width",
        *(pl.col(letter).alias(str(n)) for n, letter in enumerate(letters)),
    )
    return (
        numbered.unpivot(index=["sheet_at", "row", "width"], variable_name="n", value_name="text")
        .drop_nulls("text")
        .with_columns(pl.col("n").cast(pl.Int32))
    )


def find_headers(grid: Grid) -> dict[int, Header]:
    """The header of each visible sheet that has one.

    A header may spread over two rows, as merged cells do: what stands in the row above counts
    where it names other columns.
    """
    known = pl.DataFrame(
        [
            (layout, key, name)
            for layout, headings in HEADINGS_OF.items()
            for key, name in headings.items()
        ],
        schema={"layout": pl.String, "key": pl.String, "name": pl.String},
        orient="row",
    )
    visible = grid.sheets.filter(pl.col("state") == "visible").select("sheet_at")
    found: dict[int, Header] = {}
    for block in grid.blocks:
        if block.is_empty():
            continue
        letters = [name for name in block.columns if name.isupper()]
        top = _top(block.join(visible, on="sheet_at", how="semi"))
        # The same headings stand in every file: each text is looked at once.
        texts = pl.concat(top[letter].unique().alias("text") for letter in letters).unique()
        texts = texts.to_frame().filter(pl.col("text").str.len_chars() <= _LONGEST_HEADING)
        headings = texts.with_columns(plain_key(clean(pl.col("text"))).alias("key")).join(
            known, on="key"
        )
        is_heading = pl.col(letters).is_in(headings["text"].implode())
        cells = _cells(top.filter(pl.any_horizontal(is_heading)))
        hits = cells.join(headings, on="text").sort("sheet_at", "row", "n")
        by_sheet: dict[int, list[_Hit]] = {}
        for sheet_at, *hit in hits.select(
            "sheet_at", "row", "width", "n", "layout", "name", "text"
        ).iter_rows():
            by_sheet.setdefault(sheet_at, []).append(tuple(hit))
        ends = {
            (sheet_at, row): n
            for sheet_at, row, n in cells.group_by("sheet_at", "row")
            .agg(pl.col("n").max())
            .iter_rows()
        }
        for sheet_at, of_sheet in by_sheet.items():
            header = _first_header(sheet_at, of_sheet, letters, ends)
            if header is not None:
                found[sheet_at] = header
    return found


def _first_header(
    sheet_at: int,
    hits: list[_Hit],
    letters: list[str],
    ends: Mapping[tuple[int, int], int],
) -> Header | None:
    """The first row that names what a layout requires, with the one above it."""
    rows: dict[int, dict[str, dict[str, int]]] = {}
    widths: dict[int, int | None] = {}
    texts: dict[tuple[int, int], str] = {}
    again: dict[tuple[int, str], list[tuple[str, str, str]]] = {}
    for row, width, n, layout, name, text in hits:
        if rows.setdefault(row, {}).setdefault(layout, {}).setdefault(name, n) != n:
            again.setdefault((row, layout), []).append((name, letters[n], text))
        widths[row] = width
        texts[row, n] = text
    for row, layouts in rows.items():
        above = rows.get(row - 1, {})
        for layout in HEADINGS_OF:
            here = layouts.get(layout, {})
            taken = set(here.values())
            both = {
                **{name: n for name, n in above.get(layout, {}).items() if n not in taken},
                **here,
            }
            if here and _REQUIRED[layout] <= both.keys():
                named = 1 + max(ends[sheet_at, row], *both.values())
                formats = {name.partition("=")[2] for name in both if "=" in name}
                number_format = formats.pop() if len(formats) == 1 else None
                places = tuple(
                    (name, letters[n]) for name, n in sorted(both.items()) if "=" not in name
                )
                written = {
                    name: texts[row if name in here else row - 1, n] for name, n in both.items()
                }
                repeated = tuple(again.get((row, layout), ()))
                stated = _stated(layout, written)
                return Header(
                    *(layout, row, places, named, widths[row], repeated, stated),
                    number_format,
                )
    return None


def _stated(layout: str, written: Mapping[str, str]) -> tuple[str, ...]:
    """What a file calls the columns of a decision or an appeal; nothing where it has none."""
    is_appeal = layout == APPEAL
    if not is_appeal and (layout != VALUES or written.keys().isdisjoint(DOCUMENT_COLUMNS)):
        return ()
    in_english = _APPEAL_COLUMNS if is_appeal else _DECISION_COLUMNS
    in_vietnamese = APPEAL_HEADINGS if is_appeal else DECISION_HEADINGS
    is_english = plain(written["value"]) in in_english.values()
    usual = {**DECISION_HEADINGS, **(in_english if is_english else in_vietnamese)}
    return tuple(" ".join(written.get(name, usual[name]).split()) for name in STATED_COLUMNS)
