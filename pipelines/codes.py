"""Codes and ids: of rounds, units, frameworks, indicators, mains, pillars and those who report.

They become names of folders and files, parts of addresses and keys of tables. Here belongs what
makes a text fit for that. Which codes there are is said by the seeds.
"""

import re
import unicodedata
from typing import Final

import polars as pl

MOST_BYTES: Final = 80
CODE_PATTERN: Final = (
    r"^(?![._\-&])(?![\s\S]*(?:\.\.|\s))"
    r"(?!(?:[cC][oO][nN]|[pP][rR][nN]|[aA][uU][xX]|[nN][uU][lL]|[cC][oO][mM]\d|[lL][pP][tT]\d)(?:\.|$))"
    r"""[^\x00-\x20!"#$%'()*+,/:;<=>?@\[\\\]^`{|}~\x7f-\xa0]{0,79}"""
    r"""[^\x00-\x20!"#$%'()*+,./:;<=>?@\[\\\]^`{|}~\x7f-\xa0]$"""
)
"""For JSON Schema: what Python, Rust and JavaScript read alike. `is_code` is the whole rule."""
_LETTERS: Final = r"^[\p{L}\p{N}][\p{L}\p{N}\p{M}._&\-]*$"
_NOT_INSIDE: Final = r"\.\.|\.$"
_RESERVED: Final = r"(?i)^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)"
"""Names that Windows keeps for devices, with any ending."""
EXPECTED: Final = (
    "letters, digits and . _ - & inside; never / \\ .. or a space, at most 80 bytes, "
    "no name that Windows reserves (CON, NUL)"
)
EXPECTED_VI: Final = (
    "chữ cái, chữ số và . _ - & ở giữa; không có / \\ .. hay dấu cách, nhiều nhất 80 byte, "
    "không phải tên Windows dành riêng (CON, NUL)"
)


def is_code(text: pl.Expr) -> pl.Expr:
    """Whether a text can be a code: null where there is none."""
    return (
        text.str.contains(_LETTERS)
        & ~text.str.contains(_NOT_INSIDE)
        & ~text.str.contains(_RESERVED)
        & (text.str.len_bytes() <= MOST_BYTES)
        & (text == text.str.normalize("NFC"))
    )


def is_a_code(text: str) -> bool:
    """The same of one text."""
    return (
        text[:1].isalnum()
        and all(
            letter in "._&-" or letter.isalnum() or unicodedata.category(letter)[0] == "M"
            for letter in text
        )
        and not re.search(_NOT_INSIDE, text)
        and not re.match(_RESERVED, text)
        and len(text.encode()) <= MOST_BYTES
        and unicodedata.is_normalized("NFC", text)
    )


def folder_key(code: str) -> str:
    """What two codes have in common that would be one folder where capitals are not told apart."""
    return unicodedata.normalize("NFC", code.casefold())
