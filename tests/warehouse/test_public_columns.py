"""What may leave: each column of the contract is public or private, by name."""

from warehouse.contract import TABLE_BY_NAME, TABLES
from warehouse.public_columns import GUARDS, PRIVATE, PUBLIC


def test_every_column_is_classed_once() -> None:
    for table in TABLES:
        classed = [
            *PUBLIC.get(table.full_name, "").split(),
            *PRIVATE.get(table.full_name, "").split(),
        ]
        assert sorted(classed) == sorted(column.name for column in table.columns), table.full_name


def test_every_table_that_is_classed_is_one_of_the_contract() -> None:
    assert PUBLIC.keys() | PRIVATE.keys() <= TABLE_BY_NAME.keys()


def test_what_people_write_freely_is_private_or_guarded() -> None:
    written = {"note", "reason", "evidence", "explanation", "reporter", "file_name", "sheet"}
    written |= {"found", "message_vi", "message_en", "raw_text", "clause", "document"}
    for name in ("submissions", "appraisal"):
        for table in (one for one in TABLES if one.schema == name):
            public = set(PUBLIC.get(table.full_name, "").split())
            guarded = {key.rpartition(".")[2] for key in GUARDS}
            assert (public & written) <= guarded, table.full_name
