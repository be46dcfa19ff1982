"""Seeds on disk: everything that is wrong with them is told at once, with file and line."""

from pathlib import Path

import pytest
from installations import FRAMEWORK, Small

from assets.installation.seeds import PROJECT, load_seeds
from assets.stages.reference_tables import reference_frames
from pipelines.marked_yaml import SeedError


def test_the_shipped_seeds_are_sound() -> None:
    seeds = load_seeds(PROJECT / "seeds")
    assert {name for name in seeds.rounds if not name.startswith("demo-")} == {
        "provinces-2020",
        "provinces-2022",
        "provinces-2024",
        "ministries-with-services-2020",
        "ministries-with-services-2021",
        "ministries-without-services-2020",
        "ministries-without-services-2021",
        "ministries-without-services-2022",
        "nation-2022",
        "nation-2023",
        "nation-2024",
    }
    for name in seeds.rounds:
        seeds.ensure_scorable(name)


def test_a_round_whose_framework_lacks_points_cannot_be_scored(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.seed("frameworks/small.yaml", FRAMEWORK.replace("max_points: 5", "max_points: null"))
    seeds = load_seeds(tmp_path / "seeds")
    with pytest.raises(SeedError, match="the points of indicator 2 are unknown"):
        seeds.ensure_scorable("r1")


def test_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.seed("frameworks/small.yaml", FRAMEWORK.replace("kind: boolean", "kind: guess"))
    place.seed("entities.csv", "entity_code\n1\n")
    place.seed("rounds.yaml", "- {id: r1}\n")
    with pytest.raises(SeedError) as caught:
        load_seeds(tmp_path / "seeds")
    told = str(caught.value)
    assert "frameworks/small.yaml:2" in told
    assert "found 'guess'" in told
    assert "entities.csv:1" in told
    assert "rounds.yaml:1:3: r1: framework: is missing" in told


@pytest.mark.parametrize("name", ["entities.csv", "rounds.yaml"])
def test_an_absent_seed_is_named(tmp_path: Path, name: str) -> None:
    Small(tmp_path).write()
    (tmp_path / "seeds" / name).unlink()
    with pytest.raises(SeedError, match=name):
        load_seeds(tmp_path / "seeds")


def test_changed_seeds_are_read_again(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    assert list(load_seeds(tmp_path / "seeds").rounds) == ["r1", "r2"]
    place.rounds = {"r9": None}
    place.write()
    assert list(load_seeds(tmp_path / "seeds").rounds) == ["r9"]


def test_the_same_seeds_give_the_same_tables() -> None:
    first, second = (reference_frames(load_seeds(PROJECT / "seeds")) for _ in range(2))
    assert all(first[name].equals(second[name]) for name in first)
