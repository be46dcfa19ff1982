"""The assets, stage by stage: what is read, which function is called, what is written.

Here belongs gathering them. A stage works on all its rounds at once; frames pass through the gate
of their table before they are written (`run_state.py`).
"""

from typing import Final

import dagster as dg

from assets.installation.seeds import Seeds
from assets.stages.appraisal import APPRAISE
from assets.stages.comparison import COMPARE_WITH_PUBLISHED, RELATE
from assets.stages.mergers import RESTATE, RESTATE_PUBLISHED
from assets.stages.moves import EXPLAIN
from assets.stages.open_data import open_data_asset
from assets.stages.plans import PLAN
from assets.stages.publication import publication_asset
from assets.stages.reference import LOAD_REFERENCE
from assets.stages.releases import release_asset
from assets.stages.scores import RANK, SCORE
from assets.stages.site import site_asset
from assets.stages.stage import Stage
from assets.stages.steps import Partitions, previous_mapping, seed_assets, stage_asset
from assets.stages.submissions import RECEIVE
from assets.stages.targets import FOLLOW_TARGETS, LOAD_TARGETS

STAGES: Final[tuple[Stage, ...]] = (
    LOAD_REFERENCE,
    RECEIVE,
    SCORE,
    RANK,
    APPRAISE,
    RELATE,
    COMPARE_WITH_PUBLISHED,
    RESTATE,
    RESTATE_PUBLISHED,
    LOAD_TARGETS,
    FOLLOW_TARGETS,
    EXPLAIN,
    PLAN,
)
"""Every stage up to publication, in an order in which they can be made."""


def build_assets(seeds: Seeds, partitions: Partitions) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """All assets, the tables by round partitioned by `partitions`."""
    previous = previous_mapping(seeds)
    return [
        *seed_assets(STAGES),
        *(stage_asset(stage, partitions, previous) for stage in STAGES),
        publication_asset(partitions),
        open_data_asset(),
        release_asset(),
        site_asset(),
    ]
