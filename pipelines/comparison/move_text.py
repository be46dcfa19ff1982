"""A move of a rank in sentences: "lên 3 hạng: +2 do kết quả của đơn vị, +1 do đơn vị khác".

Here belongs how a split move is told to a leader. The numbers are those of `rank_moves.py`, rounded
for reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipelines.comparison.shapley import Factor
from pipelines.frameworks.framework import Name
from pipelines.speech import Language, Speech, several

FACTOR_NAMES: Final = {
    "own": Name("kết quả của đơn vị", "its own results"),
    "others": Name("kết quả của các đơn vị khác", "the results of the other units"),
    "framework": Name("bộ chỉ số mới", "the new framework"),
    "data_revision": Name(
        "số liệu đợt trước được bổ sung, sửa sau hạn nộp",
        "figures of the round before that came after its deadline",
    ),
    "merger": Name("sáp nhập, thay đổi danh sách đơn vị", "mergers and changes of who is assessed"),
    "not_separable": Name("các nguyên nhân không tách được", "causes that cannot be told apart"),
}
"""What moves a rank, to follow "do" and "from"; the order in which the parts are told."""


@dataclass(frozen=True, slots=True)
class Move:
    """The move of one unit: from where to where, and the parts in value and in places gained."""

    name: Name
    value_before: Decimal
    value_after: Decimal
    rank_before: int
    rank_after: int
    parts: Mapping[Factor, tuple[Decimal, Decimal]]
    why_not_separable: Name | None


def move_as_text(move: Move, language: Language, decimals: int | None) -> str:
    """A move in sentences, of the rank and of the value, on the decimals published."""
    speech = Speech(language)
    places = move.rank_before - move.rank_after
    name, far = speech.one(move.name), abs(places)
    way = f"{move.rank_before} → {move.rank_after}"
    if places > 0:
        up = f"{name} rose {several(far, 'place')} ({way})"
        told = speech.say(f"{name} lên {far} hạng ({way})", up)
    elif places < 0:
        down = f"{name} fell {several(far, 'place')} ({way})"
        told = speech.say(f"{name} xuống {far} hạng ({way})", down)
    else:
        told = speech.say(
            f"{name} giữ hạng {move.rank_after}", f"{name} kept rank {move.rank_after}"
        )
    of_rank = _listed(speech, {factor: rank for factor, (_, rank) in move.parts.items()}, 2)
    shown = 9 if decimals is None else decimals
    change = _signed(speech, move.value_after - move.value_before, shown)
    of_value = _listed(speech, {factor: value for factor, (value, _) in move.parts.items()}, shown)
    of_its_value = speech.say(f"Giá trị {change}", f"Value {change}")
    sentences = [
        told + (f": {of_rank}" if of_rank else ""),
        of_its_value + (f": {of_value}" if of_value else ""),
    ]
    revised = move.rank_before - move.parts.get("data_revision", (Decimal(0), Decimal(0)))[1]
    if revised != move.rank_before:
        sentences.append(
            speech.say(
                f"Đợt trước: hạng {move.rank_before} theo số liệu nhận đến hạn nộp, hạng "
                f"{revised:.0f} theo số liệu hiện có",
                f"In the round before: rank {move.rank_before} on the figures received by its "
                f"deadline, rank {revised:.0f} on those there are now",
            )
        )
    if move.why_not_separable is not None:
        sentences.append(speech.one(move.why_not_separable))
    return ". ".join(sentences) + "."


def _listed(speech: Speech, parts: Mapping[Factor, Decimal], decimals: int) -> str:
    told = {factor: _signed(speech, part, decimals) for factor, part in parts.items()}
    return ", ".join(
        speech.say(f"{told[factor]} do {name.vi}", f"{told[factor]} from {name.en}")
        for factor, name in FACTOR_NAMES.items()
        if told.get(factor, "0") != "0"
    )


def _signed(speech: Speech, number: Decimal, decimals: int) -> str:
    """With its sign; what rounds to nothing is 0."""
    text = speech.number(abs(number), decimals)
    if text == "0":
        return text
    return ("+" if number > 0 else "-") + text
