"""The site carries reports and open data: linked, listed, where the catalogue says, and no longer."""

import hashlib
import json
import shutil
from hashlib import sha256
from pathlib import Path

import pyshacl
import pytest
import rdflib
from installations import HEADER, Small, rows
from publishing import publish_rounds, write_releases
from rdflib.compare import isomorphic

from assets.installation.release_log import LOG
from assets.installation.seeds import PROJECT
from assets.publishing.open_data import releases_in_force, write_open_data
from assets.publishing.site.building import build_site
from warehouse.whole_folder import linked_folder

SHAPES = Path(__file__).parents[1] / "standards" / "dcat_ap.shapes.ttl"
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
BASE = "https://example.org/dti/open-data/"


def publish(small: Small) -> None:
    """As a run does: the warehouse, the releases, their open data where somebody publishes."""
    of = small.open()
    publish_rounds(of, list(small.rounds))
    write_releases(of)
    terms = of.seeds.terms
    if terms is None:
        return
    for release in releases_in_force(of.published):
        if not (of.open_data / release.id).exists():
            write_open_data(of.published, of.open_data / release.id, release, terms)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Two rounds, the first with a second release."""
    small = Small(tmp_path_factory.mktemp("place"), {"r1": None, "r2": None}, "provisional").write()
    shutil.copy(PROJECT / "seeds" / "publication.yaml", small.folder / "seeds")
    small.submit_clean("r1")
    small.submit_clean("r2", p="5")
    publish(small)
    small.submit("r1/00002_lan-2.csv", HEADER + rows("r1", "00002", a="2", p="5"))
    publish(small)
    build_site(small.published, small.open().site)
    return small


def text(place: Small, name: str) -> str:
    return (place.open().site / name).read_text(encoding="utf-8")


def catalogue(place: Small) -> rdflib.Graph:
    return rdflib.Graph().parse(place.open().site / "open-data" / "dcat.ttl")


def test_the_files_of_every_release_are_on_the_site_once_on_the_disk(place: Small) -> None:
    of = place.open()
    for name, folder in (("releases", of.releases), ("open-data", of.open_data)):
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert {path.relative_to(folder).parts[0] for path in files} >= {"r1.1", "r1.2", "r2.1"}
        for path in files:
            if path.name == LOG:  # a copy: the one beside the releases is added to
                assert (of.site / name / LOG).read_bytes() == path.read_bytes()
                continue
            assert (of.site / name / path.relative_to(folder)).samefile(path)


def test_the_data_page_leads_to_the_release_in_force(place: Small) -> None:
    page = text(place, "vi/data.html")
    assert 'href="../releases/r1.2/bao-cao.pdf"' in page
    assert 'href="../open-data/r1.2/rankings.dti.csv"' in page
    assert 'href="../open-data/dcat.ttl"' in page
    assert "r1.1" not in page
    assert "r1/files.html" in page


def test_the_page_of_a_release_lists_every_file_with_its_checksum(place: Small) -> None:
    of = place.open()
    page = text(place, "en/r1/files/r1.1.html")
    for folder in (of.releases / "r1.1", of.open_data / "r1.1"):
        for path in folder.rglob("*"):
            if path.is_file():
                assert hashlib.sha256(path.read_bytes()).hexdigest() in page, path
                assert f"/r1.1/{path.relative_to(folder)}" in page
    assert 'href="r1.2.html"' in page
    assert "Release r1.2" in text(place, "en/r1/files.html")


def test_the_catalogue_of_the_site_has_the_releases_in_force(place: Small) -> None:
    graph = catalogue(place)
    datasets = {str(node) for node in graph.objects(None, DCAT.dataset)}
    assert datasets == {f"{BASE}r1.2", f"{BASE}r2.1"}
    json_ld = place.open().site / "open-data" / "dcat.jsonld"
    assert isomorphic(graph, rdflib.Graph().parse(json_ld, format="json-ld"))
    conforms, _, told = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(SHAPES))
    assert conforms, told


def test_every_address_of_the_open_data_is_a_file_of_the_site(place: Small) -> None:
    site = place.open().site / "open-data"
    addresses = {str(node) for node in catalogue(place).objects(None, DCAT.downloadURL)}
    for name in ("r1.2", "r2.1"):
        croissant = json.loads((site / name / "croissant.json").read_text(encoding="utf-8"))
        addresses |= {file["contentUrl"] for file in croissant["distribution"]}
        package = json.loads((site / name / "datapackage.json").read_text(encoding="utf-8"))
        addresses |= {f"{package['id']}/{one['path']}" for one in package["resources"]}
    assert len(addresses) > 80
    for address in addresses:
        assert address.startswith(BASE)
        assert (site / address.removeprefix(BASE)).is_file(), address


def test_the_address_of_a_release_leads_to_its_page(place: Small) -> None:
    page = text(place, "open-data/r1.2/index.html")
    assert "url=../../vi/r1/files/r1.2.html" in page
    assert (place.open().site / "vi" / "r1" / "files" / "r1.2.html").exists()


def test_what_is_no_longer_there_leaves_the_site_and_the_pages_say_so(
    place: Small, tmp_path: Path
) -> None:
    shutil.copytree(place.folder, tmp_path, dirs_exist_ok=True)
    copied = Small(tmp_path, place.rounds)
    of = copied.open()
    assert build_site(of.published, of.site).made == 0
    shutil.rmtree(of.open_data)
    shutil.rmtree(of.releases / "r1.2")
    build_site(of.published, of.site)
    assert sorted(path.name for path in (of.site / "open-data").iterdir()) == ["index.html"]
    assert not (of.site / "releases" / "r1.2").exists()
    assert "publication.yaml" in text(copied, "vi/data.html")
    assert "publication.yaml" in text(copied, "en/r1/files.html")
    assert "The papers of this release are not here" in text(copied, "en/r1/files/r1.2.html")


def test_a_file_is_copied_where_it_cannot_be_linked(tmp_path: Path) -> None:
    elsewhere = Path("/proc/version")  # of another file system, whatever the disks are
    if not elsewhere.exists():
        pytest.skip("no other file system to link from")
    for written in (1, 0):
        with linked_folder(tmp_path / "site") as site:
            site.link("releases/a.txt", elsewhere, sha256(elsewhere.read_bytes()).hexdigest())
        assert (tmp_path / "site" / "releases" / "a.txt").read_bytes() == elsewhere.read_bytes()
        assert site.written.made == written


def test_a_file_with_other_content_takes_the_place_and_leaves_the_first_as_it_was(
    tmp_path: Path,
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text(name, encoding="utf-8")
        with linked_folder(tmp_path / "site") as site:
            site.link("releases/a.txt", tmp_path / name, sha256(name.encode()).hexdigest())
        assert (tmp_path / "site" / "releases" / "a.txt").read_text(encoding="utf-8") == name
    assert (tmp_path / "one").read_text(encoding="utf-8") == "one"
