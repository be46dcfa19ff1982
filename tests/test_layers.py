"""The layers hold: who may import whom, and who may know which library."""

import ast
from pathlib import Path

import pytest
from sources import modules

PROJECT = Path(__file__).parents[1]
OURS = {"pipelines", "warehouse", "checks", "assets"}
MAY_IMPORT = {
    "pipelines": {"pipelines"},
    "warehouse": {"warehouse"},
    "checks": {"checks", "warehouse", "pipelines"},
    "assets": OURS,
}
FORBIDDEN = {
    "pipelines": {"dagster", "duckdb", "pandera", "great_expectations", "pathlib", "os.path"},
    "warehouse": {"dagster", "pandera", "great_expectations"},
    "checks": {"dagster", "duckdb"},
    "assets": set[str](),
}
EXCEPTIONS = {
    ("checks/asset_checks.py", "dagster"),
    # Paths as names, never as files.
    ("pipelines/intake/submission_files.py", "pathlib"),
    ("pipelines/intake/evidence_files.py", "pathlib"),
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_module_imports_only_what_its_room_allows(path: Path) -> None:
    room = path.relative_to(PROJECT).parts[0]
    names = imported(path)
    ours = {name.partition(".")[0] for name in names} & OURS
    assert ours <= MAY_IMPORT[room]
    known = {
        library
        for library in FORBIDDEN[room]
        if any(name == library or name.startswith(f"{library}.") for name in names)
    }
    place = path.relative_to(PROJECT).as_posix()
    assert {library for library in known if (place, library) not in EXCEPTIONS} == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_module_says_what_belongs_in_it(path: Path) -> None:
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "belong" in words


def test_an_installation_knows_nothing_of_what_is_made_of_it() -> None:
    for path in (PROJECT / "assets" / "installation").glob("*.py"):
        rooms = {name for name in imported(path) if name.startswith("assets.")}
        assert {name for name in rooms if not name.startswith("assets.installation")} == set(), path


def test_the_method_opens_no_file() -> None:
    for path in (PROJECT / "pipelines").glob("**/*.py"):
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "open" not in calls, path


def test_no_file_names_a_package_registry_or_a_machine() -> None:
    named = ("pypi" + ".org", "/".join(["", "root", ""]), "files.python" + "hosted")
    for path in PROJECT.glob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not any(word in text for word in named), path
