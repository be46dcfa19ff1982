"""The process in which files from outside are opened: small, limited, and thrown away if need be.

Here belongs its loop: a request comes in on standard input, the answer goes out on standard
output. A request or an answer is a header of JSON and a body of bytes, each preceded by its
length. What is sent back is plain data. The processes are kept and asked by `reading.py`.
"""

import gc
import json
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, BinaryIO, Final

from pipelines.intake.refusals import NotReadable

MEMORY_LIMIT: Final = 3_000_000_000
"""Bytes of address space: room for any file within the limits, far below what a machine has."""
_LENGTHS: Final = struct.Struct(">QQ")


def send(stream: BinaryIO, header: dict[str, Any], body: bytes) -> None:
    """Write a header and a body."""
    text = json.dumps(header, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(_LENGTHS.pack(len(text), len(body)) + text + body)  # in one piece: one wake-up
    stream.flush()


def receive(read: Callable[[int], bytes]) -> tuple[dict[str, Any], bytes]:
    """Read a header and a body. Raises EOFError where the other side has gone."""
    lengths = read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        raise EOFError
    of_header, of_body = _LENGTHS.unpack(lengths)
    return json.loads(read(of_header).decode("utf-8", "surrogatepass")), read(of_body)


def packed(sheets: Sequence[Mapping[str, Any]]) -> bytes:
    """Sheets of a workbook as a line of JSON, in which a length stands for each text of cells, and
    these texts: in JSON each of their control characters would take six bytes and be looked at."""
    texts = [text for sheet in sheets for text in (*sheet["columns"], sheet["kinds"])]
    outline = [
        {**sheet, "columns": list(map(len, sheet["columns"])), "kinds": len(sheet["kinds"])}
        for sheet in sheets
    ]
    line = json.dumps(outline, ensure_ascii=False) + "\n"
    return (line + "".join(texts)).encode("utf-8", "surrogatepass")


def unpacked(body: bytes) -> list[dict[str, Any]]:
    """The sheets again."""
    line, _, texts = body.decode("utf-8", "surrogatepass").partition("\n")
    sheets: list[dict[str, Any]] = json.loads(line)
    at = 0
    for sheet in sheets:
        ends = list(accumulate((*sheet["columns"], sheet["kinds"]), initial=at))
        *sheet["columns"], sheet["kinds"] = (texts[a:b] for a, b in pairwise(ends))
        at = ends[-1]
    return sheets


def _workbook(_header: dict[str, Any], body: bytes) -> bytes:
    from pipelines.intake.workbooks import read_workbook

    return packed(read_workbook(body))


def _parquet(_header: dict[str, Any], body: bytes) -> bytes:
    from pipelines.intake.parquet_tables import parquet_as_ipc

    return parquet_as_ipc(body)


def _annotate(header: dict[str, Any], body: bytes) -> bytes:
    from pipelines.intake.annotation import annotate

    return annotate(header["request"], body)


_VERBS: Final = {"workbook": _workbook, "parquet": _parquet, "annotate": _annotate}


def main() -> None:
    """Answer requests until standard input is closed."""
    _limit_memory()
    gc.disable()  # lists of text hold no cycles, and looking for some takes a tenth of the time
    into, out = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            header, body = receive(into.read)
        except EOFError:
            return
        try:
            send(out, {"ok": True}, _VERBS[header["verb"]](header, body))
        except NotReadable as error:
            refusal = {"rule": error.rule, "found": error.found, "expected": error.expected}
            send(out, {"ok": False, **refusal}, b"")
        except MemoryError:
            send(out, {"ok": False, "rule": None}, b"")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the limits on size and reach still hold
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
