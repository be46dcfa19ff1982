"""The letter about a release of the round of five units in `page_builders.py`.

Values: A .8375, B and C .675, D .2, E 0; before: B .75, A .8, C .675, D .1 in this order.
"""

import polars as pl
import pytest
from page_builders import FIGURES, RELEASES, changed, figure, small_tables

from pipelines.publication.newsletter import newsletter
from pipelines.publication.round_tables import RoundTables


@pytest.fixture(scope="module")
def tables() -> RoundTables:
    return small_tables()


def test_the_letter_says_what_came_out_and_what_changed(tables: RoundTables) -> None:
    assert newsletter(tables, "en").split("\n") == [
        "# Round", "",
        "Release r.2 (final), issued 2 September 2025.", "",
        "## What differs from the release before", "", "B amended.", "",
        "## In the lead", "",
        "1\\. An: 0.8375  ", "2\\. Binh: 0.6750  ", "2\\. Cat: 0.6750  ", "4\\. Dong: 0.2000  ",
        "5\\. Em: 0.0000  ", "",
        "Mean of 5 units: 0.4775.", "",
        "## Gained most places", "",
        "* An: rank 2 → 1 (+0.0375 in value)", "* Cat: rank 3 → 2 (0.0000 in value)", "",
        "## Lost most places", "",
        "* Binh: rank 1 → 2 (−0.0750 in value)", "",
        "Nothing sent by: Em.", "",
        "To check a result: dti explain r \\<code of the unit\\>.", "",
    ]  # fmt: skip


def test_a_letter_about_a_first_demonstration_round_without_moves(tables: RoundTables) -> None:
    ranking = tables.tables["rankings.dti"].with_columns(rank_change=pl.lit(0, pl.Int32))
    about = tables.tables["reference.round"].with_columns(
        is_demonstration=pl.lit(value=True), name_en=pl.lit("[DEMONSTRATION] Round")
    )
    first = small_tables(publication__release=RELEASES[:1])
    letter = newsletter(changed(first, rankings__dti=ranking, reference__round=about), "en")
    assert letter.startswith("# Round\n\n**DEMONSTRATION DATA – NOT A REAL RESULT**\n\nRelease r.1")
    assert "differs" not in letter
    assert "places" not in letter


def test_a_letter_names_ten_leaders_and_five_movers(tables: RoundTables) -> None:
    ranking = tables.tables["rankings.dti"].filter(pl.col("basis") == "final")
    one = ranking.filter(pl.col("entity_code") == "A")
    many = pl.concat(
        one.with_columns(
            entity_code=pl.lit(f"U{n:02}"), entity_name_vi=pl.lit(f"U{n:02}"),
            rank=pl.lit(n, ranking.schema["rank"]), rank_change=pl.lit(n, pl.Int32),
        )
        for n in range(1, 13)
    )  # fmt: skip
    letter = newsletter(changed(tables, rankings__dti=many), "vi")
    assert ("10\\. U10" in letter, "11\\. U11" in letter) == (True, False)
    moved = [line.split(":")[0] for line in letter.split("\n") if line.startswith("* ")]
    assert moved == ["* U12", "* U11", "* U10", "* U09", "* U08"]


def test_a_letter_about_one_unit_has_no_mean(tables: RoundTables) -> None:
    alone = tables.tables["rankings.dti"].filter(pl.col("entity_code") == "A")
    assert "Mean of" not in newsletter(changed(tables, rankings__dti=alone), "en")
    two = tables.tables["rankings.dti"].filter(pl.col("entity_code").is_in(["A", "B"]))
    assert "Mean of 2 units" in newsletter(changed(tables, rankings__dti=two), "en")
    without = [row for row in FIGURES if row["statistic"] != "mean"]
    letter = newsletter(small_tables(planning__round_figure=without), "en")
    assert "Mean of" not in letter


def test_a_figure_of_another_level_is_not_the_mean_of_the_round() -> None:
    odd = (figure("main", "DTI", "mean", "0.1"), figure("index", "DTI", "median", "0.2"), *FIGURES)
    assert "Mean of 5 units: 0.4775." in newsletter(small_tables(planning__round_figure=odd), "en")
