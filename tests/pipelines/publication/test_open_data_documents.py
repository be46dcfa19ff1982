"""What several standards say of a release, by hand-worked examples."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.frameworks.framework import Name
from pipelines.publication.open_data.codebook import codebook_csv, codebook_page
from pipelines.publication.open_data.open_lineage import lineage_events
from pipelines.publication.open_data.package import (
    OpenRelease,
    Package,
    RoundOfRelease,
    foreign_keys,
)
from pipelines.publication.open_data.sdmx import sdmx_rows
from pipelines.publication.terms import read_terms
from warehouse.contract import TABLE_BY_NAME
from warehouse.open_tables import open_tables

TEXT = (Path(__file__).parents[3] / "seeds" / "publication.yaml").read_text(encoding="utf-8")
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def package(period: tuple[date, date] = YEAR, is_final: bool = True, name: str = "r1") -> Package:
    entry = RoundOfRelease(name, Name("Đợt", "Round"), *period, is_final, name.startswith("demo-"))
    return Package(
        read_terms(TEXT, "publication.yaml"),
        OpenRelease("2026-03", (name,), is_final, date(2026, 3, 2)),
        (entry,),
        ("Decision",),
        open_tables(),
        (),
    )


def frame(name: str, **cells: object) -> pl.DataFrame:
    """One row of a table, empty but for these cells."""
    schema = TABLE_BY_NAME[name].polars_schema
    usual = {"round": "r1", "entity_code": "46", "basis": "final", "is_demonstration": False}
    return pl.DataFrame([{**usual, **cells}], schema=schema)


def observations(of: Package, **value: object) -> pl.DataFrame:
    return sdmx_rows(
        of,
        frame("rankings.dti", value=Decimal("0.7"), rank=16),
        frame("scores.pillar", pillar_code="CQS", value=Decimal("0.6")),
        frame("scores.main_indicator", main_code="1", value=Decimal("0.5")),
        frame("indicators.indicator_value", **{"indicator_code": "1.1", **value}),
    )


def test_every_score_is_one_observation_of_its_level() -> None:
    rows = observations(package(), value=Decimal(1), state="reported", source="measured")
    assert rows.select("LEVEL", "INDICATOR", "OBS_VALUE", "RANK", "STATE").rows() == [
        ("index", "DTI", Decimal("0.7"), 16, None),
        ("main", "1", Decimal("0.5"), None, None),
        ("pillar", "CQS", Decimal("0.6"), None, None),
        ("sub", "1.1", Decimal(1), None, "reported"),
    ]
    assert set(rows["STRUCTURE_ID"]) == {"EXAMPLE:DF_DTI(1.0.0)"}


def test_a_main_assessed_without_subs_is_one_observation_with_its_state() -> None:
    rows = observations(package(), indicator_code="1", value=Decimal("0.5"), state="reported")
    assert rows.select("LEVEL", "INDICATOR", "STATE").rows() == [
        ("index", "DTI", None),
        ("main", "1", "reported"),
        ("pillar", "CQS", None),
    ]


@pytest.mark.parametrize(
    ("cells", "is_final", "status"),
    [
        ({"state": "reported", "value": Decimal(1)}, True, "A"),
        ({"state": "reported", "value": Decimal(1)}, False, "P"),
        ({"state": "missing", "value": Decimal(0), "is_imputed": True}, True, "I"),
        ({"state": "missing"}, True, "O"),
        ({"state": "not_applicable"}, True, "M"),
        ({"state": "not_evaluated"}, True, "L"),
        ({"state": "zero_by_decision", "value": Decimal(0)}, True, "A"),
    ],
)
def test_each_kind_of_no_value_has_its_observation_status(
    cells: dict[str, object], is_final: bool, status: str
) -> None:
    rows = observations(package(is_final=is_final), **cells)
    assert rows.filter(pl.col("LEVEL") == "sub")["OBS_STATUS"].to_list() == [status]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "told"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2025, 1, 1), date(2025, 6, 30), "2025-S1"),
        (date(2025, 7, 1), date(2025, 12, 31), "2025-S2"),
        (date(2025, 1, 1), date(2025, 3, 31), "2025-01-01/P90D"),
    ],
)
def test_a_data_period_is_told_as_sdmx_does(starts_on: date, ends_on: date, told: str) -> None:
    rows = observations(package((starts_on, ends_on)), state="reported")
    assert set(rows["TIME_PERIOD"]) == {told}


def test_scores_refer_to_the_rounds_and_their_units() -> None:
    tables = {table.full_name: table for table in open_tables()}
    assert list(foreign_keys(tables["scores.dti"], open_tables())) == [
        (("round",), "reference.round"),
        (("round", "entity_code"), "reference.expected_unit"),
    ]
    assert list(foreign_keys(tables["reference.round"], open_tables())) == [
        (("framework",), "reference.framework")
    ]
    assert list(foreign_keys(tables["reference.merger"], open_tables())) == []


def test_a_title_warns_of_demonstration_data_where_it_can_be() -> None:
    tables = {table.full_name: table for table in open_tables()}
    made_up, real = package(name="demo-r1"), package()
    assert made_up.title.en.startswith("[WITH DEMONSTRATION DATA, NOT real results] ")
    assert made_up.title_of(tables["scores.dti"]).vi.startswith("[CÓ SỐ LIỆU MINH HỌA")
    assert made_up.title_of(tables["reference.merger"]).en == "Mergers of units"
    assert real.title.en == "Digital Transformation Index (DTI): release 2026-03"
    assert "demo-r1" in made_up.description.en
    assert "demonstration" not in real.description.en


def test_run_ids_follow_from_the_address_of_the_release() -> None:
    first, again = (lineage_events(package(), {}) for _ in range(2))
    later = lineage_events(replace(package(), release=replace(package().release, id="2026-09")), {})
    assert first == again
    ids = [{event["run"]["runId"] for event in events} for events in (first, later)]
    assert not ids[0] & ids[1]


def test_the_codebook_has_a_line_for_every_open_column() -> None:
    lines = codebook_csv(package()).splitlines()
    assert len(lines) == 1 + sum(len(table.columns) for table in open_tables())
    assert (
        "scores.dti,basis,VARCHAR,true,true,,self | verified | final,"
        '"Cơ sở điểm: tự đánh giá, thẩm định, chính thức","Basis of the score: self-assessed, '
        'verified, final"'
    ) in lines


def test_the_codebook_tells_how_a_guarded_text_is_read() -> None:
    page = codebook_page(package())
    assert "one `'` put before it" in page
    assert "regexp_replace(name_vi, '^''', '')" in page
    assert "`rule_en`" in page
