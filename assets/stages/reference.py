"""The first stage: the seeds, checked, in the schema `reference`.

Here belongs its asset. How seeds become frames is in `assets/stages/reference_tables.py`.
"""

from collections.abc import Iterator
from typing import Any, Final

import dagster as dg

from assets.installation.installation import Installation
from assets.stages.lineage import table_spec
from assets.stages.reference_tables import reference_frames
from assets.stages.writing import tables_in, written_whole

REFERENCE: Final = tables_in("reference")
RULES_OF_SCORING: Final = (
    "reference.indicator",
    "reference.pillar_main",
    "reference.expected_unit",
)


def reference_assets(_partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The tables of the schema `reference`."""

    @dg.multi_asset(
        name="load_reference",
        specs=[table_spec(name, (), None, {"polars"}) for name in REFERENCE],
    )
    def load_reference(
        installation: dg.ResourceParam[Installation],
    ) -> Iterator[dg.MaterializeResult[Any]]:
        frames = reference_frames(installation.seeds)
        with installation.build() as warehouse:
            yield from written_whole(warehouse, {name: frames[name] for name in REFERENCE})

    return [load_reference]
