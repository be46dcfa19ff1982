"""A release of open data for tests."""

from collections.abc import Sequence
from datetime import date

from pipelines.publication.open_data.package import OpenRelease

ISSUED = date(2026, 3, 2)


def release(rounds: Sequence[str], is_final: bool = True) -> OpenRelease:
    """A release of these rounds."""
    return OpenRelease("2026-03", tuple(rounds), is_final, ISSUED)
