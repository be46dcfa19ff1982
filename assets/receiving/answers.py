"""Answers to whoever sent a file: every problem, where it is and what to do.

Here belong the words: on the terminal, as JSON, and beside the sender's own workbook. The files of
answers are in `answer_files.py`. What is wrong is found in `pipelines/`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from assets.installation.installation import Installation
from pipelines.frameworks.framework import Framework
from pipelines.intake.closing import AFTER_CLOSING
from pipelines.intake.intake import Intake, ReceivedFile, take_in
from pipelines.notation import VI
from pipelines.rounds import Round

_LISTED: Final = 200
"""Findings of one rule that the text lists one by one; the JSON has all."""
_NOTED: Final = 2_000
"""Findings that the annotated copy shows, errors first; no program opens far more comments."""
_NEXT: Final = {
    "quarantined": (
        "Chưa số liệu nào trong tệp được nhận. Hãy sửa rồi gửi lại cả tệp.",
        "No figure of this file was taken. Mend it and send it again.",
    ),
    AFTER_CLOSING: (
        "Không phải gửi lại. Tệp được lưu; nếu đợt được mở lại theo quyết định, tệp sẽ được tính.",
        "Nothing to resend. The file is kept; if the round is reopened by a decision, it counts.",
    ),
    "missing": (
        "Chỉ gửi bổ sung phần còn thiếu; số liệu đã nhận không phải gửi lại.",
        "Send what is missing alone; what was received need not be sent again.",
    ),
    "errors": (
        "Sửa các ô có lỗi và chỉ gửi lại các số liệu đó; dòng không lỗi đã được nhận.",
        "Mend the cells with errors and send those figures again; rows without errors count.",
    ),
    "warnings": (
        "Không phải gửi lại. Hãy xem các cảnh báo và giải trình nếu được hỏi.",
        "Nothing to resend. Look at the warnings and explain where asked.",
    ),
}
_STATUSES: Final = {
    "accepted": "đã nhận / accepted",
    "accepted_with_warnings": "đã nhận, có điểm cần xem / accepted, with points to look at",
    "quarantined": "chưa nhận / not accepted",
    "superseded": "đã được thay bằng tệp gửi sau / superseded by a later file",
    AFTER_CLOSING: "đến sau khi đợt đã đóng, không được tính / after closing, not counted",
}
_PARTLY: Final = "đã nhận phần không có lỗi / what has no errors was accepted"
_WORDS: Final = {
    "received": ("nhận đủ", "received in full"),
    "mend": ("cần sửa", "to be mended"),
    "not_received": ("chưa nhận được", "not received"),
}
"""Where a file stands, in three words."""
_ASKS_FOR_MORE: Final = ("indicators_not_reported", "half_is_missing")
"""Rules of warnings after which something is to be sent."""
_SEND_TO: Final = (
    "cơ quan chủ trì đợt đánh giá, nơi đã gửi biểu mẫu",
    "the office in charge of the round, which sent the form",
)
_GRADES: Final = {"error": "LỖI", "warning": "CẢNH BÁO", "information": "GHI NHẬN"}
"""What findings are called, the gravest first."""
_CLEAN: Final = ("không có lỗi", "no problem found")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be said about one file."""

    entry: Round
    file_name: str
    sha256: str
    unit: str
    status: str
    received_at: str
    findings: list[dict[str, Any]]
    missing: tuple[str, ...]
    names: Mapping[str, str]
    """`missing` are codes of indicators that were not reported; `names` are those of units and
    indicators by code, in Vietnamese."""

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return self._graded("error")

    @property
    def warnings(self) -> int:
        """How many are warnings."""
        return self._graded("warning")

    @property
    def ordered(self) -> list[dict[str, Any]]:
        """The findings, the gravest first."""
        return sorted(self.findings, key=lambda finding: list(_GRADES).index(finding["severity"]))

    def _graded(self, severity: str) -> int:
        return sum(finding["severity"] == severity for finding in self.findings)

    @property
    def standing(self) -> tuple[str, str]:
        """Where the file stands in three words, in both languages."""
        if self.status in ("quarantined", AFTER_CLOSING):
            return _WORDS["not_received"]
        return _WORDS["mend" if self.errors or self._asks_for_more else "received"]

    @property
    def next_step(self) -> tuple[str, str]:
        """What its sender is to do, in both languages."""
        if self.status in ("quarantined", AFTER_CLOSING):
            return _NEXT[self.status]
        if self.errors:
            return _NEXT["errors"]
        return _NEXT["missing" if self._asks_for_more else "warnings"]

    @property
    def to_mend(self) -> list[str]:
        """The indicators with errors, or with half of a ratio, by code and name."""
        codes = dict.fromkeys(
            one["indicator_code"]
            for one in self.findings
            if one["indicator_code"]
            and (one["severity"] == "error" or one["rule"] == "half_is_missing")
        )
        return [self.named(code) for code in codes]

    @property
    def to_add(self) -> list[str]:
        """The indicators that were not reported, by code and name."""
        return [self.named(code) for code in self.missing]

    @property
    def until(self) -> str:
        """The last day on which what is sent for the first time is in time; empty: none is set."""
        return VI.day(self.entry.deadline) if self.entry.deadline else ""

    def named(self, code: str) -> str:
        """A unit or indicator by code and name."""
        name = self.names.get(code)
        return f"{code} {name}" if name else code

    @property
    def _asks_for_more(self) -> bool:
        return any(one["rule"] in _ASKS_FOR_MORE for one in self.findings)

    @property
    def is_partly_kept_out(self) -> bool:
        """Whether the file counts without the figures that have errors."""
        return self.errors > 0 and self.status in ("accepted", "accepted_with_warnings")

    @property
    def is_unreadable(self) -> bool:
        """Whether no cell of it was read."""
        return self.status == "quarantined" and not any(
            finding["cell"] for finding in self.findings
        )


def check_files(installation: Installation, files: Sequence[ReceivedFile], round_id: str) -> Intake:
    """Take in files as if they were the only ones of a round; nothing is stored."""
    from assets.receiving.reading import read_apart

    seeds = installation.seeds
    return take_in(
        files,
        installation.as_asked(seeds.rounds[round_id]),
        seeds.framework_of(round_id),
        seeds.units(round_id),
        reporters=seeds.reporters,
        read=read_apart,
    )


def answers_of(
    entry: Round, taken: Intake, units: pl.DataFrame, framework: Framework
) -> list[Answer]:
    """One answer for each file of a round, in the order of their names.

    `units`: entity_code, name_vi.
    """
    names = {
        **dict(units.select("entity_code", "name_vi").iter_rows()),
        **{indicator.code: indicator.name.vi for indicator in framework.indicators},
    }
    missing = {
        (sha, name): tuple(codes)
        for sha, name, codes in taken.unreported.select(
            "file_sha256", "file_name", "codes"
        ).iter_rows()
    }
    by_file: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in taken.findings.iter_rows(named=True):
        by_file.setdefault((row["file_sha256"], row["file_name"]), []).append(row)
    return [
        Answer(
            entry,
            file["file_name"],
            file["file_sha256"],
            file["reporter"] or "",
            file["status"],
            VI.moment(file["received_at"]) if file["received_at"] else "",
            by_file.get((file["file_sha256"], file["file_name"]), []),
            missing.get((file["file_sha256"], file["file_name"]), ()),
            names,
        )
        for file in taken.files.sort("file_name").iter_rows(named=True)
    ]


def answer_text(answer: Answer) -> str:
    """An answer in words, Vietnamese first, errors first."""
    if not answer.findings:
        return f"{answer.file_name}: {' / '.join(_CLEAN)}"
    errors, warnings = answer.errors, answer.warnings
    lines = [
        f"{answer.file_name}: {errors} lỗi, {warnings} cảnh báo / "
        f"{errors} errors, {warnings} warnings",
        f"  {' / '.join(answer.standing).upper()}",
    ]
    times: dict[str, int] = {}
    for row in answer.ordered:
        times[row["rule"]] = times.get(row["rule"], 0) + 1
        if times[row["rule"]] > _LISTED:
            continue
        keys = ("sheet", "cell", "entity_code", "indicator_code")
        place = " ".join(str(row[key]) for key in keys if row[key])
        mark = _GRADES[row["severity"]]
        lines += [
            f"  {mark} {place} [{row['rule']}]",
            f"      {row['message_vi']}",
            f"      {row['message_en']}",
        ]
    for rule, count in times.items():
        if count > _LISTED:
            more = count - _LISTED
            lines.append(f"  [{rule}] và {more} ô khác / and {more} more cells")
    lines += [f"  => {label}: {'; '.join(codes)}" for label, codes in _asked_for(answer)]
    if answer.standing != _WORDS["received"]:
        lines.append(f"  => {_send_by(answer)}")
    lines += [f"  => {line}" for line in answer.next_step]
    return "\n".join(lines)


def _asked_for(answer: Answer) -> list[tuple[str, list[str]]]:
    """What is to be sent, by label; nothing where the whole file is."""
    if answer.standing != _WORDS["mend"]:
        return []
    parts = [
        ("Sửa và gửi lại / Mend and resend", answer.to_mend),
        ("Gửi bổ sung / Send as well", answer.to_add),
    ]
    return [(label, codes) for label, codes in parts if codes]


def _send_by(answer: Answer) -> str:
    """To whom, and until when."""
    vi, en = _SEND_TO
    if not answer.until:
        return f"Gửi tới {vi}. / Send it to {en}."
    return f"Gửi tới {vi}, hạn {answer.until}. / Send it to {en}, until {answer.until}."


def answer_json(answer: Answer) -> str:
    """An answer for programs: the facts of the file and all its findings."""
    facts = {
        "round": answer.entry.id,
        "file_name": answer.file_name,
        "file_sha256": answer.sha256,
        "reporter": answer.unit,
        "status": answer.status,
        "received_at": answer.received_at,
        "is_demonstration": answer.entry.is_demonstration,
        "findings": answer.findings,
    }
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def annotation_request(answer: Answer, kind: str) -> dict[str, Any]:
    """What the annotated copy of a file of some kind is to show."""
    result = (
        f"{answer.errors} lỗi, {answer.warnings} cảnh báo. {answer.next_step[0]}",
        f"{answer.errors} errors, {answer.warnings} warnings. {answer.next_step[1]}",
    )
    ordered = answer.ordered
    unseen = len(ordered) - _NOTED
    demonstration = "SỐ LIỆU MINH HỌA, không phải kết quả thật / DEMONSTRATION DATA, not real"
    facts = [
        ("Kết quả / Result", "\n".join(result)),
        ("Tệp / File", answer.file_name),
        ("Đơn vị / Unit", answer.named(answer.unit)),
        ("Đợt / Round", f"{answer.entry.id}: {answer.entry.name.vi} / {answer.entry.name.en}"),
        ("Nhận lúc / Received", answer.received_at),
        ("Tình trạng / Status", " / ".join(answer.standing).upper()),
        ("Tệp / The file", _PARTLY if answer.is_partly_kept_out else _STATUSES[answer.status]),
        *((label, "\n".join(codes)) for label, codes in _asked_for(answer)),
    ]
    if answer.standing != _WORDS["received"]:
        facts.append(("Gửi lại / Resend", _send_by(answer)))
    if unseen > 0:
        unseen_text = f"{unseen} điểm nữa trong tệp .json / {unseen} more in the .json file"
        facts.insert(1, ("Còn lại / More", unseen_text))
    if answer.entry.is_demonstration:
        facts.insert(0, ("Lưu ý / Note", demonstration))
    notes = [
        {
            "sheet": finding["sheet"] or "",
            "cell": finding["cell"] or "",
            "severity": finding["severity"],
            "indicator": _whose(answer, finding),
            "rule": finding["rule"],
            "vi": finding["message_vi"],
            "en": finding["message_en"],
        }
        for finding in ordered[:_NOTED]
    ]
    return {"kind": kind, "facts": [fact for fact in facts if fact[1]], "notes": notes}


def _whose(answer: Answer, finding: Mapping[str, Any]) -> str:
    """The indicator of a finding by name and, where it is another, the unit."""
    codes = [finding["indicator_code"]]
    if finding["entity_code"] != answer.unit:
        codes.append(finding["entity_code"])
    return "\n".join(answer.named(code) for code in codes if code)


def findings_as_json(findings: pl.DataFrame) -> str:
    """All findings as a list."""
    return json.dumps(findings.to_dicts(), ensure_ascii=False, indent=2) + "\n"
