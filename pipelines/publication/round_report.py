"""The report of a round as plain data: every number already written as it is printed.

Here belongs choosing and wording what the report says, in Vietnamese or English. How it looks is in
the templates beside the writers; amounts come from the warehouse and are only rounded here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pipelines.frameworks.framework import INDEX_CODE
from pipelines.notation import NONE
from pipelines.publication.paper_language import VIETNAMESE, PaperLanguage
from pipelines.publication.report_words import (
    AGGREGATION,
    COVERAGE,
    MISSING,
    REASON,
    RULE_STATUS,
    SEVERITY,
    STATUS,
    SUBJECT,
    THEME,
)
from pipelines.publication.round_tables import RoundTables, code_key

Row = Mapping[str, Any]

MOST_MOVED: Final = 5


def about_round(round_tables: RoundTables, language: PaperLanguage = VIETNAMESE) -> dict[str, Any]:
    """What stands on every paper of a round: its name, period, framework and release."""
    releases = round_tables.tables["publication.release"].sort("number").to_dicts()
    release = releases[-1] if releases else None
    framework = round_tables.framework
    return {
        "language": language.code,
        "round": round_tables.round["round"],
        "name": language.unmarked(round_tables.round),
        "subject": language.text(SUBJECT[framework["subject"]]),
        "period": " – ".join(
            language.day(round_tables.round[key]) for key in ("starts_on", "ends_on")
        ),
        "framework": language.unmarked(framework),
        "legal_source": language.as_written(framework["legal_source"]),
        "is_demonstration": round_tables.round["is_demonstration"],
        "release": None
        if release is None
        else {
            "id": release["release"],
            "number": str(release["number"]),
            "status": language.text(STATUS[release["stage"]]),
            "issued": language.day(release["issued_at"]),
            "content": release["content_sha256"],
            "summary": language.named(release, "summary"),
            "replaces": release["replaces"],
        },
    }


def round_report(round_tables: RoundTables, language: PaperLanguage) -> dict[str, Any]:
    """Everything that the report of a round says in a language."""
    ranking = final_ranking(round_tables)
    has_previous = any(row["previous_rank"] is not None for row in ranking)
    return {
        **about_round(round_tables, language),
        "headline": list(_headline(round_tables, ranking, language)),
        "sentences": list(_sentences(round_tables, ranking, language)),
        "has_points": round_tables.framework["aggregation"] == "points",
        "has_previous": has_previous,
        "ranking": [ranking_row(round_tables, row, language) for row in ranking],
        "movers": _movers(round_tables, ranking, language) if has_previous else None,
        "pillars": list(_nodes(round_tables, "scores.pillar", "pillar", language)),
        "mains": list(_nodes(round_tables, "scores.main_indicator", "main", language)),
        "coverage": list(_coverage(round_tables, language)),
        "missing": _missing(round_tables, language),
        "findings": list(_findings(round_tables, language)),
        "changes": list(_changes(round_tables, language)),
        "rules": list(_rules(round_tables, language)),
        "method": list(_method(round_tables, language)),
    }


def final_ranking(round_tables: RoundTables) -> list[dict[str, Any]]:
    """The final ranking: rows of `rankings.dti` in order, units without a rank last, and points."""
    keys = ["entity_code", "basis"]
    rows = round_tables.tables["rankings.dti"].join(
        round_tables.tables["scores.dti"].select(*keys, "points", "max_points"), on=keys, how="left"
    )
    return (
        rows.filter(pl.col("basis") == "final")
        .sort("rank", "entity_code", nulls_last=True)
        .to_dicts()
    )


def ranking_row(round_tables: RoundTables, row: Row, language: PaperLanguage) -> dict[str, Any]:
    """A row of the ranking as it is printed."""
    decimals, change = round_tables.framework["decimals"], row["rank_change"]
    return {
        "code": row["entity_code"],
        "rank": NONE if row["rank"] is None else str(row["rank"]),
        "name": language.named(row, "entity_name"),
        "value": language.amount(row["value"], decimals),
        "share": share_of(round_tables, row["value"]),
        "points": f"{language.amount(row['points'], 2)}",
        "previous": NONE if row["previous_rank"] is None else str(row["previous_rank"]),
        "change": 0 if change is None else change,
        "change_text": NONE if change is None else "=" if change == 0 else f"{abs(change)}",
        "value_change": language.change(row["value_change"], decimals),
        "is_silent": row["entity_code"] in silent_units(round_tables),
    }


def share_of(round_tables: RoundTables, value: Decimal | None) -> float:
    """A value as a part of the full scale, for a bar of that length."""
    return (
        0.0 if value is None else max(0.0, min(1.0, float(value / round_tables.framework["scale"])))
    )


def silent_units(round_tables: RoundTables) -> list[str]:
    """The units of which nothing was sent."""
    missing = round_tables.tables["publication.round"]["missing_entities"].to_list()
    return missing[0].split(", ") if missing and missing[0] else []


def _headline(
    round_tables: RoundTables, ranking: list[dict[str, Any]], language: PaperLanguage
) -> Iterator[dict[str, str]]:
    decimals = round_tables.framework["decimals"]
    figures = _figures(round_tables)
    about = round_tables.tables["publication.round"].row(0, named=True)
    ranked = [row for row in ranking if row["rank"] is not None]
    say = language.say
    ranked_units = say("đơn vị được xếp hạng", "units ranked")
    yield {"label": ranked_units, "value": language.count(len(ranked)), "note": ""}
    mean = figures.get(("index", INDEX_CODE, "mean"))
    if mean is not None:
        growth = figures.get(("index", INDEX_CODE, "growth_of_mean"))
        since = say("so với đợt trước", "since the round before")
        note = "" if growth is None else f"{language.change(growth['value'] * 100, 1)} % {since}"
        value = language.amount(mean["value"], decimals)
        yield {"label": say("trung bình", "mean"), "value": value, "note": note}
    if ranked:
        best, last = ranked[0], ranked[-1]
        for label, row in ((say("cao nhất", "highest"), best), (say("thấp nhất", "lowest"), last)):
            yield {
                "label": label,
                "value": language.amount(row["value"], decimals),
                "note": language.named(row, "entity_name"),
            }
    expected = about["values_expected"]
    share = Decimal(100 * about["values_reported"]) / Decimal(expected) if expected else None
    yield {
        "label": say("số liệu đã có", "values there are"),
        "value": f"{language.amount(share, 1)} %" if share is not None else NONE,
        "note": f"{language.count(about['values_reported'])}/{language.count(expected)} "
        + say("chỉ tiêu", "indicators"),
    }


def _sentences(
    round_tables: RoundTables, ranking: list[dict[str, Any]], language: PaperLanguage
) -> Iterator[str]:
    decimals, say = round_tables.framework["decimals"], language.say
    figures = _figures(round_tables)
    leaders = [row for row in ranking if row["rank"] == 1]
    if leaders:
        names = _listed([language.named(row, "entity_name") for row in leaders], language)
        value = language.amount(leaders[0]["value"], decimals)
        yield say(f"Dẫn đầu: {names}, giá trị {value}.", f"In the lead: {names}, value {value}.")
    above = figures.get(("index", INDEX_CODE, "count_above_mean"))
    if above is not None and len(ranking) > 1:
        count = f"{language.count(int(above['value']))}/{language.count(above['units'])}"
        mean = language.amount(above["against"], decimals)
        yield say(
            f"{count} đơn vị cao hơn trung bình ({mean}).",
            f"{count} units are above the mean ({mean}).",
        )
    mains = [
        (figures["main", code, "mean"]["value"], code)
        for level, code, statistic in figures
        if level == "main" and statistic == "mean"
    ]
    if len(mains) > 1:
        names = _names(round_tables, language)
        high, low = (
            f"{names[code]} ({language.amount(value, decimals)})"
            for value, code in (max(mains), min(mains))
        )
        yield say(
            f"Chỉ số chính có trung bình cao nhất: {high}; thấp nhất: {low}.",
            f"The main indicator with the highest mean: {high}; with the lowest: {low}.",
        )
    moved = [row for row in ranking if row["rank_change"]]
    if any(row["previous_rank"] is not None for row in ranking):
        up = sum(row["rank_change"] > 0 for row in moved)
        down = len(moved) - up
        yield say(
            f"So với đợt trước: {up} đơn vị tăng hạng, {down} đơn vị giảm hạng.",
            f"Since the round before: {up} gained places, {down} lost places.",
        )
    silent = silent_units(round_tables)
    if silent:
        count = language.count(len(silent))
        yield say(
            f"{count} đơn vị chưa gửi số liệu; kết quả của đợt còn thay đổi.",
            f"Units that sent nothing: {count}; the result of the round may still change.",
        )


def _movers(
    round_tables: RoundTables, ranking: list[dict[str, Any]], language: PaperLanguage
) -> dict[str, list[dict[str, Any]]]:
    moved = [row for row in ranking if row["rank_change"]]
    up = sorted(moved, key=lambda row: (-row["rank_change"], row["rank"], row["entity_code"]))
    down = sorted(moved, key=lambda row: (row["rank_change"], row["rank"], row["entity_code"]))
    gained = [row for row in up if row["rank_change"] > 0][:MOST_MOVED]
    lost = [row for row in down if row["rank_change"] < 0][:MOST_MOVED]
    return {
        "up": [ranking_row(round_tables, row, language) for row in gained],
        "down": [ranking_row(round_tables, row, language) for row in lost],
    }


def _nodes(
    round_tables: RoundTables, table: str, level: str, language: PaperLanguage
) -> Iterator[dict[str, Any]]:
    """Pillars or mains: mean, highest and lowest with their units."""
    decimals, figures = round_tables.framework["decimals"], _figures(round_tables)
    names = {
        row["code"]: row
        for row in round_tables.tables["reference.indicator"]
        .filter(pl.col("level") == level)
        .to_dicts()
    }
    units = _unit_names(round_tables, language)
    column = f"{level}_code"
    codes = round_tables.tables[table].filter(pl.col("basis") == "final")[column].unique().to_list()
    for code in sorted(codes, key=code_key):
        mean = figures.get((level, code, "mean"))
        if mean is None or code not in names:
            continue
        high, low = (figures[level, code, which] for which in ("highest", "lowest"))
        yield {
            "code": code,
            "name": language.named(names[code]),
            "maximum": language.stated(names[code]["max_points"]),
            "mean": language.amount(mean["value"], decimals),
            "share": share_of(round_tables, mean["value"]),
            "highest": language.amount(high["value"], decimals),
            "best": _some(high["entities"], units, language),
            "lowest": language.amount(low["value"], decimals),
            "worst": _some(low["entities"], units, language),
        }


def _coverage(round_tables: RoundTables, language: PaperLanguage) -> Iterator[dict[str, str]]:
    about = round_tables.tables["publication.round"].row(0, named=True)
    for column, label in COVERAGE.items():
        yield {"label": language.text(label), "value": language.count(about[column])}


def _missing(round_tables: RoundTables, language: PaperLanguage) -> list[str]:
    names = _unit_names(round_tables, language)
    return [f"{names[code]} ({code})" for code in silent_units(round_tables)]


def _findings(round_tables: RoundTables, language: PaperLanguage) -> Iterator[dict[str, str]]:
    counted = (
        round_tables.tables["submissions.finding"]
        .sort("file_name", "cell")
        .group_by("rule", "severity")
        .agg(
            pl.len().alias("times"),
            pl.col("file_name").n_unique().alias("files"),
            pl.col("message_vi", "message_en").first(),
        )
        .sort("severity", "times", "rule", descending=[False, True, False])
    )
    for row in counted.iter_rows(named=True):
        yield {
            "is_error": row["severity"] == "error",
            "severity": language.text(SEVERITY[row["severity"]]),
            "theme": language.text(THEME[row["rule"]]) if row["rule"] in THEME else "",
            "rule": row["rule"],
            "example": language.named(row, "message"),
            "times": language.count(row["times"]),
            "files": language.count(row["files"]),
        }


def _changes(round_tables: RoundTables, language: PaperLanguage) -> Iterator[dict[str, str]]:
    """Units that differ from the release before, with why."""
    releases = round_tables.tables["publication.release"].sort("number").to_dicts()
    if not releases or releases[-1]["replaces"] is None:
        return
    now, ranks = releases[-1], round_tables.tables["publication.release_rank"]
    name = f"entity_name_{language.code}"
    columns = ("entity_code", name, "published_value", "rank")
    before = ranks.filter(pl.col("release") == now["replaces"]).select(columns)
    after = ranks.filter(pl.col("release") == now["release"]).select(columns)
    reasons: dict[str | None, list[str]] = {}
    for unit, reason in (
        round_tables.tables["publication.release_reason"]
        .filter(pl.col("release") == now["release"])
        .select("entity_code", "reason")
        .unique()
        .sort("entity_code", "reason")
        .iter_rows()
    ):
        reasons.setdefault(unit, []).append(language.text(REASON[reason]))
    both = before.join(after, on="entity_code", how="full", coalesce=True, suffix="_now").filter(
        pl.col("published_value").ne_missing(pl.col("published_value_now"))
        | pl.col("rank").ne_missing(pl.col("rank_now"))
    )
    decimals = round_tables.framework["decimals"]
    for row in both.sort("rank_now", "entity_code", nulls_last=True).iter_rows(named=True):
        why = reasons.get(row["entity_code"], []) + reasons.get(None, [])
        yield {
            "name": row[f"{name}_now"] or row[name],
            "before": language.amount(row["published_value"], decimals),
            "now": language.amount(row["published_value_now"], decimals),
            "rank_before": NONE if row["rank"] is None else str(row["rank"]),
            "rank": NONE if row["rank_now"] is None else str(row["rank_now"]),
            "why": ", ".join(why) or language.say("do đơn vị khác thay đổi", "others changed"),
        }


def _rules(round_tables: RoundTables, language: PaperLanguage) -> Iterator[dict[str, str]]:
    counted = Counter(
        round_tables.indicators[row["code"]]["rule_status"] or "unknown"
        for row in round_tables.rules
        if row["aggregation"] is None
    )
    for status, words in RULE_STATUS.items():
        if counted[status]:
            yield {"label": language.text(words), "value": language.count(counted[status])}


def _method(round_tables: RoundTables, language: PaperLanguage) -> Iterator[str]:
    framework = round_tables.framework
    yield language.text(AGGREGATION[framework["aggregation"]])
    yield language.text(MISSING[framework["missing"]])
    decimals = framework["decimals"]
    on = (
        language.say("giá trị chưa làm tròn", "the unrounded value")
        if decimals is None
        else language.say(
            f"giá trị công bố ({decimals} số lẻ)", f"the published value ({decimals} decimals)"
        )
    )
    yield language.say(
        f"Xếp hạng giảm dần theo {on}; giá trị bằng nhau thì đồng hạng và bỏ qua hạng kế tiếp "
        "(1,\u00a02,\u00a02,\u00a04).",
        f"Ranks are descending on {on}; equal values share a rank and the next is skipped "
        "(1,\u00a02,\u00a02,\u00a04).",
    )
    yield language.say(
        "Kết quả chính thức lấy giá trị thẩm định hoặc đo tự động ở nơi có, nếu không thì lấy giá "
        "trị tự đánh giá.",
        "The final result takes the verified or automatically measured value where there is one, "
        "else the self-assessed value.",
    )
    if framework["completeness"]:
        # It is written in English only.
        about = language.say("Về bộ chỉ số (tiếng Anh)", "About the framework")
        yield f"{about}: {framework['completeness']}"


def _figures(round_tables: RoundTables) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {
        (row["level"], row["code"], row["statistic"]): row
        for row in round_tables.tables["planning.round_figure"].iter_rows(named=True)
    }


def _names(round_tables: RoundTables, language: PaperLanguage) -> dict[str, str]:
    rows = round_tables.tables["reference.indicator"].filter(pl.col("level") == "main")
    return {row["code"]: language.named(row) for row in rows.iter_rows(named=True)}


def _unit_names(round_tables: RoundTables, language: PaperLanguage) -> dict[str, str]:
    rows = round_tables.tables["reference.expected_unit"].iter_rows(named=True)
    return {row["entity_code"]: language.named(row, "entity_name") for row in rows}


def _some(codes: str | None, units: Mapping[str, str], language: PaperLanguage) -> str:
    """The names of the units that share a place: up to three, else two and how many more."""
    names = [units.get(code, code) for code in (codes or "").split(", ") if code]
    return ", ".join(names) if len(names) <= 3 else _first_of(names, 2, language)


def _listed(names: list[str], language: PaperLanguage) -> str:
    return ", ".join(names) if len(names) <= 5 else _first_of(names, 5, language)


def _first_of(names: list[str], count: int, language: PaperLanguage) -> str:
    others = len(names) - count
    rest = language.say(f"và {others} đơn vị khác", f"and {others} others")
    return f"{', '.join(names[:count])} {rest}"
