"""What a world must come to, by the contract alone, in exact fractions and one unit at a time.

Here belongs the second opinion: nothing of the product is imported, and the method is written as
the texts say it, slowly. Where the contract is silent, this is what the project decided:

- Files are taken in the order in which they came, then by name; a later one of the same sender
  replaces, row by row, what it sends again. Of the council's decisions on an indicator the last by
  its day stands, for everything that was verified before.
- A row counts only if its sender may give it, by the rules on reporters. Where several who may give
  a figure differ, the one that `reporters.csv` lists before the others stands, if all are listed;
  else the unit's own; else the one that came first.
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
  value: 1, 2, 2, 4; who has no value has no rank. Who sent nothing, of whom only measured figures
  are known, has none in any basis or table until the round is final, and then is ranked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Final

from worlds.earning import Leaf, decimal_of, leaves_of
from worlds.standing import only, standing
from worlds.strangers import authority_of
from worlds.upward import Score, Tree
from worlds.world import Framework, Round, World

CONFIRMED: Final = ("measured", "verified")
_TRUSTED: Final = 9


@dataclass(frozen=True)
class Result:
    """One round and basis: scores by unit and code (the index is `DTI`), leaves, pillars, ranks."""

    scores: Mapping[tuple[str, str], Score]
    leaves: Mapping[tuple[str, str], Leaf]
    pillars: Mapping[tuple[str, str], Score]
    framework: Framework
    unranked: frozenset[str] = frozenset()

    def shown(self, score: Score) -> Decimal | None:
        """The value as it is published, in the scale."""
        if score.value is None:
            return None
        scaled = score.value * Fraction(self.framework.scale or 1)
        return rounded(scaled, self.framework.decimals)

    def ranks(self, scores: Mapping[tuple[str, str], Score], code: str) -> dict[str, int]:
        """The rank of every unit that holds one."""
        shown = {unit: self.shown(score) for (unit, of), score in scores.items() if of == code}
        known = {unit: value for unit, value in shown.items() if value is not None}
        known = {unit: value for unit, value in known.items() if unit not in self.unranked}
        return {
            unit: 1 + sum(other > value for other in known.values())
            for unit, value in known.items()
        }


def rounded(value: Fraction, decimals: int | None) -> Decimal:
    """Half away from zero, after the ninth decimal."""
    places = _TRUSTED if decimals is None else min(decimals, _TRUSTED)
    with localcontext(prec=60):
        return _quantized(_quantized(decimal_of(value), _TRUSTED), places)


def _quantized(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def evaluate(world: World, entry: Round) -> Mapping[str, Result]:
    """The results of a round by basis."""
    with localcontext(prec=60):
        framework = world.framework_of(entry)
        files = [file for file in world.files if file.round == entry.id]
        figures = standing(framework, files, authority_of(world, framework, entry))
        present = {source for told in figures.values() for source, _ in told}
        results: dict[str, Result] = {}
        if "declared" in present:
            own = only(figures, ("declared",))
            results["self"] = result_of(framework, entry, leaves_of(framework, entry, own))
        leaves = leaves_of(framework, entry, figures)
        results["final"] = result_of(framework, entry, leaves)
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
            results["verified"] = result_of(framework, entry, kept)
        unranked = frozenset[str]() if entry.status == "final" else _silent(entry, leaves)
        return {basis: replace(result, unranked=unranked) for basis, result in results.items()}


def _silent(entry: Round, leaves: Mapping[tuple[str, str], Leaf]) -> frozenset[str]:
    """The units of which nothing is known but what was measured."""
    sent = {
        unit
        for (unit, _), leaf in leaves.items()
        if leaf.state in ("reported", "zero_by_decision") and leaf.source != "measured"
    }
    return frozenset(entry.units) - sent


def result_of(framework: Framework, entry: Round, leaves: Mapping[tuple[str, str], Leaf]) -> Result:
    scores: dict[tuple[str, str], Score] = {}
    pillars: dict[tuple[str, str], Score] = {}
    for unit in entry.units:
        mine = {code: leaf for (of, code), leaf in leaves.items() if of == unit}
        tree = Tree(framework, mine)
        tree.score("DTI")
        if any(leaf.is_shared for leaf in mine.values()):
            tree = Tree(framework, mine, tree.worth_after_sharing())
            tree.score("DTI")
        scores |= {(unit, code): score for code, score in tree.scores.items()}
        pillars |= {(unit, code): tree.pillar(mains) for code, mains in framework.pillars}
    return Result(scores, leaves, pillars, framework)
