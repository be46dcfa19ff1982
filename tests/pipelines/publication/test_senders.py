"""Who sent what: units and others, by name, with what is wrong with their files."""

import polars as pl

from pipelines.names import Name
from pipelines.publication.senders import faulty_files, senders

UNITS = pl.DataFrame(
    [("a", "Xã A", "A"), ("b", "Xã B", "B"), ("c", "Xã C", "C")],
    schema=["entity_code", "name_vi", "name_en"],
    orient="row",
)
NAMES = {"a": Name("Xã A", "A"), "b": Name("Xã B", "B"), "so": Name("Sở", "Department")}


def files(*rows: tuple[str, str | None, int, str, bool]) -> pl.DataFrame:
    """Files by name, reporter, revision, status and lateness; the hash is the name."""
    return pl.DataFrame(
        rows,
        schema={
            "file_name": pl.String,
            "reporter": pl.String,
            "revision": pl.Int32,
            "status": pl.String,
            "late": pl.Boolean,
        },
        orient="row",
    ).with_columns(file_sha256=pl.col("file_name"))


def replaced(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Figures that were replaced: reporter, by which file, source."""
    return pl.DataFrame(
        rows,
        schema=dict.fromkeys(("reporter", "superseded_by", "source"), pl.String),
        orient="row",
    )


def errors(**counts: int) -> pl.DataFrame:
    """Open errors by the stem of the file."""
    return pl.DataFrame(
        [(name, name, count) for name, count in counts.items()],
        schema={"file_name": pl.String, "file_sha256": pl.String, "errors": pl.UInt32},
        orient="row",
    )


def test_units_come_in_their_order_and_the_others_after_them() -> None:
    sent = files(
        ("so.csv", "so", 1, "accepted", False),
        ("b.csv", "b", 1, "accepted", True),
        ("la.csv", None, 1, "quarantined", False),
        ("muon.csv", "a", 1, "after_closing", True),
    )
    found = senders(UNITS, NAMES, sent, replaced(), ["a", "c"])
    assert found.select("code", "name_vi", "files", "is_late", "is_silent").rows() == [
        ("a", "Xã A", 0, False, True),
        ("b", "Xã B", 1, True, False),
        ("c", "Xã C", 0, False, True),
        ("la.csv", "la.csv", 1, False, False),
        ("so", "Sở", 1, False, False),
    ]
    assert found["is_unit"].to_list() == [True, True, True, False, False]


def test_who_sends_its_own_figures_again_amends_them() -> None:
    sent = files(
        ("a1", "a", 1, "superseded", False),
        ("a2", "a", 2, "accepted", False),
        ("b1", "b", 1, "accepted", False),
        ("so1", "so", 1, "accepted", False),
    )
    again = replaced(("a", "a2", "declared"), ("b", "so1", "declared"), ("b", "b1", "verified"))
    found = senders(UNITS, NAMES, sent, again, [])
    assert found.filter("is_amended")["code"].to_list() == ["a"]


def test_a_file_is_faulty_while_its_errors_stand_open_or_it_was_kept_out_last() -> None:
    sent = files(
        ("a1", "a", 1, "quarantined", False),
        ("a2", "a", 2, "accepted_with_warnings", False),
        ("a3", "a", 3, "accepted", False),
        ("b1", "b", 1, "quarantined", False),
        ("la", None, 1, "accepted_with_warnings", False),
    )
    found = faulty_files(sent, errors(a2=1, la=2), NAMES)
    assert found.select("file_name", "name_vi", "is_kept_out", "errors").rows() == [
        ("a2", "Xã A", False, 1),
        ("b1", "Xã B", True, 0),
        ("la", "la", False, 2),
    ]


def test_a_round_that_nobody_sent_anything_for_has_its_units() -> None:
    found = senders(UNITS, {}, files(), replaced(), ["a", "b", "c"])
    assert found["is_silent"].to_list() == [True] * 3
    assert faulty_files(files(), errors(), {}).is_empty()
