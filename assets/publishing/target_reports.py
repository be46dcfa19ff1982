"""What a leader reads of targets, from the published warehouse.

Here belongs asking it. How the answer is laid out is in `pipelines/planning/target_text.py`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.planning.target_text import UnitReport
from warehouse.reader import open_published

_LISTED: Final = 5
"""Agencies that are named, those that owe most first."""

_UNITS: Final = """
    SELECT t.entity_code, t.entity_name_vi, p.round, d.name_vi AS round_name_vi,
        t.is_demonstration, r.rank, r.entities_ranked, f.decimals,
        analyst.published_value(r.value, f.decimals) AS value
    FROM planning.target_progress p
    JOIN planning.target t USING (target_id)
    JOIN reference.round d ON d.round = p.round
    JOIN reference.framework f USING (framework)
    LEFT JOIN rankings.dti r ON r.round = p.round AND r.entity_code = t.entity_code
        AND r.basis = 'final'
    WHERE ($entity IS NULL OR t.entity_code = $entity)
        AND ($round IS NULL OR p.round = $round)
    QUALIFY row_number() OVER (
        PARTITION BY t.entity_code, t.entity_name_vi ORDER BY d.ends_on DESC, p.round DESC
    ) = 1
    ORDER BY t.is_demonstration, t.entity_code
"""


class NothingToReport(ValueError):
    """No target answers what was asked; the message says what there is."""


def target_reports(published: Path, entity: str | None, round_id: str | None) -> list[UnitReport]:
    """Each unit with targets in its latest round, or in the round named; real units first.

    Raises NothingToReport where there is none, and duckdb.IOException if the file cannot be read.
    """
    with open_published(published) as warehouse:
        connection = warehouse.connection
        try:
            units = _rows(connection, _UNITS, entity=entity, round=round_id)
            if not units:
                raise NothingToReport(_what_there_is(connection))
            return [
                UnitReport(
                    unit,
                    _targets(connection, unit),
                    _debts(connection, unit),
                    _class(connection, unit),
                )
                for unit in units
            ]
        except duckdb.CatalogException as error:
            raise NothingToReport("what is published has no targets yet: run dti assess") from error


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, **given: object
) -> Sequence[dict[str, Any]]:
    return connection.execute(sql, given).pl().to_dicts()


def _targets(
    connection: duckdb.DuckDBPyConnection, unit: dict[str, Any]
) -> Sequence[dict[str, Any]]:
    return _rows(
        connection,
        """
        SELECT p.target_id, t.name_vi, t.name_en, p.kind, p.year, p.value_now, p.target, p.distance,
            p.pace_needed, p.pace_so_far, p.status, p.note_vi, p.note_en, t.document, t.text
        FROM planning.target_progress p JOIN planning.target t USING (target_id)
        WHERE p.round = $round AND p.entity_code = $entity
        ORDER BY p.year NULLS LAST, p.status = 'not_measured', p.kind, p.target_id
        """,
        round=unit["round"],
        entity=unit["entity_code"],
    )


def _debts(connection: duckdb.DuckDBPyConnection, unit: dict[str, Any]) -> Sequence[dict[str, Any]]:
    return _rows(
        connection,
        """
        SELECT agency_code, agency_name_vi, agency_name_en, indicators, missing, lacking_evidence,
            overdue, points_lost, share_of_lost, target_id, gap_points, share_of_gap
        FROM planning.agency_debt
        WHERE round = $round AND entity_code = $entity AND points_lost > 0
        ORDER BY points_lost DESC, agency_code LIMIT $listed
        """,
        round=unit["round"],
        entity=unit["entity_code"],
        listed=_LISTED,
    )


def _class(connection: duckdb.DuckDBPyConnection, unit: dict[str, Any]) -> dict[str, Any] | None:
    found = _rows(
        connection,
        """
        SELECT class_vi, class_en, is_excluded, reason_vi, reason_en FROM planning.reward
        WHERE round = $round AND entity_code = $entity
        """,
        round=unit["round"],
        entity=unit["entity_code"],
    )
    return found[0] if found else None


def _what_there_is(connection: duckdb.DuckDBPyConnection) -> str:
    followed = connection.execute(
        """
        SELECT string_agg(entity_code || ' ' || entity_name_vi || ' (' || rounds || ')', '; ')
        FROM (
            SELECT t.entity_code, t.entity_name_vi,
                string_agg(DISTINCT p.round, ', ' ORDER BY p.round) AS rounds
            FROM planning.target_progress p JOIN planning.target t USING (target_id)
            GROUP BY ALL ORDER BY t.entity_code
        )
        """
    ).fetchone()
    known = followed[0] if followed and followed[0] else "none"
    return f"no target is followed there; units with targets, and their rounds: {known}"
