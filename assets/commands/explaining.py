"""What `dti explain`, `dti releases` and `dti report` do: they read the published warehouse.

Here belong finding the round and the unit that were asked for, and what is said when there is none.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from assets.installation.installation import Installation
from assets.publishing.papers.papers import write_papers
from assets.publishing.receipts import receipt_json, receipts_of
from assets.publishing.release_folders import verify_releases
from assets.publishing.round_reading import round_tables
from pipelines.publication.receipt import receipt
from pipelines.publication.receipt_text import receipt_text
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import open_published, rows_as_published
from warehouse.writer import Warehouse


class NotPublished(LookupError):
    """What was asked for is not in the published warehouse."""


def explain(
    of: Installation, round_id: str, entity_code: str, indicator: str | None, form: str
) -> str:
    """The receipt of a unit, as text or JSON. Raises NotPublished."""
    _ensure_published(of)
    with open_published(of.published) as warehouse:
        _ensure_round(warehouse, round_id)
        tables = round_tables(warehouse, round_id)
    if entity_code not in tables.units:
        raise NotPublished(f"no unit {entity_code} in {round_id}{_hint(entity_code, tables.units)}")
    known = [row["code"] for row in tables.rules]
    if indicator is not None and indicator not in known:
        raise NotPublished(f"no indicator {indicator} in {round_id}{_hint(indicator, known)}")
    document = receipt(tables, entity_code)
    return receipt_json(document) if form == "json" else receipt_text(document, indicator)


def releases_of(of: Installation, round_id: str | None) -> Iterator[str]:
    """The releases of a round or of all, one line each, with what they changed."""
    _ensure_published(of)
    with open_published(of.published) as warehouse:
        releases = warehouse.read("SELECT * FROM analyst.release")
        if round_id is not None:
            _ensure_round(warehouse, round_id)
            releases = releases.filter(pl.col("round") == round_id)
    for row in releases.iter_rows(named=True):
        mark = " [MINH HỌA / DEMONSTRATION]" if row["is_demonstration"] else ""
        current = " *" if row["is_current"] else ""
        yield (
            f"{row['release_id']}{current}  {row['status']}  {row['issued_on']}  "
            f"{row['content_sha256'][:16]}{mark}"
        )
        yield f"    {row['summary_vi']} / {row['summary_en']}"


def verify(of: Installation, round_id: str | None) -> tuple[list[str], bool]:
    """What was found in the folders of releases, and whether all of them are as issued."""
    _ensure_published(of)
    with open_published(of.published) as warehouse:
        if round_id is not None:
            _ensure_round(warehouse, round_id)
        rounds = None if round_id is None else [round_id]
        verdicts = list(verify_releases(warehouse, of.releases, rounds))
    lines: list[str] = []
    for one in verdicts:
        how = "dựng lại giống từng byte / rebuilt, same bytes" if one.is_rebuilt else "SHA-256"
        lines.append(
            f"{one.release_id}: {'; '.join(one.differences) or f'đúng / as issued ({how})'}"
        )
    return lines, not any(one.differences for one in verdicts)


def report(of: Installation, round_id: str, folder: Path) -> int:
    """Write the papers of a round into a folder. Returns how many files there are. NotPublished."""
    _ensure_published(of)
    with open_published(of.published) as warehouse:
        _ensure_round(warehouse, round_id)
        tables = round_tables(warehouse, round_id)
    return write_papers(tables, receipts_of(tables, every_unit=True), folder)


def _ensure_published(of: Installation) -> None:
    if not of.published.exists():
        raise NotPublished(f"nothing is published yet at {of.published}: run dti assess first")


def _ensure_round(warehouse: Warehouse, round_id: str) -> None:
    known = rows_as_published(warehouse, TABLE_BY_NAME["publication.round"])["round"].to_list()
    if round_id not in known:
        raise NotPublished(f"round {round_id} is not published{_hint(round_id, known)}")


def _hint(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, cutoff=0.5)
    return f"; did you mean {', '.join(close)}?" if close else ""
