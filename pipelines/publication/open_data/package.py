"""A release as all metadata standards see it: tables, files, rounds, terms.

Here belongs the one description from which every document is made, and what several of them say.
Tables and columns are described by the warehouse; here stands what is needed of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from pipelines.frameworks.framework import Name
from pipelines.publication.terms import Terms

CSV: Final = "text/csv"
PARQUET: Final = "application/vnd.apache.parquet"
DEMONSTRATION: Final = Name(
    vi="[CÓ SỐ LIỆU MINH HỌA, KHÔNG phải kết quả thật] ",
    en="[WITH DEMONSTRATION DATA, NOT real results] ",
)
_REGISTERS: Final = ("reference.framework", "reference.round", "reference.expected_unit")
"""Tables whose whole key stands, under the same names, in the tables that speak of their rows."""
KEYWORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "vi": ("chuyển đổi số", "chỉ số DTI", "xếp hạng", "chính quyền số", "kinh tế số", "xã hội số"),
    "en": ("digital transformation", "DTI", "ranking", "digital government", "Viet Nam"),
}


class Column(Protocol):
    """A column: its type in DuckDB, what it means, its unit, the values it may have."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def vi(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def nullable(self) -> bool: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def allowed(self) -> tuple[str, ...]: ...


class Table(Protocol):
    """A table: its columns in order, and the columns that tell its rows apart."""

    @property
    def full_name(self) -> str: ...
    @property
    def vi(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def key(self) -> tuple[str, ...]: ...
    @property
    def columns(self) -> Sequence[Column]: ...


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """What is published together: its id, its rounds, whether it may still change, its day."""

    id: str
    rounds: tuple[str, ...]
    is_final: bool
    issued: date


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of a release: the table it holds (none: the SDMX file of all scores), its bytes."""

    name: str
    media_type: str
    table: str | None
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RoundOfRelease:
    """A round as the data tells it: its name, its data period, whether it may still change."""

    id: str
    name: Name
    starts_on: date
    ends_on: date
    is_final: bool
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class Package:
    """A release with everything that is said of it."""

    terms: Terms
    release: OpenRelease
    rounds: tuple[RoundOfRelease, ...]
    sources: tuple[str, ...]
    """Legal sources of the frameworks."""
    tables: tuple[Table, ...]
    files: tuple[DataFile, ...]

    @property
    def uri(self) -> str:
        """The address of the release; that of a file is below it."""
        return f"{self.terms.base_uri}/{self.release.id}"

    @property
    def has_demonstration(self) -> bool:
        """Some of it is made up."""
        return any(entry.is_demonstration for entry in self.rounds)

    @property
    def title(self) -> Name:
        """The title of the release; it begins with a warning where data is made up."""
        mark = DEMONSTRATION if self.has_demonstration else Name("", "")
        title = self.terms.title
        return Name(
            f"{mark.vi}{title.vi}: bản công bố {self.release.id}",
            f"{mark.en}{title.en}: release {self.release.id}",
        )

    @property
    def description(self) -> Name:
        """What the release holds, how final it is, and that some of it is made up."""
        vi = "chính thức" if self.release.is_final else "tạm thời, có thể thay đổi"
        en = "final" if self.release.is_final else "provisional, it may still change"
        marked = ("", "")
        if self.has_demonstration:
            names = ", ".join(entry.id for entry in self.rounds if entry.is_demonstration)
            marked = (
                f" Các đợt sau là số liệu minh họa, KHÔNG phải kết quả thật: {names}.",
                f" These rounds are demonstration data, NOT real results: {names}.",
            )
        return Name(
            "Bộ chỉ số, giá trị chỉ tiêu, điểm số và xếp hạng chuyển đổi số, chưa làm tròn, cùng "
            f"kết quả chính thức đã công bố. Trạng thái: {vi}.{marked[0]}",
            "Frameworks, indicator values, scores and ranks of digital transformation, unrounded, "
            f"beside officially published results. Status: {en}.{marked[1]}",
        )

    def title_of(self, table: Table) -> Name:
        """The title of a table; it begins with a warning where some of its rows are made up."""
        names = {column.name for column in table.columns}
        is_marked = self.has_demonstration and names & {"is_demonstration", "round", "framework"}
        mark = DEMONSTRATION if is_marked else Name("", "")
        return Name(f"{mark.vi}{table.vi}", f"{mark.en}{table.en}")

    def file_of(self, table: Table, media_type: str) -> DataFile:
        """The file that holds a table."""
        return next(
            file
            for file in self.files
            if file.table == table.full_name and file.media_type == media_type
        )


def foreign_keys(table: Table, tables: Sequence[Table]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The columns of a table that name a row of a register, and the name of that register."""
    names = {column.name for column in table.columns}
    for other in tables:
        is_register = other.full_name in _REGISTERS and other.full_name != table.full_name
        if is_register and set(other.key) <= names:
            yield other.key, other.full_name


def has_required_key(table: Table) -> bool:
    """No column of the key may be empty."""
    return not any(column.nullable for column in table.columns if column.name in table.key)


def meaning(column: Column) -> str:
    """What a column means, in both languages, with its unit."""
    unit = f" [{column.unit}]" if column.unit else ""
    return f"{column.vi} | {column.en}{unit}"


def kind(column: Column, kinds: Mapping[str, str]) -> str:
    """The type of a column in the words of a standard; all DECIMALs are one."""
    return kinds[column.type.partition("(")[0]]


def without_empty(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without the entries that say nothing."""
    return {key: value for key, value in document.items() if value not in (None, "", [], {})}
