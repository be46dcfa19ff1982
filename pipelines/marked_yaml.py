"""YAML with the place of every value, and nothing guessed.

Here belongs reading YAML text into plain Python values. Numbers with a fraction become exact
`Decimal`; codes stay the text that was written (`4.10` is not 4.1); a key given twice is an
error. What the values mean is for the readers of frameworks and rounds.
"""

from collections.abc import Mapping, Sequence
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


_LONGEST_NUMBER = 40
"""Digits beyond which a number stays the text that was written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a seed file: where, which code it concerns, what was expected, what to do.

    `message` and `remedy` are English, `message_vi` and `remedy_vi` Vietnamese; `column` counts
    characters of a line from 1, in a table its cells; None where the whole line is meant.
    """

    file: str
    line: int
    code: str
    message: str
    message_vi: str
    remedy: str
    remedy_vi: str
    column: int | None = None

    @property
    def place(self) -> str:
        """File, line and column, as editors follow them."""
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")

    def __str__(self) -> str:
        about = f"{self.place}: {self.code}: " if self.code else f"{self.place}: "
        vi = f"{self.message_vi}; cách sửa: {self.remedy_vi}"
        en = f"{self.message}; remedy: {self.remedy}"
        return f"{about}{vi}\n{about}{en}"


class SeedError(ValueError):
    """One or more problems in a seed file, all of them at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def ensure_sound(problems: Sequence[Problem]) -> None:
    """Raise SeedError with the problems of a file, in the order of its lines, where it has any."""
    if problems:
        raise SeedError(sorted(problems, key=lambda problem: problem.line))


@dataclass(slots=True)
class MarkedYaml:
    """The value of a YAML text and the place (line and column, from 1) of each path in it."""

    value: Any
    places: Mapping[Path, tuple[int, int]] = field(default_factory=dict[Path, tuple[int, int]])

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column of a path, or of the nearest thing around it."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        return self.place(path)[0]


def read_marked_yaml(text: str, file: str) -> MarkedYaml:
    """Read YAML text.

    Raises SeedError with the line where the text is not YAML or gives a key twice.
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
        raise SeedError([_no_yaml(file, place, str(error.problem or error.context))]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SeedError([_no_yaml(file, (line, None), error.reason)]) from error
    except (RecursionError, ValueError) as error:
        raise SeedError([_no_yaml(file, (1, None), type(error).__name__)]) from error
    places: dict[Path, tuple[int, int]] = {}
    problems: list[Problem] = []
    around: list[yaml.Node] = []

    def construct(node: yaml.Node, path: Path, as_text: bool, owner: str) -> Any:
        places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, as_text)
        if node in around:
            raise SeedError([_no_yaml(file, places[path], "it contains itself", owner)])
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
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            if key in found:
                problems.append(
                    Problem(
                        file,
                        line,
                        owner,
                        f"{key}: this key is given twice",
                        f"{key}: khóa này được ghi hai lần",
                        "keep one of the two",
                        "giữ lại một trong hai",
                        column,
                    )
                )
            found[key] = construct(value_node, below, key in _TEXT_KEYS, owner)
            places[below] = (line, column)
        return found

    value = construct(root, (), False, "") if root is not None else None
    if problems:
        raise SeedError(problems)
    return MarkedYaml(value, places)


def _no_yaml(file: str, place: tuple[int, int | None], why: str, code: str = "") -> Problem:
    line, column = place
    return Problem(
        file,
        line,
        code,
        f"not readable as YAML: {why}",
        "không đọc được dưới dạng YAML",
        "look at this line and the one above: indentation, quotes, brackets, a colon in a text",
        "xem dòng này và dòng trên: thụt đầu dòng, dấu nháy, ngoặc, dấu hai chấm trong chữ",
        column,
    )


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
        is_whole = written.lstrip("+-").isdecimal() and len(written) <= _LONGEST_NUMBER
        return int(written) if is_whole else written
    if tag == "float":
        try:
            number = Decimal(written.replace("_", ""))
        except InvalidOperation:  # .inf, .nan, 1:30.5
            return written
        # A number of a seed fits in a line; 1e999999999 would fill the memory once it is written.
        return number if abs(number.adjusted()) <= _LONGEST_NUMBER else written
    return written


def _code_of(entry: yaml.MappingNode) -> str:
    """The code or id that an entry gives itself; empty where it gives none."""
    for key, value in entry.value:
        if key.value in ("code", "id") and isinstance(value, yaml.ScalarNode):
            return str(value.value)
    return ""
