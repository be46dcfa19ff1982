"""A province's own installation, through the command line: bad input stops nobody else."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest
from installations import FRAMEWORK, HEADER, Small, rows
from typer.testing import CliRunner, Result

from assets.commands.app import app
from assets.definitions import ASSESS_ROUND, build_definitions
from warehouse.writer import Warehouse


def dti(*words: str) -> Result:
    return CliRunner().invoke(app, [*words], env={"COLUMNS": "200"})


def query(place: Small, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(place.published), read_only=True) as connection:
        return connection.sql(sql).fetchall()


@pytest.fixture
def place(tmp_path: Path) -> Small:
    small = Small(tmp_path).write()
    small.submit_clean("r1")
    return small


def test_a_round_is_assessed_and_published(place: Small) -> None:
    done = dti("assess", "r1", *place.options())
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].startswith("published 1 rounds")
    assert query(
        place,
        "SELECT entity_code, rank, is_tied, points FROM rankings.dti JOIN scores.dti "
        "USING (round, entity_code, basis) WHERE basis = 'final' ORDER BY rank, entity_code",
    ) == [("00001", 1, False, 24), ("00002", 2, True, 19), ("00003", 2, True, 19)]
    assert (place.published.parent / "data_docs").is_dir()


def test_the_next_round_shows_the_change(place: Small) -> None:
    place.submit_clean("r2", p="5")
    place.submit("r2/00002_lan-2.csv", HEADER + rows("r2", "00002", a="2", p="5"))
    assert dti("assess", "--all", *place.options()).exit_code == 0
    assert query(
        place,
        "SELECT entity_code, previous_rank, rank, rank_change, value_change::DOUBLE "
        "FROM rankings.dti WHERE round = 'r2' AND basis = 'final' ORDER BY entity_code",
    ) == [
        ("00001", 1, 1, 0, pytest.approx(0.04)),
        ("00002", 2, 1, 1, pytest.approx(0.24)),
        ("00003", 2, 3, -1, pytest.approx(0.04)),
    ]


def test_faulty_files_are_quarantined_and_the_round_goes_on(place: Small) -> None:
    place.submit("r1/00002_so-lieu.csv", "")
    place.submit("r1/00003_so-lieu.csv", HEADER + rows("r1", "00003", a="3", b="2"))
    place.submit("r1/la.csv", "cột,lạ\n1,2\n")
    done = dti("assess", "r1", *place.options())
    assert done.exit_code == 0, done.output
    assert "2 files quarantined" in done.output.splitlines()[-1]
    assert dict(query(place, "SELECT file_name, status FROM submissions.file")) == {
        "00001_so-lieu.csv": "accepted",
        "00002_so-lieu.csv": "quarantined",
        "00003_so-lieu.csv": "accepted_with_warnings",
        "la.csv": "quarantined",
    }
    assert {rule for (rule,) in query(place, "SELECT rule FROM submissions.finding")} == {
        "file_is_empty",
        "file_is_late",
        "numerator_above_denominator",
        "header_not_recognised",
    }
    assert query(place, "SELECT status, missing_entities FROM publication.round") == [
        ("provisional", "00002")
    ]
    assert query(
        place,
        "SELECT entity_code, points FROM scores.dti WHERE basis = 'final' ORDER BY entity_code",
    ) == [("00001", 24), ("00002", 0), ("00003", 14)]


def test_a_round_without_any_file_is_published_as_missing(place: Small) -> None:
    assert dti("assess", "r2", *place.options()).exit_code == 0
    assert query(place, "SELECT DISTINCT state FROM indicators.indicator_value") == [("missing",)]
    assert query(place, "SELECT entities_reporting, status FROM publication.round") == [
        (0, "provisional")
    ]


def test_files_at_the_top_of_the_inbox_go_to_the_rounds_they_name(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.submit(
        "all.csv", HEADER + rows("r1", "00001") + rows("r2", "00002") + rows("r7", "00003")
    )
    assert dti("assess", "--all", *place.options()).exit_code == 0
    assert query(
        place,
        "SELECT round, entity_code, count(*) FROM submissions.input_value GROUP BY ALL ORDER BY 1",
    ) == [("r1", "00001", 4), ("r2", "00002", 4)]
    assert query(
        place,
        "SELECT round, rule, count(*) FROM submissions.finding WHERE rule = 'round_is_another' "
        "GROUP BY ALL ORDER BY 1",
    ) == [("r1", "round_is_another", 4), ("r2", "round_is_another", 4)]


def test_a_file_in_any_folder_of_the_inbox_is_found(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.submit("r1/xa/00001.csv", HEADER + rows("r1", "00001"))
    place.submit("thang-7/all.csv", HEADER + rows("r1", "00002") + rows("r2", "00002"))
    place.submit("r2/00003.csv", HEADER + rows("r2", "00003"))
    assert dti("assess", "--all", *place.options()).exit_code == 0
    assert query(
        place, "SELECT DISTINCT round, file_name FROM submissions.input_value ORDER BY ALL"
    ) == [
        ("r1", "thang-7/all.csv"),
        ("r1", "xa/00001.csv"),
        ("r2", "00003.csv"),
        ("r2", "thang-7/all.csv"),
    ]


def test_broken_seeds_stop_everything_and_say_where(place: Small) -> None:
    assert dti("assess", "r1", *place.options()).exit_code == 0
    before = place.published.read_bytes()
    place.seed("frameworks/small.yaml", FRAMEWORK.replace('parent: "1"', 'parent: "7"'))
    done = dti("assess", "r1", *place.options())
    assert done.exit_code == 2
    assert "frameworks/small.yaml:11: 1.1: its parent '7' is not an indicator" in done.output
    assert place.published.read_bytes() == before


def test_a_failing_check_holds_its_round_back_and_publishes_the_others(
    place: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.submit_clean("r2")
    assert dti("assess", "--all", *place.options()).exit_code == 0
    before = query(place, "SELECT * FROM rankings.dti WHERE round = 'r2'")
    place.submit_clean("r1", p="5")
    place.submit_clean("r2", p="5")
    _break_ranks_of("r2", monkeypatch)
    done = dti("assess", "--all", *place.options())
    assert done.exit_code == 1
    assert "ranks_match_scores" in done.output
    assert "NOT published, as before: r2" in done.output.splitlines()[-1]
    assert query(place, "SELECT * FROM rankings.dti WHERE round = 'r2'") == before
    assert query(place, "SELECT max(points) FROM scores.dti WHERE round = 'r1'") == [(25,)]


def test_a_failing_check_stops_a_run_started_in_dagster_too(
    place: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break_ranks_of("r1", monkeypatch)
    job = build_definitions(place.open()).resolve_job_def(ASSESS_ROUND)
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(instance=instance, partition_key="r1", raise_on_error=False)
        run = instance.get_run_by_id(result.run_id)
    assert not result.success
    assert not place.published.exists()
    assert run is not None
    assert run.job_name == ASSESS_ROUND


def _break_ranks_of(round_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the stage of ranking make a mistake."""
    from assets.stages import scores

    sound = scores.ranking_frames

    def mistaken(warehouse: Warehouse, rounds: Sequence[str]) -> Mapping[str, pl.DataFrame]:
        (frame,) = sound(warehouse, rounds).values()
        wrong = pl.when(pl.col("round") == round_id).then(7).otherwise("rank").cast(pl.Int32)
        return {scores.RANKINGS: frame.with_columns(rank=wrong)}

    monkeypatch.setattr(scores, "ranking_frames", mistaken)


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


def test_an_export_has_every_table(place: Small, tmp_path: Path) -> None:
    assert dti("assess", "r1", *place.options()).exit_code == 0
    assert dti("export", str(tmp_path / "out"), "--warehouse", str(place.published)).exit_code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"rankings.dti.csv", "rankings.dti.parquet", "submissions.finding.csv"} <= names


def test_the_same_inputs_give_the_same_bytes(place: Small, tmp_path: Path) -> None:
    exports: list[dict[str, bytes]] = []
    for n in range(2):
        options = [*place.options()[:4], "--warehouse", str(tmp_path / str(n) / "dti.duckdb")]
        assert dti("assess", "r1", *options).exit_code == 0
        assert dti("export", str(tmp_path / str(n) / "out"), *options[-2:]).exit_code == 0
        exports.append({p.name: p.read_bytes() for p in (tmp_path / str(n) / "out").iterdir()})
    assert exports[0] == exports[1]
