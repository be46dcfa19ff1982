"""How many of the planted, rank-changing errors the first part of the work list finds.

The yardstick is the same list in random order, the mean of 200 shuffles. The errors are those of
`seeds/demonstration/planted_errors.csv`; each is set right alone and its round scored again to see
whether the rank of its unit changes. Run it as a script.
"""

import random
import sys
from collections import Counter
from pathlib import Path

# The project comes first: tests/pipelines must not stand for the package of that name.
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from planted_errors import ROUNDS, appraised, planted, rank_changing, recall

SHARES = (0.05, 0.1, 0.2)
SHUFFLES = 200
WHOLE_UNITS = ("copied_from_last_round", "everything_at_maximum")


def main() -> None:
    for round_id in ROUNDS:
        order = appraised(round_id).ordered()
        changing = rank_changing(round_id)
        errors = {figure: kind for figure, (kind, _) in planted(round_id).items()}
        print(
            f"{round_id}: {len(order)} figures to check, {len(planted(round_id))} planted errors, "
            f"{len(changing)} of them change a rank"
        )
        shuffled = random.Random(round_id)
        for share in SHARES:
            found = recall(order, changing, share)
            by_chance = [
                recall(shuffled.sample(order, len(order)), changing, share) for _ in range(SHUFFLES)
            ]
            print(
                f"  first {share:4.0%}: {found:4.0%} of those found, "
                f"{sum(by_chance) / SHUFFLES:4.0%} in random order"
            )
        first = set(order[: round(0.1 * len(order))])
        of_kind = Counter(changing.values())
        found_of_kind = Counter(kind for figure, kind in changing.items() if figure in first)
        for kind, count in sorted(of_kind.items()):
            print(f"    {kind}: {found_of_kind[kind]} of {count} in the first tenth")
        for kind in WHOLE_UNITS:
            wrong = [at for at, figure in enumerate(order, 1) if errors.get(figure) == kind]
            if wrong:
                print(
                    f"  a unit wrong throughout, {kind}: first at {wrong[0]}, {len(wrong)} figures"
                )


if __name__ == "__main__":
    main()
