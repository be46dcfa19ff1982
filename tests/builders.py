"""Short ways to a framework, to submitted values and to their scores."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework
from pipelines.scoring.index import Index, compute_index

TOP = """id: t
name: {vi: Thử, en: Test}
subject: commune
legal_source: "none: for tests"
"""


def framework(indicators: str, top: str = "aggregation: points\n") -> Framework:
    """A framework from its indicators; `name` may be left out and `in:` lists inputs by unit."""
    return read_framework(TOP + top + "indicators:\n" + indicators, "t.yaml")


def leaf(
    code: str, rule: str, inputs: str = "x: number", points: str = "10", more: str = ""
) -> str:
    """An indicator with a rule in flow style; inputs as `x: number, y: count`."""
    declared = ", ".join(
        f"{name.strip()}: {{name: {{vi: v, en: e}}, unit: {unit.strip()}}}"
        for name, _, unit in (one.partition(":") for one in inputs.split(","))
    )
    worth = f"max_points: {points}, " if points else ""
    return (
        f'- {{code: "{code}", name: {{vi: v, en: e}}, {worth}inputs: {{{declared}}}, '
        f"rule: {{{rule}}}, rule_status: demonstration{more}}}\n"
    )


def group(code: str, points: str = "", more: str = "") -> str:
    """An indicator that is made of its children."""
    worth = f", max_points: {points}" if points else ""
    return f'- {{code: "{code}", name: {{vi: v, en: e}}{worth}{more}}}\n'


def child(of: str) -> str:
    """What makes an indicator a child."""
    return f', parent: "{of}"'


Row = tuple[str, str, str, object]


def values(rows: Sequence[Row], source: str = "declared", round_id: str = "r") -> pl.DataFrame:
    """Values as (unit, indicator, input, value); a state is given as text under `state`."""
    return pl.DataFrame(
        [
            (
                round_id,
                unit,
                code,
                name,
                None if name == "state" else float(str(value)),
                str(value),
                source,
            )
            for unit, code, name, value in rows
        ],
        schema={
            "round": pl.String,
            "entity_code": pl.String,
            "indicator_code": pl.String,
            "input": pl.String,
            "value": pl.Float64,
            "raw_text": pl.String,
            "source": pl.String,
        },
        orient="row",
    )


def score(
    of: Framework,
    *frames: pl.DataFrame,
    units: Mapping[str, Sequence[str]] | None = None,
    not_evaluated: Mapping[str, Sequence[str]] | None = None,
) -> Index:
    """Score values; units are those that have values unless said otherwise."""
    together = pl.concat([values([]), *frames])
    expected = (
        together.select("round", "entity_code").unique()
        if units is None
        else pl.DataFrame(
            [(name, unit) for name, codes in units.items() for unit in codes],
            schema=["round", "entity_code"],
            orient="row",
        )
    )
    return compute_index(of, together, expected, not_evaluated)


def indicator(index: Index, unit: str, code: str, basis: str = "final") -> dict[str, object]:
    """The one row of an indicator value."""
    frame = index.indicator_values().with_columns(pl.col(pl.Enum).cast(pl.String))
    return frame.row(
        by_predicate=(pl.col("entity_code") == unit)
        & (pl.col("indicator_code") == code)
        & (pl.col("basis") == basis),
        named=True,
    )


def shares(index: Index, code: str) -> dict[str, Decimal | None]:
    """The final value of an indicator, by unit."""
    frame = index.indicator_values().filter(
        pl.col("indicator_code") == code, pl.col("basis") == "final"
    )
    return dict(frame.select(pl.col("entity_code").cast(pl.String), "value").iter_rows())


def totals(index: Index, basis: str = "final") -> dict[str, tuple[object, ...]]:
    """value, points, max_points and rank of the index, by unit."""
    frame = index.totals().filter(pl.col("basis") == basis)
    return {
        str(unit): tuple(rest)
        for unit, *rest in frame.select(
            pl.col("entity_code").cast(pl.String), "value", "points", "max_points", "rank"
        ).iter_rows()
    }
