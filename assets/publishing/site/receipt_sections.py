"""The sections of receipts as HTML: indicators, mains and pillars of many units at once.

Here belongs putting the rows of `pipelines/publication/receipt_pages.py` into the fragments of
`templates/receipt_parts.html.jinja`. What there is one of on a page stands in its own template.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl
from markupsafe import Markup

from assets.publishing.site.fragments import escaped, filled
from assets.publishing.site.rendering import Renderer, file_name
from pipelines.frameworks.rule_kinds import SOURCES, STATES
from pipelines.notation import LANGUAGES, NONE, NOTATIONS
from pipelines.publication.receipt_pages import (
    receipt_figures,
    receipt_files,
    receipt_groups,
    receipt_results,
)
from pipelines.publication.round_pages import RoundStory

_PARTS: Final = "receipt_parts"
_UNIT: Final = "entity_code"
_BATCH: Final = 400
"""Units whose sections are held at once."""
_SHORT_HASH: Final = 12
"""Characters of a hash beside each figure; the whole hash stands once, beside its file."""
Sections = Mapping[str, Mapping[str, Markup]]
"""By language: the `indicators`, `mains`, `pillars` and `files` of one unit."""


class ReceiptSections:
    """The sections of the receipts of a round."""

    def __init__(
        self, renderer: Renderer, story: RoundStory, aggregations: Mapping[str, str]
    ) -> None:
        self._renderer = renderer
        self._story = story
        self._figures = receipt_figures(story)
        self._results = receipt_results(story)
        self._groups = receipt_groups(story)
        self._about = {language: self._rules(aggregations, language) for language in LANGUAGES}

    def of_units(self, codes: Sequence[str]) -> Iterator[tuple[str, Sections]]:
        """The sections of each unit, in the order of the codes."""
        for start in range(0, len(codes), _BATCH):
            batch = codes[start : start + _BATCH]
            rendered = {language: self._sections(batch, language) for language in LANGUAGES}
            for code in batch:
                yield (
                    code,
                    {
                        language: {part: rows.get(code, Markup()) for part, rows in parts.items()}
                        for language, parts in rendered.items()
                    },
                )

    def _sections(self, batch: Sequence[str], language: str) -> dict[str, dict[str, Markup]]:
        these = pl.col(_UNIT).is_in(batch)
        figures = self._figures.filter(these)
        groups = self._group_rows(self._groups.filter(these), language)
        return {
            "indicators": _joined(
                self._indicators(self._results.filter(these), figures, language), "indicator"
            ),
            "mains": _joined(groups.filter(pl.col("level") == "main"), "group_row"),
            "pillars": _joined(groups.filter(pl.col("level") == "pillar"), "group_row"),
            "files": _joined(self._file_rows(receipt_files(figures), language), "file_row"),
        }

    def _rules(self, aggregations: Mapping[str, str], language: str) -> pl.DataFrame:
        """What each indicator is and how it is scored, under the name of its main."""
        components = {component["code"]: component for component in self._story.data["components"]}
        rows: list[tuple[str, str, bool]] = []
        main: str | None = None
        for node in self._story.nodes:
            is_first = node["main"] != main and node["main"] != node["code"]
            main = node["main"]
            heading = components.get(node["main"]) if is_first else None
            aggregation = aggregations.get(node["code"]) if node["has_children"] else None
            rendered = self._renderer.part(_PARTS, "about", language, node, heading, aggregation)
            rows.append((node["code"], rendered, node["has_children"]))
        schema = {"code": pl.String, "about": pl.String, "is_sum": pl.Boolean}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _indicators(
        self, results: pl.DataFrame, figures: pl.DataFrame, language: str
    ) -> pl.DataFrame:
        part = self._fragment(language)
        number = NOTATIONS[language].numbers
        rendered = (
            self._figure_rows(figures, language)
            .group_by(_UNIT, "code", maintain_order=True)
            .agg(pl.col("figure").str.join().alias("figures"))
        )
        scored = (
            ("in_points", "in_points_alone") if self._story.data["has_points"] else ("in_value",)
        )
        return (
            escaped(results, keys=[_UNIT, "code"])
            .join(rendered, on=[_UNIT, "code"], how="left", maintain_order="left")
            .join(self._about[language], on="code", how="left", maintain_order="left")
            .with_columns(
                number(pl.col("value", "points", "max_points", "self_points", "verified_points")),
                state_words=self._words("state", STATES, language),
                source_words=self._words("source", SOURCES, language),
            )
            .with_columns(
                figures=pl.when("is_sum")
                .then(pl.lit(""))
                .otherwise(pl.coalesce(part("figures"), pl.lit(part.text("no_figures")))),
                scored=pl.when("counts")
                .then(pl.coalesce(part(name) for name in scored))
                .fill_null(""),
                from_source=part("from_source").fill_null(""),
                bases=pl.concat_str(
                    part("by_self").fill_null(""), part("by_council").fill_null("")
                ),
            )
            .with_columns(indicator=part("indicator"))
        )

    def _figure_rows(self, figures: pl.DataFrame, language: str) -> pl.DataFrame:
        part, notation = self._fragment(language), NOTATIONS[language]
        units = [unit for unit in figures["unit"].unique().sort() if unit is not None]
        return (
            escaped(figures, keys=[_UNIT, "code", "unit"])
            .with_columns(
                notation.numbers(pl.col("read")),
                name=f"name_{language}",
                hash=pl.col("file_sha256").str.head(_SHORT_HASH),
                dated_day=notation.days(pl.col("dated_on")),
                corrected_day=notation.days(pl.col("corrected_on")),
                source_words=self._words("source", SOURCES, language),
                unit_words=self._words("unit_of_measure", units, language, field="unit"),
            )
            .with_columns(read=pl.when(pl.col("read") != pl.col("raw_text")).then("read"))
            .with_columns(
                part(name).fill_null("").alias(name)
                for name in (
                    *("of_unit", "read_as", "in_sheet", "in_cell", "by_clause", "dated", "because"),
                    *("with_evidence", "with_note", "correction_because", "corrector"),
                )
            )
            .with_columns(with_correction=part("with_correction").fill_null(""))
            .with_columns(with_decision=part("with_decision").fill_null(""))
            .with_columns(figure=part("figure"))
        )

    def _file_rows(self, files: pl.DataFrame, language: str) -> pl.DataFrame:
        part, notation = self._fragment(language), NOTATIONS[language]
        names = self._story.frames.names
        reporters = files["reporter"].unique().sort().drop_nulls().to_list()
        named = [
            names[code][f"name_{language}"] or names[code]["name_vi"] if code in names else code
            for code in reporters
        ]
        reporter_name = pl.col("reporter").replace_strict(
            reporters, named, default=NONE, return_dtype=pl.String
        )
        return (
            escaped(files.with_columns(reporter_name=reporter_name), keys=[_UNIT])
            .with_columns(
                pl.col("revision").cast(pl.String).fill_null(NONE),
                received=notation.days(pl.col("received_at")).fill_null(NONE),
                when_late=pl.when("late").then(pl.lit(part.text("when_late"))).fill_null(""),
            )
            .with_columns(file_row=part("file_row"))
        )

    def _group_rows(self, groups: pl.DataFrame, language: str) -> pl.DataFrame:
        part, notation = self._fragment(language), NOTATIONS[language]
        files = {code: file_name(code) for code in groups["code"].unique()}
        addressed = groups.with_columns(
            file=pl.col("code").replace_strict(files, return_dtype=pl.String)
        )
        return (
            escaped(addressed, keys=[_UNIT, "file"])
            .with_columns(
                notation.numbers(pl.col("value", "points", "max_points")).fill_null(NONE),
                name=f"name_{language}",
                rank=pl.col("rank").cast(pl.String).fill_null(NONE),
            )
            .with_columns(group_row=part("group_row", self._story.data["has_points"]))
        )

    def _words(
        self, macro: str, codes: Sequence[str], language: str, field: str | None = None
    ) -> pl.Expr:
        """What each code of a column is called; null stays null."""
        words = [self._renderer.part("words", macro, language, code) for code in codes]
        column = pl.col(field or macro)
        return column.replace_strict(codes, words, default=None, return_dtype=pl.String)

    def _fragment(self, language: str) -> "_Fragments":
        return _Fragments(self._renderer, language)


class _Fragments:
    """The fragments of receipts in one language."""

    def __init__(self, renderer: Renderer, language: str) -> None:
        self._renderer = renderer
        self._language = language

    def text(self, name: str, *given: Any) -> str:
        """A fragment as it stands."""
        return self._renderer.part(_PARTS, name, self._language, *given)

    def __call__(self, name: str, *given: Any) -> pl.Expr:
        """A fragment filled from columns."""
        return filled(self.text(name, *given))


def _joined(rows: pl.DataFrame, column: str) -> dict[str, Markup]:
    """The fragments of each unit, one after another."""
    joined = rows.group_by(_UNIT).agg(pl.col(column).str.join())
    return {unit: Markup(html) for unit, html in joined.iter_rows()}
