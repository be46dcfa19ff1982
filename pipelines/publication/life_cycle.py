"""The life cycle of a round: draft, provisional, final, closed; what may follow what.

Here belong the entries of the log of publication, their chain of hashes, where a round stands by
them, which action may follow, and what stands against issuing it. Where the log lies is the
business of `assets/installation/release_log.py`; what is in a release that of `releases.py`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from pipelines.names import Name
from pipelines.notation import EN, VI

PUBLISH, WITHDRAW, REOPEN = "publish", "withdraw", "reopen"
PROVISIONAL, FINAL, CLOSED, DRAFT = "provisional", "final", "closed", "draft"
SYSTEM: Final = "dti"
"""Who issues the releases of rounds that say `release: automatic`."""
BEGINNING: Final = "0" * 64
"""What stands for the line before the first."""
THRESHOLD: Final = 1
"""Places at stake from which an item of the work list is to be checked before an issue."""
_SEAL: Final = "sha256"
Words = tuple[str, str]
"""Vietnamese and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the log. `at` is a moment of Việt Nam as ISO 8601, `decided_on` a day.

    `release`: the one issued, withdrawn or reopened; `stage` only where one is issued.
    `content_sha256` and `sums_sha256` are those of the release.
    """

    number: int
    at: str
    by: str
    action: str
    round: str
    release: str
    stage: str | None = None
    reason: str
    decision: str | None = None
    decided_on: str | None = None
    despite: str | None = None
    content_sha256: str
    sums_sha256: str | None = None
    previous_sha256: str = BEGINNING
    sha256: str = ""

    @property
    def moment(self) -> datetime:
        """When it was written, as clocks in Việt Nam showed it."""
        return datetime.fromisoformat(self.at).replace(tzinfo=None)

    @property
    def sealed(self) -> "Entry":
        """The same with its hash: over all its other fields, that of the line before among them."""
        fields = self.fields
        del fields[_SEAL]
        return Entry(**fields, sha256=hashlib.sha256(_canonical(fields)).hexdigest())

    @property
    def fields(self) -> dict[str, Any]:
        """Its fields by name."""
        return asdict(self)


def _canonical(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chain_faults(entries: Sequence[Entry]) -> Iterator[Words]:
    """Where lines were changed, removed or added, by the chain of their hashes."""
    before = BEGINNING
    for place, entry in enumerate(entries, start=1):
        if entry.sealed.sha256 != entry.sha256:
            yield (
                f"dòng {place} ({entry.action} {entry.release}) đã bị sửa",
                f"line {place} ({entry.action} {entry.release}) was changed",
            )
        elif entry.previous_sha256 != before or entry.number != place:
            yield (
                f"trước dòng {place} ({entry.action} {entry.release}) có dòng bị xóa hoặc thêm",
                f"before line {place} ({entry.action} {entry.release}) lines were removed or added",
            )
        before = entry.sha256


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a round stands by the log.

    `last`: the entry of its last release, withdrawn or not; `in_force`: of the last one that is
    not; `reopened`: the entry that reopened it after that one; `withdrawn`: entries of withdrawal
    by release.
    """

    round: str
    issued: tuple[Entry, ...]
    withdrawn: Mapping[str, Entry]
    reopened: Entry | None

    @property
    def last(self) -> Entry | None:
        """The last release."""
        return self.issued[-1] if self.issued else None

    @property
    def in_force(self) -> Entry | None:
        """The last release that is not withdrawn."""
        return next((e for e in reversed(self.issued) if e.release not in self.withdrawn), None)

    @property
    def closing(self) -> Entry | None:
        """The final release that closes the round; None while it is open."""
        entry = self.in_force
        is_closed = entry is not None and entry.stage == FINAL and self.reopened is None
        return entry if is_closed else None

    def stage(self, appeals_until: date | None, today: date) -> str:
        """draft (nothing in force, or reopened), provisional, final, or closed: final, and the
        last day of appeals is over."""
        if self.in_force is None or self.reopened is not None:
            return DRAFT
        if self.in_force.stage != FINAL:
            return PROVISIONAL
        return FINAL if appeals_until is not None and today <= appeals_until else CLOSED


def standing(entries: Sequence[Entry], round_id: str) -> Standing:
    """Where a round stands by all lines of the log."""
    own = [entry for entry in entries if entry.round == round_id]
    issued = tuple(entry for entry in own if entry.action == PUBLISH)
    withdrawn = {entry.release: entry for entry in own if entry.action == WITHDRAW}
    latest = next((e.number for e in reversed(issued) if e.release not in withdrawn), 0)
    reopened = [e for e in own if e.action == REOPEN and e.number > latest]
    return Standing(round_id, issued, withdrawn, reopened[-1] if reopened else None)


def refused_issue(found: Standing, stage: str, content_sha256: str) -> Words | None:
    """Why no release of a stage may follow now; None where it may."""
    closing = found.closing
    if closing is not None:
        when = closing.moment
        return (
            f"{found.round} đã công bố chính thức ({closing.release}, {VI.moment(when)}). Muốn "
            f"đính chính phải có quyết định: dti reopen {found.round}.",
            f"{found.round} is final ({closing.release}, {EN.moment(when)}). A correction needs a "
            f"decision: dti reopen {found.round}.",
        )
    now = found.in_force
    if (
        now is not None
        and found.reopened is None
        and (now.content_sha256, now.stage) == (content_sha256, stage)
    ):
        return (
            f"{now.release} đã là nội dung này, giai đoạn này. Không có gì mới để công bố.",
            f"{now.release} is of this content and stage already. There is nothing new to issue.",
        )
    return None


def refused_reopening(found: Standing, decided_on: date, today: date) -> Words | None:
    """Why a round cannot be reopened by a decision of a day; None where it can."""
    if found.closing is None:
        return (
            f"{found.round} đang mở. Chỉ đợt đã công bố chính thức mới mở lại được.",
            f"{found.round} is open. Only a round whose release in force is final is reopened.",
        )
    if decided_on > today:
        return (
            f"Ngày quyết định {VI.day(decided_on)} chưa đến (hôm nay {VI.day(today)}). Hãy ghi "
            "đúng ngày của quyết định.",
            f"The decision's day {EN.day(decided_on)} is yet to come (today {EN.day(today)}). Give "
            "the day on which it was decided.",
        )
    return None


def refused_withdrawal(found: Standing, release: str) -> Words | None:
    """Why a release cannot be withdrawn; None where it can."""
    known = [entry.release for entry in found.issued]
    if release not in known:
        listed = ", ".join(known) or "-"
        return (
            f"Không có bản công bố {release}. Các bản đã phát hành: {listed}.",
            f"There is no release {release}. Those issued: {listed}.",
        )
    if release in found.withdrawn:
        entry = found.withdrawn[release]
        return (
            f"{release} đã được {entry.by} thu hồi lúc {VI.moment(entry.moment)}.",
            f"{release} was withdrawn by {entry.by}, {EN.moment(entry.moment)}.",
        )
    return None


def next_stage(found: Standing, status: str) -> str:
    """The stage at which a round is issued next: final where it is declared so, and where it was
    final before, as its correction."""
    was_final = any(entry.stage == FINAL for entry in found.issued)
    return FINAL if was_final or status == FINAL else PROVISIONAL


def is_due(found: Standing, content_sha256: str) -> bool:
    """Whether a run issues the content of an automatic round: it is not that of the last release.

    What was withdrawn does not come back by itself.
    """
    return found.last is None or found.last.content_sha256 != content_sha256


def objections(
    described: Mapping[str, Any],
    errors: pl.DataFrame,
    work_items: pl.DataFrame,
    arrived: Sequence[str],
    is_outdated: bool,
    units: Mapping[str, Name],
) -> list[Words]:
    """What stands against issuing a round, in both languages.

    `described`: its row of `publication.round`; `errors`: those that stand open, as from
    `open_errors.py`; `work_items` its rows of `appraisal.work_item`; `arrived`: names of files that
    came since it was assessed; `is_outdated`: what it follows from changed since in any way;
    `units`: their names by code.
    """
    found: list[Words] = []
    if arrived:
        names = ", ".join(arrived)
        found.append(
            (
                f"tệp đến sau lần đánh giá cuối: {names}. Hãy chạy dti assess {described['round']}",
                f"files arrived since the last assessment: {names}. Run dti assess "
                f"{described['round']}",
            )
        )
    elif is_outdated:
        found.append(
            (
                "danh mục, tệp hoặc chương trình đã thay đổi từ lần đánh giá cuối. Hãy chạy dti "
                f"assess {described['round']}",
                "seeds, files or the program changed since the last assessment. Run dti assess "
                f"{described['round']}",
            )
        )
    for name, count in errors.select("file_name", "errors").iter_rows():
        found.append((f"{name}: {count} lỗi chưa sửa", f"{name}: {count} errors stand open"))
    if described["missing_entities"]:
        silent = [_called(code, units) for code in described["missing_entities"].split(", ")]
        vi, en = (", ".join(names) for names in zip(*silent, strict=True))
        found.append((f"đơn vị chưa gửi số liệu: {vi}", f"units that sent nothing: {en}"))
    for unit, code, places in (
        unchecked(work_items).select("entity_code", "indicator_code", "places_at_stake").iter_rows()
    ):
        vi, en = _called(unit, units)
        found.append(
            (
                f"chưa kiểm tra {vi} {code}: có thể đổi {VI.amount(places, 1)} bậc",
                f"not checked: {en} {code}, {EN.amount(places, 1)} places at stake",
            )
        )
    return found


def objections_of_council(
    stage: str, today: date, verified: pl.DataFrame, appeals: pl.DataFrame, silent: str
) -> list[Words]:
    """What of the council's work stands against issuing a round at a stage, in both languages.

    `verified`: its figures with document and dated_on; `appeals`: its rows of `appraisal.appeal`;
    `silent`: what becomes of units that sent nothing, where there are any, else "".
    """
    found: list[Words] = []
    ahead = verified.filter(pl.col("dated_on") > today).select("document", "dated_on").unique()
    for document, day in ahead.sort("dated_on", "document").iter_rows():
        number = document or "?"
        found.append(
            (
                f"quyết định {number} ghi ngày {VI.day(day)}, chưa tới",
                f"decision {number} is dated {EN.day(day)}, which is yet to come",
            )
        )
    pending = appeals.filter(pl.col("outcome") == "pending").height
    if stage == FINAL and pending:
        found.append(
            (f"{pending} đơn phúc tra chưa được trả lời", f"appeals not answered yet: {pending}")
        )
    if stage == FINAL and silent == "unranked":
        found.append(
            (
                "đơn vị chưa gửi sẽ không có hạng trong bản chính thức. Muốn tính 0 điểm và xếp "
                "hạng, hãy ghi `status: final` cho đợt trong rounds.yaml rồi chạy lại dti assess",
                "units that sent nothing would hold no rank in the final release. To rank them "
                "with what they have, write `status: final` for the round in rounds.yaml and run "
                "dti assess again",
            )
        )
    return found


def _called(code: str, units: Mapping[str, Name]) -> Words:
    """A unit by name and code; by its code alone where its name is not known."""
    name = units.get(code)
    return (code, code) if name is None else (f"{name.vi} ({code})", f"{name.en} ({code})")


def unchecked(work_items: pl.DataFrame) -> pl.DataFrame:
    """Items of the work list that are worth a place or more, in their order: what hangs on them if
    they are wrong, however likely that is."""
    return work_items.filter(pl.col("places_at_stake") >= THRESHOLD).sort("position")


def automatic_stage(declared: str, silent: str | None) -> str:
    """The stage at which a run issues a round: final if it is declared so and no unit is silent.

    `declared`: its status in `rounds.yaml`; `silent`: the units that sent nothing, None without.
    """
    return FINAL if declared == FINAL and silent is None else PROVISIONAL


def why_provisional(declared: str, stage: str, silent: str | None) -> Words | None:
    """Why a round that is declared final is issued as provisional; None where it is not."""
    if declared != FINAL or stage == FINAL or silent is None:
        return None
    return (
        f"Vẫn là tạm thời vì có đơn vị chưa gửi số liệu: {silent}.",
        f"It stays provisional, as units sent nothing: {silent}.",
    )
