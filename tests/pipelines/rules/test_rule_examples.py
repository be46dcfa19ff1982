"""Every kind of rule, by its worked examples: all the ways to work them out agree."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from builders import framework, indicator, score, values
from form_builders import COLUMN, SOFFICE, filled, form_of, recalculated, row_of_code
from openpyxl import load_workbook
from receipt_builders import receipts_of
from rule_builders import UNIT, WORKED, Worked

from assets.publishing.verify_receipt import verify
from pipelines.forms.layout import FORM_SHEET
from pipelines.frameworks.rule_words import rule_in_words
from pipelines.names import Name
from pipelines.planning.lever import REASONS, parts_of
from pipelines.rules import RULE_KINDS, kind_of
from pipelines.rules.earning import Earning

COMPUTED = {
    name: worked for name, worked in WORKED.items() if worked.kind.is_computable_alone(worked.rule)
}
"""What a form can work out by itself."""


def points_of(worked: Worked) -> float:
    example = worked.example
    worth = 1 if worked.kind.is_adjustment else example.max_points or 1
    return float(example.share * Fraction(worth))


def test_every_kind_has_an_example() -> None:
    assert {worked.kind.name for worked in WORKED.values()} == set(RULE_KINDS)


def test_every_file_of_a_kind_is_listed_under_its_name() -> None:
    folder = Path(__file__).parents[3] / "pipelines" / "rules"
    files = {
        path.stem for path in folder.glob("*.py") if "\nKIND: Final" in path.read_text("utf-8")
    }
    assert files == set(RULE_KINDS)
    assert {name: kind.name for name, kind in RULE_KINDS.items()} == {name: name for name in files}


@pytest.mark.parametrize("name", WORKED)
def test_scoring_gives_what_was_worked_out(name: str) -> None:
    worked = WORKED[name]
    rows = [
        (unit, worked.name, code, figure)
        for unit, figures in worked.figures()
        for code, figure in figures.items()
    ]
    row = indicator(score(worked.framework, values(rows)), UNIT, worked.name)
    expected = worked.example.share
    if worked.kind.is_adjustment:
        assert row["points"] == expected
    else:
        assert row["value"] == expected


@pytest.mark.parametrize("name", WORKED)
def test_a_plan_earns_what_was_worked_out(name: str) -> None:
    """Or says why it cannot be planned."""
    worked = WORKED[name]
    (_, figures), *others = worked.figures()
    own = {code: Fraction(figure) for code, figure in figures.items()}
    peers = {
        code: [Fraction(of(one[code] for _, one in others)) for of in (min, max)]
        for code in own
        if others
    }
    maximum = worked.example.max_points
    total = Fraction(0)
    for share, part in parts_of(worked.rule):
        kind = kind_of(part)
        moved = next(iter(kind.inputs_of(part.keys).values()))
        worth = None if maximum is None else Fraction(maximum) * share
        if kind.decided_by is None:
            earning = kind.earning(part.keys, own, peers, worth)
        else:
            earning = kind.given(moved, own[moved], worth)
        if not isinstance(earning, Earning):
            assert earning in REASONS
            return
        total += share * earning.at(own[moved])
    assert total == worked.example.share


def by_units(line: str) -> str:
    """An indicator that stands in the forms of units, whoever reports such by default."""
    return line.replace("rule_status:", "reported_by: unit, rule_status:")


@pytest.fixture(scope="module")
def self_scores(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, float]:
    """What LibreOffice makes of one form with all examples."""
    of = framework("".join(by_units(worked.line) for worked in COMPUTED.values()))
    typed: dict[tuple[str, str, str], str | float] = {}
    for worked in COMPUTED.values():
        for code, text in worked.example.figures.items():
            is_number = text.replace(".", "").isdigit()
            typed[UNIT, worked.name, code] = float(text) if is_number else text
    book = filled(form_of(of, UNIT, [UNIT]), typed)
    (path,) = recalculated({"all": book}, tmp_path_factory.mktemp("forms")).values()
    sheet = load_workbook(path, data_only=True)[FORM_SHEET]
    cells = {name: sheet.cell(row_of_code(sheet, name), COLUMN["self_points"]) for name in COMPUTED}
    return {name: float(str(cell.value)) for name, cell in cells.items()}


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", COMPUTED)
def test_a_form_shows_what_was_worked_out(self_scores: Mapping[str, float], name: str) -> None:
    assert self_scores[name] == pytest.approx(points_of(COMPUTED[name]), abs=1e-9)


@pytest.mark.parametrize("name", WORKED)
def test_the_sentence_of_a_rule_says_it(name: str) -> None:
    worked = WORKED[name]
    assert worked.kind.words(worked.rule, lambda code: Name(code, code)) == worked.example.words
    sentence = rule_in_words(worked.indicator)
    assert sentence is not None
    assert sentence.vi.endswith(".")
    assert sentence.en.endswith(".")


@pytest.mark.parametrize("name", WORKED)
def test_the_check_of_receipts_works_it_out_too(name: str) -> None:
    worked = WORKED[name]
    texts = [worked.example.figures, *worked.example.others]
    sent = [
        (unit, worked.name, code, text[code], str(figure))
        for (unit, figures), text in zip(worked.figures(), texts, strict=True)
        for code, figure in figures.items()
    ]
    units = [unit for unit, _ in worked.figures()]
    receipt = receipts_of(worked.framework, sent, units)[UNIT]
    assert verify(receipt) == ([], [])
    (leaf,) = receipt["indicators"]
    assert leaf["state"] == "reported"
    if worked.example.max_points is not None:
        assert float(leaf["points"]) == pytest.approx(points_of(worked), abs=1e-9)
