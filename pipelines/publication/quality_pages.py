"""What the quality pages say: coverage, findings by kind, what was imputed, what was not checked.

Here belongs counting. What was found is in the tables of findings and of checks.
"""

from typing import Final

import polars as pl

from pipelines.frameworks.rule_kinds import STATES
from pipelines.notation import value_text
from pipelines.publication.round_pages import Data, RoundStory

EXAMPLES: Final = 50
"""Units listed by coverage."""


def quality_of_round(
    story: RoundStory,
    files: pl.DataFrame,
    checks: pl.DataFrame,
    corrections: pl.DataFrame,
    replaced: pl.DataFrame,
) -> Data:
    """Coverage, files, findings by rule, checks and what stands unchecked, of one round.

    All frames are rows of that round as stored.
    """
    values, findings = story.frames.values, story.frames.findings
    leaves = values.filter(
        ~pl.col("code").is_in([node["code"] for node in story.nodes if node["has_children"]])
    )
    counts = dict(leaves.group_by("state").len().iter_rows())
    sources = dict(leaves.drop_nulls("source").group_by("source").len().iter_rows())
    by_rule = (
        findings.group_by("severity", "rule")
        .agg(pl.len().alias("count"), pl.col("message_vi").first(), pl.col("message_en").first())
        .sort("severity", "count", "rule", descending=[False, True, False])
    )
    expected = ~pl.col("state").is_in(["not_applicable", "not_evaluated"])
    coverage = (
        leaves.group_by("entity_code")
        .agg(
            expected.sum().alias("expected"),
            (pl.col("state").is_in(["reported", "zero_by_decision"])).sum().alias("reported"),
            (pl.col("source") == "verified").sum().alias("verified"),
        )
        .filter(pl.col("reported") < pl.col("expected"))
        .sort("reported", "entity_code")
    )
    unsure = [node for node in story.nodes if node["rule_status"] in ("inferred", "unknown")]
    return {
        "state_counts": [(state, counts[state]) for state in STATES if counts.get(state)],
        "source_counts": sorted(sources.items(), key=lambda counted: -counted[1]),
        "value_count": leaves.height,
        "imputed": int(values["is_imputed"].fill_null(False).sum()),
        "findings": by_rule.to_dicts(),
        "finding_list": findings.head(EXAMPLES).to_dicts(),
        "finding_count": findings.height,
        "incomplete": coverage.head(EXAMPLES).to_dicts(),
        "incomplete_count": coverage.height,
        "quarantined": files.filter(pl.col("status") == "quarantined").to_dicts(),
        "late": int(files["late"].fill_null(False).sum()),
        "file_count": files.height,
        "checks": checks.to_dicts(),
        "failed_checks": int((~checks["passed"]).sum()),
        "corrections": corrections.to_dicts(),
        "replaced": int(replaced["replaced"].sum()),
        "unsure_rules": len(unsure),
        "as_published": int((leaves["source"] == "published").sum()),
        "unverified": int((leaves["source"] == "declared").sum()),
        "with_evidence": int(story.frames.inputs["evidence"].is_not_null().sum()),
    }


def changes_of_releases(
    changes: pl.DataFrame | None, decimals: int | None
) -> dict[str, list[Data]]:
    """By release: the units that moved since the release before, those that moved most first.

    None gives none.
    """
    if changes is None:
        return {}
    written = changes.with_columns(
        value_text(pl.col(name), decimals).alias(name) for name in ("previous_value", "value")
    )
    return dict(written.rows_by_key("release", named=True))


def changes_of_round(
    files: pl.DataFrame, replaced: pl.DataFrame, corrections: pl.DataFrame
) -> Data:
    """What was sent again or late, replaced or corrected in one round."""
    is_again = (pl.col("revision") > 1) | (pl.col("status") == "superseded")
    return {
        "again_or_late": files.filter(is_again | pl.col("late").fill_null(False)).to_dicts(),
        "replaced": replaced.to_dicts(),
        "corrections": corrections.to_dicts(),
    }
