"""Rules on all that a unit sent: what it left out, and whose file it is."""

import polars as pl
from intake_builders import GOOD, file, take, values


def test_indicators_that_a_unit_left_out_are_told_once_at_its_last_file() -> None:
    taken = take(
        file("00001_a.csv", values(GOOD), at="2025-07-01T08:00:00+07:00"),
        file("00001_b.csv", values("r1,00001,1.5,x,85%"), at="2025-07-02T08:00:00+07:00"),
    )
    (finding,) = taken.findings.filter(pl.col("rule") == "indicators_not_reported").to_dicts()
    assert (finding["file_name"], finding["found"], finding["expected"]) == (
        "00001_b.csv",
        "7 (1.1, 1.2, 1.3, 1.6, 1.7, 1.8, 1.10)",
        "9",
    )


def test_a_unit_that_sent_nothing_is_not_asked_what_it_left_out() -> None:
    taken = take(file("a.csv", values("r1,00001,1.4,points,7,,published")))
    assert "indicators_not_reported" not in taken.findings["rule"]
