"""The course of rounds as text and JSON: one round in full, or a line for each.

Here belongs the layout. What is told is gathered in `round_course.py`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from pipelines.notation import VI
from pipelines.publication.life_cycle import CLOSED, DRAFT, FINAL, PROVISIONAL
from pipelines.publication.round_course import Course, next_actions
from pipelines.rounds import AUTOMATIC

_STAGES: Final = {
    DRAFT: ("dự thảo", "draft"),
    PROVISIONAL: ("tạm thời", "provisional"),
    FINAL: ("chính thức", "final"),
    CLOSED: ("đã đóng", "closed"),
}
_MARK: Final = "  [MINH HỌA / DEMONSTRATION]"
_HEADINGS: Final = (
    ("đợt", "giai đoạn", "có số liệu", "lỗi", "có hiệu lực", "việc tiếp theo"),
    ("round", "stage", "sent", "errors", "in force", "next"),
)
_NOTHING: Final = ("không phải làm gì", "nothing to do")
_LISTED: Final = 20
"""Names of files, and appeals, that the text lists."""


def courses_as_text(courses: Sequence[Course], today: date) -> str:
    """A line for each round: stage, units with figures, open errors, release in force, next."""
    rows = [*_HEADINGS, *(_row(course, today) for course in courses)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    marks = ["", "", *(_MARK if course.entry.is_demonstration else "" for course in courses)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + mark
        for row, mark in zip(rows, marks, strict=True)
    )


def _row(course: Course, today: date) -> tuple[str, ...]:
    in_force = course.standing.in_force
    step = next(next_actions(course), None)
    expected = course.units.height
    return (
        course.entry.id,
        " / ".join(_STAGES[course.stage(today)]),
        f"{course.with_figures}/{expected}" if course.is_assessed else f"?/{expected}",
        str(course.errors) if course.is_assessed else "?",
        "-" if in_force is None else in_force.release,
        " / ".join(_NOTHING) if step is None else step.command,
    )


def course_as_text(course: Course, today: date) -> str:
    """A round in full, Vietnamese first with English beside."""
    return "\n".join(
        [
            *_head(course, today),
            *(_who(course) if course.is_assessed else _never_assessed(course)),
            *_open(course),
            *_places(course),
            *_next(course),
        ]
    )


def _head(course: Course, today: date) -> Iterator[str]:
    entry, found = course.entry, course.standing
    yield f"{entry.id}{_MARK if entry.is_demonstration else ''}"
    yield f"  {entry.name.vi} / {entry.name.en}"
    yield f"  giai đoạn / stage: {' / '.join(_STAGES[course.stage(today)])}"
    for label, day in (
        ("hạn nộp / deadline", entry.deadline),
        ("hạn phúc tra / last day for appeals", entry.appeals_until),
    ):
        if day is not None:
            passed = "" if today <= day else " (đã qua / past)"
            yield f"  {label}: {VI.day(day)}{passed}"
    now = found.in_force
    if now is None:
        yield "  chưa công bố bản nào / nothing is in force"
    else:
        stage = " / ".join(_STAGES[str(now.stage)])
        yield (
            f"  bản đang có hiệu lực / in force: {now.release}, {stage}, {VI.moment(now.moment)}, "
            f"{now.by}"
        )
    if found.reopened is not None:
        yield (
            f"  đã mở lại / reopened: {VI.moment(found.reopened.moment)}, {found.reopened.by}, "
            f"{found.reopened.decision}"
        )
    if course.differs is not None and now is not None:
        yield (
            "  dự thảo khác bản đang có hiệu lực / the draft differs from what is in force"
            if course.differs
            else "  dự thảo giống bản đang có hiệu lực / the draft is what is in force"
        )
    how = "tự động / automatic" if entry.release == AUTOMATIC else "bằng lệnh / by hand"
    yield f"  công bố / issued: {how}"


def _never_assessed(course: Course) -> Iterator[str]:
    yield (
        "  đợt chưa được đánh giá nên chưa biết ai đã gửi / never assessed, so who sent is not "
        "known yet"
    )
    yield _group("đơn vị / units expected", course.units.rename({"entity_code": "code"}))


def _who(course: Course) -> Iterator[str]:
    people = course.senders
    sent = people.filter(pl.col("is_unit") & ~pl.col("is_silent"))
    yield _group(f"có số liệu / with figures, {sent.height}/{course.units.height}", sent, False)
    yield _group("chưa gửi / silent", course.silent)
    yield _group("gửi muộn / late", people.filter("is_late"))
    yield _group("gửi lại / amended", people.filter("is_amended"))
    yield _group("bên khác đã gửi / others who sent", people.filter(~pl.col("is_unit")))
    yield f"  tệp lỗi / faulty files ({course.faulty.height}):{_dash(course.faulty.height)}"
    for row in course.faulty.iter_rows(named=True):
        kept_out = ", bị giữ lại / kept out" if row["is_kept_out"] else ""
        yield f"    {_name(row)}: {row['file_name']}, {row['errors']} lỗi / errors{kept_out}"


def _open(course: Course) -> Iterator[str]:
    if course.arrived:
        since = "chưa đánh giá / not assessed yet"
        yield f"  tệp {since} ({len(course.arrived)}): {_first(course.arrived)}"
    elif course.is_outdated:
        yield (
            "  danh mục, tệp hoặc chương trình đã thay đổi từ lần đánh giá cuối / seeds, files or "
            "the program changed since the last assessment"
        )
    if course.after_closing:
        names = _first(course.after_closing)
        yield f"  đến sau khi đóng / after closing ({len(course.after_closing)}): {names}"
    if not course.is_assessed:
        return
    yield f"  lỗi chưa sửa / open errors: {course.errors}"
    count = course.appeals.height
    yield f"  phúc tra chưa trả lời / appeals undecided ({count}):{_dash(count)}"
    for row in course.appeals.head(_LISTED).iter_rows(named=True):
        late = ", muộn / late" if row["is_late"] else ""
        yield (
            f"    {row['entity_name']} ({row['entity_code']}) {row['indicator_code']}, "
            f"{row['appeal_number'] or '-'}{late}"
        )
    if count > _LISTED:
        yield f"    và {count - _LISTED} đơn khác / and {count - _LISTED} more"
    yield (
        f"  số tự khai chưa ai kiểm tra / claims not checked: {course.work_items}; có thể đổi một "
        f"bậc trở lên / a place or more at stake: {course.unchecked}"
    )


def _places(course: Course) -> Iterator[str]:
    for label, place in (
        ("hộp nhận / inbox", course.places.inbox),
        ("bản trả lời / answers", course.places.answers),
        ("trang dự thảo / draft site", course.places.draft),
        ("bản công bố / release", course.places.release),
    ):
        yield f"  {label}: {place or 'chưa có / not there yet'}"


def _next(course: Course) -> Iterator[str]:
    yield "  việc tiếp theo / next:"
    steps = list(next_actions(course))
    if not steps:
        yield f"    {' / '.join(_NOTHING)}"
    for number, step in enumerate(steps, 1):
        yield f"    {number}. {step.vi} / {step.en}"
        yield f"       {step.command}"


def _group(label: str, people: pl.DataFrame, with_count: bool = True) -> str:
    names = ", ".join(_name(row) for row in people.iter_rows(named=True))
    count = f" ({people.height})" if with_count else ""
    return f"  {label}{count}: {names or '-'}"


def _name(row: Mapping[str, Any]) -> str:
    code, name = row["code"], row["name_vi"]
    return code if name == code else f"{name} ({code})"


def _dash(count: int) -> str:
    return "" if count else " -"


def _first(names: Sequence[str]) -> str:
    more = f", … +{len(names) - _LISTED}" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def courses_as_json(courses: Sequence[Course], today: date) -> str:
    """The same as data: a list of rounds, everything told of each."""
    return json.dumps([_facts(course, today) for course in courses], ensure_ascii=False, indent=2)


def _facts(course: Course, today: date) -> dict[str, Any]:
    entry, found = course.entry, course.standing
    now = found.in_force
    return {
        "round": entry.id,
        "name_vi": entry.name.vi,
        "name_en": entry.name.en,
        "is_demonstration": entry.is_demonstration,
        "is_assessed": course.is_assessed,
        "stage": course.stage(today),
        "deadline": _day(entry.deadline),
        "appeals_until": _day(entry.appeals_until),
        "release": None if now is None else now.release,
        "release_stage": None if now is None else now.stage,
        "issued_at": None if now is None else now.at,
        "issued_by": None if now is None else now.by,
        "reopened_at": None if found.reopened is None else found.reopened.at,
        "differs_from_release": course.differs,
        "units_expected": course.units.height,
        "units_with_figures": course.with_figures if course.is_assessed else None,
        "errors_open": course.errors if course.is_assessed else None,
        "senders": course.senders.to_dicts(),
        "faulty_files": course.faulty.to_dicts(),
        "files_arrived": list(course.arrived),
        "is_outdated": course.is_outdated,
        "files_after_closing": list(course.after_closing),
        "appeals_undecided": course.appeals.to_dicts(),
        "claims_not_checked": course.work_items,
        "claims_with_a_place_at_stake": course.unchecked,
        "inbox": course.places.inbox,
        "answers": course.places.answers,
        "draft_site": course.places.draft,
        "release_folder": course.places.release,
        "next": [
            {"vi": step.vi, "en": step.en, "command": step.command} for step in next_actions(course)
        ],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
