"""The review of a framework: what was understood of each row, how sure that is, and why not.

Here belong the rows of a review and the layout of its workbook. Drawing it is in
`review_workbook.py`; what a person wrote into it is read in `review_reading.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pipelines.frameworks.framework import Framework, Indicator
from pipelines.frameworks.rule_words import rule_in_words

ROWS_SHEET: Final = "Rà soát"
FIGURES_SHEET: Final = "Số liệu"
GUIDE_SHEET: Final = "Hướng dẫn"
ROW_COLUMNS: Final = (
    "Mã",
    "Chỉ số",
    "Điểm tối đa",
    "Cách tính theo văn bản",
    "Hệ thống hiểu là",
    "Mức chắc chắn",
    "Vì sao chưa chắc",
    "Kết luận",
    "Cách tính viết lại",
    "Tên tiếng Anh",
)
FIGURE_COLUMNS: Final = (
    "Mã",
    "Ký hiệu",
    "Chỉ số",
    "Tên số liệu",
    "Tên tiếng Anh",
    "Đơn vị tính",
)
RIGHT: Final = "Đúng"
SURE, UNSURE, UNKNOWN = "Chắc chắn", "Chưa chắc", "Chưa hiểu"
UNIT_WORDS: Final = {
    "count": "số đếm",
    "amount": "số tiền",
    "percent": "phần trăm (0–100)",
    "share": "tỷ phần (0–1)",
    "points": "điểm",
    "number": "số đo bất kỳ",
    "boolean": "có/không",
    "level": "mức",
}


_BY_COUNCIL: Final = " Hội đồng cho điểm; biểu mẫu của đơn vị không hỏi."


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An indicator to be looked at. `sureness` and what was understood are blank for a group."""

    code: str
    name: str
    name_en: str
    max_points: Decimal | None
    wording: str
    understood: str
    sureness: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewFigure:
    """A figure that units report, to be looked at."""

    code: str
    symbol: str
    indicator: str
    name: str
    name_en: str
    unit: str


def review_rows(framework: Framework, value: Mapping[str, Any]) -> Iterator[ReviewRow]:
    """The rows of a review, in the order of the framework; `value` is its file as read."""
    for indicator, entry in zip(framework.indicators, value["indicators"], strict=True):
        words = rule_in_words(indicator)
        yield ReviewRow(
            indicator.code,
            indicator.name.vi,
            indicator.name.en,
            indicator.max_points,
            entry.get("rule_text") or "",
            "" if words is None else words.vi + _BY_COUNCIL * (indicator.given_by == "council"),
            _sureness(framework, indicator),
            tuple(doubt.vi for doubt in indicator.doubts),
        )


def _sureness(framework: Framework, indicator: Indicator) -> str:
    if indicator.doubts and indicator.rule is not None:
        return UNSURE
    if indicator.rule is not None:
        return SURE
    if indicator.code in framework.children:
        return UNSURE if indicator.doubts else ""
    return SURE if indicator.max_points == 0 else UNKNOWN


def review_figures(framework: Framework) -> Iterator[ReviewFigure]:
    """The figures of a review, in the order of the framework."""
    for indicator in framework.indicators:
        for figure in indicator.inputs.values():
            yield ReviewFigure(
                indicator.code,
                figure.code,
                indicator.name.vi,
                figure.name.vi,
                figure.name.en,
                UNIT_WORDS.get(figure.unit, figure.unit),
            )
