"""Reading a seed file of YAML: its shape by its JSON Schema, every problem at its place.

Here belongs what the readers of all such files share: frameworks, rounds, targets, rules of
reward, corrections, terms of publication. A reader sees only entries whose shape is sound, and
notes what ties their keys together. Tables are read in `seed_tables.py`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from pipelines import codes
from pipelines.marked_yaml import MarkedYaml, Path, Problem, SeedError, read_marked_yaml
from pipelines.notation import exact

Schema = dict[str, Any]
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
EXPECTED: Final = "expected"
"""A keyword of ours beside the standard ones: what is expected, in Vietnamese and English."""
CODE: Final[Schema] = {
    "type": "string",
    "pattern": codes.CODE_PATTERN,
    EXPECTED: [codes.EXPECTED_VI, codes.EXPECTED],
}
TEXT: Final[Schema] = {"type": "string", "pattern": r"\S", EXPECTED: ["một đoạn chữ", "a text"]}
TEXT_OR_NONE: Final[Schema] = {**TEXT, "type": ["string", "null"]}
NAME: Final[Schema] = {
    "type": "object",
    "description": "Tên tiếng Việt và tiếng Anh / Name in Vietnamese and English",
    "properties": {"vi": TEXT, "en": TEXT},
    "required": ["vi", "en"],
    "additionalProperties": False,
    EXPECTED: ["tên tiếng Việt và tiếng Anh (vi, en)", "a name in vi and en"],
}
DAY: Final[Schema] = {
    "type": "string",
    "format": "date",
    EXPECTED: ["ngày ghi như 2025-07-31", "a date as 2025-07-31"],
}
DAY_OR_NONE: Final[Schema] = {**DAY, "type": ["string", "null"]}
WHOLE: Final[Schema] = {
    "type": "integer",
    "minimum": 1,
    EXPECTED: ["số nguyên lớn hơn 0", "a whole number above 0"],
}
NUMBER: Final[Schema] = {
    "type": "number",
    "minimum": 0,
    EXPECTED: ["số từ 0 trở lên", "a number of 0 or more"],
}
SHARE: Final[Schema] = {
    "type": "number",
    "minimum": 0,
    "maximum": 1,
    EXPECTED: ["tỷ lệ từ 0 đến 1", "a share from 0 to 1"],
}


def choice(*values: str) -> Schema:
    """One of some words."""
    return {"enum": list(values)}


def keys(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """A mapping with these keys and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def schema_text(schema: Schema) -> str:
    """A schema as the text that editors read: without the keyword of ours, which becomes prose."""

    def published(value: Any) -> Any:
        if isinstance(value, list):
            return [published(item) for item in value]
        if not isinstance(value, dict):
            return value
        found = {key: published(below) for key, below in value.items() if key != EXPECTED}
        if EXPECTED in value and isinstance(value[EXPECTED], list):
            found.setdefault("description", " / ".join(value[EXPECTED]))
        return found

    return json.dumps(published(schema), ensure_ascii=False, indent=2) + "\n"


class SeedReader:
    """A seed file of YAML, and what is wrong with it so far. Raises SeedError if it is no YAML."""

    def __init__(self, text: str, file: str, schema: Schema) -> None:
        self.file = file
        self.marked = read_marked_yaml(text, file)
        self.problems: list[Problem] = []
        self._broken: list[Path] = []
        for path, problem in shape_problems(self.marked, file, schema):
            self._broken.append(path)
            self.problems.append(problem)

    def is_sound(self, path: Path) -> bool:
        """Whether nothing at or below a path is out of shape."""
        return not any(broken[: len(path)] == path for broken in self._broken)

    def entries(self, *above: str) -> Iterator["SeedEntry"]:
        """The entries of the list under some keys whose shape is sound."""
        if () in self._broken:
            return
        found: Any = self.marked.value
        for key in above:
            found = found.get(key) if isinstance(found, dict) else None
        listed: list[Any] = found if isinstance(found, list) else []
        for n, entry in enumerate(listed):
            if isinstance(entry, dict) and self.is_sound((*above, n)):
                yield SeedEntry(self, (*above, n), entry)

    def finish(self) -> None:
        """Raise SeedError if there are problems."""
        if self.problems:
            raise SeedError(sorted(self.problems, key=lambda p: (p.line, p.column or 0)))


@dataclass(frozen=True, slots=True)
class SeedEntry:
    """An entry of a list: the values under its keys, and where it begins."""

    reader: SeedReader
    path: Path
    keys: Mapping[str, Any]

    @property
    def line(self) -> int:
        """Where the entry begins."""
        return self.reader.marked.line(self.path)

    def wrong(
        self,
        key: str,
        message: str,
        message_vi: str,
        remedy: str,
        remedy_vi: str,
        about: str | None = None,
    ) -> None:
        """Note a problem of a key, or of the whole entry where `key` is empty."""
        path = (*self.path, *key.split(".")) if key else self.path
        line, column = self.reader.marked.place(path)
        name = f"{key.rpartition('.')[2]}: " if key else ""
        code = code_at(self.reader.marked.value, self.path) if about is None else about
        self.reader.problems.append(
            Problem(
                self.reader.file,
                line,
                code,
                name + message,
                name + message_vi,
                remedy,
                remedy_vi,
                column,
            )
        )


def code_at(value: Any, path: Path) -> str:
    """The code or id of the innermost entry that a path lies in; empty where none has one."""
    code = ""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            break
        if isinstance(value, dict) and isinstance(step, int):
            named = value.get("code", value.get("id", value.get("indicator_code")))
            code = str(named) if isinstance(named, str | int) else code
    return code


def shape_problems(marked: MarkedYaml, file: str, schema: Schema) -> Iterator[tuple[Path, Problem]]:
    """What a schema says against a file: the path of what is out of shape, and the problem."""
    for error in _validator(json.dumps(schema)).iter_errors(marked.value):
        path: Path = tuple(error.absolute_path)
        line, column = marked.place(path)
        is_entry = bool(path) and isinstance(path[-1], int) and isinstance(error.instance, dict)
        named = () if is_entry else path
        name = next((f"{step}: " for step in reversed(named) if isinstance(step, str)), "")
        for key, vi, en in _worded(error):
            at = marked.place((*path, key)) if key and (*path, key) in marked.places else None
            name_of = f"{key}: " if key else name
            remedy, remedy_vi = _REMEDIES.get(str(error.validator), _CORRECT)
            yield (
                path,
                Problem(
                    file,
                    at[0] if at else line,
                    code_at(marked.value, path),
                    name_of + en,
                    name_of + vi,
                    remedy,
                    remedy_vi,
                    at[1] if at else column,
                ),
            )


_CORRECT: Final = ("correct the value", "sửa lại giá trị")
_REMEDIES: Final = {
    "required": ("add it", "bổ sung khóa này"),
    "additionalProperties": ("correct its spelling, or delete it", "sửa lại tên khóa, hoặc xóa đi"),
    "enum": ("write one of these", "ghi một trong các giá trị này"),
}


def _worded(error: Any) -> Iterator[tuple[str, str, str]]:
    """The key that an error is about, if it is not that of its path, and both wordings."""
    schema: Schema = error.schema if isinstance(error.schema, dict) else {}
    found = shown(error.instance)
    match error.validator:
        case "required":
            (key,) = re.findall(r"^'(.*)' is a required property$", error.message) or [""]
            if EXPECTED in schema and not isinstance(schema[EXPECTED], dict):
                vi, en = schema[EXPECTED]
                yield "", f"cần {vi}, thiếu {key}", f"expected {en}, {key} is missing"
            else:
                yield key, "còn thiếu", "is missing"
        case "additionalProperties":
            known = list(schema.get("properties", ()))
            there = ", ".join(known)
            for key in error.instance:
                if key not in known:
                    yield key, f"không có khóa này; có: {there}", f"no such key; there are: {there}"
        case "enum":
            known = ", ".join(str(value) for value in error.validator_value if value is not None)
            yield (
                "",
                f"cần một trong {known}; tìm thấy {found}",
                f"expected one of {known}; found {found}",
            )
        case _ if isinstance(schema.get(EXPECTED), list):
            vi, en = schema[EXPECTED]
            if error.validator in ("oneOf", "anyOf") and isinstance(error.instance, dict):
                yield "", f"cần {vi}", f"expected {en}"
            else:
                yield "", f"cần {vi}; tìm thấy {found}", f"expected {en}; found {found}"
        case "type":
            kinds = error.validator_value
            names = [_TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds)]
            vi, en = (" / ".join(name[n] for name in names) for n in (0, 1))
            yield "", f"cần {vi}; tìm thấy {found}", f"expected {en}; found {found}"
        case _:
            vi, en = _LIMITS.get(str(error.validator), ("không đúng khuôn mẫu", "out of shape"))
            limit = shown(error.validator_value)
            yield (
                "",
                f"cần {vi.format(limit)}; tìm thấy {found}"
                if error.validator in _LIMITS
                else f"{vi}: {found}",
                f"expected {en.format(limit)}; found {found}"
                if error.validator in _LIMITS
                else error.message,
            )


_TYPES: Final = {
    "string": ("một đoạn chữ", "a text"),
    "number": ("một số", "a number"),
    "integer": ("số nguyên", "a whole number"),
    "boolean": ("true hoặc false", "true or false"),
    "array": ("một danh sách", "a list"),
    "object": ("các khóa và giá trị", "keys and values"),
    "null": ("để trống", "nothing"),
}
_LIMITS: Final = {
    "minimum": ("số từ {} trở lên", "a number of {} or more"),
    "maximum": ("số từ {} trở xuống", "a number of {} or less"),
    "exclusiveMinimum": ("số lớn hơn {}", "a number above {}"),
    "minItems": ("ít nhất {} mục", "at least {} of them"),
    "minLength": ("ít nhất {} ký tự", "at least {} characters"),
    "minProperties": ("ít nhất {} khóa", "at least {} keys"),
    "pattern": ("chữ theo mẫu {}", "a text like {}"),
}


def shown(value: Any) -> str:
    """A value as it may stand in a message: short, a text in quotes."""
    text = repr(value) if isinstance(value, str) else "null" if value is None else str(value)
    if isinstance(value, Decimal):
        text = exact(value)
    return text if len(text) <= 60 else text[:57] + "..."


@cache
def _validator(schema: str) -> Any:
    # Imported late: only whoever reads a seed pays for it.
    from jsonschema import Draft202012Validator, validators

    quick = validators.extend(Draft202012Validator, {"allOf": _all_of, "properties": _properties})
    return quick(json.loads(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _properties(
    validator: Any, properties: Schema, instance: Any, _schema: Schema
) -> Iterator[Any]:
    """The standard `properties`, but a text or a choice that is sound is passed by at once."""
    if not isinstance(instance, dict):
        return
    found: dict[str, Any] = instance
    for key, schema in properties.items():
        if key not in found or schema is True:
            continue
        value = found[key]
        if isinstance(value, str) and schema.keys() <= _PLAIN:
            allowed = schema.get("enum")
            if value in allowed if allowed else "string" in str(schema.get("type")):
                continue
        yield from validator.descend(value, schema, path=key, schema_path=key)


_PLAIN: Final = frozenset({"type", "enum", "description", EXPECTED})
"""Keywords of a schema by which a text is sound or not at a glance."""


def _all_of(
    validator: Any, branches: list[Schema], instance: Any, _schema: Schema
) -> Iterator[Any]:
    """The standard `allOf`, but a branch for another kind than that of the value is passed by."""
    kind = instance.get("kind") if isinstance(instance, dict) else None
    for n, branch in enumerate(branches):
        asked = branch.get("if", {}).get("properties", {}).get("kind", {}).get("const", kind)
        if asked == kind or "else" in branch:
            yield from validator.descend(instance, branch, schema_path=n)
