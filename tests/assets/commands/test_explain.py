"""`dti explain` and `dti report`: the way of a figure in words, and what is said of the unknown."""

import json
from pathlib import Path

import pytest
from installations import HEADER, Small, dti, rows
from publishing import publish_rounds, write_releases

from assets.publishing.verify_receipt import verify


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small(tmp_path_factory.mktemp("explained"), {"r1": None}).write()
    small.submit_clean("r1")
    small.submit("r1/00003_so-lieu.csv", HEADER + rows("r1", "00003", a="1.941", b="3.000"))
    small.seed(
        "corrections.yaml",
        '- {round: r1, entity_code: "00003", indicator_code: "1.1", input: a, expect: "1.941",\n'
        '   value: "1000", reason: Theo công văn 12, by: Sở KHCN, on: 2025-08-05}\n',
    )
    publish_rounds(small.open(), ["r1"])
    return small


def explain(place: Small, *words: str) -> str:
    done = dti("explain", "r1", *words, "--warehouse", place.published)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_indicator_is_explained_from_its_cell_to_the_rank(place: Small) -> None:
    output = explain(place, "00002", "1.1")
    steps = (
        "ratio: denominator b, numerator a",
        "a (count): '1' = 1 - tự khai / declared - 00002_so-lieu.csv, ô / cell E2",
        "giá trị / value 0.5; điểm / points 5 / 10",
        "1 Một: 15 / 20 = 0.75",
        "trụ cột / pillar P Trụ cột: 15 / 20 = 0.75",
        "DTI = 0.76 (19 / 25)",
        "=> hạng / rank 2/3",
    )
    found = [output.index(step) for step in steps]
    assert found == sorted(found)


def test_a_correction_is_told_with_its_reason(place: Small) -> None:
    output = explain(place, "00003", "1.1")
    assert "hiệu đính / corrected: '1.941' -> '1000', Theo công văn 12 (Sở KHCN" in output


def test_a_main_is_explained_by_its_children(place: Small) -> None:
    output = explain(place, "00002", "1")
    assert "1.1 Tỷ lệ: 5 / 10 = 0.5" in output
    assert "1.2 Có: 10 / 10 = 1" in output


def test_a_unit_is_explained_in_short(place: Small) -> None:
    output = explain(place, "00001")
    assert output.index("1 Một: 20 / 20 = 1") < output.index("2 Hai: 4 / 5 = 0.8")


@pytest.fixture(scope="module")
def issued(place: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The same with its release."""
    here = place.copied(tmp_path_factory.mktemp("issued"))
    write_releases(here.open())
    return here


def test_what_is_issued_is_explained_with_its_release(issued: Small) -> None:
    assert "bản công bố / release r1.1 (final)" in explain(issued, "00001")


def test_a_draft_is_explained_as_a_draft(place: Small, issued: Small, tmp_path: Path) -> None:
    assert "dự thảo, chưa công bố / draft, not issued" in explain(place, "00001")
    here = issued.copied(tmp_path)
    here.seed("corrections.yaml", "[]\n")
    reopened = ("--by", "An", "--reason", "x", "--decision", "1/QĐ", "--decided-on", "2026-03-02")
    assert dti("reopen", "r1", *reopened, *here.options()).exit_code == 0
    publish_rounds(here.open(), ["r1"])
    differing = explain(here, "00001")
    assert ("r1.1" in differing, "draft, not issued" in differing) == (False, True)


def test_a_withdrawn_release_is_not_what_is_explained(issued: Small, tmp_path: Path) -> None:
    here = issued.copied(tmp_path)
    words = ("--by", "An", "--reason", "Sai", *here.options())
    assert dti("withdraw", "r1.1", *words).exit_code == 0
    withdrawn = explain(here, "00001")
    assert ("r1.1" in withdrawn, "draft, not issued" in withdrawn) == (False, True)
    assert json.loads(explain(here, "00001", "--format", "json"))["release"] is None


def test_a_receipt_is_written_that_holds(place: Small, tmp_path: Path) -> None:
    path = tmp_path / "r" / "00003.json"
    explain(place, "00003", "--format", "json", "-o", str(path))
    receipt = json.loads(path.read_text(encoding="utf-8"))
    assert verify(receipt, place.folder / "inbox") == ([], [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("r9", "00001"), "round r9 is not published; did you mean r1?"),
        (("r1", "00009"), "no unit 00009 in r1; did you mean 00003, 00002, 00001?"),
        (("r1", "00001", "1.9"), "no indicator 1.9 in r1; did you mean 1.2, 1.1"),
        (("r1", "00001", "--format", "xml"), "expected text or json, found 'xml'"),
    ],
)
def test_what_is_not_there_is_told_with_what_is_like_it(
    place: Small, words: tuple[str, ...], said: str
) -> None:
    done = dti("explain", *words, "--warehouse", place.published)
    assert done.exit_code == 2
    assert said in done.output


def test_before_anything_is_published_it_says_what_to_do(tmp_path: Path) -> None:
    done = dti("releases", "--warehouse", tmp_path / "none.duckdb")
    assert done.exit_code == 2
    assert "run dti assess first" in done.output


def test_papers_are_written_again_from_the_warehouse(place: Small, tmp_path: Path) -> None:
    done = dti("report", "r1", "-o", tmp_path, "--warehouse", place.published)
    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.iterdir()} == {
        *("bao-cao.pdf", "bao-cao.en.pdf", "phu-luc.xlsx"),
        *("ban-tin.vi.md", "ban-tin.en.md", "don-vi"),
    }
