"""The tables of one round, as receipts and papers read them.

Here belongs finding rows in them: by code, by unit, in the order in which people count.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import polars as pl

from pipelines.frameworks.framework import INDEX_CODE
from pipelines.frameworks.rule_kinds import SOURCES
from pipelines.rules import RULE_KINDS

TABLES: Final = (
    "reference.round",
    "reference.framework",
    "reference.indicator",
    "reference.scoring_rule",
    "reference.left_out",
    "reference.pillar_main",
    "reference.expected_unit",
    "submissions.file",
    "submissions.input_value",
    "submissions.correction",
    "submissions.finding",
    "indicators.indicator_value",
    "scores.main_indicator",
    "scores.pillar",
    "scores.dti",
    "rankings.dti",
    "planning.next_gain",
    "planning.round_figure",
    "publication.round",
    "publication.release",
    "publication.release_rank",
    "publication.release_reason",
)
"""What receipts and papers are made from: the rows of the round, or of its framework."""


@dataclass(frozen=True, eq=False)
class RoundTables:
    """The tables of one round, by full name; `is_public`: what is private is empty in them."""

    tables: Mapping[str, pl.DataFrame]
    is_public: bool = False

    @cached_property
    def round(self) -> dict[str, Any]:
        """The row of the round."""
        return self.tables["reference.round"].row(0, named=True)

    @cached_property
    def framework(self) -> dict[str, Any]:
        """The row of its framework."""
        return self.tables["reference.framework"].row(0, named=True)

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """The rows of its indicators, pillars apart, by code."""
        rows = self.tables["reference.indicator"]
        nodes = rows.join(
            self.tables["reference.scoring_rule"].select("code", "aggregation", "rule", "units"),
            on="code",
            how="semi",
        )
        return {row["code"]: row for row in nodes.iter_rows(named=True)}

    @cached_property
    def rules(self) -> list[dict[str, Any]]:
        """The rules in the order of the codes, the index itself left out."""
        rules = self.tables["reference.scoring_rule"].filter(pl.col("code") != INDEX_CODE)
        return sorted(rules.to_dicts(), key=lambda row: code_key(row["code"]))

    @cached_property
    def units(self) -> list[str]:
        """The codes of the units of the round."""
        return self.tables["reference.expected_unit"]["entity_code"].sort().to_list()

    @cached_property
    def expected(self) -> dict[str, dict[str, Any]]:
        """The units of the round by code."""
        rows = self.tables["reference.expected_unit"].iter_rows(named=True)
        return {row["entity_code"]: row for row in rows}

    @cached_property
    def final_values(self) -> dict[str, Decimal | None]:
        """The final value of each unit but those left out of the ranks, in the order of codes."""
        ranking = self.tables["rankings.dti"].filter(
            pl.col("basis") == "final", pl.col("rank").is_not_null() | pl.col("value").is_null()
        )
        return dict(ranking.sort("entity_code").select("entity_code", "value").iter_rows())

    def of_unit(self, name: str, entity_code: str) -> list[dict[str, Any]]:
        """The rows of a unit in a table, on the final basis where there are bases."""
        return self._by_unit(name).get(entity_code, [])

    def _by_unit(self, name: str) -> dict[str, list[dict[str, Any]]]:
        if name not in self._parted:
            rows = self.tables[name]
            parts = rows.partition_by("entity_code", as_dict=True, maintain_order=True)
            self._parted[name] = {str(key[0]): part.to_dicts() for key, part in parts.items()}
        return self._parted[name]

    @cached_property
    def _parted(self) -> dict[str, dict[str, list[dict[str, Any]]]]:
        return {}

    @cached_property
    def files(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The files of the round by hash and name."""
        rows = self.tables["submissions.file"].iter_rows(named=True)
        return {(row["file_sha256"], row["file_name"]): row for row in rows}

    @cached_property
    def figures_of_all(self) -> dict[tuple[str, str], dict[str, Decimal]]:
        """For rules that look at all units: the figure of each, by indicator and input."""
        kinds = {row["code"] for row in self.rules if looks_at_all(rule_of(row))}
        strength = pl.col("source").replace_strict(
            list(SOURCES), list(range(len(SOURCES))), return_dtype=pl.Int32
        )
        strongest = (
            self.tables["submissions.input_value"]
            .filter(pl.col("indicator_code").is_in(list(kinds)), pl.col("value").is_not_null())
            .sort("entity_code", strength)
            .unique(["entity_code", "indicator_code", "input"], keep="last", maintain_order=True)
        )
        found: dict[tuple[str, str], dict[str, Decimal]] = {}
        for code, name, unit, value in strongest.select(
            "indicator_code", "input", "entity_code", "value"
        ).iter_rows():
            found.setdefault((code, name), {})[unit] = value
        return found


def code_key(code: str) -> tuple[tuple[bool, int, str], ...]:
    """Codes in the order in which people count: 4.9 before 4.10."""
    return tuple(
        (not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in code.split(".")
    )


def rule_of(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rule in a row of `reference.scoring_rule`."""
    return json.loads(row["rule"]) if row["rule"] else None


def looks_at_all(rule: Mapping[str, Any] | None) -> bool:
    """Whether a rule, or a part of it, depends on the other units of the round."""
    if rule is None:
        return False
    parts = [part["rule"] for part in rule.get("parts", ())]
    return RULE_KINDS[rule["kind"]].needs_all_units or any(looks_at_all(part) for part in parts)
