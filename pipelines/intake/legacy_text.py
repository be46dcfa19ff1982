"""Text typed in the old Vietnamese fonts TCVN3 (.VnTime) and VNI (VNI-Times).

Those fonts drew Vietnamese letters at the places of Western European ones, so that "Tỷ lệ" was
stored as "Tû lÖ" or "Tyû leä". Here belongs telling such text and showing what it says; nothing is
ever replaced by it. The tables are those of TCVN 5712:1993 (third table) and of VNI-Windows.
"""

import unicodedata
from itertools import product
from typing import Final

import polars as pl

_MARKED: Final = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
TCVN3: Final = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
        _MARKED,
        strict=True,
    )
)
"""What stands for each letter. Capitals with a tone came from a font of capitals (.VnTimeH), in
which they are stored like the small ones."""
_VNI_TONES: Final = dict(zip("øûõùï", "\u0300\u0309\u0303\u0301\u0323", strict=True))
_VNI_CIRCUMFLEX: Final = dict(zip("âàåãáä", ("", *_VNI_TONES.values()), strict=True))
_VNI_BREVE: Final = dict(zip("êèúüéë", ("", *_VNI_TONES.values()), strict=True))
_VNI_SINGLE: Final = dict(zip("ìæóíòîôöñ", "ìỉĩíịỵơưđ", strict=True))


def _vni() -> dict[str, str]:
    """What stands for each letter: a vowel and a mark behind it, or a letter of its own."""
    small: dict[str, str] = dict(_VNI_SINGLE)
    for vowel, (mark, tone) in product("aeouy", _VNI_TONES.items()):
        small[vowel + mark] = unicodedata.normalize("NFC", vowel + tone)
    for (letter, vowel), (mark, tone) in product(("ôơ", "öư"), _VNI_TONES.items()):
        small[letter + mark] = unicodedata.normalize("NFC", vowel + tone)
    for (vowel, hat), (mark, tone) in product(("aâ", "eê", "oô"), _VNI_CIRCUMFLEX.items()):
        small[vowel + mark] = unicodedata.normalize("NFC", hat + tone)
    for mark, tone in _VNI_BREVE.items():
        small["a" + mark] = unicodedata.normalize("NFC", "ă" + tone)
    large = {written.upper(): letter.upper() for written, letter in small.items()}
    # A capital may carry its mark in small, at the beginning of a word.
    mixed = {written[0].upper() + written[1:]: letter.upper() for written, letter in small.items()}
    whole = {**small, **mixed, **large}
    # Of two that begin alike the first is taken: ôø is ờ, and only ô by itself is ơ.
    return dict(sorted(whole.items(), key=lambda pair: -len(pair[0])))


VNI: Final = _vni()
"""What stands for each letter, longest first where one begins another."""

_ONSETS: Final = (
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
_RIME_LIST: Final = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet
    oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
    uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt
    ươu ưt ưu y yêm yên yêng yêt yêu
"""
_RIMES: Final = tuple(_RIME_LIST.split())
SYLLABLES: Final = frozenset(
    f"{onset}{rime}" for onset, rime in product(_ONSETS, _RIMES) if onset + rime != "q"
)
"""Syllables of Vietnamese without their tone; more than are in use, none of another language's
letters."""
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_ABBREVIATION: Final = "^[A-ZĐ]+$"
"""Such as QĐ and CĐS: no syllable, and no proof of Vietnamese by itself."""
_WORD: Final = r"[^\s!-@\[-`{-~“”‘’–—…•]+"
READING: Final = pl.Struct({"encoding": pl.String, "converted": pl.String})


def legacy_reading(text: pl.Expr) -> pl.Expr:
    """How a text in an old font reads: a struct of `encoding` (TCVN3, VNI) and `converted`.

    Null where the text is in no old font: where its words are Vietnamese as they stand, or are not
    Vietnamese in exactly one of the fonts.
    """
    return text.map_batches(_readings, return_dtype=READING)


def legacy_readings_of(text: str) -> tuple[str, str]:
    """What a text says if it is in TCVN3, and if it is in VNI, whether it is or not."""
    read = pl.DataFrame({"text": [text]}).select(**_converted(pl.col("text")))
    tcvn3, vni = read.row(0)
    return tcvn3, vni


def syllables_in(text: str) -> int:
    """How many different words with letters beyond ASCII are syllables of Vietnamese."""
    words = _words(pl.Series([text])).select(pl.col("word").unique())
    return words.filter(_is_syllable(pl.col("word"))).height


def _converted(text: pl.Expr) -> dict[str, pl.Expr]:
    return {
        "TCVN3": text.str.replace_many(TCVN3),
        "VNI": text.str.replace_many(VNI, leftmost=True),
    }


def _readings(texts: pl.Series) -> pl.Series:
    # Text in Unicode has letters such as ạ and ơ, which no old font knows.
    # Signs alone, such as ÷, are no words.
    suspects = texts.filter(
        texts.str.contains("[A-Za-z][\u0080-\u00ff]|[\u0080-\u00ff][A-Za-z]")
        & ~texts.str.contains("[\u0100-\u02ff\u1e00-\u1eff]")
    ).unique()
    if suspects.is_empty():
        return pl.Series([None], dtype=READING).new_from_index(0, texts.len())
    known = suspects.alias("text").to_frame().with_columns(**_converted(pl.col("text")))
    fits = {name: _is_vietnamese(known[name]) for name in ("text", "TCVN3", "VNI")}
    one = ~fits["text"] & (fits["TCVN3"] != fits["VNI"])
    read = known.with_columns(
        encoding=pl.when(one).then(
            pl.when(fits["TCVN3"]).then(pl.lit("TCVN3")).otherwise(pl.lit("VNI"))
        ),
        converted=pl.when(one).then(pl.when(fits["TCVN3"]).then("TCVN3").otherwise("VNI")),
    ).drop_nulls("encoding")
    joined = texts.alias("text").to_frame().join(read, on="text", how="left", maintain_order="left")
    return joined.select(
        pl.when(pl.col("encoding").is_not_null()).then(pl.struct("encoding", "converted"))
    ).to_series()


def _is_vietnamese(texts: pl.Series) -> pl.Series:
    """Whether every word with a letter beyond ASCII is Vietnamese, and one more than letters."""
    judged = _words(texts).select(
        "at",
        _is_syllable(pl.col("word")).alias("is_syllable"),
        pl.col("word").str.contains(_ABBREVIATION).alias("is_abbreviation"),
    )
    whole = judged.group_by("at").agg(
        (pl.col("is_syllable") | pl.col("is_abbreviation")).all() & pl.col("is_syllable").any()
    )
    return pl.Series(range(texts.len()), dtype=pl.UInt32).is_in(
        whole.filter("is_syllable")["at"].implode()
    )


def _words(texts: pl.Series) -> pl.DataFrame:
    """The words with a letter beyond ASCII: at (the number of the text), word."""
    return (
        texts.alias("text")
        .to_frame()
        .with_row_index("at")
        .select("at", pl.col("text").str.extract_all(_WORD).alias("word"))
        .explode("word", empty_as_null=True)
        .filter(pl.col("word").str.contains(r"[^\x00-\x7f]"))
    )


def _is_syllable(word: pl.Expr) -> pl.Expr:
    """Whether a word is a syllable with at most one tone, which stands on a vowel."""
    spread = word.str.to_lowercase().str.normalize("NFD")
    bare = spread.str.replace_all(f"[{_TONES}]", "").str.normalize("NFC")
    return (
        bare.is_in(list(SYLLABLES))
        & (spread.str.count_matches(f"[{_TONES}]") <= 1)
        & ~spread.str.contains(f"[bcdđghklmnpqrstvx][{_TONES}]")
    )
