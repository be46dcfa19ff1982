"""The modules of the project, as tests of the house read them.

Here belongs telling them from what runs leave in the same folders, such as the verifier within a
release: a module lies in a package.
"""

from pathlib import Path

PROJECT = Path(__file__).parents[1]
ROOMS = ("assets", "checks", "pipelines", "warehouse")


def modules() -> list[Path]:
    """Every module of the four rooms, in order."""
    return sorted(
        path
        for room in ROOMS
        for path in (PROJECT / room).glob("**/*.py")
        if (path.parent / "__init__.py").exists()
    )
