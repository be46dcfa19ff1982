"""What a reader must know about a figure of progress: why there is none, what it is counted among.

Here belong these words, in Vietnamese and English. The figures are made in `progress.py`.
"""

import polars as pl

from pipelines.notation import VI, points_text


def progress_notes() -> tuple[pl.Expr, pl.Expr]:
    """The note in Vietnamese and in English; null where there is nothing to say.

    For a frame that has been judged: the columns of `target_progress` before they are selected.
    """
    kind, status = pl.col("kind"), pl.col("status")
    has_none = status.eq("not_measured") & pl.col("value_now").is_null()
    not_begun = status.eq("not_yet") & (pl.col("data_year") < pl.col("first_year"))
    other_count = pl.col("entities_ranked") != pl.col("among")
    is_ranked = kind.is_in(["rank", "mains_in_top", "rank_gain"])
    ranked = ("ranked_before", "entities_ranked")
    why = (
        (kind == "unstated", pl.col("note_vi"), pl.col("note_en")),
        (
            not_begun,
            pl.format("tính từ năm {}", "first_year"),
            pl.format("counted from {}", "first_year"),
        ),
        (
            has_none & (kind == "rate"),
            pl.format("chưa có số liệu đo của năm {}", "data_year"),
            pl.format("no figure measured in {} is at hand", "data_year"),
        ),
        (
            has_none & is_ranked & other_count,
            pl.format("đợt xếp hạng {} đơn vị, mục tiêu tính trên {}", "entities_ranked", "among"),
            pl.format("{} units are ranked, the target counts {}", "entities_ranked", "among"),
        ),
        (
            has_none & (kind == "rank_gain") & pl.col("ranked_before").is_not_null(),
            pl.format("đợt trước xếp hạng {} đơn vị, đợt này {}", *ranked),
            pl.format("{} units were ranked before, {} now", *ranked),
        ),
        (
            has_none & (kind == "rank_gain") & pl.col("rank").is_not_null(),
            pl.lit("không có đợt trước để so sánh"),
            pl.lit("no previous round to compare with"),
        ),
        (has_none, pl.lit("đơn vị chưa có giá trị"), pl.lit("the unit has no value")),
    )
    points, maximum = (
        points_text(pl.col(column)) for column in ("evaluated_points", "evaluated_max_points")
    )
    is_shared = pl.col("mains_sharing") > 1
    is_baseline = status.eq("not_yet") & pl.col("baseline_round").eq(pl.col("round"))
    also = (
        (
            points.is_not_null(),
            pl.format("{} trên {} điểm được đánh giá", VI.ungrouped(points), VI.ungrouped(maximum)),
            pl.format("{} of {} points evaluated", points, maximum),
        ),
        (
            is_shared,
            pl.format("đến {} đơn vị cùng hạng", "mains_sharing"),
            pl.format("up to {} units share a rank", "mains_sharing"),
        ),
        (
            is_baseline,
            pl.lit("đợt này là mốc xuất phát, chưa có nhịp độ"),
            pl.lit("this round is the baseline, there is no pace yet"),
        ),
    )

    is_kept, is_late = status.eq("on_track") & pl.col("is_met"), status.eq("behind")
    also += (
        (
            is_kept & ~pl.col("ends_target"),
            pl.format("hiện đã đạt, cần giữ đến hết năm {}", "year"),
            pl.format("met as things stand, to be kept to the end of {}", "year"),
        ),
        (
            (is_kept | is_late) & pl.col("ends_target"),
            pl.lit("theo kết quả tạm thời"),
            pl.lit("by provisional results"),
        ),
    )

    def note(language: int) -> pl.Expr:
        reason = pl.coalesce(*(pl.when(case[0]).then(case[language]) for case in why))
        more = [pl.when(case[0]).then(case[language]) for case in also]
        parts = pl.concat_list(reason, *more).list.drop_nulls()
        return pl.when(parts.list.len() > 0).then(parts.list.join("; "))

    return note(1), note(2)
