"""The sheet of a form that is filled in: one row for each figure of each unit.

Here belongs where everything stands on it. What input cells accept is in `forms/cells.py`, live
scores are in `forms/formulas.py`, and what a reader must find again in `forms/layout.py`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipelines.forms import instructions as words
from pipelines.forms.cells import (
    measure_name,
    number_format,
    validation,
)
from pipelines.forms.facts import Form, evaluated
from pipelines.forms.formulas import self_score, sum_of
from pipelines.forms.guidance import guidance, legal_basis
from pipelines.forms.layout import FORM_HEADINGS, KEY_SHEET
from pipelines.forms.sheet import Area, Sheet
from pipelines.frameworks.framework import Framework, Indicator, Name
from pipelines.frameworks.structure import POINTS_INPUT
from pipelines.notation import EN, VI
from pipelines.rules.spreadsheet import Choices
from pipelines.rules.wording import NOTHING

(
    _CODE,
    _INDICATOR,
    _FIGURE,
    _UNIT,
    _VALUE,
    _PREVIOUS,
    _EVIDENCE,
    _NOTE,
    _MAXIMUM,
    _SCORE,
    _GUIDANCE,
    _ENTITY,
    _INPUT,
) = range(len(FORM_HEADINGS))
_WIDTHS: Final = (7, 28, 24, 12, 12, 12, 19, 17, 9, 10, 42)
"""Of the columns that are printed."""
_PADDING: Final = 5
_SAID_HEIGHT: Final = 44
"""Room for what is said in place of a score, in points."""
_LAST: Final = _GUIDANCE
_LEFT, _CENTRE, _RIGHT = (_CODE, _INDICATOR), (_FIGURE, _NOTE), (_MAXIMUM, _LAST)
"""The columns of the three parts of a title."""
_SIGNED_LEFT, _SIGNED_RIGHT = (_INDICATOR, _FIGURE), (_EVIDENCE, _LAST)
_ROOM_TO_SIGN: Final = 78

_DrawLeaf = Callable[[Indicator], str | None]
"""Draws an indicator; returns the cell of its score, if it has one."""


@dataclass(frozen=True, slots=True)
class PlacedLevels:
    """The levels of one input, and where they stand on the key sheet."""

    row: int
    levels: Mapping[str, Decimal]
    choices: Choices


def placed_levels(framework: Framework) -> dict[tuple[str, str], PlacedLevels]:
    """Levels by indicator and input: names in column D of the key sheet, shares in column E.

    Lists stand in cells because a list written into a validation may hold no commas.
    """
    placed: dict[tuple[str, str], PlacedLevels] = {}
    row = 0
    for leaf in framework.scored_leaves:
        for name, levels in leaf.levels.items():
            names, shares = (
                f"{KEY_SHEET}!${column}${row + 1}:${column}${row + len(levels)}" for column in "DE"
            )
            placed[leaf.code, name] = PlacedLevels(row, levels, Choices(names, shares))
            row += len(levels)
    return placed


class FigureSheet:
    """The sheet as it is drawn, from the top downwards."""

    def __init__(self, sheet: Sheet, form: Form) -> None:
        self.sheet, self.form = sheet, form
        self.leaves = {leaf.code: leaf for leaf in form.framework.scored_leaves}
        self.evaluated = {leaf.code for leaf in evaluated(form.entry, form.framework)}
        self.levels = placed_levels(form.framework)
        self.row = 0
        self.header_row = 0
        self.starts: list[int] = []
        """The rows at which a printed page may begin."""
        self.is_below_heading = False
        self.last: list[str] = []
        """What each row says of the last round, after its codes."""
        self.covered = Decimal(0)
        """Points of the indicators that the total can already count."""

    def draw(self) -> None:
        """Titles, header, the parts that this unit reports, and the total."""
        form = self.form
        self._titles()
        self._header()
        if form.is_assessed:
            if form.charged:
                self._part(words.OWN_PART)
            self._total(self._below(None, self.leaves, self._own_leaf))
        if form.charged:
            part = words.OTHERS_PART
            if form.is_assessed:
                part = Name(f"Phần B. {part.vi}", f"Part B. {part.en}")
            self._part(part)
            self._below(None, form.charged, self._leaf_of_others)
        self._signatures()
        self._set_up()

    def _titles(self) -> None:
        """Whose form it is, what it is, and by when, as forms of reports have it.

        A form goes along with a letter, which bears the national title (quốc hiệu); it has none.
        """
        form, sheet = self.form, self.sheet
        if form.is_demonstration:
            sheet.banner(self.row, _LAST)
            self.row += 1
        unit, until = form.name(form.reporter), words.deadline(form.entry)
        period, basis = words.period(form.entry), legal_basis(form.framework)
        title = Name(
            f"{words.TITLE.vi.upper()}\n{form.entry.name.vi}",
            f"{words.TITLE.en}: {form.entry.name.en}",
        )
        parts = (
            (_LEFT, Name(f"Đơn vị báo cáo:\n{unit.vi}", f"Reporting unit: {unit.en}"), "text bold"),
            (_CENTRE, title, "title centre"),
            (
                _RIGHT,
                Name(
                    f"Kỳ số liệu: {period}\nHạn gửi: {until.vi}",
                    f"Data period: {period}. Deadline: {until.en}",
                ),
                "text",
            ),
        )
        for (first, last), name, look in parts:
            sheet.name(Area(self.row, first, self.row, last), name, look)
        width = sum(_WIDTHS[_CENTRE[0] : _CENTRE[1] + 1])
        sheet.high(self.row, max(48, sheet.height(title, width / 1.3) * 1.3))
        self.row += 1
        about = Name(
            f"Căn cứ: {basis.vi}. Nơi nhận: {words.SEND_TO.vi}.",
            f"Legal source: {basis.en}. Send to: {words.SEND_TO.en}.",
        )
        last = _NOTE if form.is_assessed else _LAST
        sheet.name(Area(self.row, 0, self.row, last), about, "text italic")
        sheet.high(self.row, max(32, sheet.height(words.TOTAL, _WIDTHS[_MAXIMUM] - 1)))
        self.row += 1

    def _header(self) -> None:
        needed: list[float] = []
        for column, heading in enumerate(FORM_HEADINGS.values()):
            name = Name(*heading.split("\n"))
            self.sheet.name(Area(self.row, column), name, "heading centre")
            if column <= _LAST:
                needed.append(self.sheet.height(name, _WIDTHS[column] - 2))
        self.header_row = self.row
        self.sheet.high(self.row, max(needed) + _PADDING)
        self.sheet.raw.freeze_panes(self.row + 1, _FIGURE)
        self.sheet.raw.repeat_rows(self.row)
        self.row += 1

    def _begin(self, is_heading: bool = False) -> None:
        """Here a printed page may begin, unless what stands above is the heading of this."""
        if not self.is_below_heading:
            self.starts.append(self.row)
        self.is_below_heading = is_heading

    def _part(self, name: Name) -> None:
        self._begin(is_heading=True)
        self.sheet.name(Area(self.row, 0, self.row, _LAST), name, "part")
        self.sheet.high(self.row, 30)
        self.row += 1

    def _below(self, parent: str | None, kept: Collection[str], draw_leaf: _DrawLeaf) -> list[str]:
        """Draw what lies below an indicator, as far as it is kept. Returns the cells of scores."""
        scores: list[str | None] = []
        for indicator in self.form.framework.children.get(parent, ()):
            if indicator.code in kept:
                scores.append(draw_leaf(indicator))
            elif self._leads_to(indicator, kept):
                scores.append(self._group(indicator, kept, draw_leaf))
        return [cell for cell in scores if cell is not None]

    def _leads_to(self, indicator: Indicator, kept: Collection[str]) -> bool:
        if indicator.code in self.leaves:
            return False
        below = self.form.framework.children.get(indicator.code, ())
        return any(child.code in kept or self._leads_to(child, kept) for child in below)

    def _group(self, group: Indicator, kept: Collection[str], draw_leaf: _DrawLeaf) -> str | None:
        """A row for a group and, below it, what it is made of. Returns the cell of its score."""
        look = "group" if group.level in ("main", "pillar") else "subgroup"
        score = Area(self.row, _SCORE)
        self._row_without_figures(group, look)
        scores = self._below(group.code, kept, draw_leaf)
        if not scores:
            return None
        if (group.aggregation or self.form.framework.aggregation) != "points":
            self._say(score, words.AT_ASSESSMENT)
            return None
        self.sheet.formula(score, sum_of(scores), f"{look} score")
        return score.address

    def _own_leaf(self, leaf: Indicator) -> str | None:
        """An indicator of this unit itself."""
        if leaf.rule is None:
            self._closed(leaf, words.NOT_SCORED)
        elif leaf.code not in self.evaluated:
            self._closed(leaf, words.NOT_EVALUATED)
        elif (other := self.form.given_by_another(leaf)) is not None:
            self._closed(leaf, words.reported_by(other))
        else:
            score = self._figures(leaf, self.form.reporter, leaf.name)
            if score is not None and not leaf.is_adjustment:
                self.covered += leaf.max_points or 0
            return score
        return None

    def _leaf_of_others(self, leaf: Indicator) -> None:
        """An indicator that this unit reports for others, one unit below the other."""
        self._row_without_figures(leaf, "subgroup", guidance(leaf))
        for code in self.form.others(leaf.code):
            self._figures(leaf, code, self.form.name(code))

    def _row_without_figures(self, indicator: Indicator, look: str, guided: Name = NOTHING) -> None:
        """Code, name and maximum of a group, in a row of their own."""
        self._begin(is_heading=True)
        sheet, row = self.sheet, self.row
        sheet.text(Area(row, _CODE), indicator.code, f"{look} code")
        sheet.name(Area(row, _INDICATOR, row, _NOTE), indicator.name, look)
        sheet.number(Area(row, _MAXIMUM), indicator.max_points, f"{look} points")
        sheet.text(Area(row, _SCORE), "", look)
        guided_height = self._guide(Area(row, _GUIDANCE), guided, f"{look} plain")
        width = sum(_WIDTHS[_INDICATOR : _NOTE + 1])
        sheet.high(row, max(sheet.height(indicator.name, width), guided_height) + _PADDING)
        self.row += 1

    def _closed(self, leaf: Indicator, reason: Name) -> None:
        """An indicator that is not reported here, and why."""
        self._begin()
        sheet, row = self.sheet, self.row
        sheet.text(Area(row, _CODE), leaf.code, "closed code")
        sheet.name(Area(row, _INDICATOR), leaf.name, "closed")
        sheet.name(Area(row, _FIGURE, row, _NOTE), reason, "closed")
        sheet.number(Area(row, _MAXIMUM), leaf.max_points, "closed points")
        sheet.text(Area(row, _SCORE), "", "closed")
        guided = self._guide(Area(row, _GUIDANCE), guidance(leaf), "closed")
        sheet.high(row, max(sheet.height(leaf.name, _WIDTHS[_INDICATOR]), guided) + _PADDING)
        self.row += 1

    def _figures(self, leaf: Indicator, entity: str, label: Name) -> str | None:
        """The rows of one indicator of one unit. Returns the cell of the score, if it has one."""
        self._begin()
        first, last = self.row, self.row + len(leaf.inputs) - 1
        cells = {name: Area(first + n, _VALUE).address for n, name in enumerate(leaf.inputs)}
        choices = {
            name: placed.choices
            for (code, name), placed in self.levels.items()
            if code == leaf.code
        }
        needed: list[float] = []
        for n, name in enumerate(leaf.inputs):
            needed.append(self._figure(first + n, leaf, entity, name, is_first=n == 0))
            accepted = validation(leaf, name, cells, choices, self.form.is_vietnamese_only)
            self.sheet.raw.data_validation(cells[name], accepted)
        mark = "\u00a0*" if leaf.evidence == "required" else ""
        self.sheet.name(Area(first, _INDICATOR, last, _INDICATOR), label, "cell", mark)
        self.sheet.number(Area(first, _MAXIMUM, last, _MAXIMUM), leaf.max_points, "cell points")
        score = Area(first, _SCORE, last, _SCORE)
        formula = self_score(leaf, cells, choices)
        if formula is None:
            self._say(score, words.AFTER_ALL_UNITS)
        else:
            self.sheet.formula(score, formula, "cell score")
        guided = guidance(leaf) if label is leaf.name else NOTHING
        together = max(
            self.sheet.height(Name(f"{label.vi}{mark}", label.en), _WIDTHS[_INDICATOR]),
            self._guide(Area(first, _GUIDANCE, last, _GUIDANCE), guided, "cell"),
        )
        self._heights(first, needed, together if formula else max(together, _SAID_HEIGHT))
        self.row = last + 1
        return score.address if formula else None

    def _figure(self, row: int, leaf: Indicator, entity: str, name: str, is_first: bool) -> float:
        """One row: what is asked for, the cells to fill in, what counted last round.

        Returns the height that it needs.
        """
        sheet = self.sheet
        sheet.text(Area(row, _CODE), leaf.code, "cell code" if is_first else "cell code again")
        sheet.name(Area(row, _FIGURE), leaf.inputs[name].name, "cell")
        sheet.name(Area(row, _UNIT), measure_name(leaf, name), "cell")
        sheet.input(Area(row, _VALUE), number_format(leaf, name))
        last = sheet.shown(self._last(leaf, entity, name, is_first))
        sheet.name(Area(row, _PREVIOUS), last, "cell right grey")
        printed = " ".join(f"{last.vi} {last.en if last.en != last.vi else ''}".split())
        self.last.append("\t".join((entity, leaf.code, name, printed)))
        sheet.input(Area(row, _EVIDENCE), "@")
        sheet.input(Area(row, _NOTE), "@")
        sheet.text(Area(row, _ENTITY), entity, "cell code")
        sheet.text(Area(row, _INPUT), name, "cell code")
        return max(
            sheet.height(leaf.inputs[name].name, _WIDTHS[_FIGURE] - 1),
            sheet.height(measure_name(leaf, name), _WIDTHS[_UNIT] - 1),
            sheet.height(last, _WIDTHS[_PREVIOUS] - 1),
        )

    def _last(self, leaf: Indicator, entity: str, name: str, is_first: bool) -> Name:
        """What counted last round: the figure, else on the first row the points given directly."""
        figure = self.form.last.get((entity, leaf.code, name))
        points = self.form.last.get((entity, leaf.code, POINTS_INPUT))
        if figure is not None:
            return words.last_figure(figure.text, figure.source)
        if points is not None and is_first:
            return words.last_points(points.text, points.source)
        return words.NO_LAST_FIGURE

    def _heights(self, first: int, needed: Sequence[float], together: float) -> None:
        """Rows high enough for what each holds and, together, for what they share."""
        lacking = max(0.0, together - sum(needed)) / len(needed)
        for n, least in enumerate(needed):
            self.sheet.high(first + n, least + lacking + _PADDING)

    def _say(self, at: Area, reason: Name) -> None:
        """Why there is no score yet, in its place."""
        self.sheet.name(at, reason, "cell centre grey small")

    def _guide(self, at: Area, guided: Name, look: str) -> float:
        """How points are worked out and what is asked for; returns the height that it needs."""
        self.sheet.name(at, guided, f"{look} less")
        return self.sheet.height(guided, _WIDTHS[_GUIDANCE])

    def _signatures(self) -> None:
        """Where whoever prepared the form and the head of the unit sign, with place and day."""
        sheet = self.sheet
        left = (words.PREPARED_BY, words.SIGNS)
        right = (words.HEAD, words.SEALS)
        self._begin(is_heading=True)
        sheet.high(self.row, 12)
        self.row += 1
        date = Area(self.row, _SIGNED_RIGHT[0], self.row, _SIGNED_RIGHT[1])
        sheet.text(date, words.DATE, "signed italic")
        sheet.high(self.row, 20)
        for (first, last), lines in ((_SIGNED_LEFT, left), (_SIGNED_RIGHT, right)):
            for n, (line, look) in enumerate(zip(lines, ("bold", "italic"), strict=True), 1):
                row = self.row + n
                sheet.name(Area(row, first, row, last), line, f"text centre {look}")
                sheet.high(row, sheet.height(line, 40) + 2)
            row = self.row + 3
            sheet.text(Area(row, first, row, last), "", "signed low bold")
            sheet.high(row, _ROOM_TO_SIGN)
        self.row += 4

    def _total(self, scores: Sequence[str]) -> None:
        """The last row of the unit's own part, shown again above the header."""
        framework, sheet = self.form.framework, self.sheet
        if framework.aggregation != "points" or not scores:
            return
        counted = [self.leaves[code] for code in self.evaluated]
        self._begin(is_heading=True)
        everything = sum(
            (leaf.max_points or Decimal(0) for leaf in counted if not leaf.is_adjustment),
            Decimal(0),
        )
        label = Name("Tổng điểm tự tính", "Total self score")
        if self.covered != everything:
            label = Name(
                f"{label.vi}: mới tính được {VI.exact(self.covered)} trên "
                f"{VI.exact(everything)} điểm tối đa, phần còn lại tính sau",
                f"{label.en}: covers {EN.exact(self.covered)} of {EN.exact(everything)} "
                "maximum points, the rest is computed later",
            )
        total = Area(self.row, _SCORE)
        sheet.name(Area(self.row, 0, self.row, _NOTE), label, "group")
        sheet.number(Area(self.row, _MAXIMUM), everything, "group points")
        sheet.formula(total, sum_of(scores), "group score")
        sheet.text(Area(self.row, _GUIDANCE), "", "group")
        sheet.high(self.row, 30)
        self.row += 1
        above = self.header_row - 1
        sheet.name(Area(above, _MAXIMUM), words.TOTAL, "group")
        sheet.formula(Area(above, _SCORE), f"={total.address}", "group score")

    def _set_up(self) -> None:
        """Widths, what is hidden and locked, and the printed page."""
        raw = self.sheet.raw
        for column, width in enumerate(_WIDTHS):
            raw.set_column(column, column, width)
        raw.set_column(_ENTITY, _INPUT, 10, None, {"hidden": True})
        # Codes are text on purpose: a spreadsheet would shorten 4.10 to 4.1.
        raw.ignore_errors({"number_stored_as_text": f"A1:{Area(self.row, _INPUT).address}"})
        # Rows may be made higher for a long explanation; nothing else of the structure can change.
        raw.protect("", {"format_rows": True})
        self.sheet.print_on_a4(self.row - 1, _LAST, self.form.footer)
        self.sheet.end_pages(_WIDTHS, self.starts, self.header_row)
