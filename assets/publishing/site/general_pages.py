"""The pages about all rounds together: overview, method, data, quality, log, about, missing.

Here belongs which there are and what each is given.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from assets.publishing.site.downloads import ReleaseFiles
from assets.publishing.site.published import Published
from assets.publishing.site.rendering import Page
from pipelines.publication.overview import by_subject, headline, latest_targets, movers
from pipelines.publication.round_pages import Data


def general_pages(
    published: Published,
    rounds_data: Sequence[Data],
    in_force: Sequence[ReleaseFiles],
    has_docs: bool,
) -> Iterator[Page]:
    """`told`: what `RoundPages.summary` says of each round, the latest first; `in_force`: the
    release of each that has one."""
    demonstration = any(entry["is_demonstration"] for entry in rounds_data)
    heavy = ("ranking", "targets")
    rounds = [
        {key: value for key, value in entry.items() if key not in heavy} for entry in rounds_data
    ]
    moving = [
        {
            **{key: entry[key] for key in ("id", "name_vi", "name_en", "is_demonstration")},
            "risers": movers(entry["ranking"], up=True),
            "fallers": movers(entry["ranking"], up=False),
        }
        for entry in rounds_data
        if entry["has_change"] and entry["units"] > 1
    ]
    yield Page(
        "index.html",
        "overview",
        {},
        {
            "headline": headline(rounds_data),
            "moving": moving,
            "targets": latest_targets(rounds_data),
            "subjects": by_subject(rounds),
            "shows_demonstration": demonstration,
        },
    )
    yield Page(
        "rounds.html", "rounds", {}, {"rounds": rounds, "shows_demonstration": demonstration}
    )
    yield Page(
        "quality.html",
        "quality",
        {},
        {"rounds": rounds, "shows_demonstration": demonstration, "has_docs": has_docs},
    )
    used = {entry["framework"] for entry in rounds_data}
    frameworks = published.whole("frameworks").sort(
        ~pl.col("framework").is_in(list(used)), "framework"
    )
    yield Page(
        "method.html",
        "method",
        {},
        {
            "frameworks": frameworks.to_dicts(),
            "shows_demonstration": bool(frameworks["is_demonstration"].any()),
        },
    )
    tables = published.whole("tables").with_columns(
        comment_vi=pl.col("comment").str.split(" | ").list.first(),
        comment_en=pl.col("comment").str.split(" | ").list.last(),
    )
    yield Page(
        "data.html",
        "data",
        {},
        {
            "rounds": rounds,
            "releases": {release.facts["round"]: release.data for release in in_force},
            "has_open_data": any(release.open_data for release in in_force),
            "tables": tables.to_dicts(),
            "shows_demonstration": demonstration,
        },
    )
    log = published.whole("log")
    yield Page(
        "log.html",
        "log",
        {},
        {
            "entries": log.to_dicts(),
            "shows_demonstration": bool(log["is_demonstration"].any()),
        },
    )
    yield Page("about.html", "about", {}, {})
    yield Page("404.html", "missing", {}, {})
