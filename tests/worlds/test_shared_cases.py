"""The small worlds kept beside the project: each comes to what its list says is right.

They are read where they lie; without them there is nothing to test here. Their kinds are drawn in
`generator.py` and `mistakes.py` too.
"""

import re
import shutil
from pathlib import Path

import pytest
from installations import Small, dti

CASES = Path(__file__).parents[3] / "shared" / "cases" / "worlds"
PUBLISHED = (
    *("mean_main_in_points_framework_holds_round_back", "coverage_below_min_holds_round_back"),
    *("parts_with_value_rule_stops_everything", "site_main_without_points"),
    *("pillar_code_with_ampersand", "main_code_with_ampersand"),
    *("reward_negative_total", "reward_unit_without_value"),
)
ONE_FINDING = {
    "negative_best_peer": ("r1.csv", "E2"),
    "negative_figure_of_one_unit_holds_round_back": ("r1.csv", "E2"),
}
REFUSED = {
    "rank_in_points": "frameworks/f.yaml",
    "z_score_in_points": "frameworks/f.yaml",
    "rank_in_mean_parent_of_points_framework": "frameworks/f.yaml",
    "levels_same_without_marks": "frameworks/f.yaml",
    "rounds_previous_cycle": "rounds.yaml",
    "unit_that_ends_without_successor": "mergers.csv|entities.csv",
    "entity_code_with_slash": "entities.csv",
    "entity_code_leaves_release_folder": "entities.csv",
    "round_id_with_slash": "rounds.yaml",
}
pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the small worlds are not here")


@pytest.fixture
def place(tmp_path: Path) -> Small:
    return Small(tmp_path / "world")


def assess(case: str, place: Small) -> tuple[int | None, str]:
    """Assess all rounds of a case, copied; the exit status and what was told."""
    shutil.copytree(CASES / case, place.folder)
    rounds = place.folder / "seeds" / "rounds.yaml"  # released by every run, not by hand
    rounds.write_text(
        re.sub(r"(?m)^( +)(status:.*)$", r"\1\2\n\1release: automatic", rounds.read_text())
    )
    done = dti("assess", "--all", *place.options())
    assert "Traceback" not in done.output
    return done.exit_code, re.sub(r"\s+", " ", done.output)


def outputs_of(place: Small, round_id: str, units: int) -> None:
    """Hold that a round has its pages, release and receipts."""
    assert (place.folder / "site" / "vi" / round_id / "index.html").is_file()
    (release,) = (place.folder / "releases").glob(f"{round_id}.*")
    assert len(list((release / "receipts").rglob("*.json"))) == units
    assert place.query(
        f"SELECT count(*) FROM rankings.dti WHERE round = '{round_id}' AND basis = 'final'"
    ) == [(units,)]


@pytest.mark.parametrize("case", PUBLISHED)
def test_what_is_valid_is_published_with_all_outputs(case: str, place: Small) -> None:
    status, output = assess(case, place)
    assert status == 0, output
    outputs_of(place, "r1", units=2)


@pytest.mark.parametrize("case", ONE_FINDING)
def test_a_figure_below_zero_is_a_finding_at_its_cell(case: str, place: Small) -> None:
    status, output = assess(case, place)
    assert status == 0, output
    findings = place.query(
        "SELECT file_name, cell FROM submissions.finding WHERE severity = 'error'"
    )
    assert findings == [ONE_FINDING[case]]
    outputs_of(place, "r1", units=2)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_valid_is_an_error_of_seeds(case: str, place: Small) -> None:
    before = {path for path in place.folder.parent.iterdir() if path != place.folder}
    status, output = assess(case, place)
    assert status not in (0, None)
    assert re.search(rf"(?:{REFUSED[case]}):\d+", output), output
    assert not place.published.exists()
    assert {path for path in place.folder.parent.iterdir() if path != place.folder} == before


def test_a_round_held_back_leaves_the_sound_one_with_everything(place: Small) -> None:
    assess("two_rounds_one_held_back_other_has_no_release", place)
    outputs_of(place, "r2", units=2)


def test_a_round_alone_says_that_the_one_before_was_never_assessed(place: Small) -> None:
    shutil.copytree(CASES / "alone_without_previous", place.folder)
    done = dti("assess", "r2", *place.options())
    assert done.exit_code == 0, done.output
    assert re.search(r"r1\b[^\n]*(chưa|not|never)", done.output), done.output
