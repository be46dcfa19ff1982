"""`dti init`: a new installation from an office, its units and a framework.

Here belong the questions and what is printed; the folder is written in
`assets/installation/new_installation.py`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.terminal import err, out, refuse
from pipelines.marked_yaml import SeedError

if TYPE_CHECKING:
    from assets.installation.new_installation import FoundFramework


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New, or empty.")],
    office: Annotated[str | None, typer.Option(help="Name of the office that assesses.")] = None,
    code: Annotated[str | None, typer.Option(help="Its code.")] = None,
    framework: Annotated[
        str | None, typer.Option(metavar="ID|FILE", help="One that ships, or an annex (XLSX, CSV).")
    ] = None,
    units: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="List of units: Mã đơn vị, Tên đơn vị (XLSX, CSV)."),
    ] = None,
    subject: Annotated[
        str | None, typer.Option(help="Whom an annex is for, where its title does not say.")
    ] = None,
    round_id: Annotated[str | None, typer.Option("--round", help="Code of the round.")] = None,
    starts_on: Annotated[str | None, typer.Option(metavar="DAY", help="Data from.")] = None,
    ends_on: Annotated[str | None, typer.Option(metavar="DAY", help="Data to.")] = None,
    deadline: Annotated[str | None, typer.Option(metavar="DAY", help="Figures due by.")] = None,
) -> None:
    """Make the folder of an office that runs rounds of its own; asks for what is not given.

    Without days, the round is the current half of the year and figures are due a month later.
    """
    from assets.installation.new_installation import (
        NotUsable,
        find_framework,
        is_free,
        read_units,
        write_installation,
    )
    from pipelines.local_time import LOCAL_TIME
    from pipelines.setup.new_office import Office, Period, half_year, round_code

    if not is_free(folder):
        refuse(
            f"thư mục {folder} không trống; chọn thư mục mới\n"
            f"the folder {folder} is not empty; name a new one"
        )
    half = half_year(datetime.now(LOCAL_TIME).date())
    first = _day("--starts-on", starts_on) or half.starts_on
    last = _day("--ends-on", ends_on) or half.ends_on
    due = _day("--deadline", deadline) or max(half.deadline, last)
    period = Period(first, last, due)
    name = office or _ask("Tên cơ quan tổ chức đánh giá / Office that assesses")
    office_code = code or _ask("Mã của cơ quan / Its code")
    try:
        found = find_framework(framework or _ask_framework(), subject)
        listed = _ask_units() if units is None else read_units(units)
        chosen = round_id or round_code(found.framework.subject, period)
        write_installation(folder, Office(office_code, name, listed, chosen, period), found)
    except (NotUsable, SeedError) as error:
        refuse(f"{error}\nkhông ghi gì / nothing written")
    except OSError as error:
        refuse(f"không ghi được / cannot be written: {folder}: {error.strerror}")
    out.print(f"đã lập / made: {folder}", markup=False)
    _tell_next(folder, chosen, found)


def _tell_next(folder: Path, round_id: str, found: "FoundFramework") -> None:
    for row in found.unsure:
        err.print(f"chưa chắc / unsure: {row}", markup=False)
    steps = [f"cd {folder}"]
    if found.unsure:
        steps.append(f"dti framework review {found.framework.id} -o ra-soat.xlsx")
    steps += [f"dti template {round_id} --all bieu-mau", "dti status"]
    out.print("tiếp theo / next:\n  " + "\n  ".join(steps), markup=False)


def _ask(question: str) -> str:
    answer: str = typer.prompt(question, err=True)
    return answer.strip()


def _ask_framework() -> str:
    from assets.installation.new_installation import shipped_frameworks

    for framework in shipped_frameworks():
        err.print(f"  {framework.id}: {framework.name.vi}", markup=False)
    return _ask("Bộ chỉ số (mã ở trên, hoặc tệp phụ lục) / Framework (an id above, or an annex)")


def _ask_units() -> list[Mapping[str, str]]:
    """A list of units as a file, or typed: a code and a name on each line."""
    from assets.installation.new_installation import ANNEXES, read_units

    question = "Tệp danh sách đơn vị, hoặc mã và tên từng đơn vị / File of units, or code and name"
    answer = _ask(question)
    if Path(answer).suffix.lower() in ANNEXES:
        return list(read_units(Path(answer)))
    typed: list[Mapping[str, str]] = []
    while answer:
        code, _, name = answer.partition(" ")
        typed.append({"entity_code": code, "name_vi": name.strip()})
        more: str = typer.prompt(
            "Đơn vị tiếp theo (để trống: hết) / Next unit (blank: done)",
            default="",
            show_default=False,
            err=True,
        )
        answer = more.strip()
    return typed


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    import polars as pl

    from pipelines.vietnamese import date_read

    day = pl.select(date_read(pl.lit(text))).item()
    if day is None:
        refuse(
            f"{option}: “{text}” không phải ngày; ghi như 31/12/2026\n"
            f"{option}: “{text}” is no day; write it as 31/12/2026"
        )
    return day
