"""Progress towards targets: where a unit stands, how far it has to go, whether the pace will do.

Here belongs judging every target in every round of its unit. What targets are is in `targets.py`.

A target is followed in the rounds of its unit (the same code under the same name) from its baseline
to its year. The value now is, by kind:

- value: the published value of the index; points: the published value x the printed denominator
  (800 of 1000 is a value of 0.8000, whatever number of points the round evaluates);
- rank: the rank; mains_in_top: how many mains rank within the first so many, shared ranks counted;
  both only in a round that ranks as many units as the target counts (`among`);
- rank_gain: places gained since the previous round, by year between the ends of the two periods,
  where both rank as many units;
- rate: the last figure measured in the year of the round, by the end of its period.

The baseline is the last round that ended before the document was dated, else the first round, of
those in which the value is known. Distances and paces are unrounded; whether a target is met is
asked of published decimals, on which ranks are taken too. The status is the first that holds:

1. not_yet: the first year of the target has not begun;
2. not_measured: the target or the value now is not known;
3. met, missed: the round is final and its period ends the year of the target (each year of a
   rank_gain), and the target is met or not;
4. on_track: it is met as things stand, or the share of the way from the baseline that lies behind
   is at least the share of the time;
5. not_yet: the round does not end the year of the target, and no time has passed since the
   baseline (or there is none), so that there is no pace to judge by;
6. behind: none of these.

So a year is missed only in a final round of that year; in a provisional one it is behind. A unit
that leads cannot gain what a rank_gain asks: no more than the places that lie ahead is asked.
"""

from typing import Final

import polars as pl

from pipelines.comparison.press_figures import EXACT
from pipelines.fixed_point import published_values
from pipelines.planning.progress_notes import progress_notes

STATUSES: Final = ("met", "on_track", "behind", "missed", "not_measured", "not_yet")


def target_progress(
    targets: pl.DataFrame,
    rounds: pl.DataFrame,
    units: pl.DataFrame,
    totals: pl.DataFrame,
    mains: pl.DataFrame,
    measurements: pl.DataFrame,
) -> pl.DataFrame:
    """One row for each target and round in which it is followed.

    `targets`: in `target_rows.TARGET_SCHEMA`. `rounds`: round, ends_on, previous, status
    (open, provisional, final), decimals and scale of its framework, is_demonstration.
    `units`: round, entity_code, entity_name_vi. `totals`, of the final basis: round, entity_code,
    value, points, max_points, rank, entities_ranked, previous_rank. `mains`, of the final basis:
    round, entity_code, main_code, rank, units_sharing. `measurements`: as from
    `read_measurements`.

    Returns round, entity_code, target_id, kind, year, value_now, target, distance (0 where met),
    share_of_way, share_of_time, baseline_round, baseline_value, years_left, pace_needed and
    pace_so_far (a year, towards the target), status, evaluated_points, evaluated_max_points,
    mains_sharing (units on the most shared rank counted), note_vi and note_en, is_demonstration.
    """
    followed = _followed(targets, rounds, units)
    valued = _with_values(followed, totals, mains, measurements)
    judged = _with_distance(_with_baseline(valued))
    note_vi, note_en = progress_notes()
    paced = _with_status(_with_pace(judged)).with_columns(note_vi=note_vi, note_en=note_en)
    return paced.select(
        "round",
        "entity_code",
        "target_id",
        "kind",
        "year",
        "value_now",
        "target",
        "distance",
        "share_of_way",
        "share_of_time",
        "baseline_round",
        "baseline_value",
        "years_left",
        "pace_needed",
        "pace_so_far",
        "status",
        "evaluated_points",
        "evaluated_max_points",
        "mains_sharing",
        "note_vi",
        "note_en",
        "is_demonstration",
    ).sort("round", "entity_code", "target_id")


def _followed(targets: pl.DataFrame, rounds: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Every target with every round of its unit whose period ends in its year or before."""
    facts = rounds.with_columns(
        data_year=pl.col("ends_on").dt.year(),
        months=_months(pl.col("ends_on")),
        ends_year=pl.col("ends_on") == pl.col("ends_on").dt.replace(month=12, day=31),
    )
    before = facts.select(
        pl.col("round").alias("previous"), pl.col("months").alias("months_before")
    )
    return (
        targets.join(units, on=["entity_code", "entity_name_vi"])
        .join(facts.join(before, on="previous", how="left"), on=["round", "is_demonstration"])
        .filter(pl.col("data_year") <= pl.col("year").fill_null(9999))
    )


def _months(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int32) * 12 + day.dt.month()


def _with_values(
    followed: pl.DataFrame, totals: pl.DataFrame, mains: pl.DataFrame, measurements: pl.DataFrame
) -> pl.DataFrame:
    """The value now, as it is (`value_now`) and as it is published (`shown`)."""
    before = totals.select("entity_code", previous="round", ranked_before="entities_ranked")
    found = (
        followed.join(totals, on=["round", "entity_code"], how="left")
        .join(before, on=["previous", "entity_code"], how="left")
        .join(_mains_within(followed, mains), on=["round", "target_id"], how="left")
        .join(_measured(followed, measurements), on=["round", "target_id"], how="left")
    )
    value, full_marks = pl.col("value").cast(EXACT), pl.col("points_of")
    scale = pl.col("scale").cast(EXACT)
    shown = pl.coalesce(
        pl.lit(None, EXACT),
        *(
            pl.when(pl.col("decimals").eq_missing(pl.lit(places, pl.Int32))).then(
                published_values(value, places)
            )
            for places in found["decimals"].unique(maintain_order=True)
        ),
    )
    comparable = (pl.col("entities_ranked") == pl.col("among")).fill_null(pl.col("among").is_null())
    rank = pl.when(comparable).then(pl.col("rank"))
    by_kind = {
        "rank": rank,
        "mains_in_top": pl.when(comparable).then(pl.col("mains_within")),
        "rank_gain": _by_year(
            pl.when(pl.col("ranked_before") == pl.col("entities_ranked")).then(
                pl.col("previous_rank") - rank
            )
        ),
        "rate": pl.col("measured"),
    }
    kind = pl.col("kind")
    same = [pl.when(kind == name).then(now.cast(EXACT)) for name, now in by_kind.items()]

    def on_scale(number: pl.Expr) -> list[pl.Expr]:
        return [
            pl.when(kind == "value").then(number),
            pl.when(kind == "points").then(number * full_marks / scale),
        ]

    is_points = kind == "points"
    return found.with_columns(
        value_now=pl.coalesce(*on_scale(value), *same).cast(EXACT),
        shown=pl.coalesce(*on_scale(shown), *same).cast(EXACT),
        evaluated_points=pl.when(is_points).then(pl.col("points")).cast(EXACT),
        evaluated_max_points=pl.when(is_points).then(pl.col("max_points")).cast(EXACT),
        mains_sharing=pl.when(kind == "mains_in_top").then(pl.col("mains_sharing")),
        asked=pl.when(kind == "rank_gain").then(_gain_asked()).otherwise(pl.col("target")),
    )


def _mains_within(followed: pl.DataFrame, mains: pl.DataFrame) -> pl.DataFrame:
    """How many mains of the unit rank within the first so many, by round and target."""
    within = pl.col("rank") <= pl.col("top")
    return (
        followed.filter(pl.col("kind") == "mains_in_top")
        .select("round", "entity_code", "target_id", "top")
        .join(mains, on=["round", "entity_code"])
        .group_by("round", "target_id")
        .agg(
            within.sum().alias("mains_within"),
            pl.col("units_sharing").filter(within).max().alias("mains_sharing"),
        )
    )


def _measured(followed: pl.DataFrame, measurements: pl.DataFrame) -> pl.DataFrame:
    """The last figure of the year of each round, by the end of its period, by round and target."""
    by = ["entity_code", "entity_name_vi", "measure", "is_demonstration"]
    return (
        followed.filter(pl.col("kind") == "rate")
        .select("round", "target_id", "data_year", "ends_on", *by)
        .join(measurements.select(*by, "measured_on", pl.col("value").alias("measured")), on=by)
        .filter(
            pl.col("measured_on") <= pl.col("ends_on"),
            pl.col("measured_on").dt.year() == pl.col("data_year"),
        )
        .sort("measured_on")
        .group_by("round", "target_id", maintain_order=True)
        .agg(pl.col("measured").last())
    )


def _by_year(places: pl.Expr) -> pl.Expr:
    """Places since the previous round, as places a year."""
    return _over(places.cast(EXACT) * pl.lit(12, EXACT), pl.col("months") - pl.col("months_before"))


def _gain_asked() -> pl.Expr:
    """What is asked a year, no more than the places that lay ahead."""
    return pl.min_horizontal(pl.col("target"), _by_year(pl.col("previous_rank") - 1))


def _over(amount: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """A quotient; null over nothing, where a decimal would be an error."""
    return amount / pl.when(whole != 0).then(whole.cast(EXACT))


def _with_baseline(valued: pl.DataFrame) -> pl.DataFrame:
    """The value and the round from which each target is followed; rounds before it are left out."""
    is_before = (pl.col("ends_on") < pl.col("dated")).fill_null(value=False)
    known = (
        valued.filter(pl.col("value_now").is_not_null(), pl.col("kind") != "rank_gain")
        .with_columns(is_before=is_before)
        .sort("ends_on", "round")
        .group_by("target_id", maintain_order=True)
        .agg(
            pl.coalesce(pl.col(column).filter("is_before").last(), pl.col(column).first()).alias(
                name
            )
            for column, name in (
                ("round", "baseline_round"),
                ("value_now", "baseline_value"),
                ("months", "baseline_months"),
            )
        )
    )
    return valued.join(known, on="target_id", how="left").filter(
        (pl.col("months") >= pl.col("baseline_months")).fill_null(value=True)
    )


def _with_distance(valued: pl.DataFrame) -> pl.DataFrame:
    """Whether each target is met, and how far it is."""
    shown, asked = pl.col("shown"), pl.col("asked")
    is_most = pl.col("comparison") == "at_most"
    is_met = (
        pl.when(is_most)
        .then(shown <= asked)
        .when(pl.col("comparison") == "more_than")
        .then(shown > asked)
        .otherwise(shown >= asked)
    )
    gap = pl.when(is_most).then(pl.col("value_now") - asked).otherwise(asked - pl.col("value_now"))
    zero = pl.lit(0, EXACT)
    return valued.with_columns(is_met=is_met.fill_null(value=False)).with_columns(
        distance=pl.when("is_met")
        .then(pl.when(gap.is_not_null()).then(zero))
        .otherwise(pl.max_horizontal(gap, pl.when(gap.is_not_null()).then(zero)))
    )


def _with_pace(judged: pl.DataFrame) -> pl.DataFrame:
    """Shares of the way and of the time, and paces a year towards the target."""
    one, twelve = pl.lit(1, EXACT), pl.lit(12, EXACT)
    due = pl.col("year") * 12 + 12
    towards = pl.when(pl.col("comparison") == "at_most").then(-one).otherwise(one)
    gone = (pl.col("value_now") - pl.col("baseline_value")) * towards
    whole = (pl.col("asked") - pl.col("baseline_value")) * towards
    elapsed = pl.col("months") - pl.col("baseline_months")
    left = due - pl.col("months")
    return judged.with_columns(
        share_of_way=pl.when("is_met").then(one).when(whole > 0).then(_over(gone, whole)),
        share_of_time=_over(elapsed.cast(EXACT), due - pl.col("baseline_months")),
        years_left=left.cast(EXACT) / twelve,
        pace_needed=pl.when(~pl.col("is_met"), left > 0, pl.col("kind") != "rank_gain").then(
            _over(pl.col("distance") * twelve, left)
        ),
        pace_so_far=_over(gone * twelve, elapsed),
    )


def _with_status(paced: pl.DataFrame) -> pl.DataFrame:
    """The status of each row, by the rule in the docstring of this module."""
    has_begun = (pl.col("data_year") >= pl.col("first_year")).fill_null(value=True)
    of_its_year = (pl.col("kind") == "rank_gain") | (pl.col("data_year") == pl.col("year"))
    ends = pl.col("ends_target")
    has_pace = pl.col("pace_so_far").is_not_null()
    is_kept_up = has_pace & (pl.col("share_of_way") >= pl.col("share_of_time"))
    return paced.with_columns(
        ends_target=(pl.col("ends_year") & of_its_year).fill_null(value=False)
    ).with_columns(
        status=pl.when(~has_begun)
        .then(pl.lit("not_yet"))
        .when(pl.col("asked").is_null() | pl.col("value_now").is_null())
        .then(pl.lit("not_measured"))
        .when(ends & (pl.col("status") == "final"))
        .then(pl.when("is_met").then(pl.lit("met")).otherwise(pl.lit("missed")))
        .when(pl.col("is_met") | is_kept_up.fill_null(value=False))
        .then(pl.lit("on_track"))
        .when(~ends & ~has_pace)
        .then(pl.lit("not_yet"))
        .otherwise(pl.lit("behind"))
    )
