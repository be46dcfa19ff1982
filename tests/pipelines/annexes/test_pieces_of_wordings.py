"""Numbers, amounts, ranges and clauses of wordings, and the rules at the edge of each reading."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from pipelines.annexes.rule_draft import RuleDraft
from pipelines.annexes.rule_wordings import recognise_rule
from pipelines.annexes.wording_clauses import (
    Amount,
    Clause,
    amount,
    band,
    bare,
    clauses,
    is_otherwise,
    number,
)


def piece(text: str) -> Clause:
    return Clause(text, bare(text))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        ("1.000", "1000"),
        ("1.000,5", "1000.5"),
        ("12.345.678", "12345678"),
        ("0.500", "0.5"),
        ("1.00", "1"),
        ("1000", "1000"),
        ("1.2.3", None),
        ("7.", None),
    ],
)
def test_a_printed_number_is_read_one_way(written: str, expected: str | None) -> None:
    assert number(written) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("key", "share"),
    [
        ("0", 0),
        ("0,0 diem", 0),
        ("khong co diem", 0),
        ("diem toi da", 1),
        ("100% so diem toi da", 1),
        ("du diem", 1),
        ("3/4*diem toi da", Fraction(3, 4)),
        ("3/4 diem", Fraction(3, 4)),
        ("½ diem toi da", Fraction(1, 2)),
        ("mot nua diem toi da", Fraction(1, 2)),
        ("25% diem toi da", Fraction(1, 4)),
        ("0,4*diem toi da", Fraction(2, 5)),
        ("diem toi da/4", Fraction(1, 4)),
        ("diem toi da x 3/4", Fraction(3, 4)),
    ],
)
def test_a_share_of_the_maximum_is_read(key: str, share: object) -> None:
    assert amount(key) == Amount(Fraction(str(share)), None)


@pytest.mark.parametrize(("key", "points"), [("5 diem", "5"), ("7,5 d", "7.5"), ("5", "5")])
def test_points_are_read(key: str, points: str) -> None:
    assert amount(key) == Amount(None, Decimal(points))


@pytest.mark.parametrize("key", ["1/0*diem toi da", "diem toi da/0", "abc", "50%", "1.2.3 diem"])
def test_what_is_no_amount_is_none(key: str) -> None:
    assert amount(key) is None


@pytest.mark.parametrize(
    ("found", "most", "expected"),
    [
        (Amount(Fraction(1, 2), None), None, Fraction(1, 2)),
        (Amount(None, Decimal(0)), None, 0),
        (Amount(None, Decimal(5)), Decimal(20), Fraction(1, 4)),
        (Amount(None, Decimal(5)), None, None),
        (Amount(None, Decimal(5)), Decimal(0), None),
    ],
)
def test_points_are_a_share_where_the_maximum_is_known(
    found: Amount, most: Decimal | None, expected: object
) -> None:
    assert found.of(most) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("tu 3 den 5 cuoc", ("3", True, "5", True, False)),
        ("3-5 cuoc", ("3", True, "5", True, False)),
        ("tren 3 den 5", ("3", False, "5", True, False)),
        ("tren 3 den duoi 5", ("3", False, "5", False, False)),
        ("tu 50% den duoi 80%", ("50", True, "80", False, True)),
        ("50% <= ty le < 80%", ("50", True, "80", False, True)),
        ("50% < ty le <= 80%", ("50", False, "80", True, True)),
        ("ty le >= 80%", ("80", True, None, True, True)),
        ("it nhat 3 cuoc", ("3", True, None, True, False)),
        ("3 cuoc tro len", ("3", True, None, True, False)),
        ("tren 80%", ("80", False, None, True, True)),
        ("> 4 cuoc", ("4", False, None, True, False)),
        ("duoi 50%", (None, True, "50", False, True)),
        ("< 3", (None, True, "3", False, False)),
        ("chua dat 60%", (None, True, "60", False, True)),
        ("khong qua 5", (None, True, "5", True, False)),
        ("<= 5", (None, True, "5", True, False)),
        ("4 cuoc", ("4", True, "4", True, False)),
        ("ty le dat 100%", ("100", True, "100", True, True)),
        ("100%", ("100", True, "100", True, True)),
        ("70%", ("70", True, "70", True, True)),
    ],
)
def test_a_condition_admits_a_range(key: str, expected: tuple[Any, ...]) -> None:
    found = band(key)
    assert found is not None
    low, high = (None if end is None else f"{end}" for end in (found.low, found.high))
    assert (low, found.low_is_in, high, found.high_is_in, found.is_percent) == expected


@pytest.mark.parametrize("key", ["nam 2025 ban hanh", "ke hoach", "1.2.3 cuoc"])
def test_a_condition_about_something_else_admits_none(key: str) -> None:
    assert band(key) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("còn lại", True),
        ("các trường hợp còn lại", True),
        ("trường hợp khác", True),
        ("ngoài các mức trên", True),
        ("chưa ban hành", True),
        ("không", True),
        ("có", False),
        ("có còn lại", False),
    ],
)
def test_the_rest_is_known(text: str, expected: bool) -> None:
    assert is_otherwise(piece(text)) is expected


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("- a: Số hồ sơ;\n- b: Tổng số hồ sơ.", ["a: Số hồ sơ", "b: Tổng số hồ sơ"]),
        ("Có: 5 điểm, không: 0 điểm", ["Có: 5 điểm", "không: 0 điểm"]),
        ("Trong đó: a là số cuộc họp, b là tổng số", ["a là số cuộc họp", "b là tổng số"]),
        ("Cách tính: Điểm = a/b. Nếu thiếu thì 0", ["Điểm = a/b", "Nếu thiếu thì 0"]),
        ("TP. Nha Trang có kế hoạch. Đạt", ["TP. Nha Trang có kế hoạch", "Đạt"]),
        ("1) Có; 2) Không", ["Có", "Không"]),
        ("• Có\n● Không", ["Có", "Không"]),
        ("7,5 điểm. Còn lại 0 điểm", ["7,5 điểm", "Còn lại 0 điểm"]),
        ("a)", []),
        ("", []),
    ],
)
def test_a_wording_is_cut_into_clauses(wording: str, expected: list[str]) -> None:
    assert [clause.text for clause in clauses(wording)] == expected


def test_a_piece_of_a_clause_has_no_blank_ends() -> None:
    whole = piece(" - Có : x")
    assert whole.piece(0, 6) == piece("Có")
    assert whole.piece(2, 2).key == ""
    assert piece(", , ").piece(0, 4) == Clause("", "")


# Rules at their edges


def read(wording: str, points: str | None = "20", group: str = "") -> RuleDraft:
    return recognise_rule(wording, "Tên", None if points is None else Decimal(points), group)


def kind(draft: RuleDraft) -> str | None:
    return None if draft.rule is None else str(draft.rule["kind"])


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("Điểm = (Giá trị cao nhất - X)/(Giá trị cao nhất - Giá trị thấp nhất)*Điểm tối đa", "lower_is_better"),
        ("Điểm = (Max - X)/(Max - Min)*Điểm tối đa", "lower_is_better"),
        ("Điểm = (X - Min)/(Max - Min)*Điểm tối đa", None),
    ],
)  # fmt: skip
def test_the_figure_between_the_ends_says_its_direction(wording: str, expected: str | None) -> None:
    draft = read(wording)
    assert (kind(draft), draft.status) == ("min_max", "official")
    assert draft.rule is not None
    assert draft.rule.get("direction") == expected


@pytest.mark.parametrize(
    "formula",
    [
        "(Max - Min)/(Max - Min)",
        "(X - Y)/(Max - Min)",
        "(Max - Y)/(X - Min)",
        "(Max - Min)/X",
        "(Min - X)/(Max - Min)",
        "(X - Max)/(Max - Min)",
        "(X/Min)-(Max-Min)",
    ],
)
def test_a_formula_that_is_not_between_the_ends_is_not_sure(formula: str) -> None:
    assert read(f"Điểm = {formula}*Điểm tối đa").status != "official"


def test_the_letter_of_a_figure_between_the_ends_names_it_and_others_are_left() -> None:
    draft = read("Điểm = (a - Min)/(Max - Min)*Điểm tối đa; a: Số ngày trễ; b: số khác")
    assert draft.figures["figure"].name.vi == "Số ngày trễ"
    assert ["số khác" in doubt.vi for doubt in draft.doubts] == [True]


@pytest.mark.parametrize(
    ("over", "target"),
    [
        ("/80%", "0.8"),
        ("/80", "0.8"),
        ("/0,8", "0.8"),
        ("/120%", "1.2"),
        ("/1", None),
        ("/100", None),
        ("/100%", None),
        ("", None),
    ],
)
def test_a_target_is_read_in_percent_and_as_a_share(over: str, target: str | None) -> None:
    draft = read(f"Tỷ lệ = a/b; Điểm = Tỷ lệ{over}*Điểm tối đa; a: Số x; b: Tổng số x")
    assert draft.status == "official"
    assert draft.rule is not None
    found = draft.rule.get("target")
    assert found == (None if target is None else Decimal(target))


@pytest.mark.parametrize(
    "formula", ["Tỷ lệ a/b x Điểm tối đa", "((a/b))*Điểm tối đa", "(a)/(b)*Điểm tối đa"]
)
def test_brackets_around_one_thing_mean_nothing(formula: str) -> None:
    assert kind(read(f"Điểm = {formula}; a: Số x; b: Tổng số x")) == "ratio"


@pytest.mark.parametrize("word", ["Mọi", "Mới"])
def test_every_and_new_are_not_each(word: str) -> None:
    assert read(f"{word} sáng kiến được 1 điểm, tối đa 5 điểm", "5").rule is None
    assert (
        read(f"Có kế hoạch: 5 điểm; {word.lower()} mô hình được 1 điểm", "5").status != "official"
    )


@pytest.mark.parametrize(
    ("wording", "points", "cap", "status"),
    [
        ("Mỗi sáng kiến được 1 điểm, tối đa 5 điểm", "5", "5", "official"),
        ("Mỗi sáng kiến được 1 điểm (tối đa 3 sáng kiến)", "5", "3", "inferred"),
        ("Mỗi sáng kiến được 1 điểm, tối đa 4 điểm", "5", "4", "inferred"),
        ("Mỗi sáng kiến được 3 điểm, tối đa 10 điểm", "10", "3.3333333333", "inferred"),
        ("Mỗi sáng kiến được 1/3*Điểm tối đa", "10", "3", "official"),
        ("Mỗi sáng kiến được 2,5 điểm", "10", "4", "inferred"),
    ],
)
def test_a_count_ends_where_its_points_do(wording: str, points: str, cap: str, status: str) -> None:
    draft = read(wording, points)
    assert draft.rule is not None
    assert (draft.rule["cap"], draft.status) == (Decimal(cap), status)
    assert draft.figures["count"].name.vi == "Số sáng kiến"


@pytest.mark.parametrize(("wording", "points"), [("Mỗi sáng kiến được 1 điểm", None), ("Mỗi sáng kiến được 0 điểm", "5")])  # fmt: skip
def test_a_count_that_never_ends_is_unknown(wording: str, points: str | None) -> None:
    assert read(wording, points).rule is None


@pytest.mark.parametrize(
    ("wording", "starts", "doubts"),
    [
        ("5/4/3 cuộc: 20/15/10", "5 4 3", ["trường hợp còn lại"]),
        ("5/4/3/còn lại cuộc: 20/15/10/0 điểm", "5 4 3", []),
        ("5/4 -> 20/15/0", "5 4", []),
        ("Trên 80%: 20; từ 50% đến 80%: 10; còn lại: 0", "80 50", ["trên 80 %"]),
        ("Từ 80%: 20; từ 50% đến 80%: 10; còn lại: 0", "80 50", ["quanh 80"]),
        ("Từ 80%: 20; từ 50% đến dưới 75%: 10; còn lại: 0", "80 50", ["quanh 80"]),
        ("Từ 80%: 20; từ 50% đến dưới 80%: 10; còn lại: 0", "80 50", []),
        ("Từ 80%: 20; 70%: 10; còn lại: 0", "80 70", ["quanh 70"]),
        ("Từ 80%: 20; 100%: 20; còn lại: 0", "100 80", []),
        ("Từ 80%: 20; dưới 80%: 5", "80 0", []),
        ("Từ 4 cuộc: 20; từ 2 đến 3 cuộc: 10; còn lại: 0", "4 2", []),
        ("Từ 4 cuộc: 20; từ 1 đến 2 cuộc: 10; còn lại: 0", "4 1", ["quanh 4"]),
        ("Từ 3 cuộc: 20; không có cuộc nào: 0", "3", ["trường hợp còn lại"]),
        ("Từ 1 cuộc: 20; không có: 0", "1", []),
        ("Từ 1 cuộc: 20", "1", []),
        ("Từ 2 cuộc: 20", "2", ["trường hợp còn lại"]),
        ("3 cuộc: 10; 2 cuộc: 20; 1 cuộc: 5; còn lại: 0", "3 2 1", ["không tăng hoặc giảm đều"]),
        ("3 cuộc: 5; 2 cuộc: 10; 1 cuộc: 20; còn lại: 0", "3 2 1", []),
    ],
)
def test_steps_begin_where_the_wording_says(wording: str, starts: str, doubts: list[str]) -> None:
    draft = read(wording)
    assert draft.rule is not None
    steps = draft.rule["steps"]
    assert " ".join(f"{step['at_least'].normalize():f}" for step in steps) == starts
    assert len(draft.doubts) == len(doubts)
    for found, expected in zip(draft.doubts, doubts, strict=True):
        assert expected in found.vi


@pytest.mark.parametrize(
    "wording",
    [
        "5/4 -> 20/15/5",
        "5/4/3 -> 20/15",
        "4 cuộc: 20; 4 cuộc: 10",
        "Từ 80%: 20; 3 cuộc: 10",
        "Từ 80%: 20; còn lại: 5",
        "Có kế hoạch: 20; có kế hoạch: 20",
        "Có A: 10; có B: 10; có C: 5; không: 0",
    ],
)
def test_steps_that_do_not_go_together_are_unknown(wording: str) -> None:
    assert read(wording).rule is None


@pytest.mark.parametrize(
    ("wording", "unit"),
    [("Từ 2 cuộc: 20; còn lại: 0", "count"), ("Từ 2,5: 20; còn lại: 0", "number"), ("Từ 80%: 20; còn lại: 0", "percent")],
)  # fmt: skip
def test_steps_are_of_a_count_a_number_or_a_percentage(wording: str, unit: str) -> None:
    assert read(wording).figures["figure"].unit == unit


def test_levels_have_their_shares_in_order() -> None:
    draft = read("Có A: 20; có B: 10; có C: 5; không: 0")
    assert draft.rule is not None
    assert list(draft.rule["levels"].items()) == [
        ("Có A", 1),
        ("Có B", Decimal("0.5")),
        ("Có C", Decimal("0.25")),
        ("Không", 0),
    ]


@pytest.mark.parametrize(
    ("wording", "name"),
    [
        ("Đạt: 20; Không đạt: 0", "Tên"),
        ("Hoàn thành: 20; chưa: 0", "Tên"),
        ("Đã ban hành: 20; chưa: 0", "Đã ban hành"),
    ],
)
def test_yes_or_no_is_named_by_its_condition_or_the_indicator(wording: str, name: str) -> None:
    draft = read(wording)
    assert (kind(draft), draft.figures["done"].name.vi) == ("boolean", name)


@pytest.mark.parametrize(
    ("wording", "points", "expected"),
    [
        ("Điểm cộng tối đa 10 điểm", "10", ("bonus", "official")),
        ("Điểm cộng tối đa 10 điểm", "20", ("bonus", "inferred")),
        ("Điểm trừ tối đa 10 điểm", "10", ("penalty", "official")),
        ("Điểm thưởng, điểm trừ", "10", (None, "unknown")),
        ("Hội đồng chấm, tối đa 20 điểm", "20", ("points", "official")),
    ],
)
def test_points_given_and_taken_are_told_apart(
    wording: str, points: str, expected: tuple[str | None, str]
) -> None:
    draft = read(wording, points)
    assert (kind(draft), draft.status) == expected
