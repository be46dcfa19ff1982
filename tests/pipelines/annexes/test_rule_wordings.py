"""A bank of wordings as annexes print them: what is sure, what is doubtful, what stays unknown."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.annexes.rule_draft import RuleDraft
from pipelines.annexes.rule_wordings import recognise_rule
from pipelines.marked_yaml import read_marked_yaml

FRAMEWORKS = Path(__file__).parents[3] / "seeds" / "frameworks"
NAME = "Tên chỉ số"
AB = "; a: Số hồ sơ trực tuyến; b: Tổng số hồ sơ"


def read(wording: str, points: str | None = "20", group: str = "") -> RuleDraft:
    return recognise_rule(wording, NAME, None if points is None else Decimal(points), group)


def plain(value: Any) -> Any:
    """A rule with its numbers as text, to compare at a glance."""
    match value:
        case Decimal():
            return f"{value.normalize():f}"
        case Mapping():
            return {key: plain(inner) for key, inner in value.items()}
        case list():
            return [plain(inner) for inner in value]
        case _:
            return value


def ratio(target: str | None = None, floor: str | None = None) -> dict[str, Any]:
    rule = {"kind": "ratio", "numerator": "a", "denominator": "b"}
    ends = {"target": target, "floor": floor}
    return {**rule, **{key: end for key, end in ends.items() if end is not None}}


def steps_of_ratio(*pairs: tuple[str, str]) -> dict[str, Any]:
    rows = [{"at_least": start, "share": share} for start, share in pairs]
    return {"kind": "steps", "numerator": "a", "denominator": "b", "steps": rows}


def taken_off(each: str, cap: str | None = None) -> dict[str, Any]:
    rule = {"kind": "capped_count", "input": "count", "each": each, "from": "full"}
    return rule if cap is None else {**rule, "cap": cap}


def steps(*pairs: tuple[str, str]) -> dict[str, Any]:
    rows = [{"at_least": start, "share": share} for start, share in pairs]
    return {"kind": "steps", "input": "figure", "steps": rows}


def levels(**named: str) -> dict[str, Any]:
    shown = {name.replace("_", " "): share for name, share in named.items()}
    return {"kind": "levels", "input": "level", "levels": shown}


def parts(*shares: str) -> dict[str, Any]:
    rules = [
        {"share": share, "rule": {"kind": "boolean", "input": f"part_{n}"}}
        for n, share in enumerate(shares, 1)
    ]
    return {"kind": "parts", "parts": rules}


FOUR = steps(("4", "1"), ("3", "0.75"), ("2", "0.5"), ("1", "0.25"))
BY_TENS = steps(("80", "1"), ("50", "0.5"))
BY_POST = levels(Trưởng_ban="1", Phó_trưởng_ban="0.5", Không="0")
YES = {"kind": "boolean", "input": "done"}
FIVE = {"kind": "capped_count", "input": "count", "cap": "5"}
BEST = {"kind": "best_peer", "input": "figure"}
BETWEEN = {"kind": "min_max", "input": "figure"}
GIVEN = {"kind": "points", "input": "points"}
BONUS = {"kind": "bonus", "input": "points"}
PENALTY = {"kind": "penalty", "input": "points"}

SURE: list[tuple[str, str, dict[str, Any]]] = [
    # ratio
    ("Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa", "20", ratio()),
    ("Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa" + AB, "20", ratio()),
    ("Tỉ lệ=a/b\nĐiểm=Tỉ lệ x Điểm tối đa", "20", ratio()),
    ("TỶ LỆ = A / B * 100%. ĐIỂM = TỶ LỆ × ĐIỂM TỐI ĐA.", "20", ratio()),
    ("ty le = a/b; diem = ty le * diem toi da", "20", ratio()),
    (
        "- a: số văn bản\n- b: tổng số văn bản\n- Tỷ lệ = a/b\n- Điểm = Tỷ lệ*Điểm tối đa",
        "20",
        ratio(),
    ),
    ("Điểm = (a/b)*Điểm tối đa", "20", ratio()),
    ("Điểm = Điểm tối đa * a/b" + AB, "20", ratio()),
    ("Điểm = a/b x 20 điểm", "20", ratio()),
    ("Tỷ lệ = a/b*100; Điểm = Tỷ lệ/100*Điểm tối đa", "20", ratio()),
    ("Tỷ lệ (%) = a/b; Điểm = Tỷ lệ (%) * Điểm tối đa", "20", ratio()),
    ("Tỷ lệ = Số hồ sơ trực tuyến/Tổng số hồ sơ; Điểm = Tỷ lệ*Điểm tối đa", "20", ratio()),
    (
        "Tỷ lệ = a/b, trong đó: a là số cuộc họp, b là tổng số cuộc họp. Điểm = Tỷ lệ*Điểm tối đa",
        "20",
        ratio(),
    ),
    # ratio against a target
    ("Tỷ lệ = a/b; Điểm = Tỷ lệ/80%*Điểm tối đa", "20", ratio("0.8")),
    ("Tỷ lệ = a/b; Điểm = (Tỷ lệ / 80 %) × Điểm tối đa", "20", ratio("0.8")),
    (
        "Tỷ lệ = a/b; Tỷ lệ >= 80 %: Điểm tối đa; Tỷ lệ < 80 %: Điểm = Tỷ lệ/80%*Điểm tối đa",
        "20",
        ratio("0.8"),
    ),
    (
        "Tỷ lệ = a/b; Tỷ lệ ≥ 92,5%: Điểm tối đa; còn lại: Điểm = Tỷ lệ/92,5%*Điểm tối đa",
        "20",
        ratio("0.925"),
    ),
    # ratio with a floor
    ("Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; dưới 80 % thì 0 điểm", "20", ratio(floor="0.8")),
    (
        "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa, nếu tỷ lệ dưới 80% thì không có điểm",
        "20",
        ratio(floor="0.8"),
    ),
    ("Điểm = Tỷ lệ a/b x Điểm tối đa (dưới 80% không có điểm)", "20", ratio(floor="0.8")),
    (
        "Tỷ lệ = a/b; Tỷ lệ < 50%: 0 điểm; còn lại: Điểm = Tỷ lệ*Điểm tối đa",
        "20",
        ratio(floor="0.5"),
    ),
    (
        "Tỷ lệ = a/b; từ 80% trở lên: Điểm = Tỷ lệ*Điểm tối đa; dưới 80%: 0 điểm",
        "20",
        ratio(floor="0.8"),
    ),
    (
        "Tỷ lệ = a/b; Tỷ lệ ≥ 90%: Điểm tối đa; từ 50% đến dưới 90%: Điểm = Tỷ lệ/90%*Điểm tối đa;"
        " dưới 50%: 0 điểm",
        "20",
        ratio("0.9", "0.5"),
    ),
    # steps of a ratio
    (
        "Tỷ lệ = a/b; Tỷ lệ >= 80 %: Điểm tối đa; dưới 80 %: 0 điểm",
        "20",
        steps_of_ratio(("0.8", "1")),
    ),
    (
        "Tỷ lệ = a/b; từ 80% trở lên: 20 điểm; từ 50% đến dưới 80%: 10 điểm; dưới 50%: 0 điểm",
        "20",
        steps_of_ratio(("0.8", "1"), ("0.5", "0.5")),
    ),
    (
        "a/b >= 80 %: Điểm tối đa; a/b < 80 %: 0 điểm" + AB,
        "20",
        steps_of_ratio(("0.8", "1")),
    ),
    # points taken off
    ("Mỗi mục thiếu trừ 1 điểm", "10", taken_off("1")),
    ("Thiếu mỗi mục trừ 1 điểm", "10", taken_off("1")),
    ("Đầy đủ các mục: Điểm tối đa; thiếu 1 mục trừ 0,5 điểm", "10", taken_off("0.5")),
    ("Mỗi sự cố trừ 2", "10", taken_off("2")),
    ("Không để xảy ra sự cố: 10 điểm; mỗi sự cố trừ 2 điểm", "10", taken_off("2")),
    ("Trừ 1 điểm cho mỗi mục thiếu", "10", taken_off("1")),
    ("Mỗi lần chậm báo cáo trừ 1 điểm, trừ không quá 5 điểm", "10", taken_off("1", "5")),
    ("Mỗi sự cố trừ 10% điểm tối đa", "20", taken_off("2")),
    ("Nộp đúng hạn: 10 điểm. Mỗi ngày chậm trừ 01 điểm, tối đa 5 điểm", "10", taken_off("1", "5")),
    ("- Có đủ 10 mục: 10 điểm;\n- Thiếu 01 mục: Trừ 01 điểm;", "10", taken_off("1")),
    ("Trừ 0,5 điểm/lần chậm", "5", taken_off("0.5")),
    ("Mỗi lỗi trừ 1 điểm, trừ đến hết số điểm", "10", taken_off("1")),
    # steps
    ("4 lần: 20; 3 lần: 15; 2 lần: 10; 1 lần: 5; còn lại: 0", "20", FOUR),
    ("4/3/2/1 -> 20/15/10/5", "20", FOUR),
    ("Số cuộc họp trong năm 4/3/2/1/còn lại: 20/15/10/5/0 điểm", "20", FOUR),
    (
        "Từ 4 cuộc trở lên: 20 điểm; 3 cuộc: 15 điểm; 2 cuộc: 10 điểm; 1 cuộc: 5 điểm; không tổ chức: 0 điểm",
        "20",
        FOUR,
    ),
    (
        "≥ 4 cuộc: Điểm tối đa; 3 cuộc: 3/4*Điểm tối đa; 2 cuộc: ½ điểm tối đa; 1 cuộc: 25% điểm tối đa",
        "20",
        FOUR,
    ),
    (
        "Tỷ lệ ≥80%: điểm tối đa; từ 50% đến dưới 80%: 1/2*Điểm tối đa; dưới 50%: 0 điểm",
        "20",
        BY_TENS,
    ),
    ("Tỷ lệ >= 80 %: 20 điểm, 50 % <= Tỷ lệ < 80 %: 10 điểm, còn lại 0 điểm", "20", BY_TENS),
    (
        "0 vụ: 10 điểm; 1 vụ: 5 điểm; từ 2 vụ trở lên: 0 điểm",
        "10",
        steps(("2", "0"), ("1", "0.5"), ("0", "1")),
    ),
    (
        "Có từ 3 văn bản trở lên: 7,5 điểm\nCó 1-2 văn bản: 3 điểm\nKhông có: 0 điểm",
        "7.5",
        steps(("3", "1"), ("1", "0.4")),
    ),
    # levels
    ("Trưởng ban: Điểm tối đa; phó trưởng ban: 1/2*Điểm tối đa; không: 0", "20", BY_POST),
    (
        "- Trưởng ban: Điểm tối đa;\n- Phó trưởng ban: 1/2 × Điểm tối đa;\n- Không: 0 điểm.",
        "20",
        BY_POST,
    ),
    ("Trưởng ban: 20 điểm. Phó trưởng ban: 10 điểm. Không: 0 điểm.", "20", BY_POST),
    # additive parts
    (
        "1/2*Điểm tối đa: dự đầy đủ các cuộc họp; 1/2*Điểm tối đa: chủ trì các cuộc họp; không: 0",
        "10",
        parts("0.5", "0.5"),
    ),
    (
        "Có chuyên mục: 1/2*Điểm tối đa; có tin, bài hằng tháng: 1/2*Điểm tối đa",
        "10",
        parts("0.5", "0.5"),
    ),
    ("Có kế hoạch: 6 điểm; có báo cáo: 4 điểm", "10", parts("0.6", "0.4")),
    # yes or no
    ("Đã ban hành: Điểm tối đa; chưa ban hành: 0 điểm", "20", YES),
    ("Có: 7,5 điểm; Không: 0 điểm", "7.5", YES),
    ("Có kế hoạch được 20 điểm, không có: 0 điểm", "20", YES),
    (
        "Điểm tối đa nếu đã ban hành Kế hoạch giai đoạn 2021-2025; chưa ban hành: không có điểm",
        "20",
        YES,
    ),
    # capped count
    ("Mỗi sáng kiến được 1 điểm, tối đa 5 điểm", "5", FIVE),
    ("Mỗi sáng kiến được công nhận: 1 điểm; tối đa không quá 5 điểm", "5", FIVE),
    ("mỗi nền tảng được 2 điểm (tối đa 5 nền tảng)", "10", FIVE),
    ("1 điểm cho mỗi mô hình, không quá 5 điểm", "5", FIVE),
    ("Mỗi nội dung đạt 1/5*Điểm tối đa", "20", FIVE),
    # best peer
    ("Điểm = Giá trị/Giá trị cao nhất trong các đơn vị được đánh giá * Điểm tối đa", "20", BEST),
    (
        "Điểm = a/b*Điểm tối đa; a: Số bộ dữ liệu; b: Số bộ dữ liệu cao nhất trong các xã",
        "20",
        BEST,
    ),
    # min-max
    (
        "Điểm = (Giá trị - Giá trị nhỏ nhất)/(Giá trị lớn nhất - Giá trị nhỏ nhất)*Điểm tối đa",
        "20",
        BETWEEN,
    ),
    ("Điểm = (X – Xmin)/(Xmax – Xmin) × Điểm tối đa", "20", BETWEEN),
    ("Điểm = (Max - X)/(Max - Min)*Điểm tối đa", "20", {**BETWEEN, "direction": "lower_is_better"}),
    # direct points, bonus, penalty
    ("Hội đồng thẩm định chấm điểm", "20", GIVEN),
    ("Do Hội đồng chấm điểm trực tiếp", "20", GIVEN),
    ("Theo kết quả thẩm định của Hội đồng", "20", GIVEN),
    ("Theo kết quả thẩm định của Hội đồng thẩm định.", "20", GIVEN),
    ("Căn cứ kết quả đánh giá của Hội đồng (thẩm định) cấp tỉnh", "20", GIVEN),
    ("Hội đồng thẩm định xem xét, chấm điểm trên cơ sở tài liệu kiểm chứng", "20", GIVEN),
    ("Điểm thưởng tối đa 10 điểm", "10", BONUS),
    ("Điểm cộng, tối đa 10 điểm do Hội đồng thẩm định quyết định", "10", BONUS),
    ("Trừ tối đa 5 điểm", "5", PENALTY),
]

UNSURE: list[tuple[str, str, dict[str, Any], str]] = [
    (
        "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; Tỷ lệ >= 80 %: Điểm tối đa",
        "20",
        ratio("0.8"),
        "dưới 80 %",
    ),
    ("Điểm = Tỷ lệ*Điểm tối đa", "20", ratio(), "không nói tỷ lệ nào"),
    ("Tỷ lệ = a/b", "20", ratio(), "không nêu cách đổi ra điểm"),
    ("Điểm = a/b*10", "20", ratio(), "khác điểm tối đa"),
    (
        "Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; không tính hồ sơ liên thông",
        "20",
        ratio(),
        "không tính hồ sơ liên thông",
    ),
    (
        "4 lần: 20; 3 lần: 15; 1 lần: 5; còn lại: 0",
        "20",
        steps(("4", "1"), ("3", "0.75"), ("1", "0.25")),
        "không liền nhau",
    ),
    (
        "4 lần: 20; 3 lần: 10; còn lại: 0",
        "40",
        steps(("4", "0.5"), ("3", "0.25")),
        "khác điểm tối đa",
    ),
    ("Trên 80%: điểm tối đa; còn lại: 0", "20", steps(("80", "1")), "trên 80 %"),
    ("Từ 1.000 lượt trở lên: Điểm tối đa; còn lại: 0", "20", steps(("1000", "1")), "hai cách"),
    (
        "Hệ thống đạt cấp độ 3 trở lên: Điểm tối đa; Không: 0",
        "20",
        steps(("3", "1")),
        "có thể không phải là số lượng",
    ),
    ("Từ 3 văn bản: 20 điểm; không có: 0", "20", steps(("3", "1")), "trường hợp còn lại"),
    ("Đã ban hành: Điểm tối đa", "20", YES, "trường hợp còn lại"),
    ("Có kế hoạch: 20 điểm; không: 0 điểm; chậm nộp trừ 2 điểm", "20", YES, "chậm nộp trừ 2 điểm"),
    ("Mỗi mô hình được 4 điểm", "20", FIVE, "suy ra từ điểm tối đa"),
    ("Mỗi mô hình được 1 điểm, tối đa 5 điểm", "10", FIVE, "khác điểm tối đa"),
    (
        "Đơn vị có số lượng cao nhất được điểm tối đa; đơn vị khác tính theo tỷ lệ so với đơn vị cao nhất",
        "20",
        BEST,
        "bằng lời",
    ),
    ("Chuẩn hóa theo phương pháp min-max", "20", BETWEEN, "không được nêu"),
    ("Mỗi vụ mất an toàn thông tin trừ 2 điểm, tối đa 10 điểm", "10", PENALTY, "từng trường hợp"),
    ("Cứ giảm 1% trừ 0,5 điểm", "10", PENALTY, "từng trường hợp"),
    (
        "Theo kết quả Bộ Khoa học và Công nghệ công bố",
        "20",
        {"kind": "value", "input": "value"},
        "công bố",
    ),
]

UNKNOWN: list[tuple[str, str | None, str]] = [
    ("", "20", "không nêu cách tính"),
    ("Đánh giá chất lượng tổng thể qua khảo sát", "20", "chưa nhận ra"),
    ("Điểm tối đa; 1/2*Điểm tối đa; 0 điểm", "20", "chưa nhận ra"),
    (
        "Tỷ lệ = a/b; Tỷ lệ >= 80 %: Điểm tối đa; Tỷ lệ < 80 %: Điểm = Tỷ lệ*Điểm tối đa",
        "20",
        "nhảy bậc",
    ),
    (
        "Tỷ lệ = a/b; dưới 50%: 0 điểm; từ 60% trở lên: Điểm = Tỷ lệ*Điểm tối đa",
        "20",
        "nhảy bậc",
    ),
    ("Có kế hoạch: 20 điểm; mỗi ngày chậm trừ 2 điểm", "20", "trộn"),
    ("Mỗi sự cố trừ 30 điểm", "20", "lớn hơn điểm tối đa"),
    ("Tỷ lệ = (a+b)/c; Điểm = Tỷ lệ*Điểm tối đa", "20", "nhiều tỷ lệ hoặc công thức"),
    ("Tỷ lệ 1 = a/b; Tỷ lệ 2 = c/d; Điểm = Tỷ lệ 1*10 + Tỷ lệ 2*10", "20", "công thức"),
    ("Điểm = (X - 5)/(10 - 5)*Điểm tối đa", "20", "chưa nhận ra"),
    ("4 lần: 20; 3 lần: 15; còn lại: 0", None, "điểm tối đa chưa biết"),
    ("4 lần: 20; 3 lần: 15; còn lại: 0", "15", "lớn hơn điểm tối đa"),
    ("Có kế hoạch: 5 điểm; không: 0", "20", "khác điểm tối đa"),
    ("Tỷ lệ = a/b; Điểm = (X - Min)/(Max - Min)*Điểm tối đa", "20", "nhiều tỷ lệ"),
    ("4 lần: 0; còn lại: 0", "20", "khác điểm tối đa"),
    ("Tỷ lệ = a/b; Điểm = Tỷ lệ/0%*Điểm tối đa", "20", "công thức"),
    ("Từ 4 cuộc: 10 điểm; có kế hoạch: 10 điểm", "20", "trộn"),
    ("Mỗi mô hình được 2 điểm, tối đa 10 điểm; có báo cáo: 10 điểm", "20", "chưa nhận ra"),
]


@pytest.mark.parametrize(("wording", "points", "rule"), SURE)
def test_a_wording_that_says_one_thing_is_sure(wording: str, points: str, rule: Any) -> None:
    draft = read(wording, points)
    assert (plain(draft.rule), draft.doubts, draft.status) == (rule, (), "official")


@pytest.mark.parametrize(("wording", "points", "rule", "why"), UNSURE)
def test_a_wording_that_leaves_a_doubt_says_which(
    wording: str, points: str, rule: Any, why: str
) -> None:
    draft = read(wording, points)
    assert (plain(draft.rule), draft.status) == (rule, "inferred")
    assert any(why in doubt.vi for doubt in draft.doubts), draft.doubts


@pytest.mark.parametrize(("wording", "points", "why"), UNKNOWN)
def test_a_wording_that_is_not_understood_stays_unknown(
    wording: str, points: str | None, why: str
) -> None:
    draft = read(wording, points)
    assert (draft.rule, draft.figures, draft.status) == (None, {}, "unknown")
    assert any(why in doubt.vi for doubt in draft.doubts), draft.doubts


def official_wordings() -> list[tuple[str, str, str]]:
    """Wordings in the shipped files whose rules are official: wording, points, kind."""
    found: list[tuple[str, str, str]] = []
    for path in sorted(FRAMEWORKS.glob("vn-*.yaml")):
        read = read_marked_yaml(path.read_text(encoding="utf-8"), path.name)
        found += [
            (entry["rule_text"], str(entry["max_points"]), entry["rule"]["kind"])
            for entry in read.value["indicators"]
            if entry.get("rule_status") == "official" and "rule_text" in entry
        ]
    return found


@pytest.mark.parametrize(("wording", "points", "kind"), official_wordings())
def test_a_shipped_wording_is_read_as_shipped_or_not_at_all(
    wording: str, points: str, kind: str
) -> None:
    draft = read(wording, points)
    assert draft.status in ("official", "unknown")
    assert draft.rule is None or draft.rule["kind"] == kind


def test_figures_take_their_names_from_the_wording() -> None:
    draft = read("Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa" + AB)
    assert {code: (f.name.vi, f.unit, f.is_named) for code, f in draft.figures.items()} == {
        "a": ("Số hồ sơ trực tuyến", "count", True),
        "b": ("Tổng số hồ sơ", "count", True),
    }


def test_a_figure_without_a_name_says_so_in_its_name() -> None:
    draft = read("Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa")
    assert [f.is_named for f in draft.figures.values()] == [False, False]
    assert draft.figures["a"].name.vi == "[Chưa rõ: tử số a của tỷ lệ]"


def test_what_a_council_assesses_is_reported_by_the_council() -> None:
    assert read("Theo kết quả thẩm định của Hội đồng").reported_by == "council"
    assert read("Có: 20 điểm; Không: 0 điểm").reported_by is None


@pytest.mark.parametrize(
    ("top", "bottom", "units"),
    [
        ("Hồ sơ nộp trực tuyến", "Tổng hồ sơ tiếp nhận", ["count", "count"]),
        ("Cán bộ, công chức được tập huấn", "Toàn bộ cán bộ, công chức", ["count", "count"]),
        ("Dịch vụ công toàn trình có phát sinh hồ sơ", "Dịch vụ công cung cấp", ["count"] * 2),
        ("Chi cho chuyển đổi số", "Tổng chi ngân sách nhà nước", ["amount", "amount"]),
        ("Số hồ sơ có giá trị pháp lý", "Số hồ sơ", ["count", "count"]),
        ("Chỉ tiêu hoàn thành", "Tổng số chỉ tiêu được giao", ["count", "count"]),
        # of the metrics of Decision 766/QĐ-TTg
        ("TTHC công bố đúng hạn", "TTHC công bố trong kỳ", ["count", "count"]),
        ("DVCTT có hồ sơ trực tuyến", "DVCTT cung cấp", ["count", "count"]),
        ("PAKN đúng hạn", "PAKN phải xử lý", ["count", "count"]),
        ("Xã cung cấp", "Tổng số xã", ["count", "count"]),
    ],
)
def test_a_figure_need_not_begin_with_number_of_to_be_counted(
    top: str, bottom: str, units: list[str]
) -> None:
    draft = read(f"Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; a: {top}; b: {bottom}")
    assert ([f.unit for f in draft.figures.values()], draft.status) == (units, "official")


def test_a_unit_that_no_name_tells_is_asked_about() -> None:
    for top, bottom in (
        ("Diện tích phủ sóng", "Diện tích xã"),
        ("Hồ sơ trực tuyến", "Hồ sơ tiếp nhận x tỷ lệ đồng bộ"),
        ("Hồ sơ đã đồng bộ", "max(số hồ sơ báo cáo, số hồ sơ trên cổng)"),
    ):
        draft = read(f"Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa; a: {top}; b: {bottom}")
        assert (plain(draft.rule), draft.status) == (ratio(), "inferred")
        assert "không cho biết đơn vị tính" in draft.doubts[0].vi


def test_half_a_point_is_not_half_of_the_points() -> None:
    draft = read("Có 1 văn bản: 0,5 điểm; có 2 văn bản: 1 điểm; còn lại: 0", "1")
    assert plain(draft.rule) == steps(("2", "1"), ("1", "0.5"))
    draft = read("Mỗi mô hình được 0,5 điểm, tối đa 10 điểm", "10")
    assert draft.rule is not None
    assert draft.rule["cap"] == 20


@pytest.mark.parametrize(
    ("wording", "figure"),
    [
        ("Mỗi mục thiếu trừ 1 điểm", "Số mục thiếu"),
        ("Thiếu mỗi mục trừ 1 điểm", "Số mục thiếu"),
        ("Chậm 1 ngày trừ 1 điểm", "Số ngày chậm"),
        ("Để xảy ra 1 sự cố trừ 1 điểm", "Số sự cố"),
        ("Mỗi sự cố trừ 2", "Số sự cố"),
    ],
)
def test_what_takes_points_off_names_what_is_counted(wording: str, figure: str) -> None:
    assert read(wording).figures["count"].name.vi == figure


def test_points_off_in_a_group_of_penalties_come_off_the_total() -> None:
    draft = read("Mỗi sự cố trừ 2 điểm", "10", "Điểm trừ")
    assert (plain(draft.rule), draft.status) == (PENALTY, "inferred")


def test_points_with_a_minus_sign_come_off_the_total() -> None:
    draft = recognise_rule("Mỗi sự cố trừ 2 điểm", NAME, Decimal(10), is_taken_away=True)
    assert plain(draft.rule) == PENALTY


def test_money_is_no_count() -> None:
    draft = read("Điểm = a/b*Điểm tối đa; a: Kinh phí chi; b: Tổng chi ngân sách")
    assert {f.unit for f in draft.figures.values()} == {"amount"}


def test_steps_of_a_percentage_are_reported_as_a_percentage() -> None:
    draft = read("Từ 80% trở lên: điểm tối đa; dưới 80%: 0")
    assert draft.figures["figure"].unit == "percent"


def test_marks_tell_taking_away_from_keeping() -> None:
    assert plain(read("Có hệ thống lưu trữ 20 điểm, chưa có 0 điểm").rule) == YES


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        # More than four whole meetings are five; fewer than four are at most three.
        ("Trên 4 cuộc: 20; từ 2 đến 4 cuộc: 10; còn lại: 0", steps(("5", "1"), ("2", "0.5"))),
        ("Từ 4 cuộc: 20; từ 2 đến dưới 4 cuộc: 10; còn lại: 0", steps(("4", "1"), ("2", "0.5"))),
    ],
)
def test_bounds_of_whole_numbers_meet_at_the_next_number(wording: str, expected: Any) -> None:
    draft = read(wording)
    assert (plain(draft.rule), draft.doubts) == (expected, ())


def test_a_second_count_that_is_not_understood_is_left_over() -> None:
    draft = read("Mỗi mô hình được 2 điểm, tối đa 20 điểm; mỗi cuộc được 2 điểm theo đánh giá")
    assert any("mỗi cuộc được 2 điểm theo đánh giá" in doubt.vi for doubt in draft.doubts)


def test_new_is_not_each() -> None:
    assert read("Mới ban hành được 2 điểm, tối đa 5 điểm").rule is None


def test_a_bonus_is_known_by_its_group() -> None:
    draft = read("Mỗi mô hình được 2 điểm, tối đa 10 điểm", "10", "Điểm thưởng")
    assert (plain(draft.rule), draft.status) == (BONUS, "inferred")


def test_a_group_of_both_bonus_and_penalty_tells_neither() -> None:
    draft = read("Mỗi mô hình được 2 điểm, tối đa 10 điểm", "10", "Điểm thưởng, điểm trừ")
    assert draft.rule is None


def test_shares_that_are_no_decimals_are_rounded_and_told() -> None:
    draft = read("Mức 1: 1/3*Điểm tối đa; mức 2: 2/3*Điểm tối đa; mức 3: Điểm tối đa; không: 0")
    assert draft.rule is not None
    assert draft.rule["levels"]["Mức 1"] == Decimal("0.3333333333")
    assert draft.status == "inferred"


def test_parts_of_thirds_still_sum_to_one() -> None:
    draft = read("Có A: 1/3*Điểm tối đa; có B: 1/3*Điểm tối đa; có C: 1/3*Điểm tối đa")
    assert draft.rule is not None
    assert sum(part["share"] for part in draft.rule["parts"]) == 1
