"""Rules of targets, agencies, rewards, moves and plans.

Here belong their queries, and what each is for. What a rule is, and how rules are applied, is in
`check_rule.py`.
"""

from typing import Final

from checks.check_rule import CheckRule, Theme
from pipelines.explanation import explained

PLANNING: Final = Theme("Bảng kế hoạch", "Tables of plans", (
    CheckRule(
        "met_target_has_distance_zero", "planning.target_progress", "error",
        "A target that is met has nothing left to go; one that is missed, or behind, is not there.",
        """
        SELECT round, target_id || ': ' || status || ', now ' || coalesce(value_now::VARCHAR, 'none')
            || ', asked ' || coalesce(target::VARCHAR, 'none') AS detail
        FROM planning.target_progress
        WHERE (status = 'met' AND distance IS DISTINCT FROM 0)
            OR (status IN ('missed', 'behind') AND (distance IS NULL OR share_of_way = 1))
            OR (status = 'not_measured' AND value_now IS NOT NULL AND target IS NOT NULL)
        """,
    ),
    CheckRule(
        "every_agency_debt_adds_up", "planning.agency_debt", "error",
        "What agencies owe a unit is what the unit lost: every indicator answered for once.",
        """
        WITH owed AS (
            SELECT round, entity_code, sum(points_lost) AS lost, sum(indicators) AS n
            FROM planning.agency_debt GROUP BY ALL
        ), lost AS (
            SELECT v.round, v.entity_code, count(*) AS n,
                sum(CASE WHEN f.aggregation = 'points' AND v.points IS NOT NULL
                    THEN greatest(v.max_points - v.points, 0) END) AS lost
            FROM indicators.indicator_value v
            JOIN reference.round d USING (round)
            JOIN reference.framework f USING (framework)
            JOIN reference.indicator i ON i.framework = d.framework AND i.code = v.indicator_code
                AND i.level IN ('main', 'sub') AND i.rule_kind IS NOT NULL
            WHERE v.basis = 'final' AND v.state NOT IN ('not_applicable', 'not_evaluated')
            GROUP BY ALL
        )
        SELECT round, entity_code || ': agencies ' || coalesce(owed.lost::VARCHAR, 'none')
            || ', unit ' || coalesce(lost.lost::VARCHAR, 'none') AS detail
        FROM lost FULL JOIN owed USING (round, entity_code)
        WHERE owed.n IS DISTINCT FROM lost.n OR owed.lost IS DISTINCT FROM lost.lost
        """,
    ),
    CheckRule(
        "every_unit_is_classed_or_left_out", "planning.reward", "error",
        "In a round with rules of reward every unit has one class, or is left out for a stated cause.",
        """
        WITH ruled AS (SELECT DISTINCT round FROM planning.reward_class),
        causes AS (SELECT round, entity_code, count(*) AS n FROM planning.reward_exclusion GROUP BY ALL)
        SELECT coalesce(u.round, w.round) AS round, coalesce(u.entity_code, w.entity_code) || ': '
            || coalesce(w.class_vi, 'no class') || ', causes ' || coalesce(c.n, 0) AS detail
        FROM (FROM reference.expected_unit JOIN ruled USING (round)) u
        FULL JOIN planning.reward w USING (round, entity_code)
        LEFT JOIN causes c ON c.round = coalesce(u.round, w.round)
            AND c.entity_code = coalesce(u.entity_code, w.entity_code)
        WHERE u.entity_code IS NULL OR w.entity_code IS NULL
            OR (w.class_order IS NULL) <> w.is_excluded OR w.is_excluded <> (c.n IS NOT NULL)
        """,
    ),
    CheckRule(
        "stated_baselines_are_recomputed", "planning.target_progress", "warning",
        "Where a plan says a unit stood is where the round of that year has it.",
        """
        SELECT r.round, b.entity_name_vi || ' ' || b.kind || ': stated ' || b.stated
            || ', recomputed ' || coalesce(CASE b.kind WHEN 'rank' THEN r.rank
                ELSE analyst.published_value(r.value, f.decimals) END::VARCHAR, 'none') AS detail
        FROM planning.baseline b
        JOIN rankings.dti r ON r.entity_code = b.entity_code AND r.entity_name_vi = b.entity_name_vi
            AND r.basis = 'final' AND coalesce(b.among = r.entities_ranked, b.among IS NULL)
        JOIN reference.round d ON d.round = r.round AND NOT d.is_demonstration
            AND d.ends_on = make_date(b.year, 12, 31)
        JOIN reference.framework f USING (framework)
        WHERE (b.kind = 'rank' AND b.stated IS DISTINCT FROM r.rank)
            OR (b.kind = 'value' AND b.stated <> analyst.published_value(r.value, f.decimals))
            OR (b.kind = 'mains_in_top' AND b.stated <> (SELECT count(*) FROM scores.main_indicator m
                WHERE m.round = r.round AND m.entity_code = r.entity_code AND m.basis = 'final'
                    AND m.rank <= b.top))
        """,
    ),
    CheckRule(
        "rank_move_parts_sum_to_the_change", "planning.rank_move_total", "error",
        "The parts of a move sum to it in value and rank, to the last decimal; it is the change "
        "that the ranking shows.",
        """
        WITH moved AS (
            SELECT round, entity_code, sum(value_part) AS value, sum(rank_part) AS rank
            FROM planning.rank_move GROUP BY ALL
        )
        SELECT t.round, t.entity_code || ': value ' || t.value_change || ', parts '
            || coalesce(m.value::VARCHAR, 'none') || '; rank ' || t.rank_change || ', parts '
            || coalesce(m.rank::VARCHAR, 'none') AS detail
        FROM planning.rank_move_total t
        LEFT JOIN moved m USING (round, entity_code)
        LEFT JOIN rankings.dti r
            ON r.round = t.round AND r.entity_code = t.entity_code AND r.basis = 'final'
        WHERE m.value IS DISTINCT FROM t.value_change OR m.rank IS DISTINCT FROM t.rank_change
            OR t.value_change <> t.value_after - t.value_before
            OR t.rank_change <> t.rank_before - t.rank_after
            OR r.value IS DISTINCT FROM t.value_after OR r.rank IS DISTINCT FROM t.rank_after
            OR r.value_change <> t.value_change OR r.rank_change <> t.rank_change
        """,
    ),
    CheckRule(
        "ways_lead_from_the_rank_to_the_goal", "planning.shortest_way", "error",
        "A plan starts from the unit's rank, its steps add up (in points, where all of the framework "
        "is counted in points), and scored again it reaches its goal.",
        """
        SELECT w.round, w.entity_code || ' ' || w.goal || ': rank ' || coalesce(w.rank_now::VARCHAR, 'none')
            || ' to ' || coalesce(w.rank_then::VARCHAR, 'none') || ', points ' || w.points_now || ' to '
            || w.points_then AS detail
        FROM planning.shortest_way w
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        LEFT JOIN rankings.dti r
            ON r.round = w.round AND r.entity_code = w.entity_code AND r.basis = 'final'
        LEFT JOIN (
            SELECT round, entity_code, goal, sum(gain) AS gain, sum(cost) AS cost
            FROM planning.shortest_way_step GROUP BY ALL
        ) s ON s.round = w.round AND s.entity_code = w.entity_code AND s.goal = w.goal
        WHERE r.value IS DISTINCT FROM w.value_now OR r.rank IS DISTINCT FROM w.rank_now
            OR (w.status <> 'out_of_reach' AND (
                coalesce(s.cost, 0) <> w.cost
                OR (coalesce(s.gain, 0) <> w.points_then - w.points_now AND NOT EXISTS (
                    FROM reference.scoring_rule a
                    WHERE a.framework = f.framework AND a.aggregation <> 'points'))
                OR CASE w.goal_kind
                    WHEN 'rank' THEN w.rank_then > w.goal_amount
                    WHEN 'points' THEN round(w.points_then, 9) < round(w.goal_amount, 9)
                    WHEN 'value' THEN analyst.published_value(w.value_then, f.decimals)
                        < analyst.published_value(w.goal_amount, f.decimals)
                    ELSE false END))
        """,
    ),
    CheckRule(
        "gains_within_what_is_left", "planning.next_gain", "error",
        "All figures of an indicator at their best bring no more than is missing from its maximum; "
        "points given by hand are rounded to a hundredth.",
        """
        SELECT g.round, g.entity_code || ' ' || g.indicator_code || ': ' || sum(g.full_gain) || ' of '
            || any_value(v.max_points - v.points) AS detail
        FROM planning.next_gain g
        JOIN indicators.indicator_value v USING (round, entity_code, indicator_code)
        JOIN reference.round d USING (round)
        JOIN reference.indicator i ON i.framework = d.framework AND i.code = g.indicator_code
            AND i.level <> 'index' AND i.rule_kind NOT IN ('bonus', 'penalty')
        WHERE v.basis = 'final'
        GROUP BY g.round, g.entity_code, g.indicator_code
        HAVING sum(g.full_gain) > any_value(v.max_points - v.points) + 0.01
        """,
    ),
), explained(
    ("met_target_has_distance_zero", "khanh-hoa-2025-rank: đạt / met, 21 > 20",
     "Mục tiêu đã đạt thì khoảng cách bằng 0; chậm hoặc không đạt thì vẫn còn khoảng cách.",
     "A status that its own figures contradict misleads whoever reads the page.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("every_agency_debt_adds_up", "22366: cơ quan / agencies 335,92, đơn vị / unit 335,93",
     "Điểm chưa đạt của các cơ quan cộng lại đúng bằng điểm chưa đạt của đơn vị, mỗi chỉ tiêu một lần.",
     "An indicator counted for two agencies, or for none, blames the wrong one.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("every_unit_is_classed_or_left_out", "22366: không có mức, không có nguyên nhân / no class, no cause",
     "Trong đợt có quy tắc thi đua, mỗi đơn vị có đúng một mức xếp loại, hoặc không được xét vì nguyên nhân ghi rõ.",
     "The decision on reward names every unit; one that is passed over in silence will ask why.",
     "Kiểm tra đợt và các mức trong seeds/reward.yaml.",
     "Look at the rounds and classes in seeds/reward.yaml."),
    ("stated_baselines_are_recomputed", "Khánh Hòa hạng / rank 16; tính lại / recomputed 17",
     "Mốc xuất phát mà kế hoạch nêu khớp với kết quả của đợt năm đó.",
     "A plan that starts from another figure than the round measures its progress wrongly.",
     "So mốc trong seeds/targets.yaml với văn bản và với kết quả của đợt.",
     "Compare the baseline in seeds/targets.yaml with its document and with the round."),
    ("rank_move_parts_sum_to_the_change", "22366: giá trị / value +0,0213, các phần / parts +0,0210",
     "Các phần của thay đổi (bộ chỉ số, sửa số liệu, kết quả đơn vị, đơn vị khác, sáp nhập) cộng lại đúng bằng thay đổi.",
     "A change that its parts do not make up is not explained, however well the parts read.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("ways_lead_from_the_rank_to_the_goal", "22366 rank<=3: hạng / rank 9 → 4",
     "Kế hoạch bắt đầu từ hạng hiện tại, các bước cộng lại đúng, và chấm lại thì đạt mục tiêu.",
     "A leader acts on a plan; one that does not reach its goal when scored costs work for nothing.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("gains_within_what_is_left", "22366 1.1: thêm / gain 4,2, còn / left 3,9",
     "Một chỉ tiêu không thể tăng nhiều hơn số điểm còn thiếu so với điểm tối đa.",
     "A gain above what is left would promise points that the rule does not give.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
))  # fmt: skip
