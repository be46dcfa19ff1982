"""Evidence: what an indicator asks for is asked of its unit, and files are told by content."""

import io
import zipfile

import polars as pl
import pytest
from intake_builders import GOOD, file, scorecard, take, values

from pipelines.intake.evidence_files import evidence_kind, is_evidence
from pipelines.intake.intake import Intake
from pipelines.intake.refusals import NotReadable

PDF = b"%PDF-1.7\n..."
ASKED = "evidence_or_explanation_missing"


def asked(taken: Intake, rule: str) -> list[tuple[str, str, str]]:
    found = taken.findings.filter(pl.col("rule") == rule)
    return found.select("entity_code", "indicator_code", "found").rows()


def test_a_figure_without_evidence_or_explanation_is_asked_about_once() -> None:
    taken = take(file("a.csv", values(GOOD, "r1,00001,1.2,done,có", "r1,00002,1.2,done,có")))
    assert asked(taken, ASKED) == [("00001", "1.2", "có"), ("00002", "1.2", "có")]


@pytest.mark.parametrize("rest", [",,Quyết định 12/QĐ-UBND,", ",,,Đang trình ký"])
def test_evidence_or_an_explanation_is_enough(rest: str) -> None:
    assert asked(take(file("a.csv", values(f"r1,00001,1.2,done,có{rest}"))), ASKED) == []


def test_the_status_of_a_scorecard_explains_nothing() -> None:
    assert len(asked(take(file("00001.csv", scorecard(**{"1_2": "7"}))), ASKED)) == 1


def test_a_figure_that_the_council_verified_needs_no_evidence() -> None:
    assert asked(take(file("a.csv", values("r1,00001,1.2,points,7,,verified"))), ASKED) == []


def test_a_named_file_that_is_not_there_is_told() -> None:
    line = "r1,00001,1.2,done,có,,,QD-12.pdf"
    taken = take(file("a.csv", values(line)))
    assert asked(taken, "evidence_file_not_found") == [("00001", "1.2", "QD-12.pdf")]
    taken = take(file("a.csv", values(line)), file("minh-chung/00001/qd-12.PDF", PDF))
    assert asked(taken, "evidence_file_not_found") == []


def test_each_of_several_named_files_is_asked_for() -> None:
    line = 'r1,00001,1.2,done,có,,,"QD-12.pdf, Số 3/BC-UBND; Báo cáo quý 1, 2.docx"'
    taken = take(file("a.csv", values(line)), file("minh-chung/00001/qd-12.pdf", PDF))
    assert asked(taken, "evidence_file_not_found") == [("00001", "1.2", "Báo cáo quý 1, 2.docx")]


def test_the_number_of_a_document_is_no_file_name() -> None:
    taken = take(file("a.csv", values("r1,00001,1.2,done,có,,,Quyết định số 12/QĐ-UBND")))
    assert asked(taken, "evidence_file_not_found") == []


def test_evidence_files_are_listed_with_unit_kind_and_hash() -> None:
    taken = take(
        file("a.csv", values(GOOD)),
        file("Minh chứng/00001_qd.pdf", PDF),
        file("00002/minh_chung/x.exe", b"MZ"),
        file("minh-chung/khong-ro.png", b"\x89PNG\r\n\x1a\n"),
    )
    columns = ("file_name", "entity_code", "kind", "status")
    assert sorted(taken.evidence_files.select(columns).rows()) == [
        ("00002/minh_chung/x.exe", "00002", None, "refused"),
        ("Minh chứng/00001_qd.pdf", "00001", "pdf", "accepted"),
        ("minh-chung/khong-ro.png", None, "png", "accepted"),
    ]
    assert taken.files["file_name"].to_list() == ["a.csv"]
    assert [found for *_, found in asked(taken, "evidence_file_refused")] == [
        "00002/minh_chung/x.exe: .exe"
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("minh-chung/a.pdf", True), ("x/Minh chứng/y/a.pdf", True), ("MINH_CHUNG/a.pdf", True),
        ("a.pdf", False), ("minh-chung.csv", False), ("minh-chung-cu/a.pdf", False),
    ],
)  # fmt: skip
def test_evidence_lies_in_a_folder_of_its_own(path: str, expected: bool) -> None:
    assert is_evidence(path) is expected


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.PDF", PDF, "pdf"), ("a.jpeg", b"\xff\xd8\xff\xe0", "jpg"), ("a.tiff", b"II*\x00", "tif"),
        ("a.docx", packed("word/document.xml"), "docx"), ("a.xlsx", packed("xl/workbook.xml"), "xlsx"),
    ],
)  # fmt: skip
def test_an_accepted_file_is_known_by_its_content(name: str, content: bytes, kind: str) -> None:
    assert evidence_kind(file(name, content)) == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90\x00"), ("a.pdf", b"junk" + PDF), ("a.pdf", b"<html>"), ("a.pdf", b""),
        ("a.svg", b"<svg/>"), ("a.html", b"<html>"), ("a.js", b"x"), ("a", PDF), ("a.exe", PDF),
        ("a.docx", packed("xl/workbook.xml")), ("a.docx", b"PK\x03\x04broken"),
        ("a.xlsx", packed("xl/workbook.xml", "xl/vbaProject.bin")), ("a.pdf.exe", b"MZ"),
        ("a.docx", packed(*(f"word/{n}.xml" for n in range(5_001)))),
    ],
)  # fmt: skip
def test_any_other_file_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(NotReadable):
        evidence_kind(file(name, content))
