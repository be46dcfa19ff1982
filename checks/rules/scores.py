"""Rules of scores, ranks and values: what every published round keeps.

Here belong their queries, and what each is for. What a rule is, and how rules are applied, is in
`check_rule.py`.
"""

from typing import Final

from checks.check_rule import CheckRule, Theme
from pipelines.explanation import explained

SCORES: Final = Theme("Bảng công bố", "Published tables", (
    CheckRule(
        "covers_every_expected_unit", "scores.dti", "error",
        "Every unit of the round has a score on the final basis, and nobody else has.",
        """
        SELECT coalesce(u.round, s.round) AS round,
            CASE WHEN s.entity_code IS NULL THEN 'no score for ' || u.entity_code
                 ELSE 'not of this round: ' || s.entity_code END AS detail
        FROM reference.expected_unit u
        FULL JOIN (SELECT * FROM scores.dti WHERE basis = 'final') s USING (round, entity_code)
        WHERE s.entity_code IS NULL OR u.entity_code IS NULL
        """,
    ),
    CheckRule(
        "points_within_maximum", "indicators.indicator_value", "error",
        "Points lie between 0 and the maximum; a bonus or penalty within its cap.",
        """
        SELECT v.round, v.entity_code || ' ' || v.indicator_code || ' ' || v.basis || ': '
            || v.points || ' of ' || v.max_points AS detail
        FROM indicators.indicator_value v
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        JOIN reference.indicator i
            ON i.framework = d.framework AND i.code = v.indicator_code AND i.level <> 'index'
        WHERE f.aggregation = 'points' AND CASE i.rule_kind
            WHEN 'bonus' THEN v.points < 0 OR v.points > coalesce(i.max_points, v.points)
            WHEN 'penalty' THEN v.points > 0 OR -v.points > coalesce(i.max_points, -v.points)
            ELSE i.rule_kind IS NOT NULL AND (v.points < 0 OR v.points > v.max_points) END
        """,
    ),
    CheckRule(
        "mains_sum_to_total", "scores.main_indicator", "error",
        "The points of the mains sum to the points of the index, to the last decimal, wherever the "
        "index has a value.",
        """
        SELECT t.round, t.entity_code || ' ' || t.basis || ': mains ' || sum(m.points)
            || ', index ' || t.points AS detail
        FROM scores.dti t
        JOIN reference.round d USING (round)
        JOIN reference.framework f ON f.framework = d.framework AND f.aggregation = 'points'
        JOIN scores.main_indicator m USING (round, entity_code, basis)
        WHERE t.value IS NOT NULL AND NOT EXISTS (
            FROM reference.indicator i
            WHERE i.framework = d.framework AND i.level = 'main' AND i.parent_code IS NOT NULL
                AND i.parent_code <> 'DTI'
        )
        GROUP BY t.round, t.entity_code, t.basis, t.points
        HAVING sum(m.points) <> t.points
        """,
    ),
    CheckRule(
        "ranks_match_scores", "rankings.dti", "error",
        "Ranks are those of the published values: descending, equal values share, the next is skipped; "
        "a silent unit is ranked only where the round says so.",
        """
        WITH counted AS (
            SELECT r.*, NOT (r.is_silent AND d.silent = 'unranked') AS holds_rank,
                CASE WHEN r.value IS NOT NULL AND holds_rank THEN rank() OVER (
                    PARTITION BY r.round, r.basis, holds_rank
                    ORDER BY analyst.published_value(r.value, f.decimals) DESC NULLS LAST
                ) END AS expected_rank,
                s.value AS score
            FROM rankings.dti r
            JOIN reference.round d USING (round)
            JOIN reference.framework f USING (framework)
            LEFT JOIN scores.dti s USING (round, entity_code, basis)
        )
        SELECT round, entity_code || ' ' || basis || ': rank ' || coalesce(rank::VARCHAR, 'none')
            || ', value ' || coalesce(value::VARCHAR, 'none') AS detail
        FROM counted
        WHERE rank IS DISTINCT FROM expected_rank OR value IS DISTINCT FROM score
        """,
    ),
    CheckRule(
        "final_is_verified_where_verified", "indicators.indicator_value", "error",
        "Where an indicator is verified, that is its final value.",
        """
        SELECT f.round, f.entity_code || ' ' || f.indicator_code AS detail
        FROM indicators.indicator_value f
        JOIN indicators.indicator_value v USING (round, entity_code, indicator_code)
        WHERE f.basis = 'final' AND v.basis = 'verified' AND v.source IS NOT NULL
            AND (v.points IS DISTINCT FROM f.points OR v.state <> f.state)
        """,
    ),
    CheckRule(
        "every_value_has_its_file", "submissions.input_value", "error",
        "Every value in use leads back to a file that was accepted.",
        """
        SELECT v.round, v.file_name || ' ' || coalesce(v.cell, '') AS detail
        FROM submissions.input_value v
        LEFT JOIN submissions.file f USING (round, file_sha256, file_name)
        WHERE f.status IS NULL OR f.status IN ('quarantined', 'superseded')
        """,
    ),
    CheckRule(
        "demonstration_is_marked", "rankings.dti", "error",
        "A made-up rank is marked as demonstration, a real one is not.",
        """
        SELECT r.round, r.entity_code || ' ' || r.basis AS detail
        FROM rankings.dti r JOIN reference.round d USING (round)
        WHERE r.is_demonstration <> d.is_demonstration
            OR d.is_demonstration <> starts_with(r.round, 'demo-')
        """,
    ),
    CheckRule(
        "coverage_did_not_shrink", "indicators.indicator_value", "warning",
        "No smaller share of the indicators is reported than in the previous round, by 5 points.",
        """
        WITH coverage AS (
            SELECT round, count(*) FILTER (state IN ('reported', 'zero_by_decision'))
                / nullif(count(*) FILTER (state NOT IN ('not_applicable', 'not_evaluated')), 0) AS share
            FROM indicators.indicator_value WHERE basis = 'final' GROUP BY round
        )
        SELECT d.round, format('{:.1f} % reported, {:.1f} % in {}', 100 * now.share,
            100 * before.share, d.previous) AS detail
        FROM reference.round d
        JOIN coverage now USING (round)
        JOIN coverage before ON before.round = d.previous
        WHERE now.share < before.share - 0.05
        """,
    ),
    CheckRule(
        "magnitude_as_in_previous_round", "rankings.dti", "warning",
        "No unit's value moved by more than a quarter of the scale since the previous round.",
        """
        SELECT r.round, r.entity_code || ': ' || r.previous_value || ' -> ' || r.value AS detail
        FROM rankings.dti r
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        WHERE r.basis = 'final' AND abs(r.value_change) > 0.25 * f.scale
        """,
    ),
), explained(
    ("covers_every_expected_unit", "22504: không có điểm / no score",
     "Mỗi đơn vị của đợt có đúng một điểm chính thức, kể cả đơn vị không gửi gì; không có đơn vị nào khác.",
     "A unit that sent nothing is ranked too; one left out would move all others up.",
     "Kiểm tra danh sách đơn vị và ranh giới của đợt trong seeds/rounds.yaml.",
     "Look at the units and the boundary of the round in seeds/rounds.yaml."),
    ("points_within_maximum", "22366 4.5: 31 / 30",
     "Điểm nằm từ 0 đến điểm tối đa; điểm thưởng, điểm trừ không vượt mức trần.",
     "Points beyond the maximum mean that a rule or a figure was read wrongly.",
     "Kiểm tra quy tắc tính điểm của chỉ tiêu trong bộ chỉ số.",
     "Look at the rule of the indicator in its framework."),
    ("mains_sum_to_total", "412,50 ≠ 412,49",
     "Tổng điểm các chỉ số chính đúng bằng điểm của bộ chỉ số, đến chữ số cuối cùng.",
     "Anyone can add up the published points; they must find the published total.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("ranks_match_scores", "0,7071 và / and 0,7071: hạng / ranks 16, 17",
     "Hạng xếp theo giá trị công bố giảm dần; bằng nhau thì đồng hạng, hạng kế tiếp bị bỏ qua.",
     "A rank that its value does not explain cannot be defended.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("final_is_verified_where_verified", "22366 2.1: thẩm định / verified 8, chính thức / final 7",
     "Chỉ tiêu đã được thẩm định thì điểm chính thức là điểm thẩm định.",
     "What the council decided is what counts, higher or lower than what was declared.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("every_value_has_its_file", "22366_phieu.csv E14: tệp bị giữ lại / quarantined",
     "Mọi số liệu đang dùng đều truy được về một tệp đã nhận.",
     "A figure whose file was refused, or is not there, cannot be shown to anyone.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("demonstration_is_marked", "communes-2025H1 với số liệu minh họa / with demonstration data",
     "Thứ hạng minh họa phải được đánh dấu; thứ hạng thật thì không.",
     "Made-up ranks of real units must never pass for real ones.",
     "Đặt tên đợt minh họa bắt đầu bằng «demo-».",
     "Let the name of a demonstration round begin with “demo-”."),
    ("coverage_did_not_shrink", "71,2 % đã báo cáo; đợt trước / last round 83,0 %",
     "Tỷ lệ chỉ tiêu có báo cáo không giảm quá 5 điểm phần trăm so với đợt trước.",
     "Fewer figures make scores fall for want of reporting, which is not want of work.",
     "Xem ai chưa gửi, tệp nào bị giữ lại, và đôn đốc trước khi công bố.",
     "See who has not sent and which files were kept out, and remind them before publication."),
    ("magnitude_as_in_previous_round", "22366: 0,41 → 0,78",
     "Giá trị của một đơn vị không thay đổi quá một phần tư thang điểm so với đợt trước.",
     "So large a move is rare; it is explained or found wrong before others find it.",
     "Xem các chỉ tiêu thay đổi nhiều nhất của đơn vị đó.",
     "Look at what changed most in that unit."),
))  # fmt: skip
