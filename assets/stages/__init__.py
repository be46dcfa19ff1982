"""The assets, stage by stage: what is read, which function is called, where its result goes.

Here belongs gathering them. A stage works on all rounds of its run at once; frames pass through the
gate of their table before they are written (`writing.py`).
"""

import dagster as dg

from assets.stages.appraisal import appraisal_assets
from assets.stages.comparison import comparison_assets
from assets.stages.mergers import merger_assets
from assets.stages.moves import move_assets
from assets.stages.open_data import open_data_assets
from assets.stages.plans import plan_assets
from assets.stages.publication import publication_assets
from assets.stages.reference import reference_assets
from assets.stages.releases import release_assets
from assets.stages.scores import score_assets
from assets.stages.site import site_assets
from assets.stages.submissions import submission_assets
from assets.stages.targets import target_assets

_STAGES = (
    reference_assets,
    submission_assets,
    score_assets,
    appraisal_assets,
    comparison_assets,
    merger_assets,
    target_assets,
    move_assets,
    plan_assets,
    publication_assets,
    open_data_assets,
    release_assets,
    site_assets,
)


def build_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """All assets, the tables by round partitioned by `partitions`."""
    return [asset for stage in _STAGES for asset in stage(partitions)]
