"""Tables of why ranks moved: the change of each unit since the round before, and its parts.

Here belongs what each of them holds. The words in which they are described are in `columns.py`.
"""

from typing import Final

from warehouse.columns import AMOUNT, ENTITY, IS_DEMONSTRATION, ROUND, WHOLE, Column, Table, text

_PREVIOUS = text("previous", "Đợt trước", "The round before")

MOVES: Final[tuple[Table, ...]] = (
    Table("planning", "rank_move", "Vì sao thứ hạng thay đổi: từng phần, cộng đúng bằng toàn bộ thay đổi (giá trị Shapley)", "Why a rank moved: the parts, which sum exactly to the whole (Shapley values)", ("round", "entity_code", "factor"), (
        ROUND, ENTITY,
        text("factor", "Nguyên nhân: kết quả của đơn vị, của đơn vị khác, bộ chỉ số mới, số liệu đợt này được sửa sau hạn nộp, sáp nhập, không tách được", "Cause: own results, those of others, the new framework, figures of this round that were changed after its deadline, mergers, not separable", allowed=("own", "others", "framework", "data_revision", "merger", "not_separable")),
        _PREVIOUS,
        Column("value_part", AMOUNT, "Phần thay đổi giá trị, chưa làm tròn", "Part of the change in value, unrounded", unit="0..1 x scale"),
        Column("rank_part", AMOUNT, "Phần số bậc tăng (+) hoặc giảm (-), chưa làm tròn", "Part of the places gained (+) or lost (-), unrounded", unit="ranks"),
        IS_DEMONSTRATION,
    )),
    Table("planning", "rank_move_total", "Thay đổi của từng đơn vị so với đợt trước, cả hai như đã biết hiện nay: đúng thay đổi của bảng xếp hạng", "The change of each unit since the round before, both as they are known now: the change that the ranking shows", ("round", "entity_code"), (
        ROUND, ENTITY, _PREVIOUS,
        text("previous_entity_code", "Mã đơn vị được so sánh ở đợt trước", "Code of the unit it is compared with in the round before"),
        Column("value_before", AMOUNT, "Giá trị đợt trước", "Value before", unit="0..1 x scale"),
        Column("value_after", AMOUNT, "Giá trị đợt này", "Value now", unit="0..1 x scale"),
        Column("value_change", AMOUNT, "Thay đổi giá trị", "value_after - value_before", unit="0..1 x scale"),
        Column("rank_before", WHOLE, "Hạng đợt trước", "Rank before", unit="rank"),
        Column("rank_after", WHOLE, "Hạng đợt này", "Rank now", unit="rank"),
        Column("rank_change", WHOLE, "Số bậc tăng (+) hoặc giảm (-)", "rank_before - rank_after: places gained (+) or lost (-)", unit="ranks"),
        text("why_not_separable_vi", "Vì sao có phần không tách được", "Why a part cannot be told apart, in Vietnamese", nullable=True),
        text("why_not_separable_en", "Vì sao có phần không tách được (tiếng Anh)", "Why a part cannot be told apart", nullable=True),
        text("text_vi", "Bằng lời", "In words, in Vietnamese"),
        text("text_en", "Bằng lời (tiếng Anh)", "In words"),
        IS_DEMONSTRATION,
    )),
)  # fmt: skip
