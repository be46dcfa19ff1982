"""Vietnamese text and figures: spellings of a name meet, a number has the readings it can have."""

import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_builders import figures, take_lines, told

from pipelines.vietnamese import (
    clean,
    cleaned,
    date_read,
    name_key,
    number_readings,
    number_with_words,
    plain,
    plain_key,
    state_named,
    without_exponents,
    yes_or_no,
)


def each(function: Callable[[pl.Expr], pl.Expr], *texts: str | None) -> list[Any]:
    column = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)})
    return column.select(function(pl.col("text"))).to_series().to_list()


@pytest.mark.parametrize(
    "spellings",
    [
        ("Khánh Hòa", "Khánh Hoà", "KHÁNH HÒA", "tỉnh Khánh Hòa", " Khánh  Hoà "),
        ("Đà Nẵng", "TP. Đà Nẵng", "TP.Đà Nẵng", "Thành phố Đà Nẵng", "tp đà nẵng", "Ðà Nẵng"),
        ("Thừa Thiên - Huế", "Thừa Thiên Huế", "Thừa Thiên – Huế", "Tỉnh Thừa Thiên-Huế"),
        ("Thuý Sơn", "Thúy Sơn", "xã Thuý Sơn"),
        ("Hộ Độ", unicodedata.normalize("NFD", "Hộ Độ"), unicodedata.normalize("NFKD", "HỘ ĐỘ")),
    ],
)
def test_spellings_of_one_name_meet(spellings: tuple[str, ...]) -> None:
    assert len(set(each(name_key, *spellings))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hòa", "Hóa"), ("Huế", "Hue"), ("Đông", "Dông"), ("Hà Nam", "Hà Nội"), ("Huế", "Thừa Thiên")],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    first, second = each(name_key, one, other)
    assert first != second


def test_clean_text_is_composed_and_has_no_stray_space() -> None:
    decomposed = unicodedata.normalize("NFD", "Đại Lãnh")
    texts = each(clean, f"\ufeff {decomposed}\u00a0\n xã ", "   ", "", None)
    assert texts == ["Đại Lãnh xã", None, None, None]


@pytest.mark.parametrize(
    "unseen", list("\u200b\u200c\u200e\u200f\u202a\u202c\u2060\u2066\u2069\ufeff\x1a\x00")
)
def test_what_nobody_sees_is_taken_out_of_a_text(unseen: str) -> None:
    assert each(clean, f"{unseen}5{unseen}0 {unseen}") == ["50"]
    assert plain(f"{unseen}Mã{unseen}") == "ma"


def test_the_soft_hyphen_stays_for_it_is_a_letter_in_old_fonts() -> None:
    assert each(clean, "th\u00ad") == ["th\u00ad"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("7.3e-06", "0.0000073"), ("1e5", "100000"), ("1,5E+3", "1500"), ("-1.2345e+02 %", "-123.45 %"),
        ("1.22872765251582e-08", "0.0000000122872765251582"), ("0e0", "0"), ("123e-2", "1.23"),
        ("1.2345E1", "12.3450"), ("1.5e1", "15"), ("12", "12"), ("e5", "e5"), ("1e5x", "1e5x"),
        ("1.941e5.5", "1.941e5.5"), ("", ""),
    ],
)  # fmt: skip
def test_a_number_in_scientific_notation_is_written_out(text: str, digits: str) -> None:
    assert without_exponents(pl.Series([None, text, "x"])).to_list() == [None, digits, "x"]


def test_headings_meet_without_marks() -> None:
    assert plain(" TỰ ĐÁNH\n GIÁ ") == "tu danh gia"
    assert each(plain_key, "TỰ  Đánh Giá", "Ðạt") == ["tu danh gia", "dat"]


@pytest.mark.parametrize(
    ("text", "vietnamese", "plain_reading"),
    [
        ("0,7857", "0.7857", None),
        ("0.7857", None, "0.7857"),
        ("1.941", "1941", "1.941"),
        ("1,941", "1.941", "1941"),
        ("0.941", None, "0.941"),
        ("1.941,5", "1941.5", None),
        ("1,941.5", None, "1941.5"),
        ("1.234.567", "1234567", None),
        ("85%", "85", "85"),
        ("85 %", "85", "85"),
        ("78,57%", "78.57", None),
        ("1 941", "1941", "1941"),
        ("1 234 567,5", "1234567.5", None),
        ("1\u00a0941", "1941", "1941"),
        ("-3", "-3", "-3"),
        ("007", "007", "007"),
        ("khoảng 80", None, None),
        ("", None, None),
        (None, None, None),
        ("1.23.4", None, None),
        ("12 34", None, None),
        ("1 9415", None, None),
        ("1,5 000", None, None),
        ("1e5", None, None),
        ("０", None, None),
        ("٣", None, None),
        ("#N/A", None, None),
        ("=1+1", None, None),
        ("1" * 30, None, None),
        ("0,1234567890123456789", None, None),
    ],
)
def test_a_number_has_the_readings_it_can_have(
    text: str | None, vietnamese: str | None, plain_reading: str | None
) -> None:
    (reading,) = each(number_readings, text)
    assert (reading["vietnamese"], reading["plain"]) == (vietnamese, plain_reading)


def test_a_percent_sign_is_told_apart() -> None:
    readings = each(number_readings, "85%", "85 %", "85")
    assert [reading["is_percent"] for reading in readings] == [True, True, False]


def test_yes_and_no_are_read_and_nothing_else_is() -> None:
    texts = (
        "Có",
        "CO",
        "x",
        "Đạt",
        "yes",
        "1",
        "Không",
        "chưa",
        "Không đạt",
        "0",
        "có lẽ",
        "2",
        None,
    )
    assert each(yes_or_no, *texts) == [1] * 6 + [0] * 4 + [None] * 3


@pytest.mark.parametrize(
    ("state", "texts"),
    [
        ("not_applicable", ("not_applicable", "Not applicable", "Không áp dụng")),
        ("not_evaluated", ("not_evaluated", "không đánh giá")),
        ("zero_by_decision", ("zero_by_decision", "Không điểm theo quyết định")),
        ("missing", ("missing", "Chưa báo cáo")),
        ("reported", ("reported", "Đã báo cáo")),
    ],
)
def test_states_are_known_in_two_languages(state: str, texts: tuple[str, ...]) -> None:
    assert each(state_named, *texts) == [state] * len(texts)


def test_another_word_is_no_state() -> None:
    assert each(state_named, "đúng", "0", None) == [None] * 3


def written(number: Decimal, style: str) -> str:
    plain_text = f"{number:f}"
    if style == "plain":
        return plain_text
    if style == "plain, grouped":
        return f"{number:,f}"
    swapped = f"{number:,f}" if style == "vietnamese, grouped" else plain_text
    return swapped.translate(str.maketrans(",.", ".,"))


STYLES = ("plain", "plain, grouped", "vietnamese", "vietnamese, grouped")
TYPED = st.tuples(
    st.decimals(min_value=0, max_value=10**7, places=4), st.integers(0, 4), st.sampled_from(STYLES)
)
PLACES = [
    (f"0000{unit}", code, name) for unit in (1, 2, 3) for code, name in (("1.6", "n"), ("1.8", "c"))
]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(TYPED, min_size=len(PLACES), max_size=len(PLACES)))
def test_a_number_is_read_as_typed_or_a_finding_says_why_not(
    typed: list[tuple[Decimal, int, str]],
) -> None:
    # A count is a whole number; what else may be typed there is for the tests of the rules.
    numbers = [
        round(number, 0 if at[1] == "1.8" else places)
        for at, (number, places, _) in zip(PLACES, typed, strict=True)
    ]
    # One program wrote the file, with one decimal mark.
    mark = typed[0][2].partition(",")[0]
    styles = [mark + ", grouped" * style.endswith("grouped") for *_, style in typed]
    texts = [written(number, style) for number, style in zip(numbers, styles, strict=True)]
    taken = take_lines(
        *(f'r1,{",".join(at)},"{text}"' for at, text in zip(PLACES, texts, strict=True))
    )
    reasons = {finding["cell"]: finding["rule"] for finding in told(taken)}
    read = figures(taken)
    for line, (at, number, text) in enumerate(zip(PLACES, numbers, texts, strict=True), start=3):
        if at in read:
            assert Decimal(read[at]) == number, text
        else:
            assert reasons[f"E{line}"] == "value_is_ambiguous", text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/07/2025", "2025-07-31"), ("1/8/2025", "2025-08-01"), ("31-07-2025", "2025-07-31"),
        ("31.07.2025", "2025-07-31"), ("2025-07-31", "2025-07-31"), (" 05/08/2025 ", "2025-08-05"),
        ("ngày 5 tháng 8 năm 2025", "2025-08-05"), ("Ngày 05 tháng 08 năm 2025", "2025-08-05"),
        ("29/02/2024", "2024-02-29"), ("31/07/2025 08:30:00", "2025-07-31"),
        ("2025-07-31 08:30:00.000000", "2025-07-31"), ("2025-07-31T08:30:00", "2025-07-31"),
        ("31/07/2025 8:30", "2025-07-31"), ("31/07/2025 sáng", None),
        ("31/02/2025", None), ("08/25/2025", None), ("31/07/25", None), ("2025/07/31", None),
        ("29/02/2025", None), ("hôm nay", None), ("", None), ("31/07", None), ("45870", None),
    ],
)  # fmt: skip
def test_a_date_is_read_strictly(text: str, day: str | None) -> None:
    read = pl.select(date_read(pl.lit(text))).item()
    assert (None if read is None else read.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("1.941 hồ sơ", "1.941", "hồ sơ"), ("15 cuộc họp", "15", "cuộc họp"),
        ("85 phần trăm", "85", "phần trăm"), ("5 tỷ đồng", "5", "tỷ đồng"), ("7đ", "7", "đ"),
        ("1 941 000 đồng", "1 941 000", "đồng"), ("0,85 lần", "0,85", "lần"),
        ("khoảng 80", None, None), ("80-90", None, None), ("80 - 90 hồ sơ", None, None),
        ("≈ 80", None, None), ("80", None, None), ("85 %", None, None), ("3 trong 5", None, None),
    ],
)  # fmt: skip
def test_words_behind_a_number_are_told_apart(
    text: str, number: str | None, words: str | None
) -> None:
    read = pl.select(number_with_words(pl.lit(text)).struct.unnest()).row(0)
    assert read == (number, words)


@pytest.mark.parametrize(
    ("text", "vietnamese", "plain"),
    [
        ("1.941.000,5", "1941000.5", None), ("1,941.5", None, "1941.5"), ("0,7857", "0.7857", None),
        ("0.7857", None, "0.7857"), ("1.941", "1941", "1.941"), ("1,941", "1.941", "1941"),
        ("85 %", "85", "85"), ("0,85%", "0.85", None), ("1 941", "1941", "1941"),
        ("1\u00a0941,5", "1941.5", None), (",5", None, None), ("5.", None, None), ("1.94", None, "1.94"),
        ("1..9", None, None), ("1.9.4", None, None), ("−5", None, None), ("５", None, None), ("1'941", None, None),
        ("1e5", None, None), ("٣", None, None), ("12.34.567", None, None), ("+7", "+7", "+7"),
    ],
)  # fmt: skip
def test_a_number_has_the_readings_it_can_have_and_no_other(
    text: str, vietnamese: str | None, plain: str | None
) -> None:
    read = pl.select(number_readings(pl.lit(text)).struct.unnest()).row(0)
    assert read[:2] == (vietnamese, plain)


def test_cleaning_a_column_that_repeats_itself_is_the_same() -> None:
    texts = pl.Series("t", [" Hòa  Bình ", "Ho\u0300a", "", None, "a"] * 20)
    assert cleaned(texts).to_list() == pl.select(clean(pl.lit(texts))).to_series().to_list()


@pytest.mark.parametrize(("digits", "is_read"), [(23, True), (24, True), (25, False)])
def test_a_number_is_read_up_to_24_letters(digits: int, is_read: bool) -> None:
    text = "1" * digits
    ((vietnamese, plain_reading),) = [
        (found["vietnamese"], found["plain"]) for found in each(number_readings, text)
    ]
    assert vietnamese == plain_reading == (text if is_read else None)
