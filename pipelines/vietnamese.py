"""Vietnamese text and figures as offices write them.

Here belong Unicode form, keys under which spellings of one name meet, and the reading of numbers,
yes/no and states. All on whole columns. What a wrong reading means for a submission is decided in
`submission_rules.py`.
"""

import re
import unicodedata
from typing import Final

import polars as pl

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_KINDS: Final = ("tỉnh", "thành phố", "tp", "phường", "xã", "đặc khu", "thị trấn")
"""Words for the kind of a unit, which sources write or leave out before its name."""

_UNSEEN: Final = r"[\p{Cf}\p{Cc}--\x{ad}]"
"""Marks of direction and joining and controls, which programs leave in a text that is copied. The
soft hyphen is not among them: in a font of TCVN3 it is the letter ư."""
YES: Final = ("co", "yes", "true", "1", "x", "dat")
NO: Final = ("khong", "no", "false", "0", "chua", "khong dat", "chua dat")
STATE_NAMES: Final = {
    "missing": "missing",
    "reported": "reported",
    "not applicable": "not_applicable",
    "not evaluated": "not_evaluated",
    "zero by decision": "zero_by_decision",
    "chua bao cao": "missing",
    "da bao cao": "reported",
    "khong ap dung": "not_applicable",
    "khong danh gia": "not_evaluated",
    "khong diem theo quyet dinh": "zero_by_decision",
}


def clean(text: pl.Expr) -> pl.Expr:
    """NFC, inner white space folded, blank ends cut, what nobody sees taken out; empty becomes
    null."""
    folded = (
        text.str.normalize("NFC")
        .str.replace_all(r"\s+", " ")
        .str.replace_all(_UNSEEN, "")
        .str.strip_chars()
    )
    return pl.when(folded != "").then(folded)


def cleaned(column: pl.Series) -> pl.Series:
    """The same as `clean`; a text that comes many times is looked at once."""
    distinct = column.unique()
    if distinct.len() * 4 > column.len():
        return column.to_frame().select(clean(pl.col(column.name))).to_series()
    now = distinct.to_frame().select(clean(pl.col(column.name))).to_series()
    return column.replace_strict(distinct, now, return_dtype=pl.String)


def name_key(text: pl.Expr) -> pl.Expr:
    """A key under which spellings of one name meet: Hòa and Hoà, Đà Nẵng and TP. Đà Nẵng.

    The tone mark of a syllable moves to its end, so its place does not matter; vowels keep their
    quality. Case, hyphens and the kind of unit before the name are dropped.
    """
    kinds = "|".join(pl.select(_tone_last(pl.lit(pl.Series(_KINDS)))).to_series())
    words = _tone_last(text).str.replace_all(r"[-–—_,.;/]+", " ").str.replace_all(r"\s+", " ")
    return words.str.strip_chars().str.replace(rf"^({kinds}) +", "")


def _tone_last(text: pl.Expr) -> pl.Expr:
    # Ð, the Icelandic letter that looks like Đ, is what old conversions left in its place.
    lower = text.str.to_lowercase().str.replace_all("ð", "đ", literal=True)
    decomposed = lower.str.normalize("NFD")
    return decomposed.str.replace_all(rf"([{_TONES}])([\pL\pM]*)", "$2$1")


def plain_key(text: pl.Expr) -> pl.Expr:
    """Lower-case letters without any mark: for column headings, yes/no and states."""
    return (
        text.str.to_lowercase()
        .str.normalize("NFD")
        .str.replace_all(r"\pM", "")
        .str.replace_all("[đð]", "d")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def plain(text: str) -> str:
    """The same as `plain_key` for a single text, blank ends and all: a column heading."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    seen = (c for c in decomposed if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    bare = "".join(c for c in seen if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", re.sub("[đð]", "d", bare)).strip()


# Digits in groups of three, the first not a lone zero: 1.941 may be a thousand, 0.941 may not.
# No more decimals than can be held exactly before the unit of a figure is known.
_VIETNAMESE: Final = r"^[+-]?([1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]+)(,[0-9]{1,18})?$"
_PLAIN: Final = r"^[+-]?([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]+)(\.[0-9]{1,18})?$"
_SPACED: Final = r"^[+-]?[1-9][0-9]{0,2}([ \u{a0}\u{202f}][0-9]{3})+([.,][0-9]+)?$"
_LONGEST: Final = 24
_SCIENTIFIC: Final = r"^([+-]?)([0-9]+)(?:([.,])([0-9]+))?[eE]([+-]?[0-9]{1,3})(\s*%)?$"


def number_readings(text: pl.Expr) -> pl.Expr:
    """Both ways to read a written number, as exact text with a decimal point.

    A struct: `vietnamese` (1.941,5 -> 1941.5), `plain` (1,941.5 -> 1941.5), null where the text
    cannot be read that way, and `is_percent` where a % sign followed. Spaces between groups of
    three digits are taken out; anything else is no number.
    """
    bare = text.str.strip_chars()
    is_percent = bare.str.ends_with("%")
    number = bare.str.replace(r"\s*%$", "")
    digits = (
        pl.when(number.str.contains(_SPACED))
        .then(number.str.replace_all(r"[ \u{a0}\u{202f}]", ""))
        .otherwise(number)
    )
    short = digits.str.len_bytes() <= _LONGEST
    vietnamese = digits.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    plain = digits.str.replace_all(",", "", literal=True)
    return pl.struct(
        vietnamese=pl.when(short & digits.str.contains(_VIETNAMESE)).then(vietnamese),
        plain=pl.when(short & digits.str.contains(_PLAIN)).then(plain),
        is_percent=is_percent,
    )


def without_exponents(texts: pl.Series) -> pl.Series:
    """Texts in which numbers in scientific notation are written out, with their own mark.

    As programs write very small and very large numbers: 7.3e-06 is 0.0000073, 1,5E+3 is 1500.
    Nobody groups digits there, so three decimals get a zero more, which leaves them one reading.
    """
    is_scientific = texts.str.contains(_SCIENTIFIC)
    if not is_scientific.any():
        return texts
    sign, whole, mark, decimals, power, percent = (
        pl.col("text").str.extract(_SCIENTIFIC, group).fill_null("") for group in range(1, 7)
    )
    shifted = (
        texts.filter(is_scientific)
        .alias("text")
        .to_frame()
        .select(
            sign=sign,
            digits=whole + decimals,
            mark=pl.when(mark == "").then(pl.lit(".")).otherwise(mark),
            before=whole.str.len_bytes().cast(pl.Int32)
            + power.str.strip_prefix("+").cast(pl.Int32),
            percent=percent,
        )
        .with_columns(pl.col("digits").str.pad_start(_padded_to(), "0"))
        .with_columns(pl.col("before").clip(1))
        .with_columns(pl.col("digits").str.pad_end(pl.col("before"), "0"))
        .with_columns(rest=pl.col("digits").str.slice(pl.col("before")))
    )
    rest = pl.when(_length("rest") == 3).then(pl.col("rest") + "0").otherwise("rest")
    written = shifted.select(
        pl.concat_str(
            "sign",
            pl.col("digits").str.slice(0, pl.col("before")),
            pl.when(pl.col("rest") == "").then(pl.lit("")).otherwise("mark"),
            rest,
            "percent",
        )
    ).to_series()
    return texts.clone().scatter(is_scientific.arg_true(), written)


def _padded_to() -> pl.Expr:
    """How many digits there are once one stands before the mark."""
    return _length("digits") + (1 - pl.col("before")).clip(0)


def _length(name: str) -> pl.Expr:
    return pl.col(name).str.len_bytes().cast(pl.Int32)


def yes_or_no(text: pl.Expr) -> pl.Expr:
    """1 for yes (có, đạt, x, ...), 0 for no (không, chưa, ...), null for anything else."""
    key = plain_key(text)
    return pl.when(key.is_in(YES)).then(1).when(key.is_in(NO)).then(0)


def state_named(text: pl.Expr) -> pl.Expr:
    """The state that a text names, in English or Vietnamese; null for anything else."""
    key = plain_key(text).str.replace_all("_", " ", literal=True)
    return key.replace_strict(STATE_NAMES, default=None)


_WRITTEN_DATE: Final = (
    r"^(?:ngày\s+)?([0-9]{1,2})(?:[/.\-]|\s+tháng\s+)([0-9]{1,2})(?:[/.\-]|\s+năm\s+)([0-9]{4})$"
)
_ISO_DATE: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIME_OF_DAY: Final = r"[t ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?$"
"""What programs put behind a day."""


def date_read(text: pl.Expr) -> pl.Expr:
    """A date written 31/07/2025, 31-7-2025, 2025-07-31 or "ngày 31 tháng 7 năm 2025".

    A time of day behind it is left out. Null for anything else, for days there are not (31/02),
    and for years of two digits.
    """
    tidy = text.str.strip_chars().str.to_lowercase().str.normalize("NFC")
    tidy = tidy.str.replace(_TIME_OF_DAY, "")
    day, month, year = (tidy.str.extract(_WRITTEN_DATE, n) for n in (1, 2, 3))
    iso = pl.concat_str(year, month.str.zfill(2), day.str.zfill(2), separator="-")
    written = pl.when(tidy.str.contains(_ISO_DATE)).then(tidy).otherwise(iso)
    return written.str.to_date("%Y-%m-%d", strict=False)


_NUMBER_THEN_WORDS: Final = (
    r"^([+-]?[0-9]+(?:[.,][0-9]+|[ \u{a0}\u{202f}][0-9]{3})*)\s*(%?\s*\pL[^0-9]*)$"
)


def number_with_words(text: pl.Expr) -> pl.Expr:
    """A number with words behind it: a struct of `number_text` and `words`, else nulls.

    "1.941 hồ sơ" has one; "khoảng 80" and "80 - 90" have none that is sure.
    """
    tidy = text.str.strip_chars()
    return pl.struct(
        number_text=tidy.str.extract(_NUMBER_THEN_WORDS, 1),
        words=tidy.str.extract(_NUMBER_THEN_WORDS, 2).str.strip_chars(),
    )
