"""Why a rule read from a wording is not sure, in Vietnamese and in English.

Here belongs the list of reasons; places in them are filled by `doubt`. When each arises is decided
in `rule_wordings.py` and `outcome_rules.py`.
"""

from decimal import Decimal
from typing import Final

from pipelines.frameworks.framework import Name
from pipelines.notation import EN, VI, Notation

NO_WORDING: Final = Name("bảng không nêu cách tính điểm", "the table gives no rule")
NOT_RECOGNISED: Final = Name("chưa nhận ra cách tính điểm", "the wording is not recognised")
NOT_READ: Final = Name("chưa đọc được: “{}”", "not read: “{}”")
NUMBER_TWO_WAYS: Final = Name("số “{}” có thể hiểu theo hai cách", "“{}” can be read in two ways")
OTHER_MAXIMUM: Final = Name(
    "mức cao nhất trong lời văn ({}) khác điểm tối đa",
    "the highest amount in the wording ({}) is not the maximum",
)
ABOVE_MAXIMUM: Final = Name(
    "có mức điểm lớn hơn điểm tối đa", "an amount is greater than the maximum"
)
NO_MAXIMUM: Final = Name(
    "lời văn nêu số điểm mà điểm tối đa chưa biết",
    "the wording gives points, and the maximum is not known",
)
ROUNDED: Final = Name(
    "tỷ phần {} không viết được chính xác dạng thập phân", "the share {} is rounded"
)
NO_OTHERWISE: Final = Name(
    "lời văn không nói trường hợp còn lại", "the wording does not say what happens otherwise"
)
RATIO_NOT_SAID: Final = Name(
    "lời văn không nói tỷ lệ nào, tính từ số nào", "the wording does not say of what the ratio is"
)
SCORE_NOT_SAID: Final = Name(
    "lời văn nêu tỷ lệ mà không nêu cách đổi ra điểm",
    "the wording gives a ratio and not how it earns points",
)
TARGET_TWO_WAYS: Final = Name(
    "dưới {} %: đọc là tỷ lệ/{} %; cũng có thể là tỷ lệ nhân điểm tối đa",
    "below {} %: read as ratio/{} %; it may also be the ratio itself",
)
JUMP: Final = Name(
    "điểm nhảy bậc tại một ngưỡng rồi tính theo tỷ lệ: bộ quy tắc chưa diễn đạt được",
    "a jump at a threshold combined with a ratio: no rule kind says this",
)
SEVERAL_RATIOS: Final = Name(
    "lời văn có nhiều tỷ lệ hoặc công thức", "the wording has several ratios or formulas"
)
NOT_NAMED: Final = Name(
    "lời văn không nói {} là số liệu gì", "the wording does not say which figure {} is"
)
UNIT_NOT_SAID: Final = Name(
    "tên “{}” không cho biết đơn vị tính (đếm, tiền hay số đo)",
    "the name “{}” does not tell a unit (a count, money or a measured quantity)",
)
AT_MOST: Final = Name("“đến {} %” đọc là dưới {} %", "“up to {} %” is read as below {} %")
FULL_OR_TOTAL: Final = Name(
    "chưa rõ trừ vào điểm của chỉ số này hay vào tổng điểm",
    "it is not said whether points are taken from this indicator or from the total",
)
MIXED: Final = Name(
    "lời văn trộn mức theo số lượng với điều kiện khác",
    "the wording mixes steps of a number with other conditions",
)
STRICT: Final = Name("“trên {} %” đọc là từ {} % trở lên", "“above {} %” is read as at least {} %")
GAP: Final = Name(
    "các khoảng không liền nhau hoặc chồng nhau quanh {}",
    "the ranges leave a gap or overlap around {}",
)
NOT_MONOTONE: Final = Name(
    "điểm không tăng hoặc giảm đều theo mức", "points neither rise nor fall with the steps"
)
SUBJECT: Final = Name(
    "con số trong “{}” có thể không phải là số lượng",
    "the number in “{}” may not be a quantity",
)
NUMBER_IN_LEVEL: Final = Name(
    "điều kiện “{}” có con số mà đọc như một mức có tên",
    "the condition “{}” holds a number and is read as a named level",
)
IN_WORDS: Final = Name(
    "cách so với đơn vị cao nhất được nêu bằng lời, không bằng công thức",
    "the comparison with the best unit is in words, not as a formula",
)
BOUNDS: Final = Name(
    "hướng và cận của phép min-max không được nêu", "direction and bounds are not said"
)
PER_CASE: Final = Name(
    "điểm theo từng trường hợp: đơn vị nhập thẳng số điểm cộng hoặc trừ",
    "points for each case: the points themselves are entered",
)
ADJUSTMENT_BY_NAME: Final = Name(
    "hiểu là điểm cộng hoặc điểm trừ theo tên hoặc nhóm của chỉ số",
    "taken for a bonus or penalty by the name of the indicator or its group",
)
BOTH_WAYS: Final = Name("vừa là điểm thưởng vừa là điểm trừ", "both a bonus and a penalty")
PUBLISHED: Final = Name(
    "lấy giá trị cơ quan khác công bố: cần biết thang giá trị",
    "a value published elsewhere: its scale has to be known",
)
NO_CAP: Final = Name(
    "lời văn không nêu số tối đa; suy ra từ điểm tối đa",
    "no cap is said; it follows from the maximum points",
)


def doubt(reason: Name, *about: object) -> Name:
    """A reason with its places filled; numbers and names in the language of each wording."""
    return Name(
        reason.vi.format(*(_in_words(filling, VI) for filling in about)),
        reason.en.format(*(_in_words(filling, EN) for filling in about)),
    )


def _in_words(filling: object, notation: Notation) -> str:
    match filling:
        case Decimal():
            return notation.exact(filling)
        case Name():
            return filling.vi if notation is VI else filling.en
        case _:
            return str(filling)
