"""The papers of a round as files: report, unit sheets, annex tables, newsletter.

Here belongs setting them with Typst and writing them down. The same data gives the same bytes: only
the fonts that come with Typst are used, and the day of a paper is that of its release.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assets.publishing.papers.workbook import annex_workbook
from pipelines.publication.annex_tables import annex_facts, annex_tables
from pipelines.publication.newsletter import LANGUAGES, newsletter
from pipelines.publication.paper_language import ENGLISH, VIETNAMESE
from pipelines.publication.round_report import round_report
from pipelines.publication.round_tables import RoundTables
from pipelines.publication.unit_sheet import unit_sheet

if TYPE_CHECKING:
    import typst

_TEMPLATES: Final = Path(__file__).parent
REPORT: Final = "bao-cao.pdf"
REPORT_IN_ENGLISH: Final = "bao-cao.en.pdf"
SHEETS: Final = "don-vi"
ANNEX: Final = "phu-luc.xlsx"
NEWSLETTER: Final = "ban-tin.{}.md"


@cache
def _compiler() -> "typst.Compiler":
    """Typst with the fonts that come with it, loaded once."""
    import typst

    return typst.Compiler(root=_TEMPLATES, ignore_system_fonts=True)


class Press:
    """Sets the papers of one round, all with the day of its release."""

    def __init__(self, tables: RoundTables) -> None:
        self._day = issued_on(tables)

    def pdf(self, template: str, data: dict[str, Any]) -> bytes:
        """A template filled with data. The data is passed beside the markup, never spliced in."""
        made = _compiler().compile(
            input=_TEMPLATES / template,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=datetime.combine(self._day, time(), UTC),
        )
        assert isinstance(made, bytes)
        return made


def issued_on(tables: RoundTables) -> date:
    """The day of the papers: that of the release in force, else that of the end of the round."""
    releases = tables.tables["publication.release"].sort("number")
    return releases["issued_at"][-1].date() if releases.height else tables.round["ends_on"]


def write_papers(tables: RoundTables, receipts: Mapping[str, dict[str, Any]], folder: Path) -> int:
    """Write the papers of a round into a folder, with a sheet for each unit that has a receipt.

    Returns how many files there are.
    """
    press = Press(tables)
    contents: dict[str, bytes] = {
        REPORT: press.pdf("report.typ", round_report(tables, VIETNAMESE)),
        REPORT_IN_ENGLISH: press.pdf("report.typ", round_report(tables, ENGLISH)),
        ANNEX: annex_workbook(
            annex_tables(tables),
            annex_facts(tables),
            tables.framework["decimals"],
            issued_on(tables),
            tables.round["is_demonstration"],
        ),
        **{
            NEWSLETTER.format(language): newsletter(tables, language).encode()
            for language in LANGUAGES
        },
        **{
            f"{SHEETS}/{code}.pdf": press.pdf("unit.typ", unit_sheet(tables, document))
            for code, document in receipts.items()
        },
    }
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(contents)
