"""The first stage: the seeds, checked, in the schema `reference`.

Here belongs the stage. How seeds become frames is in `assets/stages/reference_tables.py`.
"""

from typing import Final

from assets.stages.reference_tables import reference_frames
from assets.stages.stage import Stage, seeds, tables_in

LOAD_REFERENCE: Final = Stage(
    name="load_reference",
    vi="bộ chỉ số, đơn vị",
    en="frameworks, units",
    reads=seeds(
        "frameworks",
        "rounds",
        "entities",
        "mergers",
        "populations",
        "published_results",
        "published_averages",
        "published_pii",
        "costs",
    ),
    writes=tables_in("reference"),
    work=reference_frames,
)
"""Frameworks, entities, rounds and published results as tables."""
