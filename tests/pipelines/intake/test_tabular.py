"""Files as grids of text: each is known by what it holds, and nothing is lost or moved."""

import io

import polars as pl
import pytest
from intake_builders import sheets_of, values, workbook

from pipelines.intake import tabular
from pipelines.intake.refusals import NotReadable
from pipelines.intake.tabular import column_letter, gather, kind_of, read_file, read_files


def refusal(content: bytes, name: str = "a.csv") -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_file(name, content)
    return caught.value


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_a_file_that_is_too_long_is_not_even_looked_at(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabular, "LARGEST_UNPACKED", 1_000)
    error = refusal(bytes(1_001), name)
    assert (error.rule, error.found, error.expected) == (
        "file_too_large",
        "1,001 bytes",
        "<= 1,000",
    )


def test_the_sheets_of_many_files_lie_one_below_the_other_with_their_places() -> None:
    files = read_files(
        [
            ("a.csv", b"x,y\n\n1,2\n"),
            ("b.xlsx", workbook(one={"B2": "p"}, two={"A1": "q"})),
            ("c.csv", b"z\n"),
        ]
    )
    grid = gather(enumerate(one for one in files if not isinstance(one, NotReadable)))
    assert grid.sheets.select("file_at", "name").rows() == [
        (0, ""),
        (1, "one"),
        (1, "two"),
        (2, ""),
    ]
    cells = {
        (row["sheet_at"], f"{letter}{row['row']}"): row[letter]
        for block in grid.blocks
        for row in block.to_dicts()
        for letter in block.columns
        if letter.isupper() and row[letter] is not None
    }
    assert cells == {
        (0, "A1"): "x", (0, "B1"): "y", (0, "A3"): "1", (0, "B3"): "2",
        (1, "B2"): "p",
        (2, "A1"): "q",
        (3, "A1"): "z",
    }  # fmt: skip


def test_a_file_that_cannot_be_read_leaves_the_others_as_they_are() -> None:
    broken, sound = read_files([("a.xlsx", b"PK\x03\x04 and no more"), ("b.csv", b"a,b\n1,2\n")])
    assert isinstance(broken, NotReadable)
    assert not isinstance(sound, NotReadable)


def test_a_very_wide_sheet_does_not_widen_the_others() -> None:
    wide = workbook(w={f"{column_letter(n)}1": "x" for n in range(100)})
    grid = gather(
        enumerate([read_file("a.xlsx", wide), read_file("b.xlsx", workbook(n={"A1": 1}))])
    )
    assert sorted(block.width for block in grid.blocks) == [5 + 1, 5 + 100]


@pytest.mark.parametrize("content", [b"", b"  \n\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    error = refusal(content)
    assert (error.rule, error.found) == ("file_is_empty", f"{len(content)} bytes")


@pytest.mark.parametrize("name", ["a.pdf", "a.doc", "a", "a.exe", "a.zip", "a.ods"])
def test_a_file_of_an_unknown_kind_is_refused(name: str) -> None:
    assert refusal(b"some bytes", name).rule == "file_not_readable"


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.xlsx", b"round,entity_code\n", ".xlsx: text"),
        ("a.csv", b"%PDF-1.7 ...", ".csv: PDF"),
        ("a.xlsx", b"%PDF-1.7 ...", ".xlsx: PDF"),
        ("a.xlsx", b"\x00\x01\x02\x03", ".xlsx: không rõ / unknown"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xlsx: Excel 97-2003 (.xls)"),
        ("a.csv", b"\xef\xbb\xbf <HTML><table>", ".csv: HTML, XML"),
        ("a.xlsx", b"<?xml version='1.0'?>", ".xlsx: HTML, XML"),
        ("a.csv", b"MZ\x90\x00", ".csv: EXE"),
        ("a.parquet", b"a,b\n", ".parquet: text"),
    ],
)
def test_a_renamed_file_is_refused_by_what_it_holds(name: str, content: bytes, found: str) -> None:
    error = refusal(content, name)
    assert (error.rule, error.found) == ("file_is_renamed", found)


def test_a_workbook_named_csv_and_a_csv_named_workbook_are_told_apart() -> None:
    assert refusal(workbook(s={"A1": 1}), "a.csv").found == ".csv: ZIP, Excel .xlsx"
    assert refusal(values(), "a.xlsx").rule == "file_is_renamed"


def test_a_table_that_begins_with_the_letters_mz_is_a_table() -> None:
    assert sheets_of("a.csv", b"MZ,b\n1,2\n")[""]["A1"] == "MZ"


def test_an_encrypted_workbook_is_told_as_such() -> None:
    content = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    assert refusal(content, "a.xlsx").rule == "file_is_encrypted"


def test_a_parquet_file_is_a_grid_with_its_header() -> None:
    packed = io.BytesIO()
    pl.DataFrame({"a": ["x", None], "b": [1.941, 2.0], "c": [1, 2]}).write_parquet(packed)
    assert sheets_of("a.parquet", packed.getvalue())[""] == {
        "A1": "a", "B1": "b", "C1": "c",
        "A2": "x", "B2": "1.941", "B3": "2", "C2": "1", "C3": "2",
    }  # fmt: skip


def test_typed_numbers_of_a_parquet_file_are_known_as_numbers() -> None:
    packed = io.BytesIO()
    pl.DataFrame({"a": ["1.941"], "b": [1.941], "c": [1e5]}).write_parquet(packed)
    (block,) = gather([(0, read_file("a.parquet", packed.getvalue()))]).blocks
    kinds = block.select(kind_of("A"), kind_of("B").alias("b"), kind_of("C").alias("c"))
    assert kinds.rows() == [("t", "t", "t"), ("t", "n", "n")]
    assert block["C"].to_list() == ["c", "100000"]


@pytest.mark.parametrize("content", [b"PAR1 and no more", b"PAR1" + bytes(200) + b"PAR1"])
def test_a_broken_parquet_file_is_refused(content: bytes) -> None:
    assert refusal(content, "a.parquet").found == "tệp Parquet hỏng / broken Parquet"


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16383)] == [
        "A", "Z", "AA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
