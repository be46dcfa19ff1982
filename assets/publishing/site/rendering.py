"""Templates into pages, in Vietnamese and English.

Here belong the two environments and the words that templates may use. Everything that is not part
of a template is escaped.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup

from assets.publishing.site.fragments import Column
from pipelines.notation import LANGUAGES, NONE, NOTATIONS


@dataclass(frozen=True, slots=True)
class Page:
    """A page in all languages: its path below the folder of a language, template and data.

    `shared` is what many pages are given alike, `own` is this page's.
    """

    path: str
    template: str
    shared: Mapping[str, Any]
    own: Mapping[str, Any]


class _OfRows(Environment):
    """Reads `row.name` as a key first: pages are made of dictionaries, and half of the time went
    into asking them for attributes."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        try:
            return obj[attribute]
        except (TypeError, LookupError):
            return super().getattr(obj, attribute)


class Renderer:
    """Renders pages, in one language at a time.

    Templates are compiled once for both languages, and kept compiled from run to run where
    Jinja keeps such things. Drafts say so on each page.
    """

    def __init__(self, *, is_draft: bool = False) -> None:
        self._language = LANGUAGES[0]
        self._environment = _OfRows(
            loader=PackageLoader("assets.publishing.site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=FileSystemBytecodeCache(),
        )
        words: dict[str, Any] = {"say": self._say, "percent": self._percent}
        words |= {"column": Column(), "is_draft": is_draft}
        cast("dict[str, Any]", self._environment.globals).update(words)
        self._environment.filters.update(
            named=self._named,
            number=self._number,
            count=self._count,
            day=self._day,
            moment=self._moment,
            file_name=file_name,
        )

    def render(self, page: Page, language: str) -> str:
        """The page as HTML in a language."""
        self._language = language
        depth = page.path.count("/")
        return self._environment.get_template(f"{page.template}.html.jinja").render(
            page.shared,
            **page.own,
            path=page.path,
            home="../" * depth,
            root="../" * (depth + 1),
            lang=language,
            other_lang=next(other for other in LANGUAGES if other != language),
        )

    def part(self, template: str, macro: str, language: str, *given: Any) -> Markup:
        """What one macro of a template says in a language."""
        self._language = language
        module = self._environment.get_template(f"{template}.html.jinja").module
        return getattr(module, macro)(*given)

    def _say(self, vi: str, en: str) -> str:
        return vi if self._language == "vi" else en

    def _named(self, row: Mapping[str, Any], key: str = "name") -> str:
        """The name of a row; the Vietnamese one where there is no other, nothing without any."""
        return row[f"{key}_{self._language}"] or row[f"{key}_vi"] or ""

    def _number(self, text: str | None) -> str:
        return NOTATIONS[self._language].number(text)

    def _count(self, count: int) -> str:
        return NOTATIONS[self._language].count(count)

    def _percent(self, part: int, whole: int) -> str:
        return NOTATIONS[self._language].percent(part, whole)

    def _day(self, day: date | None) -> Markup:
        """A date with what a machine reads."""
        if day is None:
            return Markup(NONE)
        return Markup('<time datetime="{}">{}</time>').format(
            f"{day:%Y-%m-%d}", NOTATIONS[self._language].day(day)
        )

    def _moment(self, moment: datetime) -> Markup:
        """A moment of Việt Nam with what a machine reads."""
        return Markup('<time datetime="{}">{}</time>').format(
            f"{moment:%Y-%m-%dT%H:%M:%S}+07:00", NOTATIONS[self._language].moment(moment)
        )


def file_name(code: str) -> str:
    """A code as a name that is safe in a folder and in an address: others than letters, digits,
    dot and hyphen become `_` and their number."""
    safe = re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}", code)
    return re.sub(r"^\.+", lambda found: "_2e" * len(found[0]), safe)
