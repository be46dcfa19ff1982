"""Why a release differs from the one before, in reasons and in one sentence."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from pipelines.publication.releases import Issue, Release, next_release

DAY = datetime.fromisoformat("2026-02-01")
RANKS = {
    "entity_code": pl.String, "entity_name_vi": pl.String, "entity_name_en": pl.String,
    "value": pl.Decimal(18, 10), "published_value": pl.Decimal(18, 10), "rank": pl.Int32,
    "entities_ranked": pl.Int32,
}  # fmt: skip
FIGURES = {
    "entity_code": pl.String, "indicator_code": pl.String, "input": pl.String, "source": pl.String,
    "raw_text": pl.String, "value": pl.Decimal(38, 10), "is_corrected": pl.Boolean,
    "file_name": pl.String,
}  # fmt: skip
Figure = tuple[str, str, str]


def ranks(**units: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(unit, unit, unit, Decimal(v), Decimal(v), r, len(units)) for unit, (v, r) in units.items()],
        schema=RANKS, orient="row",
    )  # fmt: skip


def figures(*rows: Figure) -> pl.DataFrame:
    """Unit, source and value of indicator 1."""
    return pl.DataFrame(
        [(u, "1", "a", source, v, Decimal(v), False, f"{u}.csv") for u, source, v in rows],
        schema=FIGURES, orient="row",
    )  # fmt: skip


ONE = figures(("A", "declared", "1"))


def issue(
    content: str,
    tables: Mapping[str, str] | None = None,
    now: pl.DataFrame = ONE,
    before: pl.DataFrame | None = None,
    ranked: pl.DataFrame | None = None,
    status: str = "final",
) -> Issue:
    units = ranks(A=("0.5", 1)) if ranked is None else ranked
    return Issue("r", status, False, content, tables or {}, units, now, before)


def second(first: Issue, then: Issue) -> Release:
    one = next_release(first, None, ranks(), DAY)
    return next_release(then, one.row, one.ranks, DAY, 2)


def test_the_first_release_has_no_reasons() -> None:
    first = next_release(issue("a"), None, ranks(), DAY)
    assert first.reasons.is_empty()
    assert (first.row["number"], first.row["entities_moved"], first.row["values_changed"]) == (
        1, None, None,
    )  # fmt: skip
    assert first.row["summary_en"] == "First release of the round."
    assert set(first.ranks["release"]) == {"r.1"}


def test_a_sentence_counts_units_by_reason_and_what_moved() -> None:
    now = figures(("A", "declared", "2"), ("B", "declared", "2"), ("C", "verified", "3"))
    before = figures(("A", "declared", "1"))
    made = second(
        issue("a", ranked=ranks(A=("0.5", 1), B=("0.4", 2))),
        issue("b", now=now, before=before, ranked=ranks(A=("0.5", 2), B=("0.6", 1))),
    )
    assert made.reasons.select("entity_code", "reason").rows() == [
        ("A", "amended"), ("B", "received"), ("C", "decision"),
    ]  # fmt: skip
    assert made.row["summary_en"] == (
        "1 unit sent more figures; 1 unit amended figures; the council decided on 1 unit; "
        "1 unit with another value, 2 units with another rank."
    )
    assert made.row["summary_vi"] == (
        "1 đơn vị gửi thêm số liệu; 1 đơn vị sửa số liệu; hội đồng quyết định về 1 đơn vị; "
        "1 đơn vị đổi giá trị, 2 đơn vị đổi hạng."
    )
    assert (made.row["entities_moved"], made.row["values_changed"]) == (2, 1)
    assert (made.row["replaces"], made.row["issued_at"], made.row["tables"]) == ("r.1", DAY, "{}")


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        (("reference.expected_unit",), ["units"]),
        (("reference.indicator",), ["framework"]),
        (("reference.framework",), ["framework"]),
        (("reference.pillar_main",), ["framework"]),
        (("reference.scoring_rule",), ["framework"]),
        (("reference.left_out",), ["framework"]),
        (("rankings.dti",), ["previous_round"]),
        (("rankings.dti", "scores.dti"), ["other_tables"]),
        (("rankings.dti", "reference.expected_unit"), ["units"]),
        (("submissions.file",), ["other_tables"]),
    ],
)
def test_a_reason_of_the_whole_round_follows_from_the_tables_that_differ(
    changed: tuple[str, ...], reasons: list[str]
) -> None:
    made = second(
        issue("a", dict.fromkeys(changed, "1")),
        issue("b", dict.fromkeys(changed, "2"), before=ONE),
    )
    assert made.reasons["reason"].to_list() == reasons
    assert made.reasons["entity_code"].to_list() == [None]


def test_a_status_that_changes_is_a_reason_with_its_word() -> None:
    made = second(issue("a", status="provisional"), issue("b", before=ONE))
    assert made.reasons["reason"].to_list() == ["status"]
    assert str(made.row["summary_en"]).startswith("It became final; 0 units with another value")
    assert str(made.row["summary_vi"]).startswith("Tình trạng chuyển thành chính thức;")


def test_other_tables_are_told_only_where_nothing_else_explains() -> None:
    tables = {"submissions.file": "2"}
    made = second(
        issue("a", {"submissions.file": "1"}),
        issue("b", tables, now=figures(("A", "declared", "2")), before=ONE),
    )
    assert made.reasons["reason"].to_list() == ["amended"]
    alone = second(issue("a", {"submissions.file": "1", "x": "1"}), issue("b", tables))
    assert "Explanations, plans or annexes changed; no figure of a unit did;" in str(
        alone.row["summary_en"]
    )


def test_a_decision_taken_back_is_not_told_as_a_decision() -> None:
    before = figures(("A", "declared", "1"), ("A", "verified", "3"))
    made = second(issue("a", now=before), issue("b", now=ONE, before=before))
    assert made.reasons["reason"].to_list() == ["decision_withdrawn"]
    assert str(made.row["summary_en"]).startswith("The council took back its decision on 1 unit;")
