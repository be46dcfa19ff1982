"""What tests share: a Dagster home of their own, and a small installation."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

PROJECT = Path(__file__).parents[1]


def pytest_sessionfinish() -> None:
    """Stop the processes that read files; workers of pytest-xdist end without `atexit`."""
    if "assets.receiving.reading" in sys.modules:
        sys.modules["assets.receiving.reading"].stop()


# How long an example takes says more of the machine than of the method.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
os.environ["GX_ANALYTICS_ENABLED"] = "false"


@pytest.fixture(scope="session", autouse=True)
def _dagster_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("dagster_home")
    shutil.copy(PROJECT / ".dagster" / "dagster.yaml", home)
    before = os.environ.get("DAGSTER_HOME")
    os.environ["DAGSTER_HOME"] = str(home)
    yield
    if before is None:
        del os.environ["DAGSTER_HOME"]
    else:
        os.environ["DAGSTER_HOME"] = before
