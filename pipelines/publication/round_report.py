"""The report of a round as plain data: every number already written as it is printed.

Here belongs choosing and wording what the report says, in Vietnamese. How it looks is in the
templates beside the writers; amounts come from the warehouse and are only rounded here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pipelines.frameworks.framework import INDEX_CODE
from pipelines.intake.rule_explanations import THEMES
from pipelines.publication.round_tables import RoundTables, code_key
from pipelines.publication.written_numbers import NONE, VI

Row = Mapping[str, Any]

STATUS_VI: Final = {"provisional": "TẠM THỜI", "final": "CHÍNH THỨC"}
REASON_VI: Final = {
    "received": "gửi thêm số liệu",
    "amended": "sửa số liệu",
    "withdrawn": "rút số liệu",
    "decision": "quyết định của hội đồng",
    "measured": "đo lại",
    "correction": "hiệu đính",
    "units": "danh sách đơn vị thay đổi",
    "framework": "bộ chỉ số thay đổi",
    "previous_round": "đợt trước thay đổi",
    "status": "đổi tình trạng",
    "other_tables": "bảng khác thay đổi",
}
RULE_STATUS_VI: Final = {
    "official": "theo văn bản chính thức",
    "inferred": "suy ra từ tên chỉ tiêu, văn bản chưa công bố cách tính",
    "demonstration": "đặt ra để minh họa",
    "unknown": "chưa biết",
}
_SUBJECT_VI: Final = {
    "nation": "cấp quốc gia",
    "ministry": "cấp bộ",
    "province": "cấp tỉnh",
    "department": "cấp sở",
    "district": "cấp huyện",
    "commune": "cấp xã",
}
_AGGREGATION_VI: Final = {
    "points": "Giá trị bằng tổng điểm đạt chia cho tổng điểm tối đa của các chỉ tiêu được đánh "
    "giá; mẫu số không phải là hằng số.",
    "arithmetic_mean": "Giá trị là trung bình cộng có trọng số của các chỉ số thành phần.",
    "geometric_mean": "Giá trị là trung bình nhân có trọng số của các chỉ số thành phần.",
    "harmonic_mean": "Giá trị là trung bình điều hòa có trọng số của các chỉ số thành phần.",
    "weighted_sum": "Giá trị là tổng của trọng số nhân với giá trị thành phần, trọng số như đã in.",
}
_MISSING_VI: Final = {
    "zero": "Chỉ tiêu thiếu số liệu tính 0 điểm và được ghi rõ là thiếu; chỉ tiêu không áp dụng "
    "hoặc không đánh giá nằm ngoài cả tử số và mẫu số.",
    "exclude": "Chỉ tiêu thiếu số liệu nằm ngoài cách tính; đơn vị có quá ít số liệu không có giá "
    "trị và không xếp hạng.",
}
MOST_MOVED: Final = 5
_THEME_OF: Final = {code: vi for vi, _, codes in THEMES for code in codes}


def about_round(of: RoundTables) -> dict[str, Any]:
    """What stands on every paper of a round: its name, period, framework and release."""
    releases = of.tables["publication.release"].sort("number").to_dicts()
    release = releases[-1] if releases else None
    framework = of.framework
    return {
        "round": of.round["round"],
        "name": of.round["name_vi"].removeprefix("[MINH HỌA] "),
        "subject": _SUBJECT_VI.get(framework["subject"], framework["subject"]),
        "period": f"{VI.day(of.round['starts_on'])} – {VI.day(of.round['ends_on'])}",
        "framework": framework["name_vi"].removeprefix("[MINH HỌA] "),
        "legal_source": framework["legal_source"],
        "is_demonstration": of.round["is_demonstration"],
        "release": None
        if release is None
        else {
            "id": release["release_id"],
            "number": str(release["number"]),
            "status": STATUS_VI[release["status"]],
            "issued": VI.day(release["issued_on"]),
            "content": release["content_sha256"],
            "summary": release["summary_vi"],
            "replaces": release["replaces"],
        },
    }


def round_report(of: RoundTables) -> dict[str, Any]:
    """Everything that the report of a round says."""
    ranking = final_ranking(of)
    has_previous = any(row["previous_rank"] is not None for row in ranking)
    return {
        **about_round(of),
        "headline": list(_headline(of, ranking)),
        "sentences": list(_sentences(of, ranking)),
        "has_points": of.framework["aggregation"] == "points",
        "has_previous": has_previous,
        "ranking": [ranking_row(of, row) for row in ranking],
        "movers": _movers(of, ranking) if has_previous else None,
        "pillars": list(_nodes(of, "scores.pillar", "pillar")),
        "mains": list(_nodes(of, "scores.main_indicator", "main")),
        "coverage": list(_coverage(of)),
        "missing": _missing(of),
        "findings": list(_findings(of)),
        "changes": list(_changes(of)),
        "rules": list(_rules(of)),
        "method": list(_method(of)),
    }


def final_ranking(of: RoundTables) -> list[dict[str, Any]]:
    """The final ranking: rows of `rankings.dti` in order, units without a rank last, and points."""
    keys = ["entity_code", "basis"]
    rows = of.tables["rankings.dti"].join(
        of.tables["scores.dti"].select(*keys, "points", "max_points"), on=keys, how="left"
    )
    return (
        rows.filter(pl.col("basis") == "final")
        .sort("rank", "entity_code", nulls_last=True)
        .to_dicts()
    )


def ranking_row(of: RoundTables, row: Row) -> dict[str, Any]:
    """A row of the ranking as it is printed."""
    decimals, change = of.framework["decimals"], row["rank_change"]
    return {
        "code": row["entity_code"],
        "rank": NONE if row["rank"] is None else str(row["rank"]),
        "name": row["entity_name_vi"],
        "value": VI.amount(row["value"], decimals),
        "share": share_of(of, row["value"]),
        "points": f"{VI.amount(row['points'], 2)}",
        "previous": NONE if row["previous_rank"] is None else str(row["previous_rank"]),
        "change": 0 if change is None else change,
        "change_text": NONE if change is None else "=" if change == 0 else f"{abs(change)}",
        "value_change": VI.change(row["value_change"], decimals),
        "is_silent": row["entity_code"] in silent_units(of),
    }


def share_of(of: RoundTables, value: Decimal | None) -> float:
    """A value as a part of the full scale, for a bar of that length."""
    return 0.0 if value is None else max(0.0, min(1.0, float(value / of.framework["scale"])))


def silent_units(of: RoundTables) -> list[str]:
    """The units of which nothing was sent."""
    told = of.tables["publication.round"]["missing_entities"].to_list()
    return told[0].split(", ") if told and told[0] else []


def _headline(of: RoundTables, ranking: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    decimals = of.framework["decimals"]
    figures = _figures(of)
    about = of.tables["publication.round"].row(0, named=True)
    ranked = [row for row in ranking if row["rank"] is not None]
    yield {"label": "đơn vị được xếp hạng", "value": VI.count(len(ranked)), "note": ""}
    mean = figures.get(("index", INDEX_CODE, "mean"))
    if mean is not None:
        growth = figures.get(("index", INDEX_CODE, "growth_of_mean"))
        note = "" if growth is None else f"{VI.change(growth['value'] * 100, 1)} % so với đợt trước"
        yield {
            "label": "trung bình",
            "value": VI.amount(mean["value"], decimals),
            "note": note,
        }
    if ranked:
        best, last = ranked[0], ranked[-1]
        for label, row in (("cao nhất", best), ("thấp nhất", last)):
            yield {
                "label": label,
                "value": VI.amount(row["value"], decimals),
                "note": row["entity_name_vi"],
            }
    expected = about["values_expected"]
    share = Decimal(100 * about["values_reported"]) / Decimal(expected) if expected else None
    yield {
        "label": "số liệu đã có",
        "value": f"{VI.amount(share, 1)} %" if share is not None else NONE,
        "note": f"{VI.count(about['values_reported'])}/{VI.count(expected)} chỉ tiêu",
    }


def _sentences(of: RoundTables, ranking: list[dict[str, Any]]) -> Iterator[str]:
    decimals = of.framework["decimals"]
    figures = _figures(of)
    leaders = [row for row in ranking if row["rank"] == 1]
    if leaders:
        names = _listed([row["entity_name_vi"] for row in leaders])
        value = VI.amount(leaders[0]["value"], decimals)
        yield f"Dẫn đầu: {names}, giá trị {value}."
    above = figures.get(("index", INDEX_CODE, "count_above_mean"))
    if above is not None and len(ranking) > 1:
        yield (
            f"{VI.count(int(above['value']))}/{VI.count(above['units'])} đơn vị cao hơn trung bình "
            f"({VI.amount(above['against'], decimals)})."
        )
    mains = [
        (figures["main", code, "mean"]["value"], code)
        for level, code, statistic in figures
        if level == "main" and statistic == "mean"
    ]
    if len(mains) > 1:
        names = _names(of)
        high, low = max(mains), min(mains)
        yield (
            f"Chỉ số chính có trung bình cao nhất: {names[high[1]]} "
            f"({VI.amount(high[0], decimals)}); thấp nhất: {names[low[1]]} "
            f"({VI.amount(low[0], decimals)})."
        )
    moved = [row for row in ranking if row["rank_change"]]
    if any(row["previous_rank"] is not None for row in ranking):
        up = sum(row["rank_change"] > 0 for row in moved)
        yield f"So với đợt trước: {up} đơn vị tăng hạng, {len(moved) - up} đơn vị giảm hạng."
    silent = silent_units(of)
    if silent:
        yield f"{VI.count(len(silent))} đơn vị chưa gửi số liệu; kết quả của đợt còn thay đổi."


def _movers(of: RoundTables, ranking: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    moved = [row for row in ranking if row["rank_change"]]
    up = sorted(moved, key=lambda row: (-row["rank_change"], row["rank"], row["entity_code"]))
    down = sorted(moved, key=lambda row: (row["rank_change"], row["rank"], row["entity_code"]))
    return {
        "up": [ranking_row(of, row) for row in up[:MOST_MOVED] if row["rank_change"] > 0],
        "down": [ranking_row(of, row) for row in down[:MOST_MOVED] if row["rank_change"] < 0],
    }


def _nodes(of: RoundTables, table: str, level: str) -> Iterator[dict[str, Any]]:
    """Pillars or mains: mean, highest and lowest with their units."""
    decimals, figures = of.framework["decimals"], _figures(of)
    names = {
        row["code"]: row
        for row in of.tables["reference.indicator"].filter(pl.col("level") == level).to_dicts()
    }
    units = dict(
        of.tables["reference.expected_unit"].select("entity_code", "entity_name_vi").iter_rows()
    )
    column = f"{level}_code"
    codes = of.tables[table].filter(pl.col("basis") == "final")[column].unique().to_list()
    for code in sorted(codes, key=code_key):
        mean = figures.get((level, code, "mean"))
        if mean is None or code not in names:
            continue
        high, low = (figures[level, code, which] for which in ("highest", "lowest"))
        yield {
            "code": code,
            "name": names[code]["name_vi"],
            "maximum": VI.amount(names[code]["max_points"], 0),
            "mean": VI.amount(mean["value"], decimals),
            "share": share_of(of, mean["value"]),
            "highest": VI.amount(high["value"], decimals),
            "best": _some(high["entities"], units),
            "lowest": VI.amount(low["value"], decimals),
            "worst": _some(low["entities"], units),
        }


def _coverage(of: RoundTables) -> Iterator[dict[str, str]]:
    about = of.tables["publication.round"].row(0, named=True)
    for label, value in (
        ("Đơn vị được đánh giá", about["entities_expected"]),
        ("Đơn vị đã gửi số liệu", about["entities_reporting"]),
        ("Số liệu cần có (chỉ tiêu áp dụng và được đánh giá)", about["values_expected"]),
        ("Số liệu đã có", about["values_reported"]),
        ("Tệp đã nhận", about["files_received"]),
        ("Tệp không nhận được vì lỗi", about["files_quarantined"]),
        ("Dòng không nhận được vì lỗi", about["rows_rejected"]),
    ):
        yield {"label": label, "value": VI.count(value)}


def _missing(of: RoundTables) -> list[str]:
    names = dict(
        of.tables["reference.expected_unit"].select("entity_code", "entity_name_vi").iter_rows()
    )
    return [f"{names[code]} ({code})" for code in silent_units(of)]


def _findings(of: RoundTables) -> Iterator[dict[str, str]]:
    counted = (
        of.tables["submissions.finding"]
        .sort("file_name", "cell")
        .group_by("rule", "severity")
        .agg(
            pl.len().alias("times"),
            pl.col("file_name").n_unique().alias("files"),
            pl.col("message_vi").first(),
        )
        .sort("severity", "times", "rule", descending=[False, True, False])
    )
    for row in counted.iter_rows(named=True):
        yield {
            "severity": "lỗi" if row["severity"] == "error" else "cảnh báo",
            "theme": _THEME_OF.get(row["rule"], ""),
            "rule": row["rule"],
            "example": row["message_vi"],
            "times": VI.count(row["times"]),
            "files": VI.count(row["files"]),
        }


def _changes(of: RoundTables) -> Iterator[dict[str, str]]:
    """Units that differ from the release before, with why."""
    releases = of.tables["publication.release"].sort("number").to_dicts()
    if not releases or releases[-1]["replaces"] is None:
        return
    now, ranks = releases[-1], of.tables["publication.release_rank"]
    columns = ("entity_code", "entity_name_vi", "published_value", "rank")
    before = ranks.filter(pl.col("release_id") == now["replaces"]).select(columns)
    after = ranks.filter(pl.col("release_id") == now["release_id"]).select(columns)
    reasons: dict[str | None, list[str]] = {}
    for unit, reason in (
        of.tables["publication.release_reason"]
        .filter(pl.col("release_id") == now["release_id"])
        .select("entity_code", "reason")
        .unique()
        .sort("entity_code", "reason")
        .iter_rows()
    ):
        reasons.setdefault(unit, []).append(REASON_VI[reason])
    both = before.join(after, on="entity_code", how="full", coalesce=True, suffix="_now").filter(
        pl.col("published_value").ne_missing(pl.col("published_value_now"))
        | pl.col("rank").ne_missing(pl.col("rank_now"))
    )
    decimals = of.framework["decimals"]
    for row in both.sort("rank_now", "entity_code", nulls_last=True).iter_rows(named=True):
        why = reasons.get(row["entity_code"], []) + reasons.get(None, [])
        yield {
            "name": row["entity_name_vi_now"] or row["entity_name_vi"],
            "before": VI.amount(row["published_value"], decimals),
            "now": VI.amount(row["published_value_now"], decimals),
            "rank_before": NONE if row["rank"] is None else str(row["rank"]),
            "rank": NONE if row["rank_now"] is None else str(row["rank_now"]),
            "why": ", ".join(why) or "do đơn vị khác thay đổi",
        }


def _rules(of: RoundTables) -> Iterator[dict[str, str]]:
    counted = Counter(
        of.indicators[row["code"]]["rule_status"] or "unknown"
        for row in of.rules
        if row["aggregation"] is None
    )
    for status, words in RULE_STATUS_VI.items():
        if counted[status]:
            yield {"label": words, "value": VI.count(counted[status])}


def _method(of: RoundTables) -> Iterator[str]:
    framework = of.framework
    yield _AGGREGATION_VI[framework["aggregation"]]
    yield _MISSING_VI[framework["missing"]]
    decimals = framework["decimals"]
    on = "giá trị chưa làm tròn" if decimals is None else f"giá trị công bố ({decimals} số lẻ)"
    yield (
        f"Xếp hạng giảm dần theo {on}; giá trị bằng nhau thì đồng hạng và bỏ qua hạng kế tiếp "
        "(1,\u00a02,\u00a02,\u00a04)."
    )
    yield (
        "Kết quả chính thức lấy giá trị thẩm định hoặc đo tự động ở nơi có, nếu không thì lấy giá "
        "trị tự đánh giá."
    )
    if framework["completeness"]:
        yield f"Về bộ chỉ số: {framework['completeness']}"


def _figures(of: RoundTables) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {
        (row["level"], row["code"], row["statistic"]): row
        for row in of.tables["planning.round_figure"].iter_rows(named=True)
    }


def _names(of: RoundTables) -> dict[str, str]:
    rows = of.tables["reference.indicator"].filter(pl.col("level") == "main")
    return dict(rows.select("code", "name_vi").iter_rows())


def _some(codes: str | None, units: Mapping[str, str]) -> str:
    """The names of the units that share a place: up to three, else two and how many more."""
    names = [units.get(code, code) for code in (codes or "").split(", ") if code]
    if len(names) <= 3:
        return ", ".join(names)
    return f"{', '.join(names[:2])} và {len(names) - 2} đơn vị khác"


def _listed(names: list[str]) -> str:
    if len(names) > 5:
        return f"{', '.join(names[:5])} và {len(names) - 5} đơn vị khác"
    return ", ".join(names)
