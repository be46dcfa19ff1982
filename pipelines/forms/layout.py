"""The layout of a form (biểu mẫu): what the writer of forms and their reader agree on.

Here belong the names of its sheets, its headings and its key. Making a form is in `forms/form.py`;
reading one back is in `layouts.py`.
"""

import hashlib
from typing import Final

from pipelines.frameworks.framework import Framework

FORM_VERSION: Final = "1"
"""Raised when forms handed out earlier could no longer be read."""
FORM_SHEET: Final = "Biểu mẫu"
"""The sheet that is filled in: one row for each figure of each unit."""
INSTRUCTIONS_SHEET: Final = "Hướng dẫn"
"""The first sheet: what the form is about and how to fill it in."""
KEY_SHEET: Final = "_dti"
"""A very hidden sheet: column A names a key, column B gives it."""
KEY_NAMES: Final = ("dti-form", "round", "reporter", "framework", "framework_digest")
"""Keys in rows 1 to 5 of the key sheet; the first one's value is `FORM_VERSION`."""
LAST_COLUMN: Final = "F"
"""The column of the key sheet that holds, apart by tabs, the codes of each row (unit, indicator,
figure) and what it says of the last round; forms that were handed out earlier have none."""
LAST_ROWS_A_CELL: Final = 100
"""Rows in a cell of it: a cell takes 32,767 characters."""
FORM_HEADINGS: Final = {
    "indicator_code": "Mã\nCode",
    "indicator_name": "Chỉ tiêu\nIndicator",
    "input_name": "Số liệu\nFigure",
    "unit": "Đơn vị tính\nUnit",
    "value": "Giá trị\nValue",
    "previous": "Kỳ trước\nLast round",
    "evidence": "Tài liệu kiểm chứng\nEvidence",
    "note": "Giải trình\nExplanation",
    "max_points": "Điểm tối đa\nMaximum points",
    "self_points": "Điểm tự tính\nSelf score",
    "entity_code": "Mã đơn vị\nUnit code",
    "input": "Mã số liệu\nFigure code",
}
"""Headings by what they hold; `entity_code` and `input` stand in hidden columns."""

DECISION_HEADINGS: Final = {
    "round": "Đợt",
    "entity_code": "Mã đơn vị",
    "indicator_code": "Mã chỉ tiêu",
    "input": "Số liệu",
    "value": "Giá trị quyết định",
    "document": "Số quyết định",
    "clause": "Điều khoản",
    "reason": "Lý do",
    "dated_on": "Ngày quyết định",
    "appeal": "Số đơn phúc tra",
}
"""Headings of the workbook of decisions by what they hold."""
APPEAL_HEADINGS: Final = {
    "round": "Đợt",
    "entity_code": "Mã đơn vị",
    "indicator_code": "Mã chỉ tiêu",
    "input": "Số liệu",
    "value": "Đề nghị",
    "document": "Số đơn phúc tra",
    "reason": "Lý do",
    "dated_on": "Ngày gửi đơn",
}
"""Headings of the workbook of appeals by what they hold."""


def framework_digest(framework: Framework) -> str:
    """A short digest of what a form depends on: codes, figures, units, rules and points."""
    facts = [
        (leaf.code, str(leaf.max_points), sorted(leaf.units.items()), repr(leaf.rule))
        for leaf in framework.scored_leaves
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
