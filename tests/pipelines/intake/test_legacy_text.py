"""Text in old Vietnamese fonts is told and shown; Unicode and other languages are left alone."""

import csv
import unicodedata
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.intake.legacy_text import SYLLABLES, TCVN3, VNI, legacy_reading

SEEDS = Path(__file__).parents[3] / "seeds"


def reading(text: str) -> tuple[str, str] | None:
    (read,) = pl.select(legacy_reading(pl.lit(pl.Series([text], dtype=pl.String)))).to_series()
    return None if read is None else (read["encoding"], read["converted"])


def written(text: str, table: dict[str, str]) -> str:
    """Unicode text as an old font stored it."""
    back = {letter: old for old, letter in reversed(table.items())}
    return "".join(back.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("old", "encoding", "now"),
    [
        ("Tû lÖ", "TCVN3", "Tỷ lệ"),
        ("§¬n vÞ", "TCVN3", "Đơn vị"),
        ("Uû ban nh©n d©n tØnh Kh¸nh Hoµ", "TCVN3", "Uỷ ban nhân dân tỉnh Khánh Hoà"),
        ("QuyÕt ®Þnh sè 12/Q§-UBND", "TCVN3", "Quyết định số 12/QĐ-UBND"),
        ("Tyû leä", "VNI", "Tỷ lệ"),
        ("Ñôn vò", "VNI", "Đơn vị"),
        ("UÛY BAN NHAÂN DAÂN", "VNI", "ỦY BAN NHÂN DÂN"),
        ("Quyeát ñònh soá 12", "VNI", "Quyết định số 12"),
    ],
)
def test_text_in_an_old_font_is_shown_in_unicode(old: str, encoding: str, now: str) -> None:
    assert reading(old) == (encoding, now)


def test_every_letter_of_both_fonts_comes_back() -> None:
    letters = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
    for letter in letters:
        assert pl.select(pl.lit(written(letter, TCVN3)).str.replace_many(TCVN3)).item() == letter
        for one in (letter, letter.upper()):
            old = pl.lit(written(one, VNI))
            assert pl.select(old.str.replace_many(VNI, leftmost=True)).item() == one


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "4.22.1", "85 %", "café", "naïve", "Müller", "São Paulo", "5 m²", "25 °C", "§ 5",
        "Có", "à", "báo cáo", "Công văn", "Sở Nội vụ", "Hòa Bình", "QĐ-UBND", "÷ ×", "Côte d’Ivoire",
        "Đạt", "không", "Q§", "C§S", "12/Q§-UBND",
    ],
)  # fmt: skip
def test_other_text_is_left_alone(text: str) -> None:
    assert reading(text) is None


def test_no_vietnamese_text_that_ships_is_taken_for_an_old_font() -> None:
    texts: set[str] = set()
    for path in [*SEEDS.glob("*.csv"), *SEEDS.glob("submissions/*/*.csv")]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            texts |= {cell for row in csv.reader(file) for cell in row}
    for path in SEEDS.glob("frameworks/*.yaml"):
        texts |= set(path.read_text(encoding="utf-8").split("\n"))
    frame = pl.DataFrame({"text": sorted(texts)}).with_columns(
        legacy_reading(pl.col("text")).alias("r")
    )
    assert frame.height > 3_000
    assert frame.filter(pl.col("r").is_not_null())["text"].to_list() == []


WORDS = st.sampled_from(
    sorted(
        [
            "tỷ",
            "lệ",
            "đơn",
            "vị",
            "uỷ",
            "ban",
            "nhân",
            "dân",
            "tỉnh",
            "khánh",
            "hoà",
            "quyết",
            "định",
            "số",
            "hồ",
            "sơ",
            "trực",
            "tuyến",
            "giải",
            "quyết",
            "đúng",
            "hạn",
            "cán",
            "bộ",
            "công",
            "chức",
            "dịch",
            "vụ",
            "dữ",
            "liệu",
            "được",
            "chia",
            "sẻ",
            "người",
            "dùng",
            "ứng",
            "dụng",
            "chữ",
            "ký",
        ]
    )
)


@given(st.lists(WORDS, min_size=4, max_size=8), st.sampled_from(["TCVN3", "VNI"]))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_sentence_in_an_old_font_reads_as_it_was_meant(words: list[str], font: str) -> None:
    text = " ".join([*words, "quyết định"])
    old = written(text, TCVN3 if font == "TCVN3" else VNI)
    assert reading(old) == (font, text)


def test_every_word_of_the_framework_names_is_a_syllable() -> None:
    for word in (
        "quyết",
        "giếng",
        "nghiêng",
        "khuỷu",
        "thuở",
        "ngoằn",
        "yêu",
        "oanh",
        "gì",
        "quốc",
    ):
        bare = "".join(
            c
            for c in unicodedata.normalize("NFD", word)
            if c not in "\u0300\u0301\u0303\u0309\u0323"
        )
        assert unicodedata.normalize("NFC", bare) in SYLLABLES
