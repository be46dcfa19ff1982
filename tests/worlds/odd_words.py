"""Names and codes as offices write them: odd, and valid.

Here belong the words that worlds are made of. What they stand for is drawn in `generator.py`.
"""

from random import Random
from typing import Final

_FIRST: Final = ("Hòa", "Hoà", "Đông", "Suối", "Ninh", "Cam", "Vạn", "Bắc", "Diên", "Ea", "Thừa")
_SECOND: Final = ("Bình", "Hải", "Cát", "Hưng", "Lâm", "Thắng", "Khánh", "H'Leo", "Điền", "Mỹ")
_ODD: Final = (
    'Hợp tác xã "Ánh Dương"',
    "Kinh tế & xã hội",
    "Tỷ lệ <90 % và >= 50 %",
    "Dịch vụ công; trực tuyến, toàn trình",
    "=Cộng(1;2)",
    "Số liệu năm 2025 (ước)",
    "Chỉ số rất dài " + "về hạ tầng số, nền tảng số và dữ liệu số của địa phương " * 4,
)
_CODES: Final = ("KT&XH", "A-1", "a_b", "Đ.1", "x1", "4.22", "HTS", "CQS-2", "B.b_b", "0.1", "Số")


def odd_name(random: Random) -> str:
    """A name of an indicator or a round."""
    if random.random() < 0.3:
        return random.choice(_ODD).strip()
    return f"{random.choice(_FIRST)} {random.choice(_SECOND)} {random.randint(1, 99)}"


def unit_names(random: Random, count: int) -> list[str]:
    """So many different names of units, some of them odd."""
    pairs = [f"{first} {second}" for first in _FIRST if first != "Hoà" for second in _SECOND]
    names = [f"{random.choice(('Xã', 'Phường'))} {name}" for name in random.sample(pairs, count)]
    if random.random() < 0.3:
        names[0] = f'Xã "{names[0]}" & vùng phụ cận'
    return names


def unit_codes(random: Random, count: int) -> list[str]:
    """So many different codes of units."""
    match random.randrange(4):
        case 0:
            return [f"{22000 + n:05d}" for n in random.sample(range(900), count)]
        case 1:
            return [f"so-{letter}" for letter in random.sample("abcdefghiklmnopq", count)]
        case 2:
            return [f"H{n}.{n % 7}" for n in random.sample(range(10, 99), count)]
        case _:
            return [f"{letter}&{n}" for n, letter in enumerate(random.sample("ABCDEFGHIK", count))]


def odd_code(random: Random, taken: set[str]) -> str:
    """A code of an indicator or a pillar that is not taken yet; it is taken then."""
    free = [code for code in _CODES if code not in taken]
    code = random.choice(free) if free and random.random() < 0.5 else ""
    while not code or code in taken:
        code = f"{random.randint(1, 30)}.{random.randint(1, 30)}"
    taken.add(code)
    return code
