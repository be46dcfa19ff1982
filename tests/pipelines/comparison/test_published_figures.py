"""Every published figure stands beside the recomputed one, or says why it cannot."""

from decimal import Decimal
from functools import cache

import polars as pl
import pytest
from published_rounds import framework, scored, table

from pipelines.comparison.published_figures import COLUMNS, published_figures, published_scores

KEY = ("year", "group", "level", "code", "entity_code", "statistic", "against", "published_value")


@cache
def scores() -> pl.DataFrame:
    of = scored()
    return published_scores(
        of.rounds, of.frameworks, of.totals, of.pillars, of.mains, of.indicator_values
    )


@cache
def figures() -> pl.DataFrame:
    return published_figures(
        table("published_results.csv"),
        table("published_averages.csv"),
        table("published_pii.csv"),
        scores(),
        table("mergers.csv"),
        framework("vn-pii-2025"),
    )


def figure(
    year: int, group: str, statistic: str, code: str = "DTI", unit: str | None = None
) -> dict[str, object]:
    return figures().row(
        by_predicate=(pl.col("year") == year)
        & (pl.col("group") == group)
        & (pl.col("statistic") == statistic)
        & (pl.col("code") == code)
        & pl.col("entity_code").eq_missing(pl.lit(unit, pl.String)),
        named=True,
    )


def test_a_figure_is_recomputed_or_says_why_not() -> None:
    compared = figures()
    assert compared.columns == list(COLUMNS)
    recomputed = pl.col("recomputed_value").is_not_null()
    for column in ("difference", "tolerance", "agrees", "method"):
        assert compared.filter(recomputed != pl.col(column).is_not_null()).is_empty()
    for column in ("why_not_vi", "why_not_en"):
        assert compared.filter(recomputed == pl.col(column).is_not_null()).is_empty()
    assert compared.select(KEY).is_unique().all()


def test_all_agree_but_the_two_printed_means_of_2022() -> None:
    """The 63 published values have the mean .5787; .5791 and .5763 were printed."""
    wrong = figures().filter(~pl.col("agrees"))
    assert wrong.select("year", "group", "statistic", "published_value").rows() == [
        (2022, "province_63", "mean", Decimal("0.5763")),
        (2022, "province_63", "mean", Decimal("0.5791")),
    ]
    assert set(wrong["recomputed_value"]) == {Decimal("0.5786650794")}


def test_no_published_figure_is_left_out() -> None:
    results, averages = table("published_results.csv"), table("published_averages.csv")
    compared = figures().filter(pl.col("code") != "PII", pl.col("year") < 2025)
    assert compared.filter(pl.col("statistic") == "rank").height == results["rank"].count()
    assert compared.filter(pl.col("statistic") == "value").height == results["value"].count()
    of_groups = compared.filter(~pl.col("statistic").is_in(["rank", "value"])).height
    not_published = averages.filter(pl.col("statistic").str.contains("recomputed|structure"))
    assert of_groups == averages.height - not_published.height == 46


def test_no_figure_is_printed_without_saying_what_it_measures() -> None:
    unmeasured = table("published_averages.csv").filter(
        pl.col("measure").is_null(), pl.col("value").is_not_null()
    )
    assert unmeasured["statistic"].str.contains("recomputed").all()


@pytest.mark.parametrize(
    ("year", "group", "code", "printed", "recomputed"),
    [
        (2023, "province_63", "DTI", ".6783", "0.6783079365"),
        (2024, "province_63", "DTI", ".6961", "0.6961317460"),
        (2024, "province_63", "CQS", ".7582", "0.75822"),
        (2024, "province_63", "KTS", ".7723", "0.77235"),
        (2024, "province_63", "XHS", ".7692", "0.76920"),
    ],
)
def test_published_means_follow_from_the_values(
    year: int, group: str, code: str, printed: str, recomputed: str
) -> None:
    found = figure(year, group, "mean", code)
    assert found["published_value"] == Decimal(printed)
    value = found["recomputed_value"]
    assert isinstance(value, Decimal)
    decimals = len(recomputed.split(".")[1])
    assert round(value, decimals) == Decimal(recomputed)
    assert found["tolerance"] == Decimal("0.0001")
    assert found["units"] == 63


def test_34_of_63_are_above_the_printed_mean_of_2023_and_33_above_the_unrounded_one() -> None:
    found = figure(2023, "province_63", "count_above_mean")
    assert (found["published_value"], found["recomputed_value"], found["other_reading"]) == (
        34,
        34,
        33,
    )


@pytest.mark.parametrize(
    ("year", "group", "against", "printed", "recomputed", "method"),
    [
        (2024, "nation", "2023", ".086", "0.0859", "recomputed"),
        (2023, "nation", "2022", ".03", "0.0318", "recomputed"),
        (2024, "province_63", "2023", ".026", "0.0263", "recomputed"),
        (2023, "province_63", "2022", ".172", "0.1722", "recomputed"),
        (2021, "province_63", "2020", ".327", "0.3265", "printed"),
        (2021, "ministry_with_public_services", "2020", ".154", "0.1539", "printed"),
    ],
)
def test_published_growth_follows_from_the_means(
    year: int, group: str, against: str, printed: str, recomputed: str, method: str
) -> None:
    found = figures().row(
        by_predicate=(pl.col("year") == year)
        & (pl.col("group") == group)
        & (pl.col("statistic") == "growth")
        & (pl.col("code") == "DTI")
        & (pl.col("against") == against),
        named=True,
    )
    assert found["published_value"] == Decimal(printed)
    assert round(found["recomputed_value"], 4) == Decimal(recomputed)
    assert found["method"] == f"growth_of_{method}_means"
    assert found["agrees"]


def test_rounding_of_both_years_is_allowed_for_in_growth() -> None:
    """.7326 +- .00005 over .71 +- .005 may be .73265 / .705: .0074 above; printed +- .005."""
    found = figures().row(
        by_predicate=(pl.col("group") == "nation")
        & (pl.col("year") == 2023)
        & (pl.col("against") == "2022"),
        named=True,
    )
    by_hand = Decimal("0.73265") / Decimal("0.705") - Decimal("0.7326") / Decimal("0.71")
    assert abs(found["tolerance"] - by_hand - Decimal("0.005")) < Decimal("1e-9")


@pytest.mark.parametrize(
    ("year", "group", "units"), [(2022, 63, 63), (2023, 63, 63), (2024, 63, 63), (2024, 34, 34)]
)
def test_published_ranks_of_all_provinces_follow_from_the_values(
    year: int, group: int, units: int
) -> None:
    ranks = figures().filter(
        pl.col("statistic") == "rank",
        pl.col("year") == year,
        pl.col("group") == f"province_{group}",
        pl.col("code") == "DTI",
    )
    assert ranks.height == units
    assert ranks["difference"].to_list() == [0] * units


def test_ranks_of_mains_are_those_the_press_names() -> None:
    """2024: Hà Nội first in four mains, in two of them with others; Hải Phòng third in two."""
    mains = figures().filter(
        pl.col("statistic") == "rank", pl.col("level") == "main", pl.col("year") == 2024
    )
    assert mains.select("entity_code", "code", "recomputed_value").rows() == [
        ("01", "1", 1),
        ("01", "2", 1),
        ("31", "3", 3),
        ("01", "7", 1),
        ("31", "7", 3),
        ("01", "8", 1),
    ]


def test_ranks_that_cannot_be_taken_again_still_follow_the_published_values() -> None:
    """A province with a higher published value never has a lower published rank."""
    sets = ["year", "subject", "group", "boundary", "level", "code"]
    both = (
        table("published_results.csv")
        .drop_nulls(["value", "rank"])
        .with_columns(pl.col("value").cast(pl.Decimal(18, 10)), pl.col("rank").cast(pl.Int32))
        .sort(*sets, "value", descending=[*[False] * len(sets), True])
    )
    falls = both.with_columns(
        (pl.col("rank") - pl.col("rank").shift(1).over(sets)).alias("step")
    ).filter(pl.col("step") < 0)
    assert falls.is_empty()


@pytest.mark.parametrize(("year", "units"), [(2020, 9), (2022, 2)])
def test_pillar_ranks_of_some_provinces_follow_the_order_of_their_scores(
    year: int, units: int
) -> None:
    """Of 63 provinces few have pillar values: their published ranks cannot be taken again, but a
    higher score never has a lower published rank."""
    ranks = table("published_results.csv").filter(
        pl.col("level") == "pillar", pl.col("year") == str(year), pl.col("rank").is_not_null()
    )
    both = (
        scores()
        .filter(pl.col("level") == "pillar", pl.col("year") == year)
        .select("entity_code", "code", score="value")
        .join(ranks, on=["entity_code", "code"])
        .sort("code", "score", descending=[False, True])
    )
    assert both["entity_code"].n_unique() == units
    step = pl.col("rank").cast(pl.Int32).diff().over("code")
    assert both.filter(step < 0).is_empty()


def test_a_value_that_is_only_passed_on_is_not_called_recomputed() -> None:
    assert figure(2024, "nation", "value", unit="VN")["method"] == "taken_as_published"
    assert figure(2020, "province_63", "value", "CQS", "48")["method"] == "taken_as_published"
    assert figure(2024, "province_34", "value", "7", "56")["method"] == "taken_as_published"
    scored_value = figure(2020, "province_63", "value", "DTI", "48")
    assert scored_value["method"] == "scored"
    assert scored_value["tolerance"] == Decimal("0.0001")


def test_a_figure_whose_inputs_were_not_published_says_how_many_were() -> None:
    assert figure(2020, "province_63", "mean")["why_not_en"] == (
        "only 10 of 63 values have been published"
    )
    assert figure(2020, "province_63", "mean")["why_not_vi"] == (
        "Chỉ có 10/63 giá trị được công bố"
    )
    assert figure(2020, "ministry_with_public_services", "mean")["why_not_en"] == (
        "only 1 of 18 values have been published"
    )
    assert (
        figure(2021, "ministry_with_public_services", "rank", unit="bo-tai-chinh")["why_not_en"]
        == "only 1 of 17 values have been published"
    )
    assert figure(2021, "all", "count_at_or_above")["why_not_en"] == (
        "only 8 of 89 values have been published"
    )
    assert figure(2024, "province_63", "growth", "CQS")["why_not_en"] == (
        "there is no mean of 2023 to grow from"
    )


def test_89_ministries_and_provinces_were_assessed_in_2021() -> None:
    """63 provinces, 17 ministries with public services and 9 without."""
    assert figure(2021, "all", "units")["recomputed_value"] == 89


@pytest.mark.parametrize(
    ("code", "unit", "printed", "recomputed"),
    [
        ("PII", "56", "46.54", "46.54"),
        ("PII", "46", "49.37", "49.365"),
        ("1", "56", "58.76", "58.76"),
        ("2", "56", "38.15", "38.15"),
    ],
)
def test_innovation_values_are_plain_means_of_their_parts(
    code: str, unit: str, printed: str, recomputed: str
) -> None:
    """Index from inputs and outputs, pillars from groups: half a unit each, and of the mean."""
    found = figure(2025, "province_34", "value", code, unit)
    assert found["published_value"] == Decimal(printed)
    assert found["recomputed_value"] == Decimal(recomputed)
    assert found["tolerance"] == Decimal("0.01")
    assert found["agrees"]


@pytest.mark.parametrize(
    ("code", "recomputed", "tolerance"),
    [
        # (1/27.44 + 1/2.09 + 1/1.91) / 3 + .005, where 1/way is 100 x two half units over the way
        ("1.1", "58.8993", "0.3512"),
        ("1.2", "58.5156", "0.3831"),
        ("2.1", "31.4060", "0.3250"),
    ],
)
def test_innovation_groups_follow_from_their_indicators(
    code: str, recomputed: str, tolerance: str
) -> None:
    found = figure(2025, "province_34", "value", code, "56")
    value, allowed = found["recomputed_value"], found["tolerance"]
    assert isinstance(value, Decimal)
    assert isinstance(allowed, Decimal)
    assert (round(value, 4), round(allowed, 4)) == (Decimal(recomputed), Decimal(tolerance))
    assert found["agrees"]


def test_parts_of_the_innovation_index_that_are_not_known_are_told() -> None:
    assert figure(2025, "province_34", "value", "A", "56")["why_not_en"] == (
        "only 2 of 5 parts have been published"
    )
    assert figure(2025, "province_34", "value", "2.2", "56")["why_not_en"] == (
        "not all of its parts are known"
    )


def test_a_figure_that_was_changed_no_longer_agrees() -> None:
    averages = table("published_averages.csv").with_columns(
        pl.when(pl.col("statistic") == "count above mean")
        .then(pl.lit("33"))
        .otherwise("value")
        .alias("value")
    )
    compared = published_figures(
        table("published_results.csv"),
        averages,
        table("published_pii.csv"),
        scores(),
        table("mergers.csv"),
        framework("vn-pii-2025"),
    )
    wrong = compared.filter(~pl.col("agrees"), pl.col("statistic") == "count_above_mean")
    assert wrong.select("year", "difference").rows() == [(2023, Decimal(1))]


def test_an_installation_without_published_figures_has_none() -> None:
    """A province of its own frameworks and rounds: empty seeds, no round of official results."""
    compared = published_figures(
        table("published_results.csv").clear(),
        table("published_averages.csv").clear(),
        table("published_pii.csv").clear(),
        scores().clear(),
        table("mergers.csv").clear(),
        None,
    )
    assert compared.is_empty()
    assert compared.columns == list(COLUMNS)
    assert compared.schema == figures().schema
