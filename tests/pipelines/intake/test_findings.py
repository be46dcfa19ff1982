"""Findings: one for each row, and a count where there would be too many to read."""

import polars as pl

from pipelines.intake.findings import FINDING_SCHEMA, MOST_LISTED, findings


def wrong(**rows_of_file: int) -> pl.DataFrame:
    return pl.concat(
        pl.DataFrame({"round": "r1", "file_sha256": name, "file_name": name}).join(
            pl.DataFrame({"cell": [f"E{n}" for n in range(1, count + 1)]}), how="cross"
        )
        for name, count in rows_of_file.items()
    )


def told(rows: pl.DataFrame) -> pl.DataFrame:
    return findings("value_not_a_number", rows, pl.lit("x"), pl.lit("0..1"))


def test_each_row_has_its_finding() -> None:
    found = told(wrong(a=2, b=1))
    assert found.schema == FINDING_SCHEMA
    assert found.select("file_name", "cell").rows() == [("a", "E1"), ("a", "E2"), ("b", "E1")]


def test_of_too_many_in_one_file_the_first_are_listed_and_the_rest_counted() -> None:
    found = told(wrong(a=MOST_LISTED + 7, b=MOST_LISTED))
    counts = dict(found.group_by("file_name", "rule").len().select(
        pl.concat_str("file_name", pl.lit(" "), "rule"), "len").iter_rows())  # fmt: skip
    assert counts == {
        "a value_not_a_number": MOST_LISTED,
        "b value_not_a_number": MOST_LISTED,
        "a findings_left_out": 1,
    }
    (closing,) = found.filter(rule="findings_left_out").to_dicts()
    assert (closing["found"], closing["expected"]) == ("7", "value_not_a_number")
    assert closing["cell"] is None
    last = found.filter(file_name="a", rule="value_not_a_number")["cell"].last()
    assert last == f"E{MOST_LISTED}"
