"""`dti publish`, `dti withdraw`, `dti reopen`: the life of a round, moved by a named person.

Here belong the words in which their effect is told; what they do is in
`assets/publishing/life_cycle_steps.py`.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.options import (
    InboxOption,
    RoundArgument,
    SeedsOption,
    WaitOption,
    WarehouseOption,
    chosen_rounds,
    expect_published_round,
    one_of,
    published_installation,
)
from assets.commands.terminal import err, out, refuse

if TYPE_CHECKING:
    from assets.installation.installation import Installation
    from assets.publishing.life_cycle_steps import Weighed


def _filled(text: str) -> str:
    if not text.strip():
        refuse("--by, --reason, --decision, --despite: cần có nội dung / must not be empty")
    return text.strip()


ByOption = Annotated[str, typer.Option("--by", help="Who does it, by name.", callback=_filled)]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why.", callback=_filled)]


def publish(
    round_id: RoundArgument,
    stage: Annotated[
        str,
        typer.Option(
            "--as",
            help="provisional or final; final closes the round.",
            callback=one_of("--as", "provisional", "final"),
        ),
    ],
    by: ByOption,
    reason: ReasonOption,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would change for whom, write nothing.")
    ] = False,
    despite: Annotated[
        str | None, typer.Option(help="Why, although something stands against it.")
    ] = None,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
    wait: WaitOption = False,
) -> None:
    """Issue a release of what stands in the warehouse: what was assessed and checked.

    Exit 1 where something stands against it and --despite gives no reason; nothing is issued then.
    """
    installation = published_installation(seeds, inbox, warehouse)
    chosen_rounds(installation, [round_id], every=False)
    from assets.publishing.issuing import Order
    from assets.publishing.life_cycle_steps import publish_round, weigh_release
    from pipelines.local_time import LOCAL_TIME

    with _held(installation, round_id, wait):
        _expect_round(installation, round_id)
        moment = datetime.now(LOCAL_TIME).replace(tzinfo=None, microsecond=0)
        order = Order(stage, moment, by, reason, _filled(despite) if despite is not None else None)
        weighed = weigh_release(installation, round_id, order)
        for line in _effect(weighed):
            out.print(line, markup=False)
        if weighed.objections and despite is None:
            err.print(
                "Chưa công bố vì các điểm trên. Nếu vẫn công bố, ghi lý do bằng --despite. / "
                "Not issued because of the points above. To issue all the same, give a reason "
                "with --despite.",
                markup=False,
            )
            raise typer.Exit(1)
        if dry_run:
            out.print("chạy thử, không ghi gì / dry run, nothing was written", markup=False)
            return
        entry = publish_round(installation, round_id, order)
    out.print(f"đã công bố / issued: {entry.release}, {stage}, {by}, {entry.at}", markup=False)


def withdraw(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="Such as r1.2.")],
    by: ByOption,
    reason: ReasonOption,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
    wait: WaitOption = False,
) -> None:
    """Replace the files of a release by a notice; its entry and its hash stay."""
    installation = published_installation(seeds, inbox, warehouse)
    from assets.publishing.issuing import standing_of
    from assets.publishing.life_cycle_steps import withdraw_release

    round_id = release.rpartition(".")[0]
    with _held(installation, round_id, wait):
        entry = withdraw_release(installation, release, by, reason)
        follows = standing_of(installation, round_id).in_force
    name = "-" if follows is None else follows.release
    out.print(f"đã thu hồi / withdrawn: {release}, {by}, {entry.at}", markup=False)
    out.print(f"bản đang có hiệu lực / in force now: {name}", markup=False)


def reopen(
    round_id: RoundArgument,
    by: ByOption,
    reason: ReasonOption,
    decision: Annotated[
        str, typer.Option(help="Number of the decision that reopens it.", callback=_filled)
    ],
    decided_on: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Day of that decision, 2/3/2026."),
    ],
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
    wait: WaitOption = False,
) -> None:
    """Reopen a final round by a decision: what came after closing counts from the next assessment.

    The final release stays in force until the next one, its correction, is issued.
    """
    installation = published_installation(seeds, inbox, warehouse)
    chosen_rounds(installation, [round_id], every=False)
    from assets.publishing.life_cycle_steps import reopen_round

    with _held(installation, round_id, wait):
        _expect_round(installation, round_id)
        entry = reopen_round(installation, round_id, by, reason, decision, decided_on.date())
    out.print(
        f"đã mở lại / reopened: {round_id} ({entry.release}), {decision}, {entry.at}\n"
        f"tiếp theo / next: dti assess {round_id}",
        markup=False,
    )


@contextmanager
def _held(installation: "Installation", round_id: str, wait: bool) -> Generator[None]:
    """Hold the installation; whatever refuses is said in one line, with status 2."""
    from assets.installation.release_log import LogBroken
    from assets.publishing.life_cycle_steps import NotAllowed
    from assets.publishing.release_folders import ReleaseChanged
    from assets.runs.run_lock import RunInProgress, run_lock
    from warehouse.writer import WriteRefused

    waits: Callable[[str], object] | None = partial(err.print, markup=False) if wait else None
    try:
        with run_lock(installation, [round_id], waits):
            yield
    except (NotAllowed, LogBroken, ReleaseChanged, RunInProgress, WriteRefused, OSError) as error:
        refuse(str(error))


def _expect_round(installation: "Installation", round_id: str) -> None:
    from warehouse.reader import open_published

    with open_published(installation.published) as opened:
        expect_published_round(opened, round_id)


def _effect(weighed: "Weighed") -> Iterator[str]:
    """What a release changes for whom, why, and what stands against it."""
    from pipelines.notation import exact

    row = weighed.release.row
    mark = "  [MINH HỌA / DEMONSTRATION]" if row["is_demonstration"] else ""
    yield f"{row['release']}: {row['stage']}{mark}"
    yield f"  {row['summary_vi']}"
    yield f"  {row['summary_en']}"
    for change in weighed.changes.iter_rows(named=True):
        before, after = (
            "-" if change[name] is None else exact(change[name])
            for name in ("value_before", "value")
        )
        yield (
            f"  {change['entity_code']} {change['entity_name_vi']}: hạng / rank "
            f"{_shown(change['rank_before'])} → {_shown(change['rank'])}, giá trị / value "
            f"{before} → {after}"
        )
    names = dict(weighed.release.ranks.select("entity_code", "entity_name_vi").iter_rows())
    for entity, indicator, why, file in (
        weighed.release.reasons.select("entity_code", "indicator_code", "reason", "file_name")
        .sort("entity_code", "indicator_code", "reason", nulls_last=True)
        .iter_rows()
    ):
        named = f"{entity} {names[entity]}" if entity in names else entity
        place = " ".join(filter(None, (named, indicator, file))) or str(row["round"])
        yield f"  lý do / why: {place}: {why}"
    for vi, en in weighed.objections:
        yield f"  vướng mắc: {vi}"
        yield f"    against it: {en}"
    if row["despite"]:
        yield f"  vẫn công bố vì / issued despite this, because: {row['despite']}"


def _shown(rank: int | None) -> str:
    return "-" if rank is None else str(rank)
