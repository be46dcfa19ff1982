"""Names, phones, numbers of people, addresses in every text a sender controls: none of it leaves."""

import html
import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest
from installations import HEADER, Small, dti, rows
from pypdf import PdfReader

NAMES = ("Nguyễn Thị Kín", "0987654321", "056200012345", "kin@thu.vn", "12 Ngõ Vắng")
SECRET = " ".join(NAMES)
DECISIONS = HEADER.strip() + ",decision,clause,reason,decided_on,appeal\n"


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
    (small.folder / "publication.yaml").touch()
    done = dti("assess", "--all", *small.options())
    assert small.open().site.is_dir(), done.output
    return small


def texts(path: Path) -> str:
    """All that a reader of a file can find in it."""
    content = path.read_bytes()
    match path.suffix:
        case ".parquet":
            return "\n".join(map(str, pl.read_parquet(io.BytesIO(content)).rows()))
        case ".xlsx" | ".zip":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return "\n".join(
                    f"{name} {html.unescape(archive.read(name).decode(errors='replace'))}"
                    for name in archive.namelist()
                )
        case ".pdf":
            reader = PdfReader(io.BytesIO(content))
            return f"{reader.metadata} " + "\n".join(page.extract_text() for page in reader.pages)
        case ".json" | ".jsonl" | ".jsonld":
            text = content.decode()
            try:
                return json.dumps(json.loads(text), ensure_ascii=False)
            except ValueError:
                return text
        case _:
            return html.unescape(content.decode(errors="replace"))


@pytest.mark.parametrize("folder", ["site", "releases", "open_data"])
def test_what_people_wrote_never_leaves(place: Small, folder: str) -> None:
    found = [
        f"{path.relative_to(place.folder)}: {name}"
        for path in sorted((place.folder / folder).rglob("*"))
        if path.is_file()
        for name in NAMES
        if name in texts(path) or name in path.name
    ]
    assert not found, found[:20]


def test_the_office_reads_in_the_warehouse_what_people_wrote(place: Small) -> None:
    ((notes,),) = place.query(
        "SELECT count(*) FROM submissions.input_value WHERE note LIKE '%Kín%'"
    )
    assert notes
