"""The sheets of the setup workbook: one for each seed that offices keep.

Here belongs which seed each sheet spells, and finding sheets and columns by what people call them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from pipelines.entities import ENTITIES
from pipelines.intake.reporters import REPORTERS
from pipelines.names import Name
from pipelines.notation import VI
from pipelines.planning.costs import COSTS
from pipelines.planning.responsibilities import RESPONSIBILITIES
from pipelines.planning.targets import AIM_KINDS, TARGETS_SCHEMA
from pipelines.rounds import ROUNDS_SCHEMA
from pipelines.setup.columns import SetupColumn, entry_columns, table_columns
from pipelines.setup.headings import HEADINGS, WORDS
from pipelines.vietnamese import plain

GUIDE_SHEET: Final = "Hướng dẫn - Guide"


@dataclass(frozen=True, slots=True)
class SetupSheet:
    """A sheet: its names, the seed file, its columns, and the columns by which rows are known.

    `above` are the keys under which a YAML file keeps the list, `variants` the keys of which an
    entry has one.
    """

    name: Name
    file: str
    columns: tuple[SetupColumn, ...]
    key: tuple[str, ...]
    above: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()

    @property
    def seed(self) -> str:
        """The seed file without its ending."""
        return self.file.partition(".")[0]

    @property
    def title(self) -> str:
        """What the sheet is called in the workbook."""
        return f"{self.name.vi} - {self.name.en}"

    @property
    def is_table(self) -> bool:
        """Whether the seed is a CSV, and not a list in YAML."""
        return self.file.endswith(".csv")

    def with_columns(self, names: Sequence[str]) -> "SetupSheet":
        """The sheet with further columns that an office keeps in its table."""
        known = {column.name for column in self.columns}
        further = [SetupColumn(name, (name,)) for name in names if name not in known]
        return replace(self, columns=(*self.columns, *further))

    def heading(self, column: SetupColumn) -> Name:
        """What a column is called; one that is not declared has its own name."""
        return HEADINGS[self.seed].get(column.name, Name(column.name, column.name))

    def words(self, column: SetupColumn) -> Mapping[str, Name]:
        """The values that a column names, each with its words."""
        named = WORDS.get((self.seed, column.name), {})
        return {value: named.get(value, Name(value, value)) for value in column.words}

    def shown(self, column: SetupColumn, text: str) -> str:
        """A value as people write it: its words, a day as 31/12/2026, a number with a comma."""
        word = self.words(column).get(text)
        if word is not None:
            return word.vi
        try:
            if column.kind == "day":
                return VI.day(date.fromisoformat(text))
            if column.kind == "number":
                return VI.exact(Decimal(text))
        except (ValueError, InvalidOperation):  # nothing, or what is none is shown as it stands
            pass
        return text

    def is_called(self, text: str) -> bool:
        """Whether a sheet of a workbook with this name is meant."""
        return plain(text) in {plain(self.name.vi), plain(self.name.en), plain(self.title)}

    def column_called(self, heading: str) -> int | None:
        """The place of the column that a heading names, in either language or both."""
        lines = {plain(line.rstrip(" *")) for line in heading.split("\n")} - {""}
        for n, column in enumerate(self.columns):
            name = self.heading(column)
            if lines and lines <= {plain(name.vi), plain(name.en), plain(column.name)}:
                return n
        return None


_ROUND: Final = entry_columns(ROUNDS_SCHEMA["items"])
_TARGET: Final = entry_columns(TARGETS_SCHEMA["properties"]["targets"]["items"], AIM_KINDS)
ROUNDS_SHEET: Final = SetupSheet(Name("Đợt", "Rounds"), "rounds.yaml", _ROUND, ("id",))
UNITS_SHEET: Final = SetupSheet(
    Name("Đơn vị", "Units"), "entities.csv", table_columns(ENTITIES), ("entity_code", "valid_from")
)
SHEETS: Final = (
    ROUNDS_SHEET,
    UNITS_SHEET,
    SetupSheet(
        Name("Bên báo cáo", "Reporters"),
        "reporters.csv",
        table_columns(REPORTERS),
        ("reporter_code", "units", "indicators", "valid_from"),
    ),
    SetupSheet(
        Name("Trách nhiệm", "Responsibilities"),
        "responsibilities.csv",
        table_columns(RESPONSIBILITIES),
        ("round", "entity_code", "indicator_code"),
    ),
    SetupSheet(
        Name("Mục tiêu", "Targets"), "targets.yaml", _TARGET, ("id",), ("targets",), AIM_KINDS
    ),
    SetupSheet(
        Name("Chi phí", "Costs"),
        "costs.csv",
        table_columns(COSTS),
        ("framework", "indicator_code", "input"),
    ),
)
