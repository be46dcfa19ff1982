"""Files are opened in processes of their own: one that stops a process costs nothing else."""

import io
import zipfile

import pytest
from intake_builders import rewritten, scorecard, workbook

from assets.receiving import reading
from assets.receiving.reading import read_apart
from pipelines.intake.refusals import NotReadable
from pipelines.intake.tabular import FileTables


def disguised() -> bytes:
    """A sheet that reaches to the last corner and looks as if every cell had a near address."""
    return rewritten(
        workbook(s={"A1": "x", "XFD1048576": "y"}),
        ('r="XFD1048576"', "r='XFD1048576'"),
        ('r="1048576"', "r='1048576'"),
        ("</sheetData>", '</sheetData><!-- r="A1" r="A1" -->'),
    )


def test_a_file_that_aborts_its_reader_costs_one_finding() -> None:
    good = workbook(s={"A1": "x"})
    first, bad, last = read_apart([("a.xlsx", good), ("b.xlsx", disguised()), ("c.xlsx", good)])
    assert isinstance(bad, NotReadable)
    assert bad.rule == "file_stops_the_reader"
    for one in (first, last):
        assert isinstance(one, FileTables)
        assert one.sheets[0]["columns"] == ["x"]


@pytest.fixture
def a_short_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "TIME_LIMIT", 0.0)


@pytest.mark.usefixtures("a_short_time")
def test_a_file_that_takes_too_long_is_given_up() -> None:
    (one,) = read_apart([("a.xlsx", workbook(s={"A1": "x"}))])
    assert isinstance(one, NotReadable)
    assert (one.rule, one.found) == ("file_stops_the_reader", "> 0 s")


def test_many_files_come_back_in_their_order_from_two_processes() -> None:
    files = [(f"{n}.xlsx", workbook(s={"A1": n})) for n in range(40)]
    read = read_apart(files)
    assert [one.sheets[0]["columns"] for one in read if isinstance(one, FileTables)] == [
        [str(n)] for n in range(40)
    ]


def test_text_and_parquet_are_read_beside_workbooks() -> None:
    import polars as pl

    packed = io.BytesIO()
    pl.DataFrame({"a": ["1"]}).write_parquet(packed)
    text, parquet, broken = read_apart(
        [
            ("a.csv", scorecard(**{"1_4": "7"})),
            ("a.parquet", packed.getvalue()),
            ("b.parquet", b"PAR1" + bytes(100)),
        ]
    )
    assert isinstance(text, FileTables)
    assert isinstance(parquet, FileTables)
    assert isinstance(broken, NotReadable)
    assert broken.rule == "file_not_readable"


def test_a_zip_bomb_is_refused_by_its_list_of_parts() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(150_000_000))
    (one,) = read_apart([("a.xlsx", packed.getvalue())])
    assert isinstance(one, NotReadable)
    assert one.rule == "file_too_large"
