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
from pipelines.speech import SPEECHES, Language, Speech, several

FACTOR_NAMES: Final = {
    "own": Name("kết quả của đơn vị", "its own results"),
    "others": Name("kết quả của các đơn vị khác", "the results of the other units"),
    "framework": Name("bộ chỉ số mới", "the new framework"),
    "data_revision": Name(
        "số liệu đợt này được sửa sau hạn nộp",
        "figures of this round that were changed after its deadline",
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
    speech = SPEECHES[language]
    places = move.rank_before - move.rank_after
    name, far = speech.text(move.name), abs(places)
    way = f"{move.rank_before} → {move.rank_after}"
    if places > 0:
        up = f"{name} rose {several(far, 'place')} ({way})"
        sentence = speech.say(f"{name} lên {far} hạng ({way})", up)
    elif places < 0:
        down = f"{name} fell {several(far, 'place')} ({way})"
        sentence = speech.say(f"{name} xuống {far} hạng ({way})", down)
    else:
        sentence = speech.say(
            f"{name} giữ hạng {move.rank_after}", f"{name} kept rank {move.rank_after}"
        )
    parts_of_rank = {factor: rank for factor, (_, rank) in move.parts.items()}
    parts_of_value = {factor: value for factor, (value, _) in move.parts.items()}
    rank_parts = _listed(speech, parts_of_rank, 2)
    value_parts = _listed(speech, parts_of_value, decimals)
    change = speech.shortest_change(move.value_after - move.value_before, decimals)
    change_of_value = speech.say(f"Giá trị {change}", f"Value {change}")
    sentences = [
        sentence + (f": {rank_parts}" if rank_parts else ""),
        change_of_value + (f": {value_parts}" if value_parts else ""),
    ]
    if move.why_not_separable is not None:
        sentences.append(speech.text(move.why_not_separable))
    return ". ".join(sentences) + "."


def _listed(speech: Speech, parts: Mapping[Factor, Decimal], decimals: int | None) -> str:
    """The parts that round to something, each with its cause."""
    changes = {factor: speech.shortest_change(part, decimals) for factor, part in parts.items()}
    return ", ".join(
        speech.say(f"{changes[factor]} do {name.vi}", f"{changes[factor]} from {name.en}")
        for factor, name in FACTOR_NAMES.items()
        if changes.get(factor, "0") != "0"
    )
