"""Seeds as rows of the reference tables.

Here belongs laying frameworks, rounds and entities out in the columns of the contract.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from assets.installation.seeds import Seeds
from assets.stages.rule_tables import rule_frames
from assets.stages.stage import Given
from pipelines.frameworks.framework import INDEX_CODE, Framework
from pipelines.frameworks.rule_words import rule_in_words
from warehouse.contract import TABLE_BY_NAME


def reference_frames(given: Given | Seeds) -> Mapping[str, pl.DataFrame]:
    """Every table of the schema `reference`, by full name."""
    frames: dict[str, pl.DataFrame] = {}
    for name, rows in {
        "reference.framework": _frameworks(given),
        "reference.indicator": _indicators(given),
        "reference.indicator_input": _indicator_inputs(given),
        "reference.pillar_main": _pillar_mains(given),
        "reference.round": _rounds(given),
    }.items():
        frames[name] = pl.DataFrame(
            list(rows), schema=TABLE_BY_NAME[name].polars_schema, orient="row"
        )
    frames["reference.entity"] = given.entities.drop("aliases")
    frames["reference.merger"] = given.mergers
    frames["reference.population"] = given.populations
    frames["reference.expected_unit"] = pl.concat(
        [
            given.units(round_id).select(
                pl.lit(round_id).alias("round"),
                "entity_code",
                pl.col("name_vi").alias("entity_name_vi"),
                pl.col("name_en").alias("entity_name_en"),
                "valid_from",
            )
            for round_id in given.rounds
        ]
    )
    frames.update(rule_frames(given))
    frames["reference.published_result"] = _published(given.published_results, "published_result")
    frames["reference.published_average"] = _published(
        given.published_averages, "published_average"
    )
    frames["reference.published_pii"] = _published(given.published_pii, "published_pii")
    frames["reference.cost"] = given.cost_table.select(TABLE_BY_NAME["reference.cost"].casts)
    return frames


def _published(table: pl.DataFrame, name: str) -> pl.DataFrame:
    return table.select(TABLE_BY_NAME[f"reference.{name}"].casts)


def _frameworks(given: Given | Seeds) -> Iterator[tuple[object, ...]]:
    for framework in given.frameworks.values():
        yield (
            framework.id,
            framework.name.vi,
            framework.name.en,
            framework.subject,
            framework.legal_source,
            framework.aggregation,
            framework.missing,
            framework.scale,
            framework.decimals,
            framework.facts.get("completeness"),
            framework.is_demonstration,
        )


def _indicators(given: Given | Seeds) -> Iterator[tuple[object, ...]]:
    for framework in given.frameworks.values():
        yield _index_row(framework)
        for pillar in framework.pillars:
            yield (
                framework.id,
                pillar.code,
                INDEX_CODE,
                "pillar",
                pillar.name.vi,
                pillar.name.en,
                *(None,) * 10,
            )
        for indicator in framework.indicators:
            words = rule_in_words(indicator)
            yield (
                framework.id,
                indicator.code,
                indicator.parent or INDEX_CODE,
                indicator.level,
                indicator.name.vi,
                indicator.name.en,
                indicator.max_points,
                indicator.weight,
                None if indicator.rule is None else indicator.rule.kind,
                indicator.rule_status,
                *((None, None) if words is None else (words.vi, words.en)),
                indicator.responsible,
                indicator.given_by,
                indicator.evidence,
                indicator.note,
            )


def _index_row(framework: Framework) -> tuple[object, ...]:
    tops = [i.max_points for i in framework.children.get(None, ()) if not i.is_adjustment]
    known = [points for points in tops if points is not None]
    total = sum(known) if known and len(known) == len(tops) else None
    names = (framework.name.vi, framework.name.en)
    return (framework.id, INDEX_CODE, None, "index", *names, total, *(None,) * 9)


def _indicator_inputs(given: Given | Seeds) -> Iterator[tuple[object, ...]]:
    for framework in given.frameworks.values():
        for indicator in framework.indicators:
            for figure in indicator.inputs.values():
                yield (
                    framework.id,
                    indicator.code,
                    figure.code,
                    figure.name.vi,
                    figure.name.en,
                    indicator.units[figure.code],
                )


def _pillar_mains(given: Given | Seeds) -> Iterator[tuple[object, ...]]:
    for framework in given.frameworks.values():
        for pillar in framework.pillars:
            for main in pillar.mains:
                yield (framework.id, pillar.code, main)


def _rounds(given: Given | Seeds) -> Iterator[tuple[object, ...]]:
    for entry in given.rounds.values():
        yield (
            entry.id,
            entry.name.vi,
            entry.name.en,
            entry.framework,
            entry.starts_on,
            entry.ends_on,
            entry.deadline,
            entry.appeals_until,
            entry.previous,
            entry.status,
            entry.silent,
            entry.expected_on,
            entry.published,
            entry.is_demonstration,
        )
