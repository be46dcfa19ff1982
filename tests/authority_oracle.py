"""Who may say what, by the rules on reporters alone: a second opinion that knows nothing of the code.

Here belong files as their rows and where they lie, and the oracle: a unit speaks for itself, an
agency for its indicators, the council decides, the ministry publishes, a system measures;
`reporters.csv` adds and narrows. Drawing them is in `speakers.py` and `worlds/strangers.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

CHOSEN: Final = ("not_evaluated", "zero_by_decision")
"""States that the council gives."""


@dataclass(frozen=True)
class Listing:
    """A row of `reporters.csv`."""

    code: str
    kind: str
    units: str
    indicators: str
    has_ended: bool

    @property
    def line(self) -> str:
        until = "2024-12-31" if self.has_ended else ""
        return f"{self.code},Tên,Name,{self.kind},{self.units},{self.indicators},,{until}"


@dataclass(frozen=True)
class Row:
    """A figure as a file gives it; what is empty was left blank."""

    unit: str
    code: str
    input: str
    text: str
    reporter: str = ""
    source: str = ""


@dataclass(frozen=True)
class Sent:
    """A file: values, decision (values with the columns of one), appeal, scorecard or form."""

    path: str
    layout: str
    rows: tuple[Row, ...]
    key: str = ""
    """The reporter in the key of a form."""
    is_shared: bool = False

    @property
    def name(self) -> str:
        return self.path + (".xlsx" if self.layout == "form" else ".csv")

    def cells(self) -> Iterator[tuple[str, Row]]:
        """Its rows by the cell of the figure."""
        column = {"appeal": "D", "scorecard": "F"}.get(self.layout, "E")
        for at, row in enumerate(self.rows, 2):
            is_own = self.layout == "scorecard" and row.source == "declared"
            yield f"{'E' if is_own else column}{at}", row


@dataclass(frozen=True)
class Authority:
    """Who may speak in a round.

    By indicator its agency, who alone reports it, and what stands above it; the list; whether the
    round holds results of the ministry; its units, all others known as senders, units by other
    names, and the indicators that take points off.
    """

    responsible: Mapping[str, str]
    reported_by: Mapping[str, str]
    parents: Mapping[str, str | None]
    listed: tuple[Listing, ...]
    is_published: bool
    units: tuple[str, ...]
    others: tuple[str, ...]
    named: Mapping[str, str]
    penalties: tuple[str, ...]

    def speakers_of(self, sent: Sent) -> set[str]:
        """All in whose name a file speaks, entitled or not."""
        sender = self.sender(sent)
        if sender is not None:
            return {sender}
        return {self.named.get(row.reporter, row.reporter) or row.unit for row in sent.rows}

    def sender(self, sent: Sent) -> str | None:
        """By its folder, by the key of its form, by the code its name begins with; who decides, measures or
        publishes by its folder alone."""
        known = {*self.units, *self.others, *(row.code for row in self.listed)}
        folder, _, below = sent.path.partition("/")
        if below and (
            folder in known or (folder in ("hoi-dong", "cong-bo") and not sent.is_shared)
        ):
            return folder
        of_own = {row.code for row in self.listed if row.kind in ("unit", "agency")}
        reporting = {*self.units, *self.responsible.values(), *of_own}
        listed = {row.code for row in self.listed if row.kind in ("council", "ministry", "system")}
        by_folder = {"hoi-dong", "cong-bo", *(listed - reporting)}
        if sent.key and sent.key not in by_folder:
            return sent.key
        known -= by_folder
        name = sent.path.rpartition("/")[2]
        begins = (
            c for c in known if name == c or (name.startswith(c) and not name[len(c)].isalnum())
        )
        return max(begins, key=len, default=None)

    def may(self, sent: Sent, row: Row) -> bool:
        """Whether a file may give a row."""
        sender = self.sender(sent)
        if row.unit not in self.units:
            return False
        source = self._source(sent, row, sender)
        if source == "verified":
            return sender is not None and self._is(sender, "council", row)
        if source == "published":
            return self.is_published if sender is None else self._is(sender, "ministry", row)
        if source == "measured":
            return sender is not None and self._is(sender, "system", row)
        if source not in ("declared", "requested"):
            return False
        is_chosen = row.input == "state" and row.text in CHOSEN
        alone = self.reported_by.get(row.code, "council" if row.code in self.penalties else "")
        if source == "declared" and (is_chosen or alone in ("council", "ministry")):
            return False
        reporter = self.named.get(row.reporter, row.reporter) or sent.key or sender or row.unit
        if sender is None:
            return self._speaks(reporter, row.unit, row.code, source)
        acts = reporter == sender or self._speaks(sender, reporter, row.code, source)
        return acts and self._speaks(sender, row.unit, row.code, source)

    def _source(self, sent: Sent, row: Row, sender: str | None) -> str:
        """As stated; a file of decisions decides, and so do those who only decide or publish."""
        if row.source or sent.layout in ("decision", "appeal"):
            return row.source or {"decision": "verified", "appeal": "requested"}[sent.layout]
        own = [one for one in self.listed if one.code == sender]
        declares = sender in (*self.units, *self.responsible.values()) or any(
            one.kind in ("unit", "agency") for one in own
        )
        kinds = set() if declares else {one.kind for one in own if not one.has_ended}
        if sender == "hoi-dong" or "council" in kinds:
            return "verified"
        return "published" if sender == "cong-bo" or "ministry" in kinds else "declared"

    def _is(self, sender: str, kind: str, row: Row) -> bool:
        folder = {"council": "hoi-dong", "ministry": "cong-bo"}.get(kind)
        return sender == folder or any(
            one.code == sender and one.kind == kind and self._gives(one, row.unit, row.code)
            for one in self.listed
        )

    def _speaks(self, who: str, whom: str, code: str, source: str) -> bool:
        """Whether somebody's own figures on a unit count."""
        own = [one for one in self.listed if one.code == who]
        if any(one.kind in ("unit", "agency") and self._gives(one, whom, code) for one in own):
            return True
        alone = self.reported_by.get(code)
        is_narrowed = any(one.kind == "unit" for one in own)
        if who == whom and not is_narrowed and (alone != "agency" or source == "requested"):
            return True
        narrowed = any(one.kind == "agency" and self._names(one, code) for one in own)
        return who == self.responsible.get(code) and alone != "unit" and not narrowed

    def _names(self, listed: Listing, code: str) -> bool:
        """Whether a row of the list is about an indicator: it names it, or one above it."""
        above: str | None = code
        while above is not None and above not in listed.indicators.split(";"):
            above = self.parents.get(above)
        return above is not None or listed.indicators == "*"

    def _gives(self, listed: Listing, unit: str, code: str) -> bool:
        """Whether a row of the list gives a right on an indicator of a unit."""
        about_unit = listed.units == "*" or unit in listed.units.split(";")
        return about_unit and self._names(listed, code) and not listed.has_ended
