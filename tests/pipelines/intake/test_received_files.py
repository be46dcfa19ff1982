"""Files as they came: their names can be shown, and their bytes are those that were listed."""

import unicodedata
from typing import BinaryIO

import pytest
from intake_builders import GOOD, file, statuses, take, values

from pipelines.intake.received_files import (
    ReceivedFile,
    is_no_submission,
    shown_name,
    unseen_file,
)
from pipelines.intake.refusals import NotReadable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("22366_phieu.csv", "22366_phieu.csv"),
        (unicodedata.normalize("NFD", "Phường Hòa Thắng.csv"), "Phường Hòa Thắng.csv"),
        ("Ph\udcfang.csv", "Ph\\xfang.csv"),
        ("a\nb\x1b[31m.csv", "a\\nb\\x1b[31m.csv"),
        ("a\u202efdp.exe", "a\\u202efdp.exe"),
        ("22366\u00a0phieu.csv", "22366\u00a0phieu.csv"),
    ],
)
def test_any_name_of_a_disk_can_be_shown(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert shown_name(name).encode().decode() == shown


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Thumbs.db", True), ("desktop.ini", True), (".DS_Store", True), ("~$22366.xlsx", True),
        (".~lock.22366.xlsx#", True), ("README.md", True),
        ("ehthumbs_vista.db", True), ("Thumbs.db:encryptable", True), ("THUMBS.DB", True),
        ("22366.xlsx", False), ("Thumbs.db.xlsx", False), ("received.csv", False),
    ],
)  # fmt: skip
def test_what_programs_leave_behind_is_no_submission(name: str, expected: bool) -> None:
    assert is_no_submission(name) is expected


class Altering:
    """Bytes that are read once as they were listed, and are then others, or gone."""

    size, sha256 = 1, ReceivedFile("", b"x", None).sha256

    def __init__(self, now: bytes | None) -> None:
        self.now = now

    def open(self) -> BinaryIO:
        if self.now is None:
            raise FileNotFoundError
        return ReceivedFile("", self.now, None).open()


@pytest.mark.parametrize("now", [b"y", b"xx", b"", None])
def test_a_file_that_changed_since_it_was_listed_costs_one_finding(now: bytes | None) -> None:
    altered = ReceivedFile("00002.csv", Altering(now), None)
    with pytest.raises(NotReadable):
        altered.read()
    taken = take(file("00001.csv", values(GOOD)), altered)
    assert statuses(taken) == {"00001.csv": "accepted", "00002.csv": "quarantined"}
    (finding,) = taken.findings.filter(file_name="00002.csv").to_dicts()
    assert (finding["rule"], finding["severity"]) == ("file_not_opened", "error")


def test_what_is_not_opened_is_told_by_name_and_of_its_unit() -> None:
    links = [unseen_file(f"{name}.csv", "a link", is_shared=False) for name in ("00001_a", "00001")]
    taken = take(file("00001_b.csv", values(GOOD)), *links)
    assert statuses(taken) == {
        "00001_b.csv": "accepted",
        "00001_a.csv": "quarantined",
        "00001.csv": "quarantined",
    }
    assert set(taken.files["reporter"]) == {"00001"}
    assert taken.findings.filter(rule="same_file_again").is_empty()


def test_evidence_that_is_not_opened_is_refused() -> None:
    taken = take(
        file("00001.csv", values(GOOD)),
        unseen_file("minh-chung/00001/qd.pdf", "a link", is_shared=False),
    )
    (row,) = taken.evidence_files.to_dicts()
    assert (row["status"], row["kind"], row["entity_code"]) == ("refused", None, "00001")
    (finding,) = taken.findings.filter(rule="evidence_file_refused").to_dicts()
    assert finding["found"] == "minh-chung/00001/qd.pdf: a link"


def test_files_are_held_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.intake import intake
    from pipelines.intake.tabular import FileTables, read_files

    batches: list[list[str]] = []

    def read(files: list[tuple[str, bytes]]) -> list[FileTables | NotReadable]:
        batches.append([name for name, _ in files])
        return read_files(files)

    content = values(GOOD)
    monkeypatch.setattr(intake, "_BYTES_AT_ONCE", 2 * len(content))
    names = [f"00001_{n}.csv" for n in range(5)]
    sent = [file(name, content) for name in names]
    tables = intake._read(sent, read)  # pyright: ignore[reportPrivateUsage, reportArgumentType]
    assert len(tables) == 5
    assert [name for batch in batches for name in batch] == names
    assert max(map(len, batches)) <= 2
