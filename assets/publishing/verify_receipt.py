"""Check a score receipt of the Digital Transformation Index, with nothing but Python.

    python verify_receipt.py RECEIPT.json... [--files FOLDER] [--log releases/log.jsonl]

Works out points, main indicators, pillars, index and rank again from the figures in the receipt,
and says at which indicator, file, sheet and cell something is not as it should be. With --files it
also looks for the files that were sent, checks their SHA-256 and reads the cells again. With --log
it looks whether the release of the receipt was issued with this very receipt: a forgery that was
sealed again is found so. Exit status: 0 if everything holds, 1 if something is wrong, 2 if
something could not be checked: what is no receipt, files or a release that are not there.

Here belongs the whole check, in one file that imports nothing but the standard library: it must not
trust the program whose results it checks.

Kiểm tra phiếu điểm DTI: tính lại điểm, chỉ số chính, trụ cột, DTI và thứ hạng từ số liệu trong
phiếu, chỉ ra chỉ tiêu, tệp, trang tính và ô nào không đúng.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

FORM = "dti-score-receipt/1"
ONE = 10**10
"""Amounts carry ten decimals."""
TRUSTED = 10**9
"""Ranks are taken on nine decimals at most: the tenth may come from cutting ratios."""
ROOM = Fraction(2, ONE)
"""What binary arithmetic may leave in the last decimal."""
SOURCES = ("declared", "measured", "published", "verified")
"""From the weakest to the strongest claim: the strongest stands."""
STATES = {
    "missing": "missing",
    "reported": "reported",
    "not applicable": "not_applicable",
    "not evaluated": "not_evaluated",
    "zero by decision": "zero_by_decision",
    "chua bao cao": "missing",
    "da bao cao": "reported",
    "khong ap dung": "not_applicable",
    "khong danh gia": "not_evaluated",
    "khong diem theo quyet dinh": "zero_by_decision",
}
YES = ("co", "yes", "true", "1", "x", "dat")
NO = ("khong", "no", "false", "0", "chua", "khong dat", "chua dat")
OF_ALL_UNITS = ("best_peer", "min_max", "z_score", "percentile", "rank")
ADJUSTMENTS = ("bonus", "penalty")
WITHHELD = "…"
"""In the public edition of a receipt, in place of a text that is more than a figure."""
LARGEST = 64 * 1024 * 1024
"""Bytes that a receipt has at most."""
BEGINNING = "0" * 64
"""What the first line of the log has in place of the hash of the line before."""

Json = dict[str, Any]
Number = Fraction | None


@dataclass(frozen=True)
class Problem:
    """Something that does not hold: where, what the receipt says, what it should say."""

    where: str
    what: str
    says: str
    should_be: str

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.what}: ghi / says {self.says}, "
            f"phải là / should be {self.should_be}"
        )


@dataclass
class Node:
    """What was worked out of one indicator or group: its share, points, maximum, and coverage."""

    share: Number
    points: Fraction
    maximum: Fraction
    present: bool
    applicable: bool
    is_adjustment: bool = False


@dataclass
class Check:
    """One receipt on its way through the check."""

    receipt: Json
    problems: list[Problem] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)

    def expect(self, where: str, what: str, says: object, should_be: object) -> None:
        if type(says) is not type(should_be) or says != should_be:
            self.problems.append(Problem(where, what, told(says), told(should_be)))

    def amount(self, where: str, what: str, says: object, should_be: Number) -> Fraction:
        """Compare an amount of the receipt. Returns it if it holds, else what it should be."""
        found = number(says)
        near = found is not None and should_be is not None and abs(found - should_be) <= ROOM
        if near and found is not None:
            return found
        if found is not None or should_be is not None:
            self.problems.append(Problem(where, what, told(says), told(should_be)))
        return Fraction(0) if should_be is None else fixed(should_be)


# Numbers


def number(text: object) -> Number:
    """An amount written as text. Raises ValueError for anything else that is not empty."""
    if text is None:
        return None
    if not isinstance(text, str) or not re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", text):
        raise ValueError(f"expected an amount as text, found {text!r}")
    return Fraction(text)


def exact(given: object) -> Fraction:
    """A number of a rule or a cell. Raises ValueError for what is none, or is beyond measure."""
    form = r"[+-]?[0-9]{1,40}(\.[0-9]{1,40}|/[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?"
    if isinstance(given, bool) or not re.fullmatch(form, str(given)):
        raise ValueError(f"expected a number, found {given!r}")
    return Fraction(str(given))


def fixed(amount: Fraction) -> Fraction:
    """Rounded to ten decimals."""
    return Fraction(round(amount * ONE), ONE)


def half_up(amount: Fraction, by: int) -> int:
    """In units of one `by`-th, rounded half away from zero."""
    size = abs(amount) * by
    whole = (size.numerator * 2 + size.denominator) // (2 * size.denominator)
    return whole if amount >= 0 else -whole


def published(amount: Fraction, decimals: int | None) -> int:
    """A value as it is published and ranked, in units of its last decimal."""
    trusted = half_up(amount, TRUSTED)
    if decimals is None or decimals >= 9:
        return trusted
    if type(decimals) is not int or decimals < 0:
        raise ValueError(f"decimals: expected a whole number, found {decimals!r}")
    return half_up(Fraction(trusted, TRUSTED), 10**decimals)


def told(value: object) -> str:
    """A value for a message."""
    if value is None:
        return "(trống / empty)"
    if isinstance(value, Fraction):
        text = f"{round(value * ONE) / Decimal(ONE):.10f}".rstrip("0").rstrip(".")
        return text or "0"
    return str(value)


def root(amount: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = 50
        return Fraction((Decimal(amount.numerator) / Decimal(amount.denominator)).sqrt())


def logarithm(amount: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = 50
        return Fraction((Decimal(amount.numerator) / Decimal(amount.denominator)).ln())


def exponential(amount: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = 50
        return Fraction((Decimal(amount.numerator) / Decimal(amount.denominator)).exp())


# Rules: a figure in, a share of the maximum points out; None where the rule does not apply


def share_of(
    rule: Json,
    figures: dict[str, Fraction],
    others: list[dict[str, Fraction]],
    worth: Number = None,
) -> Number:
    """What a rule earns. `figures`: of this unit, by input; `others`: those of every other unit;
    `worth`: the maximum points of what it is about."""
    kind = rule["kind"]
    if kind == "parts":
        shares = [exact(part["share"]) for part in rule["parts"]]
        earned = [
            (of, share_of(part["rule"], figures, others, None if worth is None else worth * of))
            for of, part in zip(shares, rule["parts"], strict=True)
        ]
        if all(share is None for _, share in earned):
            return None
        return sum((of * (share or 0) for of, share in earned), Fraction(0))
    if "denominator" in rule:
        above, below = figures.get(rule["numerator"]), figures.get(rule["denominator"])
        if above is None or below is None:
            return None
        if below == 0:
            return {"zero": Fraction(0), "full": Fraction(1)}.get(rule.get("zero_denominator", ""))
        figure = above / below
    else:
        figure = figures.get(rule["input"])
    if figure is None:
        return None
    if "floor" in rule and figure < exact(rule["floor"]):
        return Fraction(0)
    if kind in OF_ALL_UNITS:
        peers = [one[rule["input"]] for one in others if rule["input"] in one]
        return share_among(rule, figure, [figure, *peers])
    match kind:
        case "ratio":
            return min(Fraction(1), figure / exact(rule.get("target", "1")))
        case "steps":
            reached = [
                (exact(step["at_least"]), exact(step["share"]))
                for step in rule["steps"]
                if figure >= exact(step["at_least"])
            ]
            return max(reached)[1] if reached else Fraction(0)
        case "capped_count":
            return counted(rule, figure, worth)
        case "goalposts":
            low, high = exact(rule["lower"]), exact(rule["upper"])
            if rule.get("log"):
                figure = logarithm(max(figure, low))
                low, high = logarithm(low), logarithm(high)
            return turned(rule, between(figure, low, high))
        case _:  # value, boolean, levels: the share itself; points, bonus, penalty: points
            return figure


def counted(rule: Json, count: Fraction, worth: Number) -> Number:
    """Items up to the cap, added up or taken off from full; each is so many points, or its part of
    the cap."""
    cap = exact(rule["cap"]) if "cap" in rule else None
    full = cap
    if "each" in rule:
        full = None if worth is None else worth / exact(rule["each"])
    if not full:
        return None
    share = min(count if cap is None else min(count, cap), full) / full
    return 1 - share if rule.get("from") == "full" else share


def divides_by_zero(rule: Json, figures: dict[str, Fraction]) -> bool:
    """Whether a denominator of 0 leaves the indicator out for this unit."""
    if rule.get("zero_denominator") not in ("not_evaluated", "shared"):
        return False
    return rule["numerator"] in figures and figures.get(rule["denominator"]) == 0


def share_among(rule: Json, figure: Fraction, everybody: list[Fraction]) -> Number:
    """What a rule earns that looks at all units of the round; None where they give no yardstick."""
    lower_is_better = rule.get("direction") == "lower_is_better"
    kind, count = rule["kind"], len(everybody)
    if kind == "best_peer":
        best = max(everybody)
        return figure / best if best > 0 else None
    if kind == "min_max":
        low = exact(rule["lower"]) if rule.get("lower") is not None else min(everybody)
        high = exact(rule["upper"]) if rule.get("upper") is not None else max(everybody)
        return turned(rule, between(figure, low, high)) if high > low else None
    if lower_is_better:
        figure, everybody = -figure, [-one for one in everybody]
    below = sum(one < figure for one in everybody)
    if kind == "rank":
        return Fraction(below + 1)
    if kind == "percentile":
        ties = sum(one == figure for one in everybody)
        return (below + Fraction(ties - 1, 2)) / (count - 1) if count > 1 else None
    if max(everybody) == min(everybody):
        return None
    mean = sum(everybody, Fraction(0)) / count
    variance = sum(((one - mean) ** 2 for one in everybody), Fraction(0)) / (count - 1)
    return (figure - mean) / root(variance)


def between(figure: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return min(Fraction(1), max(Fraction(0), (figure - low) / (high - low)))


def turned(rule: Json, share: Fraction) -> Fraction:
    return 1 - share if rule.get("direction") == "lower_is_better" else share


def looks_at_all(rule: Json) -> bool:
    return rule["kind"] in OF_ALL_UNITS or any(
        looks_at_all(p["rule"]) for p in rule.get("parts", ())
    )


# Indicators


def place(leaf: Json, given: Json) -> str:
    """Where a figure stands: indicator, input, file, sheet, cell."""
    parts = [f"{leaf['code']} {given['input']}", given["file_name"]]
    if given.get("sheet"):
        parts.append(str(given["sheet"]))
    if given.get("cell"):
        parts.append(f"ô / cell {given['cell']}")
    return ", ".join(parts)


@dataclass(frozen=True)
class Judged:
    """What the figures of an indicator come to: its share, its state, and what it is worth.

    `leaves_points`: its points go to its siblings, for want of a denominator.
    """

    where: str
    share: Number
    state: str
    maximum: Number
    is_adjustment: bool
    leaves_points: bool


def check_leaf(check: Check, leaf: Json) -> Judged:
    """Read the texts of an indicator again, apply its rule and its states, compare."""
    code = leaf["code"]
    where = f"{code} ({places(leaf)})" if leaf["inputs"] else code
    rule: Json | None = leaf["rule"]
    figures: dict[str, tuple[int, Fraction]] = {}
    state_given: tuple[int, str] | None = None
    for given in leaf["inputs"]:
        strength = SOURCES.index(given["source"])
        if given["input"] == "state":
            if state_given is None or strength >= state_given[0]:
                state_given = (strength, STATES.get(plain(str(given["raw_text"])), ""))
            continue
        value = number(given["value"])
        check_reading(check, leaf, given, value)
        if value is not None:
            stands = figures.get(given["input"])
            if stands is None or strength >= stands[0]:
                figures[given["input"]] = (strength, value)
    maximum = number(leaf["max_points"])
    is_adjustment = rule is not None and rule["kind"] in ADJUSTMENTS
    strongest = max((strength for strength, _ in figures.values()), default=-1)
    share, state = earned(leaf, rule, figures, strongest, maximum)
    own = {name: value for name, (_, value) in figures.items()}
    leaves_points = (
        state == "not_evaluated"
        and rule is not None
        and rule.get("zero_denominator") == "shared"
        and divides_by_zero(rule, own)
    )
    if state_given is not None and state_given[1] != "reported":
        if state_given[0] >= strongest or state == "missing":
            state, leaves_points = state_given[1], False
            share = Fraction(0) if state == "zero_by_decision" else None
        strongest = max(strongest, state_given[0])
    if rule is None or left_out(check.receipt, code):
        state, share, leaves_points = "not_evaluated", None, False
    check.expect(where, "trạng thái / state", leaf["state"], state)
    check.expect(
        where, "nguồn / source", leaf["source"], SOURCES[strongest] if strongest >= 0 else None
    )
    return Judged(where, share, state, maximum, is_adjustment, leaves_points)


def earned(
    leaf: Json,
    rule: Json | None,
    figures: dict[str, tuple[int, Fraction]],
    strongest: int,
    maximum: Number,
) -> tuple[Number, str]:
    """The share that figures earn by the rule, or by points given directly; and the state."""
    if rule is None:
        return None, "not_evaluated"
    is_adjustment = rule["kind"] in ADJUSTMENTS
    own = {name: value for name, (_, value) in figures.items()}
    others = by_unit(leaf.get("others", {}))
    share = share_of(rule, own, others, maximum)
    if rule["kind"] == "points" and share is not None:
        share = share / maximum if maximum else None
    direct = figures.get("points")
    if direct is not None and direct[0] >= strongest:
        share = direct[1] if is_adjustment else direct[1] / maximum if maximum else None
    if is_adjustment and share is not None and maximum is not None:
        share = min(share, maximum)
    if share is not None:
        return share, "reported"
    if divides_by_zero(rule, own):
        return None, "not_evaluated"
    if looks_at_all(rule):
        # A figure without a yardstick cannot be judged, and then nobody can.
        without = any(
            "points" not in one
            and share_of(rule, one, [own, *others[:n], *others[n + 1 :]], maximum) is None
            for n, one in enumerate(others)
        )
        if own or (without and rule["kind"] != "parts"):
            return None, "not_evaluated"
    return None, "missing"


def by_unit(others: dict[str, dict[str, str]]) -> list[dict[str, Fraction]]:
    """Figures of other units, from by input to by unit."""
    found: dict[str, dict[str, Fraction]] = {}
    for name, values in others.items():
        for unit, text in values.items():
            found.setdefault(unit, {})[name] = exact(text)
    return list(found.values())


def node_of(check: Check, leaf: Json, judged: Judged, worth: Number) -> Node:
    """Points and maximum of an indicator that is worth so much."""
    framework = check.receipt["framework"]
    share, state = judged.share, judged.state
    excludes = framework["missing"] == "exclude"
    counts = state in ("reported", "zero_by_decision") or (state == "missing" and not excludes)
    if counts and share is None:
        share = Fraction(0)
    is_adjustment = judged.is_adjustment
    if is_adjustment:
        worth = Fraction(-1 if leaf["rule"]["kind"] == "penalty" else 1)
    points = (share or Fraction(0)) * (worth or Fraction(0))
    evaluated = fixed(worth or Fraction(0)) if counts and not is_adjustment else Fraction(0)
    shown = None if is_adjustment or not counts else share
    applicable = not is_adjustment and (counts or state == "missing")
    return Node(shown, points, evaluated, counts, counts or applicable, is_adjustment)


def compared_leaf(check: Check, leaf: Json, judged: Judged, node: Node) -> Node:
    """An indicator beside what the receipt says of it."""
    where, shown = judged.where, node.share
    out = judged.state in ("not_applicable", "not_evaluated")
    scaled = None if shown is None else shown * (number(check.receipt["framework"]["scale"]) or 0)
    check.amount(where, "giá trị / value", leaf["value"], scaled)
    node.points = check.amount(where, "điểm / points", leaf["points"], None if out else node.points)
    check.amount(
        where, "điểm được đánh giá / evaluated points", leaf["evaluated_points"], node.maximum
    )
    imputed = judged.state == "missing" and shown is not None
    check.expect(where, "điền thay / imputed", leaf["is_imputed"], imputed)
    return node


def left_out(receipt: Json, code: str) -> bool:
    """Whether the round evaluates an indicator, or what it lies below, for nobody."""
    parents = {one["code"]: one["parent"] for one in (*receipt["indicators"], *receipt["groups"])}
    at: str | None = code
    while at is not None:
        if at in receipt["round"]["left_out"]:
            return True
        at = parents.get(at)
    return False


def places(leaf: Json) -> str:
    """The places of all figures of an indicator."""
    return "; ".join(
        dict.fromkeys(place(leaf, given).partition(", ")[2] for given in leaf["inputs"])
    )


# Texts: what is written in a cell, and the values that it may mean


def plain(text: str) -> str:
    """Lower-case letters without any mark, blanks folded."""
    bare = "".join(
        c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c)
    )
    return " ".join(re.sub("[đð]", "d", bare).replace("_", " ").split())


def numbers_in(text: str) -> set[Fraction]:
    """The numbers that a text may be: 1.941 is 1941 or 1.941, 85 % is 85 or 0.85."""
    bare = re.sub(r"[\s\u00a0\u202f]+", "", text)
    percent = bare.endswith("%")
    lead = re.match(r"[+-]?[0-9][0-9.,]*", bare)
    found: set[Fraction] = set()
    if lead is not None:
        digits = lead[0].rstrip(".,")
        for thousands, point in ((".", ","), (",", ".")):
            written = digits.replace(thousands, "").replace(point, ".")
            if re.fullmatch(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?", written):
                found.add(exact(written))
    scientific = re.fullmatch(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?[eE][+-]?[0-9]{1,2}", bare)
    if scientific is not None:
        found.add(exact(bare))
    return found | {one / 100 for one in found} if percent else found


def levels_of(rule: Json | None, name: str) -> dict[str, str]:
    """The levels of the rule that reads an input, also among its parts."""
    if rule is None:
        return {}
    if rule["kind"] == "levels" and rule["input"] == name:
        return rule["levels"]
    for part in rule.get("parts", ()):
        found = levels_of(part["rule"], name)
        if found:
            return found
    return {}


def check_reading(check: Check, leaf: Json, given: Json, value: Number) -> None:
    """Whether the value is one that the text may mean."""
    corrected = given["correction"]
    text = str(given["raw_text"] if corrected is None else corrected["corrected_text"])
    where = place(leaf, given)
    if corrected is not None:
        check.expect(
            where,
            "nội dung được hiệu đính / text corrected",
            given["raw_text"],
            corrected["found_text"],
        )
    if text == WITHHELD and is_public(check.receipt):
        check.unchecked.append(f"{where}: nội dung không công bố / text not public")
        return
    levels = levels_of(leaf["rule"], given["input"])
    may_be = {exact(share) for name, share in levels.items() if plain(name) == plain(text)}
    if not may_be and given["unit"] == "boolean":
        may_be = (
            {Fraction(1)} if plain(text) in YES else {Fraction(0)} if plain(text) in NO else set()
        )
    may_be = may_be or numbers_in(text)
    if value is None or not any(fixed(one) == value for one in may_be):
        meant = " / ".join(sorted(told(one) for one in may_be)) or told(None)
        check.problems.append(
            Problem(where, f"giá trị đọc từ / value read from {text!r}", told(value), meant)
        )


# The way up: groups, pillars, the index, the rank


def check_groups(check: Check) -> None:
    """Work groups out from the bottom, then the index."""
    receipt = check.receipt
    leaves = {leaf["code"]: leaf for leaf in receipt["indicators"]}
    judged = {code: check_leaf(check, leaf) for code, leaf in leaves.items()}
    worth = {code: one.maximum for code, one in judged.items()}
    worth |= {group["code"]: number(group["full_points"]) for group in receipt["groups"]}
    tree = tree_of(receipt)
    if any(one.leaves_points for one in judged.values()):
        before = Check(receipt)
        before.nodes = {c: node_of(check, leaves[c], one, worth[c]) for c, one in judged.items()}
        for group, children in tree:
            before.nodes[code_of(group)] = combined(before, group, children, worth)
        freed = {c: one.maximum or Fraction(0) for c, one in judged.items() if one.leaves_points}
        worth |= raised(before, tree, freed)
    for code, one in judged.items():
        node = node_of(check, leaves[code], one, worth[code])
        check.nodes[code] = compared_leaf(check, leaves[code], one, node)
    for group, children in tree:
        node = combined(check, group, children, worth)
        stored = group if "code" in group else receipt["index"]
        check.nodes[code_of(group)] = compared(check, code_of(group), stored, node)


Tree = list[tuple[Json, list[str]]]
"""Groups with the codes of their children, each after its children; the framework last."""


def code_of(group: Json) -> str:
    return str(group.get("code", "DTI"))


def tree_of(receipt: Json) -> Tree:
    below: dict[str, list[str]] = {}
    for one in (*receipt["indicators"], *receipt["groups"]):
        below.setdefault(one["parent"], []).append(one["code"])
    done = {leaf["code"] for leaf in receipt["indicators"]}
    tree: Tree = []
    waiting = list(receipt["groups"])
    while waiting:
        ready = [one for one in waiting if done.issuperset(below.get(one["code"], ()))]
        if not ready:
            raise ValueError("the groups of the receipt do not form a tree")
        tree += [(one, below.get(one["code"], [])) for one in ready]
        done |= {one["code"] for one in ready}
        waiting = [one for one in waiting if one not in ready]
    return [*tree, (receipt["framework"], below.get("DTI", []))]


def raised(check: Check, tree: Tree, freed: dict[str, Fraction]) -> dict[str, Number]:
    """What each node is worth once points that indicators leave have gone to their siblings.

    `check` holds the nodes without them. Siblings are raised in proportion to their own maximum,
    down to the indicators; the running sums are rounded, so that the parts make the whole.
    """
    most = {code: node.maximum for code, node in check.nodes.items()}
    for group, children in tree:
        kept = sum((most[code] for code in children), Fraction(0))
        if group["aggregation"] == "points" and kept and most[code_of(group)]:
            added = sum((freed.get(code, Fraction(0)) for code in children), Fraction(0))
            most[code_of(group)] = kept + added
    for group, children in reversed(tree):
        total = sum((most[code] for code in children), Fraction(0))
        if group["aggregation"] != "points" or not total:
            continue
        factor, running, taken = most[code_of(group)] / total, Fraction(0), Fraction(0)
        for code in children:
            running += most[code]
            most[code] = fixed(running * factor) - taken
            taken += most[code]
    return dict(most)


def combined(check: Check, group: Json, codes: list[str], worth: dict[str, Number]) -> Node:
    """Children carried into their parent; held back where too few of them have a value."""
    aggregation, full = group["aggregation"], worth.get(code_of(group))
    children = [check.nodes[code] for code in codes]
    points = sum((child.points for child in children), Fraction(0))
    maximum = sum((child.maximum for child in children), Fraction(0))
    share = points / maximum if maximum else None
    if aggregation != "points":
        share = mean_of(aggregation, terms_of(check, codes))
        points = fixed((share or Fraction(0)) * (full or Fraction(0)))
        maximum = Fraction(0) if share is None else fixed(full or Fraction(0))
    have = sum(child.present for child in children)
    could = sum(child.applicable for child in children)
    node = Node(share, points, maximum, have > 0, could > 0)
    if check.receipt["framework"]["missing"] == "exclude":
        node.present = enough(check, have, could)
        if not node.present:
            node.share, node.points, node.maximum = None, Fraction(0), Fraction(0)
    return node


def enough(check: Check, have: int, could: int) -> bool:
    least = number(check.receipt["framework"]["min_coverage"]) or Fraction(0)
    return have > 0 and have >= could * least


def terms_of(check: Check, codes: list[str]) -> list[tuple[Fraction, Fraction]]:
    """Weight and share of the children that have a value."""
    weights = {
        one["code"]: number(one["weight"]) or Fraction(1)
        for one in (*check.receipt["indicators"], *check.receipt["groups"])
    }
    shares = [(weights[code], check.nodes[code].share) for code in codes]
    return [(weight, share) for weight, share in shares if share is not None]


def mean_of(aggregation: str, terms: list[tuple[Fraction, Fraction]]) -> Number:
    """The mean of shares with their weights as printed; None of nothing."""
    total = sum((weight for weight, _ in terms), Fraction(0))
    if total == 0:
        return None
    if aggregation == "weighted_sum":
        return sum((weight * share for weight, share in terms), Fraction(0))
    if aggregation == "arithmetic_mean":
        return sum((weight * share for weight, share in terms), Fraction(0)) / total
    if any(share < 0 for _, share in terms):
        return None  # neither mean is defined
    if any(share == 0 for _, share in terms):
        return Fraction(0)
    if aggregation == "harmonic_mean":
        return total / sum((weight / share for weight, share in terms), Fraction(0))
    logs = sum((weight * logarithm(share) for weight, share in terms), Fraction(0))
    return exponential(logs / total)


def compared(check: Check, where: str, stored: Json, node: Node) -> Node:
    """A group, a pillar or the index beside what the receipt says of it."""
    scale = number(check.receipt["framework"]["scale"]) or Fraction(0)
    scaled = None if node.share is None else node.share * scale
    # The points of a group that is evaluated for nobody are left empty.
    none = stored["points"] is None and node.points == 0 and node.maximum == 0
    check.amount(where, "giá trị / value", stored["value"], scaled)
    if not none:
        check.amount(where, "điểm / points", stored["points"], node.points)
    check.amount(where, "điểm tối đa / maximum points", stored["max_points"], node.maximum)
    return node


def check_pillars(check: Check) -> None:
    """Pillars share mains, each with its own denominator."""
    receipt = check.receipt
    framework = receipt["framework"]
    for pillar in receipt["pillars"]:
        mains = [check.nodes[code] for code in pillar["mains"]]
        points = sum((main.points for main in mains), Fraction(0))
        maximum = sum((main.maximum for main in mains), Fraction(0))
        share = points / maximum if maximum else None
        if framework["aggregation"] != "points":
            share = mean_of(framework["aggregation"], terms_of(check, pillar["mains"]))
        node = Node(share, points, maximum, True, True)
        if framework["missing"] == "exclude" and not enough(
            check, sum(m.present for m in mains), sum(m.applicable for m in mains)
        ):
            node = Node(None, Fraction(0), Fraction(0), False, False)
        compared(check, f"trụ cột / pillar {pillar['code']}", pillar, node)


def check_rank(check: Check) -> None:
    """The rank on published values: descending, equal values share, the next is skipped."""
    receipt = check.receipt
    index, decimals = receipt["index"], receipt["framework"]["decimals"]
    values = [number(text) for text in receipt["others"].values()]
    others = [published(value, decimals) for value in values if value is not None]
    own, where = number(index["value"]), "thứ hạng / rank"
    rank, tied = None, False
    holds_rank = index.get("holds_rank", True)
    if not holds_rank:
        sent = [
            leaf["code"]
            for leaf in receipt["indicators"]
            if leaf["state"] in ("reported", "zero_by_decision") and leaf["source"] != "measured"
        ]
        check.expect(where, "đã gửi / sent", sent, [])
    if own is not None and holds_rank:
        mine = published(own, decimals)
        rank = 1 + sum(other > mine for other in others)
        tied = mine in others
    check.expect(where, "hạng / rank", index["rank"], rank)
    check.expect(where, "đồng hạng / tied", index["is_tied"], tied)
    ranked = len(others) + (own is not None and holds_rank)
    check.expect(where, "số đơn vị / units ranked", index["entities_ranked"], ranked)


# Seals and files


def is_public(receipt: Json) -> bool:
    """Whether a receipt is the edition for everybody, which leaves out what people wrote."""
    return receipt.get("edition") == "public"


def seal_of(document: Json, key_of_seal: str = "seal") -> str:
    rest = {key: value for key, value in document.items() if key != key_of_seal}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def check_seals(check: Check) -> None:
    """The innermost seal that does not fit tells where something was changed."""
    what = "niêm phong / seal"
    broken = False
    for leaf in check.receipt["indicators"]:
        inside = False
        for given in leaf["inputs"]:
            if given["seal"] != seal_of(given):
                check.expect(place(leaf, given), what, given["seal"], seal_of(given))
                inside = True
        if not inside and leaf["seal"] != seal_of(leaf):
            check.expect(leaf["code"], what, leaf["seal"], seal_of(leaf))
            inside = True
        broken = broken or inside
    if not broken:
        check.expect("phiếu / receipt", what, check.receipt["seal"], seal_of(check.receipt))


def check_files(check: Check, folder: Path) -> None:
    """Look for the files that were sent, by hash; read their cells. Notes those not found."""
    by_hash: dict[str, Path] = {}
    by_name: dict[str, list[str]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        by_hash[digest] = path
        by_name.setdefault(path.name, []).append(digest)
    missing: list[str] = []
    if not folder.is_dir():
        missing.append(str(folder))
    cells: dict[str, dict[tuple[str, str], str]] = {}
    for leaf in check.receipt["indicators"]:
        for given in leaf["inputs"]:
            digest, name = given["file_sha256"], given["file_name"]
            path = by_hash.get(digest)
            if path is None:
                there = by_name.get(name.rpartition("/")[2])
                if there:
                    check.expect(place(leaf, given), "SHA-256", digest, " / ".join(there))
                else:
                    missing.append(name)
                continue
            if digest not in cells:
                cells[digest] = cells_of(path.read_bytes(), name)
            written = str(given["raw_text"])
            if written == WITHHELD and is_public(check.receipt):
                continue  # told by `check_reading`
            texts = texts_at(cells[digest], given, is_public(check.receipt))
            if cells[digest] and not any(same_text(found, written) for found in texts):
                found = " / ".join(texts) or None
                check.expect(place(leaf, given), "nội dung ô / cell", given["raw_text"], found)
    check.unchecked += [f"không có tệp / file not found: {name}" for name in dict.fromkeys(missing)]


def texts_at(cells: dict[tuple[str, str], str], given: Json, is_public: bool) -> list[str]:
    """What stands at the place of a figure; in any sheet where the name of its sheet is private."""
    sheet, cell = given.get("sheet") or "", given["cell"] or ""
    if (sheet, cell) in cells:
        return [cells[sheet, cell]]
    return [text for (_, name), text in cells.items() if name == cell] if is_public else []


def check_log(check: Check, path: Path, log: Path) -> None:
    """Whether the log has the release of a receipt, in force, with this very file.

    The log holds the hash of the list of checksums of each release; the list, which lies in the
    folder of the release, that of its public receipts. The edition of a unit holds if the public
    one does and says the same of every figure.
    """
    receipt, where = check.receipt, "nhật ký / log"
    issued = receipt["release"] or {}
    release = str(issued.get("release") or issued.get("release_id") or "")
    entries = [load(line.encode()) for line in log.read_text(encoding="utf-8").splitlines()]
    before, line, is_withdrawn = BEGINNING, None, False
    for number, entry in enumerate(entries, 1):
        there = f"{where}, dòng / line {number}"
        check.expect(there, "mã nối / chain", entry["previous_sha256"], before)
        check.expect(there, "sha256", entry["sha256"], seal_of(entry, "sha256"))
        before = str(entry["sha256"])
        if entry["release"] == release and entry["action"] == "publish":
            line = entry
        is_withdrawn |= entry["release"] == release and entry["action"] == "withdraw"
    if is_withdrawn:  # its files are a notice now: nothing is left to compare
        check.expect(where, "thu hồi / withdrawn", release, None)
        return
    if line is None:
        check.expect(where, "bản công bố / release", release, None)
        return
    content = issued.get("content_sha256")
    check.expect(where, "content_sha256", content, line["content_sha256"])
    name = f"receipts/{receipt['unit']['entity_code']}.json"
    folders = [one for one in (path.parent.parent, log.parent / release) if is_release(one)]
    if not folders or ".." in Path(release).parts:
        check.unchecked.append(f"{where}: không có / not found: {release}/SHA256SUMS")
        return
    sums = (folders[0] / "SHA256SUMS").read_bytes()
    check.expect("SHA256SUMS", "sha256", hashlib.sha256(sums).hexdigest(), line["sums_sha256"])
    listed = {n: digest for digest, _, n in (t.partition("  ") for t in sums.decode().splitlines())}
    content_of = path.read_bytes()
    if not is_public(receipt) and receipt.get("edition") is not None:
        public = folders[0] / name
        if not public.is_file():
            check.unchecked.append(f"{where}: không có / not found: {public}")
            return
        content_of = public.read_bytes()
        check_editions(check, load(content_of))
    check.expect(name, "sha256", hashlib.sha256(content_of).hexdigest(), listed.get(name))


def is_release(folder: Path) -> bool:
    return (folder / "SHA256SUMS").is_file()


def check_editions(check: Check, public: Json) -> None:
    """The edition of a unit beside the public one: all but what people wrote is the same."""
    for key, says in check.receipt.items():
        if key not in ("edition", "indicators", "seal", "note_vi", "note_en"):
            check.expect(f"{key}", "bản công khai / public edition", says, public.get(key))
    own = ("seal", "inputs")
    for leaf, other in zip(check.receipt["indicators"], public["indicators"], strict=True):
        says, should_be = ({k: v for k, v in one.items() if k not in own} for one in (leaf, other))
        check.expect(leaf["code"], "bản công khai / public edition", says, should_be)
        figures = [
            [(one["input"], one["source"], one["value"], one["file_sha256"]) for one in edition]
            for edition in (leaf["inputs"], other["inputs"])
        ]
        check.expect(leaf["code"], "bản công khai / public edition", *figures)


def same_text(found: str | None, written: str) -> bool:
    """Whether a cell holds a text: the same letters, the same number, or the same state."""
    if found is None:
        return False
    tidy, other = (" ".join(unicodedata.normalize("NFC", t).split()) for t in (found, written))
    if tidy == other or STATES.get(plain(found), found) == written:
        return True
    try:
        # A workbook keeps 8.8 as 8.800000000000001; fifteen digits are what Excel shows.
        return f"{float(tidy):.15g}" == f"{float(other):.15g}"
    except ValueError:
        return False


def cells_of(content: bytes, name: str) -> dict[tuple[str, str], str]:
    """The cells of a file by sheet and name; empty for a kind of file that is not read here."""
    ending = name.lower().rpartition(".")[2]
    if ending in ("csv", "txt", "tsv"):
        return dict(cells_of_text(content))
    return dict(cells_of_workbook(content)) if ending in ("xlsx", "xlsm") else {}


def cells_of_text(content: bytes) -> Iterator[tuple[tuple[str, str], str]]:
    text = decoded(content)
    lines = text.splitlines()
    declared = bool(lines) and re.fullmatch(r"(?i)sep=(.)", lines[0])
    heading = lines[0] if lines else ""
    separator = declared[1] if declared else max(",;\t", key=heading.count)
    for row, record in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1):
        for column, cell in enumerate(record):
            yield ("", f"{letters(column)}{row}"), cell


def decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1258", errors="replace")


def letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


def cells_of_workbook(content: bytes) -> Iterator[tuple[tuple[str, str], str]]:
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    linked = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        targets = {
            one.get("Id"): str(one.get("Target"))
            for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        shared: list[str] = []
        if "xl/sharedStrings.xml" in names:
            strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = [text_in(one, main) for one in strings]
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        for sheet in book.iter(f"{main}sheet"):
            target = targets[sheet.get(linked)].lstrip("/")
            path = target if target in names else f"xl/{target}"
            for cell in ElementTree.fromstring(archive.read(path)).iter(f"{main}c"):
                value = cell.find(f"{main}v")
                text = "" if value is None else value.text or ""
                if cell.get("t") == "s" and text:
                    text = shared[int(text)]
                elif cell.get("t") == "inlineStr":
                    text = text_in(cell, main)
                yield (str(sheet.get("name")), str(cell.get("r"))), text


def text_in(element: ElementTree.Element, main: str) -> str:
    return "".join(one.text or "" for one in element.iter(f"{main}t"))


# The whole


def verify(receipt: Json, folder: Path | None = None) -> tuple[list[Problem], list[str]]:
    """Every problem of a receipt, innermost first, and what could not be checked, in words.

    Raises one of `MALFORMED` for something that is no receipt.
    """
    check = checked(receipt, folder)
    return check.problems, check.unchecked


def checked(receipt: Json, folder: Path | None = None) -> Check:
    if receipt.get("form") != FORM:
        raise ValueError(f"form: expected {FORM}, found {receipt.get('form')!r}")
    check = Check(receipt)
    if folder is not None:
        check_files(check, folder)
    check_groups(check)
    check_pillars(check)
    check_rank(check)
    check_seals(check)
    return check


MALFORMED = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(RuntimeError, MemoryError, EOFError, zipfile.BadZipFile, zlib.error, csv.Error),
    ElementTree.ParseError,
)
"""What reading something raises that is no receipt, no log or no table; RuntimeError is also
what too deep a nesting and an encrypted archive raise."""


def load(content: bytes) -> Json:
    """A JSON object. Raises ValueError for anything else, or a key that stands twice."""
    if len(content) > LARGEST:
        raise ValueError(f"{len(content)} bytes are too many for a receipt")
    loaded = json.loads(content.decode("utf-8"), object_pairs_hook=pairs, parse_constant=refuse)
    if not isinstance(loaded, dict):
        raise ValueError("expected a JSON object")
    return loaded


def pairs(items: list[tuple[str, Any]]) -> Json:
    found = dict(items)
    if len(found) != len(items):
        raise ValueError("a key stands twice")
    return found


def refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def one_line(text: str) -> str:
    """A text that a terminal can print: in one line, nothing that steers it, not endless."""
    safe = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return safe if len(safe) <= 1000 else f"{safe[:1000]}…"


def report(path: Path, files: Path | None, log: Path | None) -> tuple[int, list[str]]:
    """The exit status of one receipt and what is said of it."""
    try:
        with path.open("rb") as file:
            receipt = load(file.read(LARGEST + 1))
        check = checked(receipt, files)
        if log is not None:
            check_log(check, path, log)
        unit, index = receipt["unit"], receipt["index"]
        summary = (
            f"{unit['entity_name_vi']}, DTI {index['value']}, hạng / rank {index['rank']}/"
            f"{index['entities_ranked']}; niêm phong / seal {receipt['seal'][:16]}"
        )
    except MALFORMED as error:
        why = f"{type(error).__name__}: {error}"
        return 2, [f"{path}: CHƯA KIỂM TRA / NOT CHECKED: không đọc được / not a receipt: {why}"]
    lines = [f"{path}: SAI / WRONG {problem}" for problem in check.problems]
    lines += [f"{path}: {what}" for what in check.unchecked]
    if check.problems:
        return 1, [*lines, f"{path}: SAI / WRONG: {summary}"]
    if check.unchecked:
        return 2, [*lines, f"{path}: CHƯA KIỂM TRA / NOT CHECKED: {summary}"]
    return 0, [*lines, f"{path}: ĐÚNG / HOLDS: {summary}"]


def main(words: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Kiểm tra phiếu điểm DTI / check DTI receipts")
    parser.add_argument("receipts", nargs="+", type=Path, metavar="RECEIPT.json")
    parser.add_argument("--files", type=Path, metavar="FOLDER", help="the files that were sent")
    parser.add_argument("--log", type=Path, metavar="log.jsonl", help="the log of publication")
    asked = parser.parse_args(None if words is None else list(words))
    statuses: set[int] = set()
    for path in asked.receipts:
        status, lines = report(path, asked.files, asked.log)
        statuses.add(status)
        text = "".join(f"{one_line(line)}\n" for line in lines)
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    return 1 if 1 in statuses else max(statuses)


if __name__ == "__main__":
    sys.exit(main())
