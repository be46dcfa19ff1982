"""The printed pages of a sheet that is fitted to the width of A4: where each of them ends.

Here belongs keeping together what a page must not cut. The scale at which a program prints follows
from its fonts, so it is estimated: a page ends early rather than late.
"""

from collections.abc import Mapping, Sequence
from typing import Final

_WIDE, _HIGH = 841.9, 595.3
"""A4 landscape, in points."""
LEFT, RIGHT, TOP, BOTTOM = 0.4, 0.4, 0.5, 0.6
"""Margins in inches."""
_INCH: Final = 72
_PIXEL: Final = 0.75
_DIGIT, _PADDING = 7, 5
"""Pixels of a character of a column's width, and beside them."""
_SAFETY: Final = 0.95
"""Printers and programs differ by a few hundredths."""


def page_breaks(
    widths: Sequence[float], heights: Mapping[int, float], starts: Sequence[int], repeated: float
) -> list[int]:
    """The rows before which a page ends.

    `widths`: of the columns, in characters. `heights`: of each row, in points. `starts`: the
    rows at which a page may begin, in order; what
    stands between two of them stays on one page if it can. `repeated`: the height of the rows that
    stand at the head of every page.
    """
    wide = sum(width * _DIGIT + _PADDING for width in widths) * _PIXEL
    scale = min(1.0, (_WIDE - (LEFT + RIGHT) * _INCH) / wide)
    room = (_HIGH - (TOP + BOTTOM) * _INCH) * _SAFETY / scale
    last = max(heights, default=-1) + 1
    breaks: list[int] = []
    used = sum(heights[row] for row in range(starts[0])) if starts else 0.0
    for start, end in zip(starts, (*starts[1:], last), strict=True):
        needed = sum(heights.get(row, 0.0) for row in range(start, end))
        if used + needed > room and start > 0:
            breaks.append(start)
            used = repeated
        used += needed
    return breaks
