"""What was sent and stands: of all files of a round the figures in use.

Here belongs which row replaces which, as the evaluator has it. What figures earn is in `earning.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from authority_oracle import Authority
from worlds.strangers import speakers_in
from worlds.world import File, Framework, Node, Row

SOURCES: Final = ("declared", "measured", "published", "verified")
Figure = tuple[str, Decimal | str]
"""A source and what it says: an exact number, or a state."""
Figures = Mapping[tuple[str, str, str], Sequence[Figure]]
"""By unit, indicator and input."""


def standing(framework: Framework, files: Iterable[File], authority: Authority) -> Figures:
    """The figures in use after all files of a round, of those who may give them."""
    latest: dict[tuple[str, str, str, str], dict[str, tuple[Any, ...]]] = {}
    decided: dict[tuple[str, str], tuple[Any, ...]] = {}
    for file in sorted(files, key=lambda file: (file.received_at, file.path)):
        speakers = speakers_in(authority, file)
        given = [row for row, who in zip(file.rows, speakers, strict=True) if who is not None]
        kept_out = _broken_pairs(framework, given)
        for row, speaker in zip(file.rows, speakers, strict=True):
            if speaker is None or (row.unit, row.code, row.source, row.input) in kept_out:
                continue
            if file.layout == "decision":
                day = (file.decided_on, file.received_at, file.path)
                if day < decided.get((row.unit, row.code), day):
                    continue
                if day > decided.get((row.unit, row.code), ()):
                    overruled = [
                        key
                        for key in latest
                        if (key[0], key[1], key[3]) == (row.unit, row.code, "verified")
                    ]
                    for key in overruled:
                        del latest[key]
                decided[row.unit, row.code] = day
            words = latest.setdefault((row.unit, row.code, row.input, row.source), {})
            words[speaker] = (file.received_at, file.path, row.value)
    listed = [one.code for one in authority.listed]
    figures: dict[tuple[str, str, str], list[Figure]] = {}
    for (unit, code, name, source), words in latest.items():
        value = words[_first_of(words, unit, listed)][-1]
        figures.setdefault((unit, code, name), []).append((source, value))
    return figures


def _first_of(words: Mapping[str, tuple[Any, ...]], unit: str, listed: Sequence[str]) -> str:
    """Whose word stands: in the order of the list, if all are on it; else the unit's own; else of
    him who came first."""
    if all(speaker in listed for speaker in words):
        return min(words, key=listed.index)
    return unit if unit in words else min(words, key=lambda speaker: words[speaker][:2])


def _broken_pairs(framework: Framework, given: Iterable[Row]) -> set[tuple[str, str, str, str]]:
    nodes = {node.code: node for node in framework.nodes}
    sent = {
        (row.unit, row.code, row.source, row.input): row.value
        for row in given
        if isinstance(row.value, Decimal)
    }
    out: set[tuple[str, str, str, str]] = set()
    for unit, code, source in {key[:3] for key in sent}:
        for rule in rules_of(nodes[code]):
            if "numerator" not in rule:
                continue
            above, below = ((unit, code, source, rule[key]) for key in ("numerator", "denominator"))
            units = {nodes[code].inputs[rule[key]] for key in ("numerator", "denominator")}
            is_part = units <= {"count", "amount"} and rule.get("target", 1) <= 1
            a, b = sent.get(above), sent.get(below)
            is_error = b == 0 and "zero_denominator" not in rule
            if is_error or (is_part and a is not None and b and a > b):
                out |= {above, below}
    return out


def only(figures: Figures, sources: Sequence[str]) -> Figures:
    kept = {key: [one for one in told if one[0] in sources] for key, told in figures.items()}
    return {key: told for key, told in kept.items() if told}


def strongest(told: Sequence[Figure]) -> Figure:
    return max(told, key=lambda one: SOURCES.index(one[0]))


def rules_of(node: Node) -> list[dict[str, Any]]:
    if node.rule is None:
        return []
    return [part["rule"] for part in node.rule.get("parts", ())] or [node.rule]
