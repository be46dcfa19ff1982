"""The shortest way in sentences, Vietnamese or English.

Here belongs how a plan, or why there is none, is told to a leader. The numbers are those of
`shortest_way.py`, rounded for reading.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pipelines.frameworks.framework import Name
from pipelines.planning.goals import Goal, MainsInTop, ReachPoints, ReachRank, goal_in_words
from pipelines.planning.lever import REASONS, Limit
from pipelines.planning.lever_text import change_in_words, points_in_words
from pipelines.planning.shortest_way import OutOfReach, Step, Way
from pipelines.planning.standing import Outcome
from pipelines.speech import SPEECHES, Language, several


def way_as_text(
    result: Way | OutOfReach, language: Language, names: Mapping[str, Name] | None = None
) -> str:
    """A plan line by line: what is aimed at, each change with what it brings, where it leads.

    `names` are those of the units; a unit without one is told by its code.
    """
    teller = _Teller(result, language, names or {})
    lines = teller.way(result) if isinstance(result, Way) else teller.out_of_reach(result)
    return "\n".join(lines)


class _Teller:
    def __init__(
        self, result: Way | OutOfReach, language: Language, names: Mapping[str, Name]
    ) -> None:
        self._result = result
        self._speech = SPEECHES[language]
        self._names = names
        self._framework = result.standing.framework

    def way(self, way: Way) -> Iterator[str]:
        goal, unit = self._goal(way.goal), self._unit(way.entity)
        where = self._where(way.now)
        if not way.steps:
            yield self._demonstration() + self._speech.say(
                f"{unit} đã đạt {goal} ({where}): không cần thay đổi gì.",
                f"{unit} has already reached {goal} ({where}): nothing needs to change.",
            )
            return
        count = len(way.steps)
        cost = self._cost(way, way.cost)
        yield self._demonstration() + self._speech.say(
            f"Để đạt {goal}, {unit} (hiện {where}) cần {count} thay đổi, {cost}:",
            f"To reach {goal}, {unit} (now {where}) needs {several(count, 'change')}, {cost}:",
        )
        for n, step in enumerate(way.steps, start=1):
            yield f"{n}. {self._step(step)}"
        then = self._where(way.then)
        yield self._speech.say(f"Khi hoàn thành: {then}.", f"When all is done: {then}.")
        yield from self._beyond_everybody(way)

    def _beyond_everybody(self, way: Way) -> Iterator[str]:
        """That a plan asks for more than any unit has reached, and how far the best one is."""
        best, asked, decimals = way.standing.best(), way.then.value, self._framework.decimals
        if best is None or asked is None or asked <= best[0]:
            return
        wanted, most = (
            self._speech.shortest(asked, decimals),
            self._speech.shortest(best[0], decimals),
        )
        if wanted == most:
            return
        unit = self._unit(best[1])
        yield self._speech.say(
            f"Lưu ý: chưa đơn vị nào trong đợt đạt {wanted}; cao nhất là {unit} với {most}.",
            f"Note: no unit of the round has reached {wanted}; the highest is {unit} with {most}.",
        )

    def out_of_reach(self, result: OutOfReach) -> Iterator[str]:
        goal, unit = self._goal(result.goal), self._unit(result.entity)
        now, most = self._where(result.now), self._where(result.most)
        yield self._demonstration() + self._speech.say(
            f"{unit} (hiện {now}) chưa thể đạt {goal} bằng những số liệu có thể thay đổi: "
            f"làm hết mức{self._gain(result)} thì {most}{self._gap(result)}.",
            f"{unit} (now {now}) cannot reach {goal} with the figures that can change: "
            f"at their utmost{self._gain(result)} they come to {most}{self._gap(result)}.",
        )
        open_ = [limit for limit in result.limits if limit.reason != "full"]
        full = dict.fromkeys(limit.code for limit in result.limits if limit.reason == "full")
        if open_:
            yield self._speech.say(
                "Không lập kế hoạch được, điểm còn lại không do đơn vị tự đạt:",
                "Not to be planned, points that are not for the unit alone to bring:",
            )
            yield from (f"- {self._limit(limit)}" for limit in open_)
        if full:
            yield self._speech.say(
                "Đã đạt điểm tối đa: ", "Already at their maximum: "
            ) + ", ".join(full)

    def _step(self, step: Step) -> str:
        lever, outcome = step.lever, step.outcome
        name = f"{lever.code} {self._speech.text(lever.indicator.name)}"
        parts = [f"{name}: {change_in_words(self._speech, lever, step.steps)}"]
        if lever.is_decision:
            parts[0] += self._speech.say(
                " (do hội đồng hoặc cơ quan công bố quyết định)",
                " (for the council or the publisher to decide)",
            )
        if lever.indicator.max_points is not None:
            gain = step.points_after - step.points_before
            gain = points_in_words(self._speech, gain)
            parts.append(self._speech.say(f"thêm {gain} điểm", f"{gain} more points"))
        where = self._where(outcome)
        parts.append(self._speech.say(f"khi đó {where}", f"then {where}"))
        for units, vi, en in (
            (step.overtaken, "vượt", "overtakes"),
            (step.caught_up, "bắt kịp", "catches up with"),
        ):
            if units:
                listed = ", ".join(self._unit(code) for code in units)
                parts.append(self._speech.say(f"{vi} {listed}", f"{en} {listed}"))
        return "; ".join(parts)

    def _limit(self, limit: Limit) -> str:
        name = self._speech.text(self._framework.by_code[limit.code].name)
        reason = self._speech.text(REASONS[limit.reason])
        left = ""
        if limit.points_left:
            points = self._speech.shortest(limit.points_left, 2)
            left = self._speech.say(f" (còn {points} điểm)", f" ({points} points left)")
        return f"{limit.code} {name}: {reason}{left}"

    def _where(self, outcome: Outcome) -> str:
        """Points, value and rank, as far as there are any."""
        if outcome.value is None or outcome.rank is None:
            return self._speech.say("chưa có giá trị", "without a value")
        decimals = self._framework.decimals
        value = self._speech.shortest(outcome.value, decimals)
        parts = [self._speech.say(f"giá trị {value}", f"value {value}")]
        if outcome.max_points:
            points = self._speech.shortest(outcome.total_points, 2)
            parts.insert(0, self._speech.say(f"{points} điểm", f"{points} points"))
        parts.append(self._speech.say(f"hạng {outcome.rank}", f"rank {outcome.rank}"))
        if isinstance(self._result.goal, MainsInTop):
            top = self._result.goal.rank
            count = sum(1 for rank in outcome.main_ranks.values() if rank and rank <= top)
            parts.append(
                self._speech.say(
                    f"{count} chỉ số chính trong nhóm {top} hạng đầu",
                    f"{several(count, 'main indicator')} within the first {top} ranks",
                )
            )
        return ", ".join(parts)

    def _goal(self, goal: Goal) -> str:
        return self._speech.text(goal_in_words(goal, self._framework.decimals))

    def _gain(self, result: OutOfReach) -> str:
        """What the figures that can change bring at their utmost, in points."""
        gain = result.most.total_points - result.now.total_points
        if not result.most.max_points or gain <= 0:
            return ""
        points = points_in_words(self._speech, gain)
        return self._speech.say(f" (thêm {points} điểm)", f" ({points} more points)")

    def _gap(self, result: OutOfReach) -> str:
        if result.gap is None:
            return ""
        match result.goal:
            case ReachRank():
                places = int(result.gap)
                missing = self._speech.say(f"{places} bậc", several(places, "place"))
            case MainsInTop():
                mains = int(result.gap)
                missing = self._speech.say(
                    f"{mains} chỉ số chính", several(mains, "main indicator")
                )
            case ReachPoints():
                points = self._speech.shortest(result.gap, 2)
                missing = self._speech.say(f"{points} điểm", f"{points} points")
            case _:
                missing = self._speech.shortest(result.gap, self._framework.decimals)
        return self._speech.say(f", còn thiếu {missing}", f", {missing} short")

    def _cost(self, way: Way, cost: Decimal) -> str:
        number = self._speech.shortest(cost, 2)
        if way.costs is not None and any(step.is_cost_given for step in way.steps):
            return self._speech.say(
                f"chi phí {number} {way.costs.unit.vi}",
                f"at a cost of {number} {way.costs.unit.en}",
            )
        return self._speech.say(
            f"công sức {number} (1 là đưa một chỉ số từ mức hiện tại lên tối đa)",
            f"an effort of {number} (1 is to bring one indicator from where it is to its maximum)",
        )

    def _demonstration(self) -> str:
        costs = self._result.costs if isinstance(self._result, Way) else None
        is_made_up = self._framework.is_demonstration or bool(costs and costs.is_demonstration)
        return self._speech.say("[MINH HỌA] ", "[DEMONSTRATION] ") if is_made_up else ""

    def _unit(self, code: str) -> str:
        return self._speech.text(self._names[code]) if code in self._names else code
