"""`dti work-list`: what the council looks at first.

Here belongs reading the published list and printing it. How it is ordered is in
`pipelines/appraisal/work_list.py`, its layout in `work_list_text.py`.
"""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.files import ForceOption, OutputOption, write_file
from assets.commands.options import (
    InboxOption,
    SeedsOption,
    WarehouseOption,
    chosen_rounds,
    expect_published_round,
    one_of,
    published_installation,
)
from assets.commands.terminal import out, refuse

if TYPE_CHECKING:
    import polars as pl

    from assets.installation.installation import Installation

_OPEN = ("draft", "provisional")


def work_list(
    round_id: Annotated[
        str | None,
        typer.Argument(metavar="ROUND", help="Else the one assessed round that is not final."),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format", help="text, json or csv", callback=one_of("--format", "text", "json", "csv")
        ),
    ] = "text",
    output: OutputOption = None,
    force: ForceOption = False,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Tell which claims the council looks at first, and why."""
    installation = published_installation(seeds, inbox, warehouse)
    (chosen,) = chosen_rounds(installation, [round_id or _open_round(installation)], every=False)
    from pipelines.appraisal.work_list_text import (
        work_list_as_csv,
        work_list_as_json,
        work_list_as_text,
    )

    entry = installation.seeds.rounds[chosen]
    listed = _published_items(installation, chosen)
    if form == "json":
        text = work_list_as_json(listed) + "\n"
    elif form == "csv":
        text = work_list_as_csv(listed)
    else:
        text = work_list_as_text(listed, chosen, entry.name, entry.is_demonstration) + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    # With its mark of order, spreadsheets know a CSV for UTF-8.
    write_file(output, text.encode("utf-8-sig" if form == "csv" else "utf-8"), force)
    out.print(str(output), markup=False)


def _open_round(installation: "Installation") -> str:
    """The one assessed round that is not final; refused with their list where there is not one."""
    from assets.publishing.issuing import with_stages
    from warehouse.contract import TABLE_BY_NAME
    from warehouse.reader import open_published, rows_as_published

    with open_published(installation.published) as opened:
        described = rows_as_published(opened, TABLE_BY_NAME["publication.round"])
    stages = with_stages(installation, described).select("round", "stage").sort("round").rows()
    is_open = [name for name, stage in stages if stage in _OPEN]
    if len(is_open) != 1:
        listed = ", ".join(f"{name} ({stage})" for name, stage in stages) or "-"
        refuse(f"hãy ghi đợt / name a round: {listed}")
    return is_open[0]


def _published_items(installation: "Installation", round_id: str) -> "pl.DataFrame":
    import polars as pl

    from pipelines.appraisal.work_list_text import described
    from warehouse.contract import TABLE_BY_NAME
    from warehouse.reader import open_published, rows_as_published

    with open_published(installation.published) as opened:
        expect_published_round(opened, round_id)
        items = rows_as_published(opened, TABLE_BY_NAME["appraisal.work_item"], [round_id])
    leaves = installation.seeds.framework_of(round_id).scored_leaves
    names = pl.DataFrame(
        [(leaf.code, leaf.name.vi) for leaf in leaves],
        schema={"indicator_code": pl.String, "name_vi": pl.String},
        orient="row",
    )
    return described(items, installation.seeds.units(round_id), names)
