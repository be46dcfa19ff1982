"""A province's own installation, through the command line: bad input stops nobody else."""

import json
from pathlib import Path

import pytest
from installations import FRAMEWORK, HEADER, Small, dti, rows


@pytest.fixture
def place(tmp_path: Path) -> Small:
    small = Small(tmp_path).write()
    small.submit_clean("r1")
    return small


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """One round, assessed. Tests read it, or change a copy."""
    small = Small(tmp_path_factory.mktemp("assessed")).write()
    small.submit_clean("r1")
    done = dti("assess", "r1", *small.options())
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].startswith("published 1 rounds")
    return small


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """One round with an empty file, a late one with an error and a strange one; one without any."""
    small = Small(tmp_path_factory.mktemp("faulty")).write()
    small.submit_clean("r1")
    small.submit("r1/00002_so-lieu.csv", "")
    small.submit("r1/00003_so-lieu.csv", HEADER + rows("r1", "00003", a="3", b="2"))
    small.submit("r1/la.csv", "cột,lạ\n1,2\n")
    done = dti("assess", "--all", *small.options())
    assert done.exit_code == 0, done.output
    assert "2 files quarantined" in done.output.splitlines()[-1]
    return small


def test_a_round_is_assessed_and_published(assessed: Small) -> None:
    assert assessed.query(
        "SELECT entity_code, rank, is_tied, points FROM rankings.dti JOIN scores.dti "
        "USING (round, entity_code, basis) WHERE basis = 'final' ORDER BY rank, entity_code",
    ) == [("00001", 1, False, 24), ("00002", 2, True, 19), ("00003", 2, True, 19)]
    assert (assessed.published.parent / "data_docs").is_dir()


def test_the_next_round_shows_the_change(assessed: Small, tmp_path: Path) -> None:
    place = assessed.copied(tmp_path)
    place.submit_clean("r2", p="5")
    place.submit("r2/00002_lan-2.csv", HEADER + rows("r2", "00002", a="2", p="5"))
    assert dti("assess", "r2", *place.options()).exit_code == 0
    assert place.query(
        "SELECT entity_code, previous_rank, rank, rank_change, value_change::DOUBLE "
        "FROM rankings.dti WHERE round = 'r2' AND basis = 'final' ORDER BY entity_code",
    ) == [
        ("00001", 1, 1, 0, pytest.approx(0.04)),
        ("00002", 2, 1, 1, pytest.approx(0.24)),
        ("00003", 2, 3, -1, pytest.approx(0.04)),
    ]
    assert place.query("SELECT round FROM publication.round ORDER BY ALL") == [("r1",), ("r2",)]


def test_faulty_files_are_quarantined_and_the_round_goes_on(faulty: Small) -> None:
    files = faulty.query("SELECT file_name, status FROM submissions.file")
    assert dict(files) == {
        "00001_so-lieu.csv": "accepted",
        "00002_so-lieu.csv": "quarantined",
        "00003_so-lieu.csv": "accepted_with_warnings",
        "la.csv": "quarantined",
    }
    assert {rule for (rule,) in faulty.query("SELECT rule FROM submissions.finding")} == {
        "file_is_empty",
        "file_is_late",
        "numerator_above_denominator",
        "header_not_recognised",
    }
    assert faulty.query(
        "SELECT status, missing_entities FROM publication.round WHERE round = 'r1'"
    ) == [("provisional", "00002")]
    assert faulty.query(
        "SELECT entity_code, points FROM scores.dti WHERE round = 'r1' AND basis = 'final' "
        "ORDER BY entity_code",
    ) == [("00001", 24), ("00002", 0), ("00003", 14)]


def test_a_round_without_any_file_is_published_as_missing(faulty: Small) -> None:
    assert faulty.query(
        "SELECT DISTINCT state FROM indicators.indicator_value WHERE round = 'r2'"
    ) == [("missing",)]
    assert faulty.query(
        "SELECT entities_reporting, status FROM publication.round WHERE round = 'r2'"
    ) == [(0, "provisional")]


def test_broken_seeds_stop_everything_and_say_where(assessed: Small, tmp_path: Path) -> None:
    place = assessed.copied(tmp_path)
    before = place.published.read_bytes()
    place.seed("frameworks/small.yaml", FRAMEWORK.replace('parent: "1"', 'parent: "7"'))
    done = dti("assess", "r1", *place.options())
    assert done.exit_code == 2
    assert "frameworks/small.yaml:11:5: 1.1: its parent '7' is not an indicator" in done.output
    assert place.published.read_bytes() == before


def test_check_tells_every_problem_and_stores_nothing(place: Small) -> None:
    path = place.submit("mine.csv", HEADER + rows("r1", "00001", a="khoảng 3", p="9"))
    done = dti("check", str(path), "--round", "r1", *place.options())
    assert done.exit_code == 1
    assert "E2" in done.output
    assert "khoảng 3" in done.output
    assert "0..5" in done.output
    assert not place.published.exists()


def test_check_answers_in_json_for_programs(place: Small) -> None:
    path = place.submit("mine.csv", HEADER + rows("r1", "00009"))
    done = dti("check", str(path), "--round", "r1", "--format", "json", *place.options())
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert {problem["rule"] for problem in told} == {"entity_not_in_round"}
    assert all(problem["cell"] and problem["expected"] for problem in told)


def test_a_clean_file_is_said_to_be_clean(place: Small) -> None:
    path = place.submit("mine.csv", HEADER + rows("r1", "00001"))
    done = dti("check", str(path), "--round", "r1", *place.options())
    assert (done.exit_code, "không có lỗi" in done.output) == (0, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["assess", "r9"], "no round r9; did you mean r2, r1? there are: r1, r2"),
        (["assess"], "name a round or say --all"),
        (["check", "{file}", "--round", "r9"], "no round r9"),
        (["check", "{file}", "--round", "r1", "--format", "xml"], "text or json"),
        (["export", "out"], "nothing is published yet"),
    ],
)
def test_wrong_words_are_refused_with_what_would_be_right(
    place: Small, words: list[str], told: str
) -> None:
    path = place.submit("mine.csv", HEADER)
    options = place.options() if words[0] != "export" else place.options()[-2:]
    done = dti(*(word.format(file=path) for word in words), *options)
    assert done.exit_code == 2
    assert told in done.output


def test_the_same_inputs_give_the_same_bytes_in_every_table(
    assessed: Small, tmp_path: Path
) -> None:
    again = tmp_path / "again" / "dti.duckdb"
    assert dti("assess", "r1", *assessed.options()[:4], "--warehouse", str(again)).exit_code == 0
    exports: list[dict[str, bytes]] = []
    for n, published in enumerate((assessed.published, again)):
        folder = tmp_path / str(n)
        assert dti("export", str(folder), "--warehouse", str(published)).exit_code == 0
        exports.append(
            {
                path.name: path.read_bytes()
                for path in folder.iterdir()
                if not path.name.startswith("publication.log")  # when each was done
            }
        )
    assert exports[0] == exports[1]
    assert {"rankings.dti.csv", "rankings.dti.parquet", "submissions.finding.csv"} <= set(
        exports[0]
    )
