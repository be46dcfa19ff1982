"""What receipts say on their pages: from the cell of a file to the rank, for all units at once.

Here belongs laying out the rows of a round as receipts have them: figures with their place, results
of indicators, and what they add up to. Numbers are not shortened to the decimals of publication,
for a reader is to work them out again. The receipt as data is in `receipt.py`.
"""

from typing import Final

import polars as pl

from pipelines.frameworks.rule_kinds import SOURCES
from pipelines.notation import shortest_text
from pipelines.publication.round_pages import RoundStory

_KEY: Final = "entity_code"
_NAMES: Final = ("name_vi", "name_en")


def receipt_figures(story: RoundStory) -> pl.DataFrame:
    """Every figure of a round in use, in the order of units, indicators, sources and inputs.

    Returns entity_code, code, name_vi and name_en of the input, raw_text, read (as text), unit,
    source, its place (file_name, file_sha256, sheet, cell), when and from whom it was received, and
    what was decided or corrected. What does not apply is null.
    """
    known = story.frames.indicator_inputs.select("code", "input", *_NAMES, "unit")
    outright = pl.DataFrame(
        {
            "input": ["state", "points"],
            "outright_vi": ["trạng thái", "điểm"],
            "outright_en": ["state", "points"],
        }
    )
    return (
        story.frames.inputs.join(known, on=["code", "input"], how="left")
        .join(outright, on="input", how="left")
        .with_columns(
            *(
                pl.coalesce(
                    pl.col("name_en") if language == "en" else None,
                    "name_vi",
                    f"outright_{language}",
                    "input",
                ).alias(f"name_{language}")
                for language in ("vi", "en")
            ),
            read=shortest_text(pl.col("value")),
        )
        .drop("outright_vi", "outright_en", "value")
        .sort(_KEY, "code", pl.col("source").cast(pl.Enum(SOURCES)), "input")
    )


def receipt_files(figures: pl.DataFrame) -> pl.DataFrame:
    """The files that the figures of each unit came from, by name.

    Returns entity_code, file_name, file_sha256, reporter, received_at, revision, late.
    """
    return (
        figures.select(
            *(_KEY, "file_name", "file_sha256", "reporter", "received_at", "revision", "late")
        )
        .unique([_KEY, "file_name", "file_sha256"], keep="first", maintain_order=True)
        .sort(_KEY, "file_name", "file_sha256")
    )


def receipt_results(story: RoundStory) -> pl.DataFrame:
    """What each indicator came to, in the order of units and of the framework.

    Returns entity_code, code, state, source, value, points, max_points, self_points and
    verified_points (as text, unrounded), and `counts`: whether it is in the denominator.
    """
    order = pl.DataFrame(
        [(node["code"], n) for n, node in enumerate(story.nodes)],
        schema={"code": pl.String, "place": pl.Int32},
        orient="row",
    )
    numbers = ("value", "points", "max_points", "self_points", "verified_points")
    return (
        story.frames.values.join(order, on="code")
        .sort(_KEY, "place")
        .select(
            _KEY,
            "code",
            "state",
            "source",
            *(shortest_text(pl.col(name)).alias(name) for name in numbers),
            counts=pl.col("state").is_in(["reported", "missing", "zero_by_decision"]),
        )
    )


def receipt_groups(story: RoundStory) -> pl.DataFrame:
    """What the mains and the pillars of each unit came to, in the order of the framework.

    Returns entity_code, level, code, names, value, points, max_points (as text, unrounded), rank
    and entities_ranked.
    """
    components = [*story.data["components"], *story.data["pillars"]]
    about = pl.DataFrame(
        [
            (
                component["level"],
                component["code"],
                component["name_vi"],
                component["name_en"] or component["name_vi"],
                n,
            )
            for n, component in enumerate(components)
        ],
        schema={"level": pl.String, "code": pl.String}
        | dict.fromkeys(_NAMES, pl.String)
        | {"place": pl.Int32},
        orient="row",
    )
    return (
        story.scores.join(about, on=["level", "code"])
        .sort(_KEY, "place")
        .select(
            _KEY,
            "level",
            "code",
            *_NAMES,
            *(
                shortest_text(pl.col(name)).alias(name)
                for name in ("value", "points", "max_points")
            ),
            "rank",
            "entities_ranked",
        )
    )


def receipt_totals(story: RoundStory) -> pl.DataFrame:
    """The end of each receipt: the value unrounded, and how many units have a better one.

    Returns entity_code, exact_value, exact_points, exact_max_points (as text), and `better`, the
    number of units whose published value is higher: the rank less one.
    """
    return story.frames.totals.select(
        _KEY,
        *(
            shortest_text(pl.col(name)).alias(f"exact_{name}")
            for name in ("value", "points", "max_points")
        ),
        better=pl.col("rank") - 1,
    )
