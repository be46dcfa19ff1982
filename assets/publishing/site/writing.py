"""Pages into a folder: what is unchanged is left alone, what is no longer made is removed.

Here belong the files of a site and the ledger of what was written. Files that the ledger does not
name are never touched.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from assets.publishing.site.rendering import Page, Renderer
from pipelines import notation
from pipelines.notation import LANGUAGES

LEDGER: Final = ".pages.json"
_HERE: Final = Path(__file__).parent
_WRITTEN: Final = Path(notation.__file__)


@dataclass(slots=True)
class Written:
    """What became of the files of a site."""

    made: int = 0
    kept: int = 0
    removed: int = 0

    @property
    def files(self) -> int:
        """How many files the site has."""
        return self.made + self.kept


@dataclass(slots=True)
class SiteFolder:
    """The folder of a site while it is written.

    A page is rendered only if the templates or its data differ from what the ledger remembers.
    """

    folder: Path
    renderer: Renderer = field(default_factory=Renderer)
    written: Written = field(default_factory=Written)
    _before: Mapping[str, str] = field(default_factory=dict[str, str])
    _now: dict[str, str] = field(default_factory=dict[str, str])
    _templates: str = ""
    _shared: dict[int, tuple[Mapping[str, Any], str]] = field(
        default_factory=dict[int, tuple[Mapping[str, Any], str]]
    )

    def __enter__(self) -> "SiteFolder":
        ledger = self.folder / LEDGER
        if ledger.exists():
            self._before = json.loads(ledger.read_text(encoding="utf-8"))
        sources = (*sorted(_HERE.glob("templates/*")), *sorted(_HERE.glob("*.py")), _WRITTEN)
        self._templates = _digest(*(source.read_bytes() for source in sources))
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            return
        for name in self._before.keys() - self._now.keys():
            path = self.folder / name
            path.unlink(missing_ok=True)
            self.written.removed += 1
            _remove_if_empty(path.parent, self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self._now, indent=0, sort_keys=True)
        (self.folder / LEDGER).write_text(text, encoding="utf-8")

    def pages(self, pages: Iterable[Page]) -> None:
        """Write pages in all languages."""
        for page in pages:
            digest = _digest(
                self._templates.encode(),
                page.template.encode(),
                self._digest_of_shared(page.shared).encode(),
                _canonical(page.own),
            )
            for language in LANGUAGES:
                name = f"{language}/{page.path}"
                if not self._stays(name, digest):
                    self._write(name, self.renderer.render(page, language).encode())

    def file(self, name: str, content: bytes) -> None:
        """Write a file that is no page."""
        if not self._stays(name, _digest(content)):
            self._write(name, content)

    def made(self, name: str, made_with: str, make: Callable[[], bytes]) -> None:
        """Write a file that takes long to make, unless it is there and was made with the same."""
        if not self._stays(name, _digest(self._templates.encode(), made_with.encode())):
            self._write(name, make())

    def link(self, name: str, source: Path, digest: str) -> None:
        """Have a file that lies elsewhere on the site: one file on the disk with two names, or a
        copy where that cannot be, as on a USB stick. `digest` tells its content."""
        if self._stays(name, digest):
            return
        path = self._cleared(name)
        try:
            path.hardlink_to(source)
        except OSError:
            shutil.copyfile(source, path)

    def _stays(self, name: str, digest: str) -> bool:
        """Note a file of the site; whether it is there already as it is to be."""
        self._now[name] = digest
        stays = self._before.get(name) == digest and (self.folder / name).exists()
        if stays:
            self.written.kept += 1
        else:
            self.written.made += 1
        return stays

    def _write(self, name: str, content: bytes) -> None:
        self._cleared(name).write_bytes(content)

    def _cleared(self, name: str) -> Path:
        """Where a file goes. What was there is unlinked, not overwritten: it may be the file of a
        release under a second name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        return path

    def _digest_of_shared(self, shared: Mapping[str, Any]) -> str:
        if id(shared) not in self._shared:
            # The mapping is kept, so that its id is not given to another.
            self._shared[id(shared)] = (shared, _digest(_canonical(shared)))
        return self._shared[id(shared)][1]


def _remove_if_empty(folder: Path, within: Path) -> None:
    """Remove a folder that has lost its last file, and those above it that are empty then."""
    while folder != within and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _canonical(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, sort_keys=True, default=str).encode()


def _digest(*parts: bytes) -> str:
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
