"""The shortest way to a goal: the cheapest changes in a unit's figures, checked by scoring.

Here belong the plan itself, why there is none, and the frames of both. What can be changed is in
`levers.py`, what a goal asks for in `goals.py`, the solver in `lever_programme.py`, sentences for
people in `way_text.py`.

    standing = stand(framework, values, units, "demo-departments-2025H2")
    way = shortest_way(standing, "so-tu-phap", ReachRank(3))

The other units stand still: the value to reach is that of the unit now at the rank. Values must
add up (points, arithmetic means, weighted sums): a geometric or harmonic mean is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from pipelines.fixed_point import DECIMALS, ONE, Floats
from pipelines.frameworks.framework import Framework
from pipelines.planning.costs import Costs, prices
from pipelines.planning.goals import (
    Goal,
    MainsInTop,
    ReachPoints,
    ReachRank,
    distance,
    goal_code,
    is_met,
    mains_needed,
    value_needed,
)
from pipelines.planning.lever import Lever, Limit
from pipelines.planning.lever_programme import cheapest_steps
from pipelines.planning.levers import levers
from pipelines.planning.standing import Change, Outcome, Standing, outcome_now, outcomes_of
from pipelines.scoring.combine import combine
from pipelines.scoring.leaves import REPORTED, Leaves


class PlanRefuted(RuntimeError):
    """A plan that does not hold when it is scored: an error of ours."""


@dataclass(frozen=True, slots=True)
class Step:
    """One figure to change, and where the unit stands once this and all steps before are done.

    `steps` is how many steps of its lever the figure moves.
    `points_before` and `points_after` are those of the indicator. `overtaken` units stood ahead or
    level before the step and stand behind after it; `caught_up` ones stood ahead and are level.
    """

    lever: Lever
    steps: int
    cost: Decimal
    is_cost_given: bool
    points_before: Decimal
    points_after: Decimal
    outcome: Outcome
    overtaken: tuple[str, ...]
    caught_up: tuple[str, ...]

    @property
    def figure(self) -> Decimal:
        """What the figure becomes."""
        return self.lever.figure(self.steps)

    @property
    def change(self) -> Decimal:
        """How far the figure moves."""
        return self.lever.change(self.steps)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a goal: steps in the order of gain for cost, none if the goal is met already."""

    standing: Standing
    entity: str
    goal: Goal
    now: Outcome
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]
    costs: Costs | None

    @property
    def then(self) -> Outcome:
        """Where the unit stands when all is done."""
        return self.steps[-1].outcome if self.steps else self.now

    @property
    def cost(self) -> Decimal:
        """What all steps cost."""
        return sum((step.cost for step in self.steps), Decimal(0))


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """No way to a goal: what every lever at its end would come to, and what cannot be planned.

    `gap` is what is still missing then, in value, points, places or mains (see `goals.distance`).
    """

    standing: Standing
    entity: str
    goal: Goal
    now: Outcome
    most: Outcome
    gap: Decimal | None
    limits: tuple[Limit, ...]


def shortest_way(
    standing: Standing,
    entity: str,
    goal: Goal,
    costs: Costs | None = None,
    council: bool = False,
) -> Way | OutOfReach:
    """The cheapest changes in the figures of a unit that reach a goal, or why there are none.

    `costs` are for one unit of change of a figure; a figure without one costs effort (see
    `costs.prices`). With `council`, points given directly and published values may be changed.
    Where a goal is about ranks, figures that would move the yardstick of others stay.

    Raises ValueError for an unknown unit, one that is not ranked for having sent nothing, a
    framework whose values do not add up, and points where none are counted; PlanRefuted if the plan
    does not hold when scored.
    """
    return way_by_levers(standing, entity, goal, *levers(standing, entity, council), costs)


def way_by_levers(
    standing: Standing,
    entity: str,
    goal: Goal,
    found: tuple[Lever, ...],
    limits: tuple[Limit, ...],
    costs: Costs | None = None,
) -> Way | OutOfReach:
    """As `shortest_way`, with the levers and limits of the unit as `levers.levers` found them."""
    _expect_plannable(standing, goal)
    if not standing.holds_rank(entity):
        raise ValueError(
            f"{entity} sent nothing in {standing.round}, so it holds no rank: a plan begins with "
            "what was sent"
        )
    if isinstance(goal, ReachRank | MainsInTop):
        limits += tuple(
            Limit(lever.code, lever.input, "moves_others", lever.points(lever.gain(lever.most)))
            for lever in found
            if lever.moves_others
        )
        found = tuple(lever for lever in found if not lever.moves_others)
    now = outcome_now(standing, entity)
    if is_met(standing, goal, now):
        return Way(standing, entity, goal, now, (), limits, costs)
    everything = [Change(lever.code, lever.input, lever.figure(lever.most)) for lever in found]
    most = outcomes_of(standing, entity, [everything])[0] if everything else now
    if not is_met(standing, goal, most):
        gap = distance(standing, goal, most)
        return OutOfReach(standing, entity, goal, now, most, gap, limits)
    price = prices(found, costs)
    chosen = _chosen(standing, entity, goal, found, price)
    steps = _in_order(standing, entity, found, price, chosen, costs, now)
    way = Way(standing, entity, goal, now, steps, limits, costs)
    if not is_met(standing, goal, way.then):
        raise PlanRefuted(f"{goal_code(goal)} for {entity} in {standing.round}: {way.then}")
    return way


_NOISE: Final = 1e-12


def adds_up(framework: Framework) -> bool:
    """Whether what one indicator gains is what the index gains: no mean of another kind."""
    kinds = {framework.aggregation, *(i.aggregation for i in framework.indicators)}
    return not kinds & {"geometric_mean", "harmonic_mean"}


def _expect_plannable(standing: Standing, goal: Goal) -> None:
    framework = standing.framework
    if not adds_up(framework):
        raise ValueError(
            f"{framework.id} combines by a geometric or harmonic mean: "
            "its values do not add up, so no cheapest way can be told"
        )
    if isinstance(goal, ReachPoints) and framework.aggregation != "points":
        raise ValueError(f"{framework.id} counts no points: aim at a value")


def _chosen(
    standing: Standing,
    entity: str,
    goal: Goal,
    found: Sequence[Lever],
    price: Sequence[Fraction],
) -> list[int]:
    """The steps of each lever in the cheapest plan."""
    me = standing.column(entity)
    value = standing.scores.value[:, me]
    effects = _effects(standing, me, found)
    costs = [_costs_of(lever, unit_price) for lever, unit_price in zip(found, price, strict=True)]
    if not isinstance(goal, MainsInTop):
        lack = value_needed(standing, entity, goal) - float(value[-1])
        return cheapest_steps(found, costs, lack, effects[-1])
    # An indicator belongs to one main: each main has a plan of its own, and the cheapest count.
    plans = [
        _main_plan(found, price, costs, needed - float(value[node]), effects[node])
        for node, needed in mains_needed(standing, entity, goal).items()
    ]
    cheapest = sorted((plan for plan in plans if plan is not None), key=lambda plan: plan[:2])
    return [
        sum(steps) for steps in zip(*(plan for *_, plan in cheapest[: goal.mains]), strict=True)
    ]


def _main_plan(
    found: Sequence[Lever],
    price: Sequence[Fraction],
    costs: Sequence[Floats],
    lack: float,
    effects: Floats,
) -> tuple[Decimal, int, list[int]] | None:
    """The cost, the indicators touched and the steps that bring a main where it is needed; None
    where all its levers together do not."""
    within = [n for n, effect in enumerate(effects) if effect]
    most = sum(effects[n] * float(found[n].gain(found[n].most)) for n in within)
    offsets = {found[n].code: effects[n] * float(found[n].offset) for n in within}
    if lack > most + sum(offsets.values()) + _NOISE:
        return None
    taken = cheapest_steps(
        [found[n] for n in within], [costs[n] for n in within], lack, effects[within]
    )
    plan = [0] * len(found)
    for n, steps in zip(within, taken, strict=True):
        plan[n] = steps
    cost = sum((price[n] * Fraction(found[n].change(plan[n])) for n in within), start=Fraction(0))
    return _rounded(cost), len({found[n].code for n in within if plan[n]}), plan


def _costs_of(lever: Lever, price: Fraction) -> Floats:
    """The cost of the first step of each piece, and of each further one."""
    further = float(price * Fraction(lever.grain))
    return np.array(
        [[float(price * Fraction(lever.change(piece.first))), further] for piece in lever.pieces]
    )


def _effects(standing: Standing, me: int, found: Sequence[Lever]) -> Floats:
    """What the value of each node (rows) gains when a lever (columns) earns one whole share.

    Taken from the scoring itself, one column for each lever, so it holds for every way up the
    tree that adds up. A penalty's lever earns by lowering its points.
    """
    structure = standing.structure
    leaf_of = {structure.codes[node]: leaf for leaf, node in enumerate(structure.leaf_node)}
    rows = np.array([leaf_of[lever.code] for lever in found], dtype=np.int64)
    columns = np.arange(rows.size)
    state = np.repeat(standing.scores.leaves.state[:, [me]], rows.size, axis=1)
    share = np.repeat(standing.scores.leaves.share[:, [me]], rows.size, axis=1)
    state[rows, columns] = REPORTED
    share[rows, columns] = np.nan_to_num(share[rows, columns]) + structure.leaf_sign[rows]
    shared = standing.scores.leaves.shared
    if shared is not None:
        shared = np.repeat(shared[:, [me]], rows.size, axis=1)
    changed = combine(structure, Leaves(state, share, shared)).value
    return changed - standing.scores.value[:, [me]]


def _in_order(
    standing: Standing,
    entity: str,
    found: Sequence[Lever],
    price: Sequence[Fraction],
    chosen: Sequence[int],
    costs: Costs | None,
    now: Outcome,
) -> tuple[Step, ...]:
    """The steps by gain for cost, each with where it leads."""
    effects = _effects(standing, standing.column(entity), found)[-1]

    def gain_for_cost(n: int) -> float:
        cost = price[n] * Fraction(found[n].change(chosen[n]))
        return float(effects[n]) * float(found[n].gain(chosen[n]) / cost)

    taken = [n for n, steps in enumerate(chosen) if steps]
    taken.sort(key=gain_for_cost, reverse=True)
    changes = [Change(found[n].code, found[n].input, found[n].figure(chosen[n])) for n in taken]
    stages = [changes[:done] for done in range(1, len(changes) + 1)]
    before, steps = now, list[Step]()
    for n, after in zip(taken, outcomes_of(standing, entity, stages), strict=True):
        lever = found[n]
        steps.append(
            Step(
                lever,
                chosen[n],
                _rounded(price[n] * Fraction(lever.change(chosen[n]))),
                costs is not None and (lever.code, lever.input) in costs.by_figure,
                before.points[lever.code],
                after.points[lever.code],
                after,
                tuple(sorted((before.ahead | before.level) - after.ahead - after.level)),
                tuple(sorted(before.ahead & after.level)),
            )
        )
        before = after
    return tuple(steps)


def _rounded(number: Fraction) -> Decimal:
    return Decimal(round(number * ONE)).scaleb(-DECIMALS)
