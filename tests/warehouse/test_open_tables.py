"""What may leave: nothing that is personal or internal, and nothing that nobody allowed."""

from dataclasses import replace

import pytest

from warehouse import open_tables
from warehouse.columns import text
from warehouse.contract import TABLE_BY_NAME
from warehouse.open_tables import OPEN_COLUMNS
from warehouse.public_columns import PUBLIC

STAYS_IN = frozenset(
    {
        "reporter", "file_name", "file_sha256", "sheet", "cell", "received_at",
        "note", "evidence", "raw_text", "found", "expected", "found_text", "corrected_text",
        "reason", "corrected_by", "corrected_on", "decided_by", "detail", "explanation",
        "message_vi", "message_en", "superseded_by", "stated_round",
    }
)  # fmt: skip
"""Who sent what and when, the files themselves, notes, reasons: by whatever table they are held."""
CLOSED_SCHEMAS = frozenset({"submissions", "appraisal"})


def opened() -> dict[str, list[str]]:
    return {
        table.full_name: [column.name for column in table.columns]
        for table in open_tables.open_tables()
    }


def test_nothing_personal_or_internal_is_open() -> None:
    for table, columns in opened().items():
        assert not STAYS_IN & set(columns), table
        assert table.partition(".")[0] not in CLOSED_SCHEMAS


def test_results_are_open() -> None:
    assert {
        "reference.indicator",
        "indicators.indicator_value",
        "scores.dti",
        "rankings.dti",
        "reference.published_result",
    } <= set(opened())


def test_every_open_table_has_its_key() -> None:
    for table in open_tables.open_tables():
        assert set(table.key) <= {column.name for column in table.columns}, table.full_name


def test_the_list_names_tables_and_columns_that_exist_each_once() -> None:
    for name, columns in OPEN_COLUMNS.items():
        listed = columns.split()
        assert set(listed) <= {column.name for column in TABLE_BY_NAME[name].columns}, name
        assert len(set(listed)) == len(listed), name


def test_a_new_column_stays_in_until_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = opened()
    table = TABLE_BY_NAME["scores.dti"]
    wider = replace(table, columns=(*table.columns, text("new", "Mới", "New")))
    monkeypatch.setitem(TABLE_BY_NAME, "scores.dti", wider)
    assert opened() == before


def test_a_new_table_stays_in_until_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = opened()
    table = replace(TABLE_BY_NAME["scores.dti"], name="new")
    monkeypatch.setitem(TABLE_BY_NAME, "scores.new", table)
    assert opened() == before


def test_every_open_column_is_public() -> None:
    for name, columns in OPEN_COLUMNS.items():
        assert set(columns.split()) <= set(PUBLIC[name].split()), name
