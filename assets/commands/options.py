"""What several commands ask for in the same way, and the answers they refuse.

Here belong shared options and arguments, and turning them into an installation, rounds and units.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.terminal import refuse
from pipelines.marked_yaml import Problem, SeedError

if TYPE_CHECKING:
    from assets.installation.installation import Installation
    from warehouse.writer import Warehouse


def one_of(option: str, *expected: str) -> Callable[[str], str]:
    """What typer calls with the word that was given: any but those expected is refused."""

    def given(found: str) -> str:
        if found not in expected:
            refuse(f"{option}: expected {' or '.join(expected)}, found {found!r}")
        return found

    return given


SeedsOption = Annotated[
    Path | None, typer.Option("--seeds", envvar="DTI_SEEDS", help="Folder of seeds.")
]
InboxOption = Annotated[
    Path | None,
    typer.Option("--inbox", envvar="DTI_INBOX", help="Folder of submissions."),
]
WarehouseOption = Annotated[
    Path | None,
    typer.Option("--warehouse", envvar="DTI_WAREHOUSE", help="The published warehouse."),
]
WaitOption = Annotated[
    bool, typer.Option("--wait", help="Wait while another run is under way, else exit 2.")
]
RoundArgument = Annotated[str, typer.Argument(metavar="ROUND")]
UnitArgument = Annotated[str, typer.Argument(metavar="ENTITY", help="Code of the unit.")]
FormatOption = Annotated[
    str,
    typer.Option("--format", help="text or json", callback=one_of("--format", "text", "json")),
]
NumbersOption = Annotated[
    str | None,
    typer.Option(
        "--numbers",
        metavar="vi|plain",
        help="How the files write numbers: 1.941 is a thousand (vi) or nearly two (plain).",
    ),
]
LanguageOption = Annotated[
    str, typer.Option(help="vi or en", callback=one_of("--language", "vi", "en"))
]


def installation_at(
    seeds: Path | None, inbox: Path | None, warehouse: Path | None, numbers: str | None = None
) -> "Installation":
    """The installation that the options name; `numbers` is how its files write them."""
    from assets.installation.installation import installation
    from pipelines.rounds import NUMBER_FORMATS

    if numbers is not None:
        one_of("--numbers", *NUMBER_FORMATS)(numbers)
    return replace(installation(seeds, inbox, warehouse), number_format=numbers)


def published_installation(
    seeds: Path | None, inbox: Path | None, warehouse: Path | None
) -> "Installation":
    """The same; refused where nothing is published yet, or where it cannot be opened."""
    from warehouse.reader import PublishedUnreadable, open_published

    installation = installation_at(seeds, inbox, warehouse)
    if not installation.published.exists():
        refuse(f"nothing is published yet at {installation.published}: run dti assess first")
    try:
        with open_published(installation.published):
            return installation
    except PublishedUnreadable as error:
        refuse(str(error))


def chosen_rounds(installation: "Installation", rounds: list[str], every: bool) -> list[str]:
    """The rounds that were named, in the order of the seeds; others than these are refused."""
    try:
        read = installation.seeds
    except SeedError as error:
        refuse(f"không dùng được / cannot be used: {installation.seeds_folder}\n{error}")
    known = list(read.rounds)
    harmed = [problem for name in rounds for problem in read.unusable.get(name, ())]
    if harmed or not known:
        refuse(unusable_rounds(rounds or read.unusable, harmed or read.problems))
    unknown = [name for name in rounds if name not in known]
    if unknown:
        close = [name for text in unknown for name in get_close_matches(text, known, cutoff=0.5)]
        hint = f"did you mean {', '.join(dict.fromkeys(close))}? " if close else ""
        refuse(f"no round {', '.join(unknown)}; {hint}there are: {', '.join(known)}")
    if not rounds and not every:
        refuse(f"name a round or say --all; there are: {', '.join(known)}")
    return known if every else [name for name in known if name in rounds]


def expect_published_round(opened: "Warehouse", round_id: str) -> None:
    """Refuse a round that is not in the published warehouse."""
    from warehouse.contract import TABLE_BY_NAME
    from warehouse.reader import rows_as_published

    known = rows_as_published(opened, TABLE_BY_NAME["publication.round"])["round"].to_list()
    if round_id not in known:
        refuse(f"round {round_id} is not published{similar_words(round_id, known)}")


def similar_words(word: str, known: Sequence[str]) -> str:
    """A hint at the known words that are like one that is not known; nothing without any."""
    close = get_close_matches(word, known, cutoff=0.5)
    return f"; did you mean {', '.join(close)}?" if close else ""


def unusable_rounds(rounds: Iterable[str], problems: Iterable[Problem]) -> str:
    """What is said of rounds that cannot be used."""
    names, lines = ", ".join(rounds), "\n".join(map(str, dict.fromkeys(problems)))
    return f"không dùng được / cannot be used: {names}\n{lines}"


def expect_unit(entity: str, known: Sequence[str], round_id: str) -> None:
    """Refuse a unit that is not in a round."""
    if entity not in known:
        close = get_close_matches(entity, known, cutoff=0.5)
        hint = f"did you mean {', '.join(close)}? " if close else ""
        refuse(f"no unit {entity} in round {round_id}; {hint}there are: {', '.join(known)}")
