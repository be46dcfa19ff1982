"""Lists of files: what each is, its format and which files belong together."""

from pipelines.frameworks.framework import Name
from pipelines.publication.release_files import (
    PublishedFile,
    files_of_units,
    open_files,
    papers_of,
    tables_of,
)


def files(*paths: str) -> list[PublishedFile]:
    return [PublishedFile(path, 1234, "ab" * 32) for path in paths]


def test_the_report_comes_first_and_files_of_units_stand_apart() -> None:
    found = papers_of(files("SHA256SUMS", "don-vi/56.pdf", "phu-luc.xlsx", "bao-cao.pdf"))
    assert [(row["path"], row["format"]) for row in found] == [
        ("bao-cao.pdf", "PDF"),
        ("phu-luc.xlsx", "XLSX"),
        ("SHA256SUMS", "TXT"),
    ]
    assert found[0]["what_vi"] == "Báo cáo kết quả"


def test_units_are_named_and_a_unit_without_a_name_is_its_code() -> None:
    names = {"56": {"name_vi": "Khánh Hòa", "name_en": "Khanh Hoa"}}
    listed = files(
        "receipts/56.json", "receipts/verify_receipt.py", "don-vi/56.pdf", "don-vi/9.pdf"
    )
    assert [(row["unit_vi"], row["path"]) for row in files_of_units(listed, names)] == [
        ("9", "don-vi/9.pdf"),
        ("Khánh Hòa", "don-vi/56.pdf"),
        ("Khánh Hòa", "receipts/56.json"),
    ]


def test_a_table_of_open_data_has_its_files_and_a_document_its_meaning() -> None:
    tables, documents = open_files(
        files("scores.dti.parquet", "scores.dti.csv", "dcat.ttl", "unheard-of.txt"),
        {"scores.dti": Name("Điểm", "Scores")},
    )
    assert [(row["what_en"], [one["path"] for one in row["files"]]) for row in tables] == [
        ("Scores", ["scores.dti.csv", "scores.dti.parquet"])
    ]
    assert [(row["path"], row["what_en"]) for row in documents] == [
        ("dcat.ttl", "DCAT-AP 3 for portals"),
        ("unheard-of.txt", ""),
    ]


def test_a_table_that_a_release_holds_is_called_as_in_the_warehouse() -> None:
    carried = tables_of(
        files("tables/scores.dti.parquet", "bao-cao.pdf"), {"scores.dti": Name("Điểm", "Scores")}
    )
    assert [(row["path"], row["what_vi"]) for row in carried] == [
        ("tables/scores.dti.parquet", "Điểm")
    ]
