"""Workbooks of many writers: the same cells, whatever program wrote them."""

import pytest
from intake_builders import figures, file, rewritten, sheets_of, take, told, workbook
from workbook_writers import EXPECTED, HIDDEN_ROW, ROWS, WRITERS, Writer, written_by

from pipelines.intake.workbooks import CELL_END, SheetCells, read_workbook


def the_sheet(content: bytes) -> SheetCells:
    (sheet,) = read_workbook(content)
    return sheet


def cells(sheet: SheetCells) -> dict[str, tuple[str, str]]:
    """Text and kind of each cell that holds anything, by address."""
    kinds = sheet["kinds"].split(CELL_END)
    return {
        f"{letter}{row}": (text, kinds[row - 1][n])
        for n, (letter, column) in enumerate(
            zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", sheet["columns"], strict=False)
        )
        for row, text in enumerate(column.split(CELL_END), 1)
        if text
    }


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_every_writer_gives_the_same_cells(writer: Writer) -> None:
    sheet = the_sheet(written_by(writer))
    codes = {
        f"{letter}{row}": (cell[1], "t")
        for row, line in enumerate(ROWS, 1)
        for letter, cell in zip("ABCDE", line, strict=False)
        if cell is not None and f"{letter}{row}" not in EXPECTED
    }
    assert cells(sheet) == codes | EXPECTED
    assert (sheet["name"], sheet["hidden_rows"]) == ("s", [HIDDEN_ROW])


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_the_figures_of_every_writer_are_taken(writer: Writer) -> None:
    taken = take(file("00001_a.xlsx", written_by(writer)))
    assert figures(taken) == {
        ("00001", "1.5", "x"): "0.85",
        ("00001", "1.7", "p"): "0.5",
        ("00001", "1.10", "m"): "1234567.5",
    }
    rules = {finding["cell"]: finding["rule"] for finding in told(taken)}
    assert rules == {
        "E5": "value_not_a_choice",
        "E6": "cell_is_an_error",
        "E7": "formula_without_value",
    }


def test_at_least_eight_writers_are_met() -> None:
    assert len({writer.name.partition(",")[0] for writer in WRITERS}) >= 8


def styled(code: str, number: str = "0.5") -> tuple[str, str]:
    """Text and kind of a number shown in a format, as XML has it."""
    writer = Writer("any", literal=code)
    content = rewritten(written_by(writer), ("<v>0.5</v>", f"<v>{number}</v>"))
    return cells(the_sheet(content))["E3"]


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("0%", ("50%", "n")),
        ("0.00%", ("50%", "n")),
        ("0.0&quot; &quot;%", ("50%", "n")),
        ("[Red]0%;[Blue]-0%", ("50%", "n")),
        ("0.0_)%", ("50%", "n")),
        ("0.0&quot;%&quot;", ("0.5", "p")),
        ("0.0&#34;%&#34;", ("0.5", "p")),
        ("0\\%", ("0.5", "p")),
        ("0&quot; (tính bằng %)&quot;", ("0.5", "p")),
        ("0.0;-0%", ("0.5", "p")),
        ("0.0*%", ("0.5", "n")),
        ("0.0[$-42A]", ("0.5", "n")),
        ("0.0", ("0.5", "n")),
    ],
)
def test_a_percent_sign_counts_where_the_format_multiplies(
    code: str, read: tuple[str, str]
) -> None:
    assert styled(code) == read


@pytest.mark.parametrize(
    "error",
    [
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#GETTING_DATA",
        "#BUSY!",
        "#PYTHON!",
        "#N/A",
    ],
)
def test_an_error_value_of_any_excel_is_told_at_its_cell_and_the_rest_is_read(error: str) -> None:
    content = rewritten(written_by(WRITERS[0]), ("#SPILL!", error))
    taken = take(file("00001_a.xlsx", content))
    assert len(figures(taken)) == 3
    assert [(f["cell"], f["found"]) for f in told(taken) if f["rule"] == "cell_is_an_error"] == [
        ("E6", error)
    ]


def test_an_error_value_beside_a_figure_is_told_and_the_figure_is_read() -> None:
    content = rewritten(
        written_by(WRITERS[0]),
        ('<c r="F6" t="b"><v>1</v></c>', '<c r="F6" t="e"><v>#SPILL!</v></c>'),
    )
    found = [f for f in told(take(file("00001_a.xlsx", content))) if f["cell"] == "F6"]
    assert [(f["rule"], f["severity"], f["found"]) for f in found] == [
        ("cell_beside_is_an_error", "warning", "#SPILL!")
    ]


HEAD = dict(
    zip(
        ("A1", "B1", "C1", "D1", "E1"),
        ("round", "entity_code", "indicator_code", "input", "value"),
        strict=True,
    )
)


def merged(*areas: str) -> bytes:
    """A values file whose codes are written once for the two rows of a ratio, and merged."""
    sheet = {**HEAD, "A2": "r1", "B2": "00001", "C2": "1.1", "D2": "a", "E2": 5, "D3": "b", "E3": 9}
    found = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return rewritten(
        workbook(s=sheet), ("</sheetData>", f"</sheetData><mergeCells>{found}</mergeCells>")
    )


def test_a_merged_code_is_the_code_of_all_its_rows() -> None:
    taken = take(file("a.xlsx", merged("A2:A3", "B2:B3", "C2:C3")))
    assert figures(taken) == {("00001", "1.1", "a"): "5", ("00001", "1.1", "b"): "9"}


def test_a_code_reaches_no_further_than_its_cell() -> None:
    taken = take(file("a.xlsx", merged("A2:A3", "B2:B3")))
    assert figures(taken) == {("00001", "1.1", "a"): "5"}
    assert "code_is_empty" in {finding["rule"] for finding in told(taken)}


def test_a_merged_figure_is_the_figure_of_its_first_row() -> None:
    sheet = {**HEAD, "A2": "r1", "B2": "00001", "C2": "1.8", "D2": "c", "E2": 5}
    sheet |= {"A3": "r1", "B3": "00002", "C3": "1.8", "D3": "c"}
    content = rewritten(
        workbook(s=sheet),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="E2:E3"/></mergeCells>'),
    )
    assert figures(take(file("a.xlsx", content))) == {("00001", "1.8", "c"): "5"}


def test_a_code_merged_over_a_whole_column_is_read_in_no_time() -> None:
    taken = take(file("a.xlsx", merged("A2:A1048576", "B2:B1048576", "C2:C1048576")))
    assert len(figures(taken)) == 2


def card(*rows: tuple[str, str, object]) -> bytes:
    """A scorecard of rows of code, name and self-assessed points."""
    sheet = {"A1": "Mã", "B1": "Chỉ tiêu", "C1": "Tự đánh giá"}
    for at, row in enumerate(rows, 2):
        sheet |= {
            f"{letter}{at}": text for letter, text in zip("ABC", row, strict=True) if text != ""
        }
    return workbook(s=sheet)


@pytest.mark.parametrize(
    "row",
    [
        ("Tổng cộng", "", 15), ("TỔNG", "", 15), ("", "Tổng điểm:", 15), ("", "Cộng", 15),
        ("Mã", "Chỉ tiêu", "Tự đánh giá"), (" MÃ ", "CHỈ TIÊU", "TỰ ĐÁNH GIÁ"), ("Mã", "", ""),
    ],
)  # fmt: skip
def test_headings_again_and_sums_are_no_rows(row: tuple[str, str, object]) -> None:
    taken = take(file("00001.xlsx", card(("1.4", "Điểm", 7), row, ("1.5", "Phần", 1))))
    assert told(taken) == []
    assert figures(taken) == {("00001", "1.4", "points"): "7", ("00001", "1.5", "points"): "1"}


def test_an_indicator_named_like_a_sum_is_an_indicator() -> None:
    taken = take(file("00001.xlsx", card(("1.4", "Tổng số", 7))))
    assert figures(taken) == {("00001", "1.4", "points"): "7"}


def test_a_cell_with_a_look_alone_takes_no_room() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/><c r="A1048576" s="0"></c></row>'
    content = rewritten(workbook(s={"A1": 1}), ("</sheetData>", f"{far}</sheetData>"))
    assert sheets_of("a.xlsx", content) == {"s": {"A1": "1"}}


def test_rows_without_numbers_follow_each_other() -> None:
    rows = '<row hidden="1"><c><v>1</v></c></row><row r="4"><c/><c><f>A1</f></c></row><row hidden="1"><c t="e"><v>#REF!</v></c><c r="D5"><v>2</v></c><c><v>3</v></c></row>'
    content = workbook(s={"A1": 9})
    sheet = the_sheet(
        rewritten(content, ('<row r="1" spans="1:1"><c r="A1"><v>9</v></c></row>', rows))
    )
    assert cells(sheet) == {
        "A1": ("1", "n"),
        "B4": ("=A1", "f"),
        "A5": ("#REF!", "e"),
        "D5": ("2", "n"),
        "E5": ("3", "n"),
    }
    assert sheet["hidden_rows"] == [1, 5]
