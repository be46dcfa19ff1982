"""Numbers with words behind them: what is to be written instead.

Here belongs the advice for "100 hồ sơ" and "3,5 triệu". Words that multiply are worked out or are
the unit's own; none is ever dropped from a number that it changes. Nothing is taken in by it: a
figure with words is asked about.
"""

from typing import Final

import polars as pl

from pipelines.frameworks.measures import NUMBER, typed
from pipelines.notation import VI, exact_text
from pipelines.vietnamese import number_readings, number_with_words, plain_key

_TIMES: Final = {
    "chuc": 10,
    "tram": 100,
    "nghin": 10**3,
    "ngan": 10**3,
    "k": 10**3,
    "trieu": 10**6,
    "tr": 10**6,
    "ty": 10**9,
    "ti": 10**9,
}
_WORD: Final = "|".join(_TIMES)
_FIRST: Final = rf"^({_WORD})(?:[ .]|$)"
_SECOND: Final = rf"^(?:{_WORD})\.? ({_WORD})(?:[ .]|$)"
_NO_MULTIPLE: Final = r"^(?:ty|ti) (?:le|trong|suat|phan)"
_PERCENT: Final = r"^phan tram"


def advised_number(text: pl.Expr, unit: pl.Expr, unit_name: pl.Expr) -> pl.Expr:
    """What to write for a number with words: "100" for "100 hồ sơ", "3500000 (3.500.000)" for
    "3,5 triệu"; null for anything else.

    Where the unit itself has the word (triệu đồng), the number in that unit. Where the number can
    be read in two ways, both.
    """
    read = number_with_words(text)
    number, words = read.struct.field("number_text"), plain_key(read.struct.field("words"))
    is_multiple = words.str.contains(_FIRST) & ~words.str.contains(_NO_MULTIPLE)
    first, second = words.str.extract(_FIRST), words.str.extract(_SECOND)
    readings = number_readings(number)
    vietnamese, plain = (
        readings.struct.field(side).cast(NUMBER, strict=False) * _times(first) * _times(second)
        for side in ("vietnamese", "plain")
    )
    both = vietnamese.is_not_null() & plain.is_not_null() & (vietnamese != plain)
    in_full = (
        pl.when(both)
        .then(pl.concat_str(_in_full(vietnamese), pl.lit(" / "), _in_full(plain)))
        .otherwise(_in_full(pl.coalesce(vietnamese, plain)))
    )
    in_unit = pl.concat_str(number, pl.lit(" ("), unit_name, pl.lit(")"))
    is_in_unit = plain_key(unit_name).str.contains(first).fill_null(value=False)
    return (
        pl.when(is_multiple & is_in_unit)
        .then(in_unit)
        .when(is_multiple)
        .then(in_full)
        .when(words.str.contains(_PERCENT) & (unit == "share"))
        .then(number + "%")
        .otherwise(number)
    )


def _times(word: pl.Expr) -> pl.Expr:
    return word.replace_strict(_TIMES, default=1, return_dtype=pl.Int64).cast(NUMBER)


def _in_full(number: pl.Expr) -> pl.Expr:
    """A number as it may be typed and, where that is hard to read, with its groups of three."""
    plain, grouped = typed(number), VI.numbers(exact_text(number))
    return (
        pl.when(plain.str.replace_all(r"\D", "").str.len_chars() > 4)
        .then(pl.concat_str(plain, pl.lit(" ("), grouped, pl.lit(")")))
        .otherwise(plain)
    )
