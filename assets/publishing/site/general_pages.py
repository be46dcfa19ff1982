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
    published: Published, told: Sequence[Data], in_force: Sequence[ReleaseFiles], has_docs: bool
) -> Iterator[Page]:
    """`told`: what `RoundPages.summary` says of each round, the latest first; `in_force`: the
    release of each that has one."""
    demonstration = any(one["is_demonstration"] for one in told)
    heavy = ("ranking", "targets")
    rounds = [{key: value for key, value in one.items() if key not in heavy} for one in told]
    moving = [
        {
            **{key: one[key] for key in ("id", "name_vi", "name_en", "is_demonstration")},
            "risers": movers(one["ranking"], up=True),
            "fallers": movers(one["ranking"], up=False),
        }
        for one in told
        if one["has_change"] and one["units"] > 1
    ]
    yield Page(
        "index.html",
        "overview",
        {},
        {
            "headline": headline(told),
            "moving": moving,
            "targets": latest_targets(told),
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
    used = {one["framework"] for one in told}
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
            "releases": {one.facts["round"]: one.told for one in in_force},
            "has_open_data": any(one.open_data for one in in_force),
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
