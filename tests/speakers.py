"""Random senders: a small round with its reporters, one more file of anybody, and who may speak.

Here belongs drawing both. Who may speak is told by `authority_oracle.py`.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from random import Random
from typing import Final

from authority_oracle import Authority, Listing, Row, Sent
from builders import child, framework, group, leaf
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
    "3.1": ("kind: points, input: points", {"points": "points"}),
    "3.2": ("kind: min_max, input: x", {"x": "number"}),
    "4": ("kind: penalty, input: x", {"x": "points"}),
}
TEXTS: Final = {"a": ("3", "5"), "b": ("8", "9"), "points": ("4", "7", "0")}
X_TEXTS: Final = {"2": ("có", "không"), "3.2": ("6", "2"), "4": ("1", "2")}
STATES: Final = ("not_applicable", "missing", "not_evaluated", "zero_by_decision")


def content_of(sent: Sent, of: Framework) -> bytes:
    match sent.layout:
        case "scorecard":
            lines = [
                [row.code, "", "", "", *([row.text, ""] if row.source == "declared" else ["", row.text])]
                for row in sent.rows
            ]  # fmt: skip
            return csv_bytes([SCORECARD, *lines])
        case "form":
            figures = [(row.unit, row.code, row.input, row.text) for row in sent.rows]
            return filled_form(of, sent.key, figures)
        case "appeal":
            header = (
                "round,entity_code,indicator_code,requested,input,reporter,appeal,reason,filed_on"
            )
            lines = [
                f"r1,{row.unit},{row.code},{row.text},{row.input},{row.reporter},1/ĐN,Xin,02/08/2025"
                for row in sent.rows
            ]
            return values(*lines, header=header)
        case _:
            after = ",,,1/QĐ,Điều 1,Đạt,01/08/2025" if sent.layout == "decision" else ""
            header = DECISION if sent.layout == "decision" else HEADER
            lines = [
                ",".join(("r1", row.unit, row.code, row.input, row.text, row.reporter, row.source))
                + after
                for row in sent.rows
            ]  # fmt: skip
            return values(*lines, header=header)


class Speakers(Authority):
    """Who may speak in the small round, with its framework and list as the product reads them."""

    @cached_property
    def framework(self) -> Framework:
        lines: list[str] = []
        for code, (rule, inputs) in LEAVES.items():
            stated = (("responsible", self.responsible), ("reported_by", self.reported_by))
            more = "".join(f", {key}: {given[code]}" for key, given in stated if code in given)
            if "." in code:
                more += child("3")
            asked = ", ".join(f"{name}: {unit}" for name, unit in inputs.items())
            lines.append(leaf(code, rule, asked, "10", more))
        return framework(group("3", "20") + "".join(lines))

    @property
    def reporters(self) -> Reporters:
        return replace(reporters(*(row.line for row in self.listed)), known=frozenset(AGENCIES))


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
            chosen = random.choice(
                ("*", ";".join(random.sample([*codes, "3"], random.randint(1, 3))))
            )
            listed.append(Listing(code, kind, units, chosen, random.random() < 0.15))
    random.shuffle(listed)
    return Speakers(
        responsible, reported_by, {"3.1": "3", "3.2": "3"}, tuple(listed),
        random.random() < 0.2, UNITS, AGENCIES, NAMED, ("4",),
    )  # fmt: skip


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
    asking = random.choice(UNITS)
    files.append(Sent(f"{asking}/phuc-tra", "appeal", (Row(asking, "3.1", "points", "7"),)))
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
    rows = rows or [Row(named or UNITS[0], "3.1", "points", "7", "", source)]
    return Sent(path, layout, tuple(rows), key, shared and layout != "scorecard")


def _figures(random: Random, unit: str, code: str) -> list[Row]:
    """All figures of an indicator of a unit."""
    inputs = LEAVES[code][1]
    return [
        Row(unit, code, name, random.choice(TEXTS.get(name) or X_TEXTS[code])) for name in inputs
    ]
