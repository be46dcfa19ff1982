"""Two editions of a receipt: what is public, and what its unit gets; the log holds both."""

import json
from pathlib import Path
from typing import Any

import pytest
from installations import HEADER, Small, rows
from publishing import publish_rounds, write_releases

from assets.publishing import verify_receipt
from assets.publishing.verify_receipt import seal_of


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small(tmp_path_factory.mktemp("editions"), {"r1": None}).write()
    small.submit_clean("r1")
    text = rows("r1", "00001").replace(",,,,\n", ",,,Công văn 7,Ông Kín\n")
    small.submit("r1/00001_ong-kin.csv", HEADER + text)
    publish_rounds(small.open(), ["r1"])
    write_releases(small.open())
    return small


def public(place: Small) -> Path:
    return place.open().releases / "r1.1" / "receipts" / "00001.json"


def of_unit(place: Small) -> Path:
    return place.open().answers / "r1" / "phieu-diem" / "r1.1" / "receipts" / "00001.json"


def with_log(place: Small, path: Path) -> tuple[int, list[str]]:
    return verify_receipt.report(path, place.folder / "inbox", place.open().releases / "log.jsonl")


def test_the_public_edition_has_no_notes_and_that_of_the_unit_has(place: Small) -> None:
    assert "Kín" not in public(place).read_text(encoding="utf-8")
    assert "ong-kin" not in public(place).read_text(encoding="utf-8")
    assert "Ông Kín" in of_unit(place).read_text(encoding="utf-8")


def test_both_editions_hold_with_files_and_log(place: Small) -> None:
    for path in (public(place), of_unit(place)):
        status, lines = with_log(place, path)
        assert status == 0, lines


@pytest.mark.parametrize("edition", [public, of_unit])
def test_a_forgery_sealed_again_is_found_by_the_log(
    place: Small, edition: Any, tmp_path: Path
) -> None:
    forged = json.loads(edition(place).read_text(encoding="utf-8"))
    forged["unit"]["entity_name_vi"] = "Ai đó"
    forged["seal"] = seal_of(forged)
    path = tmp_path / "receipts" / "00001.json"
    path.parent.mkdir()
    path.write_text(json.dumps(forged), encoding="utf-8")
    assert verify_receipt.report(path, None, None)[0] == 0
    status, lines = with_log(place, path)
    assert status == 1, lines


def test_without_the_folder_of_the_release_the_log_cannot_hold_it(
    place: Small, tmp_path: Path
) -> None:
    log = tmp_path / "log.jsonl"
    log.write_bytes((place.open().releases / "log.jsonl").read_bytes())
    path = tmp_path / "receipts" / "00001.json"
    path.parent.mkdir()
    path.write_bytes(public(place).read_bytes())
    assert verify_receipt.report(path, None, log)[0] == 2


def test_a_log_that_was_changed_is_named(place: Small, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    text = (place.open().releases / "log.jsonl").read_text(encoding="utf-8")
    log.write_text(text.replace('"by": "dti"', '"by": "ai"'), encoding="utf-8")
    status, lines = verify_receipt.report(public(place), None, log)
    assert status == 1
    assert any("nhật ký / log, dòng / line 1" in line for line in lines)
