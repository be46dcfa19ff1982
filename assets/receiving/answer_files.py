"""Answers as files: text, JSON, and the sender's own workbook with every problem at its cell.

Here belong their names and how they are written. What they say is in `answers.py`.
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, Final

from assets.receiving.answers import Answer, annotation_request, answer_json, answer_text
from pipelines.intake.received_files import ReceivedFile
from pipelines.intake.refusals import NotReadable
from warehouse.whole_folder import renewed_folder

_ANSWER: Final = ".ket-qua."
_UNFINISHED: Final = ".part"
_LONGEST_PART: Final = 200
"""Bytes of a part of a path: disks take 255, and an answer adds its ending."""
_KIND_OF: Final = {
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".csv": "text",
    ".txt": "text",
    ".tsv": "text",
}
Annotate = Callable[[dict[str, Any], bytes], bytes]


def write_answers(
    folder: Path,
    answers: Sequence[Answer],
    sent: Mapping[str, ReceivedFile],
    annotate: Annotate,
) -> list[str]:
    """Write the answers as files below a folder, named like the files they answer.

    `sent`: the files by SHA-256. `<name>.ket-qua.txt` and `.json` for every file, `.xlsx` for one
    with findings. An answer that is there already is left as it is; one that cannot be written
    leaves the others. Returns what could not be written and why, one line each.
    """
    for unfinished in folder.rglob(f"*{_ANSWER}*{_UNFINISHED}"):  # of a run that was killed
        unfinished.unlink(missing_ok=True)
    failures: list[str] = []
    for answer in answers:
        try:
            _write_answer(folder / _answer_name(answer.file_name), answer, sent, annotate)
        except OSError as error:
            failures.append(
                f"không ghi được bản trả lời cho {answer.file_name} / "
                f"no answer to {answer.file_name} could be written: {error}"
            )
    return failures


def renew_answers(
    folder: Path,
    answers: Sequence[Answer],
    sent: Mapping[str, ReceivedFile],
    annotate: Annotate,
) -> list[str]:
    """The same for the folder of a round, which changes in one step.

    Whoever looks, and a run that is killed, finds all of the old answers or all of the new ones.
    """
    if all(_is_written(folder / _answer_name(answer.file_name), answer) for answer in answers):
        return []
    try:
        with renewed_folder(folder) as fresh:
            return write_answers(fresh, answers, sent, annotate)
    except OSError as error:
        return [
            f"không ghi được các bản trả lời, bản cũ vẫn giữ nguyên / the answers could not be "
            f"written, the old ones stay as they were: {error}"
        ]


def _is_written(path: Path, answer: Answer) -> bool:
    """Whether an answer whose file names begin with a path is there, as it would be written."""
    as_json = path.with_name(f"{path.name}{_ANSWER}json")
    return as_json.is_file() and as_json.read_bytes() == answer_json(answer).encode()


def _write_answer(
    path: Path, answer: Answer, sent: Mapping[str, ReceivedFile], annotate: Annotate
) -> None:
    """Write the files of an answer, whose names begin with a path. Raises OSError."""
    as_json, as_text, as_workbook = (
        path.with_name(f"{path.name}{_ANSWER}{kind}") for kind in ("json", "txt", "xlsx")
    )
    if _is_written(path, answer):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    annotated = _annotated(answer, sent, annotate)
    if annotated is None:
        as_workbook.unlink(missing_ok=True)
    else:
        _replace(as_workbook, annotated)
    _replace(as_text, f"{answer_text(answer)}\n".encode())
    # Last, as it says that the others are there.
    _replace(as_json, answer_json(answer).encode())


def _annotated(
    answer: Answer, sent: Mapping[str, ReceivedFile], annotate: Annotate
) -> bytes | None:
    """The annotated copy of a file with findings; None for one without, or if none can be made.

    What could be read for its figures may still be more than can be copied: then the summary
    stands by itself. The text says everything as well, so a copy never stops a round.
    """
    if not answer.findings:
        return None
    suffix = PurePosixPath(answer.file_name).suffix.lower()
    kind = "other" if answer.is_unreadable else _KIND_OF.get(suffix, "other")
    if kind != "other":
        with suppress(NotReadable):
            return annotate(annotation_request(answer, kind), sent[answer.sha256].read())
    with suppress(NotReadable):
        return annotate(annotation_request(answer, "other"), b"")
    return None


def _answer_name(file_name: str) -> Path:
    """The name below the folder of answers, without a way out of it, that no disk refuses.

    A folder named as an answer would take the place of one, and gets another name.
    """
    parts = [part for part in PurePosixPath(file_name).parts if part not in ("..", "/", ".")]
    *folders, name = (_short(part.replace("\\", "_").replace(":", "_")) for part in parts)
    return Path(*(f"{part}_" if _ANSWER in part else part for part in folders), name)


def _short(part: str) -> str:
    """A part of a path with room for the ending of an answer; a long one keeps a hash of it all."""
    encoded = part.encode()
    if len(encoded) <= _LONGEST_PART:
        return part
    digest = hashlib.sha256(encoded).hexdigest()[:12]
    return f"{encoded[: _LONGEST_PART - 13].decode(errors='ignore')}~{digest}"


def _replace(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}{_UNFINISHED}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
