"""One bad line harms only itself: what of an installation is told, and what can still be used."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from installations import FRAMEWORK, ROUND, Small, dti

from assets.installation.seeds import PROJECT, Seeds, load_seeds
from pipelines.marked_yaml import SeedError
from pipelines.seed_schemas import schema_files

SEEDS = PROJECT / "seeds"
FILES = sorted(
    path.relative_to(SEEDS).as_posix()
    for path in (*SEEDS.glob("*.csv"), *SEEDS.glob("*.yaml"), *SEEDS.glob("frameworks/*.yaml"))
)


def seeds_with(folder: Path, name: str, text: str) -> Seeds:
    place = Small(folder).write()
    place.seed(name, text)
    return load_seeds(folder / "seeds")


def rounds(*entries: str) -> str:
    return "".join(entries)


def entry(name: str, previous: str = "null") -> str:
    return ROUND.format(id=name, previous=previous, status="final", release="automatic")


@pytest.mark.parametrize(
    "broken",
    [
        entry("r9").replace("entities: commune", "entities: town"),
        entry("r9").replace("2025-06-30", "30/6"),
        entry("r9").replace("framework: small", "framework: [small"),
        entry("r9").replace("framework: small", "framework: other"),
        entry("r9", previous="r8"),
        entry("r9", previous="r9"),
        entry("r9").replace("entities: commune", 'entities: ["00001", "00001"]'),
    ],
)
def test_a_broken_round_is_told_and_the_others_are_sound(tmp_path: Path, broken: str) -> None:
    seeds = seeds_with(tmp_path, "rounds.yaml", rounds(entry("r1"), broken, entry("r2", "r1")))
    assert list(seeds.rounds) == ["r1", "r2"]
    assert list(seeds.unusable) == ["r9"]
    assert all(
        problem.file == "rounds.yaml" and problem.line > 10 and problem.remedy_vi
        for problem in seeds.problems
    )


def test_rounds_that_precede_each_other_are_unusable_and_so_is_what_follows_them(
    tmp_path: Path,
) -> None:
    text = rounds(entry("a", "b"), entry("b", "a"), entry("c", "a"), entry("d"))
    seeds = seeds_with(tmp_path, "rounds.yaml", text)
    assert (list(seeds.rounds), set(seeds.unusable)) == (["d"], {"a", "b", "c"})


def test_ids_that_differ_in_capitals_are_unusable(tmp_path: Path) -> None:
    seeds = seeds_with(tmp_path, "rounds.yaml", rounds(entry("r1"), entry("R1"), entry("r2")))
    assert list(seeds.rounds) == ["r2"]


@pytest.mark.parametrize("name", ["a/1", "../x", ".r", "-r", "r\\1", "CON", "nul.x", "x" * 81])
def test_an_id_that_can_be_no_folder_is_told(tmp_path: Path, name: str) -> None:
    text = rounds(entry(f"'{name}'"), entry("r2"))
    seeds = seeds_with(tmp_path, "rounds.yaml", text)
    assert list(seeds.rounds) == ["r2"]
    assert seeds.problems[0].message.startswith("id: expected letters, digits")


def test_a_broken_framework_harms_its_own_rounds(tmp_path: Path) -> None:
    other = entry("r9").replace("framework: small", "framework: other")
    place = Small(tmp_path).write()
    place.seed("rounds.yaml", rounds(entry("r1"), other))
    place.seed("frameworks/other.yaml", FRAMEWORK.replace("id: small", "id: other") + "oops: 1\n")
    seeds = load_seeds(tmp_path / "seeds")
    assert (list(seeds.rounds), list(seeds.unusable)) == (["r1"], ["r9"])
    assert seeds.unusable["r9"][0].file == "frameworks/other.yaml"


def test_a_broken_unit_harms_the_rounds_that_assess_its_kind(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    listed = entry("r9").replace("entities: commune", 'entities: ["00002"]')
    place.seed("rounds.yaml", rounds(entry("r1"), listed))
    path = tmp_path / "seeds" / "entities.csv"
    path.write_text(path.read_text("utf-8").replace("00003,", "A/3,"), "utf-8")
    seeds = load_seeds(tmp_path / "seeds")
    assert (list(seeds.rounds), list(seeds.unusable)) == (["r9"], ["r1"])
    assert (seeds.problems[0].line, seeds.problems[0].column) == (5, 1)


def test_a_broken_correction_harms_the_round_that_it_names(tmp_path: Path) -> None:
    seeds = seeds_with(tmp_path, "corrections.yaml", "- {round: r2, entity_code: x}\n")
    assert (list(seeds.rounds), list(seeds.unusable)) == (["r1"], ["r2"])


def test_a_unit_that_ends_while_others_merge_needs_its_successor(tmp_path: Path) -> None:
    place = Small(tmp_path).write()
    head = "entity_code,kind,name_vi,name_en,parent_code,valid_from,valid_to\n"
    units = (
        "a,commune,A,,99,,2025-06-30\nb,commune,B,,99,,2025-06-30\nn,commune,N,,99,2025-07-01,\n"
    )
    place.seed("entities.csv", head + units)
    place.seed("mergers.csv", "new_code,old_code,effective_on\nn,a,2025-07-01\n")
    seeds = load_seeds(tmp_path / "seeds")
    assert set(seeds.unusable) == {"r1", "r2"}
    assert (seeds.problems[0].file, seeds.problems[0].line) == ("entities.csv", 3)
    place.seed("mergers.csv", "new_code,old_code,effective_on\nn,a,2025-07-01\nn,b,2025-07-01\n")
    assert load_seeds(tmp_path / "seeds").problems == ()


def test_an_unusable_round_is_refused_with_its_problems(tmp_path: Path) -> None:
    seeds_with(tmp_path, "rounds.yaml", rounds(entry("r1"), entry("r9", "r8")))
    answer = dti(
        "assess", "r9", "--seeds", tmp_path / "seeds", "--warehouse", tmp_path / "w.duckdb"
    )
    assert answer.exit_code == 2
    assert "previous: there is no round 'r8'" in answer.stderr
    assert "previous: không có đợt 'r8'" in answer.stderr


def test_every_published_schema_is_the_one_that_is_checked() -> None:
    for name, text in schema_files().items():
        assert (SEEDS / name).read_text(encoding="utf-8") == text, name


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".yaml")])
def test_every_shipped_file_names_its_schema(name: str) -> None:
    first = (SEEDS / name).read_text(encoding="utf-8").partition("\n")[0]
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert ((SEEDS / name).parent / schema).exists()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_changed_seed_reads_or_is_told_by_its_file(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = data.draw(st.sampled_from(FILES))
    lines = (SEEDS / name).read_text(encoding="utf-8").split("\n")
    n = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(lines[n])))
    letter = data.draw(st.sampled_from("x0,;:\"'[]{}-/&*#|>!%@` \t\\ạ\x07"))
    changed = data.draw(
        st.sampled_from([lines[n][:at] + letter + lines[n][at:], lines[n][:at], "", lines[n] * 2])
    )
    folder = tmp_path_factory.mktemp("seeds") / "seeds"
    shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns("submissions", "demonstration"))
    lines[n] = changed
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    try:
        seeds = load_seeds(folder)
    except SeedError as error:
        problems = error.problems
        assert problems
    else:
        problems = seeds.problems
    # A changed name or id may be a sound one that no other file knows: then these tell of it.
    assert all(problem.line >= 1 and str(problem) for problem in problems)
