"""Timing two things side by side: in turn, in one run, so that a noisy machine is noisy to both."""

import time
from collections.abc import Callable
from statistics import median


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def paired(
    ours: Callable[[], object], yardstick: Callable[[], object], times: int
) -> tuple[float, float, list[float]]:
    """Median seconds of both, and the ratio ours / yardstick of each turn, after one warm-up."""
    ours()
    yardstick()
    turns = [(seconds(ours), seconds(yardstick)) for _ in range(times)]
    ratios = sorted(mine / theirs for mine, theirs in turns)
    return median(mine for mine, _ in turns), median(theirs for _, theirs in turns), ratios


def told(name: str, result: tuple[float, float, list[float]], aim: str) -> str:
    """One line: the ratio's median and spread, the seconds behind it, and what was asked for."""
    mine, theirs, ratios = result
    return (
        f"{name}: {median(ratios):.2f} x  (from {ratios[0]:.2f} to {ratios[-1]:.2f}; "
        f"{mine:.2f} s against {theirs:.2f} s; {aim})"
    )
