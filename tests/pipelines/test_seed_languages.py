"""Every problem of a seed is told in Vietnamese and in English, each sentence in one language."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from builders import TOP, child, framework, group, leaf

from pipelines.comparison.mergers import MERGERS
from pipelines.comparison.populations import POPULATIONS
from pipelines.entities import ENTITIES, read_entities
from pipelines.frameworks.reader import read_framework
from pipelines.frameworks.schema import FRAMEWORK_SCHEMA
from pipelines.intake.corrections import CORRECTIONS_SCHEMA
from pipelines.intake.reporters import REPORTERS, read_reporters
from pipelines.marked_yaml import Problem, SeedError, read_marked_yaml
from pipelines.planning.costs import COSTS
from pipelines.planning.responsibilities import RESPONSIBILITIES, RESPONSIBILITY_STATUSES
from pipelines.planning.reward_rules import REWARD_SCHEMA
from pipelines.planning.target_rows import MEASUREMENTS
from pipelines.planning.targets import TARGETS_SCHEMA, read_targets
from pipelines.publication.terms import TERMS_SCHEMA
from pipelines.rounds import ROUNDS_SCHEMA, read_rounds
from pipelines.rules import RULE_KINDS
from pipelines.seed_reader import shape_problems
from pipelines.seed_tables import TableShape, cell_problems, numbered, read_table

PROJECT = Path(__file__).parents[2]
VIETNAMESE = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.I
)
ENGLISH = re.compile(
    r"\b(?:the|is|are|was|of|not|and|or|must|needs|cannot|expected|missing|found|delete|write|"
    r"correct|name|there|this|these|its|one|with|unknown|none)\b"
)
AT = {"Problem": 3, "RowRule": 2, "wrong": 1}
"""Where the four texts of a problem begin among the arguments: English, Vietnamese, and remedies."""
KEYS = {"name", "expect", "value"}
"""English words that are keys of seed files, and stand in Vietnamese sentences as such."""


def modules() -> Iterator[Path]:
    for folder in ("pipelines", "assets"):
        yield from sorted((PROJECT / folder).rglob("*.py"))


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def written(node: ast.expr) -> list[str]:
    """The literal wordings that an expression can have; an expression within a text is left out."""
    match node:
        case ast.Constant(str(text)):
            return [text]
        case ast.JoinedStr(parts):
            return [
                "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts
                )
            ]
        case ast.IfExp(_, body, orelse):
            return [*written(body), *written(orelse)]
        case ast.BinOp(left, ast.Add(), right):
            return [a + b for a in written(left) for b in written(right)]
        case _:
            return []


def is_vietnamese(text: str) -> bool:
    words = {word for word in ENGLISH.findall(text) if word not in KEYS}
    return bool(VIETNAMESE.search(text)) and not words


def is_english(text: str) -> bool:
    return not VIETNAMESE.search(text)


def wordings() -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Place, kind, English and Vietnamese wordings of every problem that the source can note."""
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(PROJECT).as_posix()
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name, start = called(node), AT.get(called(node), 0)
            at = f"{place}:{node.lineno}"
            if start and len(node.args) >= start + 4 and "verify_receipt" not in place:
                texts = [written(argument) for argument in node.args[start : start + 4]]
                yield at, name, texts[0], texts[1]
                yield at, f"{name}'s remedy", texts[2], texts[3]
        if place.startswith(("pipelines/rules/", "pipelines/frameworks/")):
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef) and re.search(
                    "problem|fault|unscorable", function.name
                ):
                    for node in ast.walk(function):
                        if isinstance(node, ast.Call) and called(node) in ("Name", "Gap"):
                            vi, en = map(written, node.args[-2:])
                            yield f"{place}:{node.lineno}", called(node), en, vi


def test_every_wording_in_the_source_stands_in_its_own_language() -> None:
    found = list(wordings())
    assert len(found) > 150
    for at, kind, english, vietnamese in found:
        assert all(map(is_english, english)), (at, kind, english)
        assert all(map(is_vietnamese, vietnamese)), (at, kind, vietnamese)
        assert bool(english) == bool(vietnamese), (at, kind)


@pytest.mark.parametrize("texts", [("a", "b", "c", "d")])
def test_a_problem_cannot_be_made_without_both_languages(
    texts: tuple[str, str, str, str],
) -> None:
    for fewer in range(4):
        some: Any = texts[:fewer]
        with pytest.raises(TypeError):
            Problem("f.yaml", 1, "", *some)
    text = str(Problem("f.yaml", 1, "A", *texts))
    assert text == "f.yaml:1: A: b; cách sửa: d\nf.yaml:1: A: a; remedy: c"


def complete(problem: Problem) -> bool:
    """Whether a problem says all that it has to: each text there, each in its own language.

    The words of a cell are Vietnamese in both.
    """
    message = problem.message
    for word in RESPONSIBILITY_STATUSES:
        message = message.replace(word, "")
    return (
        bool(problem.file)
        and problem.line >= 1
        and bool(VIETNAMESE.search(problem.message_vi))
        and bool(VIETNAMESE.search(problem.remedy_vi))
        and is_english(message)
        and is_english(problem.remedy)
        and bool(problem.message)
        and bool(problem.remedy)
    )


def noted(read: Callable[[], object]) -> list[Problem]:
    try:
        read()
    except SeedError as error:
        return list(error.problems)
    return []


def problems_of(read: Callable[[], object]) -> list[Problem]:
    found = noted(read)
    assert found
    return found


POINTS = leaf("1", "kind: points, input: x")
TWO = "numerator: x, denominator: y"
BROKEN_RULES = {
    "ratio": f"kind: ratio, {TWO}, floor: 2",
    "levels": "kind: levels, input: x, levels: [{name: A, share: 1}, {name: A, share: 0}]",
    "steps": "kind: steps, input: x, steps: [{at_least: 2, share: 1}, {at_least: 2, share: 0}]",
    "steps below a floor": "kind: steps, input: x, steps: [{at_least: 2, share: 1}], floor: 3",
    "parts": "kind: parts, parts: [{share: 0.4, rule: {kind: boolean, input: x}}]",
    "bonus among parts": "kind: parts, parts: [{share: 1, rule: {kind: bonus, input: x}}]",
    "rank among points": "kind: rank, input: x",
    "z_score among points": "kind: z_score, input: x",
    "min_max": "kind: min_max, input: x, lower: 5, upper: 5",
    "goalposts": "kind: goalposts, input: x, lower: 5, upper: 5",
    "logarithm": "kind: goalposts, input: x, lower: 0, upper: 5, log: true",
    "each": "kind: capped_count, input: x, cap: 0",
    "boolean": "kind: boolean, input: z",
    "no rule": "kind: nothing",
}
BROKEN_FRAMEWORKS = {
    **{name: leaf("1", rule, "x: number, y: number") for name, rule in BROKEN_RULES.items()},
    "no inputs": leaf("1", "kind: boolean, input: y"),
    "state": leaf("1", "kind: boolean, input: state", "state: boolean"),
    "points": leaf("1", "kind: boolean, input: points", "points: boolean"),
    "no points": leaf("1", "kind: points, input: x", points="0"),
    "twice": POINTS + POINTS,
    "index": POINTS.replace('"1"', "DTI"),
    "no parent": leaf("1", "kind: points, input: x", more=child("9")),
    "cycle": group("1", more=child("2")) + group("2", more=child("1")),
    "sum": group("1", "20") + leaf("1.1", "kind: points, input: x", more=child("1")),
    "points of a child unknown": group("1", "20") + leaf("1.1", "kind: points, input: x", points="null", more=child("1")),
    "rule and children": POINTS + leaf("1.1", "kind: points, input: x", more=child("1")),
    "shared": group("1", "", ", aggregation: arithmetic_mean") + leaf(
        "1.1", f"kind: ratio, {TWO}, zero_denominator: shared", "x: number, y: number", points="", more=child("1")
    ),
    "penalty among means": group("1", "", ", aggregation: arithmetic_mean") + leaf(
        "1.1", "kind: penalty, input: x", points="", more=child("1")
    ),
    "levels read in two ways": leaf(
        "1",
        "kind: parts, parts: ["
        "{share: 0.5, rule: {kind: levels, input: x, levels: [{name: A, share: 1}, {name: B, share: 0}]}}, "
        "{share: 0.5, rule: {kind: levels, input: x, levels: [{name: A, share: 0}, {name: B, share: 1}]}}]",
        "x: level",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_FRAMEWORKS)
def test_a_broken_framework_is_told_in_both_languages(name: str) -> None:
    for problem in problems_of(lambda: framework(BROKEN_FRAMEWORKS[name])):
        assert complete(problem), problem
        assert problem.file == "t.yaml"
        assert problem.code
        assert problem.line > TOP.count("\n")


@pytest.mark.parametrize(
    "pillars",
    [
        "- {code: P, name: {vi: v, en: e}, mains: ['9', '1', '1']}\n",
        "- {code: '1', name: {vi: v, en: e}, mains: ['1']}\n",
        "- {code: P, name: {vi: v, en: e}, mains: ['1']}\n" * 2,
    ],
)
def test_a_broken_pillar_is_told_in_both_languages(pillars: str) -> None:
    top = f"aggregation: points\npillars:\n{pillars}"
    assert all(map(complete, problems_of(lambda: framework(POINTS, top))))


def test_what_keeps_a_framework_from_scoring_is_told_in_both_languages() -> None:
    lacking = framework(
        leaf("1", "kind: points, input: x", points="null")
        + group("2")
        + group("3", more=", children_known: some")
        + leaf("3.1", "kind: points, input: x", more=child("3"))
    )
    gaps = lacking.unscorable()
    assert len(gaps) == 3
    assert all(is_english(gap.en) and is_vietnamese(gap.vi) for gap in gaps)


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_keys_of_a_rule_that_are_out_of_shape_are_told_in_both_languages(kind: str) -> None:
    known = RULE_KINDS[kind]
    for key in known.key_schemas:
        for value in ("null", "-1", "[]", "{}", "wrong", "2.5", "'1'"):
            text = leaf("1", f"kind: {kind}, input: x, {key}: {value}")
            assert all(map(complete, noted(lambda text=text: framework(text))))
    problems = problems_of(lambda: framework(leaf("1", f"kind: {kind}, nothing: 1")))
    assert all(map(complete, problems))


SCHEMAS = {
    "framework": FRAMEWORK_SCHEMA,
    "corrections": CORRECTIONS_SCHEMA,
    "reward": REWARD_SCHEMA,
    "rounds": ROUNDS_SCHEMA,
    "targets": TARGETS_SCHEMA,
    "terms": TERMS_SCHEMA,
}
OTHERS = ("null", "-1", "1.5", "1000", "true", "a b", "''", "[]", "[1]", "{}", "{a: 1}")


def broken(schema: object, root: dict[str, object], depth: int = 0) -> Iterator[str]:
    """YAML of values that a schema may refuse, one key at a time, as deep as it goes."""
    yield from OTHERS
    if not isinstance(schema, dict) or depth > 6:
        return
    if "$ref" in schema:
        place: object = root
        for step in str(schema["$ref"]).removeprefix("#/").split("/"):
            assert isinstance(place, dict)
            place = place[step]
        yield from broken(place, root, depth + 1)
    if "items" in schema:
        yield from (f"[{value}]" for value in broken(schema["items"], root, depth + 1))
    for key, below in (schema.get("properties") or {}).items():
        yield from (f"{{{key}: {value}}}" for value in broken(below, root, depth + 1))


@pytest.mark.parametrize("name", SCHEMAS)
def test_whatever_is_out_of_shape_is_told_in_both_languages(name: str) -> None:
    counted = 0
    for text in broken(SCHEMAS[name], SCHEMAS[name]):
        marked = read_marked_yaml(text, "s.yaml")
        for _, problem in shape_problems(marked, "s.yaml", SCHEMAS[name]):
            counted += 1
            assert complete(problem), (text, problem)
    assert counted > 20


TABLES: dict[str, TableShape] = {
    "entities": ENTITIES,
    "mergers": MERGERS,
    "population": POPULATIONS,
    "measurements": MEASUREMENTS,
    "responsibilities": RESPONSIBILITIES,
    "costs": COSTS,
    "reporters": REPORTERS,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_is_out_of_shape_is_told_in_both_languages(name: str) -> None:
    shape = TABLES[name]
    heading = ",".join(shape.names)
    wrong = pl.DataFrame(
        {column: ["../x", None] for column in shape.names},
        schema=dict.fromkeys(shape.names, pl.String),
    )
    found = cell_problems(numbered(wrong), "s.csv", shape.names[0], shape)
    assert found
    for content in (
        b"nothing\n1\n",
        f"{heading},{shape.names[0]},line\n".encode(),
        b'"a',
        b"\xff\x00\xfe\x81",
    ):
        found += problems_of(lambda content=content: read_table(content, "s.csv", shape))
    assert [problem for problem in found if not complete(problem)] == []


ROUND = {
    "id": "r1", "name": "{vi: v, en: e}", "framework": "f", "entities": "commune", "starts_on": "2025-01-01",
    "ends_on": "2025-06-30", "status": "final",
}  # fmt: skip


def rounds_text(*changed: dict[str, str]) -> str:
    return "".join(
        "- {" + ", ".join(f"{key}: {value}" for key, value in {**ROUND, **keys}.items()) + "}\n"
        for keys in changed
    )


@pytest.mark.parametrize(
    "changed",
    [
        ({}, {}),
        ({}, {"id": "R1"}),
        ({"previous": "r1"},),
        ({"previous": "r9"},),
        ({"previous": "r2"}, {"id": "r2", "previous": "r1"}),
        ({"ends_on": "2024-01-01"},),
        ({"deadline": "2024-01-01"},),
        ({"entities": "['1', '1']"},),
        ({"not_evaluated": "['1', '1']"},),
        ({"id": "a..b"},),
        ({"status": "over"},),
    ],
)
def test_broken_rounds_are_told_in_both_languages(changed: tuple[dict[str, str], ...]) -> None:
    assert all(
        map(complete, problems_of(lambda: read_rounds(rounds_text(*changed), "rounds.yaml")))
    )


def test_broken_units_reporters_and_targets_are_told_in_both_languages() -> None:
    columns = dict.fromkeys((*ENTITIES.names, "source"), pl.String)
    units = pl.DataFrame(
        [
            ("1", "commune", "A", None, None, "2025-02-01", "2025-01-01", None),
            ("2", "commune", "B", None, None, None, None, None),
            ("2", "commune", "B", None, None, None, None, None),
            ("a", "commune", "C", None, None, None, None, None),
            ("A", "commune", "D", None, None, None, None, None),
        ],
        schema=columns,
        orient="row",
    )
    found = problems_of(lambda: read_entities(units, "entities.csv"))
    assert len({problem.message for problem in found}) == 3
    reporters = pl.DataFrame(
        {name: ["../x"] for name in REPORTERS.names},
        schema=dict.fromkeys(REPORTERS.names, pl.String),
    )
    found += problems_of(lambda: read_reporters(reporters, "reporters.csv"))
    found += problems_of(lambda: read_targets("targets: 3\n", "targets.yaml"))
    found += problems_of(lambda: read_framework("x: [1\n", "t.yaml"))
    found += problems_of(lambda: read_framework("id: a\nid: b\n", "t.yaml"))
    assert [problem for problem in found if not complete(problem)] == []
