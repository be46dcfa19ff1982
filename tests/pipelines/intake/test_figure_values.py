"""Written numbers at the precision of the store: one rounding, the text kept, the difference told."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from intake_builders import (
    entities_of,
    figures,
    file,
    rounds,
    statuses,
    take,
    told,
    values,
    workbook,
)

from pipelines.frameworks.reader import read_framework
from pipelines.intake.intake import Intake, take_in
from pipelines.rounds import expected_units

ASEM = Path(__file__).parents[4] / "shared" / "data" / "external" / "asem"
PLACES = {"n": "1.6", "c": "1.8", "b": "1.1", "x": "1.5", "p": "1.7", "m": "1.10"}
FIVE = ("round", "entity_code", "indicator_code", "input", "value")


def typed(name: str, text: str) -> Intake:
    return take(file("a.csv", values(f'r1,00001,{PLACES[name]},{name},"{text}"')))


def cell(name: str, number: float) -> Intake:
    """The same in a cell that holds a number, with all its digits."""
    row = dict(zip("ABCD", ("r1", "00001", PLACES[name], name), strict=True))
    sheet = {f"{letter}1": heading for letter, heading in zip("ABCDE", FIVE, strict=True)}
    sheet |= {f"{letter}2": text for letter, text in row.items()} | {"E2": number}
    return take(file("a.xlsx", workbook(s=sheet)))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("n", "0.0379299531359307", "0.0379299531"),
        ("n", "0.0027516349600000003", "0.002751635"),
        ("n", "0,12345678905", "0.1234567891"),
        ("n", "-0.12345678905", "-0.1234567891"),
        ("n", "0.123456789049999999999", "0.123456789"),  # rounded once, not twice
        ("n", "1.22872765251582e-08", "0.0000000123"),
        ("n", "0.30000000000000004", "0.3"),
        ("n", "5.551115123125783e-17", "0"),
        ("b", "56.99999999999999", "57"),
        ("b", "57.00000000000001", "57"),
        ("b", "2718281.9999999995", "2718282"),
        ("c", "5.6e-17", "0"),
        ("x", "1.0000000000000002", "1"),
        ("x", "-1e-17", "0"),
        ("p", "100.00000000000001", "100"),
        ("p", "0.9999999999999999", "1"),
        ("p", "57.14285714285714%", "57.1428571429"),
        ("m", "1234567.89999999999", "1234567.9"),
    ],
)
def test_a_float_is_taken_at_the_precision_of_the_store(name: str, text: str, value: str) -> None:
    taken = typed(name, text)
    assert list(figures(taken).values()) == [value]
    assert taken.current["raw_text"].to_list() == [text]
    (finding,) = told(taken)
    assert (finding["rule"], finding["severity"], finding["cell"], finding["found"]) == (
        "value_rounded",
        "information",
        "E2",
        "1",
    )
    assert finding["expected"].startswith(f"E2: {text} → ")
    assert statuses(taken) == {"a.csv": "accepted"}


@pytest.mark.parametrize(("name", "text"), [("n", "7.3e-06"), ("n", "0.1234567891"), ("b", "5E2")])
def test_a_number_that_can_be_stored_as_it_is_written_is_no_matter(name: str, text: str) -> None:
    taken = typed(name, text)
    assert told(taken) == []
    assert list(figures(taken).values()) == [f"{Decimal(text).normalize():f}"]


@pytest.mark.parametrize("text", ["57.0001", "56.9999", "1000000.5", "999999999.99", "0.00001"])
def test_a_count_that_is_no_whole_number_is_asked_about(text: str) -> None:
    taken = typed("b", text)
    assert figures(taken) == {}
    assert told(taken)[0]["rule"] in ("value_outside_unit", "value_is_ambiguous")


def test_a_figure_of_which_nothing_would_be_left_is_asked_about() -> None:
    taken = typed("n", "0.00000000002")
    assert [finding["rule"] for finding in told(taken)] == ["value_too_precise"]


@pytest.mark.parametrize(
    ("name", "number", "value"),
    [
        ("n", 2 / 7, "0.2857142857"),
        ("b", 0.57 * 100, "57"),
        ("n", 7.3e-06, "0.0000073"),
        ("n", 1e-08 / 3, "0.0000000033"),
    ],
)
def test_a_cell_with_the_result_of_a_formula_is_read(name: str, number: float, value: str) -> None:
    assert list(figures(cell(name, number)).values()) == [value]


def test_many_rounded_figures_of_a_column_are_one_finding() -> None:
    lines = [
        f"r1,0000{n},{code},{name},0.0379299531359307"
        for n in (1, 2, 3)
        for code, name in (("1.6", "n"), ("1.5", "x"))
    ]
    taken = take(file("a.csv", values(*lines)))
    assert [(one["rule"], one["found"]) for one in told(taken)] == [("value_rounded", "6")]
    assert taken.current.height == 6


@pytest.mark.skipif(not ASEM.is_dir(), reason="the published index is not at hand")
@pytest.mark.parametrize("name", ["treated", "normalised", "aggregated"])
def test_a_published_index_of_floats_is_read_as_it_is(name: str) -> None:
    wide = pl.read_csv(ASEM / f"asem_{name}.csv", infer_schema=False, null_values=["", "NA"])
    codes = [column for column in wide.columns if column != "uCode"]
    lines = ["id: asem\nname: {vi: ASEM, en: ASEM}\nsubject: nation\nlegal_source: COINr",
             "aggregation: arithmetic_mean\nindicators:\n- {code: All, name: {vi: v, en: e}}"]  # fmt: skip
    lines += [
        f'- {{code: "{code}", parent: All, name: {{vi: v, en: e}}, weight: 1, '
        "inputs: {x: {name: {vi: x, en: x}, unit: number}}, rule: {kind: min_max, input: x}}"
        for code in codes
    ]
    framework = read_framework("\n".join(lines) + "\n", "asem.yaml")
    header = "entity_code,kind,name_vi,name_en,parent_code,valid_from,valid_to,aliases\n"
    listed = "".join(f"{code},commune,{code},{code},,,,\n" for code in wide["uCode"])
    entry = rounds()["r1"]
    units = expected_units(entry, entities_of(header + listed))
    long = wide.unpivot(codes, index="uCode", variable_name="code", value_name="value").drop_nulls()
    rows = long.select(
        round=pl.lit("r1"),
        entity_code="uCode",
        indicator_code="code",
        input=pl.lit("x"),
        value="value",
    )
    sent = file("asem.csv", rows.write_csv().encode())
    taken = take_in([sent], entry, framework, units, frozenset({"r1"}))
    read = taken.current.select("entity_code", "indicator_code", "raw_text", "value")
    assert read.height == rows.height == taken.files["values_current"].item()
    assert taken.rejected.is_empty()
    wrong = [
        (text, value)
        for text, value in read.select("raw_text", "value").iter_rows()
        if abs(Decimal(text) - value) > Decimal("5e-11")
    ]
    assert wrong == []
    assert {one["severity"] for one in told(taken)} == {"information"}
    assert len(told(taken)) <= 2
