"""Opening files from outside in processes of their own.

Here belongs keeping two small processes (`reading_child.py`), handing files to them, and telling
of a file that stopped one: it costs a finding, and the next file is read by a new process. CSV is
text and is read in this process.
"""

import atexit
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from time import monotonic
from typing import Any, BinaryIO, Final, cast

import polars as pl

from assets.receiving.reading_child import receive, send, unpacked
from pipelines.intake.refusals import NotReadable
from pipelines.intake.tabular import ACCEPTED, FileTables, read_file

CHILDREN: Final = 2
TIME_LIMIT: Final = 10.0
"""Seconds for one file."""
_AT_A_TIME: Final = 16


class _Child:
    """One process; started when it is first needed, and again after it was stopped."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, header: dict[str, Any], body: bytes) -> bytes:
        """Send a request and wait for its answer. Raises NotReadable."""
        process = self.running()
        try:
            assert process.stdin is not None
            send(cast(BinaryIO, process.stdin), header, body)
            outcome, answer = receive(self._reader(process, monotonic() + TIME_LIMIT))
        except (EOFError, BrokenPipeError, ConnectionError):
            self.stop()
            code = process.wait()
            raise _stopped(f"exit {code}") from None
        except TimeoutError:
            self.stop()
            raise _stopped(f"> {int(TIME_LIMIT)} s") from None
        if outcome["ok"]:
            return answer
        if outcome["rule"] is None:
            self.stop()  # short of memory: what is left of it is not to be trusted
            raise _stopped("memory / bộ nhớ")
        raise NotReadable(outcome["rule"], outcome["found"], outcome["expected"])

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except BrokenPipeError:
                        continue
            self._process = None

    def running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "assets.receiving.reading_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        return self._process

    @staticmethod
    def _reader(process: subprocess.Popen[bytes], until: float) -> Callable[[int], bytes]:
        assert process.stdout is not None
        stream = process.stdout.fileno()

        def read(count: int) -> bytes:
            kept = bytearray()
            while len(kept) < count:
                left = until - monotonic()
                ready, _, _ = select.select([stream], [], [], max(left, 0))
                if not ready or left <= 0:
                    raise TimeoutError
                came = os.read(stream, count - len(kept))
                if not came:
                    raise EOFError
                kept += came
            return bytes(kept)

        return read


def _stopped(how: str) -> NotReadable:
    return NotReadable("file_stops_the_reader", how, ACCEPTED)


_all: list[_Child] = []


class _Children(threading.local):
    """Each thread has its own process."""

    def __init__(self) -> None:
        self.child = _Child()
        _all.append(self.child)


_children = _Children()


@atexit.register
def stop() -> None:
    """Stop the processes; the next file starts them again."""
    for child in _all:
        child.stop()


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CHILDREN, thread_name_prefix="reading")


def prepare() -> None:
    """Start the processes now, so that they are there when the first file comes."""
    for _ in range(CHILDREN):
        _threads().submit(_start)


def _start() -> None:
    _children.child.running()


def read_apart(files: Sequence[tuple[str, bytes]]) -> list[FileTables | NotReadable]:
    """Read files, workbooks and Parquet in processes from which they cannot harm anything."""
    # Handed out a few at a time: for small files the handing out costs as much as the reading.
    some = [files[at : at + _AT_A_TIME] for at in range(0, len(files), _AT_A_TIME)]
    read = _threads().map(_read_some, some)
    return [tables for part in read for tables in part]


def _read_some(files: Sequence[tuple[str, bytes]]) -> list[FileTables | NotReadable]:
    return [_read(file) for file in files]


def annotate_apart(request: dict[str, Any], content: bytes) -> bytes:
    """Annotate a workbook in a process of its own. Raises NotReadable."""
    header = {"verb": "annotate", "request": request}
    return _threads().submit(lambda: _children.child.ask(header, content)).result()


def _read(file: tuple[str, bytes]) -> FileTables | NotReadable:
    try:
        return read_file(*file, opened=_opened)
    except NotReadable as error:
        return error
    except (Exception, pl.exceptions.PanicException) as error:
        # A fault of ours must not keep out the other files of a round. What it says may be text of
        # the file, which nobody took in: its kind is enough.
        return _stopped(type(error).__name__)


def _opened(verb: str, content: bytes) -> Any:
    answer = _children.child.ask({"verb": verb}, content)
    return unpacked(answer) if verb == "workbook" else answer
