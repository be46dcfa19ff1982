"""A kind of rule is named in its file: everywhere else a rule is asked."""

import ast
import re
from pathlib import Path

import pytest
from sources import modules

from pipelines.rules import RULE_KINDS

PROJECT = Path(__file__).parents[3]
ROOMS = ("pipelines/rules/", "pipelines/annexes/")
"""Where kinds are named: their own room, and the importer that recognises official wordings."""
ALONE = ("assets/publishing/verify_receipt.py",)
"""Works rules out again without anything of ours."""
IN_SQL = {"checks/rules/scores.py", "checks/rules/planning.py"}
"""Queries that set a bonus and a penalty apart, which stand outside the denominator."""
WORDS = {"points", "value", "parts", "rank", "boolean", "steps", "levels"}
"""Kinds that are everyday words too: columns, units, keys. Only a comparison with a kind names
the rule."""


def texts_compared_with_kinds(tree: ast.AST) -> set[str]:
    """The texts beside a `kind` in a comparison or a match."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(
            isinstance(side, ast.Attribute) and side.attr == "kind" and "rule" in ast.unparse(side)
            for side in (node.left, *node.comparators)
        ):
            found |= texts(node)
        if isinstance(node, ast.Match) and "rule" in ast.unparse(node.subject):
            found |= texts(node)
    return found


def texts(tree: ast.AST) -> set[str]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in nodes if isinstance(node.value, str)}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_other_file_names_a_kind(path: Path) -> None:
    place = path.relative_to(PROJECT).as_posix()
    if place.startswith(ROOMS) or place in ALONE:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = set(RULE_KINDS) - WORDS
    assert texts(tree) & named == set()
    quoted = {word for text in texts(tree) for word in re.findall(r"'([a-z_]+)'", text)}
    assert (quoted & named == set()) or place in IN_SQL
    assert texts_compared_with_kinds(tree) & set(RULE_KINDS) == set()
