"""Reading frameworks: every shipped one, and every error with its file, line and code."""

from decimal import Decimal
from pathlib import Path

import pytest
from builders import TOP, child, framework, group, leaf

from pipelines.frameworks.reader import read_framework
from pipelines.marked_yaml import SeedError
from pipelines.seed_schemas import schema_files

FRAMEWORKS = Path(__file__).parents[3] / "seeds" / "frameworks"
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
    assert (FRAMEWORKS / "framework.schema.json").read_text(encoding="utf-8") == schema_files()[
        "frameworks/framework.schema.json"
    ]


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
    "unknown kind": (YES.replace("boolean,", "guess,"), "7: 1: kind: expected one of"),
    "input not declared": (leaf("1", "kind: boolean, input: y"), "7: 1: its rule names the input 'y'"),
    "key missing": (leaf("1", "kind: capped_count, input: x"), "7: 1: cap: is missing"),
    "key unknown": (leaf("1", "kind: boolean, input: x, cap: 3"), "7: 1: cap: no such key"),
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
    "key twice in depth": (YES.replace("unit: boolean", "unit: boolean, unit: count"), "7: 1: unit: this key is given twice"),
    "code of the index": (YES.replace('"1"', "DTI"), "7: DTI: this code is that of the index itself"),
    "input named as states are": (leaf("1", "kind: boolean, input: state", "state: boolean"), "7: 1: an input cannot be called 'state'"),
    "input named as points are": (leaf("1", "kind: boolean, input: points", "points: boolean"), "7: 1: the input 'points' cannot be its input"),
    "points of nothing": (leaf("1", "kind: points, input: x", points="0"), "7: 1: a rule of kind 'points' needs max_points above 0"),
    "logarithm of zero": (leaf("1", "kind: goalposts, input: x, lower: 0, upper: 5, log: true"), "7: 1: a logarithm needs lower > 0"),
    "no number": (leaf("1", "kind: boolean, input: x", "x: boolean", ".inf"), "7: 1: max_points: expected a number"),
    "base sixty": (leaf("1", "kind: boolean, input: x", "x: boolean", "1:30.5"), "7: 1: max_points: expected a number"),
    "bonus among parts": (
        leaf("1", "kind: parts, parts: [{share: 1, rule: {kind: bonus, input: x}}]"),
        "7: 1: a part cannot be a rule of kind 'bonus'",
    ),
    "rule and children": (
        leaf("1", "kind: boolean, input: x", "x: boolean") + leaf("1.1", "kind: boolean, input: x", "x: boolean", more=child("1")),
        "7: 1: it has a rule of its own and children with rules",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_names_file_line_and_code(name: str) -> None:
    text, told = ERRORS[name]
    with pytest.raises(SeedError) as caught:
        framework(text)
    found = [f"{each.line}: {each.code}: {each.message}" for each in caught.value.problems]
    assert any(line.startswith(told) for line in found), found


def test_a_pillar_names_mains_of_the_framework() -> None:
    top = "aggregation: points\npillars:\n- {code: P, name: {vi: v, en: e}, mains: ['9']}\n"
    with pytest.raises(SeedError, match=r"t\.yaml:7:3: P: '9' is not a main indicator"):
        framework(YES, top)


def test_text_that_is_no_yaml_is_told_with_its_line() -> None:
    with pytest.raises(SeedError, match=r"t\.yaml:6:1: not readable as YAML"):
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


def test_problems_of_keys_and_of_the_tree_are_told_in_one_pass() -> None:
    text = (
        leaf("1", "kind: guess, input: x")
        + leaf("2", "kind: boolean, input: x")
        + leaf("2", "kind: capped_count, input: x")
        + leaf("3", "kind: boolean, input: x", more=child("9"))
        + group("4", "30")
        + leaf("4.1", "kind: guess, input: x", more=child("4"))
        + group("5", "30")
        + leaf("5.1", "kind: boolean, input: x", more=child("5"))
        + group("6", more=child("7"))
        + group("7", more=child("6"))
    )
    with pytest.raises(SeedError) as caught:
        framework(text)
    told = [(problem.line, problem.code) for problem in caught.value.problems]
    assert told == [(7, "1"), (9, "2"), (9, "2"), (10, "3"), (12, "4.1"), (15, "6"), (16, "7")]


def test_sums_are_checked_beside_a_broken_indicator_elsewhere() -> None:
    text = group("5", "30") + leaf("5.1", "kind: points, input: x", more=child("5"))
    with pytest.raises(SeedError) as caught:
        framework(leaf("1", "kind: guess, input: x") + text)
    assert [problem.code for problem in caught.value.problems] == ["1", "5"]


@pytest.mark.parametrize("kind", ["bonus", "penalty"])
def test_bonus_and_penalty_belong_among_points(kind: str) -> None:
    text = leaf("1", f"kind: {kind}, input: x", "x: points", "3")
    with pytest.raises(
        SeedError, match=rf"t\.yaml:7:3: 1: a rule of kind '{kind}' is added to points"
    ):
        framework(text, "aggregation: arithmetic_mean\n")
    within = group("0", more=", aggregation: points") + leaf("0.1", f"kind: {kind}, input: x", more=child("0"))  # fmt: skip
    assert framework(within, "aggregation: arithmetic_mean\n").by_code["0.1"].is_adjustment


def test_a_rule_and_children_exclude_each_other_in_means_too() -> None:
    text = leaf("1", "kind: value, input: x", points="") + leaf("1.1", "kind: value, input: x", points="", more=child("1"))  # fmt: skip
    with pytest.raises(SeedError, match="one of the two must go"):
        framework(text, "aggregation: arithmetic_mean\n")


@pytest.mark.parametrize(
    ("mains", "told"),
    [
        ("['1', '1']", "main '1' is listed twice"),
        ("['1.1']", "'1.1' is not a main indicator"),
    ],
)
def test_a_pillar_lists_each_main_once_and_no_subs(mains: str, told: str) -> None:
    top = f"aggregation: points\npillars:\n- {{code: P, name: {{vi: v, en: e}}, mains: {mains}}}\n"
    text = group("1", "10") + leaf("1.1", "kind: points, input: x", more=child("1"))
    with pytest.raises(SeedError, match=rf"t\.yaml:7:3: P: {told}"):
        framework(text, top)


def test_codes_of_pillars_are_their_own() -> None:
    pillar = "- {code: P, name: {vi: v, en: e}, mains: ['1']}\n"
    with pytest.raises(SeedError, match="P: two pillars have this code"):
        framework(YES, "aggregation: points\npillars:\n" + pillar * 2)
    with pytest.raises(SeedError, match="1: this code is also that of an indicator"):
        framework(YES, "aggregation: points\npillars:\n" + pillar.replace("P,", "'1',"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: expected keys and values; found null"),
        ("id: a\nnote: \x07\n", "2: not readable as YAML: control characters"),
        ("id: a\nnote: &again [*again]\n", "2: not readable as YAML: it contains itself"),
        ("id: a\nid: b\n", "2: id: this key is given twice"),
        ("id: a\nindicators: []\n", "1: name: is missing"),
    ],
)
def test_what_is_no_framework_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(SeedError) as caught:
        read_framework(text, "t.yaml")
    problem = caught.value.problems[0]
    assert f"{problem.line}: {problem.message}".startswith(told)


def test_every_unquoted_code_is_the_text_that_was_written() -> None:
    """Of indicators, parents, inputs of rules, and mains of pillars: 4.10 is not 4.1, 010 is not 8."""
    top = "aggregation: points\npillars:\n- {code: 1e3, name: {vi: v, en: e}, mains: [4.10, 010]}\n"
    inputs = "inputs: {1.0: {name: {vi: v, en: e}, unit: count}}, rule: {kind: boolean, input: 1.0}"
    name = "name: {vi: v, en: e}, max_points: 10"
    read = framework(
        f"- {{code: 4.10, {name}}}\n- {{code: 4.10.20, parent: 4.10, {name}, {inputs}}}\n"
        f"- {{code: 010, {name}, {inputs}}}\n- {{code: yes, {name}, {inputs}}}\n",
        top,
    )
    assert list(read.by_code) == ["4.10", "4.10.20", "010", "yes"]
    assert (read.by_code["4.10.20"].parent, read.pillars[0].mains) == ("4.10", ("4.10", "010"))
    assert (read.pillars[0].code, list(read.by_code["010"].inputs)) == ("1e3", ["1.0"])


def test_numbers_are_exact() -> None:
    read = framework(leaf("1", "kind: capped_count, input: x, cap: 0.1", points="33.30"))
    assert read.by_code["1"].max_points == Decimal("33.30")
    assert read.by_code["1"].rule is not None
    assert read.by_code["1"].rule.keys["cap"] == Decimal("0.1")


def test_an_indicator_below_a_pillar_is_a_main_wherever_it_stands() -> None:
    read = framework(
        leaf("1", "kind: points, input: x", more=child("P")) + group("P", "10", ", level: pillar")
    )
    assert {code: found.level for code, found in read.by_code.items()} == {
        "1": "main",
        "P": "pillar",
    }


def test_what_is_not_said_has_the_defaults_of_the_contract() -> None:
    points, mean = framework(YES), framework(YES, "aggregation: harmonic_mean\n")
    assert (points.missing, mean.missing) == ("zero", "exclude")
    assert (mean.min_coverage, mean.scale, mean.decimals) == (Decimal("0.8"), 1, 4)
    assert framework(YES, "aggregation: points\ndecimals: null\n").decimals is None
