"""Evidence files (tài liệu kiểm chứng): which are accepted, and whose they are.

Here belongs the list of kinds, told by name and by content, and the place of evidence beside
submissions. Whether an indicator has the evidence it needs is in `evidence_rules.py`.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final, Protocol

import polars as pl

from pipelines.intake.findings import EMPTY_FINDINGS, findings
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


class Received(Protocol):
    """A file as it came."""

    @property
    def name(self) -> str:
        """Its path below the folder of the round."""
        ...

    @property
    def content(self) -> bytes:
        """Its bytes."""
        ...

    @property
    def size(self) -> int:
        """Their number; content is empty where they were left on the disk."""
        ...

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        ...

    @property
    def received_at(self) -> datetime | None:
        """When it came, if that is known."""
        ...


def is_evidence(path: str) -> bool:
    """Whether a file lies in a folder of evidence: minh-chung, Minh chứng, minh_chung."""
    folders = path.split("/")[:-1]
    return any(re.sub(r"[\s_]+", "-", plain(part)) == FOLDER for part in folders)


def evidence_kind(file_name: str, content: bytes, size: int) -> str:
    """The kind of an evidence file of `size` bytes, empty content where these were not read.

    Raises NotReadable for one that is not accepted.
    """
    extension = PurePosixPath(file_name).suffix.lower().removeprefix(".")

    def refused(why: str) -> NotReadable:
        return NotReadable("evidence_file_refused", f"{file_name}: {why}", ACCEPTED)

    if extension not in _MAGIC:
        raise refused(f".{extension}" if extension else "không có đuôi tệp / no extension")
    if not size:
        raise refused("tệp rỗng / empty")
    if size > LARGEST:
        raise refused(f"{EN.count(size)} > {EN.count(LARGEST)} bytes")
    if not content.startswith(_MAGIC[extension]):
        raise refused(f"nội dung không phải .{extension} / the content is no .{extension}")
    if extension in _PARTS:
        # Counted before they are listed: a list of a million parts takes half a gigabyte.
        if content.count(_PART_LISTED) > _MOST_PARTS:
            raise refused(f"> {EN.count(_MOST_PARTS)} mục / parts")
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            raise refused("tệp hỏng / broken") from None
        if not any(name.startswith(_PARTS[extension]) for name in names):
            raise refused(f"nội dung không phải .{extension} / the content is no .{extension}")
        if any(_MACROS.search(name) for name in names):
            raise refused("macro")
    return {"jpeg": "jpg", "tiff": "tif"}.get(extension, extension)


def evidence_rows(
    files: Sequence[Received], round_id: str, units: pl.DataFrame
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
            kind = evidence_kind(file.name, file.content, file.size)
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
            ("round", "file_sha256", "file_name", "said", "wanted", "entity_code"), pl.String
        ),
        orient="row",
    )
    return table, findings("evidence_file_refused", place, pl.col("said"), pl.col("wanted"))


def _unit(path: str, codes: frozenset[str]) -> str | None:
    *folders, name = PurePosixPath(path).parts
    beginning = re.split(r"[_\s]", PurePosixPath(name).stem)[0]
    return next((part for part in (*folders, beginning) if part in codes), None)
