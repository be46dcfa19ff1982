"""Drawing a framework: a tree of any depth with rules of every kind, valid by the contract.

Here belongs what a framework may say. Its figures are drawn in `figures.py`.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

from worlds.odd_words import odd_code, odd_name
from worlds.world import Framework, Node

SCHEMA: Final = Path(__file__).parents[2] / "seeds" / "frameworks" / "framework.schema.json"
MEANS: Final = ("arithmetic_mean", "geometric_mean", "harmonic_mean", "weighted_sum")
FURTHER_KEYS = "floor" in SCHEMA.read_text(encoding="utf-8")
"""Whether rules may have the further keys of the contract (zero_denominator, floor, each, from):
from the day on which the schema of frameworks knows them."""
_SIMPLE: Final = (
    *("ratio", "levels", "steps", "boolean", "capped_count"),
    *("best_peer", "min_max", "goalposts", "value"),
)
ZERO_POLICIES: Final = ("zero", "full", "not_evaluated", "shared")
_LEVELS: Final = (
    ("Chủ tịch", "Phó Chủ tịch", "Chưa có"),
    ("Mức 1", "Mức 2", "Mức 3"),
    ("Toàn trình", "Một phần", "Không"),
    ("≥ 3 lần, đúng hạn", "1-2 lần", 'Chưa "có"'),
)


def draw_framework(random: Random, name: str, size: int) -> Framework:
    """A framework of about so many indicators."""
    aggregation = "points" if random.random() < 0.6 else random.choice(MEANS)
    missing = random.choice((None, None, "zero", "exclude"))
    framework = Framework(
        id=name,
        aggregation=aggregation,
        nodes=[],
        missing=missing,
        min_coverage=random.choice((None, None, Decimal("0.5"), Decimal("1"), Decimal("0"))),
        scale=random.choice((None, None, Decimal(1), Decimal(100), Decimal("0.5"))),
        decimals=random.choice((4, 4, 4, 2, 0, 6, None)),
    )
    _Tree(random, framework, size).grow()
    return framework


class _Tree:
    """Grows the tree below the index."""

    def __init__(self, random: Random, framework: Framework, size: int) -> None:
        self.random = random
        self.framework = framework
        self.left = max(1, size)
        self.taken: set[str] = {"DTI"}

    def grow(self) -> None:
        """Add mains, what is below them, and pillars."""
        random, framework = self.random, self.framework
        mains = random.randint(1, max(1, min(5, self.left)))
        is_mean = framework.aggregation != "points"
        tops: list[str] = [
            self._node(None, framework.aggregation, is_mean, 1).code for _ in range(mains)
        ]
        if framework.aggregation == "points" and not any(
            node.max_points for node in framework.nodes if node.parent is None
        ):
            self._leaf(None, "points", is_mean=False)
        if framework.aggregation == "points" and random.random() < 0.15:
            unscored = Node(odd_code(random, self.taken), None, odd_name(random), Decimal(0))
            framework.nodes.append(unscored)
        if random.random() < 0.15:
            for node in framework.nodes:  # pillars within the tree
                if node.parent is None and node.rule is None and node.max_points != 0:
                    node.level = "pillar"
                    tops.remove(node.code)
        for _ in range(random.choice((0, 0, 1, 2, 3)) if tops else 0):
            chosen = random.sample(tops, random.randint(1, len(tops)))
            framework.pillars.append((odd_code(random, self.taken), tuple(chosen)))

    def _node(self, parent: str | None, above: str, is_mean: bool, depth: int) -> Node:
        """A leaf or a group; `is_mean`: no parent up to the index counts points."""
        random = self.random
        if depth > 4 or self.left <= 1 or random.random() < 0.45:
            return self._leaf(parent, above, is_mean)
        node = Node(odd_code(random, self.taken), parent, odd_name(random))
        own = self.framework.aggregation
        if random.random() < 0.25:
            own = node.aggregation = random.choice(("points", *MEANS))
        self.framework.nodes.append(node)
        children = [
            self._node(node.code, own, is_mean and own != "points", depth + 1)
            for _ in range(random.randint(1, 3))
        ]
        if own == "points":
            counted = [child for child in children if not _is_adjustment(child)]
            if not counted:
                counted = [self._leaf(node.code, own, is_mean=False, adjustments=False)]
            node.max_points = sum((one.max_points or Decimal(0) for one in counted), Decimal(0))
        elif above == "points":
            node.max_points = self._points()
        if above != "points" and random.random() < 0.6:
            node.weight = self._weight()
        return node

    def _leaf(
        self, parent: str | None, above: str, is_mean: bool, adjustments: bool = True
    ) -> Node:
        random = self.random
        self.left -= 1
        node = Node(odd_code(random, self.taken), parent, odd_name(random))
        kinds = [*_SIMPLE, "parts", "percentile", "points"]
        if is_mean:
            kinds += ["z_score", "rank"]
        if above == "points" and adjustments:
            kinds += ["bonus", "penalty"]
        kind = random.choice(kinds)
        needs_points = above == "points" or kind == "points"
        if kind in ("bonus", "penalty"):
            node.max_points = random.choice((None, self._points()))
        elif needs_points or random.random() < 0.2:
            node.max_points = self._points()
        if above != "points" and random.random() < 0.6:
            node.weight = self._weight()
        node.rule = self._rule(node, kind, above)
        self.framework.nodes.append(node)
        return node

    def _points(self) -> Decimal:
        return self.random.choice(
            (Decimal(5), Decimal(10), Decimal(20), Decimal("7.5"), Decimal("0.25"), Decimal(150))
        )

    def _weight(self) -> Decimal:
        return self.random.choice((Decimal("0.4"), Decimal("0.3"), Decimal(1), Decimal("2.5")))

    def _rule(self, node: Node, kind: str, above: str) -> dict[str, Any]:
        random = self.random
        if kind == "parts":
            count = random.randint(2, 3)
            shares = random.choice(
                {
                    2: [("0.5", "0.5"), ("0.25", "0.75")],
                    3: [("0.2", "0.3", "0.5"), ("0.4", "0.4", "0.2")],
                }[count]
            )
            kinds = [random.choice((*_SIMPLE, "percentile")) for _ in shares]
            return {
                "kind": "parts",
                "parts": [
                    {"share": Decimal(share), "rule": self._simple(node, part)}
                    for share, part in zip(shares, kinds, strict=True)
                ],
            }
        rule = self._simple(node, kind)
        if FURTHER_KEYS and random.random() < 0.5:
            self._further(node, rule, ZERO_POLICIES if above == "points" else ZERO_POLICIES[:3])
        return rule

    def _further(self, node: Node, rule: dict[str, Any], policies: Sequence[str]) -> None:
        """Keys that official texts need here and there."""
        random = self.random
        match rule["kind"]:
            case "ratio":
                rule["zero_denominator"] = random.choice(policies)
                if random.random() < 0.5:
                    rule["floor"] = Decimal("0.5")
            case "steps" if random.random() < 0.5:
                del node.inputs[rule.pop("input")]
                rule["numerator"] = _input(node, "a", "count")
                rule["denominator"] = _input(node, "b", "count")
                rule["zero_denominator"] = random.choice(policies)
                rule["steps"] = [
                    {"at_least": Decimal("0.9"), "share": Decimal(1)},
                    {"at_least": Decimal("0.5"), "share": Decimal("0.4")},
                ]
            case "steps":
                rule["floor"] = rule["steps"][0]["at_least"] - 1
            case "capped_count":
                rule["from"] = random.choice(("zero", "full"))
                if node.max_points:
                    rule["each"] = random.choice((Decimal(1), Decimal("0.25"), Decimal(4)))
            case _:
                pass

    def _simple(self, node: Node, kind: str) -> dict[str, Any]:
        random = self.random
        if kind == "ratio":
            unit = random.choice(("count", "count", "amount", "number"))
            rule: dict[str, Any] = {
                "kind": kind,
                "numerator": _input(node, "a", unit),
                "denominator": _input(node, "b", unit),
            }
            if random.random() < 0.4:
                rule["target"] = random.choice((Decimal("0.8"), Decimal("0.95"), Decimal(2)))
            return rule
        units = {
            "levels": ("level",),
            "boolean": ("boolean",),
            "capped_count": ("count",),
            "value": ("share",),
            "points": ("points",),
            "bonus": ("points",),
            "penalty": ("points",),
            "steps": ("count", "percent", "cuộc họp"),
            "best_peer": ("count", "amount", "share"),
        }.get(kind, ("number", "count", "percent", "share", "amount", "thủ tục"))
        unit = random.choice(units)
        rule = {"kind": kind, "input": _input(node, "x", unit)}
        match kind:
            case "levels":
                names = random.choice(_LEVELS)
                rule["levels"] = dict(
                    zip(names, (Decimal(1), Decimal("0.5"), Decimal(0)), strict=True)
                )
            case "steps":
                most = 4 if unit != "percent" else 80
                rule["steps"] = [
                    {"at_least": Decimal(most), "share": Decimal(1)},
                    {"at_least": Decimal(most) / 2, "share": Decimal("0.5")},
                    {"at_least": Decimal(1), "share": Decimal("0.25")},
                ][: random.randint(1, 3)]
            case "capped_count":
                rule["cap"] = Decimal(random.choice((1, 5, 7)))
            case "min_max":
                self._bounds(rule, unit, random.choice((0, 0, 1, 2)))
            case "goalposts":
                self._bounds(rule, unit, 2)
                if random.random() < 0.3:
                    rule["log"] = True
            case _:
                pass
        if kind in ("min_max", "goalposts", "z_score", "percentile", "rank"):
            rule |= random.choice(({}, {"direction": "lower_is_better"}))
        return rule

    def _bounds(self, rule: dict[str, Any], unit: str, how_many: int) -> None:
        low, high = (
            (Decimal("0.1"), Decimal("0.9")) if unit == "share" else (Decimal(2), Decimal(60))
        )
        if how_many == 2 or (how_many == 1 and self.random.random() < 0.5):
            rule["lower"] = low
        if how_many == 2 or (how_many == 1 and "lower" not in rule):
            rule["upper"] = high


def _input(node: Node, base: str, unit: str) -> str:
    """A new input of an indicator."""
    name = base
    while name in node.inputs:
        name = f"{base} {len(node.inputs)} & nữa"
    node.inputs[name] = unit
    return name


def _is_adjustment(node: Node) -> bool:
    return node.rule is not None and node.rule["kind"] in ("bonus", "penalty")
