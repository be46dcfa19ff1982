"""Who publishes, under which terms and addresses: `seeds/publication.yaml`.

Here belongs reading it. What is written with it is in `open_data/`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pipelines.frameworks.framework import Name
from pipelines.marked_yaml import MarkedYaml, Problem, SeedError, read_marked_yaml

Keys = tuple[str, ...]
_ADDRESS: Final = r"https?://[^\s<>\"{}|\\^`]+"
_TEXTS: Final[dict[Keys, tuple[str, str]]] = {
    ("publisher", "homepage"): (_ADDRESS, "an address that begins with https://"),
    ("publisher", "sdmx_agency"): (r"[A-Z][A-Z0-9_]*", "capital letters, digits and _"),
    ("contact", "email"): (r"[\w.+-]+@[\w.-]+", "the e-mail address of an office"),
    ("base_uri",): (rf"{_ADDRESS}(?<!/)", "an address without / at its end"),
    ("licence", "id"): (r"[A-Za-z0-9.\-]+", "a short name such as CC-BY-4.0"),
    ("licence", "url"): (_ADDRESS, "the address of its text"),
}
_NAMES: Final[tuple[Keys, ...]] = (
    ("publisher", "name"),
    ("contact", "name"),
    ("title",),
    ("licence", "name"),
)
_KEYS: Final = frozenset({*_TEXTS, *_NAMES, ("spatial",)})


@dataclass(frozen=True, slots=True)
class Terms:
    """The publisher, its contact office, the licence, and the address of the releases."""

    title: Name
    publisher: Name
    homepage: str
    sdmx_agency: str
    contact: Name
    email: str
    base_uri: str
    spatial: tuple[str, ...]
    licence_id: str
    licence: Name
    licence_url: str


def read_terms(text: str, file: str) -> Terms:
    """Read `publication.yaml`. Raises SeedError with every problem, each with its line."""
    marked = read_marked_yaml(text, file)
    problems = list(_problems(marked, file))
    if problems:
        raise SeedError(problems)
    names = {path: Name(**_at(marked, path)) for path in _NAMES}
    texts = {path: str(_at(marked, path)) for path in _TEXTS}
    return Terms(
        title=names["title",],
        publisher=names["publisher", "name"],
        homepage=texts["publisher", "homepage"],
        sdmx_agency=texts["publisher", "sdmx_agency"],
        contact=names["contact", "name"],
        email=texts["contact", "email"],
        base_uri=texts["base_uri",],
        spatial=tuple(_at(marked, ("spatial",))),
        licence_id=texts["licence", "id"],
        licence=names["licence", "name"],
        licence_url=texts["licence", "url"],
    )


def _problems(marked: MarkedYaml, file: str) -> Iterator[Problem]:
    for path in _leaves(marked.value):
        if path not in _KEYS:
            known = ", ".join(sorted(".".join(key) for key in _KEYS))
            told = f"{'.'.join(path) or 'this'}: no such key; there are: {known}"
            yield Problem(file, marked.line(path), "", told)
    for path, (pattern, expected) in _TEXTS.items():
        found = _at(marked, path)
        if not isinstance(found, str) or not re.fullmatch(pattern, found):
            yield _wrong(marked, file, path, expected)
    for path in _NAMES:
        found = _at(marked, path)
        is_name = isinstance(found, dict) and set(found) == {"vi", "en"}
        if not is_name or not all(isinstance(one, str) and one for one in found.values()):
            yield _wrong(marked, file, path, "a name in both languages, {vi: ..., en: ...}")
    places = _at(marked, ("spatial",))
    if not isinstance(places, list) or not all(re.fullmatch(_ADDRESS, str(one)) for one in places):
        yield _wrong(marked, file, ("spatial",), "a list of addresses")


def _leaves(value: Any, path: Keys = ()) -> Iterator[Keys]:
    """The paths of all values that are not names in two languages."""
    if isinstance(value, dict) and path not in _NAMES:
        for key, below in value.items():
            yield from _leaves(below, (*path, key))
    else:
        yield path


def _at(marked: MarkedYaml, path: Keys) -> Any:
    found = marked.value
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _wrong(marked: MarkedYaml, file: str, path: Keys, expected: str) -> Problem:
    told = f"{'.'.join(path)}: expected {expected}, found {_at(marked, path)!r}"
    return Problem(file, marked.line(path), "", told)
