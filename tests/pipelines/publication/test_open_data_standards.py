"""What each standard says of one small release of two tables, beside what they are."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from pipelines.frameworks.framework import Name
from pipelines.publication.open_data.codebook import codebook_csv, codebook_page
from pipelines.publication.open_data.croissant import croissant
from pipelines.publication.open_data.csvw import csvw
from pipelines.publication.open_data.data_package import data_package
from pipelines.publication.open_data.dcat import dcat_json, dcat_turtle, whole_catalogue
from pipelines.publication.open_data.notes import licence, readme
from pipelines.publication.open_data.open_lineage import lineage_events
from pipelines.publication.open_data.package import (
    CSV,
    PARQUET,
    DataFile,
    OpenRelease,
    Package,
    RoundOfRelease,
)
from pipelines.publication.open_data.sdmx import sdmx_structure
from pipelines.publication.terms import Terms


@dataclass(frozen=True)
class Field:
    name: str
    type: str
    vi: str
    en: str
    nullable: bool = False
    unit: str | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    full_name: str
    vi: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Field, ...]


ROUND = Listed(
    "reference.round", "Đợt", "Rounds", ("round",),
    (Field("round", "VARCHAR", "đợt", "round"),
     Field("status", "VARCHAR", "tình trạng", "status", allowed=("final", "open"))),
)  # fmt: skip
SCORE = Listed(
    "scores.dti", "Điểm", "Scores", ("round", "basis"),
    (Field("round", "VARCHAR", "đợt", "round"),
     Field("basis", "VARCHAR", "cơ sở", "basis|kind", nullable=True),
     Field("points", "DECIMAL(18, 10)", "điểm", "points", nullable=True, unit="points")),
)  # fmt: skip
TERMS = Terms(
    Name("Chỉ số", "Index"), Name("Sở", "Office"), "https://a.vn/", "SO", Name("Bàn", "Desk"),
    "desk@a.vn", "https://a.vn/dti", ("https://place/VNM",), "CC-BY-4.0", Name("Ghi công", "By"),
    "https://licence",
)  # fmt: skip
FILES = (
    DataFile("reference.round.csv", CSV, "reference.round", 10, "a1"),
    DataFile("reference.round.parquet", PARQUET, "reference.round", 20, "a2"),
    DataFile("scores.dti.csv", CSV, "scores.dti", 30, "b1"),
    DataFile("scores.dti.parquet", PARQUET, "scores.dti", 40, "b2"),
    DataFile("dti.sdmx.csv", "application/vnd.sdmx.data+csv;version=2.0.0", None, 50, "c1"),
)


def package(
    release: str = "2026-03", is_final: bool = True, issued: date = date(2026, 3, 2)
) -> Package:
    rounds = (
        RoundOfRelease("r1", Name("Một", "One"), date(2025, 1, 1), date(2025, 6, 30), True, False),
        RoundOfRelease("r2", Name("Hai", "Two"), date(2024, 1, 1), date(2024, 12, 31), True, False),
    )
    return Package(
        TERMS, OpenRelease(release, ("r1", "r2"), is_final, issued), rounds, ("QĐ 1",),
        (ROUND, SCORE), FILES,
    )  # fmt: skip


def demonstration() -> Package:
    whole = package()
    marked = replace(whole.rounds[0], is_demonstration=True)
    return replace(whole, rounds=(marked, whole.rounds[1]))


def test_the_data_package_has_a_schema_for_each_csv_file() -> None:
    document = data_package(package())
    assert (document["name"], document["version"], document["created"]) == (
        "dti-2026-03", "2026-03", "2026-03-02T00:00:00+07:00",
    )  # fmt: skip
    rounds, scores = document["resources"]
    assert (scores["path"], scores["bytes"], scores["hash"]) == ("scores.dti.csv", 30, "sha256:b1")
    assert rounds["schema"]["primaryKey"] == ["round"]
    # A key that may be empty is unique, and no primary key.
    assert scores["schema"]["uniqueKeys"] == [["round", "basis"]]
    assert "primaryKey" not in scores["schema"]
    assert scores["schema"]["foreignKeys"] == [
        {"fields": ["round"], "reference": {"resource": "reference.round", "fields": ["round"]}}
    ]
    assert rounds["schema"]["fields"][1] == {
        "name": "status", "type": "string", "title": "tình trạng",
        "description": "tình trạng | status",
        "constraints": {"required": True, "enum": ["final", "open"]},
    }  # fmt: skip
    assert scores["schema"]["fields"][2] == {
        "name": "points", "type": "number", "title": "điểm", "unit": "points",
        "description": "điểm | points [points]",
    }  # fmt: skip


def test_csv_on_the_web_has_columns_keys_and_references() -> None:
    rounds, scores = csvw(package())["tables"]
    assert rounds["tableSchema"]["primaryKey"] == ["round"]
    assert "primaryKey" not in scores["tableSchema"]
    assert scores["tableSchema"]["foreignKeys"] == [
        {"columnReference": ["round"],
         "reference": {"resource": "reference.round.csv", "columnReference": ["round"]}}
    ]  # fmt: skip
    columns = {column["name"]: column for column in rounds["tableSchema"]["columns"]}
    assert columns["status"]["datatype"] == {"base": "string", "format": "final|open"}
    assert columns["round"]["datatype"] == "string"
    assert columns["round"]["required"] is True
    points = scores["tableSchema"]["columns"][2]
    assert (points["datatype"], points["schema:unitText"], "required" in points) == (
        "decimal", "points", False,
    )  # fmt: skip


def test_croissant_has_a_file_and_a_set_of_records_for_each_table() -> None:
    document = croissant(package())
    assert [file["@id"] for file in document["distribution"]] == [
        "reference.round.parquet", "scores.dti.parquet",
    ]  # fmt: skip
    assert document["distribution"][1]["contentSize"] == "40 B"
    assert document["isAccessibleForFree"] is True
    fields = {field["@id"]: field for field in document["recordSet"][1]["field"]}
    assert fields["scores.dti/round"]["references"] == {"field": {"@id": "reference.round/round"}}
    assert "references" not in fields["scores.dti/points"]
    assert fields["scores.dti/points"]["dataType"] == "sc:Float"
    assert document["recordSet"][1]["key"] == [
        {"@id": "scores.dti/round"},
        {"@id": "scores.dti/basis"},
    ]


def nodes(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {node["@id"]: node for node in document["@graph"]}


def test_the_catalogue_has_the_dataset_its_period_and_its_files() -> None:
    found = nodes(dcat_json(package()))
    dataset = found["https://a.vn/dti/2026-03"]
    assert dataset["adms:status"] == {"@id": "http://purl.org/adms/status/Completed"}
    assert dataset["dcat:distribution"] == [
        {"@id": f"https://a.vn/dti/2026-03/{file.name}"} for file in FILES
    ]
    period = found["https://a.vn/dti/2026-03#period"]
    assert period["dcat:startDate"]["@value"] == "2024-01-01"
    assert period["dcat:endDate"]["@value"] == "2025-06-30"
    draft = nodes(dcat_json(package(is_final=False)))["https://a.vn/dti/2026-03"]
    assert draft["adms:status"] == {"@id": "http://purl.org/adms/status/UnderDevelopment"}


@pytest.mark.parametrize(
    ("file", "title", "media", "format_"),
    [
        (FILES[2], "Scores (CSV)", "text/csv", "CSV"),
        (FILES[3], "Scores (Parquet)", "application/vnd.apache.parquet", "PARQUET"),
        (FILES[4], "Index: release 2026-03 (SDMX-CSV 2.0)", "application/vnd.sdmx.data+csv", "CSV"),
    ],
)
def test_a_distribution_is_named_by_its_table_and_form(
    file: DataFile, title: str, media: str, format_: str
) -> None:
    found = nodes(dcat_json(package()))
    node = found[f"https://a.vn/dti/2026-03/{file.name}"]
    assert node["dct:title"][1]["@value"] == title
    assert node["dcat:mediaType"]["@id"].endswith(f"/{media}")
    assert node["dct:format"]["@id"].endswith(f"/file-type/{format_}")
    assert node["dcat:byteSize"]["@value"] == str(file.size)
    assert found[f"{node['@id']}#sha256"]["spdx:checksumValue"]["@value"] == file.sha256
    assert found[f"http://www.iana.org/assignments/media-types/{media}"]["@type"] == "dct:MediaType"


def test_one_catalogue_of_several_releases_keeps_the_first_day_and_the_last_words() -> None:
    first = dcat_json(package("2026-03"))
    second = dcat_json(package("2026-09", issued=date(2026, 9, 1)))
    third = dcat_json(package("2027-03", issued=date(2027, 3, 1)))
    whole = whole_catalogue([first, second, third])
    catalogue = nodes(whole)["https://a.vn/dti#catalogue"]
    assert catalogue["dct:issued"]["@value"] == "2026-03-02"
    assert catalogue["dct:modified"]["@value"] == "2027-03-01"
    assert catalogue["dcat:dataset"] == [
        {"@id": f"https://a.vn/dti/{name}"} for name in ("2026-03", "2026-09", "2027-03")
    ]
    keys = [(node["@id"], node["@type"]) for node in whole["@graph"]]
    assert len(keys) == len(set(keys))


def test_turtle_writes_addresses_words_and_typed_values() -> None:
    document = {
        "@context": {"dct": "http://purl.org/dc/terms/"},
        "@graph": [
            {"@id": "https://a", "@type": "dct:X", "dct:one": {"@id": "https://b"},
             "dct:two": [{"@value": 'nói "a"', "@language": "vi"},
                         {"@value": "1", "@type": "xsd:date"}],
             "dct:three": "chữ"},
        ],
    }  # fmt: skip
    assert dcat_turtle(document) == (
        "@prefix dct: <http://purl.org/dc/terms/> .\n\n"
        "<https://a>\n    a dct:X ;\n    dct:one <https://b> ;\n"
        '    dct:two "nói \\"a\\""@vi,\n        "1"^^xsd:date ;\n    dct:three "chữ" .\n'
    )


def test_lineage_has_a_run_for_each_table_within_the_run_of_the_release() -> None:
    made_from = {"scores.dti": {"points": ("reference.round.status", "x.y.z"), "gone": ("x.y.w",)}}
    events = lineage_events(package(), made_from)
    assert [(event["eventType"], event["job"]["name"]) for event in events] == [
        ("START", "release"),
        ("START", "reference.round"), ("COMPLETE", "reference.round"),
        ("START", "scores.dti"), ("COMPLETE", "scores.dti"),
        ("COMPLETE", "release"),
    ]  # fmt: skip
    assert [file["name"] for file in events[-1]["outputs"]] == [file.name for file in FILES]
    start, complete = events[3:5]
    assert [one["name"] for one in start["inputs"]] == ["reference.round", "x.y"]
    assert start["outputs"] == []
    (output,) = complete["outputs"]
    fields = output["facets"]["columnLineage"]["fields"]
    assert {
        name: [one["field"] for one in field["inputFields"]] for name, field in fields.items()
    } == {"points": ["status", "z"]}
    assert [field["name"] for field in output["facets"]["schema"]["fields"]] == [
        "round", "basis", "points",
    ]  # fmt: skip
    assert "facets" not in events[0]["run"]
    assert start["run"]["facets"]["parent"]["run"]["runId"] == events[0]["run"]["runId"]


def test_the_codebook_tells_type_need_key_unit_and_values() -> None:
    assert list(csv.reader(io.StringIO(codebook_csv(package()))))[1:] == [
        ["reference.round", "round", "VARCHAR", "true", "true", "", "", "đợt", "round"],
        [
            "reference.round",
            "status",
            "VARCHAR",
            "true",
            "false",
            "",
            "final | open",
            "tình trạng",
            "status",
        ],
        ["scores.dti", "round", "VARCHAR", "true", "true", "", "", "đợt", "round"],
        ["scores.dti", "basis", "VARCHAR", "false", "true", "", "", "cơ sở", "basis|kind"],
        [
            "scores.dti",
            "points",
            "DECIMAL(18, 10)",
            "false",
            "false",
            "points",
            "",
            "điểm",
            "points",
        ],
    ]
    page = codebook_page(package()).split("\n")
    assert (
        "| `status` | VARCHAR, bắt buộc · required |  | tình trạng | status | `final`, `open` |"
        in page
    )
    assert "| `points` | DECIMAL(18, 10) | points | điểm | points |  |" in page
    assert "| `basis` | VARCHAR |  | cơ sở | basis/kind |  |" in page


def test_the_structure_of_sdmx_numbers_its_dimensions_and_lists_its_codes() -> None:
    (structure,) = sdmx_structure(package())["data"]["dataStructures"]
    parts = structure["dataStructureComponents"]
    assert [(one["id"], one["position"]) for one in parts["dimensionList"]["dimensions"]] == [
        ("ROUND", 0), ("REF_AREA", 1), ("LEVEL", 2), ("INDICATOR", 3), ("BASIS", 4),
    ]  # fmt: skip
    kinds = {one["id"]: one["localRepresentation"] for one in parts["attributeList"]["attributes"]}
    assert kinds["POINTS"] == {"format": {"dataType": "Decimal"}}
    assert kinds["SOURCE"] == {"format": {"dataType": "String"}}
    assert kinds["STATE"]["enumeration"].endswith("SO:CL_STATE(1.0.0)")


def test_a_release_with_demonstration_names_its_rounds_and_tables() -> None:
    marked = demonstration()
    assert "demonstration data, NOT real results: r1." in marked.description.en
    assert [marked.title_of(table).en.startswith("[WITH") for table in marked.tables] == [True] * 2
    apart = replace(ROUND, columns=(Field("code", "VARCHAR", "mã", "code"),))
    assert marked.title_of(apart).en == "Rounds"
    assert package().title_of(SCORE).en == "Scores"
    assert "Status: final." in package().description.en
    assert "Status: provisional" in package(is_final=False).description.en


def test_the_texts_for_people_name_rounds_files_and_terms() -> None:
    text = readme(package())
    assert "| `r1` | Một | One | 2025-01-01 – 2025-06-30 |" in text
    assert "| `r2` | Hai | Two | 2024-01-01 – 2024-12-31 |" in text
    assert "WHERE round = 'r2' AND basis = 'final'" in text
    assert "Công bố ngày 02/03/2026, Sở, desk@a.vn" in text
    assert "CC-BY-4.0" in licence(package())
