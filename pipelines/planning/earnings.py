"""What one formula earns for one unit, figure by figure, exactly.

Here belongs the same arithmetic as in `formulas.py` for a single figure in whole fractions, with
the places where it bends or jumps: what a plan needs and scoring does not. The formulas that read
every unit of the round are taken with all other units standing still.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log

from pipelines.frameworks.framework import Rule

Figure = Fraction
Share = Fraction

_CURVE_STOPS = 100
"""A logarithm is planned in hundredths of its way: between them it is not straight."""


@dataclass(frozen=True, slots=True)
class Earning:
    """A formula of one input: the share of its part it earns, 0..1, at any figure.

    `best` is the figure from which nothing more is earned, `worst` the one that earns as little
    as a figure not sent. `bends` are the figures at which the share bends or jumps; between them
    it is straight, unless `is_curved`. `moves_others`: this unit alone sets a bound of the round,
    so that its change moves the shares of others.
    """

    input: str
    at: Callable[[Figure], Share]
    worst: Figure
    best: Figure
    bends: tuple[Figure, ...]
    is_curved: bool = False
    moves_others: bool = False


def earning_of(
    rule: Rule, figures: Mapping[str, Figure], peers: Mapping[str, Sequence[Figure]]
) -> "Earning | str":
    """The formula of a rule without parts, or why its figure cannot be planned (see `levers`).

    `figures` are the unit's own, `peers` those of the other units of the round, by input; what
    was not sent is absent.
    """
    keys = rule.keys
    match rule.kind:
        case "ratio":
            below = figures.get(keys["denominator"])
            if below is None or below <= 0:
                return "denominator_unknown"
            return _up_to(keys["numerator"], below * Fraction(keys.get("target", 1)))
        case "capped_count":
            return _up_to(keys["input"], Fraction(keys["cap"]))
        case "boolean" | "value":
            return _up_to(keys["input"], Fraction(1))
        case "levels":
            shares = sorted(Fraction(share) for share in keys["levels"].values())
            return Earning(
                keys["input"], lambda figure: figure, shares[0], shares[-1], tuple(shares)
            )
        case "steps":
            return _steps(rule)
        case "best_peer":
            best = max(peers[keys["input"]], default=Fraction(0))
            return _up_to(keys["input"], best) if best > 0 else "no_yardstick"
        case "min_max":
            return _min_max(rule, figures.get(keys["input"]), peers[keys["input"]])
        case "goalposts":
            lower, upper = Fraction(keys["lower"]), Fraction(keys["upper"])
            return _between(rule, lower, upper)
        case "z_score" | "percentile" | "rank":
            return "depends_on_others"
        case _:
            raise ValueError(f"a rule of kind {rule.kind} reads no figure of the unit")


def _up_to(name: str, best: Figure) -> Earning:
    return Earning(name, lambda figure: min(figure / best, Fraction(1)), Fraction(0), best, (best,))


def _steps(rule: Rule) -> Earning:
    ladder = sorted(
        (Fraction(step["at_least"]), Fraction(step["share"])) for step in rule.keys["steps"]
    )
    highest = max(share for _, share in ladder)
    best = next(at_least for at_least, share in ladder if share == highest)

    def at(figure: Figure) -> Share:
        return next((share for least, share in reversed(ladder) if figure >= least), Fraction(0))

    worst = min(Fraction(0), ladder[0][0])
    return Earning(rule.keys["input"], at, worst, best, tuple(least for least, _ in ladder))


def _between(rule: Rule, lower: Figure, upper: Figure, moves_others: bool = False) -> Earning:
    """From one bound to the other, cut at both; the better end is the best figure."""
    falls = rule.keys.get("direction") == "lower_is_better"
    curved = bool(rule.keys.get("log"))

    def at(figure: Figure) -> Share:
        inside = min(max(figure, lower), upper)
        if curved and inside not in (lower, upper):
            way = Fraction(log(inside / lower) / log(upper / lower))
        else:
            way = (inside - lower) / (upper - lower)
        return 1 - way if falls else way

    bends = (lower, upper)
    if curved:
        stretch = log(upper / lower) / _CURVE_STOPS
        inner = (lower * Fraction(exp(n * stretch)) for n in range(1, _CURVE_STOPS))
        bends = (lower, *inner, upper)
    worst, best = (upper, lower) if falls else (lower, upper)
    return Earning(rule.keys["input"], at, worst, best, bends, curved, moves_others)


def _min_max(rule: Rule, own: Figure | None, peers: Sequence[Figure]) -> "Earning | str":
    """The way between the bounds given or, where absent, those of the other units."""
    given_lower, given_upper = rule.keys.get("lower"), rule.keys.get("upper")
    if not peers and (given_lower is None or given_upper is None):
        return "no_yardstick"
    lower = min(peers) if given_lower is None else Fraction(given_lower)
    upper = max(peers) if given_upper is None else Fraction(given_upper)
    if lower >= upper:
        return "no_yardstick"
    falls = rule.keys.get("direction") == "lower_is_better"
    sets_the_worst = own is not None and (
        (given_upper is None and own > upper) if falls else (given_lower is None and own < lower)
    )
    return _between(rule, lower, upper, sets_the_worst)
