"""When a release is due, and why figures differ from those of the release before."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.publication.releases import (
    Issue,
    changes_between,
    figure_reasons,
    next_release,
)

DAY = datetime.fromisoformat("2026-02-01")


def figures(*rows: tuple[str, str, str, str | None]) -> pl.DataFrame:
    """Unit, source, text and value of one figure each."""
    return pl.DataFrame(
        [(u, "1", "a", s, t, v and Decimal(v), False, f"{u}.csv") for u, s, t, v in rows],
        schema={
            "entity_code": pl.String,
            "indicator_code": pl.String,
            "input": pl.String,
            "source": pl.String,
            "raw_text": pl.String,
            "value": pl.Decimal(38, 10),
            "is_corrected": pl.Boolean,
            "file_name": pl.String,
        },
        orient="row",
    )


def ranks(**by_unit: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(u, u, u, Decimal(v), Decimal(v), r, len(by_unit)) for u, (v, r) in by_unit.items()],
        schema={
            "entity_code": pl.String,
            "entity_name_vi": pl.String,
            "entity_name_en": pl.String,
            "value": pl.Decimal(18, 10),
            "published_value": pl.Decimal(18, 10),
            "rank": pl.Int32,
            "entities_ranked": pl.Int32,
        },
        orient="row",
    )


def issue(content: str, tables: dict[str, str], before: pl.DataFrame | None) -> Issue:
    now = figures(("A", "declared", "2", "2"))
    return Issue("r", "final", False, content, tables, ranks(A=("0.2", 1)), now, before)


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        ([], [("A", "declared", "1", "1")], "received"),
        ([("A", "declared", "1", "1")], [("A", "declared", "2", "2")], "amended"),
        ([("A", "declared", "1", "1")], [], "withdrawn"),
        ([], [("A", "verified", "1", "1")], "decision"),
        ([("A", "measured", "1", "1")], [("A", "measured", "2", "2")], "measured"),
        ([("A", "verified", "1", "1")], [("A", "verified", "zero_by_decision", None)], "decision"),
    ],
)
def test_a_figure_that_differs_has_its_reason(
    before: list[Any], now: list[Any], reason: str
) -> None:
    assert figure_reasons(figures(*before), figures(*now)).rows() == [("A", "1", reason, "A.csv")]


def test_a_figure_that_is_read_otherwise_is_a_correction() -> None:
    before = figures(("A", "declared", "1.941", "1.941"))
    now = before.with_columns(value=pl.lit(Decimal(1941), pl.Decimal(38, 10)), is_corrected=True)
    assert figure_reasons(before, now)["reason"].to_list() == ["correction"]


def test_a_figure_sent_again_unchanged_is_no_reason() -> None:
    now = figures(("A", "declared", "1", "1")).with_columns(file_name=pl.lit("lan-2.csv"))
    assert figure_reasons(figures(("A", "declared", "1", "1")), now).is_empty()


def test_who_moved_is_told_by_published_values_and_ranks() -> None:
    before = ranks(A=("0.9", 1), B=("0.8", 2), C=("0.7", 3))
    now = ranks(B=("0.8", 1), C=("0.75", 2), D=("0.1", 3))
    assert changes_between(before, now).rows() == [
        ("A", True, True),
        ("B", False, True),
        ("C", True, True),
        ("D", True, True),
    ]


def test_content_that_comes_back_is_a_new_release() -> None:
    last = None
    ids = []
    for number, content in enumerate(("aa", "bb", "aa"), start=1):
        made = next_release(
            issue(content, {"x": content}, None),
            last and last.row,
            last.ranks if last else ranks(),
            DAY,
            number,
        )
        ids.append((made.row["release"], made.row["replaces"]))
        last = made
    assert ids == [("r.1", None), ("r.2", "r.1"), ("r.3", "r.2")]


def test_a_change_that_no_figure_explains_names_no_table() -> None:
    same = figures(("A", "declared", "2", "2"))
    first = next_release(issue("aa", {"submissions.finding": "1"}, None), None, ranks(), DAY)
    second = next_release(
        issue("bb", {"submissions.finding": "2"}, same), first.row, first.ranks, DAY, 2
    )
    assert second.reasons["reason"].to_list() == ["other_tables"]
    assert "submissions" not in str(second.row["summary_en"])
