"""The second stage: the files of rounds, taken in, in the schema `submissions`.

Here belongs the stage. How files are received is in `assets/receiving/receive.py`.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from assets.receiving.receive import receive_rounds
from assets.stages.stage import INBOX, Given, Read, Rounds, Stage, seeds, tables_in

_VALUES: Final = "submissions.input_value"


def received_frames(given: Given) -> Mapping[str, pl.DataFrame]:
    """The tables of the schema `submissions`."""
    return receive_rounds(given.inbox, given, given.wanted, given.table(_VALUES))


RECEIVE: Final = Stage(
    name="receive_submissions",
    vi="nhận tệp",
    en="receiving files",
    # Figures of the round before: whoever sends the same again is asked about it.
    reads=(
        Read(INBOX),
        Read(_VALUES, Rounds.PREVIOUS),
        *seeds("frameworks", "rounds", "entities", "corrections", "reporters"),
    ),
    writes=tables_in("submissions"),
    work=received_frames,
    kinds=frozenset({"polars", "excel"}),
)
"""Files kept, opened, taken in and answered."""
