"""What is typed into a form is read, refused or told: no cell is lost without a word."""

import os
import random
from typing import Any

import polars as pl
import pytest
from intake_builders import figures, file, take
from returned_forms import FIRST, book_of, form_for, handed_out, moved, saved, shipped_form, typed

from pipelines.forms.facts import Form
from pipelines.forms.form import make_form
from pipelines.forms.layout import FORM_SHEET
from pipelines.intake.findings import keeps_out_file
from pipelines.intake.intake import Intake, take_in

MUTATED_FORMS = int(os.environ.get("DTI_MUTATED_FORMS", "60"))
"""Each has five changed cells."""
BESIDE = ("indicators_not_reported", "evidence_or_explanation_missing")


def sent(content: bytes, name: str = "00001.xlsx") -> Intake:
    return take(file(name, content))


def places(taken: Intake) -> list[tuple[str, str | None]]:
    """Rules and cells of findings, without questions about all figures."""
    rows = taken.findings.filter(~pl.col("rule").is_in(BESIDE))
    return list(rows.select("rule", "cell").iter_rows())


def test_a_form_that_was_filled_in_as_asked_has_nothing_to_be_told_of() -> None:
    cells = {"E5": 3, "E6": 4, "G5": "Báo cáo 1", "H6": "đã rà soát", "E7": "Có"}
    taken = sent(typed(cells))
    assert places(taken) == []
    assert figures(taken) == {
        ("00001", "1.1", "a"): "3",
        ("00001", "1.1", "b"): "4",
        ("00001", "1.2", "done"): "1",
    }


@pytest.mark.parametrize(
    ("cell", "typed_there", "rule"),
    [
        ("E4", 12, "indicator_is_a_group"),
        ("E40", 33, "figure_has_no_code"),
        ("F5", 57, "cell_not_read"),
        ("F6", "57", "cell_not_read"),
        ("J9", 7, "cell_not_read"),
        ("N6", "57", "cell_not_read"),
        ("H4", "xem báo cáo", "cell_not_read"),
        ("D1", 5, "cell_not_read"),
        ("M3", "Ghi chú", "cell_not_read"),
        ("A9", "57", "cell_not_read"),
        ("C5", "Số hộ", "label_was_changed"),
        ("I9", 90, "cell_not_read"),
    ],
)
def test_what_stands_where_no_figure_is_read_is_told_at_its_cell(
    cell: str, typed_there: object, rule: str
) -> None:
    assert (rule, cell) in places(sent(typed({cell: typed_there, "E12": 3})))


def test_a_figure_in_an_inserted_row_is_refused_at_its_cell_and_kept() -> None:
    book = book_of(typed({"E5": 3, "E6": 4}))
    book[FORM_SHEET]["E30"].value = 33
    taken = sent(saved(book))
    (row,) = taken.rejected.to_dicts()
    assert (row["cell"], row["raw_text"], row["rule"]) == ("E30", "33", "figure_has_no_code")


def test_evidence_without_a_figure_is_no_silence() -> None:
    assert ("value_is_empty", "E7") in places(sent(typed({"G7": "QĐ 12", "E12": 3})))


def test_rows_sorted_without_their_hidden_columns_are_asked_about() -> None:
    figures_typed = typed({f"E{row}": row for row in range(FIRST, 15)})
    taken = sent(moved(figures_typed, [5, 6, 9, 10], "ABCDEFGHIJ"))
    mixed = {cell for rule, cell in places(taken) if rule == "row_is_mixed_up"}
    told = {cell for _, cell in places(taken)}
    assert mixed
    for row in taken.current.iter_rows(named=True):
        before = {"E5": "5", "E6": "6", "E9": "9", "E10": "10"}.get(row["cell"])
        assert before is None or before == row["raw_text"], row
    assert {"E5", "E6"} <= told


def test_a_row_of_another_unit_is_that_units_to_give() -> None:
    taken = sent(typed({"E5": 3, "E6": 4, "K5": "00002", "K6": "00002", "E12": 3}))
    assert [place for place in places(taken) if place[0] == "not_entitled"] == [
        ("not_entitled", "E5"),
        ("not_entitled", "E6"),
    ]
    assert {unit for unit, _, _ in figures(taken)} == {"00001"}


def test_columns_that_were_deleted_are_named() -> None:
    book = book_of(typed({"E12": 3}))
    book[FORM_SHEET].delete_cols(11, 2)
    (finding,) = sent(saved(book)).findings.to_dicts()
    assert (finding["rule"], finding["found"]) == (
        "form_columns_missing",
        "Mã đơn vị, Mã số liệu",
    )


def test_a_sheet_that_was_added_is_told() -> None:
    book = book_of(typed({"E12": 3}))
    book.create_sheet("Sheet1")["B2"].value = 57
    assert ("sheet_not_read", None) in places(sent(saved(book)))


def test_a_form_of_another_round_is_one_error() -> None:
    book = book_of(typed({f"E{row}": 1 for row in range(FIRST, 15)}))
    book["_dti"]["B2"].value = "r2"
    (finding,) = sent(saved(book)).findings.to_dicts()
    assert (finding["rule"], finding["cell"], finding["found"]) == ("round_is_another", None, "r2")
    assert "biểu mẫu của đợt r1" in finding["message_vi"]


# Every changed cell, whatever was typed where

CONTENTS = (57, 3.5, "57", "7,5", "có", "ghi chú của đơn vị", "x", "Tổng cộng", 0, "1.4", "00002")


def changes(chance: random.Random, last_row: int) -> dict[str, Any]:
    """Five cells of a form and what is typed there, figures mostly where they belong."""
    made: dict[str, Any] = {}
    while len(made) < 5:
        letter = chance.choice("ABCDEEEEEFGHIJKLMN")
        cell = f"{letter}{chance.randint(1, last_row)}"
        made[cell] = chance.choice(CONTENTS)
    return made


def is_accounted_for(taken: Intake, name: str, cell: str, content: object) -> bool:
    """Whether a cell was read, refused or told; codes and print also by their row."""
    letter, row = cell[0], cell[1:]
    mine = pl.col("file_name") == name
    findings = taken.findings.filter(mine)
    if cell in findings["cell"] or any(map(keeps_out_file, findings["rule"])):
        return True
    rows = pl.concat(
        [
            frame.filter(mine).select("cell", "raw_text", "evidence", "note")
            for frame in (taken.current, taken.superseded, taken.rejected)
        ]
    ).filter(pl.col("cell") == f"E{row}")
    if letter in "EGH":
        column = {"E": "raw_text", "G": "evidence", "H": "note"}[letter]
        return str(content) in rows[column]
    return letter in "ABCDKL" and findings["cell"].str.contains(rf"^[A-L]{row}$").any()


def silent_cells(form: Form, chance: random.Random, forms: int) -> tuple[int, list[Any]]:
    """How many cells of some forms were changed, and those that nobody heard of again."""
    content = make_form(form)
    original = book_of(content)[FORM_SHEET]
    changed, silent = 0, list[Any]()
    for start in range(0, forms, 20):
        made = {
            f"{form.reporter}_{n}.xlsx": changes(chance, original.max_row + 5)
            for n in range(start, min(start + 20, forms))
        }
        received = [file(name, typed(cells, content)) for name, cells in made.items()]
        taken = take_in(received, form.entry, form.framework, form.units)
        for name, cells in made.items():
            for cell, there in cells.items():
                if original[cell].value != there:
                    changed += 1
                    if not is_accounted_for(taken, name, cell, there):
                        silent.append((cell, there))
    return changed, silent


def test_every_changed_cell_of_a_form_is_read_refused_or_told() -> None:
    changed, silent = silent_cells(form_for(), random.Random(12), MUTATED_FORMS)
    assert not silent
    assert changed > 4 * MUTATED_FORMS


def test_every_changed_cell_of_a_shipped_form_is_read_refused_or_told() -> None:
    forms = MUTATED_FORMS // 6
    changed, silent = silent_cells(shipped_form(), random.Random(7), forms)
    assert not silent
    assert changed > 4 * forms


def test_rows_read_are_rows_used_and_rows_kept_out() -> None:
    chance = random.Random(3)
    for n in range(10):
        cells = {f"E{row}": chance.choice(CONTENTS) for row in range(4, 21)}
        taken = sent(typed(cells, handed_out()), f"00001_{n}.xlsx")
        accounted = pl.concat(
            frame.select("cell") for frame in (taken.current, taken.superseded, taken.rejected)
        )["cell"]
        assert accounted.n_unique() == accounted.len()
        assert set(accounted) | {cell for _, cell in places(taken)} >= cells.keys()
