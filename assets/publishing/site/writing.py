"""Pages into the folder of a site: one whose data did not change is not rendered again.

Here belongs what a page is made from. How files become a folder is in `warehouse/whole_folder.py`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from assets.publishing.site.rendering import Page, Renderer
from pipelines import notation
from pipelines.notation import LANGUAGES
from warehouse.whole_folder import LinkedFolder

_HERE: Final = Path(__file__).parent
_WRITTEN: Final = Path(notation.__file__)


@dataclass(slots=True)
class PageWriter:
    """Renders pages into a folder, unless templates and data are those that they were made with."""

    folder: LinkedFolder
    renderer: Renderer = field(default_factory=Renderer)
    _shared: dict[int, tuple[Mapping[str, Any], str]] = field(
        default_factory=dict[int, tuple[Mapping[str, Any], str]]
    )

    def pages(self, pages: Iterable[Page]) -> None:
        """Write pages in all languages."""
        for page in pages:
            digest = _digest(
                _templates(),
                page.template.encode(),
                self._digest_of_shared(page.shared).encode(),
                _canonical(page.own),
            )
            for language in LANGUAGES:
                self.folder.made(
                    f"{language}/{page.path}",
                    digest,
                    lambda page=page, language=language: self.renderer.render(
                        page, language
                    ).encode(),
                )

    def made(self, name: str, made_with: str, make: Callable[[], bytes]) -> None:
        """Write a file that is no page and takes long to make."""
        self.folder.made(name, _digest(_templates(), made_with.encode()), make)

    def _digest_of_shared(self, shared: Mapping[str, Any]) -> str:
        if id(shared) not in self._shared:
            # The mapping is kept, so that its id is not given to another.
            self._shared[id(shared)] = (shared, _digest(_canonical(shared)))
        return self._shared[id(shared)][1]


@cache
def _templates() -> bytes:
    """What all pages are made with."""
    sources = (*sorted(_HERE.glob("templates/*")), *sorted(_HERE.glob("*.py")), _WRITTEN)
    return _digest(*(source.read_bytes() for source in sources)).encode()


def _canonical(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, sort_keys=True, default=str).encode()


def _digest(*parts: bytes) -> str:
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
