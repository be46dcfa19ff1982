"""From the indicators of one unit up to the index, in fractions.

Here belong sums, means, coverage and points that siblings share, as the evaluator has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from worlds.earning import Leaf, decimal_of, is_adjustment
from worlds.world import Framework, Node


@dataclass(frozen=True)
class Score:
    """A node of one unit: the share before scaling (None: no value), points and their maximum."""

    value: Fraction | None
    points: Fraction
    maximum: Fraction


class Tree:
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
        self.applicable[code] = counts or (leaf.state == "missing" and not is_adjustment(node))
        if not counts:
            return Score(None, Fraction(0), Fraction(0))
        earned = leaf.share or Fraction(0)
        if is_adjustment(node):
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
        value = _mean(aggregation, weighed)
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
            logs = sum((decimal_of(w) * decimal_of(v).ln() for w, v in weighed), Decimal(0))
            return Fraction((logs / decimal_of(total)).exp())
