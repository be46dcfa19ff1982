"""What the pages on quality count, on the round of five units in `page_builders.py`."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from page_builders import small_frames, small_story

from pipelines.publication.quality_pages import (
    EXAMPLES,
    changes_of_releases,
    changes_of_round,
    quality_of_round,
)
from pipelines.publication.round_pages import RoundStory, tell_round

FILES = pl.DataFrame(
    {
        "file_name": ["a.xlsx", "b.xlsx", "b2.xlsx", "c.xlsx", "d.xlsx"],
        "status": ["accepted", "superseded", "accepted", "quarantined", "accepted"],
        "revision": [1, 1, 2, 1, 1],
        "late": [False, False, False, None, True],
    }
)
CHECKS = pl.DataFrame({"check_name": ["x", "y", "z"], "passed": [True, False, False]})
CORRECTIONS = pl.DataFrame({"entity_code": ["A"], "reason": ["công văn"]})
REPLACED = pl.DataFrame({"entity_code": ["A", "B"], "replaced": [2, 3]})


def quality(story: RoundStory) -> dict[str, Any]:
    return quality_of_round(story, FILES, CHECKS, CORRECTIONS, REPLACED)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return quality(small_story())


def test_states_and_sources_are_those_of_indicators_that_are_scored(told: dict[str, Any]) -> None:
    # 15 values of 3 indicators: E sent none of three, C none of 1.2; 1.1 does not apply to D.
    assert told["state_counts"] == [("reported", 10), ("missing", 4), ("not_applicable", 1)]
    assert told["source_counts"] == [("declared", 10), ("verified", 1)]
    assert (told["value_count"], told["unverified"], told["as_published"]) == (15, 10, 0)
    assert told["with_evidence"] == 4


def test_units_that_lack_something_come_by_how_little_they_sent(told: dict[str, Any]) -> None:
    assert told["incomplete"] == [
        {"entity_code": "E", "expected": 3, "reported": 0, "verified": 0},
        {"entity_code": "C", "expected": 3, "reported": 2, "verified": 0},
    ]
    assert told["incomplete_count"] == 2


def test_findings_are_counted_by_rule_errors_first(told: dict[str, Any]) -> None:
    counted = [(row["severity"], row["rule"], row["count"]) for row in told["findings"]]
    assert counted == [
        ("error", "value_not_a_number", 1), ("warning", "evidence_missing", 2),
        ("warning", "late_file", 1),
    ]  # fmt: skip
    assert (told["finding_count"], len(told["finding_list"])) == (4, 4)
    assert told["findings"][1]["message_en"] == "words evidence_missing B"


def test_files_checks_and_corrections_are_counted(told: dict[str, Any]) -> None:
    assert [row["file_name"] for row in told["quarantined"]] == ["c.xlsx"]
    counts = ("late", "file_count", "failed_checks", "replaced", "unsure_rules")
    # 1.2 is inferred and 2 unknown.
    assert [told[key] for key in counts] == [1, 5, 2, 5, 2]
    assert told["corrections"] == [{"entity_code": "A", "reason": "công văn"}]


def test_a_decided_zero_is_a_value_and_imputed_values_are_counted() -> None:
    frames = small_frames()
    of_e = pl.col("entity_code") == "E"
    values = frames.values.with_columns(
        state=pl.when(of_e).then(pl.lit("zero_by_decision")).otherwise("state"),
        source=pl.when(of_e).then(pl.lit("published")).otherwise("source"),
        is_imputed=pl.when(pl.col("code") == "2").then(of_e),
    )
    told = quality(tell_round(replace(frames, values=values)))
    assert [row["entity_code"] for row in told["incomplete"]] == ["C"]
    assert (told["imputed"], told["as_published"]) == (1, 3)
    assert ("zero_by_decision", 3) in told["state_counts"]
    assert told["source_counts"] == [("declared", 10), ("published", 3), ("verified", 1)]


def test_no_more_than_fifty_examples_are_listed() -> None:
    frames = small_frames()
    many = pl.concat([frames.findings.head(1)] * (EXAMPLES + 1))
    told = quality(tell_round(replace(frames, findings=many)))
    assert (len(told["finding_list"]), told["finding_count"], EXAMPLES) == (50, 51, 50)


def test_changes_are_what_was_sent_again_or_late() -> None:
    told = changes_of_round(FILES, REPLACED, CORRECTIONS)
    assert [row["file_name"] for row in told["again_or_late"]] == ["b.xlsx", "b2.xlsx", "d.xlsx"]
    assert (len(told["replaced"]), len(told["corrections"])) == (2, 1)


def test_changes_of_releases_have_their_values_written() -> None:
    changes = pl.DataFrame(
        {
            "release": ["r.2", "r.2", "r.3"], "code": ["A", "B", "A"],
            "previous_value": [0.5, None, 0.25], "value": [0.75, 0.5, 0.5],
        }
    )  # fmt: skip
    told = changes_of_releases(changes, 2)
    assert [(row["code"], row["previous_value"], row["value"]) for row in told["r.2"]] == [
        ("A", "0.50", "0.75"), ("B", None, "0.50"),
    ]  # fmt: skip
    assert list(told) == ["r.2", "r.3"]
    assert changes_of_releases(None, 2) == {}
