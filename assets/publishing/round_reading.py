"""Reading one round from the published warehouse.

Here belongs fetching the tables that receipts and papers are made from.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.intake.rule_explanations import EXPLANATIONS
from pipelines.publication.round_tables import TABLES, RoundTables
from warehouse.content import round_contents
from warehouse.contract import TABLE_BY_NAME
from warehouse.public_tables import public_rows
from warehouse.reader import rows_as_published
from warehouse.writer import Warehouse

RELEASES: Final = (
    "publication.release",
    "publication.release_rank",
    "publication.release_reason",
)
"""Tables of releases of all times: which were issued, their ranks, and why each differs."""


def round_tables(warehouse: Warehouse, round_id: str) -> RoundTables:
    """The tables of a round as they were published."""
    rounds = rows_as_published(warehouse, TABLE_BY_NAME["reference.round"])
    framework = rounds.filter(pl.col("round") == round_id)["framework"].item()
    return RoundTables({name: _rows(warehouse, name, round_id, framework) for name in TABLES})


def tables_as_they_stand(warehouse: Warehouse, round_id: str) -> RoundTables:
    """The tables of a round with the releases up to the one that issued them; without any where no
    release in force is of this content: it is a draft."""
    found = round_tables(warehouse, round_id)
    releases = found.tables[RELEASES[0]].filter(pl.col("withdrawn_at").is_null()).sort("number")
    content = round_contents(warehouse, [round_id])[round_id]
    if releases["content_sha256"].to_list()[-1:] != [content]:
        releases = releases.clear()
    kept = {
        name: found.tables[name].filter(pl.col("release").is_in(releases["release"].implode()))
        for name in RELEASES
    }
    return RoundTables({**found.tables, **kept})


def public_round_tables(
    warehouse: Warehouse, public: Mapping[str, pl.DataFrame], round_id: str
) -> RoundTables:
    """The same with public columns only, for what everybody may read.

    `public`: the tables of the round that a release carries; what it does not carry is read.
    """
    tables = {
        name: public[name]
        if name in public
        else public_rows(warehouse, TABLE_BY_NAME[name], round_id)
        for name in TABLES
    }
    findings = tables["submissions.finding"]
    return RoundTables(
        tables | {"submissions.finding": with_public_messages(findings).select(findings.columns)},
        is_public=True,
    )


def with_public_messages(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings with why there is their rule where their messages, which quote a sender, stayed in.

    `findings`: rule, message_vi, message_en, any others. A rule that nobody explained stands for
    itself.
    """
    return findings.with_columns(
        pl.coalesce(
            message,
            pl.col("rule").replace_strict(
                list(EXPLANATIONS),
                [getattr(explanation, why) for explanation in EXPLANATIONS.values()],
                default=None,
                return_dtype=pl.String,
            ),
            "rule",
        ).alias(message)
        for message, why in (("message_vi", "why_vi"), ("message_en", "why_en"))
    )


def _rows(warehouse: Warehouse, name: str, round_id: str, framework: str) -> pl.DataFrame:
    table = TABLE_BY_NAME[name]
    columns = table.polars_schema.names()
    if "round" in columns:
        return rows_as_published(warehouse, table, [round_id])
    return rows_as_published(warehouse, table).filter(pl.col("framework") == framework)
