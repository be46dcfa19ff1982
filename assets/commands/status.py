"""`dti status`: who sent, what stands open, what is issued, and what the officer does next.

Here belong its words; where a round stands is gathered in `assets/publishing/courses.py`.
"""

import sys
from datetime import datetime
from typing import Annotated

import typer

from assets.commands.options import (
    FormatOption,
    InboxOption,
    SeedsOption,
    WarehouseOption,
    chosen_rounds,
    installation_at,
    unusable_rounds,
)
from assets.commands.terminal import err, out, refuse


def status(
    round_id: Annotated[
        str | None, typer.Argument(metavar="ROUND", help="Else a line for every round.")
    ] = None,
    form: FormatOption = "text",
    seeds: SeedsOption = None,
    inbox: InboxOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Tell where a round stands and what to do next; writes nothing."""
    installation = installation_at(seeds, inbox, warehouse)
    chosen = chosen_rounds(installation, [round_id] if round_id else [], every=round_id is None)
    from assets.installation.release_log import LogBroken
    from assets.publishing.courses import courses
    from pipelines.local_time import LOCAL_TIME
    from pipelines.publication.course_text import (
        course_as_text,
        courses_as_json,
        courses_as_text,
    )
    from warehouse.reader import PublishedUnreadable

    try:
        found = courses(installation, chosen)
    except (LogBroken, PublishedUnreadable) as error:
        refuse(str(error))
    today = datetime.now(LOCAL_TIME).date()
    if form == "json":
        sys.stdout.write(courses_as_json(found, today) + "\n")
    elif round_id is not None:
        out.print(course_as_text(found[0], today), markup=False)
    else:
        out.print(courses_as_text(found, today), markup=False)
    if round_id is None and installation.seeds.unusable:
        seeds_read = installation.seeds
        err.print(unusable_rounds(seeds_read.unusable, seeds_read.problems), markup=False)
