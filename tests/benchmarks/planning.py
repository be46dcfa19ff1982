"""One plan, and the rank moves of a round of 64 communes, beside one scoring of their round.

62 indicators. In the first setting ratios have their figures and the council gives the rest; in
the second everything is given in points and may be changed: as many free figures as a plan can
have. The yardstick is `compute_index` of the same round. Run it as a script.
"""

import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl
from pairing import paired, told

from pipelines.comparison.carried import Rules
from pipelines.comparison.rank_moves import rank_moves
from pipelines.comparison.round_worlds import Assessed, RoundWorlds
from pipelines.comparison.succession import Succession
from pipelines.frameworks.framework import Framework, Rule
from pipelines.frameworks.reader import read_framework
from pipelines.planning.goals import Goal, MainsInTop, ReachRank
from pipelines.planning.levers import levers
from pipelines.planning.shortest_way import shortest_way
from pipelines.planning.standing import Standing, stand
from pipelines.scoring.index import compute_index

COMMUNES, ROUND = 64, "round"
SEEDS = Path(__file__).parents[2] / "seeds"


def commune_framework() -> Framework:
    """The framework of 62 sub-indicators that ships."""
    path = SEEDS / "frameworks" / "vn-commune-tayninh-2025.yaml"
    return read_framework(path.read_text(encoding="utf-8"), path.name)


def submitted(
    framework: Framework, with_figures: bool, seed: int = 1726
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Values of all communes, each somewhat better than the one before."""
    random = np.random.default_rng(seed)
    rows: list[tuple[str, str, str, str, float, str]] = []
    for n in range(COMMUNES):
        for leaf in framework.scored_leaves:
            share = float(np.clip(random.normal(0.45 + n / COMMUNES / 3, 0.2), 0, 1))
            if with_figures and leaf.rule is not None and leaf.rule.kind == "ratio":
                whole = int(random.integers(20, 9_000))
                figures = {"a": round(share * whole), "b": whole}
            else:
                figures = {"points": round(share * float(leaf.max_points or 0), 2)}
            rows += [
                (ROUND, f"{n:05}", leaf.code, name, figure, "declared")
                for name, figure in figures.items()
            ]
    values = pl.DataFrame(
        rows,
        schema=["round", "entity_code", "indicator_code", "input", "value", "source"],
        orient="row",
    )
    return values, values.select("round", "entity_code").unique()


def measure(name: str, standing: Standing, entity: str, goal: Goal) -> None:
    """Print the ratio of one plan to one scoring, and how large the plan was."""
    result = paired(
        lambda: shortest_way(standing, entity, goal, council=True),
        lambda: compute_index(standing.framework, standing.values, standing.units),
        times=7,
    )
    free = len(levers(standing, entity, council=True)[0])
    sys.stdout.write(told(f"{name}, {free} figures", result, "below 1 s") + "\n")


def measure_moves(framework: Framework) -> None:
    """Print the ratio of explaining every rank to one scoring, without and with a common
    yardstick."""
    before, units = submitted(framework, True)
    after, _ = submitted(framework, True, seed=405)
    unrevised = after.filter(pl.col("entity_code") != "00007")
    yardstick = replace(
        framework,
        indicators=tuple(
            replace(one, rule=Rule("best_peer", {"input": "a"})) if one.code == "1.1" else one
            for one in framework.indicators
        ),
    )
    for name, of in (("units apart", framework), ("a common yardstick", yardstick)):
        result = paired(
            partial(explained, of, before, after, unrevised),
            partial(compute_index, of, before, units),
            times=7,
        )
        line = told(f"rank moves of {COMMUNES} communes, {name}", result, "one scoring")
        sys.stdout.write(line + "\n")


def explained(
    of: Framework, before: pl.DataFrame, after: pl.DataFrame, unrevised: pl.DataFrame
) -> object:
    """Every rank of a round explained, with a data revision after it."""
    entities = tuple(sorted(before["entity_code"].unique()))
    same = dict(zip(entities, entities, strict=True))
    merged = pl.DataFrame(schema={"new_code": pl.String, "old_code": pl.String})
    first, second = (Assessed(Rules(of, ()), values, entities) for values in (before, after))
    worlds = RoundWorlds(first, second, unrevised, Succession(same, merged))
    return rank_moves(worlds, {}, of.decimals)


def main() -> None:
    """Print the ratios, then the spread over all communes."""
    framework = commune_framework()
    measure_moves(framework)
    for with_figures in (True, False):
        values, units = submitted(framework, with_figures)
        standing = stand(framework, values, units, ROUND)
        last, middle = standing.entities[0], standing.entities[COMMUNES // 2]
        setting = "figures and points" if with_figures else "points alone"
        measure(f"{setting}: from the middle to rank 5", standing, middle, ReachRank(5))
        measure(f"{setting}: from the end to rank 5", standing, last, ReachRank(5))
        measure(f"{setting}: 4 mains in the top ten", standing, middle, MainsInTop(4, 10))
        spent: list[float] = []
        for entity in standing.entities:
            began = time.perf_counter()
            shortest_way(standing, entity, ReachRank(5), council=True)
            spent.append(time.perf_counter() - began)
        sys.stdout.write(
            f"{setting}: all {COMMUNES} communes to rank 5: median {median(spent):.2f} s, "
            f"longest {max(spent):.2f} s\n"
        )


if __name__ == "__main__":
    main()
