"""Responsibility: which agency answers for an indicator of a unit, by when, and how far it is.

Here belong reading `responsibilities.csv` and who answers for what in a round. What an agency owes
together is in `agency_debts.py`.
"""

from typing import Final

import polars as pl

from pipelines.marked_yaml import Problem, SeedError

RESPONSIBILITY_COLUMNS: Final = (
    "round", "entity_code", "indicator_code", "agency_code", "head_office_vi", "head_office_en",
    "deadline", "status", "status_on", "cooperating", "note",
)  # fmt: skip
NOT_STARTED, UNDER_WAY, NEEDS_EVIDENCE, DONE = RESPONSIBILITY_STATUSES = (
    "Chưa thực hiện",
    "Đang thực hiện",
    "Cần bổ sung minh chứng",
    "Hoàn thành",
)
_DEEPEST: Final = 8
"""Levels of a framework that are looked up for an assignment."""


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
    rows = (
        table.select(RESPONSIBILITY_COLUMNS)
        .with_row_index("line", offset=2)
        .with_columns(
            pl.col("deadline", "status_on")
            .str.to_date("%Y-%m-%d", strict=False)
            .name.suffix("_day"),
            pl.col("cooperating").str.split(";").list.eval(pl.element().str.strip_chars()),
        )
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
    key = pl.struct("round", "entity_code", "indicator_code")
    strangers = pl.col("cooperating").list.eval(~pl.element().is_in(codes)).list.any()
    wrong = (
        (pl.col("line").is_in(unknown_unit), "no such round, or no such unit in it"),
        (pl.col("line").is_in(unknown_indicator), "no such indicator in its framework"),
        (~pl.col("agency_code").is_in(codes).fill_null(value=False), "agency_code: no such unit"),
        (strangers.fill_null(value=False), "cooperating: not all are codes of units"),
        (key.is_duplicated(), "this indicator is given twice"),
        (
            pl.col("head_office_vi").is_null() | pl.col("head_office_en").is_null(),
            "head_office_vi or head_office_en is empty",
        ),
        (
            pl.col("deadline").is_not_null() & pl.col("deadline_day").is_null(),
            "deadline: expected a day as 2025-12-15, or nothing",
        ),
        (
            ~pl.col("status").is_in(RESPONSIBILITY_STATUSES).fill_null(value=True),
            f"status: expected one of {', '.join(RESPONSIBILITY_STATUSES)}, or nothing",
        ),
        (
            pl.col("status").is_null() != pl.col("status_on_day").is_null(),
            "status and status_on: both are given, the day as 2025-12-15, or neither",
        ),
    )
    problems = [
        Problem(file, line, code or "", message)
        for broken, message in wrong
        for line, code in rows.filter(broken).select("line", "indicator_code").iter_rows()
    ]
    if problems:
        raise SeedError(sorted(problems, key=lambda problem: problem.line))
    return rows.select(
        *RESPONSIBILITY_COLUMNS[:6],
        pl.col("deadline_day").alias("deadline"),
        "status",
        pl.col("status_on_day").alias("status_on"),
        "cooperating",
        "note",
    )


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
    told = (
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
        told.with_columns(
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
    said, by_default = (
        (pl.lit(by).alias("assigned_by"), pl.lit(by == "framework").alias("is_default"))
        for by in ("assignment", "framework")
    )
    return (
        pl.concat(
            [
                own.with_columns(*said, is_of_all=pl.lit(value=False)),
                of_all.with_columns(*said, is_of_all=pl.lit(value=True)),
                by_framework.with_columns(*by_default, is_of_all=pl.lit(value=True)),
            ],
            how="diagonal_relaxed",
        )
        .with_columns(cooperating=pl.col("cooperating").list.join("; "))
        .sort("is_default", "steps", "is_of_all", maintain_order=True)
        .unique(key, keep="first", maintain_order=True)
        .drop("ancestor", "steps", "is_default", "is_of_all")
    )


def _with_ancestors(indicators: pl.DataFrame) -> pl.DataFrame:
    """Each indicator with itself and all it lies in: round, indicator_code, ancestor, steps up."""
    parents = indicators.select("round", pl.col("code").alias("ancestor"), "parent_code")
    here = parents.select("round", pl.col("ancestor").alias("indicator_code"), "ancestor")
    found: list[pl.DataFrame] = []
    for steps in range(_DEEPEST):
        found.append(here.with_columns(steps=pl.lit(steps)))
        here = here.join(parents, on=["round", "ancestor"]).select(
            "round", "indicator_code", pl.col("parent_code").alias("ancestor")
        )
        here = here.join(parents.select("round", "ancestor"), on=["round", "ancestor"], how="semi")
    return pl.concat(found)
