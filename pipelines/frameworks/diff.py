"""What a new decision changed: two frameworks side by side.

Here belongs which indicator of one framework is which of the other, and what is said of them
differently. How that is told to people is in `frameworks/diff_text.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework, Indicator, Name, Pillar, Rule
from pipelines.notation import exact
from pipelines.vietnamese import name_key

SAME_WORDS: Final = 0.5
"""Share of common words from which two names under one code are one indicator renamed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An indicator before and after; None where it is not there."""

    before: Indicator | None
    after: Indicator | None


@dataclass(frozen=True, slots=True)
class Change:
    """Something said of an indicator, a pillar or the framework: what, before and after.

    `code` is that of the new framework; `what` names the thing as the keys of a file do. Of the
    mains of a pillar, those that left it are before and those that joined it after.
    """

    code: str
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class PointsOf:
    """Maximum points of a main indicator, a pillar or all, before and after.

    None where they are unknown or it is not there; `is_in_both` tells which.
    """

    code_before: str | None
    code_after: str | None
    name: Name
    before: Decimal | None
    after: Decimal | None

    @property
    def is_in_both(self) -> bool:
        """Whether it is in both frameworks."""
        return self.code_before is not None and self.code_after is not None


@dataclass(frozen=True, slots=True)
class FrameworkDiff:
    """What differs between two frameworks.

    `renamed` have their code, `moved` their name (code or parent differs); `reused` are codes
    under which the new framework has another indicator: the old and the new one.
    """

    before: Framework
    after: Framework
    top: tuple[Change, ...]
    pillars: tuple[Change, ...]
    added: tuple[Indicator, ...]
    removed: tuple[Indicator, ...]
    renamed: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    reused: tuple[Pair, ...]
    main_points: tuple[PointsOf, ...]
    pillar_points: tuple[PointsOf, ...]
    total: PointsOf
    points: tuple[Change, ...]
    rules: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not any(
            (
                self.top,
                self.pillars,
                self.added,
                self.removed,
                self.renamed,
                self.moved,
                self.points,
                self.rules,
            )
        )


def diff_frameworks(before: Framework, after: Framework) -> FrameworkDiff:
    """Compare two frameworks. Indicators meet by code and name, then by name, then by code."""
    pairs = _matched(_ordinary(before), _ordinary(after))
    both = _in_both(pairs)
    new_code = {old.code: new.code for old, new in both}
    renamed = [(o, n) for o, n in both if o.code == n.code and _key(o.name) != _key(n.name)]
    moved = [(o, n) for o, n in both if _is_moved(o, n, new_code)]
    added = [new for old, new in pairs if old is None and new is not None]
    removed = [old for old, new in pairs if new is None and old is not None]
    olds = {indicator.code: indicator for indicator in _ordinary(before)}
    was = {new.code: old.code for old, new in both}
    reused = [
        Pair(olds[new.code], new)
        for new in _ordinary(after)
        if new.code in olds and was.get(new.code) != new.code
    ]
    return FrameworkDiff(
        before,
        after,
        tuple(_top_changes(before, after)),
        tuple(_pillar_changes(before, after, new_code)),
        tuple(added),
        tuple(removed),
        tuple(Pair(*pair) for pair in renamed),
        tuple(Pair(*pair) for pair in moved),
        tuple(reused),
        tuple(_main_points(before, after, pairs)),
        tuple(_pillar_points(before, after)),
        PointsOf("", "", after.name, _total(before), _total(after)),
        tuple(_points_changes(both)),
        tuple(change for old, new in both for change in _rule_changes(old, new)),
    )


def same_indicators(before: Framework, after: Framework) -> list[tuple[Indicator, Indicator]]:
    """The indicators that are in both frameworks, each as it was and as it is."""
    return _in_both(_matched(before.indicators, after.indicators))


def _in_both(
    pairs: Iterable[tuple[Indicator | None, Indicator | None]],
) -> list[tuple[Indicator, Indicator]]:
    return [(old, new) for old, new in pairs if old is not None and new is not None]


def _ordinary(framework: Framework) -> list[Indicator]:
    """Indicators without those that are pillars: these are compared as pillars."""
    return [indicator for indicator in framework.indicators if indicator.level != "pillar"]


def _keys(names: Sequence[str]) -> list[str]:
    frame = pl.DataFrame({"name": names}, schema={"name": pl.String})
    return frame.select(name_key(pl.col("name"))).to_series().to_list()


def _key(name: Name) -> str:
    return _keys([name.vi])[0]


def _matched(
    olds: Sequence[Indicator], news: Sequence[Indicator]
) -> list[tuple[Indicator | None, Indicator | None]]:
    """Pairs in the order of the new framework, then what only the old one has."""
    old_keys = dict(zip((o.code for o in olds), _keys([o.name.vi for o in olds]), strict=True))
    new_keys = dict(zip((n.code for n in news), _keys([n.name.vi for n in news]), strict=True))
    met: dict[str, Indicator] = {}
    left = {old.code: old for old in olds}

    def meet(is_same: Callable[[Indicator, Indicator], bool]) -> None:
        """Pair those left over that are the same and cannot be anything else."""
        for new in [n for n in news if n.code not in met]:
            alike = [old for old in left.values() if is_same(old, new)]
            if len(alike) == 1:
                rivals = [n for n in news if n.code not in met and is_same(alike[0], n)]
                if len(rivals) == 1:
                    met[new.code] = left.pop(alike[0].code)

    def same_name(old: Indicator, new: Indicator) -> bool:
        return old_keys[old.code] == new_keys[new.code]

    def same_parent(old: Indicator, new: Indicator) -> bool:
        parent = met.get(new.parent or "")
        return old.parent == (parent.code if parent else new.parent)

    meet(lambda old, new: old.code == new.code and same_name(old, new))
    meet(same_name)
    meet(lambda old, new: same_name(old, new) and same_parent(old, new))
    meet(
        lambda old, new: (
            old.code == new.code and _likeness(old_keys[old.code], new_keys[new.code]) >= SAME_WORDS
        )
    )
    pairs: list[tuple[Indicator | None, Indicator | None]] = [(met.get(n.code), n) for n in news]
    return [*pairs, *((old, None) for old in olds if old.code in left)]


def _likeness(name: str, other: str) -> float:
    """Words in common, of all words in either name."""
    words, others = set(name.split()), set(other.split())
    return len(words & others) / max(len(words | others), 1)


def _is_moved(old: Indicator, new: Indicator, new_code: Mapping[str, str]) -> bool:
    parent = None if old.parent is None else new_code.get(old.parent, old.parent)
    return old.code != new.code or parent != new.parent


def _changes(code: str, facts: Iterable[tuple[str, object, object]]) -> Iterator[Change]:
    for what, before, after in facts:
        if before != after:
            yield Change(code, what, _written(before), _written(after))


def _written(value: object) -> str | None:
    match value:
        case None:
            return None
        case Decimal():
            return exact(value)
        case Name():
            return value.vi
        case _:
            return str(value)


_TOP: Final = (
    "name",
    "subject",
    "legal_source",
    "aggregation",
    "missing",
    "min_coverage",
    "scale",
    "decimals",
)


def _top_changes(before: Framework, after: Framework) -> Iterator[Change]:
    yield from _changes("", ((key, getattr(before, key), getattr(after, key)) for key in _TOP))


def _pillars(framework: Framework) -> list[Pillar]:
    """Pillars, and the indicators of the tree that are pillars, with their mains."""
    in_tree = [
        Pillar(i.code, i.name, tuple(c.code for c in framework.children.get(i.code, ())))
        for i in framework.indicators
        if i.level == "pillar"
    ]
    return [*framework.pillars, *in_tree]


def _pillar_pairs(
    before: Framework, after: Framework
) -> Iterator[tuple[Pillar | None, Pillar | None]]:
    """Pillars meet by code, else by name."""
    left = {pillar.code: pillar for pillar in _pillars(before)}
    for new in _pillars(after):
        named = next((o.code for o in left.values() if _key(o.name) == _key(new.name)), "")
        yield left.pop(new.code, None) or left.pop(named, None), new
    yield from ((old, None) for old in left.values())


def _pillar_changes(
    before: Framework, after: Framework, new_code: Mapping[str, str]
) -> Iterator[Change]:
    for old, new in _pillar_pairs(before, after):
        if old is None or new is None:
            there = old or new
            assert there is not None
            is_new = old is None
            yield Change(
                there.code,
                "pillar",
                None if is_new else there.name.vi,
                there.name.vi if is_new else None,
            )
            continue
        if _key(old.name) != _key(new.name):
            yield Change(new.code, "name", old.name.vi, new.name.vi)
        left = [code for code in old.mains if new_code.get(code) not in new.mains]
        kept = {new_code.get(code) for code in old.mains}
        joined = [code for code in new.mains if code not in kept]
        if left or joined:
            yield Change(new.code, "mains", _mains(before, left), _mains(after, joined))


def _mains(framework: Framework, codes: Sequence[str]) -> str | None:
    """Mains by code and name."""
    return "; ".join(f"{code} {framework.by_code[code].name.vi}" for code in codes) or None


def worth(framework: Framework, indicator: Indicator) -> Decimal | None:
    """Maximum points of an indicator, or the sum of its children's where its own are not given."""
    if indicator.is_adjustment:
        return Decimal(0)
    children = framework.children.get(indicator.code, ())
    if indicator.max_points is not None or not children or not indicator.children_known:
        return indicator.max_points
    return _sum(worth(framework, child) for child in children)


def _sum(points: Iterable[Decimal | None]) -> Decimal | None:
    found = list(points)
    known = [amount for amount in found if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(found) else None


def _total(framework: Framework) -> Decimal | None:
    return _sum(worth(framework, top) for top in framework.children.get(None, ()))


def _main_points(
    before: Framework,
    after: Framework,
    pairs: Sequence[tuple[Indicator | None, Indicator | None]],
) -> Iterator[PointsOf]:
    for old, new in pairs:
        shown = new or old
        if shown is None or shown.level != "main":
            continue
        yield PointsOf(
            old.code if old else None,
            new.code if new else None,
            shown.name,
            worth(before, old) if old else None,
            worth(after, new) if new else None,
        )


def _pillar_worth(framework: Framework, pillar: Pillar) -> Decimal | None:
    known = framework.by_code.get(pillar.code)
    if known is not None:
        return worth(framework, known)
    return _sum(worth(framework, framework.by_code[main]) for main in pillar.mains)


def _pillar_points(before: Framework, after: Framework) -> Iterator[PointsOf]:
    for old, new in _pillar_pairs(before, after):
        shown = new or old
        assert shown is not None
        yield PointsOf(
            old.code if old else None,
            new.code if new else None,
            shown.name,
            _pillar_worth(before, old) if old else None,
            _pillar_worth(after, new) if new else None,
        )


def _points_changes(both: Sequence[tuple[Indicator, Indicator]]) -> Iterator[Change]:
    for old, new in both:
        facts = (
            ("max_points", old.max_points, new.max_points),
            ("weight", old.weight, new.weight),
        )
        yield from _changes(new.code, facts)


def rule_line(rule: Rule | None) -> str | None:
    """A rule on one line, as its keys are written."""
    if rule is None:
        return None
    keys = [f"{key}: {_plain(value)}" for key, value in rule.keys.items()]
    parts = [f"{_plain(share)} x ({rule_line(part)})" for share, part in rule.parts]
    return " ".join([rule.kind, ", ".join([*keys, *parts])]).strip()


def _plain(value: object) -> str:
    match value:
        case Decimal():
            return exact(value)
        case Mapping():
            return "; ".join(f"{key} = {_plain(inner)}" for key, inner in value.items())
        case list():
            return "; ".join(_plain(inner) for inner in value)
        case _:
            return str(value)


def _rule_changes(old: Indicator, new: Indicator) -> Iterator[Change]:
    yield from _changes(
        new.code,
        (
            ("rule", rule_line(old.rule), rule_line(new.rule)),
            ("rule_status", old.rule_status, new.rule_status),
            ("inputs", _figures(old), _figures(new)),
            ("aggregation", old.aggregation, new.aggregation),
            ("evidence", old.evidence, new.evidence),
            ("responsible", old.responsible, new.responsible),
            ("reported_by", old.reported_by, new.reported_by),
        ),
    )


def _figures(indicator: Indicator) -> str | None:
    figures = [f"{code}: {i.name.vi} ({i.unit})" for code, i in indicator.inputs.items()]
    return "; ".join(figures) or None
