"""Rules on all that a unit sent: what it left out, and whose file it is."""

import polars as pl
from intake_builders import GOOD, file, scorecard, take, values


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


def test_a_file_named_for_one_unit_with_figures_of_another_is_told() -> None:
    taken = take(file("00001_a.csv", values("r1,00002,1.4,points,7")))
    (finding,) = taken.findings.filter(pl.col("rule") == "file_of_another_unit").to_dicts()
    assert (finding["found"], finding["expected"]) == ("00001", "00002")
    assert taken.files["status"].to_list() == ["accepted_with_warnings"]


def test_a_file_of_its_own_unit_is_no_matter() -> None:
    taken = take(
        file("00001_a.csv", values(GOOD)),
        file("00002_b.csv", scorecard(**{"1_4": "7"})),
        file("00003_c.csv", values("r1,00001,1.5,x,1,00003")),
    )
    assert "file_of_another_unit" not in taken.findings["rule"]
