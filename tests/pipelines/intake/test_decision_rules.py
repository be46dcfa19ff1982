"""Decisions of the council and appeals: read with why and when, in order of their days, not lost."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from intake_builders import (
    csv_bytes,
    figures,
    file,
    framework,
    rounds,
    scorecard,
    statuses,
    take,
    told,
    units,
    workbook,
)

from pipelines.intake.intake import Intake, ReceivedFile, take_in

DECISION = (
    "round", "entity_code", "indicator_code", "input", "value", "reporter", "source",
    "decision", "clause", "reason", "decided_on", "appeal",
)  # fmt: skip
APPEAL = ("round", "entity_code", "indicator_code", "requested", "appeal", "reason", "filed_on")
EARLY, LATER = "2025-08-10T09:00:00+07:00", "2025-08-20T09:00:00+07:00"


def decision(
    value: str = "3",
    number: str = "12/QĐ",
    on: str = "05/08/2025",
    appeal: str = "",
    name: str = "points",
    **but: str,
) -> tuple[str, ...]:
    row = {
        "round": "r1", "entity_code": "00001", "indicator_code": "1.4", "input": name,
        "value": value, "reporter": "so-khcn", "source": "verified", "decision": number,
        "clause": "Điều 4", "reason": "Minh chứng không đủ", "decided_on": on, "appeal": appeal,
    }  # fmt: skip
    return tuple((row | but).values())


def decisions(*rows: tuple[str, ...], at: str = EARLY, name: str = "hd.csv") -> ReceivedFile:
    return file(f"hoi-dong/{name}", csv_bytes([DECISION, *rows]), at)


def appeals(*rows: tuple[str, ...], at: str = LATER) -> ReceivedFile:
    return file("00001_phuc-tra.csv", csv_bytes([APPEAL, *rows]), at)


ASKED = ("r1", "00001", "1.4", "9", "01/ĐN", "Đã bổ sung biên bản", "12/08/2025")
POINTS = ("00001", "1.4", "points")


def rules(taken: Intake) -> list[str]:
    return [finding["rule"] for finding in told(taken)]


def test_a_decision_says_why_by_what_and_when() -> None:
    taken = take(decisions(decision()))
    (row,) = taken.current.to_dicts()
    assert (row["is_decision"], row["document"], row["clause"], row["reason"], row["dated_on"]) == (
        True, "12/QĐ", "Điều 4", "Minh chứng không đủ", date(2025, 8, 5),
    )  # fmt: skip
    assert (row["raw_text"], row["cell"], row["source"]) == ("3", "E2", "verified")
    assert rules(taken) == []


def test_a_decision_in_a_vietnamese_workbook_is_read_at_its_cell() -> None:
    heads = ("Đợt", "Mã đơn vị", "Mã chỉ tiêu", "Số liệu", "Giá trị", "Số quyết định", "Căn cứ",
             "Lý do", "Ngày quyết định")  # fmt: skip
    row = ("r1", "00001", "1.4", "Trạng thái", "không điểm theo quyết định", "12/QĐ", "Điều 4",
           "Không đủ", "05/08/2025")  # fmt: skip
    cells = {f"{chr(65 + n)}3": text for n, text in enumerate(heads)}
    cells |= {f"{chr(65 + n)}4": text for n, text in enumerate(row)}
    content = workbook(**{"Quyết định": {"A1": "QUYẾT ĐỊNH CỦA HỘI ĐỒNG", **cells}})
    taken = take(file("hoi-dong/quyet-dinh.xlsx", content))
    (kept,) = taken.current.to_dicts()
    assert (kept["input"], kept["raw_text"], kept["source"]) == (
        "state",
        "zero_by_decision",
        "verified",
    )
    assert (kept["sheet"], kept["cell"], kept["document"]) == ("Quyết định", "E4", "12/QĐ")


def test_what_a_decision_leaves_out_is_told_and_it_counts() -> None:
    taken = take(decisions(decision(reason="", decided_on="")))
    (finding,) = told(taken)
    assert (finding["rule"], finding["severity"], finding["cell"]) == (
        "decision_is_incomplete", "warning", "E2",
    )  # fmt: skip
    assert finding["expected"] == "reason, decided_on"
    assert figures(taken) == {POINTS: "3"}
    assert statuses(taken) == {"hoi-dong/hd.csv": "accepted_with_warnings"}


def test_a_day_that_is_none_is_told() -> None:
    taken = take(decisions(decision(on="31/02/2025")))
    assert sorted(rules(taken)) == ["date_not_readable", "decision_is_incomplete"]
    assert taken.current["dated_on"].to_list() == [None]
    (finding,) = (one for one in told(taken) if one["rule"] == "date_not_readable")
    assert finding["expected"] == "decided_on: dd/mm/yyyy (31/07/2025)"


IN_VIETNAMESE = (
    "Đợt", "Mã đơn vị", "Mã chỉ tiêu", "Số liệu", "GIÁ TRỊ  quyết định", "Số quyết định",
    "Căn cứ", "Lý do", "Ngày quyết định", "Số đơn phúc tra",
)  # fmt: skip
APPEAL_IN_VIETNAMESE = (
    "Đợt", "Mã đơn vị", "Mã chỉ tiêu", "Điểm đề nghị", "Số đơn phúc tra", "Lý do", "Ngày gửi đơn",
)  # fmt: skip


def in_vietnamese(*rows: tuple[str, ...], heads: tuple[str, ...] = IN_VIETNAMESE) -> ReceivedFile:
    cells = {f"{chr(65 + n)}3": text for n, text in enumerate(heads)} | {
        f"{chr(65 + n)}{row}": text
        for row, texts in enumerate(rows, 4)
        for n, text in enumerate(texts)
        if text
    }
    is_appeal = heads != IN_VIETNAMESE
    name = "00001_phuc-tra.xlsx" if is_appeal else "hoi-dong/quyet-dinh.xlsx"
    return file(name, workbook(**{"Bảng": {"A1": "HỘI ĐỒNG", **cells}}), LATER)


def expected_by_rule(taken: Intake) -> dict[str, str]:
    return {one["rule"]: one["expected"] for one in told(taken)}


def test_what_a_decision_leaves_out_is_called_as_its_workbook_calls_it() -> None:
    about = ("r1", "00001", "1.4", "Điểm")
    taken = take(in_vietnamese((*about, "3", "12/QĐ", "", "Thiếu", "31/02/2025", "9/ĐN")))
    assert expected_by_rule(taken) == {
        "decision_is_incomplete": "Căn cứ, Ngày quyết định",
        "date_not_readable": "Ngày quyết định: dd/mm/yyyy (31/07/2025)",
        "appeal_unknown": "Số đơn phúc tra",
    }
    assert figures(taken) == {POINTS: "3"}


def test_a_column_that_a_file_does_not_have_is_called_in_the_language_of_the_others() -> None:
    heads = (*IN_VIETNAMESE[:4], "Giá trị", "Số quyết định")
    taken = take(in_vietnamese(("r1", "00001", "1.4", "Điểm", "3", "12/QĐ"), heads=heads))
    assert rules(taken) == ["not_entitled"]  # the name of the file says that 00001 sent it
    about = ("round", "entity_code", "indicator_code", "input", "value", "decision")
    row = ("r1", "00001", "1.4", "points", "3", "12/QĐ")
    taken = take(file("hoi-dong/a.csv", csv_bytes([about, row])))
    assert expected_by_rule(taken) == {"decision_is_incomplete": "clause, reason, decided_on"}


def test_a_decision_without_its_value_counts_for_nothing_and_the_column_is_named() -> None:
    about = ("r1", "00001", "1.4", "Điểm")
    taken = take(in_vietnamese((*about, "", "12/QĐ", "Điều 4", "Thiếu", "05/08/2025")))
    (finding,) = told(taken)
    assert (finding["rule"], finding["severity"], finding["cell"]) == (
        "document_without_value", "error", "E4",
    )  # fmt: skip
    assert (finding["found"], finding["expected"]) == (
        "GIÁ TRỊ quyết định",
        "số điểm từ 0 đến 30 / points from 0 to 30",
    )
    assert figures(taken) == {}


def test_rows_that_nobody_filled_in_are_none() -> None:
    about = ("r1", "00001", "1.4", "Điểm")
    blank = ("r1", "00002", "1.4", "Điểm", "", "", "", "", "", "7/ĐN")
    taken = take(
        in_vietnamese((*about, "3", "12/QĐ", "Điều 4", "Thiếu", "05/08/2025"), blank, ("r1",))
    )
    assert (figures(taken), told(taken)) == ({POINTS: "3"}, [])


def test_a_workbook_that_nobody_filled_in_says_which_columns_are_blank() -> None:
    blank = ("r1", "00001", "1.4", "Điểm")
    taken = take(in_vietnamese(blank, blank, ("r1",)))
    (finding,) = told(taken)
    assert (finding["rule"], finding["severity"]) == ("nothing_filled_in", "error")
    assert finding["found"] == (
        "GIÁ TRỊ quyết định, Số quyết định, Căn cứ, Lý do, Ngày quyết định, Số đơn phúc tra"
    )
    assert statuses(taken) == {"hoi-dong/quyet-dinh.xlsx": "quarantined"}
    assert figures(taken) == {}


def test_messages_on_an_appeal_call_its_columns_as_its_workbook_does() -> None:
    about = ("r1", "00001", "1.4")
    sent = in_vietnamese((*about, "9", "", "Đủ", "12/08/2025"), heads=APPEAL_IN_VIETNAMESE)
    late = until(date(2025, 8, 11), sent).findings
    assert dict(late.select("rule", "expected").iter_rows()) == {
        "appeal_is_incomplete": "Số đơn phúc tra",
        "appeal_is_late": "11/08/2025",
    }
    assert "Ngày gửi đơn: 12/08/2025" in late["found"].to_list()
    without = take(in_vietnamese((*about, "", "1/ĐN", "Đủ"), heads=APPEAL_IN_VIETNAMESE))
    (finding,) = told(without)
    assert (finding["rule"], finding["found"]) == ("document_without_value", "Điểm đề nghị")
    untouched = take(in_vietnamese(about, heads=APPEAL_IN_VIETNAMESE))
    (finding,) = told(untouched)
    assert (finding["rule"], finding["found"]) == (
        "nothing_filled_in", "Điểm đề nghị, Số đơn phúc tra, Lý do, Ngày gửi đơn",
    )  # fmt: skip


@pytest.mark.parametrize("first_came", [EARLY, LATER])
def test_the_last_decision_by_its_day_stands_whenever_it_came(first_came: str) -> None:
    second_came = LATER if first_came == EARLY else EARLY
    taken = take(
        decisions(decision("3"), at=first_came),
        decisions(decision("8", "15/QĐ", "25/08/2025"), at=second_came, name="hd-2.csv"),
    )
    assert figures(taken) == {POINTS: "8"}
    (old,) = taken.superseded.to_dicts()
    assert (old["raw_text"], old["document"]) == ("3", "12/QĐ")


def test_points_decided_on_appeal_stand_for_a_zero_by_decision() -> None:
    taken = take(
        decisions(decision("zero_by_decision", name="state")),
        decisions(decision("8", "15/QĐ", "25/08/2025"), at=LATER, name="hd-2.csv"),
    )
    assert figures(taken) == {POINTS: "8"}
    assert taken.superseded["raw_text"].to_list() == ["zero_by_decision"]


def test_two_decisions_in_one_file_are_no_repetition() -> None:
    taken = take(decisions(decision("3"), decision("8", "15/QĐ", "25/08/2025")))
    assert (figures(taken), rules(taken)) == ({POINTS: "8"}, [])


def test_a_decision_stands_for_what_a_scorecard_says_was_verified() -> None:
    card = csv_bytes([("Mã", "Tự đánh giá"), ("1.4", "7")])
    found = csv_bytes([("Mã", "Tự đánh giá", "Thẩm định"), ("1.4", "", "6")])
    taken = take(
        file("00001_phieu.csv", card, EARLY),
        file("hoi-dong/00001_phieu.csv", found, EARLY),
        decisions(decision("3"), at=LATER),
    )
    by_source = dict(taken.current.select("source", "raw_text").iter_rows())
    assert (by_source, rules(taken)) == ({"declared": "7", "verified": "3"}, [])


def test_an_appeal_is_kept_and_scores_nothing() -> None:
    taken = take(file("00001.csv", scorecard_of_one(), EARLY), appeals(ASKED))
    assert figures(taken) == {POINTS: "7"}
    (asked,) = taken.appeals.to_dicts()
    assert (asked["raw_text"], asked["document"], asked["reason"], asked["dated_on"]) == (
        "9", "01/ĐN", "Đã bổ sung biên bản", date(2025, 8, 12),
    )  # fmt: skip
    assert (asked["input"], asked["cell"]) == ("points", "D2")
    assert statuses(taken)["00001_phuc-tra.csv"] == "accepted"


def scorecard_of_one() -> bytes:
    return b"round,entity_code,indicator_code,input,value\nr1,00001,1.4,points,7\n"


def test_two_appeals_with_numbers_of_their_own_both_stay() -> None:
    again = (*ASKED[:3], "8", "02/ĐN", *ASKED[5:])
    taken = take(appeals(ASKED, again))
    assert sorted(taken.appeals["document"]) == ["01/ĐN", "02/ĐN"]


def test_an_appeal_beyond_the_maximum_is_refused_at_its_cell() -> None:
    taken = take(appeals((*ASKED[:3], "31", *ASKED[4:])))
    (finding,) = told(taken)
    assert (finding["rule"], finding["cell"]) == ("value_outside_unit", "D2")
    assert taken.appeals.is_empty()


def test_an_appeal_without_a_reason_is_on_record() -> None:
    taken = take(appeals((*ASKED[:5], "", ASKED[6])))
    assert (rules(taken), taken.appeals.height) == (["appeal_is_incomplete"], 1)


def until(day: date | None, *files: ReceivedFile) -> Intake:
    entry = replace(rounds()["r1"], appeals_until=day)
    return take_in(files, entry, framework(), units(), frozenset(rounds()))


def test_an_appeal_after_its_last_day_is_late_where_that_is_known() -> None:
    late = until(date(2025, 8, 11), appeals(ASKED)).findings
    assert late.select("rule", "found", "expected").rows() == [
        ("appeal_is_late", "filed_on: 12/08/2025", "11/08/2025")
    ]
    assert until(date(2025, 8, 12), appeals(ASKED)).findings.is_empty()
    assert until(None, appeals(ASKED)).findings.is_empty()


def test_a_decision_that_answers_an_appeal_nobody_sent_is_told() -> None:
    assert rules(take(appeals(ASKED), decisions(decision(appeal="01/ĐN")))) == []
    assert rules(take(appeals(ASKED), decisions(decision(appeal="10/ĐN")))) == ["appeal_unknown"]


def test_decisions_and_appeals_come_after_the_deadline_and_are_not_late() -> None:
    declared = file("00001.csv", scorecard_of_one(), LATER)
    taken = take(declared, decisions(decision()), appeals(ASKED))
    late = dict(taken.files.select("file_name", "late").iter_rows())
    assert late == {"00001.csv": True, "hoi-dong/hd.csv": False, "00001_phuc-tra.csv": False}


def test_a_verified_figure_without_any_word_of_a_decision_is_none() -> None:
    taken = take(
        file(
            "hoi-dong/a.csv",
            b"round,entity_code,indicator_code,input,value,source\nr1,00001,1.4,points,7,verified\n",
        )
    )
    assert taken.current.select("source", "is_decision").rows() == [("verified", False)]
    assert isinstance(taken.current["dated_on"].dtype, pl.Date)


def test_the_scorecard_names_no_decision() -> None:
    assert take(file("00001_x.csv", scorecard(**{"1_4": "7"}))).current["document"].to_list() == [
        None
    ]


def test_what_is_declared_in_a_file_of_decisions_is_no_decision() -> None:
    declared = decision(source="declared"), decision("8", "15/QĐ", source="declared")
    taken = take(decisions(*declared))
    assert (figures(taken), set(rules(taken))) == ({}, {"not_entitled"})
