"""Scoring 5 million indicator values beside one DuckDB sum over the same rows.

3,321 communes x 62 indicators x 25 rounds. The yardstick is `SUM` of a DECIMAL column `GROUP BY`
round and entity. Scoring goes from submitted values to the scores and ranks of every main, pillar
and index, and its memory is that of the whole process. Run it as a script.
"""

import resource
import sys
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
from pairing import paired, seconds, told

from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.scoring.index import Index, compute_index

COMMUNES, ROUNDS = 3_321, 25
SEEDS = Path(__file__).parents[2] / "seeds"


def commune_framework() -> Framework:
    """The framework of 62 sub-indicators that ships."""
    path = SEEDS / "frameworks" / "vn-commune-tayninh-2025.yaml"
    return read_framework(path.read_text(encoding="utf-8"), path.name)


def submitted(framework: Framework, rounds: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Values of points declared for every indicator, and the units expected."""
    units = pl.DataFrame({"round": [f"round-{n:02}" for n in range(rounds)]}).join(
        pl.DataFrame({"entity_code": [str(10_000 + n) for n in range(COMMUNES)]}), how="cross"
    )
    leaves = pl.DataFrame(
        {
            "indicator_code": [leaf.code for leaf in framework.scored_leaves],
            "maximum": [float(leaf.max_points or 0) for leaf in framework.scored_leaves],
        }
    )
    rows = units.join(leaves, how="cross")
    share = pl.Series(np.random.default_rng(1726).integers(0, 1001, rows.height) / 1000)
    return (
        rows.select(
            "round",
            "entity_code",
            "indicator_code",
            input=pl.lit("points"),
            value=(pl.col("maximum") * share).round(3).cast(pl.Decimal(38, 10)),
            source=pl.lit("declared"),
        ),
        units,
    )


def score(framework: Framework, values: pl.DataFrame, units: pl.DataFrame) -> Index:
    """Everything from values to ranks."""
    index = compute_index(framework, values, units)
    index.totals()
    index.main_indicators()
    index.pillars()
    return index


def main() -> None:
    """Print the ratios."""
    framework = commune_framework()
    values, units = submitted(framework, ROUNDS)
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE v AS SELECT * REPLACE (value::DECIMAL(18, 10) AS value) FROM values"
    )
    total = "SELECT round, entity_code, sum(value) FROM v GROUP BY round, entity_code"
    result = paired(
        lambda: score(framework, values, units), lambda: connection.sql(total).pl(), times=7
    )
    sys.stdout.write(told(f"scoring {values.height:,} values", result, "at most 10, aim 5") + "\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sys.stdout.write(f"peak memory, inputs and yardstick included: {peak:.2f} GB (below 4)\n")

    index = compute_index(framework, values, units)
    with_values = seconds(index.indicator_values) / result[1]
    sys.stdout.write(f"writing out {values.height:,} indicator values: {with_values:.2f} x more\n")

    tenth = {name: units["round"].unique().sort()[:n] for name, n in (("0.5", 2), ("5", 25))}
    few = values.filter(pl.col("round").is_in(tenth["0.5"].implode()))
    few_units = units.filter(pl.col("round").is_in(tenth["0.5"].implode()))
    growth = paired(
        lambda: score(framework, values, units),
        lambda: score(framework, few, few_units),
        times=7,
    )
    rows = values.height / few.height
    sys.stdout.write(
        told(f"time for {rows:.1f} times the rows", growth, f"linear is {rows:.1f}") + "\n"
    )


if __name__ == "__main__":
    main()
