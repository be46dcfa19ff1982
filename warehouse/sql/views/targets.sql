-- Views for people: how far targets are, which agency owes what, what is proposed for reward. Names
-- stand beside codes. Every view says whether its data is for demonstration only.

CREATE OR REPLACE VIEW analyst.target_progress AS
SELECT
    p.round, t.entity_code, t.entity_name_vi, t.name_vi AS target_vi, t.name_en AS target_en, t.year,
    round(p.value_now, 4) AS value_now, p.target, t.unit_vi, round(p.distance, 4) AS distance,
    CASE p.status
        WHEN 'met' THEN 'Đạt | met'
        WHEN 'on_track' THEN 'Đúng tiến độ | on track'
        WHEN 'behind' THEN 'Chậm tiến độ | behind'
        WHEN 'missed' THEN 'Không đạt | missed'
        WHEN 'not_measured' THEN 'Chưa có số liệu | not measured'
        WHEN 'not_yet' THEN 'Chưa đến lúc đánh giá | too early to judge'
        ELSE 'Không đợt nào đánh giá đơn vị | no round assesses the unit'
    END AS status, p.status AS status_code,
    round(p.share_of_way, 3) AS share_of_way, round(p.share_of_time, 3) AS share_of_time,
    round(p.years_left, 2) AS years_left, round(p.pace_needed, 4) AS pace_needed_a_year,
    round(p.pace_so_far, 4) AS pace_so_far_a_year, p.baseline_round,
    round(p.baseline_value, 4) AS baseline_value, p.note_vi, p.note_en, t.target_id, t.document,
    t.dated, t.text, t.source_url, t.is_demonstration
FROM planning.target t
LEFT JOIN planning.target_progress p USING (target_id)
LEFT JOIN reference.round d ON d.round = p.round
ORDER BY t.is_demonstration, t.entity_code, d.ends_on DESC, t.year, t.target_id;

COMMENT ON VIEW analyst.target_progress IS 'Mỗi mục tiêu: còn cách bao nhiêu, nhịp độ, trạng thái | Each target: how far, at what pace, its status';

CREATE OR REPLACE VIEW analyst.agency_debt AS
WITH owed AS (
    SELECT
        round, agency_code, agency_name_vi, agency_name_en, count(*) AS units,
        sum(indicators)::INTEGER AS indicators, sum(missing)::INTEGER AS missing,
        sum(lacking_evidence)::INTEGER AS lacking_evidence, sum(unfinished)::INTEGER AS unfinished,
        sum(overdue)::INTEGER AS overdue, sum(points_at_stake) AS points_at_stake,
        sum(points_lost) AS points_lost, bool_or(is_demonstration) AS is_demonstration
    FROM planning.agency_debt
    GROUP BY round, agency_code, agency_name_vi, agency_name_en
)
SELECT
    round, agency_code, coalesce(agency_name_vi, 'chưa phân công') AS agency_vi,
    coalesce(agency_name_en, 'nobody answers') AS agency_en, units, indicators, missing,
    lacking_evidence, unfinished, overdue, round(points_at_stake, 2) AS points_at_stake,
    round(points_lost, 2) AS points_lost,
    round(points_lost / nullif(sum(points_lost) OVER (PARTITION BY round), 0), 3) AS share_of_lost,
    is_demonstration
FROM owed
ORDER BY round, points_lost DESC NULLS LAST, agency_code;

COMMENT ON VIEW analyst.agency_debt IS 'Cơ quan nào còn nợ nhiều nhất trong đợt | Which agency owes most in a round';

CREATE OR REPLACE VIEW analyst.responsibility AS
SELECT
    r.round, r.entity_code, u.entity_name_vi, r.indicator_code, i.name_vi AS indicator_name_vi,
    i.name_en AS indicator_name_en, coalesce(r.agency_name_vi, 'chưa phân công') AS agency_vi,
    r.head_office_vi, r.deadline, r.status, r.status_on, r.is_overdue, r.cooperating,
    round(r.points, 2) AS points, r.max_points, round(r.points_lost, 2) AS points_lost,
    r.is_missing, r.lacks_evidence, r.assigned_by, r.is_demonstration
FROM planning.responsibility r
JOIN reference.round d USING (round)
JOIN reference.expected_unit u USING (round, entity_code)
LEFT JOIN reference.indicator i ON i.framework = d.framework AND i.code = r.indicator_code
    AND i.level IN ('main', 'sub')
ORDER BY r.round, r.entity_code, r.is_overdue DESC, r.points_lost DESC NULLS LAST, r.indicator_code;

COMMENT ON VIEW analyst.responsibility IS 'Ai phụ trách chỉ tiêu nào, hạn, quá hạn, điểm chưa đạt | Who answers for which indicator, overdue first';

CREATE OR REPLACE VIEW analyst.reward AS
SELECT
    w.round, coalesce(w.class_vi, 'Không xét') AS class_vi, coalesce(w.class_en, 'Left out') AS class_en,
    w.entity_code, u.entity_name_vi, w.unit_kind_vi,
    analyst.published_value(w.value, f.decimals) AS value, w.rank, w.is_lowered,
    (SELECT string_agg(a.reason_vi, '; ' ORDER BY a.award) FROM planning.award a
        WHERE a.round = w.round AND a.entity_code = w.entity_code) AS awards_vi,
    w.reason_vi, w.reason_en, w.is_demonstration
FROM planning.reward w
JOIN reference.round d USING (round)
JOIN reference.framework f USING (framework)
JOIN reference.expected_unit u USING (round, entity_code)
ORDER BY w.round, w.class_order NULLS LAST, w.rank, w.entity_code;

COMMENT ON VIEW analyst.reward IS 'Đề xuất xếp loại, khen thưởng, có lý do | Proposed classes and awards, with reasons';

CREATE OR REPLACE VIEW analyst.baseline_comparison AS
SELECT
    b.entity_code, b.entity_name_vi, b.year, b.kind, b.stated, r.round,
    CASE b.kind
        WHEN 'value' THEN analyst.published_value(r.value, f.decimals)
        WHEN 'points' THEN analyst.published_value(r.value, f.decimals) * b.points_of / f.scale
        WHEN 'rank' THEN r.rank
        WHEN 'mains_in_top' THEN (SELECT count(*) FROM scores.main_indicator m
            WHERE m.round = r.round AND m.entity_code = r.entity_code AND m.basis = 'final'
                AND m.rank <= b.top)
    END AS recomputed,
    b.document, b.text, b.source_url
FROM planning.baseline b
LEFT JOIN (
    SELECT r.*, d.framework, d.ends_on, d.is_demonstration AS made_up
    FROM rankings.dti r JOIN reference.round d USING (round)
) r ON r.entity_code = b.entity_code AND r.entity_name_vi = b.entity_name_vi AND r.basis = 'final'
    AND r.ends_on = make_date(b.year, 12, 31) AND NOT r.made_up
    AND coalesce(b.among = r.entities_ranked, b.among IS NULL)
LEFT JOIN reference.framework f ON f.framework = r.framework
ORDER BY b.entity_code, b.year, b.kind;

COMMENT ON VIEW analyst.baseline_comparison IS 'Mốc xuất phát mà văn bản nêu bên cạnh số tính lại | Stated baselines beside the recomputed figures';
