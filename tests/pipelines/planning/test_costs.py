"""Costs as they stand in their table."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from builders import framework, leaf

from pipelines.frameworks.framework import Name
from pipelines.frameworks.reader import read_framework
from pipelines.marked_yaml import SeedError
from pipelines.planning.costs import COSTS, read_costs

SEEDS = Path(__file__).parents[3] / "seeds"
OF = framework(leaf("1", "kind: ratio, numerator: a, denominator: b", "a: count, b: count"))


def table(*rows: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        [(*row, "ngày công", "person-days", "estimated", "") for row in rows],
        schema=list(COSTS.names),
        orient="row",
    )


def test_costs_are_read_by_framework() -> None:
    costs = read_costs(table(("t", "1", "a", "0.5")), "costs.csv", {"t": OF})["t"]
    assert costs.by_figure == {("1", "a"): Decimal("0.5")}
    assert costs.unit == Name("ngày công", "person-days")
    assert not costs.is_demonstration


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("nowhere", "1", "a", "1"), "framework: there is no such framework"),
        (("t", "9", "a", "1"), "indicator_code: it is not an indicator of the framework"),
        (("t", "1", "z", "1"), "input: it is not an input of the indicator"),
        (("t", "1", "b", "0"), "cost: expected a number above 0"),
        (("t", "1", "b", "NaN"), "cost: expected a number as 9.5"),
        (("t", "1", "a", "2"), "input: it has two costs"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(row: tuple[str, ...], message: str) -> None:
    with pytest.raises(SeedError) as caught:
        read_costs(table(("t", "1", "a", "1"), row), "costs.csv", {"t": OF})
    assert (3, message) in [(found.line, found.message) for found in caught.value.problems]


def test_costs_of_a_framework_are_in_one_unit() -> None:
    rows = pl.concat([table(("t", "1", "a", "1")), table(("t", "1", "b", "1"))])
    mixed = rows.with_columns(unit_en=pl.Series(["person-days", "dong"]))
    with pytest.raises(SeedError, match="costs of a framework are in one unit"):
        read_costs(mixed, "costs.csv", {"t": OF})


def test_the_costs_that_ship_are_marked_as_demonstration() -> None:
    shipped = pl.read_csv(SEEDS / "costs.csv", infer_schema=False)
    frameworks = {
        name: read_framework(
            (SEEDS / "frameworks" / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml"
        )
        for name in shipped["framework"].unique()
    }
    costs = read_costs(shipped, "costs.csv", frameworks)
    assert all(of.is_demonstration for of in costs.values())
