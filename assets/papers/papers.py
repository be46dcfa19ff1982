"""The papers of a round as files: report, unit sheets, annex tables, newsletter.

Here belongs setting them with Typst and writing them down. The same data gives the same bytes: only
the fonts that come with Typst are used, and the day of a paper is that of its release.
"""

import json
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assets.papers.workbook import annex_workbook
from assets.receipts import EACH_UNIT
from assets.round_reading import round_tables
from pipelines.publication.annex_tables import annex_facts, annex_tables
from pipelines.publication.newsletter import LANGUAGES, newsletter
from pipelines.publication.receipt import receipt
from pipelines.publication.round_report import round_report
from pipelines.publication.round_tables import RoundTables
from pipelines.publication.unit_sheet import unit_sheet
from warehouse.writer import Warehouse

if TYPE_CHECKING:
    import typst

_TEMPLATES: Final = Path(__file__).parent
REPORT: Final = "bao-cao.pdf"
SHEETS: Final = "don-vi"
ANNEX: Final = "phu-luc.xlsx"
NEWSLETTER: Final = "ban-tin.{}.md"


class Press:
    """Sets papers of one round; the fonts are loaded once."""

    def __init__(self, tables: RoundTables) -> None:
        self._day = issued_on(tables)

    @cached_property
    def _compiler(self) -> "typst.Compiler":
        import typst

        return typst.Compiler(root=_TEMPLATES, ignore_system_fonts=True)

    def pdf(self, template: str, data: dict[str, Any]) -> bytes:
        """A template filled with data. The data is passed beside the markup, never spliced in."""
        made = self._compiler.compile(
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
    return releases["issued_on"][-1] if releases.height else tables.round["ends_on"]


def write_papers(
    warehouse: Warehouse, round_id: str, folder: Path, every_unit: bool = False
) -> int:
    """Write the papers of a round into a folder. Returns how many files there are.

    Sheets of units are left out of rounds with more than `EACH_UNIT` units, unless asked for.
    """
    tables = round_tables(warehouse, round_id)
    press = Press(tables)
    contents: dict[str, bytes] = {
        REPORT: press.pdf("report.typ", round_report(tables)),
        ANNEX: annex_workbook(
            annex_tables(tables),
            annex_facts(tables),
            tables.framework["decimals"],
            issued_on(tables),
            tables.round["is_demonstration"],
        ),
        **{NEWSLETTER.format(one): newsletter(tables, one).encode() for one in LANGUAGES},
    }
    if every_unit or len(tables.units) <= EACH_UNIT:
        for code in tables.units:
            sheet = unit_sheet(tables, receipt(tables, code))
            contents[f"{SHEETS}/{code}.pdf"] = press.pdf("unit.typ", sheet)
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(contents)
