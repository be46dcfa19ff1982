"""Random senders: a small round with its reporters, one more file of anybody, and who may speak.

Here belong drawing both, and an oracle that knows the rules on reporters and nothing of the code:
a unit speaks for itself, an agency for its indicators, the council decides, the ministry publishes,
a system measures; `reporters.csv` adds and narrows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import Final

from builders import framework, leaf
from intake_builders import (
    DECISION,
    HEADER,
    SCORECARD,
    csv_bytes,
    filled_form,
    reporters,
    values,
)

from pipelines.frameworks.framework import Framework
from pipelines.intake.reporters import Reporters

UNITS: Final = ("00001", "00002", "00003")
AGENCIES: Final = ("so-khcn", "so-y-te")
BOARD, MINISTRY, SYSTEM = "ban-tham-dinh", "bo-khcn", "he-thong"
STRANGER: Final = "0000l"
"""A code that nobody has: 00001 mistyped."""
NAMED: Final = {"Phường Hòa Thắng": "00001"}
"""A unit of the round by its name."""
LEAVES: Final = {
    "1": ("kind: ratio, numerator: a, denominator: b", {"a": "count", "b": "count"}),
    "2": ("kind: boolean, input: x", {"x": "boolean"}),
    "3": ("kind: points, input: points", {"points": "points"}),
    "3.1": ("kind: min_max, input: x", {"x": "number"}),
    "4": ("kind: penalty, input: x", {"x": "points"}),
}
TEXTS: Final = {"a": ("3", "5"), "b": ("8", "9"), "points": ("4", "7", "0")}
X_TEXTS: Final = {"2": ("có", "không"), "3.1": ("6", "2"), "4": ("1", "2")}
STATES: Final = ("not_applicable", "missing", "not_evaluated", "zero_by_decision")
CHOSEN: Final = ("not_evaluated", "zero_by_decision")
"""States that the council gives."""


@dataclass(frozen=True)
class Listing:
    """A row of `reporters.csv`."""

    code: str
    kind: str
    units: str
    indicators: str
    has_ended: bool

    @property
    def line(self) -> str:
        until = "2024-12-31" if self.has_ended else ""
        return f"{self.code},Tên,Name,{self.kind},{self.units},{self.indicators},,{until}"

    def names(self, code: str) -> bool:
        """Whether it is about an indicator: it names it, or one above it."""
        return self.indicators == "*" or any(
            code == named or code.startswith(f"{named}.") for named in self.indicators.split(";")
        )

    def gives(self, unit: str, code: str) -> bool:
        """Whether it gives a right on an indicator of a unit."""
        of_unit = self.units == "*" or unit in self.units.split(";")
        return of_unit and self.names(code) and not self.has_ended


@dataclass(frozen=True)
class Row:
    """A figure as a file gives it; what is empty was left blank."""

    unit: str
    code: str
    input: str
    text: str
    reporter: str = ""
    source: str = ""


@dataclass(frozen=True)
class Sent:
    """A file: values, decision (values with the columns of one), appeal, scorecard or form."""

    path: str
    layout: str
    rows: tuple[Row, ...]
    key: str = ""
    """The reporter in the key of a form."""
    is_shared: bool = False

    @property
    def name(self) -> str:
        return self.path + (".xlsx" if self.layout == "form" else ".csv")

    def cells(self) -> Iterator[tuple[str, Row]]:
        """Its rows by the cell of the figure."""
        column = {"appeal": "D", "scorecard": "F"}.get(self.layout, "E")
        for at, row in enumerate(self.rows, 2):
            is_own = self.layout == "scorecard" and row.source == "declared"
            yield f"{'E' if is_own else column}{at}", row

    def content(self, of: Framework) -> bytes:
        match self.layout:
            case "scorecard":
                lines = [
                    [row.code, "", "", "", *([row.text, ""] if row.source == "declared" else ["", row.text])]
                    for row in self.rows
                ]  # fmt: skip
                return csv_bytes([SCORECARD, *lines])
            case "form":
                figures = [(row.unit, row.code, row.input, row.text) for row in self.rows]
                return filled_form(of, self.key, figures)
            case "appeal":
                header = "round,entity_code,indicator_code,requested,input,reporter,appeal,reason,filed_on"
                lines = [
                    f"r1,{row.unit},{row.code},{row.text},{row.input},{row.reporter},1/ĐN,Xin,02/08/2025"
                    for row in self.rows
                ]
                return values(*lines, header=header)
            case _:
                after = ",,,1/QĐ,Điều 1,Đạt,01/08/2025" if self.layout == "decision" else ""
                header = DECISION if self.layout == "decision" else HEADER
                lines = [
                    ",".join(("r1", row.unit, row.code, row.input, row.text, row.reporter, row.source))
                    + after
                    for row in self.rows
                ]  # fmt: skip
                return values(*lines, header=header)


@dataclass(frozen=True)
class Speakers:
    """Who may speak in a round: by indicator its agency and who alone reports it, and the list."""

    responsible: dict[str, str]
    reported_by: dict[str, str]
    listed: tuple[Listing, ...]

    @cached_property
    def framework(self) -> Framework:
        lines: list[str] = []
        for code, (rule, inputs) in LEAVES.items():
            stated = (("responsible", self.responsible), ("reported_by", self.reported_by))
            more = "".join(f", {key}: {given[code]}" for key, given in stated if code in given)
            asked = ", ".join(f"{name}: {unit}" for name, unit in inputs.items())
            lines.append(leaf(code, rule, asked, "10", more))
        return framework("".join(lines))

    @property
    def reporters(self) -> Reporters:
        return replace(reporters(*(row.line for row in self.listed)), known=frozenset(AGENCIES))

    # The oracle

    def sender(self, sent: Sent) -> str | None:
        """By its folder, by the key of its form, by the code its name begins with."""
        known = {*UNITS, *AGENCIES, *(row.code for row in self.listed)}
        folder, _, below = sent.path.partition("/")
        if below and (
            folder in known or (folder in ("hoi-dong", "cong-bo") and not sent.is_shared)
        ):
            return folder
        if sent.key:
            return sent.key
        name = sent.path.rpartition("/")[2]
        begins = (
            c for c in known if name == c or (name.startswith(c) and not name[len(c)].isalnum())
        )
        return max(begins, key=len, default=None)

    def may(self, sent: Sent, row: Row) -> bool:
        """Whether a file may give a row."""
        sender = self.sender(sent)
        if row.unit not in UNITS:
            return False
        source = self._source(sent, row, sender)
        if source == "verified":
            return sender is not None and self._is(sender, "council", row)
        if source == "published":
            return sender is not None and self._is(sender, "ministry", row)
        if source == "measured":
            return sender is not None and self._is(sender, "system", row)
        if source not in ("declared", "requested"):
            return False
        is_chosen = row.input == "state" and row.text in CHOSEN
        alone = self.reported_by.get(row.code, "council" if row.code == "4" else "")
        if source == "declared" and (is_chosen or alone in ("council", "ministry")):
            return False
        reporter = NAMED.get(row.reporter, row.reporter) or sent.key or sender or row.unit
        if sender is None:
            return self._speaks(reporter, row.unit, row.code, source)
        acts = reporter == sender or self._speaks(sender, reporter, row.code, source)
        return acts and self._speaks(sender, row.unit, row.code, source)

    def _source(self, sent: Sent, row: Row, sender: str | None) -> str:
        """As stated; a file of decisions decides, and so do those who only decide or publish."""
        if row.source or sent.layout in ("decision", "appeal"):
            return row.source or {"decision": "verified", "appeal": "requested"}[sent.layout]
        by_kind = {
            "hoi-dong": "verified",
            BOARD: "verified",
            "cong-bo": "published",
            MINISTRY: "published",
        }
        lapsed = {one.code for one in self.listed if one.has_ended}
        return by_kind.get(sender or "", "declared") if sender not in lapsed else "declared"

    def _is(self, sender: str, kind: str, row: Row) -> bool:
        folder = {"council": "hoi-dong", "ministry": "cong-bo"}.get(kind)
        return sender == folder or any(
            one.code == sender and one.kind == kind and one.gives(row.unit, row.code)
            for one in self.listed
        )

    def _speaks(self, who: str, whom: str, code: str, source: str) -> bool:
        """Whether somebody's own figures on a unit count."""
        own = [one for one in self.listed if one.code == who]
        if any(one.kind in ("unit", "agency") and one.gives(whom, code) for one in own):
            return True
        alone = self.reported_by.get(code)
        is_narrowed = any(one.kind == "unit" for one in own)
        if who == whom and not is_narrowed and (alone != "agency" or source == "requested"):
            return True
        narrowed = any(one.kind == "agency" and one.names(code) for one in own)
        return who == self.responsible.get(code) and alone != "unit" and not narrowed


def draw_speakers(random: Random) -> Speakers:
    """Who may speak, at random."""
    codes = list(LEAVES)
    responsible = {code: random.choice(AGENCIES) for code in codes if random.random() < 0.4}
    reported_by = {
        code: random.choice(("unit", "agency", "council", "ministry"))
        for code in responsible
        if random.random() < 0.4
    }
    listed: list[Listing] = []
    for code, kind in (
        *(((agency, "agency")) for agency in AGENCIES),
        (UNITS[0], "unit"), (BOARD, "council"), (MINISTRY, "ministry"), (SYSTEM, "system"),
        (AGENCIES[0], "council"),
    ):  # fmt: skip
        if random.random() < 0.3:
            units = random.choice(("*", ";".join(random.sample(UNITS, random.randint(1, 2)))))
            chosen = random.choice(("*", ";".join(random.sample(codes, random.randint(1, 3)))))
            listed.append(Listing(code, kind, units, chosen, random.random() < 0.15))
    random.shuffle(listed)
    return Speakers(responsible, reported_by, tuple(listed))


def draw_round(random: Random) -> list[Sent]:
    """What honest units and the council send; some units send nothing."""
    files: list[Sent] = []
    for unit in UNITS:
        if random.random() < 0.85:
            codes = [code for code in LEAVES if code != "4" and random.random() < 0.8]
            rows = [row for code in codes for row in _figures(random, unit, code)]
            if rows:
                files.append(Sent(f"{unit}_so-lieu", "values", tuple(rows)))
    decided = tuple(
        row
        for unit in UNITS
        for code in LEAVES
        if random.random() < 0.2
        for row in _figures(random, unit, code)[:1]
    )
    if decided:
        files.append(Sent("hoi-dong/quyet-dinh", "decision", decided))
    return files


def draw_intruder(random: Random, base: Sequence[Sent]) -> Sent:
    """A file of anybody, from anywhere, about anybody."""
    codes = (*UNITS, *AGENCIES, BOARD, MINISTRY, SYSTEM, STRANGER)
    places = ("", "", "hoi-dong", "cong-bo", "khac/hoi-dong", f"{UNITS[1]}/hoi-dong", "HOI-DONG")
    folder = random.choice((*places, *codes))
    name = random.choice((*codes, *UNITS, "so-lieu", "hoi-dong", "so"))
    path = f"{folder}/{name}_them".removeprefix("/")
    shared = random.random() < 0.15
    if base and random.random() < 0.1:  # the same bytes again
        return replace(random.choice(base), path=path, is_shared=shared)
    layout = random.choice(
        ("values", "values", "values", "decision", "appeal", "scorecard", "form")
    )
    about = random.choice((UNITS, (random.choice(UNITS),)))
    reporter_texts = ("", "", "", *codes, "hoi-dong", *NAMED)
    sources = ("", "", "", "declared", "verified", "measured", "published", "khac")
    rows: list[Row] = []
    named = name if name in UNITS else ""
    for code in LEAVES:
        for unit in about:
            if random.random() < 0.5:
                continue
            row = random.choice(_figures(random, unit, code))
            match layout:
                case "scorecard":
                    source = random.choice(("declared", "verified"))
                    row = Row(named, code, "points", random.choice(TEXTS["points"]), "", source)
                case "form":
                    pass
                case "values":
                    if random.random() < 0.2:
                        row = replace(row, input="state", text=random.choice(STATES))
                    stated = random.choice(reporter_texts), random.choice(sources)
                    row = replace(row, reporter=stated[0], source=stated[1])
                case _:
                    row = replace(row, reporter=random.choice(reporter_texts))
            rows.append(row)
    key = random.choice((*UNITS, *AGENCIES, STRANGER)) if layout == "form" else ""
    source = "declared" if layout == "scorecard" else ""
    rows = rows or [Row(named or UNITS[0], "3", "points", "7", "", source)]
    return Sent(path, layout, tuple(rows), key, shared and layout != "scorecard")


def _figures(random: Random, unit: str, code: str) -> list[Row]:
    """All figures of an indicator of a unit."""
    inputs = LEAVES[code][1]
    return [
        Row(unit, code, name, random.choice(TEXTS.get(name) or X_TEXTS[code])) for name in inputs
    ]
