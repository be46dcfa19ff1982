"""Files as they came, before anybody knows what they mean.

Here belongs what intake asks of a file: its name, when it came, its size and hash, and its bytes
when they are needed and no sooner, so that a round is never held in memory as a whole. Where the
bytes lie on a disk is the business of `assets/receiving/inbox.py`.
"""

import hashlib
import io
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO, Final, Protocol

from pipelines.intake.refusals import NotReadable

A_PLAIN_FILE: Final = "một tệp thường, đọc được / a plain file that can be read"
CHANGED: Final = (
    "tệp bị thay đổi hoặc lấy đi trong khi đọc / it was changed or taken away while it was read"
)
_NO_SUBMISSIONS: Final = frozenset(
    {"readme.md", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r"}
)
_NO_SUBMISSION_BEGINS: Final = (".", "~$")


def is_no_submission(name: str) -> bool:
    """Whether a name, without its folder, is of what programs leave beside the files of people.

    Thumbs.db, desktop.ini, .DS_Store, ._x.xlsx and the locks of Excel (~$x.xlsx) and LibreOffice
    (.~lock.x.xlsx#): nobody sent them, so nobody is answered.
    """
    # A stream of a file, which Windows hides, is copied as a file with a colon in its name.
    plain_name = name.partition(":")[0].lower()
    return plain_name in _NO_SUBMISSIONS or name.startswith(_NO_SUBMISSION_BEGINS)


def shown_name(name: str) -> str:
    """A name as tables, pages and answers can hold it: composed, of characters that are seen.

    Bytes that are no UTF-8 and characters that nobody sees, such as a line break or one that turns
    the direction of writing, are written as in a program: `Ph\\xfang.csv`.
    """
    if name.isascii() and name.isprintable():
        return name
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs"
        else character.encode("unicode_escape").decode("ascii")
        for character in unicodedata.normalize("NFC", text)
    )


class Content(Protocol):
    """The bytes of a file, wherever they lie."""

    @property
    def size(self) -> int:
        """Their number."""
        ...

    @property
    def sha256(self) -> str:
        """Of all of them; empty where they were never looked at."""
        ...

    def open(self) -> BinaryIO:
        """A stream of them. Raises OSError where they are gone."""
        ...


@dataclass(frozen=True, slots=True)
class _AtHand:
    """Bytes in memory."""

    content: bytes
    sha256: str

    @property
    def size(self) -> int:
        return len(self.content)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.content)


@dataclass(frozen=True, slots=True)
class _Unseen:
    """What was not opened."""

    size: int = 0
    sha256: str = ""

    def open(self) -> BinaryIO:
        raise FileNotFoundError


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as it came: its name, its bytes or where they lie, and when (None: not known).

    `is_shared` marks a file that lies outside the folder of a round: rows of it that name another
    known round are that round's business and are left to it. `refusal` is why it is not opened,
    such as its size, or that it is no plain file.
    """

    name: str
    content: bytes | Content
    received_at: datetime | None
    is_shared: bool = False
    refusal: NotReadable | None = None
    _lying: Content = field(init=False, repr=False)

    def __post_init__(self) -> None:
        content = self.content
        if isinstance(content, bytes):
            content = _AtHand(content, hashlib.sha256(content).hexdigest())
        object.__setattr__(self, "_lying", content)

    @property
    def size(self) -> int:
        """Bytes."""
        return self._lying.size

    @property
    def sha256(self) -> str:
        """Of all bytes; empty for a file that was not opened."""
        return self._lying.sha256

    def open(self) -> BinaryIO:
        """A stream of the bytes. Raises OSError where they are gone."""
        return self._lying.open()

    def read(self) -> bytes:
        """All bytes. Raises NotReadable for a file that is refused, or no longer what it was."""
        if self.refusal is not None:
            raise self.refusal
        try:
            with self.open() as stream:
                content = stream.read(self.size + 1)
        except OSError:
            raise not_opened(CHANGED) from None
        if len(content) != self.size or hashlib.sha256(content).hexdigest() != self.sha256:
            raise not_opened(CHANGED)
        return content

    def refused(self, refusal: NotReadable) -> "ReceivedFile":
        """The same file, not to be opened."""
        return replace(self, refusal=refusal)


def unseen_file(name: str, why: str, is_shared: bool) -> ReceivedFile:
    """What lies where a file was expected and is not opened: nothing of it is known."""
    return ReceivedFile(name, _Unseen(), None, is_shared, not_opened(why))


def not_opened(why: str) -> NotReadable:
    """Why a file is not opened."""
    return NotReadable("file_not_opened", why, A_PLAIN_FILE)
