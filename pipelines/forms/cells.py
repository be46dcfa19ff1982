"""The input cells of a form: what each unit of measure is called, looks like and accepts.

Here belong words, number formats and data validation of single figures and of ratios. Ranges are
those of `measures.py`, against which a form that comes back is judged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pipelines.frameworks.framework import Indicator
from pipelines.names import Name
from pipelines.notation import EN, VI
from pipelines.rules.boolean import NO, YES
from pipelines.rules.spreadsheet import Choices

_TEXT_FORMAT: Final = "@"
_FAR: Final = 10**15
"""Any number a figure can have; a spreadsheet keeps fifteen digits."""

_LONGEST_MESSAGE: Final = 255
"""Characters that a spreadsheet takes."""
_ENTER: Final = Name("Cần điền", "Enter")
_NOT_ACCEPTED: Final = Name("Không hợp lệ", "Not accepted")


@dataclass(frozen=True, slots=True)
class _Measure:
    """A unit of measure: its name, how numbers look, what is accepted and what is said of it."""

    name: Name
    number_format: str
    accepts: Mapping[str, Any]
    needs: Name


_MEASURES: Final = {
    "count": _Measure(
        Name("số lượng", "count"),
        "#,##0",
        {"validate": "integer", "criteria": ">=", "value": 0},
        Name(
            "số nguyên từ 0 trở lên, không gõ dấu ngăn cách hàng nghìn",
            "a whole number, 0 or more, without thousands separators",
        ),
    ),
    "share": _Measure(
        Name("tỷ lệ từ 0 đến 1", "share, 0 to 1"),
        "0.0###",
        {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
        Name("tỷ lệ từ 0 đến 1: gõ 0,85 hoặc 85%", "a share from 0 to 1: type 0.85 or 85%"),
    ),
    "percent": _Measure(
        Name("phần trăm, từ 0 đến 100", "percent, 0 to 100"),
        "0.0###",
        {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100},
        Name(
            "số từ 0 đến 100: 85 % thì gõ 85, không gõ dấu %",
            "a number from 0 to 100: for 85 % type 85, without the sign",
        ),
    ),
    "amount": _Measure(
        Name("số tiền", "amount"),
        "#,##0.0###",
        {"validate": "decimal", "criteria": ">=", "value": 0},
        Name("số tiền từ 0 trở lên", "an amount, 0 or more"),
    ),
    "boolean": _Measure(
        Name("Có hoặc Không", "yes or no"),
        _TEXT_FORMAT,
        {"validate": "list", "source": [YES, NO]},
        Name(f"{YES} hoặc {NO}, chọn trong danh sách", f"{YES} (yes) or {NO} (no), from the list"),
    ),
}


def measure_name(leaf: Indicator, figure: str) -> Name:
    """What a figure of an indicator is measured in, in words."""
    return _measure(leaf, figure).name


def number_format(leaf: Indicator, figure: str) -> str:
    """How the cell of a figure shows it; choices are text."""
    return _measure(leaf, figure).number_format


def validation(
    leaf: Indicator,
    figure: str,
    cells: Mapping[str, str],
    choices: Mapping[str, Choices],
    is_vietnamese_only: bool = False,
) -> dict[str, Any]:
    """The data validation of a figure's cell, as xlsxwriter takes it.

    `cells` holds the cell of each figure of the indicator. A list of levels is where `choices`
    says; halves of a ratio are held against each other.
    """
    measure = _measure(leaf, figure)
    accepts = dict(measure.accepts)
    if figure in choices:
        accepts = {"validate": "list", "source": f"={choices[figure].names}"}
    pairs = dict(_pair_conditions(leaf, figure, cells))
    if pairs:
        cell = cells[figure]
        both = ",".join([*_range_conditions(accepts, cell), *pairs])
        accepts = {
            "validate": "custom",
            "value": f'=IF(ISNUMBER({cell}),AND({both}),{cell}="")',
            # Else Excel would accept anything in one half while the other is blank.
            "ignore_blank": False,
        }
    needs = Name(
        "; ".join([measure.needs.vi, *(name.vi for name in pairs.values())]),
        "; ".join([measure.needs.en, *(name.en for name in pairs.values())]),
    )
    sentence = Name(*(f"{text[:1].upper()}{text[1:]}." for text in (needs.vi, needs.en)))
    message = _said(sentence, "\n", is_vietnamese_only)[:_LONGEST_MESSAGE]
    return {
        **accepts,
        "input_title": _said(_ENTER, " / ", is_vietnamese_only),
        "input_message": message,
        "error_title": _said(_NOT_ACCEPTED, " / ", is_vietnamese_only),
        "error_message": message,
    }


def _measure(leaf: Indicator, figure: str) -> _Measure:
    unit = leaf.units[figure]
    match unit:
        case "points":
            return _points(leaf.max_points)
        case "level":
            return _Measure(
                Name("một mức trong danh sách", "a level from the list"),
                _TEXT_FORMAT,
                {},
                Name("một mức, chọn trong danh sách", "a level, from the list"),
            )
        case _ if unit in _MEASURES:
            return _MEASURES[unit]
        case _:
            named = Name("số", "number") if unit == "number" else Name(unit, unit)
            if leaf.max_points is not None and figure in leaf.counted_from_zero:
                return _Measure(
                    named,
                    "#,##0.0###",
                    {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": _FAR},
                    Name("một số từ 0 trở lên, ví dụ 4,5", "a number, 0 or more, such as 4.5"),
                )
            return _Measure(
                named,
                "#,##0.0###",
                {"validate": "decimal", "criteria": "between", "minimum": -_FAR, "maximum": _FAR},
                Name("một số, ví dụ 4,5", "a number, such as 4.5"),
            )


def _points(maximum: Decimal | None) -> _Measure:
    if maximum is None:
        accepts: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": 0}
        return _Measure(
            Name("điểm", "points"),
            "0.0###",
            accepts,
            Name("số điểm từ 0 trở lên", "points, 0 or more"),
        )
    vi, en = VI.exact(maximum), EN.exact(maximum)
    return _Measure(
        Name(f"điểm, từ 0 đến {vi}", f"points, 0 to {en}"),
        "0.0###",
        {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": float(maximum)},
        Name(f"số điểm từ 0 đến {vi}", f"points from 0 to {en}"),
    )


def _range_conditions(accepts: Mapping[str, Any], cell: str) -> Iterator[str]:
    """The range of a unit as conditions, for a cell whose validation must say more than that."""
    if accepts["validate"] == "integer":
        yield f"{cell}=INT({cell})"
    if "value" in accepts:
        yield f"{cell}>={accepts['value']}"
    if "maximum" in accepts:
        yield f"{cell}>={accepts['minimum']}"
        yield f"{cell}<={accepts['maximum']}"


def _pair_conditions(
    leaf: Indicator, figure: str, cells: Mapping[str, str]
) -> Iterator[tuple[str, Name]]:
    """What a figure owes to the other half of each ratio it is in."""
    for division in leaf.divisions:
        top, below = division.numerator, division.denominator
        a, b = cells[top], cells[below]
        if figure == below and division.when_zero is None:
            yield f"{b}>0", Name("lớn hơn 0", "above 0")
        if not leaf.is_part_of_whole(division):
            continue
        if figure == top:
            yield (
                f'OR({b}="",{a}<={b})',
                Name(f"không lớn hơn ô {b}", f"not above cell {b}"),
            )
        if figure == below:
            yield f"{b}>=N({a})", Name(f"không nhỏ hơn ô {a}", f"not below cell {a}")


def _said(words: Name, between: str, is_vietnamese_only: bool) -> str:
    """What is shown beside a cell, in both languages unless one is chosen."""
    return words.vi if is_vietnamese_only else f"{words.vi}{between}{words.en}"
