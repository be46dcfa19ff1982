"""All shipped rounds by `dti assess --all` beside a process that only imports the big libraries.

Both are whole processes, set-up excluded, run in turn. Run it as a script.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pairing import paired, told

PROJECT = Path(__file__).parents[2]
IMPORTS = "import dagster, pandera.polars, great_expectations"


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        home.mkdir()
        shutil.copy(PROJECT / ".dagster" / "dagster.yaml", home)
        environment = {
            **os.environ,
            "DAGSTER_HOME": str(home),
            "DTI_WAREHOUSE": str(Path(folder, "dti.duckdb")),
        }

        def run(*command: str) -> None:
            subprocess.run(
                [sys.executable, *command], check=True, env=environment, capture_output=True
            )

        result = paired(
            lambda: run("-m", "assets.commands", "assess", "--all"),
            lambda: run("-c", IMPORTS),
            times=5,
        )
    sys.stdout.write(told("dti assess --all against imports alone", result, "at most 2") + "\n")


if __name__ == "__main__":
    main()
