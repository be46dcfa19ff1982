"""Releases: what is issued of a round, when a new one is due, and why it differs from the last.

Here belongs comparing what was published with what is about to be. A release is named
`<round>.<number>`; the same content stays the same release, other content is the next one. What
content is, is told by its hash, made in the warehouse.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

_FIGURE: Final = ("entity_code", "indicator_code", "input", "source")
_RULES: Final = frozenset({"reference.framework", "reference.indicator", "reference.pillar_main"})
_MORE_RULES: Final = frozenset(
    {"reference.scoring_rule", "reference.indicator_input", "reference.left_out"}
)
_WORDS: Final = {
    "received": ("{} đơn vị gửi thêm số liệu", "{} sent more figures"),
    "amended": ("{} đơn vị sửa số liệu", "{} amended figures"),
    "withdrawn": ("{} đơn vị rút số liệu", "{} withdrew figures"),
    "decision": ("hội đồng quyết định về {} đơn vị", "the council decided on {}"),
    "decision_withdrawn": (
        "hội đồng rút lại quyết định về {} đơn vị",
        "the council took back its decision on {}",
    ),
    "measured": ("{} đơn vị được đo lại", "measured anew: {}"),
    "correction": ("hiệu đính ở {} đơn vị", "corrected: figures of {}"),
    "units": ("danh sách đơn vị thay đổi", "the list of units changed"),
    "framework": ("bộ chỉ số hoặc quy tắc thay đổi", "the framework or its rules changed"),
    "previous_round": ("kết quả đợt trước thay đổi", "the results of the round before changed"),
    "status": ("tình trạng chuyển thành {}", "it became {}"),
    "other_tables": (
        "phần diễn giải, kế hoạch, phụ lục thay đổi; không số liệu nào của đơn vị thay đổi",
        "explanations, plans or annexes changed; no figure of a unit did",
    ),
}
_STATUS: Final = {
    "provisional": ("tạm thời", "provisional"),
    "final": ("chính thức", "final"),
}
_FIRST: Final = ("Bản công bố đầu tiên của đợt.", "First release of the round.")
_NEXT: Final = (
    "Các bản trước của đợt đã được thu hồi.",
    "The earlier releases of the round were withdrawn.",
)


@dataclass(frozen=True, slots=True)
class Issue:
    """What is about to be published of a round.

    `tables`: SHA-256 of its rows in each table. `ranks`: entity_code, entity_name_vi,
    entity_name_en, value, published_value, rank, entities_ranked, of the final basis. `figures`:
    rows of `submissions.input_value` now; `figures_before` those of the last release, None where
    they are not at hand.
    """

    round_id: str
    stage: str
    is_demonstration: bool
    content_sha256: str
    tables: Mapping[str, str]
    ranks: pl.DataFrame
    figures: pl.DataFrame
    figures_before: pl.DataFrame | None


@dataclass(frozen=True, slots=True)
class Release:
    """A release that is new: its row, its ranks, and why it differs from the one before."""

    row: Mapping[str, object]
    ranks: pl.DataFrame
    reasons: pl.DataFrame


def next_release(
    issue: Issue,
    last: Mapping[str, object] | None,
    last_ranks: pl.DataFrame,
    issued_at: datetime,
    number: int = 1,
) -> Release:
    """The release of a content. Whether one is due is decided in `life_cycle.py`.

    `last` is the row of the release in force, None where there is none, `last_ranks` its ranks;
    `number` that of the new one.
    """
    release_id = f"{issue.round_id}.{number}"
    changes = changes_between(last_ranks, issue.ranks)
    changed = other_tables(last, issue.tables)
    reasons = pl.DataFrame(schema=_REASONS) if last is None else _reasons(issue, last, changed)
    if last is not None:
        vi, en = _summary(issue, reasons, changes)
    else:
        vi, en = _FIRST if number == 1 else _NEXT
    row = {
        "round": issue.round_id,
        "release": release_id,
        "number": number,
        "stage": issue.stage,
        "content_sha256": issue.content_sha256,
        "tables": json.dumps(dict(sorted(issue.tables.items()))),
        "issued_at": issued_at,
        "issued_by": "dti",
        "reason": vi,
        "despite": None,
        "withdrawn_at": None,
        "withdrawn_by": None,
        "withdrawal_reason": None,
        "replaces": None if last is None else last["release"],
        "entities_moved": None if last is None else changes["moved"].sum(),
        "values_changed": None if last is None else changes["changed"].sum(),
        "summary_vi": vi,
        "summary_en": en,
        "is_demonstration": issue.is_demonstration,
    }
    named = (
        pl.lit(issue.round_id).alias("round"),
        pl.lit(release_id).alias("release"),
    )
    return Release(row, issue.ranks.with_columns(named), reasons.with_columns(named).sort(pl.all()))


def changes_between(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Every unit of either release: entity_code, changed (published value), moved (rank)."""
    columns = ("entity_code", "published_value", "rank")
    both = before.select(columns).join(
        now.select(columns), on="entity_code", how="full", coalesce=True, suffix="_now"
    )
    return both.select(
        "entity_code",
        changed=pl.col("published_value").ne_missing(pl.col("published_value_now")),
        moved=pl.col("rank").ne_missing(pl.col("rank_now")),
    ).sort("entity_code")


def other_tables(last: Mapping[str, object] | None, now: Mapping[str, str]) -> list[str]:
    """The tables whose rows differ from those of the last release."""
    before: dict[str, str] = {} if last is None else json.loads(str(last["tables"]))
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


_REASONS: Final = pl.Schema(
    {
        "entity_code": pl.String(),
        "indicator_code": pl.String(),
        "reason": pl.String(),
        "file_name": pl.String(),
    }
)


def _reasons(issue: Issue, last: Mapping[str, object], changed: Sequence[str]) -> pl.DataFrame:
    """Why the content differs: figure by figure where those of before are at hand."""
    of_units = pl.DataFrame(schema=_REASONS)
    if issue.figures_before is not None:
        of_units = figure_reasons(issue.figures_before, issue.figures)
    of_round = [
        reason
        for reason, holds in (
            ("status", last["stage"] != issue.stage),
            ("units", "reference.expected_unit" in changed),
            ("framework", bool((_RULES | _MORE_RULES) & set(changed))),
            (
                "previous_round",
                "rankings.dti" in changed
                and not {"scores.dti", "reference.expected_unit"} & set(changed),
            ),
        )
        if holds
    ]
    if not of_round and of_units.is_empty():
        of_round = ["other_tables"]
    whole = pl.DataFrame({"reason": of_round}, schema={"reason": pl.String})
    return pl.concat([whole, of_units], how="diagonal").select(_REASONS.names())


def figure_reasons(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """One row for each indicator of a unit whose figures were received, amended or taken back.

    Both frames: rows of `submissions.input_value` of one round. Columns: entity_code,
    indicator_code, reason, file_name (where the figure stands now, or stood).
    """
    columns = (*_FIGURE, "raw_text", "value", "is_corrected", "file_name")
    both = before.select(columns, was=True).join(
        now.select(columns, is_=True), on=_FIGURE, how="full", coalesce=True, suffix="_now"
    )
    came, went = pl.col("was").is_null(), pl.col("is_").is_null()
    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(f"{name}_now"))
        for name in ("raw_text", "value", "is_corrected")
    )
    return (
        both.filter(~same)
        .select(
            "entity_code",
            "indicator_code",
            reason=pl.when(
                pl.col("is_corrected").ne_missing(pl.col("is_corrected_now")) & ~came & ~went
            )
            .then(pl.lit("correction"))
            .when(pl.col("source") == "verified")
            .then(pl.when(went).then(pl.lit("decision_withdrawn")).otherwise(pl.lit("decision")))
            .when(pl.col("source") == "measured")
            .then(pl.lit("measured"))
            .when(came)
            .then(pl.lit("received"))
            .when(went)
            .then(pl.lit("withdrawn"))
            .otherwise(pl.lit("amended")),
            file_name=pl.coalesce("file_name_now", "file_name"),
        )
        .unique()
        .select(_REASONS.names())
    )


def _summary(issue: Issue, reasons: pl.DataFrame, changes: pl.DataFrame) -> tuple[str, str]:
    """What differs and why, in both languages, one sentence."""
    units: dict[str, int] = dict(
        reasons.group_by("reason").agg(pl.col("entity_code").n_unique()).iter_rows()
    )
    sentences: list[tuple[str, str]] = []
    for reason, (vi, en) in _WORDS.items():
        if reason in units:
            match reason:
                case "status":
                    words = _STATUS[issue.stage]
                case _:
                    words = (str(units[reason]), _units_en(units[reason]))
            sentences.append((vi.format(words[0]), en.format(words[1])))
    values, ranks = (changes.filter(pl.col(column)).height for column in ("changed", "moved"))
    sentences.append(
        (
            f"{values} đơn vị đổi giá trị, {ranks} đơn vị đổi hạng",
            f"{_units_en(values)} with another value, {_units_en(ranks)} with another rank",
        )
    )
    vi, en = ("; ".join(parts) for parts in zip(*sentences, strict=True))
    return f"{vi[0].upper()}{vi[1:]}.", f"{en[0].upper()}{en[1:]}."


def _units_en(count: int) -> str:
    return f"{count} unit" if count == 1 else f"{count} units"
