"""Names, phones, numbers of people, addresses in every text a sender controls: none of it leaves."""

import html
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import polars as pl
import pyarrow.parquet as pq
import pytest
import typst
from form_builders import COLUMN, FilledDocument, figure_rows
from installations import HEADER, PUBLICATION, Small, dti, rows
from openpyxl import load_workbook
from openpyxl.comments import Comment
from pypdf import PdfReader

from assets.publishing.document_forms import appeals_to_fill_in, decisions_to_fill_in
from assets.publishing.forms import RoundForms
from pipelines.forms.documents import APPEAL_SHEET, DECISION_SHEET
from pipelines.forms.layout import FORM_SHEET

NAMES = ("Nguyễn Thị Kín", "0987654321", "056200012345", "kin@thu.vn", "12 Ngõ Vắng")
SECRET = " ".join(NAMES)
DECISIONS = HEADER.strip() + ",decision,clause,reason,decided_on,appeal\n"


def filled_form(place: Small) -> bytes:
    """A form of the product with all that its sender can write into it."""
    book = load_workbook(io.BytesIO(RoundForms(place.open(), "r1").workbook("00002")))
    sheet = book[FORM_SHEET]
    for (_, _, name), row in figure_rows(sheet).items():
        sheet.cell(row, COLUMN["value"], {"done": "có", "p": SECRET, "a": 1}.get(name, 3))
        for column in ("evidence", "note"):
            sheet.cell(row, COLUMN[column], SECRET).comment = Comment(SECRET, SECRET)
    book.create_sheet(NAMES[0])["A1"] = SECRET
    book.properties.creator = book.properties.title = SECRET
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small(tmp_path_factory.mktemp("private"), {"r1": None}).write()
    small.submit_clean("r1")
    small.submit(
        f"r1/00001_{SECRET}.csv",
        HEADER.strip()
        + f",{SECRET}\n"
        + f"r1,00001,1.1,a,1,{SECRET},,{SECRET},{SECRET},{SECRET}\n"
        + f"r1,00001,1.1,b,2,,,{SECRET},{SECRET},\n"
        + f"r1,00001,1.2,done,có,,,{SECRET},,\n"
        + f"r1,00001,2,p,4 {SECRET},,,,,\n"
        + f"r1,00001,{SECRET},p,4,,,,,\nr1,{SECRET},2,p,4,,,,,\n{SECRET},00001,2,p,4,,,,,\n"
        + f"r1,00001,2,{SECRET},4,,,,,\nr1,00001,2,p,4,,{SECRET},,,\n",
    )
    small.submit(f"r1/00002_{SECRET}.csv", f"{SECRET}\n{SECRET},{SECRET}\n")
    small.submit(f"r1/{SECRET}.xlsx", SECRET)
    small.submit(f"r1/{SECRET}/{SECRET}.csv", HEADER + rows("r1", "00003"))
    small.submit(
        f"r1/hoi-dong/{SECRET}.csv",
        DECISIONS
        + f"r1,00003,2,points,2.5,hoi-dong,verified,{SECRET},{SECRET},{SECRET},{SECRET},{SECRET},"
        + f"05/08/2025,\nr1,00002,2,points,2,hoi-dong,verified,{SECRET},,1/QĐ {SECRET},Điều 4 "
        + f"{SECRET},{SECRET},05/08/2025,{SECRET}\n",
    )
    small.submit("r1/received.csv", f"file,received_at\n{SECRET},{SECRET}\n")
    small.submit(f"r1/minh-chung/00001/{SECRET}.pdf", b"%PDF-1.4 " + SECRET.encode())
    workbook = io.BytesIO()
    pl.DataFrame({SECRET: [SECRET], "Mã": ["2"], "Tự đánh giá": ["4"]}).write_excel(
        workbook, worksheet="Nguyễn Thị Kín 0987654321"
    )
    small.submit(f"r1/00003_{SECRET}.xlsx", workbook.getvalue())
    small.seed(
        "corrections.yaml",
        '- {round: r1, entity_code: "00002", indicator_code: "1.1", input: a, expect: "1",\n'
        f'   value: "2", reason: "{SECRET}", by: "{SECRET}", on: 2025-08-05}}\n',
    )
    small.seed("publication.yaml", PUBLICATION)
    small.submit("r1/00002_bieu-mau.xlsx", filled_form(small))
    decisions = FilledDocument(decisions_to_fill_in(small.open(), "r1"), DECISION_SHEET)
    signed = {"reason": SECRET, "dated_on": "06/08/2025"}
    decisions.fill("00001", "1.1", value=7, document=f"2/QĐ {SECRET}", clause=SECRET, **signed)
    small.submit("r1/hoi-dong/quyet-dinh.xlsx", decisions.saved())
    appeal = FilledDocument(appeals_to_fill_in(small.open(), "r1", "00001"), APPEAL_SHEET)
    appeal.fill("00001", "2", value=5, document=f"3/ĐN {SECRET}", **signed)
    small.submit("r1/00001_phuc-tra.xlsx", appeal.saved())
    done = dti("assess", "--all", *small.options())
    assert small.open().site.is_dir(), done.output
    return small


def readable(name: str, content: bytes) -> Iterator[str]:
    """All that a reader of a file can find in it, whatever kind of file it is."""
    match Path(name).suffix.lower():
        case ".parquet":
            frame = pl.read_parquet(io.BytesIO(content))
            yield from (str(row) for row in (*frame.rows(), frame.columns))
            yield str(pq.read_metadata(io.BytesIO(content)).metadata)
        case ".xlsx" | ".zip":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield archive.comment.decode(errors="replace")
                for inner in archive.namelist():
                    yield inner
                    yield from readable(inner, archive.read(inner))
        case ".pdf":
            reader = PdfReader(io.BytesIO(content))
            yield str(reader.metadata)
            yield str(reader.outline)
            yield str(list(reader.attachments))
            yield "".join(page.extract_text() for page in reader.pages)
        case _:
            text = content.decode(errors="replace")
            yield html.unescape(re.sub(r"</?[^<>]*>", "", text))  # words cut by marks are words
            yield unquote(html.unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)))


_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def planted_in(path: Path) -> list[str]:
    """The planted texts that a file or its name gives away; lines may break anywhere."""
    found = "".join([path.name, *readable(path.name, path.read_bytes())])
    plain = "".join(unicodedata.normalize("NFC", found).casefold().split())
    return [name for name in NAMES if "".join(name.casefold().split()) in plain]


@pytest.mark.parametrize("folder", ["site", "releases", "open_data", "data_docs"])
def test_what_people_wrote_never_leaves(place: Small, folder: str) -> None:
    files = [path for path in sorted((place.folder / folder).rglob("*")) if path.is_file()]
    assert files
    found = [
        (path.relative_to(place.folder), names) for path in files if (names := planted_in(path))
    ]
    assert not found, found[:20]


def test_every_kind_of_file_that_leaves_is_looked_into(place: Small, tmp_path: Path) -> None:
    kinds = {
        path.suffix
        for folder in ("site", "releases", "open_data", "data_docs")
        for path in (place.folder / folder).rglob("*")
    }
    assert {".pdf", ".xlsx", ".parquet", ".html", ".js", ".json", ".csv"} <= kinds
    frame = pl.DataFrame({"x": [SECRET]})
    frame.write_parquet(tmp_path / "rows.parquet")
    pl.DataFrame({SECRET: [1]}).write_parquet(tmp_path / "columns.parquet")
    frame.write_excel(tmp_path / "cells.xlsx")
    with zipfile.ZipFile(tmp_path / "within.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "cells.xlsx", "inner/cells.xlsx")
    paper = tmp_path / "paper.typ"
    words = SECRET.replace("@", "\\@")
    paper.write_text(f"#set page(width: 4cm)\n{words}", encoding="utf-8")
    typst.compile(paper, output=tmp_path / "paper.pdf")
    (tmp_path / "words.js").write_text(json.dumps({"x": SECRET}), encoding="utf-8")
    marked = SECRET.replace(" ", "</b> <b>").replace("@", "&#64;")
    (tmp_path / "page.html").write_text(f"<b>{marked}</b>", encoding="utf-8")
    (tmp_path / "links.html").write_text(f'<a href="{quote(SECRET)}">', encoding="utf-8")
    paper.unlink()
    files = sorted(tmp_path.iterdir())
    assert len(files) == 8
    assert {path.name: planted_in(path) for path in files} == {
        path.name: list(NAMES) for path in files
    }


def test_the_office_reads_in_the_warehouse_what_people_wrote(place: Small) -> None:
    ((notes,),) = place.query(
        "SELECT count(*) FROM submissions.input_value WHERE note LIKE '%Kín%'"
    )
    assert notes
