"""What has one place keeps it: numbers are written, and the warehouse is opened, nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sources import modules

PROJECT = Path(__file__).parents[1]
WRITES_NUMBERS = {
    "pipelines/notation.py",
    "pipelines/fixed_point.py",  # the rounding itself
    "pipelines/annexes/rule_draft.py",  # shares as a seed states them, to ten decimals
    "pipelines/rules/spreadsheet.py",  # numbers within Excel formulas
    "pipelines/intake/workbooks.py",  # what a cell held, as text that is read again
    "assets/publishing/verify_receipt.py",  # stands alone, without this project
}
OPENS_WAREHOUSES = {
    f"warehouse/{name}.py" for name in ("reader", "writer", "publisher", "scratch", "public_tables")
}
NUMBER_FORMAT = re.compile(r",|\.\d|[feg%]$")
DAY_FORMAT = re.compile(r"%-?d[/. ]%[mB]")


def parsed() -> Iterator[tuple[str, ast.Module]]:
    for path in modules():
        yield path.relative_to(PROJECT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def constants(nodes: list[ast.expr]) -> list[object]:
    return [node.value for node in nodes if isinstance(node, ast.Constant)]


def writes_a_number(node: ast.AST) -> bool:
    """Whether a piece of code formats a number or a day, sets a decimal comma, or rounds to print."""
    match node:
        case ast.FormattedValue(format_spec=ast.JoinedStr(values=[ast.Constant(value=str(form))])):
            return bool(
                DAY_FORMAT.search(form) or ("%" not in form[:-1] and NUMBER_FORMAT.search(form))
            )
        case ast.Call(func=ast.Attribute(attr="replace"), args=given):
            return constants(given)[:2] == [".", ","]
        case ast.Call(func=ast.Name(id="format"), args=[_, _]):
            return True
        case ast.Call(func=ast.Attribute(attr="strftime"), args=[ast.Constant(value=str(form))]):
            return bool(DAY_FORMAT.search(form))
        case _:
            return isinstance(node, ast.Attribute) and node.attr == "quantize"


def test_numbers_and_days_are_written_in_one_module() -> None:
    found = {
        f"{place}:{getattr(node, 'lineno', 0)}"
        for place, module in parsed()
        for node in ast.walk(module)
        if place not in WRITES_NUMBERS and writes_a_number(node)
    }
    assert found == set()


def test_every_way_of_writing_a_number_is_noticed() -> None:
    for code in (
        'f"{x:.2f}"',
        'f"{x:,}"',
        'f"{x:f}"',
        'f"{x:.1%}"',
        'f"{day:%d/%m/%Y}"',
        'text.replace(".", ",")',
        'column.str.replace(".", ",", literal=True)',
        'format(x, "f")',
        "x.quantize(y)",
        'days.dt.strftime("%d/%m/%Y")',
    ):
        assert any(writes_a_number(node) for node in ast.walk(ast.parse(code))), code
    for code in ('f"{n}"', 'f"{n:03d}"', 'f"{name:<10}"', 'f"{day:%Y-%m-%d}"'):
        assert not any(writes_a_number(node) for node in ast.walk(ast.parse(code))), code


def test_the_warehouse_is_opened_in_its_own_room() -> None:
    found = {
        place
        for place, module in parsed()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and node.attr == "connect"
        and isinstance(node.value, ast.Name)
        and node.value.id == "duckdb"
    }
    assert found <= OPENS_WAREHOUSES
