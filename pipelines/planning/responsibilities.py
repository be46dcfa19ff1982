"""Responsibility: which agency answers for an indicator of a unit, by when, and how far it is.

Here belong reading `responsibilities.csv` and who answers for what in a round. What an agency owes
together is in `agency_debts.py`.
"""

from itertools import count
from typing import Final

import polars as pl

from pipelines.marked_yaml import ensure_sound
from pipelines.seed_tables import (
    Column,
    RowRule,
    TableShape,
    cell_problems,
    numbered,
    row_problems,
)

NOT_STARTED, UNDER_WAY, NEEDS_EVIDENCE, DONE = RESPONSIBILITY_STATUSES = (
    "Chưa thực hiện",
    "Đang thực hiện",
    "Cần bổ sung minh chứng",
    "Hoàn thành",
)
RESPONSIBILITIES: Final = TableShape(
    "Cơ quan chịu trách nhiệm về chỉ tiêu",
    "Agencies that answer for indicators",
    (
        Column("round", "code", is_required=True),
        Column("entity_code", "code"),
        Column("indicator_code", "code", is_required=True),
        Column("agency_code", "code", is_required=True),
        Column("head_office_vi", is_required=True),
        Column("head_office_en", is_required=True),
        Column("deadline", "day"),
        Column("status", choices=RESPONSIBILITY_STATUSES),
        Column("status_on", "day"),
        Column("cooperating"),
        Column("note"),
    ),
)


def read_responsibilities(
    table: pl.DataFrame,
    file: str,
    units: pl.DataFrame,
    indicators: pl.DataFrame,
    agencies: pl.DataFrame,
) -> pl.DataFrame:
    """Check a table of text as it stands in `responsibilities.csv`.

    A row gives an indicator of a round, with all that lies below it, to an agency; `entity_code`
    empty means every unit of the round. `head_office` is an office (Giám đốc Sở), never a person.
    `cooperating` are codes of agencies, apart by semicolons. `status` is as it was reported on
    `status_on`, or both are empty and it follows from the round.

    `units`: round, entity_code. `indicators`: round, code. `agencies`: entity_code. Returns the
    columns of the table, days as dates. Raises SeedError with all problems.
    """
    lines = numbered(table)
    problems = cell_problems(lines, file, "indicator_code", RESPONSIBILITIES)
    rows = lines.with_columns(
        pl.col("deadline", "status_on").str.to_date("%Y-%m-%d", strict=False),
        pl.col("cooperating").str.split(";").list.eval(pl.element().str.strip_chars()),
    )
    known_units = pl.concat(
        [units.select("round", "entity_code"), units.select("round", entity_code=None).unique()],
        how="vertical_relaxed",
    )
    codes = agencies["entity_code"].unique().to_list()
    unknown_unit = rows.join(
        known_units, on=["round", "entity_code"], how="anti", nulls_equal=True
    )["line"].to_list()
    unknown_indicator = rows.join(
        indicators, left_on=["round", "indicator_code"], right_on=["round", "code"], how="anti"
    )["line"].to_list()
    strangers = pl.col("cooperating").list.eval(~pl.element().is_in(codes)).list.any()
    problems += row_problems(
        rows,
        file,
        "indicator_code",
        [
            RowRule(
                pl.col("line").is_in(unknown_unit),
                "entity_code",
                "no such round, or no such unit in it",
                "không có đợt này, hoặc đợt không có đơn vị này",
                "correct round or entity_code; an empty entity_code means every unit",
                "sửa round hoặc entity_code; để trống entity_code nghĩa là mọi đơn vị",
            ),
            RowRule(
                pl.col("line").is_in(unknown_indicator),
                "indicator_code",
                "no such indicator in its framework",
                "bộ chỉ số của đợt không có chỉ tiêu này",
                "correct the code; Excel turns 1.10 into 1.1",
                "sửa mã; Excel đổi 1.10 thành 1.1",
            ),
            RowRule(
                ~pl.col("agency_code").is_in(codes),
                "agency_code",
                "agency_code: no such unit",
                "agency_code: không có đơn vị này",
                "write a code of entities.csv",
                "ghi một mã trong entities.csv",
            ),
            RowRule(
                strangers,
                "cooperating",
                "cooperating: not all are codes of units",
                "cooperating: có mã không phải của đơn vị nào",
                "write codes of entities.csv, apart by semicolons",
                "ghi các mã trong entities.csv, cách nhau bằng dấu chấm phẩy",
            ),
            RowRule(
                pl.struct("round", "entity_code", "indicator_code").is_duplicated(),
                "indicator_code",
                "this indicator is given twice",
                "chỉ tiêu này được giao hai lần",
                "keep one of the two rows",
                "giữ lại một trong hai dòng",
            ),
            RowRule(
                pl.col("status").is_null() != pl.col("status_on").is_null(),
                "status_on",
                "status and status_on: both are given, the day as 2025-12-15, or neither",
                "status và status_on: ghi cả hai (ngày như 2025-12-15), hoặc không ghi",
                "fill in the other, or delete both",
                "điền ô còn lại, hoặc xóa cả hai",
            ),
        ],
    )
    ensure_sound(problems)
    return rows.select(RESPONSIBILITIES.names)


def responsibility_rows(
    values: pl.DataFrame,
    indicators: pl.DataFrame,
    assigned: pl.DataFrame,
    agencies: pl.DataFrame,
    without_evidence: pl.DataFrame,
    rounds: pl.DataFrame,
) -> pl.DataFrame:
    """Who answers for each indicator of each unit that is scored, and what is still owed.

    `values`, of the final basis: round, entity_code, indicator_code, state, points, max_points,
    is_demonstration. `indicators`: round, code, parent_code, responsible, is_scored (it has a rule
    of its own), has_points (its framework counts points; where not, nothing is lost that could be
    told). `assigned`: as from `read_responsibilities`. `agencies`: agency_code,
    agency_name_vi, agency_name_en. `without_evidence`: round, entity_code, indicator_code that
    were asked for evidence they did not give. `rounds`: round, closes_on.

    An indicator goes to whom the nearest row names: of the indicator itself, else of what it lies
    in; at one level the row of the unit before the row of all. Failing that, to whom the framework
    names; failing that, to nobody (agency_code null). What is not applicable or not evaluated
    is nobody's debt and is left out.

    `status` is the one reported on `status_on`; where none is, it follows from the round: missing
    is Chưa thực hiện, asked for evidence is Cần bổ sung minh chứng, full marks are Hoàn thành, all
    else is Đang thực hiện, on the day the round closes. Overdue is what was reported as not Hoàn
    thành, is missing or lacks evidence on a day after its deadline.

    Returns round, entity_code, indicator_code, agency_code, agency_name_vi, agency_name_en,
    assigned_by (assignment, framework, nobody), head_office_vi, head_office_en, deadline, status,
    is_status_reported, status_on, is_overdue, cooperating, state, points, max_points, points_lost,
    is_missing, lacks_evidence, is_demonstration.
    """
    key = ["round", "entity_code", "indicator_code"]
    scored = indicators.filter("is_scored").select("round", "has_points", indicator_code="code")
    owed = values.filter(~pl.col("state").is_in(["not_applicable", "not_evaluated"])).join(
        scored, on=["round", "indicator_code"]
    )
    evidence = without_evidence.select(key).unique().with_columns(lacks_evidence=True)
    lost = pl.max_horizontal(pl.col("max_points") - pl.col("points"), pl.lit(0, pl.Decimal(38, 10)))
    answered = (
        owed.join(_answerable(owed, indicators, assigned), on=key, how="left")
        .join(agencies, on="agency_code", how="left")
        .join(evidence, on=key, how="left")
        .join(rounds.select("round", "closes_on"), on="round", how="left")
        .with_columns(
            pl.col("assigned_by").fill_null("nobody"),
            points_lost=pl.when(pl.col("points").is_not_null(), "has_points").then(lost),
            is_missing=pl.col("state") == "missing",
            lacks_evidence=pl.col("lacks_evidence").fill_null(value=False),
        )
    )
    followed = (
        pl.when("is_missing")
        .then(pl.lit(NOT_STARTED))
        .when("lacks_evidence")
        .then(pl.lit(NEEDS_EVIDENCE))
        .when(pl.col("points_lost") == 0)
        .then(pl.lit(DONE))
        .otherwise(pl.lit(UNDER_WAY))
    )
    return (
        answered.with_columns(
            status=pl.coalesce("status", followed),
            is_status_reported=pl.col("status").is_not_null(),
            status_on=pl.coalesce("status_on", "closes_on"),
        )
        .with_columns(
            is_overdue=(
                (pl.col("deadline") < pl.col("status_on"))
                & (pl.col("status") != DONE)
                & pl.any_horizontal("is_status_reported", "is_missing", "lacks_evidence")
            ).fill_null(value=False)
        )
        .select(
            *key,
            "agency_code",
            "agency_name_vi",
            "agency_name_en",
            "assigned_by",
            "head_office_vi",
            "head_office_en",
            "deadline",
            "status",
            "is_status_reported",
            "status_on",
            "is_overdue",
            "cooperating",
            "state",
            "points",
            "max_points",
            "points_lost",
            "is_missing",
            "lacks_evidence",
            "is_demonstration",
        )
        .sort(key)
    )


def _answerable(
    owed: pl.DataFrame, indicators: pl.DataFrame, assigned: pl.DataFrame
) -> pl.DataFrame:
    """The row that gives each indicator of each unit to an agency, the nearest of all."""
    key = ["round", "entity_code", "indicator_code"]
    lineage = _with_ancestors(indicators)
    places = owed.select(key).join(lineage, on=["round", "indicator_code"])
    rows = assigned.drop("note").rename({"indicator_code": "ancestor"})
    own = places.join(
        rows.filter(pl.col("entity_code").is_not_null()), on=["round", "entity_code", "ancestor"]
    )
    of_all = places.join(
        rows.filter(pl.col("entity_code").is_null()).drop("entity_code"), on=["round", "ancestor"]
    )
    by_framework = places.join(
        indicators.filter(pl.col("responsible").is_not_null()).select(
            "round",
            pl.col("code").alias("ancestor"),
            pl.col("responsible").alias("agency_code"),
        ),
        on=["round", "ancestor"],
    )
    by_assignment, by_default = (
        (pl.lit(by).alias("assigned_by"), pl.lit(by == "framework").alias("is_default"))
        for by in ("assignment", "framework")
    )
    return (
        pl.concat(
            [
                # The row of the unit stands before the row of all, and stays so at each level.
                own.with_columns(*by_assignment),
                of_all.with_columns(*by_assignment),
                by_framework.with_columns(*by_default),
            ],
            how="diagonal_relaxed",
        )
        .with_columns(cooperating=pl.col("cooperating").list.join("; "))
        .sort("is_default", "steps", maintain_order=True)
        .unique(key, keep="first", maintain_order=True)
        .drop("ancestor", "steps", "is_default")
    )


def _with_ancestors(indicators: pl.DataFrame) -> pl.DataFrame:
    """Each indicator with itself and all it lies in: round, indicator_code, ancestor, steps up."""
    parents = indicators.select("round", pl.col("code").alias("ancestor"), "parent_code")
    here = parents.select("round", pl.col("ancestor").alias("indicator_code"), "ancestor")
    found: list[pl.DataFrame] = []
    for steps in count():
        found.append(here.with_columns(steps=pl.lit(steps)))
        here = here.join(parents, on=["round", "ancestor"]).select(
            "round", "indicator_code", pl.col("parent_code").alias("ancestor")
        )
        here = here.join(parents.select("round", "ancestor"), on=["round", "ancestor"], how="semi")
        if here.is_empty():
            break
    return pl.concat(found)
