"""`make worlds N=200`: many drawn worlds, the smallest first; one that fails is written out.

Here belongs the hunt alone. The folder that is left can be run by hand:

    dti assess --all --seeds FOLDER/seeds --inbox FOLDER/inbox --warehouse FOLDER/dti.duckdb
"""

import argparse
import shutil
import sys
import time
from pathlib import Path
from random import SystemRandom

PROJECT = Path(__file__).parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

from worlds.comparing import differences  # noqa: E402
from worlds.generator import draw_world  # noqa: E402

FOLDER = PROJECT / "build" / "worlds"
SIZES = 10


def hunt(first: int, count: int) -> int:
    """Try worlds from a number on. Returns how many failed."""
    failed = 0
    for seed in sorted(range(first, first + count), key=lambda seed: (seed % SIZES, seed)):
        world = draw_world(seed)
        try:
            found = differences(world)
        except Exception as error:  # whatever it is, the world is kept and the hunt goes on
            found = [f"{type(error).__name__}: {error}"]
        if not found:
            continue
        failed += 1
        folder = FOLDER / str(seed)
        shutil.rmtree(folder, ignore_errors=True)
        world.write(folder)
        (folder / "differences.txt").write_text("\n".join(found) + "\n", encoding="utf-8")
        print(f"world {seed}: {len(found)} differences, written to {folder}")
        print(f"  {found[0]}")
    return failed


def main() -> int:
    """Read the words and hunt."""
    parser = argparse.ArgumentParser(description="Drawn worlds beside the evaluator")
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    first = SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    print(f"worlds {first} to {first + asked.worlds - 1} (SEED={first})")
    began = time.monotonic()
    failed = hunt(first, asked.worlds)
    print(f"{failed} of {asked.worlds} failed, {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
