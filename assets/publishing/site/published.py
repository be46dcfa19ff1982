"""Reading a warehouse for the site: a few queries, each over all rounds at once.

Here belongs the SQL. The public site reads what is released, the draft what was assessed.
"""

from collections.abc import Collection, Mapping
from typing import Final

import polars as pl

from assets.publishing.round_reading import with_public_messages
from warehouse.writer import Warehouse

_QUERIES: Final[Mapping[str, str]] = {
    "rounds": """
        SELECT d.round, d.name_vi, d.name_en, d.framework, d.starts_on, d.ends_on, d.deadline,
            d.previous, d.published_year, d.expected_on, d.is_demonstration, p.status,
            d.status AS declared,
            p.entities_expected, p.entities_reporting, p.values_expected, p.values_reported,
            p.files_received, p.files_quarantined, p.rows_rejected, p.missing_entities,
            f.subject, f.legal_source, f.decimals, f.scale::DOUBLE AS scale,
            f.name_vi AS framework_vi, f.name_en AS framework_en, f.aggregation, f.missing
        FROM publication.round p
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        ORDER BY d.ends_on DESC, d.round""",
    "totals": """
        SELECT r.round, r.entity_code, r.entity_name_vi AS name_vi, r.entity_name_en AS name_en,
            r.value, r.rank, r.is_tied, r.entities_ranked, r.previous_value, r.value_change,
            r.previous_rank, r.rank_change, r.is_silent, s.points, s.max_points,
            self.value AS self_value
        FROM rankings.dti r
        JOIN scores.dti s USING (round, entity_code, basis)
        LEFT JOIN scores.dti self ON self.round = r.round AND self.entity_code = r.entity_code
            AND self.basis = 'self'
        WHERE r.basis = 'final'
        ORDER BY r.round, r.rank NULLS LAST, r.entity_code""",
    "components": """
        SELECT round, 'main' AS level, main_code AS code, entity_code, value, points, max_points,
            rank, entities_ranked
        FROM scores.main_indicator WHERE basis = 'final'
        UNION ALL
        SELECT round, 'pillar', pillar_code, entity_code, value, points, max_points, rank,
            entities_ranked
        FROM scores.pillar WHERE basis = 'final'
        ORDER BY ALL""",
    "values": """
        SELECT round, entity_code, indicator_code AS code,
            max(state) FILTER (basis = 'final') AS state,
            max(source) FILTER (basis = 'final') AS source,
            max(value) FILTER (basis = 'final') AS value,
            max(points) FILTER (basis = 'final') AS points,
            max(max_points) FILTER (basis = 'final') AS max_points,
            bool_or(is_imputed) FILTER (basis = 'final') AS is_imputed,
            max(points) FILTER (basis = 'self' AND state = 'reported') AS self_points,
            max(points) FILTER (basis = 'verified' AND state <> 'missing') AS verified_points
        FROM indicators.indicator_value
        GROUP BY ALL
        ORDER BY ALL""",
    "inputs": """
        SELECT v.round, v.entity_code, v.indicator_code AS code, v.input, v.raw_text, v.value,
            v.source, v.reporter, v.file_name, v.file_sha256, v.sheet, v.cell, v.evidence, v.note,
            v.is_corrected, f.received_at, f.revision, f.late,
            CASE WHEN v.is_decision THEN coalesce(v.document, '') END AS document,
            v.clause, v.reason, v.dated_on,
            c.found_text, c.corrected_text, c.reason AS correction_reason, c.corrected_by,
            c.corrected_on
        FROM submissions.input_value v
        LEFT JOIN submissions.file f USING (round, file_sha256, file_name)
        LEFT JOIN submissions.correction c
            USING (round, entity_code, indicator_code, input, source)
        ORDER BY v.round, v.entity_code, v.indicator_code, v.input, v.source""",
    "gains": """
        SELECT round, entity_code, indicator_code, full_gain, is_decision
        FROM planning.next_gain
        ORDER BY ALL""",
    "indicators": """
        SELECT framework, code, parent_code, level, name_vi, name_en, max_points, weight, rule_kind,
            rule_status, rule_vi, rule_en, responsible, evidence, note
        FROM reference.indicator
        ORDER BY framework, code""",
    "indicator_inputs": """
        SELECT framework, indicator_code AS code, input, name_vi, name_en, unit
        FROM reference.indicator_input
        ORDER BY ALL""",
    "aggregations": """
        SELECT framework, code, aggregation
        FROM reference.scoring_rule
        WHERE aggregation IS NOT NULL
        ORDER BY ALL""",
    "pillar_mains": """
        SELECT framework, pillar_code, main_code
        FROM reference.pillar_main
        ORDER BY ALL""",
    "frameworks": """
        SELECT framework, name_vi, name_en, subject, legal_source, aggregation, missing,
            scale::DOUBLE AS scale, decimals, completeness, is_demonstration
        FROM reference.framework
        ORDER BY framework""",
    "names": """
        SELECT entity_code, any_value(name_vi ORDER BY valid_from DESC NULLS LAST) AS name_vi,
            any_value(name_en ORDER BY valid_from DESC NULLS LAST) AS name_en
        FROM reference.entity
        GROUP BY entity_code""",
    "predecessors": """
        SELECT m.new_code AS entity_code, m.old_code, p.entity_name_vi AS name, p.year, p.value,
            p.rank, m.effective_on
        FROM reference.merger m
        JOIN reference.published_result p
            ON p.entity_code = m.old_code AND p.level = 'index' AND p.subject = 'province'
            AND p.boundary = '63' AND p.year < year(m.effective_on)
        ORDER BY m.new_code, m.old_code, p.year""",
    "findings": """
        SELECT round, rule, severity, entity_code, indicator_code, file_name, sheet, cell,
            message_vi, message_en
        FROM submissions.finding
        ORDER BY round, severity, rule, file_name, sheet, cell""",
    "files": """
        SELECT round, file_name, reporter, received_at, revision, status, late, values_current,
            file_sha256[:12] AS file_hash
        FROM submissions.file
        ORDER BY round, file_name, revision""",
    "corrections": """
        SELECT round, entity_code, indicator_code, input, found_text, corrected_text, reason,
            corrected_by, corrected_on
        FROM submissions.correction
        ORDER BY ALL""",
    "replaced": """
        SELECT round, entity_code, count(*)::INTEGER AS replaced
        FROM submissions.superseded_value
        GROUP BY ALL
        ORDER BY ALL""",
    "checks": """
        SELECT round, check_name, table_name, severity, passed, rows_failing, detail
        FROM publication.check_result
        ORDER BY round, check_name""",
    "log": """
        SELECT l.round, l.number, l.logged_at, l.logged_by, l.action, l.release, l.stage,
            CASE WHEN l.logged_by = 'dti' THEN r.summary_vi ELSE l.reason END AS reason_vi,
            CASE WHEN l.logged_by = 'dti' THEN r.summary_en ELSE l.reason END AS reason_en,
            l.decision, l.decided_on, l.despite, l.content_sha256, l.sha256, r.is_demonstration
        FROM publication.log l
        LEFT JOIN publication.release r USING (round, release)
        ORDER BY l.number DESC""",
    "figures": """
        SELECT round, level, code, statistic, value, against, units
        FROM planning.round_figure
        ORDER BY ALL""",
    "tables": """
        SELECT t.schema_name || '.' || t.table_name AS table_name, t.estimated_size AS row_count,
            t.comment
        FROM duckdb_tables() t
        WHERE NOT t.internal AND t.estimated_size > 0
        ORDER BY ALL""",
}

_TABLES: Final = "SELECT schema_name || '.' || table_name FROM duckdb_tables()"
_OPTIONAL: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "targets": (
        ("planning.target_progress", "planning.target"),
        """
        SELECT p.round, p.entity_code, p.target_id, t.kind, t.name_vi, t.name_en,
            t.unit_vi, t.unit_en, t.entity_name_vi AS unit_name, t.document, p.year,
            p.value_now, p.target, p.distance, p.status, p.note_vi, p.note_en, p.is_demonstration
        FROM planning.target_progress p
        JOIN planning.target t USING (target_id)
        ORDER BY p.round, p.year, p.target_id""",
    ),
    "moves": (
        ("planning.rank_move_total",),
        """
        SELECT round, entity_code, rank_before, rank_after, rank_change, text_vi, text_en
        FROM planning.rank_move_total
        ORDER BY ALL""",
    ),
    "move_parts": (
        ("planning.rank_move",),
        """
        SELECT round, entity_code, factor, value_part, rank_part
        FROM planning.rank_move
        WHERE value_part <> 0 OR rank_part <> 0
        ORDER BY round, entity_code, abs(rank_part) DESC, factor""",
    ),
    "ways": (
        ("planning.shortest_way",),
        """
        SELECT round, entity_code, goal, status, text_vi, text_en
        FROM planning.shortest_way
        ORDER BY round, entity_code, status <> 'reachable', goal""",
    ),
    "rewards": (
        ("planning.reward",),
        """
        SELECT round, entity_code, class_vi, class_en, is_excluded, reason_vi, reason_en
        FROM planning.reward
        ORDER BY ALL""",
    ),
    "releases": (
        ("publication.release", "publication.log"),
        """
        SELECT r.round, r.release, r.number, r.stage, r.issued_at, r.issued_by, r.summary_vi,
            r.summary_en, r.content_sha256, l.sums_sha256, r.withdrawn_at, r.withdrawn_by,
            r.withdrawal_reason, r.is_demonstration, r.withdrawn_at IS NULL AND r.number
                = max(r.number) FILTER (r.withdrawn_at IS NULL) OVER (PARTITION BY r.round)
                AS is_current
        FROM publication.release r
        LEFT JOIN publication.log l ON l.release = r.release AND l.action = 'publish'
        ORDER BY r.round, is_current DESC, r.number DESC""",
    ),
    "release_changes": (
        ("publication.release", "publication.release_rank", "publication.release_reason"),
        """
        SELECT c.round, c.release, c.entity_code AS code, c.entity_name_vi AS name_vi,
            c.entity_name_en AS name_en, c.previous_value, c.value, c.previous_rank, c.rank,
            c.rank_change, string_split(c.reasons, ', ') AS reasons, c.indicators, c.files
        FROM analyst.release_change c
        JOIN publication.release r USING (round, release)
        ORDER BY c.round, r.number DESC, abs(c.rank_change) DESC NULLS LAST, c.rank,
            c.entity_code""",
    ),
}
"""Queries of tables that a warehouse need not have: without them a section is left out."""


class Published:
    """The published warehouse as frames, read once."""

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self._frames = frames

    def of_rounds(self, rounds: Collection[str]) -> "Published":
        """The same with the rows of some rounds only."""
        return Published(
            {
                name: frame.filter(pl.col("round").is_in(list(rounds)))
                if "round" in frame.columns
                else frame
                for name, frame in self._frames.items()
            }
        )

    def whole(self, name: str) -> pl.DataFrame:
        """A frame of all rounds."""
        return self._frames[name]

    def optional(self, name: str, round_id: str) -> pl.DataFrame | None:
        """The rows of one round of an optional frame; None without its tables or rows."""
        if name not in self._frames:
            return None
        rows = self.of_round(name, round_id)
        return rows if rows.height else None

    def withdrawn_rounds(self) -> list[str]:
        """The rounds whose releases are all withdrawn: nothing else is known of them here."""
        if "releases" not in self._frames:
            return []
        rounds = self._frames["releases"].group_by("round").agg(pl.col("is_current").any())
        there = self._frames["rounds"]["round"].implode()
        gone = rounds.filter(~pl.col("is_current"), ~pl.col("round").is_in(there))
        return sorted(gone["round"])

    def of_round(self, name: str, round_id: str) -> pl.DataFrame:
        """The rows of one round."""
        return self._frames[name].filter(pl.col("round") == round_id)

    def of_framework(self, name: str, framework: str) -> pl.DataFrame:
        """The rows of one framework."""
        return self._frames[name].filter(pl.col("framework") == framework)


def read_published(warehouse: Warehouse) -> Published:
    """Read what the pages need; findings in public words where their own stayed in."""
    there = {name for (name,) in warehouse.connection.sql(_TABLES).fetchall()}
    wanted = dict(_QUERIES) | {
        name: sql for name, (tables, sql) in _OPTIONAL.items() if there.issuperset(tables)
    }
    frames = {name: warehouse.read(sql) for name, sql in wanted.items()}
    return Published(frames | {"findings": with_public_messages(frames["findings"])})
