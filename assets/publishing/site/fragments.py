"""Fragments of pages written over whole columns: what thousands of units have is not looped over.

Here belongs filling the macros of a template with columns in the place of values. A page of 62
indicators has a thousand values; a template asks for them one by one, a column gives those of all
units at once. The macros keep the words and the marks of HTML, a frame only brings its text.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl
from markupsafe import Markup

_MARK: Final = "\x1f"
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}


class Column:
    """The columns as a macro names them: `column.cell` is where the text of `cell` goes."""

    def __getattr__(self, name: str) -> Markup:
        return Markup(f"{_MARK}{name}{_MARK}")


def escaped(frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """A frame whose text is safe to stand in HTML, the names of its columns as they are.

    The one door: a frame passes it once, before any fragment is filled. `keys` are columns that
    are looked up and never printed: a code such as KT&XH stays what it is.
    """
    printed = pl.selectors.string() - pl.selectors.by_name(*keys)
    return frame.with_columns(printed.str.replace_many(list(_ESCAPES), list(_ESCAPES.values())))


def filled(fragment: str) -> pl.Expr:
    """A fragment with columns in the place of their names; null where one of them is null.

    So a fragment that says something of a value is left out where there is none.
    """
    words = fragment.split(_MARK)
    return pl.concat_str(
        [
            pl.col(word).cast(pl.String) if is_name else pl.lit(word)
            for is_name, word in zip([False, True] * len(words), words, strict=False)
        ]
    )
