"""Two frameworks side by side: what is the same indicator, what changed, how it is told."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from builders import child, framework, group, leaf

from pipelines.frameworks.diff import Change, FrameworkDiff, diff_frameworks
from pipelines.frameworks.diff_text import diff_json, diff_text
from pipelines.frameworks.framework import Framework
from pipelines.frameworks.reader import read_framework

FRAMEWORKS = Path(__file__).parents[3] / "seeds" / "frameworks"


def shipped(name: str) -> Framework:
    text = (FRAMEWORKS / f"{name}.yaml").read_text(encoding="utf-8")
    return read_framework(text, f"{name}.yaml")


def named(entry: str, vi: str) -> str:
    """An entry of a test framework with a Vietnamese name of its own."""
    return entry.replace("name: {vi: v, en: e}", f"name: {{vi: {vi}, en: e}}", 1)


def main(code: str, vi: str, points: str = "10") -> str:
    return named(leaf(code, "kind: points, input: x", points=points), vi)


def sub(code: str, vi: str, parent: str, rule: str = "kind: points, input: x") -> str:
    return named(leaf(code, rule, more=child(parent)), vi)


def diff(before: str, after: str) -> FrameworkDiff:
    return diff_frameworks(framework(before), framework(after))


@pytest.fixture(scope="module")
def from_922_to_405() -> FrameworkDiff:
    return diff_frameworks(shipped("vn-province-922-2022"), shipped("vn-province-405-2025"))


def test_a_framework_does_not_differ_from_itself() -> None:
    same = shipped("demo-department-2025")
    compared = diff_frameworks(same, same)
    assert compared.is_empty
    assert "Nothing differs" in diff_text(compared)


def test_decision_405_moved_three_mains_and_dropped_smart_city(
    from_922_to_405: FrameworkDiff,
) -> None:
    moved = [(p.before.code, p.after.code) for p in from_922_to_405.moved if p.before and p.after]
    assert moved == [("7", "6"), ("8", "7"), ("9", "8")]
    assert [one.name.vi for one in from_922_to_405.removed] == ["Đô thị thông minh"]
    assert from_922_to_405.renamed == ()


def test_codes_that_name_another_indicator_are_told(from_922_to_405: FrameworkDiff) -> None:
    reused = [
        (pair.before.name.vi, pair.after.name.vi)
        for pair in from_922_to_405.reused
        if pair.before and pair.after
    ]
    assert reused == [
        ("Đô thị thông minh", "Hoạt động chính quyền số"),
        ("Hoạt động chính quyền số", "Hoạt động kinh tế số"),
        ("Hoạt động kinh tế số", "Hoạt động xã hội số"),
    ]


def test_points_of_mains_pillars_and_all_are_compared(from_922_to_405: FrameworkDiff) -> None:
    mains = {one.name.vi: (one.before, one.after) for one in from_922_to_405.main_points}
    assert mains["Nhận thức số"] == (100, 50)
    assert mains["Hạ tầng số"] == (100, 140)
    assert mains["Hoạt động xã hội số"] == (150, 150)
    pillars = {one.code_after: (one.before, one.after) for one in from_922_to_405.pillar_points}
    assert pillars == {"CQS": (700, 640), "KTS": (650, 590), "XHS": (650, 590)}
    assert (from_922_to_405.total.before, from_922_to_405.total.after) == (1000, 940)


def test_pillars_tell_only_the_mains_that_left_or_joined(from_922_to_405: FrameworkDiff) -> None:
    assert from_922_to_405.pillars == tuple(
        Change(code, "mains", "6 Đô thị thông minh", None) for code in ("CQS", "KTS", "XHS")
    )


def test_pillars_in_the_tree_and_beside_it_are_the_same_pillars() -> None:
    compared = diff_frameworks(shipped("vn-province-1726-2020"), shipped("vn-province-922-2022"))
    assert [(one.code_before, one.before, one.after) for one in compared.pillar_points] == [
        ("CQS", 400, 700),
        ("KTS", 300, 650),
        ("XHS", 300, 650),
    ]
    assert "CQS" not in {one.code for one in (*compared.added, *compared.removed)}


def test_names_in_other_spellings_are_the_same() -> None:
    assert diff(main("1", "Hòa nhập số"), main("1", "Hoà nhập số")).is_empty


def test_a_name_under_its_code_is_renamed_if_half_its_words_stay() -> None:
    compared = diff(
        main("1", "Tỷ lệ hồ sơ trực tuyến"), main("1", "Tỷ lệ hồ sơ nộp trực tuyến toàn trình")
    )
    assert (len(compared.renamed), compared.added, compared.removed) == (1, (), ())


def test_another_name_under_the_same_code_is_another_indicator() -> None:
    compared = diff(main("1", "Nhận thức số"), main("1", "Hạ tầng viễn thông"))
    assert [len(part) for part in (compared.added, compared.removed, compared.reused)] == [1, 1, 1]
    assert compared.renamed == ()


def test_an_indicator_below_another_parent_is_moved() -> None:
    tops = named(group("1"), "Một") + named(group("2"), "Hai")
    compared = diff(
        tops + sub("1.1", "Dữ liệu mở", "1") + sub("2.1", "Nền tảng", "2"),
        tops + sub("2.2", "Dữ liệu mở", "2") + sub("2.1", "Nền tảng", "2"),
    )
    (pair,) = compared.moved
    assert pair.before is not None
    assert pair.after is not None
    assert (pair.before.parent, pair.after.parent) == ("1", "2")


def test_a_child_of_a_renumbered_main_is_not_moved_but_renumbered() -> None:
    before = named(group("1"), "Một") + sub("1.1", "Dữ liệu mở", "1")
    after = named(group("3"), "Một") + sub("3.1", "Dữ liệu mở", "3")
    assert [pair.after.code for pair in diff(before, after).moved if pair.after] == ["3", "3.1"]


def test_names_that_occur_twice_meet_below_their_parents() -> None:
    before = "".join(
        named(group(top), name) + sub(f"{top}.1", "Kiến tạo thể chế", top)
        for top, name in (("A", "Chính quyền"), ("B", "Kinh tế"))
    )
    after = "".join(
        named(group(top), name) + sub(f"{top}.1", "Kiến tạo thể chế", top)
        for top, name in (("C", "Chính quyền"), ("D", "Kinh tế"))
    )
    pairs = [
        (p.before.code, p.after.code) for p in diff(before, after).moved if p.before and p.after
    ]
    assert pairs == [("A", "C"), ("A.1", "C.1"), ("B", "D"), ("B.1", "D.1")]


def test_rules_figures_and_points_that_changed_are_told() -> None:
    before = leaf("1", "kind: ratio, numerator: a, denominator: b", "a: count, b: count")
    after = leaf(
        "1", "kind: ratio, numerator: a, denominator: b, target: 0.8", "a: amount, b: count", "20"
    )
    compared = diff(before, after)
    assert {change.what: (change.before, change.after) for change in compared.rules} == {
        "rule": (
            "ratio numerator: a, denominator: b",
            "ratio numerator: a, denominator: b, target: 0.8",
        ),
        "inputs": ("a: v (count); b: v (count)", "a: v (amount); b: v (count)"),
    }
    assert compared.points == (Change("1", "max_points", "10", "20"),)


def test_how_values_combine_is_compared() -> None:
    one = leaf("1", "kind: value, input: x", "x: share", points="")
    compared = diff_frameworks(
        framework(one, "aggregation: arithmetic_mean\n"),
        framework(one, "aggregation: geometric_mean\n"),
    )
    assert compared.top == (Change("", "aggregation", "arithmetic_mean", "geometric_mean"),)


def test_a_bonus_is_not_part_of_the_total() -> None:
    bonus = leaf("2", "kind: bonus, input: points", "points: points")
    assert diff(main("1", "Một"), main("1", "Một") + bonus).total.after == Decimal(10)


def test_the_text_is_aligned_and_in_both_languages(from_922_to_405: FrameworkDiff) -> None:
    text = diff_text(from_922_to_405)
    lines = text.splitlines()
    assert "  1         1       100         50        −50     Nhận thức số" in lines
    assert "                    1000        940       −60     Tổng / total" in lines
    for heading in ("MÃ DÙNG LẠI", "CODES REUSED", "CHUYỂN CHỖ / MOVED", "BỎ / REMOVED"):
        assert heading in text
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("sign", ["-", "+"])
def test_a_main_that_left_or_joined_stands_alone_under_its_pillar(sign: str) -> None:
    before, after = shipped("vn-province-922-2022"), shipped("vn-province-405-2025")
    found = diff_frameworks(*((before, after) if sign == "-" else (after, before)))
    lines = diff_text(found).splitlines()
    blocks = [
        [line.strip() for line in lines[at + 1 : at + 3] if line.lstrip()[:1] in ("-", "+")]
        for at, line in enumerate(lines)
        if line.strip() == "chỉ số chính / mains:"
    ]
    assert blocks == [[f"{sign} 6 Đô thị thông minh"]] * 3


def unknown(code: str, vi: str) -> str:
    """A main of which nobody knows the points."""
    return main(code, vi, "null")


def total_in_summary(before: str, after: str) -> str:
    (line,) = [
        row for row in diff_text(diff(before, after)).splitlines() if "/ total points" in row
    ]
    return line.partition("/ total points")[2].strip()


def rows_of_points(compared: FrameworkDiff) -> list[str]:
    """The lines below the headings of the table of points, up to the total."""
    lines = diff_text(compared).splitlines()
    start = lines.index("ĐIỂM TỐI ĐA / MAXIMUM POINTS") + 3
    stop = next(n for n, line in enumerate(lines) if line.endswith("Tổng / total"))
    return [" ".join(line.split()) for line in lines[start : stop + 1]]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (main("1", "Một hai"), main("2", "Một hai"), "10 (không đổi / unchanged)"),
        (unknown("1", "Một hai"), unknown("2", "Một hai"), "chưa rõ / unknown"),
        (unknown("1", "Một hai"), main("1", "Một hai", "30"), "chưa rõ / unknown → 30"),
        (main("1", "Một hai", "30"), unknown("1", "Một hai"), "30 → chưa rõ / unknown"),
        (main("1", "Một hai"), main("1", "Một hai", "12.5"), "10 → 12,5 (+2,5)"),
        (main("1", "Một hai", "12.5"), main("1", "Một hai"), "12,5 → 10 (−2,5)"),
    ],
)
def test_the_summary_sets_both_totals_side_by_side(before: str, after: str, words: str) -> None:
    assert total_in_summary(before, after) == words


def test_points_that_stay_or_are_unknown_show_no_difference() -> None:
    assert rows_of_points(diff(main("1", "Một hai"), main("2", "Một hai"))) == [
        "1 2 10 10 Một hai", "", "10 10 Tổng / total",
    ]  # fmt: skip
    assert rows_of_points(diff(unknown("1", "Một hai"), main("1", "Một hai", "30"))) == [
        "1 1 chưa rõ 30 Một hai", "", "chưa rõ 30 Tổng / total",
    ]  # fmt: skip
    assert rows_of_points(diff(main("1", "Một hai", "30"), unknown("1", "Một hai"))) == [
        "1 1 30 chưa rõ Một hai", "", "30 chưa rõ Tổng / total",
    ]  # fmt: skip


def test_mains_of_one_framework_stand_among_points_if_these_are_known() -> None:
    compared = diff(
        main("1", "Một hai") + unknown("2", "Ba bốn") + main("6", "Chín mười", "7"),
        main("1", "Một hai", "30") + main("3", "Năm sáu", "5") + unknown("4", "Bảy tám"),
    )
    assert rows_of_points(compared) == [
        "1 1 10 30 +20 Một hai",
        "– 3 – 5 Năm sáu",
        "6 – 7 – Chín mười",
        "",
        "chưa rõ chưa rõ Tổng / total",
    ]


def test_mains_of_both_frameworks_stand_among_points_though_these_are_unknown() -> None:
    assert rows_of_points(diff(unknown("1", "Một hai"), unknown("2", "Một hai")))[0] == (
        "1 2 chưa rõ chưa rõ Một hai"
    )


def test_pillars_mains_and_the_total_stand_apart() -> None:
    top = "aggregation: points\npillars:\n- {code: P, name: {vi: Trụ, en: e}, mains: ['1']}\n"
    compared = diff_frameworks(
        framework(main("1", "Một hai"), top), framework(main("1", "Một hai", "12.5"), top)
    )
    assert rows_of_points(compared) == [
        "P P 10 12,5 +2,5 Trụ",
        "",
        "1 1 10 12,5 +2,5 Một hai",
        "",
        "10 12,5 +2,5 Tổng / total",
    ]


def test_json_tells_the_same(from_922_to_405: FrameworkDiff) -> None:
    told = json.loads(diff_json(from_922_to_405))
    assert told["points"]["total"] == {
        "code_before": "",
        "code_after": "",
        "name_vi": "Bộ chỉ số đánh giá chuyển đổi số cấp tỉnh (Quyết định 405)",
        "before": "1000",
        "after": "940",
    }
    assert [pair["after"]["code"] for pair in told["codes_reused"]] == ["6", "7", "8"]
    assert told["removed"][0]["name_vi"] == "Đô thị thông minh"
