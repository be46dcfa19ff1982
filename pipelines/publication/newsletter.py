"""A short letter about a round: what came out and what changed, in Vietnamese or English.

Here belongs its text, as plain Markdown that also reads well without a program. Names are guarded,
so that none of their characters means anything in Markdown or HTML.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipelines.frameworks.framework import INDEX_CODE
from pipelines.notation import EN, VI, Notation
from pipelines.publication.round_report import MOST_MOVED, final_ranking, silent_units
from pipelines.publication.round_tables import RoundTables

_MARKUP: Final = re.compile(r"([\\`*_\[\]#|<>&~]|^[-+])")
_FIRST_FEW: Final = 10


@dataclass(frozen=True, slots=True)
class _Words:
    """The letter in one language."""

    notation: Notation
    mark: str
    demonstration: str
    issued: str
    draft: str
    statuses: Mapping[str, str]
    leaders: str
    mean: str
    risers: str
    fallers: str
    from_to: str
    silent: str
    changed: str
    check: str


_VI: Final = _Words(
    notation=VI,
    mark="[MINH HỌA] ",
    demonstration="SỐ LIỆU MINH HỌA – KHÔNG PHẢI KẾT QUẢ THẬT",
    issued="Bản công bố {id} ({status}), phát hành {day}.",
    draft="Dự thảo, chưa công bố.",
    statuses={"provisional": "tạm thời", "final": "chính thức"},
    leaders="Dẫn đầu",
    mean="Trung bình của {count} đơn vị: {mean}.",
    risers="Tăng hạng nhiều nhất",
    fallers="Giảm hạng nhiều nhất",
    from_to="hạng {before} → {now} ({change} về giá trị)",
    silent="Chưa gửi số liệu: {names}.",
    changed="Khác bản trước",
    check="Kiểm tra một kết quả: dti explain {round} <mã đơn vị>.",
)
_EN: Final = _Words(
    notation=EN,
    mark="[DEMONSTRATION] ",
    demonstration="DEMONSTRATION DATA – NOT A REAL RESULT",
    issued="Release {id} ({status}), issued {day}.",
    draft="Draft, not issued.",
    statuses={"provisional": "provisional", "final": "final"},
    leaders="In the lead",
    mean="Mean of {count} units: {mean}.",
    risers="Gained most places",
    fallers="Lost most places",
    from_to="rank {before} → {now} ({change} in value)",
    silent="Nothing sent by: {names}.",
    changed="What differs from the release before",
    check="To check a result: dti explain {round} <code of the unit>.",
)
LANGUAGES: Final = {"vi": _VI, "en": _EN}


def newsletter(round_tables: RoundTables, language: str) -> str:
    """The letter about a round in a language: vi or en."""
    return "\n".join(_lines(round_tables, LANGUAGES[language])) + "\n"


def guarded(text: str) -> str:
    """Text in which no character means anything in Markdown or HTML; on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _lines(round_tables: RoundTables, words: _Words) -> Iterator[str]:
    decimals = round_tables.framework["decimals"]
    ranking = final_ranking(round_tables)
    name = f"entity_name_{words.notation.code}"
    title = round_tables.round[f"name_{words.notation.code}"].removeprefix(words.mark)
    yield f"# {guarded(title)}"
    yield ""
    if round_tables.round["is_demonstration"]:
        yield f"**{words.demonstration}**"
        yield ""
    releases = round_tables.tables["publication.release"].sort("number").to_dicts()
    if not releases:
        yield words.draft
        yield ""
    else:
        last = releases[-1]
        day = words.notation.day(last["issued_at"])
        yield words.issued.format(
            id=guarded(last["release"]), status=words.statuses[last["stage"]], day=day
        )
        yield ""
        if last["replaces"] is not None:
            yield f"## {words.changed}"
            yield ""
            yield guarded(last[f"summary_{words.notation.code}"])
            yield ""
    yield f"## {words.leaders}"
    yield ""
    ranked = [row for row in ranking if row["rank"] is not None]
    for row in ranked[:_FIRST_FEW]:
        value = words.notation.amount(row["value"], decimals)
        yield f"{row['rank']}\\. {guarded(row[name])}: {value}  "
    yield ""
    mean = [
        row["value"]
        for row in round_tables.tables["planning.round_figure"].iter_rows(named=True)
        if (row["level"], row["code"], row["statistic"]) == ("index", INDEX_CODE, "mean")
    ]
    if mean and len(ranked) > 1:
        yield words.mean.format(count=len(ranked), mean=words.notation.amount(mean[0], decimals))
        yield ""
    yield from _moved(ranked, words, decimals)
    silent = set(silent_units(round_tables))
    if silent:
        names = [guarded(row[name]) for row in ranking if row["entity_code"] in silent]
        yield words.silent.format(names=", ".join(names))
        yield ""
    yield guarded(words.check.format(round=round_tables.round["round"]))


def _moved(ranked: list[dict[str, Any]], words: _Words, decimals: int | None) -> Iterator[str]:
    moved = [row for row in ranked if row["rank_change"]]
    for heading, sign in ((words.risers, 1), (words.fallers, -1)):
        rows = [row for row in moved if row["rank_change"] * sign > 0]
        rows.sort(key=lambda row: (-abs(row["rank_change"]), row["rank"], row["entity_code"]))
        if rows:
            yield f"## {heading}"
            yield ""
            for row in rows[:MOST_MOVED]:
                change = words.from_to.format(
                    before=row["previous_rank"],
                    now=row["rank"],
                    change=words.notation.change(row["value_change"], decimals),
                )
                yield f"* {guarded(row[f'entity_name_{words.notation.code}'])}: {change}"
            yield ""
