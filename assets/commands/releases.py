"""`dti releases`: what was published when, and whether it is still as it was issued.

Here belongs telling it. Folders of releases are verified in
`assets/publishing/release_folders.py`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.options import (
    WarehouseOption,
    expect_published_round,
    published_installation,
)
from assets.commands.terminal import out

if TYPE_CHECKING:
    from warehouse.writer import Warehouse


def releases(
    round_id: Annotated[str | None, typer.Argument(metavar="ROUND")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Look whether their folders are as issued.")
    ] = False,
    warehouse: WarehouseOption = None,
) -> None:
    """List releases with what they changed. With --verify, exit 1 if a folder was changed."""
    installation = published_installation(None, None, warehouse)
    from assets.publishing.release_folders import verify_releases
    from warehouse.reader import open_published

    with open_published(installation.published) as opened:
        if round_id is not None:
            expect_published_round(opened, round_id)
        if not verify:
            out.print("\n".join(_listed(opened, round_id)), markup=False)
            return
        rounds = None if round_id is None else [round_id]
        verdicts = list(verify_releases(opened, installation.releases, rounds))
    for verdict in verdicts:
        how = "dựng lại giống từng byte / rebuilt, same bytes" if verdict.is_rebuilt else "SHA-256"
        found = "; ".join(verdict.differences) or f"đúng / as issued ({how})"
        out.print(f"{verdict.release}: {found}", markup=False)
    raise typer.Exit(1 if any(verdict.differences for verdict in verdicts) else 0)


def _listed(opened: "Warehouse", round_id: str | None) -> Iterator[str]:
    """The releases of a round or of all, one line each, with what they changed."""
    for row in opened.read("SELECT * FROM analyst.release").iter_rows(named=True):
        if round_id not in (None, row["round"]):
            continue
        mark = " [MINH HỌA / DEMONSTRATION]" if row["is_demonstration"] else ""
        withdrawn = "" if row["withdrawn_at"] is None else " [ĐÃ THU HỒI / WITHDRAWN]"
        current = " *" if row["is_current"] else withdrawn
        yield (
            f"{row['release']}{current}  {row['stage']}  {row['issued_at']:%Y-%m-%d}  "
            f"{row['content_sha256'][:16]}{mark}"
        )
        yield f"    {row['summary_vi']} / {row['summary_en']}"
