"""Drawing figures: an exact number, and one of the ways in which an office writes it.

Here belong single figures. Who sends which is drawn in `generator.py`.
"""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from worlds.world import Node, Row


def rules_within(rule: dict[str, Any]) -> list[dict[str, Any]]:
    """A rule, or its parts."""
    return [part["rule"] for part in rule["parts"]] if rule["kind"] == "parts" else [rule]


def draw_rows(random: Random, node: Node, unit: str, source: str) -> Iterator[Row]:
    """Figures of one unit for one indicator, each part of the rule with all of its inputs."""
    assert node.rule is not None
    rules = rules_within(node.rule)
    for rule in rules:
        if len(rules) > 1 and random.random() < 0.15:
            continue  # a part that was not reported
        if "numerator" in rule:
            yield from _ratio(random, node, rule, unit, source)
            continue
        name = rule["input"]
        text, value = _figure(random, node, rule, node.inputs[name])
        yield Row(unit, node.code, name, text, value, source)


def direct_points(random: Random, node: Node, unit: str, source: str) -> Row:
    """Points given in place of what the rule gives."""
    value = _some_of(random, node.max_points or Decimal(10))
    return Row(unit, node.code, "points", written(random, value), value, source)


def _ratio(
    random: Random, node: Node, rule: dict[str, Any], unit: str, source: str
) -> Iterator[Row]:
    below = Decimal(random.choice((1, 3, 7, 8, 100, 1941, 25000)))
    above = Decimal(random.randint(0, int(below)))
    if random.random() < (0.3 if "zero_denominator" in rule else 0.04):
        above = below = Decimal(0)
    elif random.random() < 0.05:
        above = below + 1
    for key, value in (("numerator", above), ("denominator", below)):
        name = rule[key]
        yield Row(unit, node.code, name, written(random, value), value, source)


def _figure(
    random: Random, node: Node, rule: dict[str, Any], unit: str
) -> tuple[str, Decimal | str]:
    if unit == "level":
        level = random.choice(list(rule["levels"]))
        return random.choice((level, level.upper(), f" {level} ")), rule["levels"][level]
    if unit == "boolean":
        is_yes = random.random() < 0.6
        words = ("có", "Có", "x", "đạt", "yes", "1") if is_yes else ("không", "Chưa", "no", "0")
        return random.choice(words), Decimal(int(is_yes))
    if unit == "points":
        value = _some_of(random, node.max_points or Decimal(10))
    elif unit == "share":
        value = Decimal(random.randint(0, 10000)) / 10000
        if random.random() < 0.3:
            return f"{_decimal(random, value * 100)}%", value
    elif unit == "percent":
        value = Decimal(random.randint(0, 1000)) / 10
        if 0 < value < 1 or random.random() < 0.3:
            return f"{_decimal(random, value)}%", value
    elif unit == "count":
        value = Decimal(random.choice((0, 1, 2, 3, 4, 5, 6, 8, 17, 120, 1941)))
    else:
        value = Decimal(random.choice((0, 1, 2, 3, 12, 1250000))) + Decimal(
            random.choice(("0", "0", "0.5", "0.25", "0.0625", "0.333333"))
        )
    return written(random, value), value


def _some_of(random: Random, most: Decimal) -> Decimal:
    if random.random() < 0.3:
        return random.choice((Decimal(0), most))
    return (most * random.randint(0, 20) / 20).quantize(Decimal("0.01")).min(most)


def written(random: Random, value: Decimal) -> str:
    """A number as somebody writes it, with one reading."""
    if value == value.to_integral_value() and value >= 1_000_000 and random.random() < 0.5:
        return random.choice((f"{value:,.0f}".replace(",", "."), f"{value:,.0f}"))
    if value == value.to_integral_value() and value >= 1000 and random.random() < 0.2:
        return f"{value:,.0f}".replace(",", " ")
    return _decimal(random, value)


def _decimal(random: Random, value: Decimal) -> str:
    text = f"{value.normalize():f}"
    whole, _, places = text.partition(".")
    if len(places) == 3:  # 1.941 may be a thousand: four decimals may not
        places += "0"
    point = random.choice(",.")
    return f"{whole}{point}{places}" if places else whole
