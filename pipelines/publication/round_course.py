"""Where a round is on its course from forms to closed, and what its officer does next.

Here belongs the order of the steps, each with the command that takes it. Which step may follow
which is in `life_cycle.py`; the facts are gathered in `assets/publishing/courses.py`, and told in
`course_text.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.publication.life_cycle import FINAL, Standing, next_stage
from pipelines.rounds import AUTOMATIC, Round
from pipelines.speech import several


@dataclass(frozen=True, slots=True)
class Places:
    """Where things of a round lie; None where there is nothing yet."""

    inbox: str | None
    answers: str | None
    draft: str | None
    release: str | None


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """What is known of a round.

    `differs`: what the warehouse has of it is not what is issued; None where that cannot be told.
    `arrived`: names of files that came since it was assessed, or at all where it never was;
    `is_outdated`: what it follows from changed in any way. `senders` and `faulty` as from
    `senders.py`, empty where it was never assessed; `appeals`: those that wait, with entity_code,
    entity_name, indicator_code, appeal_number, is_late. `work_items`: claims that nobody confirmed,
    `unchecked` those of them with a place or more at stake. `after_closing`: names of files that
    came after closing.
    """

    entry: Round
    standing: Standing
    units: pl.DataFrame
    places: Places
    arrived: Sequence[str]
    is_assessed: bool = False
    is_outdated: bool = False
    differs: bool | None = None
    senders: pl.DataFrame = field(default_factory=pl.DataFrame)
    faulty: pl.DataFrame = field(default_factory=pl.DataFrame)
    appeals: pl.DataFrame = field(default_factory=pl.DataFrame)
    work_items: int = 0
    unchecked: int = 0
    after_closing: Sequence[str] = ()

    def stage(self, today: date) -> str:
        """draft, provisional, final or closed, by the log."""
        return self.standing.stage(self.entry.appeals_until, today)

    @property
    def silent(self) -> pl.DataFrame:
        """Senders who are expected and of whom nothing is known."""
        return self.senders.filter("is_silent") if self.is_assessed else self.senders

    @property
    def with_figures(self) -> int:
        """Units of which figures are known."""
        return self.units.height - self.silent.height if self.is_assessed else 0

    @property
    def errors(self) -> int:
        """Errors that stand open."""
        return int(self.faulty["errors"].sum()) if self.is_assessed else 0


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done, in both languages, and the command that does it."""

    vi: str
    en: str
    command: str


def next_actions(course: Course) -> Iterator[Step]:
    """What the officer does next, the first first; nothing where nothing is to be done."""
    name = course.entry.id
    assess = f"dti assess {name}"
    if not course.is_assessed:
        if course.arrived:
            yield Step("đánh giá các tệp đã nhận", "assess what arrived", assess)
        else:
            yield Step(
                "gửi biểu mẫu cho các đơn vị", "send out the forms",
                f"dti template {name} --all bieu-mau",
            )  # fmt: skip
        return
    if course.arrived:
        yield Step("đánh giá lại, có tệp mới đến", "assess again, files arrived", assess)
    elif course.is_outdated:
        yield Step(
            "đánh giá lại, danh mục, tệp hoặc chương trình đã thay đổi",
            "assess again, seeds, files or the program changed",
            assess,
        )
    if course.standing.closing is not None:
        if course.after_closing or (course.differs and not course.arrived):
            yield Step(
                "đợt đã đóng; nếu được tính những gì đến sau thì mở lại theo quyết định",
                "the round is closed; if what came later is to count, reopen it by a decision",
                f'dti reopen {name} --by "…" --reason "…" --decision "…" --decided-on …',
            )
        return
    yield from _before_issue(course)
    yield from _issue(course)


def _before_issue(course: Course) -> Iterator[Step]:
    """What stands open and is settled with those who sent, or by the council."""
    name = course.entry.id
    if course.faulty.height:
        count = course.faulty.height
        yield Step(
            f"gửi bản trả lời cho người gửi {count} tệp lỗi; khi có tệp mới thì đánh giá lại",
            f"send the answers to the senders of {several(count, 'faulty file')}; assess what they "
            "resend",
            f"dti assess {name}",
        )
    if course.silent.height:
        count = course.silent.height
        yield Step(
            f"nhắc {count} đơn vị chưa gửi, kèm biểu mẫu",
            f"remind {several(count, 'silent unit')}, with the forms",
            f"dti template {name} --all bieu-mau",
        )
    if course.appeals.height or course.unchecked:
        yield Step(
            f"trình hội đồng {course.appeals.height} đơn phúc tra, {course.unchecked} việc cần "
            "kiểm tra",
            f"put {several(course.appeals.height, 'appeal')} and "
            f"{several(course.unchecked, 'item')} to check to the council",
            f"dti decide {name} --template -o quyet-dinh.xlsx",
        )


def _issue(course: Course) -> Iterator[Step]:
    name, in_force = course.entry.id, course.standing.in_force
    is_open = bool(
        course.arrived
        or course.is_outdated
        or course.errors
        or course.silent.height
        or course.unchecked
    )
    stage = next_stage(course.standing, course.entry.status)
    is_new = in_force is None or course.differs or course.standing.reopened is not None
    if not is_new and is_open:
        return
    if course.entry.release == AUTOMATIC and course.standing.reopened is None:
        if is_new and not (course.arrived or course.is_outdated):
            yield Step("công bố nội dung mới", "issue what is new", f"dti assess {name}")
        return
    command = f'dti publish {name} --as {stage if is_new else FINAL} --by "…" --reason "…"'
    if is_open:
        command += ' --despite "…"'
    if is_new:
        yield Step("công bố", "issue it", command)
    else:
        yield Step(
            "khi kết quả không còn thay đổi, công bố chính thức",
            "once the result is settled, issue it as final",
            command,
        )
