"""Reading frameworks: every shipped one, and every error with its file, line and code."""

from pathlib import Path

import pytest
from builders import TOP, child, framework, group, leaf

from pipelines.framework_reader import read_framework
from pipelines.framework_schema import schema_text
from pipelines.marked_yaml import SeedError

FRAMEWORKS = Path(__file__).parents[2] / "seeds" / "frameworks"
YES = leaf("1", "kind: boolean, input: x", "x: boolean")


def shipped(name: str) -> str:
    return (FRAMEWORKS / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(FRAMEWORKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_framework_reads(path: Path) -> None:
    read = read_framework(path.read_text(encoding="utf-8"), path.name)
    assert read.id == path.stem
    assert read.legal_source
    if not path.stem.startswith("demo-"):
        assert not read.is_demonstration


def test_editors_are_given_the_schema_that_is_checked() -> None:
    assert (FRAMEWORKS / "framework.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_commune_framework_has_62_subs_and_960_points() -> None:
    read = read_framework(shipped("vn-commune-tayninh-2025"), "f.yaml")
    subs = [i for i in read.indicators if i.level == "sub"]
    assert (len(subs), sum(i.max_points or 0 for i in subs)) == (62, 960)
    assert {i.rule_status for i in subs} == {"inferred", "unknown"}


def test_smart_city_is_unscored_in_922() -> None:
    read = read_framework(shipped("vn-province-922-2022"), "f.yaml")
    assert (read.by_code["6"].max_points, read.by_code["6"].rule) == (0, None)
    assert read.unscorable() == []


def test_what_is_unknown_stays_unknown() -> None:
    read = read_framework(shipped("vn-ministry-405-2025"), "f.yaml")
    assert all(i.max_points is None for i in read.indicators)
    assert read.unscorable()


def test_codes_are_the_text_that_was_written() -> None:
    text = group("4", "10") + leaf("4.10", "kind: points, input: x", more=child("4"))
    read = framework(text.replace('"4.10"', "4.10"))
    assert "4.10" in read.by_code


ERRORS = {
    "unknown kind": (YES.replace("boolean,", "guess,"), "7: 1: unknown rule kind 'guess'"),
    "input not declared": (leaf("1", "kind: boolean, input: y"), "7: 1: its rule names the input 'y'"),
    "key missing": (leaf("1", "kind: capped_count, input: x"), "7: 1: rule of kind 'capped_count': 'cap'"),
    "key unknown": (leaf("1", "kind: boolean, input: x, cap: 3"), "7: 1: rule of kind 'boolean'"),
    "no such parent": (YES.replace("}\n", child("7") + "}\n"), "7: 1: its parent '7' is not an indicator"),
    "cycle": (
        group("1", more=child("2")) + group("2", more=child("1")),
        "7: 1: it is its own ancestor",
    ),
    "code twice": (YES + YES, "8: 1: this code was already used on line 7"),
    "sum": (
        group("1", "20") + leaf("1.1", "kind: points, input: x", more=child("1")),
        "7: 1: its children's points sum to 10, not to its 20",
    ),
    "parts": (
        leaf("1", "kind: parts, parts: [{share: 0.4, rule: {kind: boolean, input: x}}]", "x: boolean"),
        "7: 1: the shares of its parts sum to 0.4, not 1",
    ),
    "key twice": (YES.replace("max_points: 10", "max_points: 10, max_points: 9"), "7: 1: max_points: this key is given twice"),
    "bounds": (
        leaf("1", "kind: goalposts, input: x, lower: 5, upper: 5"),
        "7: 1: lower (5) must be below upper (5)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_names_file_line_and_code(name: str) -> None:
    text, told = ERRORS[name]
    with pytest.raises(SeedError) as caught:
        framework(text)
    assert any(str(problem).startswith(f"t.yaml:{told}") for problem in caught.value.problems), str(
        caught.value
    )


def test_a_pillar_names_mains_of_the_framework() -> None:
    top = "aggregation: points\npillars:\n- {code: P, name: {vi: v, en: e}, mains: ['9']}\n"
    with pytest.raises(SeedError, match=r"t\.yaml:7: P: '9' is not a main indicator"):
        framework(YES, top)


def test_text_that_is_no_yaml_is_told_with_its_line() -> None:
    with pytest.raises(SeedError, match=r"t\.yaml:6: not readable as YAML"):
        read_framework(TOP + "x: [1\n", "t.yaml")


def test_all_problems_are_told_at_once() -> None:
    text = YES.replace('"1"', '"2"').replace("}\n", child("7") + "}\n")
    with pytest.raises(SeedError) as caught:
        framework(YES + YES + text + leaf("3", "kind: boolean, input: y"))
    assert [problem.line for problem in caught.value.problems] == [8, 9, 10]
    assert [problem.code for problem in caught.value.problems] == ["1", "2", "3"]


def test_a_rule_decides_how_its_input_is_read_and_other_units_keep_their_name() -> None:
    text = leaf("1", "kind: boolean, input: x", "x: giấy tờ") + leaf(
        "2", "kind: best_peer, input: x", "x: lít"
    )
    read = framework(text)
    assert read.by_code["1"].units == {"x": "boolean"}
    assert read.by_code["2"].units == {"x": "lít"}
