"""Seeds of planning on disk: optional, checked against rounds and units, all problems together."""

from pathlib import Path

from installations import RESPONSIBILITIES, REWARD, TARGETS, Small

from assets.installation.seeds import PROJECT, load_seeds


def test_the_shipped_ones_are_sound_and_made_up_only_for_rounds_that_are() -> None:
    seeds = load_seeds(PROJECT / "seeds")
    assert {one.is_demonstration for one in seeds.planning.targets} == {True, False}
    given = [name for rules in seeds.planning.reward for name in rules.rounds]
    given += seeds.planning.responsibilities["round"].to_list()
    assert all(seeds.rounds[name].is_demonstration for name in given)


def test_they_are_optional(tmp_path: Path) -> None:
    Small(tmp_path).write()
    planning = load_seeds(tmp_path / "seeds").planning
    assert (planning.targets, planning.baselines, planning.reward) == ((), (), ())
    assert planning.measurements.is_empty()
    assert planning.responsibilities.is_empty()


def test_problems_of_all_of_them_are_told_together(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.seed("targets.yaml", TARGETS.replace("Hòa Bình", "Hòa Bính"))
    place.seed("reward.yaml", REWARD.replace("r1, r2", "r1, r9"))
    place.seed("responsibilities.csv", RESPONSIBILITIES.replace("00002", "so-x"))
    place.seed("measurements.csv", "entity_code\n00001\n")
    seeds = load_seeds(tmp_path / "seeds")
    assert set(seeds.unusable) == {"r1", "r2"}
    assert seeds.planning.targets == ()
    told = "\n".join(map(str, seeds.problems))
    assert "targets.yaml:2: hoa-binh-2025-points: unit: no unit '00001'" in told
    assert "reward.yaml:3:5: rules: rounds: there is no round 'r9'" in told
    assert "responsibilities.csv:2:4: 1: agency_code: no such unit" in told
    assert "measurements.csv:1: column(s) missing: entity_name_vi" in told


def test_changed_targets_are_read_again(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    place.seed("targets.yaml", TARGETS)
    assert [one.year for one in load_seeds(tmp_path / "seeds").planning.targets] == [2025]
    place.seed("targets.yaml", TARGETS.replace("year: 2025", "year: 2030"))
    assert [one.year for one in load_seeds(tmp_path / "seeds").planning.targets] == [2030]
