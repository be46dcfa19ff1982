"""Evidence files (tài liệu kiểm chứng): which are accepted, and whose they are.

Here belongs the list of kinds, told by name and by content, and the place of evidence beside
submissions. Whether an indicator has the evidence it needs is in `evidence_rules.py`.
"""

import re
import struct
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import BinaryIO, Final

import polars as pl

from pipelines.both_languages import both
from pipelines.intake.findings import EMPTY_FINDINGS, findings
from pipelines.intake.received_files import CHANGED, ReceivedFile
from pipelines.intake.refusals import NotReadable
from pipelines.local_time import local
from pipelines.notation import EN
from pipelines.vietnamese import plain

FOLDER: Final = "minh-chung"
"""Evidence lies in folders of this name, anywhere below the folder of a round."""
LARGEST: Final = 50_000_000
_MAGIC: Final = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
}
_LONGEST_MAGIC: Final = max(len(magic) for magics in _MAGIC.values() for magic in magics)
_PIECE: Final = 1 << 18
_PARTS: Final = {"docx": "word/", "xlsx": "xl/"}
_MOST_PARTS: Final = 5_000
_PART_LISTED: Final = b"PK\x01\x02"
_MACROS: Final = re.compile(r"vbaProject|vbaData|macrosheets/", re.IGNORECASE)
ACCEPTED: Final = ", ".join(f".{kind}" for kind in _MAGIC)
FILE_NAME: Final = rf"(?i)^[^/\\:]+\.({'|'.join(_MAGIC)})$"
"""A text that is the name of a file of evidence."""
EVIDENCE_SCHEMA: Final = pl.Schema(
    {
        "round": pl.String,
        "entity_code": pl.String,
        "file_name": pl.String,
        "file_sha256": pl.String,
        "kind": pl.String,
        "bytes": pl.Int64,
        "received_at": pl.Datetime("us"),
        "status": pl.String,
    }
)


def is_evidence(path: str) -> bool:
    """Whether a file lies in a folder of evidence: minh-chung, Minh chứng, minh_chung."""
    folders = path.split("/")[:-1]
    return any(re.sub(r"[\s_]+", "-", plain(part)) == FOLDER for part in folders)


def evidence_kind(file: ReceivedFile) -> str:
    """The kind of an evidence file, by its first bytes and, where it is packed, its list of parts.

    Raises NotReadable for one that is not accepted.
    """
    extension = PurePosixPath(file.name).suffix.lower().removeprefix(".")
    if extension not in _MAGIC:
        raise _refused(
            file, f".{extension}" if extension else both("không có đuôi tệp", "no extension")
        )
    if file.size > LARGEST:
        raise _refused(file, f"{EN.count(file.size)} > {EN.count(LARGEST)} bytes")
    if file.refusal is not None:
        raise _refused(file, file.refusal.marked[0])
    if not file.size:
        raise _refused(file, both("tệp rỗng", "empty"))
    try:
        with file.open() as stream:
            if not stream.read(_LONGEST_MAGIC).startswith(_MAGIC[extension]):
                why = both(f"nội dung không phải .{extension}", f"the content is no .{extension}")
                raise _refused(file, why)
            if extension in _PARTS:
                _ensure_parts(file, stream, extension)
    except OSError:
        raise _refused(file, CHANGED) from None
    return {"jpeg": "jpg", "tiff": "tif"}.get(extension, extension)


def _ensure_parts(file: ReceivedFile, stream: BinaryIO, extension: str) -> None:
    """Raise NotReadable unless a packed file lists the parts of its kind, and no macro."""
    # Counted before they are listed: a list of a million parts takes half a gigabyte.
    if _parts_listed(stream) > _MOST_PARTS:
        raise _refused(file, both(f"> {EN.count(_MOST_PARTS)} mục", "parts"))
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (
        zipfile.BadZipFile, NotImplementedError, ValueError, ArithmeticError, OSError, struct.error,
    ):  # fmt: skip
        raise _refused(file, both("tệp hỏng", "broken")) from None
    if not any(name.startswith(_PARTS[extension]) for name in names):
        raise _refused(
            file, both(f"nội dung không phải .{extension}", f"the content is no .{extension}")
        )
    if any(_MACROS.search(name) for name in names):
        raise _refused(file, "macro")


def _parts_listed(stream: BinaryIO) -> int:
    """How many parts a packed file may list, a piece at a time."""
    stream.seek(0)
    count, end = 0, b""
    while piece := stream.read(_PIECE):
        count += (end + piece).count(_PART_LISTED)
        end = piece[-len(_PART_LISTED) + 1 :]
    return count


def _refused(file: ReceivedFile, why: str) -> NotReadable:
    return NotReadable("evidence_file_refused", f"{file.name}: {why}", ACCEPTED)


def evidence_rows(
    files: Sequence[ReceivedFile], round_id: str, units: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The evidence files of a round in `EVIDENCE_SCHEMA`, and findings on those refused.

    A file is of the unit whose code is a folder of its path or begins its name.
    """
    codes = frozenset(units["entity_code"])
    rows: list[tuple[object, ...]] = []
    refused: list[tuple[str, str, str, str, str | None]] = []
    for file in files:
        unit = _unit(file.name, codes)
        kind: str | None = None
        try:
            kind = evidence_kind(file)
        except NotReadable as error:
            refused.append((file.sha256, file.name, error.found, error.expected, unit))
        status = "accepted" if kind else "refused"
        rows.append(
            (
                round_id,
                unit,
                file.name,
                file.sha256,
                kind,
                file.size,
                local(file.received_at),
                status,
            )
        )
    table = pl.DataFrame(rows, schema=EVIDENCE_SCHEMA, orient="row")
    if not refused:
        return table, EMPTY_FINDINGS
    place = pl.DataFrame(
        [(round_id, *one) for one in refused],
        schema=dict.fromkeys(
            ("round", "file_sha256", "file_name", "found", "expected", "entity_code"), pl.String
        ),
        orient="row",
    )
    return table, findings("evidence_file_refused", place, pl.col("found"), pl.col("expected"))


def _unit(path: str, codes: frozenset[str]) -> str | None:
    *folders, name = PurePosixPath(path).parts
    beginning = re.split(r"[_\s]", PurePosixPath(name).stem)[0]
    return next((part for part in (*folders, beginning) if part in codes), None)
