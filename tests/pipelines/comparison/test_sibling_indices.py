"""Ministries, the nation and the Provincial Innovation Index give their published figures."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from builders import score, shares, totals, values
from published_rounds import framework, published_rounds, scored, table

from pipelines.comparison.press_figures import final_scores, round_figures
from pipelines.frameworks.framework import Framework

SIBLINGS = [name for name in published_rounds() if not name.startswith("provinces-")]
HALF = Decimal("0.005")
"""Half a unit of the last printed decimal of the innovation index."""


def official(round_id: str) -> pl.DataFrame:
    """The published index values of a ministerial or national round."""
    subject, group = ("nation", None)
    if round_id.startswith("ministries-"):
        subject, group = "ministry", round_id.replace("ministries-", "ministry_")
        group = group.removesuffix(round_id[-5:]).replace("-services", "_public_services")
    return table("published_results.csv").filter(
        pl.col("subject") == subject,
        pl.col("group").eq_missing(pl.lit(group, pl.String)),
        pl.col("year") == round_id[-4:],
        pl.col("value").is_not_null(),
    )


def test_every_published_ministerial_and_national_value_is_in_a_round() -> None:
    printed = table("published_results.csv").filter(
        pl.col("subject") != "province", pl.col("value").is_not_null()
    )
    assert len(SIBLINGS) == 8
    assert (
        pl.concat([official(name) for name in SIBLINGS])
        .sort("year", "entity_code")
        .equals(printed.sort("year", "entity_code"))
    )


@pytest.mark.parametrize("round_id", SIBLINGS)
def test_a_round_has_the_published_values_and_ranks(round_id: str) -> None:
    ours = scored().totals.filter(pl.col("round") == round_id)
    both = ours.join(official(round_id), on="entity_code", suffix="_official")
    assert both.height == ours.height == official(round_id).height
    for row in both.iter_rows(named=True):
        assert row["value"] == Decimal(row["value_official"])
        if row["rank_official"] is not None:
            assert row["rank"] == int(row["rank_official"])


@pytest.mark.parametrize("round_id", SIBLINGS)
def test_what_was_submitted_is_what_was_published_with_its_source(round_id: str) -> None:
    submitted = table(f"submissions/{round_id}/published.csv")
    assert set(submitted["source"]) == {"published"}
    assert submitted.select("entity_code", "value", "evidence").rows() == (
        official(round_id).select("entity_code", "value", "source_url").rows()
    )
    entry = published_rounds()[round_id]
    assert entry.entities in ("nation", tuple(submitted["entity_code"]))


def test_a_ministry_known_by_rank_only_is_in_no_round() -> None:
    """Its rank stands in the published results; a value is not made up for it."""
    only_ranked = table("published_results.csv").filter(
        pl.col("subject") == "ministry", pl.col("value").is_null(), pl.col("rank").is_not_null()
    )
    assert only_ranked.height == 24
    in_rounds = scored().totals.select("entity_code", pl.col("round").str.slice(-4).alias("year"))
    assert only_ranked.join(in_rounds, on=["entity_code", "year"]).is_empty()


def test_every_ministry_of_the_published_results_is_an_entity() -> None:
    ministries = table("published_results.csv").filter(pl.col("subject") == "ministry")
    entities = table("entities.csv").filter(pl.col("kind") == "ministry")
    both = ministries.join(entities, on="entity_code")
    assert both.height == ministries.height
    assert both["entity_name_vi"].to_list() == both["name_vi"].to_list()


def test_the_nation_of_2024_grew_by_8_6_percent() -> None:
    of = scored()
    made = round_figures(
        final_scores(of.totals, of.pillars, of.mains), of.rounds, of.frameworks, ["nation-2024"]
    )
    grown = made.row(
        by_predicate=(pl.col("statistic") == "growth_of_mean") & (pl.col("level") == "index"),
        named=True,
    )
    assert (grown["value"], grown["against"]) == (Decimal("0.0858585859"), Decimal("0.7326"))


def test_the_national_framework_weighs_its_pillars_400_300_300() -> None:
    """By hand: (400 x .80 + 300 x .70 + 300 x .60) / 1000 = .71."""
    of = framework("vn-national-405-2025")
    index = score(
        of,
        values(
            [
                ("VN", code, "value", value)
                for code, value in (("1", "0.8"), ("2", "0.7"), ("3", "0.6"))
            ],
            "published",
        ),
    )
    assert totals(index)["VN"] == (Decimal("0.71"), Decimal(710), Decimal(1000), 1)


def test_the_ministerial_framework_of_922_has_500_points_of_activity() -> None:
    """By hand: (100 x (1 + .9 + .8 + .7 + .6) + 500 x .5) / 1000 = .65."""
    shared = ("1", "0.9", "0.8", "0.7", "0.6", "0.5")
    index = score(
        framework("vn-ministry-922-2022"),
        values(
            [("m", str(n), "value", value) for n, value in enumerate(shared, 1)],
            "published",
        ),
    )
    assert totals(index)["m"] == (Decimal("0.65"), Decimal(650), Decimal(1000), 1)


def test_khanh_hoa_2024_is_in_the_top_ten_of_one_main_with_23_others() -> None:
    mains = scored().mains.filter(pl.col("round") == "provinces-2024")
    ours = mains.filter(pl.col("entity_code") == "56", pl.col("rank") <= 10)
    assert ours.select("main_code", "rank").rows() == [("1", 1)]
    of = scored()
    made = round_figures(
        final_scores(of.totals, of.pillars, of.mains), of.rounds, of.frameworks, ["provinces-2024"]
    )
    first = made.row(
        by_predicate=(pl.col("statistic") == "units_sharing_first")
        & (pl.col("level") == "main")
        & (pl.col("code") == "1"),
        named=True,
    )
    assert first["value"] == 24
    assert "56" in first["entities"].split(", ")


# --- the Provincial Innovation Index -------------------------------------------------------------


def innovation() -> Framework:
    return framework("vn-pii-2025")


def test_the_innovation_index_has_7_pillars_and_11_of_52_indicators() -> None:
    of = innovation()
    children = {code: [child.code for child in below] for code, below in of.children.items()}
    assert children[None] == ["A", "B"]
    assert (children["A"], children["B"]) == (["1", "2", "3", "4", "5"], ["6", "7"])
    assert len([i for i in of.indicators if of.is_scored_leaf(i)]) == 11
    assert of.facts["official"] == {"pillars": 7, "subs": 52}
    assert (of.scale, of.decimals) == (100, 2)


def test_what_is_not_known_of_the_innovation_index_keeps_it_from_scoring() -> None:
    gaps = [gap.en for gap in innovation().unscorable()]
    assert len(gaps) == 6
    assert "not all children of indicator 2.2 are known" in gaps


def below(of: Framework, code: str) -> Framework:
    """The part of a framework below one indicator, as a framework whose index is that indicator."""

    def is_below(child: str | None) -> bool:
        while child is not None and child != code:
            child = of.by_code[child].parent
        return child is not None

    inside = [i for i in of.indicators if i.code != code and is_below(i.code)]
    kept = [replace(i, parent=None if i.parent == code else i.parent) for i in inside]
    return replace(of, indicators=tuple(kept))


def khanh_hoa() -> dict[str, dict[str, str]]:
    profile = table("published_pii.csv").filter(
        pl.col("year") == "2025", pl.col("entity_code") == "56"
    )
    return {row["code"]: row for row in profile.iter_rows(named=True)}


def way(code: str) -> Decimal:
    row = khanh_hoa()[code]
    return Decimal(row["highest"]) - Decimal(row["lowest"])


def allowed(code: str) -> Decimal:
    """What rounding can move the score of an indicator, or the mean of what lies below.

    (x - lowest) / (highest - lowest), with x and lowest off to opposite sides and both bounds to
    the same side, is off by two half units over the way between the bounds.
    """
    of = innovation()
    parts = [child.code for child in of.children.get(code, ())]
    if not parts:
        return 100 * 2 * HALF / way(code)
    return sum((allowed(part) for part in parts), Decimal(0)) / len(parts)


@pytest.mark.parametrize(
    ("code", "printed", "ours"),
    [
        ("1.1", "58.90", "58.8993"),
        ("1.2", "58.62", "58.5156"),
        ("2.1", "31.36", "31.4060"),
        ("1", "58.76", "58.7075"),
    ],
)
def test_khanh_hoa_2025_follows_from_its_figures_within_their_rounding(
    code: str, printed: str, ours: str
) -> None:
    """Scored beside two provinces that hold the published lowest and highest of all 34."""
    part = below(innovation(), code)
    profile = khanh_hoa()
    assert profile[code]["value"] == printed
    rows = [
        (unit, leaf.code, "x", profile[leaf.code][column])
        for leaf in part.scored_leaves
        for unit, column in (("56", "value"), ("low", "lowest"), ("high", "highest"))
    ]
    value, _, _, rank = totals(score(part, values(rows, "published")))["56"]
    assert isinstance(value, Decimal)
    assert round(value, 4) == Decimal(ours)
    assert abs(value - Decimal(printed)) <= allowed(code) + HALF
    assert rank == 2


def test_an_indicator_goes_from_0_at_the_lowest_to_100_at_the_highest() -> None:
    """By hand: (47.59 - 28.20) / (55.64 - 28.20) = 70.66 of 100."""
    part = below(innovation(), "1.1")
    rows = [
        (unit, "1.1.1", "x", value)
        for unit, value in (("56", "47.59"), ("low", "28.20"), ("high", "55.64"))
    ]
    found = shares(score(part, values(rows, "published")), "1.1.1")
    assert found == {"56": Decimal("70.6632653061"), "low": Decimal(0), "high": Decimal(100)}
