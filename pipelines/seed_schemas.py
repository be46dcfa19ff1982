"""The schemas of all seed files as they are published for editors, beside the seeds.

Here belongs which schema is of which file. What a schema says is beside the reader of the file;
a test holds the published ones equal.
"""

from collections.abc import Mapping

from pipelines.comparison.mergers import MERGERS
from pipelines.comparison.populations import POPULATIONS
from pipelines.comparison.published_tables import (
    PUBLISHED_AVERAGES,
    PUBLISHED_PII,
    PUBLISHED_RESULTS,
)
from pipelines.entities import ENTITIES
from pipelines.frameworks.schema import FRAMEWORK_SCHEMA
from pipelines.intake.corrections import CORRECTIONS_SCHEMA
from pipelines.intake.reporters import REPORTERS
from pipelines.planning.costs import COSTS
from pipelines.planning.responsibilities import RESPONSIBILITIES
from pipelines.planning.reward_rules import REWARD_SCHEMA
from pipelines.planning.target_rows import MEASUREMENTS
from pipelines.planning.targets import TARGETS_SCHEMA
from pipelines.publication.terms import TERMS_SCHEMA
from pipelines.rounds import ROUNDS_SCHEMA
from pipelines.seed_reader import schema_text
from pipelines.seed_tables import table_schema_text


def schema_files() -> Mapping[str, str]:
    """The text of each schema by its path below the folder of seeds."""
    documents = {
        "rounds": ROUNDS_SCHEMA,
        "targets": TARGETS_SCHEMA,
        "reward": REWARD_SCHEMA,
        "corrections": CORRECTIONS_SCHEMA,
        "publication": TERMS_SCHEMA,
    }
    tables = {
        "entities": ENTITIES,
        "mergers": MERGERS,
        "population": POPULATIONS,
        "measurements": MEASUREMENTS,
        "responsibilities": RESPONSIBILITIES,
        "costs": COSTS,
        "reporters": REPORTERS,
        "published_results": PUBLISHED_RESULTS,
        "published_averages": PUBLISHED_AVERAGES,
        "published_pii": PUBLISHED_PII,
    }
    return {
        "frameworks/framework.schema.json": schema_text(FRAMEWORK_SCHEMA),
        **{f"schemas/{name}.schema.json": schema_text(found) for name, found in documents.items()},
        **{
            f"schemas/{name}.schema.json": table_schema_text(shape)
            for name, shape in tables.items()
        },
    }
