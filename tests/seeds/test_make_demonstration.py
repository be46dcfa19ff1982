"""The shipped demonstration is what the generator in the repository makes."""

import subprocess
import sys
import zipfile
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"
PUBLISHED = ("provinces-", "ministries-", "nation-")
"""Folders of results that were published: real, and not made by the generator."""


def contents(path: Path) -> object:
    """The bytes of a file; of a workbook those of its parts, which packing does not change."""
    if path.suffix != ".xlsx" or not path.stat().st_size:
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_generator_makes_the_shipped_files_again(tmp_path: Path) -> None:
    errors, folder = tmp_path / "planted_errors.csv", tmp_path / "submissions"
    folder.mkdir()
    subprocess.run(
        [
            sys.executable,
            SEEDS / "make_demonstration.py",
            "--output",
            folder,
            "--errors",
            errors,
        ],
        check=True,
    )
    assert errors.read_bytes() == (SEEDS / "demonstration" / "planted_errors.csv").read_bytes()
    made = {
        path.relative_to(folder): contents(path) for path in folder.rglob("*") if path.is_file()
    }
    shipped_folder = SEEDS / "submissions"
    shipped = {
        path.relative_to(shipped_folder): contents(path)
        for path in shipped_folder.rglob("*")
        if path.is_file() and not path.parent.name.startswith(PUBLISHED)
    }
    assert sorted(made) == sorted(shipped)
    assert [name for name in made if made[name] != shipped[name]] == []


def test_every_demonstration_file_says_what_it_is() -> None:
    for path in (SEEDS / "submissions").glob("demo-*/*.csv"):
        if path.name != "received.csv" and path.stat().st_size:
            assert "minh họa" in path.read_text(encoding="utf-8-sig").lower(), path
