"""`dti decide`: the workbook of decisions, what decisions of the council change, filing them.

Here belong the words in which their effect is told; decisions are weighed and filed in
`assets/receiving/decisions.py`, their workbook is made in `assets/publishing/document_forms.py`.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.files import ForceOption, OutputOption, write_file
from assets.commands.options import (
    InboxOption,
    SeedsOption,
    WaitOption,
    WarehouseOption,
    chosen_rounds,
    installation_at,
)
from assets.commands.terminal import err, out, refuse
from pipelines.marked_yaml import SeedError

if TYPE_CHECKING:
    from decimal import Decimal

    from assets.installation.installation import Installation
    from assets.receiving.decisions import Weighed


def decide(
    given: Annotated[
        str,
        typer.Argument(metavar="FILE|ROUND", help="A file of decisions; with --template ROUND."),
    ],
    round_id: Annotated[
        str | None, typer.Option("--round", help="Else the round that the file names.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell the effect, store nothing.")
    ] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Write the workbook to be filled in.")
    ] = False,
    output: OutputOption = None,
    force: ForceOption = False,
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
    wait: WaitOption = False,
) -> None:
    """Take a file of decisions: tell its effect on points and ranks, file it, assess its round.

    Exit 1 if the file has errors; nothing is filed then. ROUND --template -o FILE.xlsx writes the
    workbook of what there is to decide.
    """
    if template:
        _write_template(installation_at(seeds, inbox, warehouse), given, output, force)
        return
    file = Path(given)
    if not file.is_file():
        refuse(f"không có tệp này / there is no such file: {file}")
    if not dry_run:
        from checks.expectations import prepare

        prepare()  # loads in a process of its own meanwhile
    installation = installation_at(seeds, inbox, warehouse)
    from assets.receiving.answers import answer_text
    from assets.receiving.decisions import (
        NotDecided,
        file_decisions,
        round_of,
        weigh_decisions,
    )

    try:
        (chosen,) = chosen_rounds(
            installation, [round_id or round_of(installation, file)], every=False
        )
        weighed = weigh_decisions(installation, file, chosen)
    except (NotDecided, SeedError) as error:
        refuse(str(error))
    out.print(answer_text(weighed.answer), markup=False)
    for line in effect_lines(installation, weighed):
        out.print(line, markup=False)
    if weighed.answer.errors or weighed.decisions.is_empty():
        err.print(_why_not_filed(weighed), markup=False)
        raise typer.Exit(1)
    if dry_run:
        out.print("chạy thử, không lưu gì / dry run, nothing was stored", markup=False)
        return
    from assets.runs.assessment import assess_rounds
    from assets.runs.run_lock import RunInProgress, run_lock

    try:  # taken before anything is filed
        with run_lock(installation, [chosen], partial(err.print, markup=False) if wait else None):
            filed = file_decisions(installation, file, chosen)
            status = assess_rounds(installation, [chosen], out, err, wait=wait)
    except RunInProgress as error:
        refuse(str(error))
    later = [name for name, entry in installation.seeds.rounds.items() if entry.previous == chosen]
    if later:
        names = ", ".join(later)
        out.print(
            f"so sánh của các đợt sau được tính lại theo: {names} / "
            f"the comparison of later rounds follows by itself: {names}",
            markup=False,
        )
    undo = f"hoàn tác / to undo: rm {filed} && dti assess {chosen}"
    out.print(f"đã lưu / filed: {filed}\n{undo}", markup=False)
    raise typer.Exit(status)


def _write_template(
    installation: "Installation", round_id: str, output: Path | None, force: bool
) -> None:
    (chosen,) = chosen_rounds(installation, [round_id], every=False)
    if output is None:
        refuse("say ROUND --template -o FILE.xlsx")
    from assets.publishing.document_forms import decisions_to_fill_in
    from warehouse.reader import PublishedUnreadable

    try:
        content = decisions_to_fill_in(installation, chosen)
    except PublishedUnreadable as error:
        refuse(str(error))
    write_file(output, content, force)
    out.print(str(output), markup=False)


def _why_not_filed(weighed: "Weighed") -> str:
    if weighed.answer.errors:
        return "tệp có lỗi, không lưu / the file has errors, not filed"
    if not weighed.overruled.is_empty():
        return (
            "quyết định ngày muộn hơn đang có hiệu lực cho mọi dòng của tệp, không lưu / "
            "for every decision of the file one of a later day stands, not filed"
        )
    return "tệp không có quyết định nào, không lưu / the file holds no decision, not filed"


def effect_lines(installation: "Installation", weighed: "Weighed") -> Iterator[str]:
    """The effect in words, Vietnamese and English: points by indicator, then who moves."""
    import polars as pl

    from pipelines.notation import EN, VI, sign

    framework = installation.seeds.framework_of(weighed.round)
    units = installation.seeds.units(weighed.round)
    names = dict(units.select("entity_code", "name_vi").iter_rows())
    mark = (
        "  [MINH HỌA / DEMONSTRATION]"
        if installation.seeds.rounds[weighed.round].is_demonstration
        else ""
    )
    effect = weighed.effect
    yield f"{weighed.round}{mark}"
    yield (
        f"  {weighed.decisions.height} quyết định có hiệu lực / decisions in force, "
        f"{effect.figures.height} chỉ tiêu đổi / indicators change, "
        f"{effect.moves.filter(pl.col('places') != 0).height} đơn vị đổi hạng / units change rank"
    )
    for row in weighed.overruled.iter_rows(named=True):
        number, file = row["standing_document"] or "-", row["standing_file_name"]
        (day_vi, own_vi), (day_en, own_en) = (
            [
                "-" if day is None else notation.day(day)
                for day in (row["standing_dated_on"], row["dated_on"])
            ]
            for notation in (VI, EN)
        )
        yield (
            f"  {row['entity_code']} {names[row['entity_code']]}  {row['indicator_code']}  quyết "
            f"định {number} ngày {day_vi} ({file}) có hiệu lực vì ngày muộn hơn {own_vi} / "
            f"decision {number} of {day_en} ({file}) stands, as its day is later than {own_en}"
        )
    reasons = {
        (row["entity_code"], row["indicator_code"]): row["reason"] or ""
        for row in weighed.decisions.iter_rows(named=True)
    }
    for row in effect.figures.iter_rows(named=True):
        figure = (row["entity_code"], row["indicator_code"])
        states = sorted({row["state_before"], row["state_after"]} - {"reported"})
        shown = f" [{', '.join(states)}]" if states else ""
        why = f": {reasons[figure]}" if reasons.get(figure) else ""
        yield (
            f"  {row['entity_code']} {names[row['entity_code']]}  {row['indicator_code']}  "
            f"{_shown(row['points_before'], 2)} → {_shown(row['points_after'], 2)} điểm / points "
            f"({_change(row['points_change'])}){shown}{why}"
        )
    for row in effect.moves.iter_rows(named=True):
        places = row["places"]
        change = f" ({sign(places)}{abs(places)})" if places else ""
        yield (
            f"  hạng / rank {_rank(row['rank_before'])} → {_rank(row['rank_after'])}{change}  "
            f"{row['entity_code']} {names[row['entity_code']]}  "
            f"{_shown(row['value_before'], framework.decimals)} → "
            f"{_shown(row['value_after'], framework.decimals)}"
        )
    if effect.figures.is_empty() and effect.moves.is_empty():
        yield "  không điểm, không hạng nào thay đổi / no points and no rank change"


def _shown(amount: "Decimal | None", decimals: int | None) -> str:
    from pipelines.notation import fixed

    return "-" if amount is None else fixed(amount, decimals)


def _change(points: "Decimal") -> str:
    from pipelines.notation import POINTS_DECIMALS, sign

    return f"{sign(points)}{_shown(abs(points), POINTS_DECIMALS)}"


def _rank(rank: int | None) -> str:
    return "-" if rank is None else str(rank)
