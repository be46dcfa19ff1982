"""Scoring: figures in, points and values of every node out, for all units and rounds at once.

Here belongs going through the units in pieces, for one basis. What leaves are worth is in
`leaves.py`, the way up the tree in `combine.py`; what figures belong to which basis, and the frames
that people read, are in `index.py`.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from pipelines.fixed_point import Integers
from pipelines.frameworks.structure import Structure
from pipelines.scoring.combine import Scores, combine
from pipelines.scoring.leaves import MISSING, NOT_EVALUATED, Figures, Leaves, Mask, score_leaves

_BLOCK: Final = 3_000
"""Units scored together. Measured: 25 rounds of 3,321 units take a third of the time of one piece,
because what a block needs stays in the processor's cache."""


def score_rounds(
    structure: Structure,
    figures: Figures,
    starts: Integers,
    not_evaluated: Mask | None,
    confirmed: Callable[[Figures], Mask] | None = None,
) -> tuple[Scores, Scores | None]:
    """Score all units; `starts` is the first unit of each round.

    With `confirmed`, a function that tells which leaves (leaves x units) are confirmed, a second
    result counts only those: every other leaf is missing.
    """
    units = figures.values.shape[1]
    everything = Scores.empty(structure, units)
    only_confirmed = Scores.empty(structure, units) if confirmed is not None else None

    def work(block: tuple[slice, Integers]) -> None:
        at, starts_within = block
        part = figures.block(at)
        left_out = None if not_evaluated is None else not_evaluated[:, at]
        leaves = score_leaves(structure, part, starts_within, left_out)
        everything.fill(at, combine(structure, leaves))
        if only_confirmed is not None and confirmed is not None:
            open_ = ~confirmed(part) & (leaves.state != NOT_EVALUATED)
            kept = Leaves(
                np.where(open_, np.int8(MISSING), leaves.state),
                np.where(open_, np.nan, leaves.share),
                leaves.shared,
            )
            only_confirmed.fill(at, combine(structure, kept))

    blocks = list(_blocks(starts, units))
    if len(blocks) == 1:
        work(blocks[0])
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(work, blocks))
    return everything, only_confirmed


def _blocks(starts: Integers, units: int) -> Iterator[tuple[slice, Integers]]:
    """Whole rounds, as many together as make a block."""
    ends = np.append(starts, units)[1:]
    first = 0
    for last, end in enumerate(ends):
        if end - starts[first] >= _BLOCK or last == ends.size - 1:
            at = slice(int(starts[first]), int(end))
            yield at, starts[first : last + 1] - starts[first]
            first = last + 1
