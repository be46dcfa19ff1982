"""The contract: one description, from which DDL, schemas and dictionary follow."""

from pathlib import Path

import duckdb
import pytest

from pipelines.frameworks import rule_kinds
from warehouse import columns, contract
from warehouse.columns import Table
from warehouse.contract import TABLES
from warehouse.definition import comment
from warehouse.dictionary import dictionary_text
from warehouse.writer import is_of_contract, open_warehouse

PROJECT = Path(__file__).parents[2]
PUBLIC = {
    "reference.indicator": "framework, code, parent_code, level, name_vi, name_en, max_points, "
    "weight, rule_kind, rule_status, responsible",
    "reference.entity": "entity_code, kind, name_vi, name_en, parent_code, valid_from, valid_to",
    "submissions.file": "file_sha256, file_name, round, reporter, received_at, revision, status, "
    "late",
    "submissions.input_value": "round, entity_code, indicator_code, input, raw_text, value, "
    "source, reporter, file_sha256, sheet, cell",
    "submissions.finding": "file_sha256, sheet, cell, entity_code, indicator_code, rule, severity, "
    "message_vi, message_en, found, expected",
    "indicators.indicator_value": "round, entity_code, indicator_code, basis, state, value, "
    "points, max_points, source, is_imputed",
    "scores.main_indicator": "round, entity_code, main_code, basis, value, points, max_points, "
    "rank, entities_ranked",
    "scores.pillar": "round, entity_code, pillar_code, basis, value, points, max_points, rank, "
    "entities_ranked",
    "scores.dti": "round, entity_code, basis, value, points, max_points",
    "rankings.dti": "round, entity_code, entity_name_vi, entity_name_en, basis, value, rank, "
    "is_tied, entities_ranked, previous_value, value_change, previous_rank, rank_change",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_public_tables_have_their_public_columns(name: str) -> None:
    table = contract.TABLE_BY_NAME[name]
    assert set(PUBLIC[name].split(", ")) <= {column.name for column in table.columns}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.full_name)
def test_keys_are_columns_and_every_column_says_what_it_means(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert set(table.key) <= set(names)
    assert len(set(names)) == len(names)
    assert all(column.vi and column.en for column in table.columns)


def test_the_words_of_the_contract_are_those_of_the_method() -> None:
    assert columns.BASES == rule_kinds.BASES
    assert columns.STATES == rule_kinds.STATES
    assert columns.SOURCES == rule_kinds.SOURCES


def test_amounts_have_at_least_eight_decimals() -> None:
    for table in TABLES:
        for column in table.columns:
            if column.name in ("value", "points", "max_points"):
                assert column.type in (columns.AMOUNT, columns.FIGURE)


def test_the_database_carries_every_comment(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "build.duckdb") as warehouse:
        found = dict(
            warehouse.connection.execute(
                "SELECT schema_name || '.' || table_name || '.' || column_name, comment "
                "FROM duckdb_columns() WHERE NOT internal"
            ).fetchall()
        )
    for table in TABLES:
        for column in table.columns:
            assert found[f"{table.full_name}.{column.name}"] == comment(column)


def test_the_committed_dictionary_is_the_contract() -> None:
    committed = (PROJECT / "warehouse" / "DICTIONARY.md").read_text(encoding="utf-8")
    assert committed == dictionary_text()


def test_views_are_valid_on_empty_tables(tmp_path: Path) -> None:
    from warehouse.definition import view_statements

    with open_warehouse(tmp_path / "build.duckdb") as warehouse:
        warehouse.connection.execute(view_statements())
        views = warehouse.connection.execute(
            "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'analyst'"
        ).fetchall()
        assert {name for name, _ in views} >= {"ranking", "scorecard", "coverage", "problem"}
        for name, words in views:
            assert words
            assert warehouse.connection.execute(f"SELECT * FROM analyst.{name}").fetchall() == []


def test_values_are_published_half_up_to_the_decimals_of_the_framework(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "build.duckdb") as warehouse:
        rows = warehouse.connection.execute(
            "SELECT analyst.published_value(v::DECIMAL(18,10), d)::VARCHAR FROM (VALUES "
            "(0.70665, 4), (0.7066499999, 4), (0.7066449999, 4), (46.545, 2), (0.123456789, NULL)"
            ") t(v, d)"
        ).fetchall()
    assert [row[0].rstrip("0") for row in rows] == [
        "0.7067",
        "0.7067",  # within 1e-9 of the boundary is the boundary: a sum of ratios
        "0.7066",
        "46.55",
        "0.123456789",
    ]


def test_a_database_says_whether_it_was_made_by_the_contract_of_today(tmp_path: Path) -> None:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        assert not is_of_contract(connection)
    with open_warehouse(path) as warehouse:
        assert is_of_contract(warehouse.connection)
        warehouse.connection.execute(
            "CREATE OR REPLACE MACRO analyst.contract_fingerprint() AS 'older'"
        )
        assert not is_of_contract(warehouse.connection)
