"""Write the demonstration submissions: what units would send in the `demo-` rounds, invented.

Here belongs the command; what is invented, and how, is in `demonstration/`. None of it is read by
the program, and it shares no code with it.

    python seeds/make_demonstration.py [--output DIR]

rewrites DIR/README.md and the folders DIR/demo-*/ of the rounds in FAULTS (default:
seeds/submissions). Two runs give the same bytes. Workbooks are compressed by zlib: their bytes may
differ, never their content, under another zlib implementation or another release of xlsxwriter.
"""

import argparse
from pathlib import Path
from typing import cast

from demonstration.folders import write
from demonstration.rounds import SEEDS


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the demonstration submissions.")
    parser.add_argument("--output", type=Path, default=SEEDS / "submissions", metavar="DIR")
    output = cast(Path, parser.parse_args().output)
    for round_id, sent in write(output).items():
        print(f"{round_id}: {len(sent)} files, {sum(len(file.content) for file in sent):,} bytes")


if __name__ == "__main__":
    main()
