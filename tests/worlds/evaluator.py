"""What a world must come to, by the contract alone, in exact fractions and one unit at a time.

Here belongs the second opinion: nothing of the product is imported, and the method is written as
the texts say it, slowly. Where the contract is silent, this is what the project decided:

- Files are taken in the order in which they came, then by name; a later one of the same sender
  replaces, row by row, what it sends again. Of the council's decisions on an indicator the last by
  its day stands, for everything that was verified before.
- Both halves of a ratio with b = 0 are kept out, and so are a and b where counts or amounts have
  a > b and the target is at most 1: the indicator is then as if they had not been sent.
- A denominator of 0 under `zero_denominator` earns nothing or all, or the indicator is not evaluated
  for that unit; `shared`: the points then go to the evaluated siblings in proportion to theirs, so
  that the maximum of the parent stays; a sibling that sums points hands its raise on in the same way.
  Both figures must be there. `floor` is of a/b, or of the figure itself. `each` is in points.
- Figures of the self basis are the declared ones; the final basis takes of every figure the
  strongest source (declared, measured, published, verified); the verified basis is the final one
  of those indicators whose strongest source is measured or verified, and all others are missing.
  A basis is shown in a round where something of it was sent; the final one always is.
- Points given directly stand in place of the rule unless a figure has a stronger source; a state
  that was given stands unless a figure has a stronger source than it; `reported` says nothing.
- A rule with parts earns on the parts that were sent; it is missing where none was.
- Without a yardstick (nobody above 0 for `best_peer`, all equal for `min_max` and `z_score`, nobody
  else for `percentile`) whoever sent a figure is not evaluated, and with them those who sent none.
  A rule with parts is not evaluated only where a figure was sent and no part earns.
- Missing counts 0 in `zero`; in `exclude` it stays out, and a parent needs `min_coverage` (0.8) of
  its applicable children, at least one: else it has no value and no points.
- Means leave children without value out of both sums; a geometric or harmonic one of a value below 0
  is not defined and has no value; a weight that is not printed is 1. A mean's
  points are its value times its own maximum points, where it has them; the index has none.
- Pillars sum points in a points framework, else they are the framework's mean of their mains; the
  points beside it are the sum of those of the mains.
- z_score is in sample standard deviations; percentile counts ties half; rank counts from the
  bottom, ties share the lower. Turned round, the lower figure is the better one.
- Values are rounded half away from zero, after the ninth decimal, and ranks are of the rounded
  value: 1, 2, 2, 4; who has no value has no rank.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any, Final

from worlds.world import File, Framework, Node, Round, World

SOURCES: Final = ("declared", "measured", "published", "verified")
CONFIRMED: Final = ("measured", "verified")
BASES: Final = ("self", "verified", "final")

Figure = tuple[str, Decimal | str]
"""A source and what it says: an exact number, or a state."""
Figures = Mapping[tuple[str, str, str], Sequence[Figure]]
"""By unit, indicator and input."""
_TRUSTED: Final = 9


@dataclass(frozen=True)
class Score:
    """A node of one unit: the share before scaling (None: no value), points and their maximum."""

    value: Fraction | None
    points: Fraction
    maximum: Fraction


@dataclass(frozen=True)
class Leaf:
    """A scored indicator of one unit: its state, what it earns, the source that speaks."""

    state: str
    share: Fraction | None
    source: str | None
    is_shared: bool = False
    """Its points go to its siblings."""


@dataclass(frozen=True)
class Result:
    """One round and basis: scores by unit and code (the index is `DTI`), leaves, pillars, ranks."""

    scores: Mapping[tuple[str, str], Score]
    leaves: Mapping[tuple[str, str], Leaf]
    pillars: Mapping[tuple[str, str], Score]
    framework: Framework

    def shown(self, score: Score) -> Decimal | None:
        """The value as it is published, in the scale."""
        if score.value is None:
            return None
        scaled = score.value * Fraction(self.framework.scale or 1)
        return rounded(scaled, self.framework.decimals)

    def ranks(self, scores: Mapping[tuple[str, str], Score], code: str) -> dict[str, int]:
        """The rank of every unit that has a value."""
        shown = {unit: self.shown(score) for (unit, of), score in scores.items() if of == code}
        known = {unit: value for unit, value in shown.items() if value is not None}
        return {
            unit: 1 + sum(other > value for other in known.values())
            for unit, value in known.items()
        }


def rounded(value: Fraction, decimals: int | None) -> Decimal:
    """Half away from zero, after the ninth decimal."""
    places = _TRUSTED if decimals is None else min(decimals, _TRUSTED)
    with localcontext(prec=60):
        return _quantized(_quantized(_decimal(value), _TRUSTED), places)


def _quantized(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def evaluate(world: World, entry: Round) -> Mapping[str, Result]:
    """The results of a round by basis."""
    with localcontext(prec=60):
        framework = world.framework_of(entry)
        figures = standing(framework, [file for file in world.files if file.round == entry.id])
        present = {source for told in figures.values() for source, _ in told}
        results: dict[str, Result] = {}
        if "declared" in present:
            own = _only(figures, ("declared",))
            results["self"] = _result(framework, entry, _leaves(framework, entry, own))
        leaves = _leaves(framework, entry, figures)
        results["final"] = _result(framework, entry, leaves)
        if present & set(CONFIRMED):
            kept = {
                key: leaf
                if leaf.source in CONFIRMED
                else Leaf(
                    "not_evaluated" if leaf.state == "not_evaluated" else "missing",
                    None,
                    None,
                    leaf.is_shared,
                )
                for key, leaf in leaves.items()
            }
            results["verified"] = _result(framework, entry, kept)
        return results


# What was sent and stands.


def standing(framework: Framework, files: Iterable[File]) -> Figures:
    """The figures in use after all files of a round."""
    latest: dict[tuple[str, str, str, str], Decimal | str] = {}
    decided: dict[tuple[str, str], tuple[Any, ...]] = {}
    for file in sorted(files, key=lambda file: (file.received_at, file.path)):
        kept_out = _broken_pairs(framework, file)
        for row in file.rows:
            if (row.unit, row.code, row.source, row.input) in kept_out:
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
            latest[row.unit, row.code, row.input, row.source] = row.value
    figures: dict[tuple[str, str, str], list[Figure]] = {}
    for (unit, code, name, source), value in latest.items():
        figures.setdefault((unit, code, name), []).append((source, value))
    return figures


def _broken_pairs(framework: Framework, file: File) -> set[tuple[str, str, str, str]]:
    nodes = {node.code: node for node in framework.nodes}
    sent = {(row.unit, row.code, row.source, row.input): row.value for row in file.rows}
    out: set[tuple[str, str, str, str]] = set()
    for unit, code, source in {key[:3] for key in sent}:
        for rule in _rules(nodes[code]):
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


def _only(figures: Figures, sources: Sequence[str]) -> Figures:
    kept = {key: [one for one in told if one[0] in sources] for key, told in figures.items()}
    return {key: told for key, told in kept.items() if told}


def _strongest(told: Sequence[Figure]) -> Figure:
    return max(told, key=lambda one: SOURCES.index(one[0]))


# Leaves: figures, rules, states.


def _rules(node: Node) -> list[dict[str, Any]]:
    if node.rule is None:
        return []
    return [part["rule"] for part in node.rule.get("parts", ())] or [node.rule]


def _leaves(framework: Framework, entry: Round, figures: Figures) -> Mapping[tuple[str, str], Leaf]:
    left_out = _left_out(framework, entry)
    found: dict[tuple[str, str], Leaf] = {}
    for node in framework.nodes:
        parents = {other.parent for other in framework.nodes}
        if node.rule is None and node.code in parents:
            continue
        if node.rule is None or node.code in left_out:
            told = {unit: _strongest_source(figures, unit, node.code) for unit in entry.units}
            found |= {
                (unit, node.code): Leaf("not_evaluated", None, told[unit]) for unit in entry.units
            }
            continue
        for unit, leaf in _leaf_of_round(node, entry.units, figures).items():
            found[unit, node.code] = leaf
    return found


def _strongest_source(figures: Figures, unit: str, code: str) -> str | None:
    told = [one for key, all_of in figures.items() if key[:2] == (unit, code) for one in all_of]
    return _strongest(told)[0] if told else None


def _left_out(framework: Framework, entry: Round) -> set[str]:
    parent_of = {node.code: node.parent for node in framework.nodes}

    def lies_below(code: str | None) -> bool:
        return code is not None and (code in entry.not_evaluated or lies_below(parent_of[code]))

    return {code for code in parent_of if lies_below(code)}


def _leaf_of_round(node: Node, units: Sequence[str], figures: Figures) -> dict[str, Leaf]:
    assert node.rule is not None
    says: dict[str, dict[str, Figure]] = {unit: {} for unit in units}
    for (unit, code, name), told in figures.items():
        if code == node.code and unit in says:
            says[unit][name] = _strongest(told)
    numbers = {
        unit: {name: Fraction(value) for name, (_, value) in told.items() if name != "state"}
        for unit, told in says.items()
    }
    share = {unit: _share(node, unit, numbers) for unit in units}
    for unit in units:
        told = {name: one for name, one in says[unit].items() if name != "state"}
        if "points" in told and _strength(told.values()) == SOURCES.index(told["points"][0]):
            share[unit] = numbers[unit]["points"]
            if not _is_adjustment(node):
                share[unit] /= Fraction(node.max_points or 1)
    if _is_adjustment(node) and node.max_points is not None:
        for unit, earned in share.items():
            if earned is not None:
                share[unit] = min(earned, Fraction(node.max_points))
    state = {unit: "missing" if share[unit] is None else "reported" for unit in units}
    if any(rule["kind"] in _OF_ROUND for rule in _rules(node)):
        # A figure without a yardstick.
        lacking = [unit for unit in units if state[unit] == "missing" and numbers[unit]]
        everybody = node.rule["kind"] != "parts" and bool(lacking)
        for unit in units:
            if unit in lacking or (everybody and state[unit] == "missing"):
                state[unit] = "not_evaluated"
    policy = node.rule.get("zero_denominator")
    shared: set[str] = set()
    if policy in ("not_evaluated", "shared"):
        above, below = node.rule["numerator"], node.rule["denominator"]
        for unit in units:
            is_zero = numbers[unit].get(below) == 0 and above in numbers[unit]
            if is_zero and state[unit] == "missing":
                state[unit] = "not_evaluated"
                shared |= {unit} if policy == "shared" else set()
    leaves: dict[str, Leaf] = {}
    for unit in units:
        told = says[unit]
        source = SOURCES[_strength(told.values())] if told else None
        now, earned = state[unit], share[unit]
        if "state" in told and told["state"][1] != "reported":
            claim = SOURCES.index(told["state"][0])
            figured = _strength(one for name, one in told.items() if name != "state")
            if claim >= figured or now == "missing":
                now = str(told["state"][1])
                shared.discard(unit)
                earned = Fraction(0) if now == "zero_by_decision" else None
        leaves[unit] = Leaf(now, earned, source, unit in shared)
    return leaves


def _strength(told: Iterable[Figure]) -> int:
    return max((SOURCES.index(source) for source, _ in told), default=-1)


def _is_adjustment(node: Node) -> bool:
    return node.rule is not None and node.rule["kind"] in ("bonus", "penalty")


def _share(node: Node, unit: str, numbers: Mapping[str, Mapping[str, Fraction]]) -> Fraction | None:
    assert node.rule is not None
    if node.rule["kind"] != "parts":
        return _earned(node, node.rule, unit, numbers)
    parts = [
        (Fraction(part["share"]), _earned(node, part["rule"], unit, numbers))
        for part in node.rule["parts"]
    ]
    known = [share * earned for share, earned in parts if earned is not None]
    return sum(known, Fraction(0)) if known else None


def _earned(
    node: Node, rule: Mapping[str, Any], unit: str, numbers: Mapping[str, Mapping[str, Fraction]]
) -> Fraction | None:
    if "numerator" in rule:
        above = numbers[unit].get(rule["numerator"])
        below = numbers[unit].get(rule["denominator"])
        if above is None or below is None:
            return None
        if below == 0:
            at_zero = {"zero": Fraction(0), "full": Fraction(1)}
            return at_zero.get(rule.get("zero_denominator", ""))
        figure = above / below
    else:
        figure = numbers[unit].get(rule["input"])
    if figure is None:
        return None
    if "floor" in rule and figure < Fraction(rule["floor"]):
        return Fraction(0)
    if rule["kind"] in _OF_ROUND:
        everyone = [told[rule["input"]] for told in numbers.values() if rule["input"] in told]
        return _OF_ROUND[rule["kind"]](rule, figure, everyone)
    match rule["kind"]:
        case "ratio":
            return min(Fraction(1), figure / Fraction(rule.get("target", 1)))
        case "steps":
            ladder = sorted((step["at_least"], step["share"]) for step in rule["steps"])
            reached = [Fraction(share) for least, share in ladder if figure >= Fraction(least)]
            return reached[-1] if reached else Fraction(0)
        case "capped_count":
            return _counted(rule, figure, Fraction(node.max_points or 1))
        case "goalposts":
            return _between(rule, figure, Fraction(rule["lower"]), Fraction(rule["upper"]))
        case "points":
            return figure / Fraction(node.max_points or 1)
        case "boolean" | "levels" | "value" | "bonus" | "penalty":
            return figure
        case kind:
            raise ValueError(kind)


def _counted(rule: Mapping[str, Any], figure: Fraction, worth: Fraction) -> Fraction:
    """Items up to the cap: each worth so many points, or all of them worth everything."""
    items = min(figure, Fraction(rule["cap"]))
    each = Fraction(rule["each"]) / worth if "each" in rule else 1 / Fraction(rule["cap"])
    earned = min(Fraction(1), items * each)
    return 1 - earned if rule.get("from") == "full" else earned


def _between(
    rule: Mapping[str, Any], figure: Fraction, lower: Fraction, upper: Fraction
) -> Fraction:
    inside = min(max(figure, lower), upper)
    if rule.get("log"):
        low, at, high = (_decimal(n).ln() for n in (lower, inside, upper))
        way = Fraction((at - low) / (high - low))
    else:
        way = (inside - lower) / (upper - lower)
    return 1 - way if _is_turned(rule) else way


def _is_turned(rule: Mapping[str, Any]) -> bool:
    return rule.get("direction") == "lower_is_better"


def _best_peer(
    _: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]
) -> Fraction | None:
    best = max(everyone)
    return figure / best if best > 0 else None


def _min_max(
    rule: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]
) -> Fraction | None:
    lower = Fraction(rule["lower"]) if "lower" in rule else min(everyone)
    upper = Fraction(rule["upper"]) if "upper" in rule else max(everyone)
    return _between(rule, figure, lower, upper) if lower < upper else None


def _z_score(
    rule: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]
) -> Fraction | None:
    if min(everyone) == max(everyone):
        return None
    mean = sum(everyone, Fraction(0)) / len(everyone)
    variance = sum(((one - mean) ** 2 for one in everyone), Fraction(0)) / (len(everyone) - 1)
    distance = (figure - mean) / Fraction(_decimal(variance).sqrt())
    return -distance if _is_turned(rule) else distance


def _percentile(
    rule: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]
) -> Fraction | None:
    if len(everyone) < 2:
        return None
    worse = sum(one > figure if _is_turned(rule) else one < figure for one in everyone)
    equal = sum(one == figure for one in everyone) - 1
    return (worse + Fraction(equal, 2)) / (len(everyone) - 1)


def _rank(rule: Mapping[str, Any], figure: Fraction, everyone: Sequence[Fraction]) -> Fraction:
    worse = sum(one > figure if _is_turned(rule) else one < figure for one in everyone)
    return Fraction(1 + worse)


_OF_ROUND: Final[
    Mapping[str, Callable[[Mapping[str, Any], Fraction, Sequence[Fraction]], Fraction | None]]
] = {
    "best_peer": _best_peer,
    "min_max": _min_max,
    "z_score": _z_score,
    "percentile": _percentile,
    "rank": _rank,
}


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


# The way up the tree.


def _result(framework: Framework, entry: Round, leaves: Mapping[tuple[str, str], Leaf]) -> Result:
    scores: dict[tuple[str, str], Score] = {}
    pillars: dict[tuple[str, str], Score] = {}
    for unit in entry.units:
        mine = {code: leaf for (of, code), leaf in leaves.items() if of == unit}
        tree = _Tree(framework, mine)
        tree.score("DTI")
        if any(leaf.is_shared for leaf in mine.values()):
            tree = _Tree(framework, mine, tree.worth_after_sharing())
            tree.score("DTI")
        scores |= {(unit, code): score for code, score in tree.scores.items()}
        pillars |= {(unit, code): tree.pillar(mains) for code, mains in framework.pillars}
    return Result(scores, leaves, pillars, framework)


class _Tree:
    """The tree of one unit."""

    def __init__(
        self,
        framework: Framework,
        leaves: Mapping[str, Leaf],
        worth: Mapping[str, Fraction] | None = None,
    ) -> None:
        self.framework = framework
        self.worth = worth or {}
        self.leaves = leaves
        self.nodes = {node.code: node for node in framework.nodes}
        self.excludes = (
            framework.missing or ("zero" if framework.aggregation == "points" else "exclude")
        ) == "exclude"
        self.scores: dict[str, Score] = {}
        self.present: dict[str, bool] = {}
        self.applicable: dict[str, bool] = {}

    def score(self, code: str) -> Score:
        """The score of a node, all below it scored first."""
        if code in self.leaves:
            self.scores[code] = self._leaf(code)
        else:
            children = self._children(code)
            for child in children:
                self.score(child)
            node = self.nodes.get(code)
            own = (node.aggregation if node else None) or self.framework.aggregation
            self.scores[code] = self.combined(own, children, node)
            self.present[code] = self._is_enough(children)
            self.applicable[code] = any(self.applicable[child] for child in children)
        return self.scores[code]

    def _leaf(self, code: str) -> Score:
        node, leaf = self.nodes[code], self.leaves[code]
        counts = leaf.state in ("reported", "zero_by_decision") or (
            leaf.state == "missing" and not self.excludes
        )
        self.present[code] = counts
        self.applicable[code] = counts or (leaf.state == "missing" and not _is_adjustment(node))
        if not counts:
            return Score(None, Fraction(0), Fraction(0))
        earned = leaf.share or Fraction(0)
        if _is_adjustment(node):
            assert node.rule is not None
            sign = -1 if node.rule["kind"] == "penalty" else 1
            return Score(None, sign * earned, Fraction(0))
        maximum = self.worth.get(code, Fraction(node.max_points or 0))
        return Score(earned, earned * maximum, maximum)

    def _is_enough(self, children: Sequence[str]) -> bool:
        have = sum(self.present[child] for child in children)
        could = sum(self.applicable[child] for child in children)
        least = self.framework.min_coverage
        least = Fraction("0.8") if least is None else Fraction(least)
        return have > 0 and have >= could * least

    def combined(self, aggregation: str, children: Sequence[str], node: Node | None) -> Score:
        """Children as one score; nothing where too few of them have a value."""
        if self.excludes and not self._is_enough(children):
            return Score(None, Fraction(0), Fraction(0))
        scores = [self.scores[child] for child in children]
        if aggregation == "points":
            points = sum((one.points for one in scores), Fraction(0))
            maximum = sum((one.maximum for one in scores), Fraction(0))
            return Score(points / maximum if maximum else None, points, maximum)
        weighed = [
            (Fraction(self.nodes[child].weight or 1), one.value)
            for child, one in zip(children, scores, strict=True)
            if one.value is not None
        ]
        value = _mean(aggregation, [(w, v) for w, v in weighed if v is not None])
        if node is None or value is None:
            return Score(value, Fraction(0), Fraction(0))
        worth = self.worth.get(node.code, Fraction(node.max_points or 0))
        return Score(value, value * worth, worth)

    def worth_after_sharing(self) -> Mapping[str, Fraction]:
        """The maximum points of every node once what is shared has gone to its siblings."""
        raised = {code: score.maximum for code, score in self.scores.items()}

        def sums(code: str) -> list[str]:
            own = self.nodes[code].aggregation if code in self.nodes else None
            if code in self.leaves or (own or self.framework.aggregation) != "points":
                return []
            parent = None if code == "DTI" else code
            return [node.code for node in self.framework.nodes if node.parent == parent]

        def up(code: str) -> None:
            children = self._children(code)
            for child in children:
                up(child)
            if not sums(code):
                return
            kept = sum((raised[child] for child in children), Fraction(0))
            freed = sum(
                (
                    Fraction(self.nodes[child].max_points or 0)
                    for child in children
                    if child in self.leaves and self.leaves[child].is_shared
                ),
                Fraction(0),
            )
            if kept > 0 and raised[code] > 0:
                raised[code] = kept + freed

        def down(code: str) -> None:
            children = sums(code)
            kept = sum((raised[child] for child in children), Fraction(0))
            for child in children:
                if kept > 0:
                    raised[child] = raised[child] * raised[code] / kept
            for child in self._children(code):
                down(child)

        up("DTI")
        down("DTI")
        return raised

    def _children(self, code: str) -> list[str]:
        if code in self.leaves:
            return []
        parent = None if code == "DTI" else code
        return [node.code for node in self.framework.nodes if node.parent == parent]

    def pillar(self, mains: Sequence[str]) -> Score:
        """Some mains as one score; its points are the sum of theirs, however values combine."""
        own = self.combined(self.framework.aggregation, mains, None)
        if self.excludes and not self._is_enough(mains):
            return own
        points = sum((self.scores[main].points for main in mains), Fraction(0))
        maximum = sum((self.scores[main].maximum for main in mains), Fraction(0))
        return Score(own.value, points, maximum)


def _mean(aggregation: str, weighed: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    total = sum((weight for weight, _ in weighed), Fraction(0))
    is_of_products = aggregation in ("geometric_mean", "harmonic_mean")
    if not total or (is_of_products and any(value < 0 for _, value in weighed)):
        return None
    match aggregation:
        case "arithmetic_mean":
            return sum((w * v for w, v in weighed), Fraction(0)) / total
        case "weighted_sum":
            return sum((w * v for w, v in weighed), Fraction(0))
        case "harmonic_mean":
            if any(v == 0 for _, v in weighed):
                return Fraction(0)
            return total / sum((w / v for w, v in weighed), Fraction(0))
        case _:
            if any(v == 0 for _, v in weighed):
                return Fraction(0)
            logs = sum((_decimal(w) * _decimal(v).ln() for w, v in weighed), Decimal(0))
            return Fraction((logs / _decimal(total)).exp())
