"""A change of one figure in words: "Hồ sơ trực tuyến từ 5 lên 8 (thêm 3)".

Here belongs how a lever is told, in a plan and by itself. Whole plans are told in `way_text.py`.
"""

from bisect import bisect_left
from decimal import Decimal
from typing import Final

from pipelines.planning.lever import Lever
from pipelines.speech import Speech

_TOLD: Final = Decimal("0.1")
"""Points that are worth a sentence: what one more of nine thousand dossiers brings is not."""


def change_in_words(speech: Speech, lever: Lever, step: int) -> str:
    """What changes, from where to where, and by how much."""
    known = lever.indicator.inputs.get(lever.input)
    name = speech.say("Điểm", "Points") if known is None else speech.text(known.name)
    after = _figure(speech, lever, lever.figure(step))
    if lever.unit == "boolean":
        return speech.say(f"{name}: có", f"{name}: yes")
    if lever.figure_now is None:
        return speech.say(
            f"{name} đạt {after} (hiện chưa có số liệu)", f"{name}: {after} (none sent so far)"
        )
    before = _figure(speech, lever, lever.figure_now)
    if lever.unit == "level":
        return speech.say(f"{name} từ {before} thành {after}", f"{name} from {before} to {after}")
    change = _width(speech, lever, lever.change(step))
    if lever.direction > 0:
        return speech.say(
            f"{name} từ {before} lên {after} (thêm {change})",
            f"{name} from {before} up to {after} ({change} more)",
        )
    return speech.say(
        f"{name} từ {before} xuống {after} (bớt {change})",
        f"{name} from {before} down to {after} ({change} less)",
    )


def first_gain(lever: Lever) -> int:
    """The steps to the first change that brings a tenth of a point, or the whole way."""

    def is_told(step: int) -> bool:
        return (lever.points(lever.gain(step)) or 0) >= _TOLD

    return bisect_left(range(1, lever.most), True, key=is_told) + 1


def gain_in_words(speech: Speech, lever: Lever, step: int) -> str:
    """What so many steps are, and what they bring: "Số cuộc họp từ 3 lên 4 (thêm 1) = +5 điểm"."""
    change = change_in_words(speech, lever, step)
    points = lever.points(lever.gain(step))
    if points is None:
        return change
    gain = points_in_words(speech, points)
    return speech.say(f"{change} = +{gain} điểm", f"{change} = +{gain} points")


def points_in_words(speech: Speech, points: Decimal) -> str:
    """Points with two decimals, small ones with four."""
    return speech.shortest(points, 2 if points >= _TOLD else 4)


def _figure(speech: Speech, lever: Lever, figure: Decimal) -> str:
    level = lever.level(figure)
    if level is not None:
        return f"“{level}”"
    if lever.unit == "share" and not lever.is_decision:
        return speech.shortest(figure * 100, 2) + "%"
    return speech.shortest(figure, 4) + ("%" if lever.unit == "percent" else "")


def _width(speech: Speech, lever: Lever, change: Decimal) -> str:
    """A change of a percentage is told in percentage points."""
    if lever.is_decision or lever.unit not in ("share", "percent"):
        return speech.shortest(change, 4)
    points = speech.shortest(change * 100 if lever.unit == "share" else change, 2)
    return speech.say(f"{points} điểm phần trăm", f"{points} percentage points")
