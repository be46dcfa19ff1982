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
from pipelines.forms.layout import FORM_HEADINGS, KEY_SHEET
from pipelines.forms.sheet import Area, Sheet, height
from pipelines.frameworks.framework import Framework, Indicator, Name
from pipelines.frameworks.structure import POINTS_INPUT
from pipelines.notation import EN, VI
from pipelines.rules.spreadsheet import Choices

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
    _ENTITY,
    _INPUT,
) = range(len(FORM_HEADINGS))
_WIDTHS: Final = (9, 40, 32, 19, 15, 18, 27, 25, 12, 16, 10, 10)
_PADDING: Final = 5
_SAID_HEIGHT: Final = 44
"""Room for what is said in place of a score, in points."""

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
        self._set_up()

    def _titles(self) -> None:
        """What the form is, whose, and by when."""
        form, sheet = self.form, self.sheet
        if form.is_demonstration:
            sheet.banner(self.row, _SCORE)
            self.row += 1
        title = Name(
            f"{words.TITLE.vi}: {form.entry.name.vi}", f"{words.TITLE.en}: {form.entry.name.en}"
        )
        sheet.name(Area(self.row, 0, self.row, _SCORE), title, "title")
        sheet.high(self.row, 36)
        unit, until = form.name(form.reporter), words.deadline(form.entry)
        about = Name(
            f"Đơn vị báo cáo: {unit.vi}     Hạn gửi: {until.vi}",
            f"Reporting unit: {unit.en}     Deadline: {until.en}",
        )
        self.row += 1
        last = _NOTE if form.is_assessed else _SCORE
        sheet.name(Area(self.row, 0, self.row, last), about, "text")
        sheet.high(self.row, 30)
        self.row += 1

    def _header(self) -> None:
        for column, heading in enumerate(FORM_HEADINGS.values()):
            self.sheet.name(Area(self.row, column), Name(*heading.split("\n")), "heading centre")
        self.header_row = self.row
        self.sheet.high(self.row, 42)
        self.sheet.raw.freeze_panes(self.row + 1, _FIGURE)
        self.sheet.raw.repeat_rows(self.row)
        self.row += 1

    def _part(self, name: Name) -> None:
        self.sheet.name(Area(self.row, 0, self.row, _SCORE), name, "part")
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
        self._row_without_figures(leaf, "subgroup")
        for code in self.form.others(leaf.code):
            self._figures(leaf, code, self.form.name(code))

    def _row_without_figures(self, indicator: Indicator, look: str) -> None:
        """Code, name and maximum of a group, in a row of their own."""
        sheet, row = self.sheet, self.row
        sheet.text(Area(row, _CODE), indicator.code, f"{look} code")
        sheet.name(Area(row, _INDICATOR, row, _NOTE), indicator.name, look)
        sheet.number(Area(row, _MAXIMUM), indicator.max_points, f"{look} points")
        sheet.text(Area(row, _SCORE), "", look)
        width = sum(_WIDTHS[_INDICATOR : _NOTE + 1])
        sheet.high(row, height(indicator.name, width) + _PADDING)
        self.row += 1

    def _closed(self, leaf: Indicator, said: Name) -> None:
        """An indicator that is not reported here, and why."""
        sheet, row = self.sheet, self.row
        sheet.text(Area(row, _CODE), leaf.code, "closed code")
        sheet.name(Area(row, _INDICATOR), leaf.name, "closed")
        sheet.name(Area(row, _FIGURE, row, _NOTE), said, "closed")
        sheet.number(Area(row, _MAXIMUM), leaf.max_points, "closed points")
        sheet.text(Area(row, _SCORE), "", "closed")
        sheet.high(row, height(leaf.name, _WIDTHS[_INDICATOR]) + _PADDING)
        self.row += 1

    def _figures(self, leaf: Indicator, entity: str, label: Name) -> str | None:
        """The rows of one indicator of one unit. Returns the cell of the score, if it has one."""
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
            accepted = validation(leaf, name, cells, choices)
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
        together = height(label, _WIDTHS[_INDICATOR])
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
        last = self._last(leaf, entity, name, is_first)
        sheet.name(Area(row, _PREVIOUS), last, "cell right grey")
        said = " ".join(f"{last.vi} {last.en if last.en != last.vi else ''}".split())
        self.last.append("\t".join((entity, leaf.code, name, said)))
        sheet.input(Area(row, _EVIDENCE), "@")
        sheet.input(Area(row, _NOTE), "@")
        sheet.text(Area(row, _ENTITY), entity, "cell code")
        sheet.text(Area(row, _INPUT), name, "cell code")
        return max(
            height(leaf.inputs[name].name, _WIDTHS[_FIGURE]),
            height(measure_name(leaf, name), _WIDTHS[_UNIT]),
            height(last, _WIDTHS[_PREVIOUS]),
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

    def _say(self, at: Area, said: Name) -> None:
        """Why there is no score yet, in its place."""
        self.sheet.name(at, said, "cell centre grey small")

    def _total(self, scores: Sequence[str]) -> None:
        """The last row of the unit's own part, shown again above the header."""
        framework, sheet = self.form.framework, self.sheet
        if framework.aggregation != "points" or not scores:
            return
        counted = [self.leaves[code] for code in self.evaluated]
        everything = sum(
            (leaf.max_points or Decimal(0) for leaf in counted if not leaf.is_adjustment),
            Decimal(0),
        )
        said = Name("Tổng điểm tự tính", "Total self score")
        if self.covered != everything:
            said = Name(
                f"{said.vi}: mới tính được {VI.exact(self.covered)} trên "
                f"{VI.exact(everything)} điểm tối đa, phần còn lại tính sau",
                f"{said.en}: covers {EN.exact(self.covered)} of {EN.exact(everything)} "
                "maximum points, the rest is computed later",
            )
        total = Area(self.row, _SCORE)
        sheet.name(Area(self.row, 0, self.row, _NOTE), said, "group")
        sheet.number(Area(self.row, _MAXIMUM), everything, "group points")
        sheet.formula(total, sum_of(scores), "group score")
        sheet.high(self.row, 30)
        self.row += 1
        above = self.header_row - 1
        sheet.name(Area(above, _MAXIMUM), Name("Tổng điểm", "Total"), "group")
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
        self.sheet.print_on_a4(self.row - 1, _SCORE, self.form.footer)
