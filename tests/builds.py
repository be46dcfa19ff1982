"""Where the tests of publication build what is published."""

from pathlib import Path


def build_path(published: Path) -> Path:
    """A build database beside the published warehouse."""
    return published.with_name(published.name + ".build")
