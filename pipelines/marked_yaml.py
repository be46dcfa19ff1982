"""YAML with the line of every value, and nothing guessed.

Here belongs reading YAML text into plain Python values. Numbers with a fraction become exact
`Decimal`; codes stay the text that was written (`4.10` is not 4.1); a key given twice is an
error. What the values mean is for the readers of frameworks and rounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

Path = tuple[str | int, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_KEYS = frozenset(
    {
        "id",
        "code",
        "parent",
        "mains",
        "entities",
        "previous",
        "not_evaluated",
        "numerator",
        "denominator",
        "input",
        "round",
        "entity_code",
        "indicator_code",
        "source",
        "expect",
        "value",
        "reason",
        "by",
        "on",
    }
)
"""Keys whose scalars are text whatever they look like."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a seed file: where, which code it concerns, and what was expected."""

    file: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        about = f"{self.code}: " if self.code else ""
        return f"{self.file}:{self.line}: {about}{self.message}"


class SeedError(ValueError):
    """One or more problems in a seed file, all of them at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(slots=True)
class MarkedYaml:
    """The value of a YAML text and the line (from 1) of each path in it."""

    value: Any
    lines: Mapping[Path, int] = field(default_factory=dict[Path, int])

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_marked_yaml(text: str, file: str) -> MarkedYaml:
    """Read YAML text.

    Raises SeedError with the line where the text is not YAML or gives a key twice.
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else 1
        message = f"not readable as YAML: {error.problem or error.context}"
        raise SeedError([Problem(file, line, "", message)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"not readable as YAML: {error.reason}"
        raise SeedError([Problem(file, line, "", message)]) from error
    lines: dict[Path, int] = {}
    problems: list[Problem] = []
    around: list[yaml.Node] = []

    def construct(node: yaml.Node, path: Path, as_text: bool, owner: str) -> Any:
        lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, as_text)
        if node in around:
            message = "not readable as YAML: it contains itself"
            raise SeedError([Problem(file, lines[path], owner, message)])
        around.append(node)
        if isinstance(node, yaml.MappingNode):
            found = mapping(node, path, owner)
        else:
            found = [
                construct(item, (*path, n), as_text, owner) for n, item in enumerate(node.value)
            ]
        around.pop()
        return found

    def mapping(node: yaml.MappingNode, path: Path, owner: str) -> dict[str, Any]:
        if path:  # the entry of an indicator, a pillar, a round, or something within it
            owner = _code_of(node) or owner
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            below = (*path, key)
            line = key_node.start_mark.line + 1
            if key in found:
                problems.append(Problem(file, line, owner, f"{key}: this key is given twice"))
            found[key] = construct(value_node, below, key in _TEXT_KEYS, owner)
            lines[below] = line
        return found

    value = construct(root, (), False, "") if root is not None else None
    if problems:
        raise SeedError(problems)
    return MarkedYaml(value, lines)


def _scalar(node: yaml.ScalarNode, as_text: bool) -> Any:
    tag = node.tag.rpartition(":")[2]
    written: str = node.value
    if tag == "null":
        return None
    if as_text:
        return written
    if tag == "bool":
        return written.lower() in ("true", "yes", "on")
    if tag == "int":
        return int(written) if written.lstrip("+-").isdecimal() else written
    if tag == "float":
        try:
            return Decimal(written.replace("_", ""))
        except InvalidOperation:  # .inf, .nan, 1:30.5
            return written
    return written


def _code_of(entry: yaml.MappingNode) -> str:
    """The code or id that an entry gives itself; empty where it gives none."""
    for key, value in entry.value:
        if key.value in ("code", "id") and isinstance(value, yaml.ScalarNode):
            return str(value.value)
    return ""
