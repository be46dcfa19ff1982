"""Official wordings cut into clauses, and what a single clause says.

Here belongs reading pieces of "Cách xác định và tính điểm": clauses, amounts of points, conditions
with numbers in them. Which rule they make together is decided in `rule_wordings.py`.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

NUMBER: Final = r"\d+(?:[.,]\d+)*"
FULL: Final = (
    r"(?:(?:100 ?% ?(?:so )?)?(?:so )?diem toi da|toi da (?:so )?diem|du diem|tron diem|diem chuan)"
)
_MAXIMUM: Final = r"(?:so )?diem(?: toi da| chuan)?"
_FRACTION: Final = rf"(?:\d+ ?/ ?\d+|½|mot nua|{NUMBER} ?%)"
_DECIMAL: Final = r"0[.,]\d+"
_PART_OF_ALL: Final = (
    rf"(?:{_FRACTION} ?(?:\*|x|cua)? ?{_MAXIMUM}"
    rf"|{_DECIMAL} ?(?:(?:\*|x|cua) ?{_MAXIMUM}|(?:so )?diem (?:toi da|chuan))"  # not 0,5 điểm
    rf"|{FULL} ?(?:\*|x) ?(?:{_FRACTION}|{_DECIMAL})|diem toi da ?/ ?\d+)"
)
_NOTHING: Final = r"(?:0(?:[.,]0+)? ?(?:diem|d)?|khong (?:duoc |co |cham |tinh |cho )*diem)"
_POINTS: Final = rf"(?:{NUMBER} ?(?:diem|d))"
_STATED: Final = rf"(?:{_PART_OF_ALL}|{FULL}|{_NOTHING}|{_POINTS})"
"""An amount that says what it is."""
_AMOUNT: Final = rf"(?:{_STATED}|{NUMBER})"
_VERBS: Final = r"(?:(?:thi|duoc|dat|tinh|cham|cho|huong|la) )*"
_SIGN: Final = r" ?(?::|=>|=|->|→|⇒|➔) ?"
_CONDITION_FIRST: Final = (
    re.compile(rf"(?P<condition>.+?){_SIGN}{_VERBS}(?P<amount>{_AMOUNT})"),
    re.compile(rf"(?P<condition>.+?) ?[,(\-]? ?\b{_VERBS}(?P<amount>{_STATED})\)?"),
)
_AMOUNT_FIRST: Final = re.compile(
    rf"{_VERBS}(?P<amount>{_STATED})(?: ?[:\-] ?| )(?:(?:neu|khi|doi voi|cho) )?(?P<condition>.+)"
)
_NO_CONDITION: Final = re.compile(r"[^a-z0-9]*|.*(?:[*/=+]|\bx)")
"""Nothing, or the beginning of a formula."""
_SAME_LETTER: Final = str.maketrans("đð×∗✕·–—−‒：\u00a0\t", "dd****----:  ")
_BULLET: Final = re.compile(r"^(?:[-+•●▪*]|\(?[a-z0-9]{1,2}\)) +|^[-+•●▪](?=\S)", re.IGNORECASE)
_HEADING: Final = re.compile(
    r"(?:cach (?:xac dinh(?: va tinh diem)?|tinh(?: diem)?|cham(?: diem)?)"
    r"|cong thuc(?: tinh(?: diem)?)?|trong do|voi|tinh diem) ?[:,] ?"
)
_BETWEEN_CLAUSES: Final = re.compile(
    r"[;\n]+"
    r"|,? +trong do ?[:,]? +"
    r"|(?<!tp)\. +(?=[^\d\s])"  # the end of a sentence, not of an abbreviated city
    r"|(?:(?<=diem)|(?<=toi da)|(?<=\d)|(?<=%)) ?, +(?=\S)"
    r"|[,.] +(?=(?:va )?[a-d][12]? ?(?:[:=]|la ))"
    r"|(?<=\S) +va +(?=[a-d][12]? ?(?:[:=]|la ))"
    r"| \((?=(?:neu |khi )?(?:t[yi] le )?(?:duoi|tren|tu|<|>|≥|≤) ?\d)"  # a condition in brackets
)
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
TWO_READINGS: Final = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
"""A number that is a thousand in one convention and a decimal in another."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a wording: `text` as printed, `key` its letters small and bare, equally long."""

    text: str
    key: str

    def piece(self, start: int, end: int) -> "Clause":
        """A part of it by place, blank ends cut."""
        while start < end and self.key[start] in " ,:-":
            start += 1
        while end > start and self.key[end - 1] in " ,:-":
            end -= 1
        return Clause(self.text[start:end], self.key[start:end])


class Amount(NamedTuple):
    """What is earned: a share of the maximum, or points."""

    share: Fraction | None
    points: Decimal | None

    def of(self, max_points: Decimal | None) -> Fraction | None:
        """The share of the maximum; None where the maximum is needed and not known."""
        if self.share is not None:
            return self.share
        if self.points == 0:
            return Fraction(0)
        if self.points is None or not max_points:
            return None
        return Fraction(self.points) / Fraction(max_points)


class Outcome(NamedTuple):
    """A condition and what it earns."""

    condition: Clause
    amount: Amount


class Band(NamedTuple):
    """The numbers a condition admits: from `low` to `high`, each with whether it is itself in."""

    low: Decimal | None
    low_is_in: bool
    high: Decimal | None
    high_is_in: bool
    is_percent: bool
    about: str
    """What is counted, where the condition begins with it."""


def tidy(text: str) -> str:
    """NFC with one kind of blank; line breaks stay, characters that print nothing go."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = re.split(r"[\n\x0b\x0c\x85\u2028\u2029]", composed)
    printed = (
        "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn"))
        for line in (re.sub(r"\s", " ", one) for one in lines)
    )
    return "\n".join(re.sub(r" +", " ", line).strip() for line in printed).strip()


def bare(text: str) -> str:
    """Small letters without marks, one for each character, so that places stay the same."""
    return "".join(_bare_letter(letter) for letter in text.translate(_SAME_LETTER))


def _bare_letter(letter: str) -> str:
    small = unicodedata.normalize("NFD", letter.lower())[0]
    return "d" if small == "đ" else small


def clauses(wording: str) -> list[Clause]:
    """The clauses of a wording, without bullets, headings and full stops."""
    text = tidy(wording)
    key = bare(text)
    found: list[Clause] = []
    start = 0
    for gap in (*_BETWEEN_CLAUSES.finditer(key), None):
        end = gap.start() if gap else len(key)
        clause = _without_heading(Clause(text[start:end], key[start:end]))
        if clause.key:
            found.append(clause)
        start = gap.end() if gap else end
    return found


def _without_heading(clause: Clause) -> Clause:
    start, end = 0, len(clause.key.rstrip(" .,:"))
    start = len(clause.key) - len(clause.key.lstrip())
    while match := (
        _BULLET.match(clause.key[start:end] + " ") or _HEADING.match(clause.key[start:end] + ": ")
    ):
        start = min(start + match.end(), end)
        if start == end:
            break
    if clause.key[start:end].endswith(")") and "(" not in clause.key[start:end]:
        end -= 1
    return Clause(clause.text[start:end].strip(), clause.key[start:end].strip())


def number(written: str) -> Decimal | None:
    """A printed number: 7,5 and 7.5 are seven and a half, 1.000 is a thousand."""
    if _GROUPED.fullmatch(written):
        return Decimal(written.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", written):
        return Decimal(written.replace(",", "."))
    return None


def amount(key: str) -> Amount | None:
    """What a piece says is earned; None where it is no amount."""
    key = key.strip()
    if re.fullmatch(_NOTHING, key):
        return Amount(Fraction(0), None)
    if re.fullmatch(FULL, key):
        return Amount(Fraction(1), None)
    if re.fullmatch(_PART_OF_ALL, key):
        share = _share(key)
        return None if share is None else Amount(share, None)
    if re.fullmatch(rf"{_POINTS}|{NUMBER}", key):
        points = number(re.sub(r" ?(?:diem|d)$", "", key))
        return None if points is None else Amount(None, points)
    return None


def _share(key: str) -> Fraction | None:
    if re.search("½|mot nua", key):
        return Fraction(1, 2)
    if over := re.search(r"(\d+) ?/ ?(\d+)", key):
        return Fraction(int(over[1]), int(over[2])) if int(over[2]) else None
    if under := re.search(r"/ ?(\d+)", key):
        return Fraction(1, int(under[1])) if int(under[1]) else None
    written = re.search(NUMBER, key)
    value = number(written[0]) if written else None
    if value is None:
        return None
    return Fraction(value) / 100 if "%" in key else Fraction(value)


def outcome(clause: Clause) -> Outcome | None:
    """A clause that says what a condition earns, either of them first."""
    if amount(clause.key) is not None:
        return None
    for pattern in (*_CONDITION_FIRST, _AMOUNT_FIRST):
        match = pattern.fullmatch(clause.key)
        if match is None:
            continue
        earned = amount(match["amount"])
        condition = clause.piece(*match.span("condition"))
        if earned is not None and not _NO_CONDITION.fullmatch(condition.key):
            return Outcome(_without_if(condition), earned)
    return None


def _without_if(condition: Clause) -> Clause:
    match = re.match(r"(?:neu|khi|truong hop|doi voi|voi) (?!con lai|khac)", condition.key)
    return condition.piece(match.end() if match else 0, len(condition.key))


_SUBJECT: Final = r"(?P<about>[^\d<>≥≤=]*?)"
_WORDS: Final = r"(?: ?[^\d<>≥≤%=]*)"
_LOW, _HIGH = rf"(?P<low>{NUMBER}) ?(?P<percent>%?)", rf"(?P<high>{NUMBER}) ?(?P<percent2>%?)"
_BANDS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_SUBJECT} ?(?:>=|≥|tu)? ?(?P<over>tren|>)? ?{_LOW}{_WORDS}? ?(?:-|den|toi|va)"
        rf" ?(?P<under>can|duoi|<(?!=))? ?(?:<=|≤)? ?{_HIGH}{_WORDS}",
        rf"{_LOW} ?(?=[<≤])(?P<over><(?!=))?(?:<=|≤)?{_SUBJECT}(?P<under><(?!=))?(?:<=|≤)?"
        rf" ?{_HIGH}",
        rf"{_SUBJECT} ?(?:>=|≥|=>|\btu|it nhat|toi thieu|khong duoi|khong thap hon) ?{_LOW}"
        rf"{_WORDS}",
        rf"{_SUBJECT} ?{_LOW}{_WORDS}? ?tro len",
        rf"{_SUBJECT} ?(?P<over>tren|>|lon hon|cao hon|nhieu hon|vuot) ?{_LOW}{_WORDS}",
        rf"{_SUBJECT} ?(?P<under>\bduoi|<(?!=)|nho hon|thap hon|it hon|chua dat|khong dat) ?"
        rf"{_HIGH}{_WORDS}",
        rf"{_SUBJECT} ?(?:<=|≤|khong qua|khong vuot qua) ?{_HIGH}{_WORDS}",
    )
)
_EXACT: Final = re.compile(
    rf"(?:(?:co|dat|to chuc|hop|duoc|thuc hien|ban hanh|du|dung) )*(?P<number>{NUMBER}){_WORDS}"
    rf"|{_SUBJECT} ?(?:=|dat|bang)? ?(?P<share>{NUMBER}) ?%{_WORDS}"
)

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def band(key: str) -> Band | None:
    """The numbers that a condition admits; None where it is about something else."""
    if _YEAR.search(key):
        return None
    for pattern in _BANDS:
        match = pattern.fullmatch(key)
        if match is None:
            continue
        found = match.groupdict()
        low = number(found["low"]) if found.get("low") else None
        high = number(found["high"]) if found.get("high") else None
        if low is None and high is None:
            return None
        return Band(
            low,
            not found.get("over"),
            high,
            not found.get("under"),
            bool(found.get("percent") or found.get("percent2")),
            found["about"].strip(),
        )
    match = _EXACT.fullmatch(key)
    value = number(match["number"] or match["share"]) if match else None
    if match is None or value is None:
        return None
    return Band(
        value, True, value, True, match["share"] is not None, (match["about"] or "").strip()
    )


_ELSE: Final = re.compile(
    r"(?:(?:cac )?(?:truong hop |muc )?(?:con lai|khac|nguoc lai)|ngoai .* tren|khong|chua)\b.*"
)


def is_otherwise(condition: Clause) -> bool:
    """Whether a condition is what remains when the others do not hold."""
    return _ELSE.fullmatch(condition.key) is not None
