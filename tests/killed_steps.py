"""Publishing or withdrawing in a process that kills itself: `killed_steps.py FOLDER ACTION [STEP]`.

Here belongs that process. STEP is a pattern of what it does to a file below FOLDER, as Python tells
its audit hooks before it is done: `open:a releases/log.jsonl`. Without it, it comes to its end. Its
clock stands still, so that what is issued twice is the same.
"""

import os
import re
import signal
import sys
from datetime import datetime
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

MOMENT = datetime.fromisoformat("2026-03-01T08:00:00")


def kill_at(folder: Path, step: str) -> None:
    """Have this process killed by the system just before it does something to a file."""
    wanted = re.compile(step)

    def hook(event: str, details: tuple[object, ...]) -> None:
        if event != "open" and not event.startswith(("os.", "shutil.")):
            return
        paths = [os.fsdecode(one) for one in details if isinstance(one, str | bytes | os.PathLike)]
        here = [os.path.relpath(one, folder) for one in paths if one.startswith(str(folder))]
        mode = f":{details[1]}" if event == "open" else ""
        if here and wanted.fullmatch(f"{event}{mode} {' '.join(here)}"):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def main(folder: Path, action: str, step: str | None) -> None:
    """Publish r1 as final, or withdraw r1.1."""
    from installations import Small

    from assets.publishing import life_cycle_steps
    from assets.publishing.issuing import Order
    from assets.runs.run_lock import run_lock

    life_cycle_steps.now = lambda: f"{MOMENT.isoformat()}+07:00"
    of = Small(folder).open()
    with run_lock(of, ["r1"], None):
        if step is not None:
            kill_at(folder, step)
        if action == "publish":
            order = Order("final", MOMENT, "An", "Theo kế hoạch", "Đã xem")
            life_cycle_steps.publish_round(of, "r1", order)
        else:
            life_cycle_steps.withdraw_release(of, "r1.1", "An", "Nhầm số")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
