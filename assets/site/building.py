"""The whole site, from the published warehouse to a folder of files.

Here belongs which pages there are and where they lie. What they say comes from
`pipelines/publication/`, how they look from `templates/` and `static/`.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from assets.site.published import Published, read_published
from assets.site.rendering import Page, file_name
from assets.site.writing import SiteFolder, Written
from pipelines.publication.round_pages import RoundFrames, RoundStory, ranking_rows, tell_round
from pipelines.publication.unit_pages import unit_pages

_STATIC = Path(__file__).parent / "static"
ROWS_A_PAGE = 500
"""Units on one page of a ranking."""


def build_site(warehouse: Path, folder: Path) -> Written:
    """Build the site of a published warehouse. Raises duckdb.Error if it cannot be opened."""
    published = read_published(warehouse)
    with SiteFolder(folder) as site:
        for path in sorted(_STATIC.iterdir()):
            site.file(f"static/{path.name}", path.read_bytes())
        site.pages(_general_pages(published))
        for facts in published.whole("rounds").to_dicts():
            story = tell_round(_round_frames(published, facts))
            site.pages(_round_pages(story))
    return site.written


def _general_pages(published: Published) -> Iterator[Page]:
    yield Page("index.html", "overview", {}, {"rounds": published.whole("rounds").to_dicts()})


def _round_pages(story: RoundStory) -> Iterator[Page]:
    data = story.data
    folder = file_name(data["id"])
    shared = {"round": data}
    ranking = ranking_rows(story)
    pages = max(1, -(-len(ranking) // ROWS_A_PAGE))
    for n in range(pages):
        name = "index.html" if n == 0 else f"ranking-{n + 1}.html"
        rows = ranking[n * ROWS_A_PAGE : (n + 1) * ROWS_A_PAGE]
        yield Page(
            f"{folder}/{name}", "ranking", shared, {"rows": rows, "page": n + 1, "pages": pages}
        )
    for_units = {
        "round": data,
        "nodes": [{**node, "file": file_name(node["code"])} for node in story.nodes],
        "node_names": {node["code"]: node for node in story.nodes},
        "states": data["states"],
        "component_names": {one["code"]: one for one in data["components"] + data["pillars"]},
        "names": {row["code"]: row for row in ranking},
        "input_names": _input_names(story),
    }
    for code, own in unit_pages(story):
        yield Page(f"{folder}/units/{file_name(code)}.html", "unit", for_units, own)


def _input_names(story: RoundStory) -> Mapping[str, Mapping[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    for row in story.frames.indicator_inputs.to_dicts():
        told.setdefault(row["code"], {})[row["input"]] = row
    return told


def _round_frames(published: Published, facts: Mapping[str, Any]) -> RoundFrames:
    one, framework = facts["round"], facts["framework"]
    rounds = {row["round"]: row for row in published.whole("rounds").to_dicts()}
    history: list[tuple[Mapping[str, Any], pl.DataFrame]] = []
    before = facts["previous"]
    while before in rounds:
        history.insert(0, (rounds[before], published.of_round("totals", before)))
        before = rounds[before]["previous"]

    def of_framework(name: str) -> pl.DataFrame:
        return published.whole(name).filter(pl.col("framework") == framework)

    return RoundFrames(
        facts=facts,
        totals=published.of_round("totals", one),
        components=published.of_round("components", one),
        values=published.of_round("values", one),
        inputs=published.of_round("inputs", one),
        indicators=of_framework("indicators"),
        indicator_inputs=of_framework("indicator_inputs"),
        findings=published.of_round("findings", one),
        names={row["entity_code"]: row for row in published.whole("names").to_dicts()},
        predecessors=published.whole("predecessors"),
        history=tuple(history),
    )


def script_data(name: str, data: object) -> bytes:
    """Data as a script, which unlike a request also works from a folder: `dti.put(name, data)`."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    return f"dti.put({json.dumps(name)},{text});\n".encode()
