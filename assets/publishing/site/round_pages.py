"""The pages of one round: which there are, where they lie, and what each is given.

Here belongs putting page data and templates together. The data is worked out in
`pipelines/publication/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import polars as pl

from assets.publishing.site.downloads import PAPERS, ReleaseFiles, in_force_of
from assets.publishing.site.published import Published
from assets.publishing.site.receipt_sections import ReceiptSections
from assets.publishing.site.rendering import Page, Renderer, file_name
from pipelines.notation import value_text
from pipelines.publication.indicator_pages import indicator_pages, indicator_rows
from pipelines.publication.indicator_tree import code_order
from pipelines.publication.overview import movers
from pipelines.publication.planning_sections import (
    moves_by_unit,
    rewards_by_unit,
    targets_by_unit,
    ways_by_unit,
)
from pipelines.publication.quality_pages import (
    changes_of_releases,
    changes_of_round,
    quality_of_round,
)
from pipelines.publication.receipt_pages import receipt_totals
from pipelines.publication.round_pages import (
    Data,
    RoundFrames,
    ranking_rows,
    tell_round,
)
from pipelines.publication.tile_map import BOUNDARIES_SINCE, map_tiles
from pipelines.publication.unit_pages import unit_headers, unit_pages

ROWS_A_PAGE: Final = 500
"""Units on one page of a ranking."""


class RoundPages:
    """The pages of a round, one after another, and what other pages need of it."""

    def __init__(
        self,
        published: Published,
        facts: Mapping[str, Any],
        releases: Sequence[ReleaseFiles],
        renderer: Renderer,
        has_docs: bool,
    ) -> None:
        self._published = published
        self._releases = releases
        self._renderer = renderer
        self._has_docs = has_docs
        self.story = tell_round(_frames(published, facts))
        self.ranking = ranking_rows(self.story)
        self._round = self.story.data["id"]
        self._quality = quality_of_round(
            self.story,
            *(
                published.of_round(name, self._round)
                for name in ("files", "checks", "corrections", "replaced")
            ),
        )

    def __iter__(self) -> Iterator[Page]:
        folder = file_name(self._round)
        data = self.story.data
        for path, template, own in self._single_pages():
            yield Page(f"{folder}/{path}", template, {"round": data}, own)
        rows = indicator_rows(self.story)
        common = {
            "round": data,
            "component_names": {
                component["code"]: component for component in data["components"] + data["pillars"]
            },
            "names": {row["code"]: row for row in self.ranking},
        }
        yield Page(f"{folder}/indicators.html", "indicators", common, {"rows": rows})
        for_indicators = {**common, "names_of_all": self.story.frames.names}
        for code, own in indicator_pages(self.story, rows):
            yield Page(
                f"{folder}/indicators/{file_name(code)}.html", "indicator", for_indicators, own
            )
        for_units = {
            **common,
            "nodes": [{**node, "file": file_name(node["code"])} for node in self.story.nodes],
            "node_names": {node["code"]: node for node in self.story.nodes},
            "states": data["states"],
            "input_names": self._input_names(),
        }
        for code, own in unit_pages(self.story):
            own |= {name: rows.get(code, []) for name, rows in self._plans.items()}
            yield Page(f"{folder}/units/{file_name(code)}.html", "unit", for_units, own)
        yield from self._receipts(folder, common)

    def _receipts(self, folder: str, common: Mapping[str, Any]) -> Iterator[Page]:
        in_force = in_force_of(self._releases)
        with_data = {paper.path for paper in in_force.papers} if in_force else set[str]()
        shared = {
            **common,
            "release": in_force.facts if in_force else None,
            "pillar_mains": self._pillar_mains(),
        }
        totals = {
            row["entity_code"]: row for row in receipt_totals(self.story).iter_rows(named=True)
        }
        headers = {row["code"]: row for row in unit_headers(self.story)}
        sections = ReceiptSections(self._renderer, self.story, self._aggregations())
        for code, parts in sections.of_units(list(headers)):
            path = f"receipts/{code}.json"
            own = {
                "unit": {**headers[code], **totals[code]},
                "parts": parts,
                "data": f"{PAPERS}/{in_force.facts['release']}/{path}"
                if in_force and path in with_data
                else None,
            }
            yield Page(f"{folder}/receipts/{file_name(code)}.html", "receipt", shared, own)

    def _single_pages(self) -> Iterator[tuple[str, str, Data]]:
        """Path, template and data of the pages of which there is one, or one for many units."""
        pages = max(1, -(-len(self.ranking) // ROWS_A_PAGE))
        for n in range(pages):
            rows = self.ranking[n * ROWS_A_PAGE : (n + 1) * ROWS_A_PAGE]
            name = "index.html" if n == 0 else f"ranking-{n + 1}.html"
            yield name, "ranking", {"rows": rows, "page": n + 1, "pages": pages}
        if self.story.data["has_map"]:
            yield "map.html", "map", map_tiles(self.ranking)
        if self.story.data["units"] > 1:
            yield "compare.html", "compare", {}
        of_round = self._published.of_round
        moves = self._plans["moves"]
        yield (
            "changes.html",
            "changes",
            {
                "risers": (risers := movers(self.ranking, up=True, count=20)),
                "fallers": (fallers := movers(self.ranking, up=False, count=20)),
                "steady": sum(row["rank_change"] == 0 for row in self.ranking),
                "moved_up": sum((row["rank_change"] or 0) > 0 for row in self.ranking),
                "moved_down": sum((row["rank_change"] or 0) < 0 for row in self.ranking),
                "names_of_all": self.story.frames.names,
                "moves": [
                    {**moves[row["code"]][0], "name_vi": row["name_vi"], "name_en": row["name_en"]}
                    for row in (*risers, *fallers)
                    if row["code"] in moves
                ],
                "releases": []
                if (releases := self._published.optional("releases", self._round)) is None
                else releases.to_dicts(),
                "release_changes": changes_of_releases(
                    self._published.optional("release_changes", self._round),
                    self.story.data["decimals"],
                ),
                **changes_of_round(
                    of_round("files", self._round),
                    of_round("replaced", self._round),
                    of_round("corrections", self._round),
                ),
            },
        )
        yield (
            "quality.html",
            "round_quality",
            {
                **self._quality,
                "has_docs": self._has_docs,
                "names": {row["code"]: row for row in self.ranking},
            },
        )

    @cached_property
    def _plans(self) -> Mapping[str, Mapping[str, list[Data]]]:
        def rows(name: str) -> pl.DataFrame | None:
            return self._published.optional(name, self._round)

        decimals = self.story.data["decimals"]
        return {
            "targets": targets_by_unit(rows("targets"), decimals),
            "moves": moves_by_unit(rows("moves"), rows("move_parts"), decimals),
            "ways": ways_by_unit(rows("ways")),
            "rewards": rewards_by_unit(rows("rewards")),
        }

    def summary(self) -> Data:
        """What pages about all rounds say of this one."""
        severities = self.story.frames.findings["severity"]
        return {
            **self.story.data,
            "ranking": self.ranking,
            "targets": [row for rows in self._plans["targets"].values() for row in rows],
            "imputed": self._quality["imputed"],
            "failed_checks": self._quality["failed_checks"],
            "errors": int((severities == "error").sum()),
            "warnings": int((severities == "warning").sum()),
        }

    def for_comparison(self) -> Data:
        """What the pages of comparison read: units with their profile, and what they compare to.

        `comparable` is equal for rounds whose units may be set beside themselves.
        """
        data = self.story.data
        order = [component["code"] for component in data["components"]]
        written = self.story.profile.select(
            "entity_code",
            "code",
            pl.col("share").round(4),
            text=value_text(pl.col("value"), data["decimals"]),
        )
        profiles = written.rows_by_key("entity_code")
        boundary = data["expected_on"] >= BOUNDARIES_SINCE
        units: list[Data] = []
        for row in self.ranking:
            known = {code: (share, text) for code, share, text in profiles.get(row["code"], [])}
            units.append(
                {
                    "code": row["code"],
                    "file": file_name(row["code"]),
                    "vi": row["name_vi"],
                    "en": row["name_en"],
                    "rank": row["rank"],
                    "value": row["value"],
                    "shares": [known.get(code, (None, None))[0] for code in order],
                    "values": [known.get(code, (None, None))[1] for code in order],
                }
            )
        return {
            "comparable": f"{data['subject']} {boundary}",
            "mean": data["mean_text"],
            "components": [
                {
                    "code": component["code"],
                    "vi": component["name_vi"],
                    "en": component["name_en"],
                    "mean": component["mean"],
                    "mean_text": component["mean_text"],
                }
                for component in data["components"]
            ],
            "units": units,
        }

    def _aggregations(self) -> Mapping[str, str]:
        rows = self._published.of_framework("aggregations", self.story.data["framework"])
        return dict(rows.select("code", "aggregation").iter_rows())

    def _pillar_mains(self) -> Mapping[str, list[str]]:
        """The mains of each pillar, in order; none where pillars are not made of mains."""
        rows = self._published.of_framework("pillar_mains", self.story.data["framework"])
        mains: dict[str, list[str]] = {}
        for pillar, main in rows.select("pillar_code", "main_code").iter_rows():
            mains.setdefault(pillar, []).append(main)
        known = {pillar["code"] for pillar in self.story.data["pillars"]}
        return {
            pillar: sorted(codes, key=code_order)
            for pillar, codes in mains.items()
            if pillar in known
        }

    def _input_names(self) -> Mapping[str, Mapping[str, Any]]:
        by_code: dict[str, dict[str, Any]] = {}
        for row in self.story.frames.indicator_inputs.to_dicts():
            by_code.setdefault(row["code"], {})[row["input"]] = row
        return by_code


def _frames(published: Published, facts: Mapping[str, Any]) -> RoundFrames:
    round_id, framework = facts["round"], facts["framework"]
    rounds = {row["round"]: row for row in published.whole("rounds").to_dicts()}
    history: list[tuple[Mapping[str, Any], pl.DataFrame]] = []
    before = facts["previous"]
    while before in rounds:
        history.insert(0, (rounds[before], published.of_round("totals", before)))
        before = rounds[before]["previous"]

    return RoundFrames(
        facts=facts,
        totals=published.of_round("totals", round_id),
        components=published.of_round("components", round_id),
        values=published.of_round("values", round_id),
        inputs=published.of_round("inputs", round_id),
        gains=published.of_round("gains", round_id),
        indicators=published.of_framework("indicators", framework),
        indicator_inputs=published.of_framework("indicator_inputs", framework),
        findings=published.of_round("findings", round_id),
        names={row["entity_code"]: row for row in published.whole("names").to_dicts()},
        predecessors=published.whole("predecessors"),
        history=tuple(history),
    )
