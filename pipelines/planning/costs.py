"""Costs: what one unit of change of a figure costs, where somebody has said so.

Here belong reading the table of costs and the effort that stands for a cost where none is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final

import polars as pl

from pipelines.frameworks.framework import Framework, Name
from pipelines.marked_yaml import ensure_sound
from pipelines.planning.lever import Lever
from pipelines.seed_tables import (
    Column,
    RowRule,
    TableShape,
    cell_problems,
    numbered,
    row_problems,
)

COST_STATUSES: Final = ("stated", "estimated", "demonstration")
COSTS: Final = TableShape(
    "Chi phí cho một đơn vị thay đổi của số liệu",
    "What one unit of change of a figure costs",
    (
        Column("framework", "code", is_required=True),
        Column("indicator_code", "code", is_required=True),
        Column("input", is_required=True),
        Column("cost", "number", is_required=True),
        Column("unit_vi", is_required=True),
        Column("unit_en", is_required=True),
        Column("status", is_required=True, choices=COST_STATUSES),
        Column("note"),
    ),
)


@dataclass(frozen=True, slots=True)
class Costs:
    """What one unit of change of a figure costs, by indicator code and input, all in one unit."""

    unit: Name
    by_figure: Mapping[tuple[str, str], Decimal]
    is_demonstration: bool = False


def read_costs(
    table: pl.DataFrame, file: str, frameworks: Mapping[str, Framework]
) -> Mapping[str, Costs]:
    """Check a table of text as it stands in `costs.csv`; costs by framework.

    `cost` is for one unit of the figure (one dossier, one percentage point of a percentage, the
    whole way from 0 to 1 of a share, a yes or a level), in one unit throughout a framework;
    `status` says where it comes from. Raises SeedError with all problems.
    """
    lines = numbered(table)
    problems = cell_problems(lines, file, "indicator_code", COSTS)
    known = pl.DataFrame(
        [
            (name, code, figure)
            for name, framework in frameworks.items()
            for code, indicator in framework.by_code.items()
            for figure in (*indicator.inputs, None)
        ],
        schema=dict.fromkeys(_FIGURE, pl.String),
        orient="row",
    )
    unit = pl.struct("unit_vi", "unit_en")
    is_framework = pl.col("framework").is_in(list(frameworks))
    is_indicator, is_input = (
        pl.struct(names).is_in(known.select(pl.struct(names)).to_series().implode())
        for names in (_FIGURE[:2], _FIGURE)
    )
    problems += row_problems(
        lines,
        file,
        "indicator_code",
        [
            RowRule(
                ~is_framework,
                "framework",
                "framework: there is no such framework",
                "framework: không có bộ chỉ số này",
                "name one of those in frameworks/",
                "ghi một bộ chỉ số trong frameworks/",
            ),
            RowRule(
                is_framework & ~is_indicator,
                "indicator_code",
                "indicator_code: it is not an indicator of the framework",
                "indicator_code: không phải chỉ tiêu của bộ chỉ số",
                "correct the code; Excel turns 1.10 into 1.1",
                "sửa mã; Excel đổi 1.10 thành 1.1",
            ),
            RowRule(
                is_indicator & ~is_input,
                "input",
                "input: it is not an input of the indicator",
                "input: không phải số liệu đầu vào của chỉ tiêu",
                "name an input as the framework does",
                "ghi tên số liệu như trong bộ chỉ số",
            ),
            RowRule(
                pl.struct(_FIGURE).is_duplicated(),
                "input",
                "input: it has two costs",
                "input: có hai chi phí",
                "keep one of the two rows",
                "giữ lại một trong hai dòng",
            ),
            RowRule(
                pl.col("cost").cast(pl.Decimal(38, 10), strict=False) <= 0,
                "cost",
                "cost: expected a number above 0",
                "cost: cần số lớn hơn 0",
                "correct the cell",
                "sửa lại ô này",
            ),
            RowRule(
                unit != unit.first().over("framework"),
                "unit_vi",
                "unit_vi, unit_en: costs of a framework are in one unit",
                "unit_vi, unit_en: chi phí của một bộ chỉ số dùng chung một đơn vị",
                "write them all in the unit of the first",
                "ghi tất cả theo đơn vị của dòng đầu",
            ),
        ],
    )
    ensure_sound(problems)
    return {
        str(name): Costs(
            Name(*rows.select("unit_vi", "unit_en").row(0)),
            {(code, figure): Decimal(cost) for code, figure, cost in rows.select(_OWN).iter_rows()},
            bool((rows["status"] == "demonstration").any()),
        )
        for (name,), rows in lines.group_by("framework", maintain_order=True)
    }


_OWN: Final = ("indicator_code", "input", "cost")
_FIGURE: Final = ("framework", "indicator_code", "input")


def prices(levers: Sequence[Lever], costs: Costs | None) -> list[Fraction]:
    """What one unit of change of each lever costs.

    Without a cost of its own a lever costs effort: the share of the remaining gap of its
    indicator, so that any indicator brought from where it stands to full marks costs one. Beside
    costs that are given, such a whole gap costs the median of what the levers with a cost do.
    """
    given = {
        n: Fraction(costs.by_figure[lever.code, lever.input])
        for n, lever in enumerate(levers)
        if costs is not None and (lever.code, lever.input) in costs.by_figure
    }
    whole = median([price * _way(levers[n]) for n, price in given.items()] or [Fraction(1)])
    gaps: dict[str, Fraction] = {}
    for lever in levers:
        gaps[lever.code] = gaps.get(lever.code, Fraction(0)) + lever.gain(lever.most)
    return [
        given[n] if n in given else whole * lever.gain(lever.most) / gaps[lever.code] / _way(lever)
        for n, lever in enumerate(levers)
    ]


def _way(lever: Lever) -> Fraction:
    return Fraction(lever.change(lever.most))
