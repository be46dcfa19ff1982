"""Write the schemas of all seed files, for editors: `python seeds/make_schemas.py`."""

import sys
from pathlib import Path

SEEDS = Path(__file__).resolve().parent
sys.path.insert(0, str(SEEDS.parent))

from pipelines.seed_schemas import schema_files  # noqa: E402

if __name__ == "__main__":
    for name, text in schema_files().items():
        path = SEEDS / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
