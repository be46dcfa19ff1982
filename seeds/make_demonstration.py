"""Write the demonstration submissions: what units would send in the `demo-` rounds, invented.

Here belongs the command; what is invented, and how, is in `demonstration/`. None of it is read by
the program, and it shares no code with it.

    python seeds/make_demonstration.py [--output DIR] [--errors FILE]

rewrites DIR/README.md and the folders DIR/demo-*/ of the rounds in FAULTS (default:
seeds/submissions), and FILE, the list of planted errors. Two runs give the same bytes. Workbooks
are compressed by zlib: their bytes may differ, never their content, under another zlib
implementation or another release of xlsxwriter.
"""

import argparse
from pathlib import Path
from typing import cast

from demonstration.folders import planted_errors, write
from demonstration.rounds import SEEDS

ERRORS = SEEDS / "demonstration" / "planted_errors.csv"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the demonstration submissions.")
    parser.add_argument("--output", type=Path, default=SEEDS / "submissions", metavar="DIR")
    parser.add_argument("--errors", type=Path, default=ERRORS, metavar="FILE")
    asked = parser.parse_args()
    cast(Path, asked.errors).write_bytes(planted_errors())
    for round_id, sent in write(cast(Path, asked.output)).items():
        print(f"{round_id}: {len(sent)} files, {sum(len(file.content) for file in sent):,} bytes")


if __name__ == "__main__":
    main()
