"""The report of the round of five units in `page_builders.py`.

Values: A .8375, B and C .675, D .2, E 0; before: B .75, A .8, C .675, D .1 in this order.
"""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from page_builders import FIGURES, NAMES, RELEASES, changed, picked, rows, small_tables

from pipelines.publication.paper_language import ENGLISH, VIETNAMESE
from pipelines.publication.round_report import about_round, final_ranking, round_report
from pipelines.publication.round_tables import RoundTables


@pytest.fixture(scope="module")
def tables() -> RoundTables:
    return small_tables()


@pytest.fixture(scope="module")
def report(tables: RoundTables) -> dict[str, Any]:
    return round_report(tables, ENGLISH)


def test_every_paper_says_what_it_is_about(tables: RoundTables) -> None:
    about = about_round(tables)
    assert (about["name"], about["framework"], about["subject"]) == ("Đợt", "Bộ thử", "cấp xã")
    assert about["period"] == "01/01/2025 – 30/06/2025"
    assert about["release"] == {
        "id": "r.2", "number": "2", "status": "CHÍNH THỨC", "issued": "02/09/2025",
        "content": "bb" * 32, "summary": "Sửa B.", "replaces": "r.1",
    }  # fmt: skip
    assert about_round(small_tables(publication__release=()))["release"] is None


def test_the_ranking_is_final_and_those_without_a_rank_come_last(tables: RoundTables) -> None:
    ranking = tables.tables["rankings.dti"]
    without = ranking.with_columns(
        rank=pl.when(pl.col("entity_code") != "A").then("rank"),
    )
    found = final_ranking(changed(tables, rankings__dti=without))
    assert [row["entity_code"] for row in found] == ["B", "C", "D", "E", "A"]
    assert {row["basis"] for row in found} == {"final"}


def test_the_headline_has_mean_growth_ends_and_coverage(report: dict[str, Any]) -> None:
    # 10 of 14 values are there: 71.4 %.
    assert picked(report["headline"], "label", "value", "note") == [
        ("units ranked", "5", ""),
        ("mean", "0.4775", "+5.1 % since the round before"),
        ("highest", "0.8375", "An"),
        ("lowest", "0.0000", "Em"),
        ("values there are", "71.4 %", "10/14 indicators"),
    ]


def test_a_round_that_expects_nothing_has_no_share_of_it() -> None:
    about = {"round": "r", "status": "final", "values_expected": 0, "values_reported": 0,
             "missing_entities": None}  # fmt: skip
    told = round_report(small_tables(publication__round=(about,)), ENGLISH)
    assert picked(told["headline"][-1:], "value", "note") == [("–", "0/0 indicators")]
    assert (told["missing"], len(told["sentences"])) == ([], 4)


def test_sentences_tell_leaders_means_moves_and_silence(report: dict[str, Any]) -> None:
    assert report["sentences"] == [
        "In the lead: An, value 0.8375.",
        "3/5 units are above the mean (0.4775).",
        "The main indicator with the highest mean: Two (0.5100); with the lowest: One (0.4650).",
        "Since the round before: 2 gained places, 1 lost places.",
        "Units that sent nothing: 1; the result of the round may still change.",
    ]


def test_what_a_round_does_not_have_is_not_told(tables: RoundTables) -> None:
    ranking = tables.tables["rankings.dti"]
    alone = ranking.filter(pl.col("entity_code") == "A").with_columns(
        previous_rank=pl.lit(None, pl.Int32), rank_change=pl.lit(None, pl.Int32)
    )
    one_main = [
        row for row in FIGURES if row["code"] != "2" and row["statistic"] != "growth_of_mean"
    ]
    told = round_report(
        changed(
            tables,
            rankings__dti=alone,
            planning__round_figure=rows("planning.round_figure", one_main),
        ),
        ENGLISH,
    )
    assert told["sentences"][:1] == ["In the lead: An, value 0.8375."]
    assert len(told["sentences"]) == 2
    assert (told["movers"], told["has_previous"]) == (None, False)
    assert told["headline"][1]["note"] == ""


def test_a_row_of_the_ranking_is_printed(report: dict[str, Any]) -> None:
    columns = ("rank", "name", "value", "points", "previous", "change", "change_text",
               "value_change", "is_silent", "share")  # fmt: skip
    assert picked(report["ranking"], *columns) == [
        ("1", "An", "0.8375", "33.50", "2", 1, "1", "+0.0375", False, 0.8375),
        ("2", "Binh", "0.6750", "27.00", "1", -1, "1", "−0.0750", False, 0.675),
        ("2", "Cat", "0.6750", "27.00", "3", 1, "1", "0.0000", False, 0.675),
        ("4", "Dong", "0.2000", "6.00", "4", 0, "=", "+0.1000", False, 0.2),
        ("5", "Em", "0.0000", "0.00", "–", 0, "–", "–", True, 0.0),
    ]


def test_movers_gained_or_lost_most(tables: RoundTables, report: dict[str, Any]) -> None:
    assert [row["name"] for row in report["movers"]["up"]] == ["An", "Cat"]
    assert [row["name"] for row in report["movers"]["down"]] == ["Binh"]
    changes = {"A": 1, "B": 3, "C": -1, "D": -4, "E": 0}
    other = tables.tables["rankings.dti"].with_columns(
        rank_change=pl.col("entity_code").replace_strict(changes, return_dtype=pl.Int32)
    )
    movers = round_report(changed(tables, rankings__dti=other), ENGLISH)["movers"]
    assert picked(movers["up"], "name", "change_text") == [("Binh", "3"), ("An", "1")]
    assert picked(movers["down"], "name", "change_text") == [("Dong", "4"), ("Cat", "1")]


def test_no_more_than_five_movers_are_named(tables: RoundTables) -> None:
    ranking = tables.tables["rankings.dti"].filter(pl.col("basis") == "final")
    first = ranking.filter(pl.col("entity_code") == "A")
    many = pl.concat(
        first.with_columns(
            entity_code=pl.lit(f"{sign}{n}"), rank_change=pl.lit(change * n, pl.Int32),
        )
        for sign, change in (("U", 1), ("V", -1))
        for n in range(1, 7)
    )  # fmt: skip
    movers = round_report(changed(tables, rankings__dti=many), ENGLISH)["movers"]
    assert [row["change"] for row in movers["up"]] == [6, 5, 4, 3, 2]
    assert [row["change"] for row in movers["down"]] == [-6, -5, -4, -3, -2]


def test_mains_and_pillars_have_mean_best_and_worst(report: dict[str, Any]) -> None:
    columns = ("code", "name", "maximum", "mean", "share", "highest", "best", "lowest", "worst")
    assert picked(report["mains"] + report["pillars"], *columns) == [
        ("1", "One", "20", "0.4650", 0.465, "0.8750", "An", "0.0000", "Em"),
        ("2", "Two", "20", "0.5100", 0.51, "0.8500", "Cat", "0.0000", "Em"),
        ("P", "Pillar", "–", "0.4775", 0.4775, "0.8375", "An", "0.0000", "Em"),
    ]


@pytest.mark.parametrize(
    ("entities", "told"),
    [
        ("A", "An"), ("A, B, C", "An, Binh, Cat"), ("A, B, C, D", "An, Binh and 2 others"),
        ("A, X", "An, X"),
    ],
)  # fmt: skip
def test_up_to_three_units_share_a_place_by_name(entities: str, told: str) -> None:
    figures = [
        {**row, "entities": entities} if row["statistic"] == "highest" else row for row in FIGURES
    ]
    found = round_report(small_tables(planning__round_figure=figures), ENGLISH)
    assert found["mains"][0]["best"] == told


@pytest.mark.parametrize(
    ("leaders", "told"),
    [(5, "In the lead: An, Binh, Cat, Dong, Em, value"),
     (6, "In the lead: An, Binh, Cat, Dong, Em and 1 others, value")],
)  # fmt: skip
def test_up_to_five_leaders_are_named(tables: RoundTables, leaders: int, told: str) -> None:
    ranking = tables.tables["rankings.dti"].filter(pl.col("basis") == "final")
    sixth = ranking.tail(1).with_columns(entity_code=pl.lit("F"), entity_name_en=pl.lit("Phu"))
    level = pl.concat([ranking, sixth]).sort("entity_code").head(leaders)
    found = round_report(
        changed(tables, rankings__dti=level.with_columns(rank=pl.lit(1, ranking.schema["rank"]))),
        ENGLISH,
    )
    assert found["sentences"][0].startswith(told)


def test_a_value_beyond_the_scale_fills_its_bar(tables: RoundTables) -> None:
    ranking = tables.tables["rankings.dti"]
    beyond = {"A": "1.02", "B": "-0.01", "C": "0.5", "D": "1", "E": "0"}
    other = ranking.with_columns(
        value=pl.col("entity_code").replace_strict(
            {code: Decimal(value) for code, value in beyond.items()},
            return_dtype=ranking.schema["value"],
        )
    )
    found = round_report(changed(tables, rankings__dti=other), ENGLISH)["ranking"]
    assert {row["code"]: row["share"] for row in found} == {
        "A": 1,
        "B": 0,
        "C": 0.5,
        "D": 1,
        "E": 0,
    }


def finding(rule: str, severity: str, file: str, cell: str) -> dict[str, Any]:
    return {"round": "r", "rule": rule, "severity": severity, "file_name": file, "cell": cell,
            "message_vi": f"{file} {cell}", "message_en": f"{file} {cell}"}  # fmt: skip


def test_findings_are_counted_errors_first_then_the_more_frequent() -> None:
    found = round_report(
        small_tables(
            submissions__finding=(
                finding("late_file", "warning", "b.csv", "A2"),
                finding("unheard_of", "warning", "b.csv", "A1"),
                finding("unheard_of", "warning", "a.csv", "A3"),
                finding("unheard_of", "warning", "a.csv", "A2"),
                finding("not_entitled", "error", "c.csv", "A1"),
            )
        ),
        ENGLISH,
    )["findings"]
    assert picked(found, "rule", "is_error", "severity", "times", "files", "example") == [
        ("not_entitled", True, "error", "1", "1", "c.csv A1"),
        ("unheard_of", False, "warning", "3", "2", "a.csv A2"),
        ("late_file", False, "warning", "1", "1", "b.csv A2"),
    ]
    assert found[1]["theme"] == ""


def rank(release: str, unit: str, value: str, place: int | None) -> dict[str, Any]:
    vi, en = NAMES[unit]
    return {"round": "r", "release": release, "entity_code": unit, "entity_name_vi": vi,
            "entity_name_en": en, "published_value": Decimal(value), "rank": place}  # fmt: skip


def reason(release: str, unit: str | None, why: str) -> dict[str, Any]:
    return {"round": "r", "release": release, "entity_code": unit, "reason": why}


RANKS = (
    rank("r.1", "A", "0.8", 1), rank("r.1", "B", "0.7", 2), rank("r.1", "C", "0.6", 3),
    rank("r.1", "D", "0.2", 4),
    rank("r.2", "A", "0.8", 2), rank("r.2", "B", "0.85", 1), rank("r.2", "C", "0.6", 3),
    rank("r.2", "E", "0", None),
)  # fmt: skip


def test_what_differs_from_the_release_before_is_told_unit_by_unit() -> None:
    told = round_report(
        small_tables(
            publication__release_rank=RANKS,
            publication__release_reason=(
                reason("r.2", "B", "decision"), reason("r.2", "B", "amended"),
                reason("r.2", "B", "amended"), reason("r.1", "A", "received"),
            ),
        ),
        ENGLISH,
    )["changes"]  # fmt: skip
    assert picked(told, "name", "before", "now", "rank_before", "rank", "why") == [
        ("Binh", "0.7000", "0.8500", "2", "1", "amended figures, decision of the council"),
        ("An", "0.8000", "0.8000", "1", "2", "others changed"),
        ("Dong", "0.2000", "–", "4", "–", "others changed"),
        ("Em", "–", "0.0000", "–", "–", "others changed"),
    ]


def test_a_reason_of_the_whole_round_is_told_of_every_unit_that_differs() -> None:
    told = round_report(
        small_tables(
            publication__release_rank=RANKS,
            publication__release_reason=(
                reason("r.2", None, "framework"), reason("r.2", "B", "decision"),
            ),
        ),
        ENGLISH,
    )["changes"]  # fmt: skip
    assert [row["why"] for row in told][:2] == [
        "decision of the council, changed framework", "changed framework",
    ]  # fmt: skip


def test_a_first_release_differs_from_nothing() -> None:
    first = small_tables(publication__release=RELEASES[:1], publication__release_rank=RANKS)
    assert round_report(first, ENGLISH)["changes"] == []
    assert round_report(small_tables(publication__release=()), ENGLISH)["changes"] == []


def test_rules_are_counted_by_how_sure_they_are(report: dict[str, Any]) -> None:
    assert picked(report["rules"], "label", "value") == [
        ("as in the official text", "1"),
        ("inferred from the name of the indicator; how it is computed is not published", "1"),
        ("not known", "1"),
    ]


def test_the_method_names_the_decimals_on_which_ranks_are_taken(tables: RoundTables) -> None:
    def third(decimals: int | None) -> str:
        framework = tables.tables["reference.framework"]
        other = framework.with_columns(decimals=pl.lit(decimals, framework.schema["decimals"]))
        return round_report(changed(tables, reference__framework=other), ENGLISH)["method"][2]

    assert third(4).startswith("Ranks are descending on the published value (4 decimals);")
    assert third(None).startswith("Ranks are descending on the unrounded value;")


def test_both_languages_say_the_same(tables: RoundTables, report: dict[str, Any]) -> None:
    own = round_report(tables, VIETNAMESE)
    assert own["sentences"][0] == "Dẫn đầu: Xã An, giá trị 0,8375."
    assert [len(own[key]) for key in ("headline", "ranking", "mains", "method")] == [
        len(report[key]) for key in ("headline", "ranking", "mains", "method")
    ]
    assert own["missing"] == ["Xã Em (E)"]


@pytest.mark.parametrize(("aggregation", "has_points"), [("points", True), ("arithmetic_mean", False)])  # fmt: skip
def test_points_are_told_where_they_are_counted(
    tables: RoundTables, aggregation: str, has_points: bool
) -> None:
    framework = tables.tables["reference.framework"].with_columns(aggregation=pl.lit(aggregation))
    told = round_report(changed(tables, reference__framework=framework), ENGLISH)
    assert told["has_points"] is has_points
