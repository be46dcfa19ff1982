"""Emulation and reward: the class of each unit, who is left out and why, awards.

Here belongs applying the rules of `reward_rules.py` to rounds. What comes out is a proposal for the
decision, in which every class and every exclusion has its reason.

The class of a unit is the best whose band its published value reaches; where penalties take a value
below the last band, which begins at 0, the last class is the unit's. A class with a cap holds at
most that share of the units that are not left out, rounded down; who ranks beyond goes to the next
class. Units of one value are never parted: if not all of them fit under a cap, all of them go down,
and the reason says so. Awards go to units that are not left out, a shared first place to all who
share it; an improvement counts only from a round in which the unit was complete enough to be
classed.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.fixed_point import published_values
from pipelines.notation import VI, value_text
from pipelines.planning.awards import awards_of, classable
from pipelines.planning.reward_exclusions import exclusions
from pipelines.planning.reward_rules import RewardClass, RewardRules

REWARD_TABLES: Final = (
    "planning.reward_class",
    "planning.reward",
    "planning.reward_exclusion",
    "planning.award",
)
_UNIT: Final = ["round", "entity_code"]


def reward_frames(
    rules: Sequence[RewardRules],
    wanted: Sequence[str],
    rounds: pl.DataFrame,
    units: pl.DataFrame,
    totals: pl.DataFrame,
    values: pl.DataFrame,
    files: pl.DataFrame,
) -> Mapping[str, pl.DataFrame]:
    """The four tables of the wanted rounds that have rules.

    `rounds`: round, previous, decimals. `units`: round, entity_code, names (every spelling of the
    name). `totals`, of the final basis: round, entity_code, value, rank, rank_change. `values`, of
    the final basis: round, entity_code, state, source. `files`: round, reporter, file_name, late,
    status. Totals and values are of all rounds, for improvements are from the round before.
    """
    facts = _facts(units, totals, values, files)
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in REWARD_TABLES}
    for rule_set in rules:
        for name in rule_set.rounds:
            if name in wanted:
                row = rounds.row(by_predicate=pl.col("round") == name, named=True)
                frames = _one_round(rule_set, name, row["previous"], row["decimals"], facts)
                for table, frame in zip(REWARD_TABLES, frames, strict=True):
                    parts[table].append(
                        frame.with_columns(is_demonstration=rule_set.is_demonstration)
                    )
    return {name: pl.concat(frames) for name, frames in parts.items() if frames}


def _facts(
    units: pl.DataFrame, totals: pl.DataFrame, values: pl.DataFrame, files: pl.DataFrame
) -> pl.DataFrame:
    """What is known of each unit in each round, one row each."""
    applicable = ~pl.col("state").is_in(["not_applicable", "not_evaluated"])
    reported = pl.col("state").is_in(["reported", "zero_by_decision"])
    counted = values.group_by(_UNIT).agg(
        applicable.sum().alias("indicators"),
        (pl.col("state") == "missing").sum().alias("missing"),
        (reported & pl.col("source").is_in(["verified", "measured"])).sum().alias("verified"),
        (reported & (pl.col("source") != "measured").fill_null(value=True)).sum().alias("sent"),
    )
    late = (
        files.filter("late", pl.col("status").is_in(["accepted", "accepted_with_warnings"]))
        .group_by("round", pl.col("reporter").alias("entity_code"))
        .agg(pl.col("file_name").sort().str.join(", ").alias("late_files"))
    )
    return (
        units.join(totals, on=_UNIT, how="left")
        .join(counted, on=_UNIT, how="left")
        .join(late, on=_UNIT, how="left")
        .sort(_UNIT)
    )


def _one_round(
    rules: RewardRules,
    name: str,
    previous: str | None,
    decimals: int | None,
    facts: pl.DataFrame,
) -> tuple[pl.DataFrame, ...]:
    here = facts.filter(pl.col("round") == name).with_columns(
        _kind_of(rules, "vi"),
        _kind_of(rules, "en"),
        shown=published_values(pl.col("value"), decimals),
    )
    causes = exclusions(rules, here)
    out = causes["entity_code"].unique().to_list()
    eligible = here.filter(~pl.col("entity_code").is_in(out))
    classed = classes_of(eligible.select("entity_code", "shown"), rules.classes)
    reward = (
        here.join(classed, on="entity_code", how="left")
        .join(_reason_out(causes), on="entity_code", how="left")
        .join(_reasons_in(rules, classed, decimals), on="entity_code", how="left")
        .select(
            "round",
            "entity_code",
            "unit_kind_vi",
            "unit_kind_en",
            "value",
            "rank",
            "class_order",
            _of_class(rules.classes, "vi"),
            _of_class(rules.classes, "en"),
            pl.col("is_lowered").fill_null(value=False),
            pl.col("entity_code").is_in(out).alias("is_excluded"),
            pl.coalesce("reason_vi", "out_vi").alias("reason_vi"),
            pl.coalesce("reason_en", "out_en").alias("reason_en"),
        )
    )
    before = facts.filter(pl.col("round") == previous) if previous else facts.clear()
    awards = awards_of(eligible, classable(rules, before), decimals)
    return _class_rows(rules, name), reward, causes, awards


def _kind_of(rules: RewardRules, language: str) -> pl.Expr:
    """The kind of a unit, from the word with which a spelling of its name begins; null if none."""
    return pl.coalesce(
        pl.lit(None, pl.String),
        *(
            pl.when(
                pl.col("names").list.eval(pl.element().str.starts_with(kind.begins_with)).list.any()
            ).then(pl.lit(kind.name.vi if language == "vi" else kind.name.en))
            for kind in rules.kinds
        ),
    ).alias(f"unit_kind_{language}")


def classes_of(shown: pl.DataFrame, classes: Sequence[RewardClass]) -> pl.DataFrame:
    """The class of each unit by its published value: its band, then the caps from the best down.

    `shown`: entity_code, shown, the units that are not left out. Returns these with band_order and
    class_order (1 is the best), is_lowered (moved down by a cap) and is_tied_at_cap (because its
    value is shared across a cap).
    """
    below = [
        (pl.col("shown") < pl.lit(reward_class.at_least, EXACT)).cast(pl.Int32)
        for reward_class in classes[:-1]
    ]
    band = pl.sum_horizontal(pl.lit(1, pl.Int32), *below).cast(pl.Int32)
    placed = shown.with_columns(
        band_order=band, class_order=band, is_tied_at_cap=pl.lit(value=False)
    )
    for order, reward_class in enumerate(classes, start=1):
        if reward_class.at_most_share is None:
            continue
        limit = int(reward_class.at_most_share * shown.height)
        is_here = pl.col("class_order") == order
        at_or_above = pl.col("shown").rank("max", descending=True).over("class_order")
        above = pl.col("shown").rank("min", descending=True).over("class_order") - 1
        is_beyond = is_here & (at_or_above > limit)
        placed = placed.with_columns(
            class_order=pl.when(is_beyond).then(order + 1).otherwise("class_order").cast(pl.Int32),
            is_tied_at_cap=pl.col("is_tied_at_cap") | (is_beyond & (above < limit)),
        )
    return placed.with_columns(is_lowered=pl.col("class_order") > pl.col("band_order"))


def _of_class(classes: Sequence[RewardClass], language: str) -> pl.Expr:
    names = {
        order: reward_class.name.vi if language == "vi" else reward_class.name.en
        for order, reward_class in enumerate(classes, start=1)
    }
    return (
        pl.col("class_order")
        .replace_strict(names, default=None, return_dtype=pl.String)
        .alias(f"class_{language}")
    )


def _class_rows(rules: RewardRules, name: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                name,
                order,
                reward_class.name.vi,
                reward_class.name.en,
                reward_class.at_least,
                reward_class.at_most_share,
                rules.id,
                rules.document,
            )
            for order, reward_class in enumerate(rules.classes, start=1)
        ],
        schema={
            "round": pl.String,
            "class_order": pl.Int32,
            "class_vi": pl.String,
            "class_en": pl.String,
            "at_least": EXACT,
            "at_most_share": EXACT,
            "rules": pl.String,
            "document": pl.String,
        },
        orient="row",
    )


def _reason_out(causes: pl.DataFrame) -> pl.DataFrame:
    return causes.group_by("entity_code", maintain_order=True).agg(
        pl.format("Không xét: {}", pl.col("reason_vi").str.join("; ")).alias("out_vi"),
        pl.format("Left out: {}", pl.col("reason_en").str.join("; ")).alias("out_en"),
    )


def _reasons_in(rules: RewardRules, classed: pl.DataFrame, decimals: int | None) -> pl.DataFrame:
    """Why each unit has its class."""
    bands = pl.DataFrame(
        [
            (order, reward_class.at_least, reward_class.name.vi, reward_class.name.en)
            for order, reward_class in enumerate(rules.classes, start=1)
        ],
        schema={"band_order": pl.Int32, "from": EXACT, "band_vi": pl.String, "band_en": pl.String},
        orient="row",
    )
    shown, least = (value_text(pl.col(column), decimals) for column in ("shown", "from"))
    is_below = pl.col("shown") < pl.col("from")
    tied_vi, tied_en = (
        pl.when("is_tied_at_cap").then(pl.lit(words)).otherwise(pl.lit(""))
        for words in (
            " (bằng điểm nhau ở ranh giới, cùng xếp xuống)",
            " (equal at the cap, all go down)",
        )
    )
    lowered_vi = pl.when("is_lowered").then(
        pl.format("; hết tỷ lệ tối đa của mức {}, xếp xuống{}", "band_vi", tied_vi)
    )
    lowered_en = pl.when("is_lowered").then(
        pl.format("; beyond the cap of {}, moved down{}", "band_en", tied_en)
    )
    return classed.join(bands, on="band_order").select(
        "entity_code",
        pl.when(is_below)
        .then(pl.format("Giá trị {}, dưới {}: mức cuối", VI.ungrouped(shown), VI.ungrouped(least)))
        .otherwise(
            pl.format(
                "Giá trị {}, từ {} trở lên{}",
                VI.ungrouped(shown),
                VI.ungrouped(least),
                lowered_vi.otherwise(pl.lit("")),
            )
        )
        .alias("reason_vi"),
        pl.when(is_below)
        .then(pl.format("Value {}, below {}: the last class", shown, least))
        .otherwise(
            pl.format("Value {}, at least {}{}", shown, least, lowered_en.otherwise(pl.lit("")))
        )
        .alias("reason_en"),
    )
