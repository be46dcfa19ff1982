"""What the first page says: the headline, who moved, and every round that is published.

Here belongs choosing. What is said of a round comes from `round_pages.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipelines.frameworks.rule_kinds import SUBJECTS
from pipelines.publication.round_pages import Data

MOVERS: Final = 5


def headline(rounds: Sequence[Data]) -> Data | None:
    """The round that opens the site: the latest real one of several units, else the latest.

    `rounds`: what `tell_round` says of each; one without ranks is never chosen.
    """
    ranked = [entry for entry in rounds if entry["ranked"]]
    several = [entry for entry in ranked if entry["units"] > 1]
    chosen = [entry for entry in several if not entry["is_demonstration"]] or several or ranked
    return max(chosen, key=lambda entry: (entry["ends_on"], entry["units"]), default=None)


def movers(
    ranking: Sequence[Mapping[str, Any]], up: bool, count: int = MOVERS
) -> list[Mapping[str, Any]]:
    """The units that gained, or lost, most places."""
    moved = [row for row in ranking if row["rank_change"] and (row["rank_change"] > 0) == up]
    return sorted(moved, key=lambda row: (-abs(row["rank_change"]), row["rank"]))[:count]


def by_subject(rounds: Sequence[Data]) -> list[tuple[str, list[Data]]]:
    """Rounds by the kind of unit they assess, the nation first, in each the latest first."""
    return [
        (subject, found)
        for subject in SUBJECTS
        if (found := [entry for entry in rounds if entry["subject"] == subject])
    ]


def latest_targets(rounds: Sequence[Data]) -> list[Data]:
    """Every measured target once, in the latest round that measures it; real ones first.

    `rounds`: the latest first, with `id` and `targets`. Each target gains the `round` it is
    measured in.
    """
    found: dict[str, Data] = {}
    for entry in rounds:
        for target in entry["targets"]:
            if target["value_now"] is not None:
                found.setdefault(target["target_id"], {**target, "round": entry["id"]})
    return sorted(found.values(), key=lambda row: (row["is_demonstration"], row["year"] or 0))
