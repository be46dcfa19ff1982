"""The codebook: every table and column that is published, for people and for programs.

Here belong `codebook.csv` and `codebook.md`.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from pipelines.publication.open_data.notes import GUARD
from pipelines.publication.open_data.package import Package, Table

_HEADER: Final = (
    "table", "column", "type", "required", "key", "unit", "allowed_values", "meaning_vi",
    "meaning_en",
)  # fmt: skip

_UNDO: Final = (
    "Lấy lại nguyên văn của một cột chữ, DuckDB · To have the text of a column again, in DuckDB: "
    "`regexp_replace(name_vi, '^''', '')`; Python: `text.removeprefix(\"'\")`."
)


def codebook_csv(package: Package) -> str:
    """One row for each column: table, type, whether it may be empty, unit, values, meaning."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    for table in package.tables:
        for column in table.columns:
            writer.writerow(
                (
                    table.full_name,
                    column.name,
                    column.type,
                    _word(not column.nullable),
                    _word(column.name in table.key),
                    column.unit or "",
                    " | ".join(column.allowed),
                    column.vi,
                    column.en,
                )
            )
    return text.getvalue()


def codebook_page(package: Package) -> str:
    """The same as a page in Markdown, in Vietnamese and English."""
    lines = [
        f"# {package.title.vi}",
        "",
        f"**{package.title.en}**",
        "",
        "Sổ mã: mọi bảng và cột được công bố · Codebook: every table and column that is published",
        "",
        GUARD,
        "",
        _UNDO,
    ]
    for table in package.tables:
        lines += ["", *_section(package, table)]
    return "\n".join(lines) + "\n"


def _section(package: Package, table: Table) -> Iterator[str]:
    title = package.title_of(table)
    yield f"## {table.full_name}"
    yield ""
    yield f"{title.vi} · {title.en}. Khóa · Key: {', '.join(f'`{key}`' for key in table.key)}."
    yield ""
    yield "| cột · column | kiểu · type | đơn vị · unit | tiếng Việt | English | giá trị · values |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for column in table.columns:
        type_ = column.type + ("" if column.nullable else ", bắt buộc · required")
        cells = (
            f"`{column.name}`", type_, column.unit or "", column.vi, column.en,
            ", ".join(f"`{value}`" for value in column.allowed),
        )  # fmt: skip
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _word(is_so: bool) -> str:
    return "true" if is_so else "false"
