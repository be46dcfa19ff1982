"""Emulation and reward: bands, caps, ties, exclusions and awards, each worked by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.comparison.press_figures import EXACT
from pipelines.frameworks.framework import Name
from pipelines.marked_yaml import SeedError
from pipelines.planning.reward import REWARD_TABLES, classes_of, reward_frames
from pipelines.planning.reward_rules import RewardClass, RewardRules, read_reward_rules

RULES = """rules:
  - id: demo-rules
    rounds: [demo-2]
    document: made up
    classes:
      - {name: {vi: Xuất sắc, en: Outstanding}, at_least: 0.8, at_most_share: 0.25}
      - {name: {vi: Tốt, en: Good}, at_least: 0.6}
      - {name: {vi: Hoàn thành, en: Satisfactory}, at_least: 0}
    kinds:
      - {name: {vi: Phường, en: Ward}, begins_with: Phường}
      - {name: {vi: Xã, en: Commune}, begins_with: Xã}
    exclude: {late: true, missing_share_above: 0.5, verified_share_below: 0.5}
"""
ROUNDS = ["demo-1", "demo-2", "real"]


def rules(text: str = RULES) -> tuple[RewardRules, ...]:
    return read_reward_rules(text, "reward.yaml", ROUNDS)


def frames(
    now: Mapping[str, str | None],
    before: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    late: Sequence[str] = (),
    states: Mapping[str, Sequence[tuple[str, str | None]]] | None = None,
    gains: Mapping[str, int] | None = None,
) -> Mapping[str, pl.DataFrame]:
    """Reward in the round demo-2; every unit has two verified indicators unless said otherwise."""
    totals = [
        (name, unit, None if value is None else Decimal(value), n, (gains or {}).get(unit))
        for name, values in (("demo-1", before or {}), ("demo-2", now))
        for n, (unit, value) in enumerate(values.items(), start=1)
    ]
    known = {"demo-1": before or {}, "demo-2": now}
    sound = (("reported", "verified"), ("reported", "declared"))
    return reward_frames(
        rules(),
        ["demo-2"],
        pl.DataFrame(
            {"round": ["demo-1", "demo-2"], "previous": [None, "demo-1"], "decimals": [4, 4]}
        ),
        pl.DataFrame(
            [
                (name, unit, [(names or {}).get(unit, unit)])
                for name, units in known.items()
                for unit in units
            ],
            schema={
                "round": pl.String,
                "entity_code": pl.String,
                "names": pl.List(pl.String),
            },
            orient="row",
        ),
        pl.DataFrame(
            totals,
            schema={
                "round": pl.String,
                "entity_code": pl.String,
                "value": pl.Decimal(18, 10),
                "rank": pl.Int32,
                "rank_change": pl.Int32,
            },
            orient="row",
        ),
        pl.DataFrame(
            [
                (name, unit, state, source)
                for name, units in known.items()
                for unit in units
                for state, source in (states or {}).get(f"{name} {unit}", sound)
            ],
            schema={
                "round": pl.String,
                "entity_code": pl.String,
                "state": pl.String,
                "source": pl.String,
            },
            orient="row",
        ),
        pl.DataFrame(
            [("demo-2", unit, f"{unit}.csv", True, "accepted") for unit in late],
            schema={
                "round": pl.String,
                "reporter": pl.String,
                "file_name": pl.String,
                "late": pl.Boolean,
                "status": pl.String,
            },
            orient="row",
        ),
    )


def classed(found: Mapping[str, pl.DataFrame]) -> dict[str, str | None]:
    return dict(found["planning.reward"].select("entity_code", "class_en").iter_rows())


def test_a_unit_has_the_best_class_whose_band_its_value_reaches() -> None:
    found = frames({"a": "0.8000", "b": "0.79994", "c": "0.6", "d": "0.5999"})
    # A quarter of four units may be outstanding; .79994 is published as .7999.
    assert classed(found) == {"a": "Outstanding", "b": "Good", "c": "Good", "d": "Satisfactory"}
    reasons = dict(found["planning.reward"].select("entity_code", "reason_vi").iter_rows())
    assert reasons["b"] == "Giá trị 0,7999, từ 0,6000 trở lên"


def test_a_value_that_penalties_take_below_zero_is_in_the_last_class() -> None:
    found = frames({"a": "0.7", "b": "-0.2"})
    assert classed(found) == {"a": "Good", "b": "Satisfactory"}
    (reasons,) = (
        found["planning.reward"].filter(entity_code="b").select("reason_vi", "reason_en").rows()
    )
    assert reasons == (
        "Giá trị -0,2000, dưới 0,0000: mức cuối",
        "Value -0.2000, below 0.0000: the last class",
    )


def test_beyond_a_cap_units_go_to_the_next_class() -> None:
    found = frames({"a": "0.9", "b": "0.85", "c": "0.81", "d": "0.5"})
    assert classed(found) == {"a": "Outstanding", "b": "Good", "c": "Good", "d": "Satisfactory"}
    reward = found["planning.reward"]
    assert reward["is_lowered"].to_list() == [False, True, True, False]
    assert (
        reward["reason_en"][1]
        == "Value 0.8500, at least 0.8000; beyond the cap of Outstanding, moved down"
    )


def test_equal_units_are_never_parted_by_a_cap() -> None:
    found = frames({"a": "0.9", "b": "0.9", "c": "0.7", "d": "0.5"})
    assert classed(found)["a"] == classed(found)["b"] == "Good"
    assert found["planning.reward"]["reason_vi"][0] == (
        "Giá trị 0,9000, từ 0,8000 trở lên; hết tỷ lệ tối đa của mức Xuất sắc, xếp xuống "
        "(bằng điểm nhau ở ranh giới, cùng xếp xuống)"
    )


def test_a_cap_is_a_share_of_the_units_that_are_not_left_out() -> None:
    sent_nothing = {f"demo-2 {unit}": [("missing", None)] * 2 for unit in "defgh"}
    values = {"a": "0.9", "b": "0.7", "c": "0.5", **dict.fromkeys("defgh", "0")}
    found = frames(values, states=sent_nothing)
    assert classed(found)["a"] == "Good"  # a quarter of three is none


@pytest.mark.parametrize(
    ("states", "cause", "reason"),
    [
        ([("missing", None), ("missing", None)], "nothing_sent", "Sent nothing"),
        ([("missing", None), ("reported", "measured")], "nothing_sent", "Sent nothing"),
        (
            [("missing", None), ("missing", None), ("reported", "verified")],
            "incomplete",
            "2 of 3 indicators missing (66.7 %)",
        ),
        (
            [("reported", "declared"), ("reported", "declared"), ("reported", "verified")],
            "unverified",
            "1 of 3 indicators verified or measured (33.3 %)",
        ),
    ],
)
def test_every_exclusion_has_its_cause(
    states: list[tuple[str, str | None]], cause: str, reason: str
) -> None:
    found = frames({"a": "0.9"}, states={"demo-2 a": states})
    causes = found["planning.reward_exclusion"]
    assert (cause, reason) in causes.select("cause", "reason_en").rows()
    (reward,) = found["planning.reward"].to_dicts()
    assert (reward["is_excluded"], reward["class_order"]) == (True, None)
    assert reason in reward["reason_en"]
    assert found["planning.award"].is_empty()


def test_a_late_unit_and_one_without_a_value_are_left_out_with_all_causes_named() -> None:
    found = frames(
        {"a": "0.9", "b": None}, late=["a"], states={"demo-2 a": [("reported", "declared")]}
    )
    assert found["planning.reward_exclusion"].select(
        "entity_code", "cause", "reason_vi"
    ).rows() == [
        ("a", "late", "Nộp muộn: a.csv"),
        ("a", "unverified", "Mới thẩm định hoặc đo 0/1 chỉ tiêu (0,0 %)"),
        ("b", "no_value", "Không có giá trị"),
    ]
    assert found["planning.reward"]["reason_vi"][0] == (
        "Không xét: Nộp muộn: a.csv; Mới thẩm định hoặc đo 0/1 chỉ tiêu (0,0 %)"
    )


def test_what_does_not_apply_to_a_unit_is_not_held_against_it() -> None:
    states = [("not_applicable", None)] * 5 + [("reported", "verified")]
    assert classed(frames({"a": "0.7"}, states={"demo-2 a": states})) == {"a": "Good"}


def awards(found: Mapping[str, pl.DataFrame], award: str) -> list[tuple[object, ...]]:
    rows = found["planning.award"].filter(pl.col("award") == award)
    return rows.select("unit_kind_vi", "entity_code", "figure", "is_shared").rows()


def test_the_first_of_each_kind_is_named_and_a_shared_place_openly_shared() -> None:
    names = {"a": "Phường A", "b": "Phường B", "c": "Xã C", "d": "Đảo D"}
    found = frames({"a": "0.7", "b": "0.70001", "c": "0.5", "d": "0.4"}, names=names)
    assert sorted(awards(found, "best_of_kind"), key=str) == sorted(
        [
            ("Phường", "a", Decimal("0.7"), True),
            ("Phường", "b", Decimal("0.7"), True),
            ("Xã", "c", Decimal("0.5"), False),
            (None, "d", Decimal("0.4"), False),
        ],
        key=str,
    )
    reasons = found["planning.award"].filter(pl.col("entity_code") == "a")["reason_vi"].to_list()
    assert reasons == ["Giá trị cao nhất: 0,7000; đồng hạng, hội đồng quyết định"]


def test_the_largest_gain_is_of_published_values_and_of_places() -> None:
    found = frames(
        {"a": "0.70", "b": "0.65", "c": "0.5"},
        {"c": "0.49", "b": "0.5", "a": "0.69"},
        gains={"a": 2, "b": 0, "c": -2},
    )
    assert awards(found, "value_gain") == [(None, "b", Decimal("0.15"), False)]
    assert awards(found, "rank_gain") == [(None, "a", Decimal(2), False)]
    told = dict(found["planning.award"].select("award", "reason_en").iter_rows())
    assert told["value_gain"] == "Largest gain of value: +0.1500"
    assert told["rank_gain"] == "Largest gain of rank: +2 places"


def test_where_nobody_improved_there_is_no_award_for_it() -> None:
    found = frames({"a": "0.7"}, {"a": "0.7"}, gains={"a": 0})
    assert awards(found, "value_gain") == awards(found, "rank_gain") == []


def test_no_improvement_is_counted_from_a_round_in_which_nothing_was_sent() -> None:
    silent = {"demo-1 a": [("missing", None)] * 2}
    found = frames({"a": "0.7", "b": "0.65"}, {"a": "0.01", "b": "0.6"}, states=silent)
    assert awards(found, "value_gain") == [(None, "b", Decimal("0.05"), False)]


def test_every_unit_has_one_class_or_is_left_out_and_all_is_marked_as_made_up() -> None:
    found = frames({"a": "0.9", "b": "0.7", "c": None}, late=["b"])
    reward = found["planning.reward"]
    assert reward["entity_code"].to_list() == ["a", "b", "c"]
    assert ((reward["class_order"].is_null()) == reward["is_excluded"]).all()
    assert set(found) == set(REWARD_TABLES)
    assert all(frame["is_demonstration"].all() for frame in found.values())


CLASSES = (
    RewardClass(Name("a", "a"), Decimal("0.8"), Decimal("0.2")),
    RewardClass(Name("b", "b"), Decimal("0.5"), Decimal("0.4")),
    RewardClass(Name("c", "c"), Decimal(0), None),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 20).map(lambda n: Decimal(n) / 20), min_size=1, max_size=30))
def test_caps_hold_order_is_kept_and_equals_stay_together(values: list[Decimal]) -> None:
    shown = pl.DataFrame(
        {"entity_code": [str(n) for n in range(len(values))], "shown": values},
        schema={"entity_code": pl.String, "shown": EXACT},
    )
    found = classes_of(shown, CLASSES)
    for order, one in enumerate(CLASSES, start=1):
        if one.at_most_share is not None:
            held = found.filter(pl.col("class_order") == order).height
            assert held <= one.at_most_share * len(values)
    pairs = found.sort("shown", descending=True).select("shown", "class_order").rows()
    assert [order for _, order in pairs] == sorted(order for _, order in pairs)
    assert len(set(pairs)) == len({value for value, _ in pairs})
    assert (found["class_order"] >= found["band_order"]).all()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("at_least: 0.6", "at_least: 0.9", "classes: at_least falls from each class to the next"),
        ("at_least: 0}", "at_least: 0.1}", "classes: the last class begins at 0"),
        ("0.25", "25", "at_most_share: expected a share from 0 to 1; found 25"),
        ("[demo-2]", "[demo-9]", "rounds: there is no round 'demo-9'"),
        ("[demo-2]", "[real]", "rounds: real: rules are made up"),
        ("[demo-2]", "demo-2", "rounds: expected a list of rounds"),
        ("late: true", "late: maybe", "late: expected true or false; found 'maybe'"),
        ("late: true", "lates: true", "lates: no such key"),
        ("document: made up", "documents: x", "document: is missing"),
    ],
)
def test_a_wrong_rule_is_told_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(SeedError, match=r"reward\.yaml:\d+:\d+: demo-rules: ") as caught:
        rules(RULES.replace(old, new))
    assert message in str(caught.value)


def test_a_round_has_one_set_of_rules() -> None:
    twice = RULES + RULES.partition("\n")[2].replace("demo-rules", "demo-others")
    with pytest.raises(SeedError, match="rounds: demo-2 is classed by demo-rules already"):
        rules(twice)
