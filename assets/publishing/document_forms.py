"""The workbooks of decisions and appeals of a round, from its seeds and what is published of it.

Here belongs gathering what they list. What they look like is in `pipelines/forms/documents.py`.
"""

from collections.abc import Iterator

import polars as pl

from assets.installation.installation import Installation
from pipelines.forms.document_rows import appeal_rows, decision_rows, listed_figures
from pipelines.forms.documents import appeal_workbook, decision_workbook
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import open_published, rows_as_published


def decisions_to_fill_in(installation: Installation, round_id: str) -> bytes:
    """The workbook of decisions: appeals that wait and the work list, with what units claim."""
    entry, units = installation.seeds.rounds[round_id], installation.seeds.units(round_id)
    figures = listed_figures(entry, installation.seeds.framework_of(round_id))
    claims, appeals, items = _appraised(
        installation, round_id, "points_at_risk", "appeal", "work_item"
    )
    rows = decision_rows(figures, units, claims, appeals, items)
    return decision_workbook(entry, units, figures, rows, not claims.is_empty())


def appeals_to_fill_in(installation: Installation, round_id: str, entity: str | None) -> bytes:
    """The workbook of appeals: every figure of a unit with what was decided; free rows alone where
    no unit is named."""
    entry, units = installation.seeds.rounds[round_id], installation.seeds.units(round_id)
    figures = listed_figures(entry, installation.seeds.framework_of(round_id))
    claims, decisions = _appraised(installation, round_id, "points_at_risk", "decision")
    rows = appeal_rows(figures, units, entity or "", claims, decisions)
    return appeal_workbook(
        entry, units, figures, rows if entity else rows.clear(), not claims.is_empty()
    )


def _appraised(installation: Installation, round_id: str, *names: str) -> Iterator[pl.DataFrame]:
    """Tables of appraisal of a round; empty where it was never assessed."""
    tables = [TABLE_BY_NAME[f"appraisal.{name}"] for name in names]
    if not installation.published.exists():
        yield from (pl.DataFrame(schema=table.polars_schema) for table in tables)
        return
    with open_published(installation.published) as warehouse:
        yield from (rows_as_published(warehouse, table, [round_id]) for table in tables)
