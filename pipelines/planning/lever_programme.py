"""The integer programme: the cheapest steps of some levers that make up what is lacking.

Here belongs the meeting with the solver (HiGHS) and nothing else that knows it. Its numbers are
floats; whoever takes a plan from here scores it again exactly.

Every lever takes at most one of its pieces, and a whole number of steps within it; an indicator
is touched when one of its levers moves. Cheapest first; among plans that cost the same, the one
that touches fewest indicators, then the one that touches those that stand first. The solver runs
on one thread from a fixed seed, so the same question has the same answer.

Most of a plan is settled before whole numbers are asked for: where fractions of steps are
allowed, the plan is found at once, and what it says each step would cost beyond the least
(reduced costs) shows which steps no plan can take that is as good as the one rounded up from it.
"""

from collections.abc import Sequence
from typing import Final

import highspy
import numpy as np

from pipelines.fixed_point import Floats
from pipelines.planning.lever import Lever

_SCALE: Final = 1e6
"""What is lacking is this much to the solver, so that its tolerance is beyond any rank."""
_COST: Final = 1e4
"""What a lever brought to its end costs, on average, to the solver."""
_EQUAL: Final = 1e-3
"""Costs this close are the same: a ten-millionth of a lever brought to its end."""
_ROUNDING: Final = 1e-6
_BLOCK: Final = 10
"""Indicators whose order is settled in one turn: powers of two up to here stay exact."""


def cheapest_steps(
    levers: Sequence[Lever], costs: Sequence[Floats], lack: float, effects: Floats
) -> list[int]:
    """How many steps each lever takes so that together they make up what is lacking.

    `lack` is in value; `effects` is the value that one share of each lever adds. `costs` has, for
    each lever, one row for each of its pieces: the cost of its first step and of each further
    one. Raises RuntimeError if the solver finds no plan: whoever asks has seen that all levers
    together suffice.
    """
    if lack <= 0:
        return [0] * len(levers)
    programme = _Programme(levers, costs, effects / lack)
    known = programme.relax()
    programme.narrow(known)
    programme.narrow(programme.settle(programme.cost, _EQUAL))
    programme.settle_fewest()
    programme.settle_order()
    return programme.steps()


class _Programme:
    """Columns: for each lever and piece, whether it is taken and how far beyond its first step;
    for each indicator, whether it is touched."""

    def __init__(self, levers: Sequence[Lever], costs: Sequence[Floats], effects: Floats) -> None:
        self._solver = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
        ):
            self._solver.setOptionValue(option, value)
        self._upper: list[int] = []
        self._values = self._dearer = np.zeros(0)
        self._least = 0.0
        self._levers = levers
        self._taken: list[list[int]] = []
        self._beyond: list[list[int | None]] = []
        self._touched: dict[str, int] = {}
        # Costs of any currency become numbers of one size.
        unit = float(np.mean([of_lever[:, 0].max() for of_lever in costs])) / _COST
        cost: dict[int, float] = {}
        gain = self._gain = dict[int, float]()
        for lever, of_lever, of_share in zip(levers, costs, effects, strict=True):
            effect = float(of_share) * _SCALE
            if lever.code not in self._touched:
                self._touched[lever.code] = self._whole(1)
                gain[self._touched[lever.code]] = effect * float(lever.offset)
            taken: list[int] = []
            beyond: list[int | None] = []
            for piece, (first, further) in zip(lever.pieces, of_lever, strict=True):
                column = self._whole(1)
                taken.append(column)
                cost[column], gain[column] = float(first) / unit, effect * float(piece.gain)
                width = piece.last - piece.first
                extra = self._whole(width) if width else None
                beyond.append(extra)
                if extra is not None:
                    cost[extra], gain[extra] = float(further) / unit, effect * float(piece.slope)
                    self._row({extra: 1.0, column: -float(width)}, upper=0.0)
            self._row(dict.fromkeys(taken, 1.0) | {self._touched[lever.code]: -1.0}, upper=0.0)
            self._taken.append(taken)
            self._beyond.append(beyond)
        for code, touched in self._touched.items():
            moved = [n for n, lever in enumerate(levers) if lever.code == code]
            everything = dict.fromkeys((column for n in moved for column in self._taken[n]), -1.0)
            self._row({touched: 1.0, **everything}, upper=0.0)
        # More than all that is lacking is no better than all of it.
        enough = _SCALE + sum(abs(gain[touched]) for touched in self._touched.values())
        for column, gained in gain.items():
            gain[column] = min(gained, enough)
        self._row(gain, lower=_SCALE)
        self.cost = cost
        self.touched = dict.fromkeys(self._touched.values(), 1.0)

    def relax(self) -> float:
        """Find the plan in fractions of steps; returns what the one rounded up from it costs,
        infinity if that falls short."""
        self._solver.setOptionValue("solve_relaxation", True)
        self._minimise(self.cost)
        self._solver.setOptionValue("solve_relaxation", False)
        self._dearer = np.array(self._solver.getSolution().col_dual)
        self._least = sum(cost * self._values[column] for column, cost in self.cost.items())
        plan = self._rounded_up()
        if sum(self._gain[column] * amount for column, amount in plan.items()) < _SCALE:
            return np.inf
        return float(sum(self.cost.get(column, 0.0) * amount for column, amount in plan.items()))

    def _rounded_up(self) -> dict[int, float]:
        """The plan in fractions with whole steps: of each lever the furthest piece it begins."""
        plan: dict[int, float] = {}
        for lever, taken, beyond in zip(self._levers, self._taken, self._beyond, strict=True):
            begun = [n for n, column in enumerate(taken) if self._values[column] > _ROUNDING]
            if not begun:
                continue
            plan[taken[begun[-1]]] = plan[self._touched[lever.code]] = 1.0
            extra = beyond[begun[-1]]
            if extra is not None:
                plan[extra] = float(np.ceil(self._values[extra] - _ROUNDING))
        return plan

    def narrow(self, known: float) -> None:
        """Leave only the steps that a plan can take which costs no more than one known already."""
        spare = known - self._least + 2 * _EQUAL
        for column, (upper, dearer) in enumerate(zip(self._upper, self._dearer, strict=True)):
            if abs(dearer) * upper <= spare:
                continue
            steps = float(np.floor(spare / abs(dearer) + _ROUNDING))
            lower = upper - steps if dearer < 0 else 0.0
            self._solver.changeColBounds(column, lower, steps if dearer > 0 else float(upper))

    def settle(self, objective: dict[int, float], equal: float) -> float:
        """Minimise an objective and hold all that follows to its least value."""
        least = self._minimise(objective)
        self._row(objective, upper=least + equal)
        return least

    def settle_fewest(self) -> None:
        """Touch as few indicators as can be; one is the fewest there is."""
        if round(sum(self._values[list(self.touched)])) > 1:
            self.settle(self.touched, 0.5)
        else:
            self._row(self.touched, upper=1.5)

    def settle_order(self) -> None:
        """Touch the indicators that stand first, a block at a time."""
        columns = list(self._touched.values())
        left = round(sum(self._values[columns]))
        for start in range(0, len(columns), _BLOCK):
            block = columns[start : start + _BLOCK]
            self._minimise(
                {column: -(2.0 ** (len(block) - n)) for n, column in enumerate(block, start=1)}
            )
            for column in block:
                chosen = round(self._values[column])
                self._solver.changeColBounds(column, float(chosen), float(chosen))
                left -= chosen
            if not left:
                return

    def steps(self) -> list[int]:
        """The steps of each lever in the last solution."""
        return [
            sum(
                round(self._values[column]) * piece.first
                + (0 if extra is None else round(self._values[extra]))
                for column, extra, piece in zip(taken, beyond, lever.pieces, strict=True)
            )
            for taken, beyond, lever in zip(self._taken, self._beyond, self._levers, strict=True)
        ]

    def _whole(self, upper: int) -> int:
        """A new column of whole numbers from 0."""
        column = len(self._upper)
        self._solver.addVar(0.0, float(upper))
        self._solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        self._upper.append(upper)
        return column

    def _row(
        self,
        entries: dict[int, float],
        lower: float = -highspy.kHighsInf,
        upper: float = highspy.kHighsInf,
    ) -> None:
        self._solver.addRow(
            lower,
            upper,
            len(entries),
            np.array(list(entries), dtype=np.int32),
            np.array(list(entries.values()), dtype=np.float64),
        )

    def _minimise(self, objective: dict[int, float]) -> float:
        columns = np.arange(len(self._upper), dtype=np.int32)
        costs = np.zeros(columns.size)
        costs[list(objective)] = list(objective.values())
        self._solver.changeColsCost(columns.size, columns, costs)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            status = self._solver.modelStatusToString(self._solver.getModelStatus())
            raise RuntimeError(f"the solver found no plan where there is one: {status}")
        self._values = np.array(self._solver.getSolution().col_value)
        return float(costs @ np.round(self._values))
