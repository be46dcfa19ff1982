"""Parity with a composite index published stage by stage: ASEM connectivity, 51 countries.

The exported stages are those of the R package COINr. Values carry 15 significant digits, so they
are given as floats.
"""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.scoring.index import Index, compute_index

ASEM = Path(__file__).parents[4] / "shared" / "data" / "external" / "asem"
pytestmark = pytest.mark.skipif(not ASEM.is_dir(), reason="the published index is not at hand")


@cache
def tree() -> pl.DataFrame:
    structure = pl.read_csv(ASEM / "asem_imeta.csv", infer_schema=False, null_values=["", "NA"])
    return structure.filter(pl.col("Type").is_in(["Indicator", "Aggregate"]))


def framework(aggregation: str, rule: str) -> Framework:
    lines = [
        "id: asem\nname: {vi: ASEM, en: ASEM}\nsubject: nation\nlegal_source: COINr",
        f"aggregation: {aggregation}\nscale: 100\ndecimals: null\nindicators:",
    ]
    for row in tree().iter_rows(named=True):
        if row["Parent"] is None:
            continue  # the index itself
        parent = "" if row["Parent"] == "Index" else f', parent: "{row["Parent"]}"'
        scored = ""
        if row["Type"] == "Indicator":
            direction = (
                ", direction: lower_is_better"
                if row["Direction"] == "-1" and rule == "min_max"
                else ""
            )
            scored = f", inputs: {{x: {{name: {{vi: x, en: x}}, unit: number}}}}, rule: {{kind: {rule}, input: x{direction}}}"
        lines.append(
            f'- {{code: "{row["iCode"]}", name: {{vi: v, en: e}}, weight: {row["Weight"]}{parent}{scored}}}'
        )
    return read_framework("\n".join(lines) + "\n", "asem.yaml")


def long(name: str) -> pl.DataFrame:
    wide = pl.read_csv(ASEM / name, null_values="NA")
    indicators = tree().filter(pl.col("Type") == "Indicator")["iCode"].to_list()
    return (
        wide.unpivot(indicators, index="uCode", variable_name="indicator_code")
        .drop_nulls()
        .select(
            pl.lit("asem").alias("round"),
            pl.col("uCode").alias("entity_code"),
            "indicator_code",
            pl.lit("x").alias("input"),
            "value",
            pl.lit("published").alias("source"),
        )
    )


def aggregates(index: Index) -> pl.DataFrame:
    """Values of every aggregate, by country: the mains, the groups below them and the index."""
    frames = [
        index.indicator_values().select(
            "entity_code", pl.col("indicator_code").alias("code"), "value"
        ),
        index.main_indicators().select("entity_code", pl.col("main_code").alias("code"), "value"),
        index.totals().select("entity_code", pl.lit("Index").alias("code"), "value"),
    ]
    together = pl.concat(
        [frame.with_columns(pl.col("entity_code", "code").cast(pl.String)) for frame in frames]
    )
    return together.select("entity_code", "code", pl.col("value").cast(pl.Float64))


def expected(name: str) -> pl.DataFrame:
    return (
        pl.read_csv(ASEM / name, null_values="NA")
        .unpivot(index="uCode", variable_name="code", value_name="official")
        .rename({"uCode": "entity_code"})
        .with_columns(pl.col("official").cast(pl.Float64, strict=False))
    )


def largest_error(index: Index, name: str, codes: list[str]) -> tuple[int, float]:
    both = aggregates(index).join(
        expected(name).filter(pl.col("code").is_in(codes)), on=["entity_code", "code"]
    )
    return both.height, float(np.abs(both["value"].to_numpy() - both["official"].to_numpy()).max())


GROUPS = [
    "Physical",
    "ConEcFin",
    "Political",
    "Instit",
    "P2P",
    "Environ",
    "Social",
    "SusEcFin",
    "Conn",
    "Sust",
    "Index",
]


def compute(aggregation: str, rule: str, values: pl.DataFrame) -> Index:
    return compute_index(
        framework(aggregation, rule), values, values.select("round", "entity_code")
    )


def test_min_max_normalises_every_cell_as_published() -> None:
    index = compute("arithmetic_mean", "min_max", long("asem_treated.csv"))
    codes = tree().filter(pl.col("Type") == "Indicator")["iCode"].to_list()
    cells, error = largest_error(index, "asem_normalised.csv", codes)
    assert cells == 51 * 49 == 2499
    assert error <= 1e-9


def test_weighted_means_carry_every_aggregate_up_as_published() -> None:
    index = compute("arithmetic_mean", "min_max", long("asem_treated.csv"))
    cells, error = largest_error(index, "asem_aggregated.csv", GROUPS)
    assert cells == 51 * 11 == 561
    assert error <= 1e-9


@pytest.mark.parametrize(
    ("aggregation", "name"),
    [("geometric_mean", "asem_a_gmean.csv"), ("harmonic_mean", "asem_a_hmean.csv")],
)
def test_other_means_are_as_published(aggregation: str, name: str) -> None:
    """From the published normalised values, carried to 1..100 as COINr did for these two."""
    normalised = long("asem_normalised.csv").with_columns(value=(1 + pl.col("value") * 0.99) / 100)
    index = compute(aggregation, "value", normalised)
    cells, error = largest_error(index, name, GROUPS)
    assert cells == 561
    assert error <= 1e-9


def test_ranks_are_as_published() -> None:
    index = compute("arithmetic_mean", "min_max", long("asem_treated.csv"))
    ranked = [
        index.totals().select("entity_code", pl.lit("Index").alias("code"), "rank"),
        index.main_indicators().select("entity_code", pl.col("main_code").alias("code"), "rank"),
    ]
    ours = pl.concat(
        [f.with_columns(pl.col("entity_code", "code").cast(pl.String)) for f in ranked]
    )
    official = expected("asem_results_ranks.csv").filter(
        pl.col("code").is_in(["Index", "Conn", "Sust"])
    )
    both = ours.join(official, on=["entity_code", "code"])
    assert both.height == 51 * 3
    assert both["rank"].to_list() == both["official"].to_list()
