"""Live self scores: what LibreOffice makes of a filled form is what scoring makes of its figures."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from builders import child, framework, group, leaf, score, values
from form_builders import (
    COLUMN,
    PROJECT,
    SOFFICE,
    Key,
    figure_rows,
    filled,
    form_of,
    header_row,
    read_back,
    recalculated,
    row_of_code,
)
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.forms.facts import Form
from pipelines.forms.layout import FORM_SHEET
from pipelines.frameworks.framework import Framework, Indicator
from pipelines.frameworks.reader import read_framework
from pipelines.scoring.index import Index

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

UNIT = "so-khcn"
DEPARTMENTS = read_framework(
    (PROJECT / "seeds/frameworks/demo-department-2025.yaml").read_text(encoding="utf-8"), "d.yaml"
)
LEVELS = "levels: {'Cao, \"tốt\"': 1, '=Vừa': 0.25, '1': 0.5}"
OTHERS = framework(
    group("1", "60")
    + leaf("1.1", "kind: value, input: x", "x: share", "10", child("1"))
    + leaf("1.2", "kind: goalposts, input: x, lower: 100, upper: 75000, log: true", "x: amount", "10", child("1"))
    + leaf("1.3", "kind: goalposts, input: x, lower: -5, upper: 5.5, direction: lower_is_better", "x: number", "10", child("1"))
    + leaf("1.4", "kind: min_max, input: x, lower: 2, upper: 12", "x: ngày", "10", child("1"))
    + leaf("1.5", "kind: min_max, input: x, lower: 2, upper: 12, direction: lower_is_better", "x: percent", "10", child("1"))
    + leaf("1.6", "kind: steps, input: x, steps: [{at_least: 0, share: 0.1}, {at_least: 50.5, share: 1}]", "x: percent", "10", child("1"))
    + leaf("2", f"kind: parts, parts: [{{share: 0.3, rule: {{kind: levels, input: x, {LEVELS}}}}}, {{share: 0.7, rule: {{kind: value, input: y}}}}]", "x: level, y: share", "20")
    + leaf("3", "kind: ratio, numerator: a, denominator: b, target: 1.5", "a: amount, b: count", "20")
    + leaf("4", "kind: bonus, input: x", "x: points", "")
    + "".join(leaf(kind, f"kind: {kind}, input: x", "x: number") for kind in ("best_peer", "percentile"))
)  # fmt: skip
"""The kinds that departments have no example of."""

Sheets = Mapping[str, Worksheet]


def typed(leaf: Indicator, name: str, answers: Mapping[str, str | float]) -> str | float | None:
    return answers.get(f"{leaf.code} {name}", answers.get(leaf.units[name]))


def figures_of(of: Framework, answers: Mapping[str, str | float]) -> dict[Key, str | float]:
    """What is typed: the answer for a figure, or for its unit of measure."""
    given = {
        (UNIT, leaf.code, name): typed(leaf, name, answers)
        for leaf in of.scored_leaves
        if leaf.given_by != "council"  # penalties are asked of nobody
        for name in leaf.inputs
    }
    return {key: figure for key, figure in given.items() if figure is not None}


PEERS = ("3.1", "3.5", "4.2")
CASES: Mapping[str, tuple[Framework, Mapping[str, str | float]]] = {
    "middling": (
        DEPARTMENTS,
        {
            **{"level": "Phó Giám đốc", "boolean": "Có", "count": 3, "share": 0.77, "points": 4.25},
            **{f"{code} b": 7 for code in ("1.3", "1.4", "2.2", "3.2", "3.3", "3.4.1", "4.1", "4.4")},
        },
    ),
    "best": (
        DEPARTMENTS,
        {"level": "Giám đốc", "boolean": "Có", "count": 12, "share": 1, "points": 10},
    ),
    "worst": (
        DEPARTMENTS,
        {
            **{"level": "Không", "boolean": "Không", "count": 0, "share": 0, "points": 0},
            **{"1.3 b": 5, "3.2 b": 1},  # the other ratios are 0 / 0
        },
    ),
    "partly": (
        DEPARTMENTS,
        {"1.4 section": "Có", "1.4 a": 3, "2.2 a": 5, "2.3 initiatives": 2},
    ),
    "others": (
        OTHERS,
        {
            **{"1.1 x": 0.3333, "1.2 x": 1234.5, "1.3 x": -2.25, "1.4 x": 3.7, "1.5 x": 4},
            **{"1.6 x": 50.5, "2 x": '=Vừa', "2 y": 0.9, "3 a": 14, "3 b": 10, "4 x": 3},
        },
    ),
    "others beyond": (
        OTHERS,
        {
            **{"1.1 x": 1, "1.2 x": 0, "1.3 x": -9, "1.4 x": 99, "1.5 x": 99},
            **{"1.6 x": 50.4999, "2 x": 'Cao, "tốt"', "3 a": 40, "3 b": 10},
        },
    ),
    "others partly": (OTHERS, {"1.2 x": 10**6, "1.3 x": 7, "1.4 x": 1, "2 x": "1", "3 a": 4}),
    "empty": (DEPARTMENTS, {}),
}  # fmt: skip
SHARES = {
    "Giám đốc": 1, "Phó Giám đốc": 0.5, "Có": 1, "Không": 0,
    'Cao, "tốt"': 1, "=Vừa": 0.25, "1": 0.5,
}  # fmt: skip


def form(of: Framework) -> Form:
    return form_of(of, UNIT, [UNIT])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The filled forms as LibreOffice saves them; what compares units is left out."""
    books = {}
    for name, (of, answers) in CASES.items():
        figures = figures_of(of, answers)
        computable = {key: figure for key, figure in figures.items() if key[1] not in PEERS}
        books[name] = filled(form(of), computable)
    return recalculated(books, tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def sheets(files: Mapping[str, Path]) -> Sheets:
    """What they show."""
    return {name: load_workbook(path, data_only=True)[FORM_SHEET] for name, path in files.items()}


def scored(name: str) -> Index:
    """The same figures, scored."""
    of, answers = CASES[name]
    rows = [
        (*key, SHARES[figure] if isinstance(figure, str) else figure)
        for key, figure in figures_of(of, answers).items()
        if key[1] not in PEERS
    ]
    return score(of, values(rows), units={"r": [UNIT]})


def points(frame: pl.DataFrame, column: str) -> dict[str, float]:
    own = frame.filter(pl.col("basis") == "final")
    return {
        str(code): float(n)
        for code, n in own.select(pl.col(column).cast(pl.String), "points").iter_rows()
    }


def self_score(sheet: Worksheet, code: str) -> float | None:
    found = sheet.cell(row_of_code(sheet, code), COLUMN["self_points"]).value
    assert not isinstance(found, str) or found == ""
    return None if found in (None, "") else float(str(found))


@pytest.mark.parametrize("name", CASES)
def test_indicators_score_in_the_form_as_they_do_in_the_round(sheets: Sheets, name: str) -> None:
    of, _ = CASES[name]
    rows = scored(name).indicator_values().filter(pl.col("basis") == "final")
    expected = {
        str(code): float(n) if state == "reported" else None
        for code, state, n in rows.select(
            pl.col("indicator_code", "state").cast(pl.String), "points"
        ).iter_rows()
    }
    compared = [
        leaf.code
        for leaf in of.scored_leaves
        if leaf.code not in (*PEERS, "best_peer", "percentile")
    ]
    assert {code: self_score(sheets[name], code) for code in compared} == {
        code: pytest.approx(expected[code], abs=1e-9) for code in compared
    }


@pytest.mark.parametrize("name", [name for name in CASES if name != "empty"])
def test_mains_and_the_total_add_up_as_they_do_in_the_round(sheets: Sheets, name: str) -> None:
    sheet, index = sheets[name], scored(name)
    (total,) = points(index.totals().with_columns(code=pl.lit("DTI")), "code").values()
    below = next(
        sheet.cell(row, COLUMN["self_points"]).value
        for row in range(sheet.max_row, 1, -1)
        if "Tổng điểm tự tính" in str(sheet.cell(row, 1).value)
    )
    above = sheet.cell(header_row(sheet) - 1, COLUMN["self_points"]).value
    assert [below, above] == [pytest.approx(total, abs=1e-9)] * 2
    mains = points(index.main_indicators(), "main_code")
    for code, expected in mains.items():
        if code not in ("best_peer", "percentile"):
            assert (self_score(sheet, code) or 0.0) == pytest.approx(expected, abs=1e-9)


def test_an_empty_form_shows_no_scores(sheets: Sheets) -> None:
    sheet = sheets["empty"]
    column = [sheet.cell(row, COLUMN["self_points"]).value for row in range(1, sheet.max_row + 1)]
    assert not [found for found in column if isinstance(found, int | float)]


@pytest.mark.parametrize("name", [name for name in CASES if name != "empty"])
def test_what_libreoffice_saved_is_read_back_as_it_was_typed(
    files: Mapping[str, Path], name: str
) -> None:
    of, answers = CASES[name]
    typed_in = figures_of(of, answers)
    assert read_back(files[name].read_bytes(), form(of)) == (
        {key: str(figure) for key, figure in typed_in.items() if key[1] not in PEERS},
        [],
    )


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bool, bool]]:
    """What LibreOffice makes of the conditions on both halves of ratios."""
    of = framework(leaf("1", "kind: ratio, numerator: a, denominator: b", "a: count, b: count"))
    books = {}
    for name, halves in RATIOS.items():
        typed = {
            (UNIT, "1", half): n for half, n in zip("ab", halves, strict=True) if n is not None
        }
        books[name] = filled(form(of), typed)
        sheet = books[name][FORM_SHEET]
        rows = figure_rows(sheet)
        for n, half in enumerate("ab"):
            cell = sheet.cell(rows[UNIT, "1", half], COLUMN["value"]).coordinate
            (rule,) = (r for r in sheet.data_validations.dataValidation if cell in r.sqref)
            sheet.cell(rows[UNIT, "1", half], 15 + n).value = f"={rule.formula1}"
    back = recalculated(books, tmp_path_factory.mktemp("ratios"))
    found = {}
    for name, path in back.items():
        sheet = load_workbook(path, data_only=True)[FORM_SHEET]
        rows = figure_rows(sheet)
        a, b = (
            bool(sheet.cell(rows[UNIT, "1", half], 15 + n).value) for n, half in enumerate("ab")
        )
        found[name] = (a, b)
    return found


RATIOS: Mapping[str, tuple[float | str | None, float | str | None]] = {
    "part of a whole": (3, 4),
    "all": (4, 4),
    "numerator only": (3, None),
    "denominator only": (None, 4),
    "above": (5, 4),
    "zero": (0, 0),
    "negative": (-1, 4),
    "broken": (1.5, 4),
    "words": ("ba", 4),
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("part of a whole", (True, True)),
        ("all", (True, True)),
        ("numerator only", (True, True)),
        ("denominator only", (True, True)),
        ("above", (False, False)),
        ("zero", (True, False)),
        ("negative", (False, True)),
        ("broken", (False, True)),
        ("words", (False, True)),
    ],
)
def test_halves_of_a_ratio_are_accepted_together(
    verdicts: dict[str, tuple[bool, bool]], name: str, expected: tuple[bool, bool]
) -> None:
    assert verdicts[name] == expected
