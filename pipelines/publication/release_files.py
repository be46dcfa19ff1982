"""The files of a release as a page lists them: what each is, its format, size and checksum.

Here belong the words for them, and their order. Reading folders is in `assets/publishing/site/`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipelines.frameworks.framework import Name
from pipelines.notation import size_text
from pipelines.publication.open_data.notes import FILES as OPEN_DATA_FILES

_PAPERS: Final[Mapping[str, Name]] = {
    "bao-cao.pdf": Name("Báo cáo kết quả", "Report, in Vietnamese"),
    "bao-cao.en.pdf": Name("Báo cáo kết quả, tiếng Anh", "Report, in English"),
    "phu-luc.xlsx": Name("Các bảng phụ lục", "Annex tables"),
    "ban-tin.vi.md": Name("Bản tin", "Newsletter, in Vietnamese"),
    "ban-tin.en.md": Name("Bản tin, tiếng Anh", "Newsletter, in English"),
    "receipts/verify_receipt.py": Name(
        "Chương trình kiểm tra phiếu điểm", "Program that checks a score receipt"
    ),
    "release.json": Name(
        "Bản công bố: kết quả, lý do thay đổi, phần mềm", "The release: results, reasons, software"
    ),
    "THU-HOI.txt": Name("Thông báo thu hồi", "Notice of withdrawal"),
    "SHA256SUMS": Name("Mã kiểm tra của mọi tệp", "Checksums of all files"),
}
_SHEET: Final = Name("Kết quả một trang", "Its result on one page")
_RECEIPT: Final = Name("Phiếu điểm để tính lại", "Score receipt, to recompute it")
_FORMATS: Final = {
    "csv": "CSV",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "md": "Markdown",
    "ndjson": "NDJSON",
    "parquet": "Parquet",
    "pdf": "PDF",
    "py": "Python",
    "ttl": "Turtle",
    "txt": "TXT",
    "xlsx": "XLSX",
}


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file by its path in the folder of its release; its size in bytes."""

    path: str
    size: int
    sha256: str

    @property
    def listed(self) -> dict[str, Any]:
        """What every list says of a file."""
        ending = self.path.rpartition("/")[2].rpartition(".")[2]
        return {
            "path": self.path,
            "format": _FORMATS.get(ending, "TXT"),
            "size": size_text(self.size),
            "sha256": self.sha256,
        }


def papers_of(files: Iterable[PublishedFile]) -> list[dict[str, Any]]:
    """The files about a whole round, the report first."""
    known = {file.path: file for file in files if file.path in _PAPERS}
    return [{**known[path].listed, **_words(_PAPERS[path])} for path in _PAPERS if path in known]


def files_of_units(
    files: Iterable[PublishedFile], names: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The sheet and the receipt of each unit, in the order of their names in Vietnamese."""
    rows: list[dict[str, Any]] = []
    for file in files:
        folder, _, last = file.path.rpartition("/")
        code = last.rpartition(".")[0]
        if folder in ("don-vi", "receipts") and file.path not in _PAPERS:
            name = names.get(code, {"name_vi": code, "name_en": code})
            what = _SHEET if folder == "don-vi" else _RECEIPT
            unit = {f"unit_{language}": name[f"name_{language}"] for language in ("vi", "en")}
            rows.append({**file.listed, **_words(what), **unit})
    return sorted(rows, key=lambda row: (row["unit_vi"], row["path"]))


def tables_of(files: Iterable[PublishedFile], tables: Mapping[str, Name]) -> list[dict[str, Any]]:
    """The tables from which the pages of a release are made, by the names that `tables` has."""
    rows: list[dict[str, Any]] = []
    for file in files:
        folder, _, last = file.path.rpartition("/")
        name = last.removesuffix(".parquet")
        if folder == "tables":
            rows.append({**file.listed, **_words(tables.get(name, Name(name, name)))})
    return rows


def open_files(
    files: Sequence[PublishedFile], tables: Mapping[str, Name]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Open data: its tables, each with its CSV and Parquet file, and what is said of them.

    `tables` names each open table. Both in the order of their names.
    """
    of_tables: dict[str, dict[str, Any]] = {}
    others: list[dict[str, Any]] = []
    words = {name: Name(vi, en) for names, vi, en in OPEN_DATA_FILES for name in names.split(", ")}
    for file in sorted(files, key=lambda file: file.path):
        table = file.path.rpartition(".")[0]
        if table in tables:
            row = of_tables.setdefault(
                table, {"table": table, "files": [], **_words(tables[table])}
            )
            row["files"].append(file.listed)
        else:
            others.append({**file.listed, **_words(words.get(file.path, Name("", "")))})
    return list(of_tables.values()), others


def _words(name: Name) -> dict[str, str]:
    return {"what_vi": name.vi, "what_en": name.en}
