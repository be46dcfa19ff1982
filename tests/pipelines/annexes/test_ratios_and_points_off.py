"""Ratios with targets and floors, steps of a ratio, points taken off: each wording at its edge."""

from decimal import Decimal

import pytest

from pipelines.annexes.rule_draft import RuleDraft
from pipelines.annexes.rule_wordings import recognise_rule

AB = "; a: Số hồ sơ; b: Tổng số hồ sơ"
ALL = "Tỷ lệ >= 80%: Điểm tối đa"


def read(wording: str, points: str = "20") -> RuleDraft:
    return recognise_rule(wording, "Tên chỉ số", Decimal(points))


@pytest.mark.parametrize(
    ("conditions", "target", "floor", "doubts"),
    [
        (f"{ALL}; từ 50% đến dưới 80%: Điểm = Tỷ lệ/80%*Điểm tối đa; dưới 50%: 0 điểm", "0.8", "0.5", []),
        ("từ 50% đến dưới 80%: Điểm = Tỷ lệ/80%*Điểm tối đa; dưới 50%: 0 điểm", "0.8", "0.5", []),
        ("từ 50% đến 100%: Điểm = Tỷ lệ*Điểm tối đa; dưới 50%: 0 điểm", None, "0.5", []),
        ("trên 50%: Điểm = Tỷ lệ*Điểm tối đa; dưới 50%: 0 điểm", None, "0.5", ["trên 50 %"]),
        ("từ 50% trở lên: Điểm = Tỷ lệ*Điểm tối đa", None, "0.5", ["trường hợp còn lại"]),
        ("từ 50% trở lên: Điểm = Tỷ lệ*Điểm tối đa; còn lại: 0 điểm", None, "0.5", []),
        ("Điểm = Tỷ lệ*Điểm tối đa; dưới 50%: 0 điểm", None, "0.5", []),
        ("Điểm = Tỷ lệ*Điểm tối đa; trên 80%: Điểm tối đa", "0.8", None, ["trên 80 %", "dưới 80 %"]),
        ("Điểm = Tỷ lệ/80%*Điểm tối đa; từ 80%: Điểm tối đa", "0.8", None, []),
        (f"{ALL}; còn lại: Điểm = Tỷ lệ/80%*Điểm tối đa", "0.8", None, []),
        ("Tỷ lệ >= 0,8: Điểm tối đa; còn lại: Điểm = Tỷ lệ/80%*Điểm tối đa", "0.8", None, []),
        ("Điểm = Tỷ lệ*15 điểm", None, None, ["(15) khác điểm tối đa"]),
        ("Điểm = Tỷ lệ*20 điểm", None, None, []),
    ],
)  # fmt: skip
def test_a_ratio_has_the_target_and_the_floor_that_are_said(
    conditions: str, target: str | None, floor: str | None, doubts: list[str]
) -> None:
    draft = read(f"Tỷ lệ = a/b; {conditions}{AB}")
    assert draft.rule is not None
    assert draft.rule["kind"] == "ratio"
    found = [draft.rule.get(key) for key in ("target", "floor")]
    assert found == [None if key is None else Decimal(key) for key in (target, floor)]
    assert [words in doubt.vi for doubt, words in zip(draft.doubts, doubts, strict=True)] == (
        [True] * len(doubts)
    )


@pytest.mark.parametrize(
    ("conditions", "why"),
    [
        ("từ 50% đến 80%: Điểm = Tỷ lệ/80%*Điểm tối đa; dưới 50%: 0 điểm", "nhảy bậc"),
        ("từ 50% trở lên: Điểm = Tỷ lệ*Điểm tối đa; dưới 40%: 0 điểm", "nhảy bậc"),
        ("Điểm = Tỷ lệ*Điểm tối đa; không quá 50%: 0 điểm", "nhảy bậc"),
        ("Điểm = Tỷ lệ*Điểm tối đa; còn lại: 0 điểm", "nhảy bậc"),
        ("Điểm = Tỷ lệ/90%*Điểm tối đa; từ 80%: Điểm tối đa", "nhảy bậc"),
        (f"{ALL}; dưới 80%: Điểm = Tỷ lệ*Điểm tối đa", "nhảy bậc"),
        (f"{ALL}; dưới 70%: Điểm = Tỷ lệ/80%*Điểm tối đa", "nhảy bậc"),
        ("Tỷ lệ >= 80%: 10 điểm; Điểm = Tỷ lệ*Điểm tối đa", "nhảy bậc"),
        ("4 cuộc: Điểm tối đa; còn lại: 0", "trộn"),
        ("Tỷ lệ = c/d; Điểm = Tỷ lệ*Điểm tối đa", "nhiều tỷ lệ"),
        ("Điểm = Tỷ lệ*Điểm tối đa; trừ 1 điểm mỗi lần chậm", "trộn"),
    ],
)
def test_a_ratio_that_no_rule_can_say_is_unknown(conditions: str, why: str) -> None:
    draft = read(f"Tỷ lệ = a/b; {conditions}{AB}")
    assert draft.rule is None
    assert why in draft.doubts[0].vi


@pytest.mark.parametrize(
    ("wording", "steps"),
    [
        (f"Tỷ lệ = a/b; {ALL}; từ 50% đến dưới 80%: 1/2*Điểm tối đa; còn lại: 0", [("0.8", "1"), ("0.5", "0.5")]),
        ("a/b >= 80%: Điểm tối đa; a/b < 80%: 0 điểm", [("0.8", "1")]),
    ],
)  # fmt: skip
def test_steps_of_a_ratio_keep_both_figures(wording: str, steps: list[tuple[str, str]]) -> None:
    draft = read(wording + AB)
    assert (draft.status, set(draft.figures)) == ("official", {"a", "b"})
    assert draft.rule is not None
    assert [(step["at_least"], step["share"]) for step in draft.rule["steps"]] == [
        (Decimal(least), Decimal(share)) for least, share in steps
    ]


@pytest.mark.parametrize(
    "wording",
    [
        "4 cuộc: 20; khác: 5; còn lại: 0",
        "4 cuộc: 20; còn lại: 0; khác: 0",
        "4 cuộc: 20; ban hành kế hoạch: 0",
        "Có kế hoạch: 0; từ 2 cuộc: 20",
    ],
)
def test_what_remains_is_said_once_and_of_the_same_count(wording: str) -> None:
    draft = read(wording)
    assert draft.rule is None
    assert "trộn" in draft.doubts[0].vi


@pytest.mark.parametrize(
    ("wording", "each", "cap", "status"),
    [
        ("Mỗi mục thiếu trừ 1 điểm", "1", None, "official"),
        ("Mỗi mục thiếu trừ 1 điểm, tối đa trừ 5 điểm", "1", "5", "official"),
        ("Mỗi mục thiếu trừ 1 điểm; đầy đủ: Điểm tối đa", "1", None, "official"),
        ("Mỗi mục thiếu trừ 1 điểm; từ 20 mục: 0 điểm", "1", None, "official"),
        ("Mỗi mục thiếu trừ 20 điểm", "20", None, "official"),
        ("Mỗi mục thiếu trừ 1/4*Điểm tối đa", "5", None, "official"),
        ("Mỗi mục thiếu trừ 3 điểm, tối đa trừ 10 điểm", "3", "3.3333333333", "inferred"),
    ],
)
def test_points_are_taken_off_for_each_from_full(
    wording: str, each: str, cap: str | None, status: str
) -> None:
    draft = read(wording)
    assert draft.rule is not None
    assert (draft.rule["kind"], draft.rule["from"], draft.status) == (
        "capped_count",
        "full",
        status,
    )
    assert draft.rule["each"] == Decimal(each)
    assert draft.rule.get("cap") == (None if cap is None else Decimal(cap))


@pytest.mark.parametrize(
    ("wording", "kind"),
    [
        ("Mỗi mục thiếu trừ 1 điểm, tối đa 20 điểm", "penalty"),
        ("Mỗi mục thiếu trừ 1 điểm; từ 10 mục: 0 điểm", None),
        ("Mỗi mục thiếu trừ 21 điểm", None),
    ],
)
def test_points_off_that_are_not_sure_are_not_taken_from_full(
    wording: str, kind: str | None
) -> None:
    draft = read(wording)
    assert (None if draft.rule is None else draft.rule["kind"]) == kind
    assert draft.status != "official"
