"""Receiving: bytes are kept, earlier versions count as such, every file is answered."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from installations import HEADER, Small, rows

from assets.installation.inputs import input_hashes
from assets.receiving.receive import receive_rounds
from pipelines.intake.workbook_safety import LARGEST_UNPACKED
from warehouse.contract import TABLE_BY_NAME


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path).write()


def received(small: Small, *rounds: str) -> dict[str, pl.DataFrame]:
    of = small.open()
    stored = pl.DataFrame(schema=TABLE_BY_NAME["submissions.input_value"].polars_schema)
    return dict(receive_rounds(of, of.seeds, rounds or ("r1",), stored))


def test_a_file_overwritten_in_place_supersedes_what_it_was(small: Small) -> None:
    name = "r1/00001_a.csv"
    small.submit(name, HEADER + rows("r1", "00001", p="3"))
    received(small)
    small.submit(name, HEADER + rows("r1", "00001", p="4"))
    frames = received(small)
    assert sorted(frames["submissions.file"]["status"].to_list()) == ["accepted", "superseded"]
    (value,) = frames["submissions.input_value"].filter(indicator_code="2")["raw_text"]
    (before,) = frames["submissions.superseded_value"].filter(indicator_code="2")["raw_text"]
    assert (value, before) == ("4", "3")


def test_a_file_taken_out_of_the_inbox_no_longer_counts_but_is_kept(small: Small) -> None:
    path = small.submit("r1/00001_a.csv", HEADER + rows("r1", "00001"))
    content = path.read_bytes()
    received(small)
    path.unlink()
    assert received(small)["submissions.input_value"].is_empty()
    kept = [one.read_bytes() for one in small.open().archive.rglob("*") if one.is_file()]
    assert content in kept


def test_files_at_the_top_of_the_inbox_go_to_the_rounds_they_name(small: Small) -> None:
    sent = rows("r1", "00001") + rows("r2", "00002") + rows("r7", "00003")
    small.submit("all.csv", HEADER + sent)
    frames = received(small, "r1", "r2")
    assert set(frames["submissions.input_value"]["round", "entity_code"].rows()) == {
        ("r1", "00001"),
        ("r2", "00002"),
    }
    told = frames["submissions.finding"].filter(rule="round_is_another")
    assert sorted(told["round"].value_counts().rows()) == [("r1", 4), ("r2", 4)]


def test_a_file_in_any_folder_of_the_inbox_is_found(small: Small) -> None:
    small.submit("r1/xa/00001.csv", HEADER + rows("r1", "00001"))
    small.submit("thang-7/all.csv", HEADER + rows("r1", "00002") + rows("r2", "00002"))
    small.submit("r2/00003.csv", HEADER + rows("r2", "00003"))
    frames = received(small, "r1", "r2")
    assert set(frames["submissions.input_value"]["round", "file_name"].rows()) == {
        ("r1", "thang-7/all.csv"),
        ("r1", "xa/00001.csv"),
        ("r2", "00003.csv"),
        ("r2", "thang-7/all.csv"),
    }


def test_every_file_is_answered(small: Small) -> None:
    small.submit("r1/00001_a.csv", HEADER + rows("r1", "00001", p="9"))
    small.submit("r1/muon/00002_b.csv", HEADER + rows("r1", "00002"))
    small.submit("r1/00003_c.xlsx", b"PK\x03\x04 broken")
    received(small)
    folder = small.open().answers / "r1"
    assert sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*.ket-qua.*")) == [
        "00001_a.csv.ket-qua.json",
        "00001_a.csv.ket-qua.txt",
        "00001_a.csv.ket-qua.xlsx",
        "00003_c.xlsx.ket-qua.json",
        "00003_c.xlsx.ket-qua.txt",
        "00003_c.xlsx.ket-qua.xlsx",
        "muon/00002_b.csv.ket-qua.json",
        "muon/00002_b.csv.ket-qua.txt",
        "muon/00002_b.csv.ket-qua.xlsx",  # it came late
    ]


def test_the_round_before_is_received_first_and_compared_with(small: Small) -> None:
    for name in ("r1", "r2"):
        small.submit_clean(name)
    frames = received(small, "r2", "r1")
    assert set(frames["submissions.input_value"]["round"]) == {"r1", "r2"}


def test_a_correction_is_a_row_of_the_warehouse(small: Small) -> None:
    small.submit("r1/00001_a.csv", HEADER + rows("r1", "00001", p="3"))
    small.seed(
        "corrections.yaml",
        '- {round: r1, entity_code: "00001", indicator_code: "2", input: p, expect: "3",'
        ' value: "4", reason: Gõ nhầm, by: Sở, on: 2025-08-01}\n',
    )
    frames = received(small)
    (row,) = frames["submissions.correction"].to_dicts()
    assert (row["found_text"], row["corrected_text"], row["corrected_by"]) == ("3", "4", "Sở")
    (value,) = frames["submissions.input_value"].filter(indicator_code="2").to_dicts()
    assert (value["raw_text"], int(value["value"]), value["is_corrected"]) == ("3", 4, True)


def test_evidence_files_are_rows_of_the_warehouse(small: Small) -> None:
    small.submit_clean("r1")
    small.submit("r1/minh-chung/00001/qd.pdf", b"%PDF-1.7")
    (row,) = received(small)["submissions.evidence_file"].to_dicts()
    assert (row["entity_code"], row["kind"], row["bytes"], row["status"]) == (
        "00001",
        "pdf",
        8,
        "accepted",
    )


def test_a_file_larger_than_any_submission_is_refused_unread_and_stays_where_it_is(
    small: Small,
) -> None:
    path = small.submit("r1/00001_a.csv", "")
    with path.open("wb") as file:
        file.truncate(LARGEST_UNPACKED + 1)  # takes no room on the disk
    small.submit("r1/00002_b.csv", HEADER + rows("r1", "00002"))
    frames = received(small)
    statuses = frames["submissions.file"].select("file_name", "status").rows()
    assert dict(statuses)["00001_a.csv"] == "quarantined"
    (told,) = frames["submissions.finding"].filter(file_name="00001_a.csv", severity="error")[
        "rule"
    ]
    assert told == "file_too_large"
    assert "00002" in frames["submissions.input_value"]["entity_code"]
    kept = [one.stat().st_size for one in small.open().archive.rglob("*") if one.is_file()]
    assert max(kept) < LARGEST_UNPACKED
    assert path.stat().st_size == LARGEST_UNPACKED + 1


def test_a_run_that_is_told_how_numbers_are_written_follows_from_that_too(small: Small) -> None:
    small.submit("r1/00001_a.csv", HEADER + "r1,00001,1.1,a,3,,,,\nr1,00001,1.1,b,3.000,,,,\n")
    of = small.open()
    stored = pl.DataFrame(schema=TABLE_BY_NAME["submissions.input_value"].polars_schema)
    read: dict[str, str] = {}
    for number_format in ("vi", "plain"):
        stating = replace(of, number_format=number_format)
        frames = receive_rounds(stating, of.seeds, ["r1"], stored)
        (value,) = frames["submissions.input_value"].filter(input="b")["value"]
        read[number_format] = f"{value.normalize():f}"
        assert input_hashes(stating, ["r1"]) != input_hashes(of, ["r1"])
    assert read == {"vi": "3000", "plain": "3"}
