-- Views for people: decisions, appeals, points at risk, what to check first. Names stand beside codes.
-- Every view says whether its data is for demonstration only.

CREATE OR REPLACE VIEW analyst.decision AS
SELECT
    c.round, c.entity_code, u.entity_name_vi, c.indicator_code, i.name_vi AS indicator_name_vi,
    c.kind, c.is_in_force, c.decision_number, c.decided_on, c.clause, c.reason, c.appeal_number,
    c.raw_text, c.state, c.self_points, c.decided_points, c.points_change,
    c.file_name, c.sheet, c.cell, c.is_demonstration
FROM appraisal.decision c
JOIN reference.round d USING (round)
JOIN reference.expected_unit u USING (round, entity_code)
JOIN reference.indicator i ON i.framework = d.framework AND i.code = c.indicator_code
    AND i.level IN ('main', 'sub', 'pillar')
ORDER BY c.round, c.entity_code, c.indicator_code, c.decided_on NULLS FIRST;

COMMENT ON VIEW analyst.decision IS 'Kết quả thẩm định và quyết định, có lý do, căn cứ, ngày | What was verified and decided, with reason, clause and day';

CREATE OR REPLACE VIEW analyst.appeal AS
SELECT
    a.round, a.entity_code, u.entity_name_vi, a.indicator_code, i.name_vi AS indicator_name_vi,
    a.appeal_number, a.filed_on, a.is_late, a.reason, a.input, a.requested_value, a.standing_value,
    a.outcome, a.answered_value, a.answer_number, a.answered_on, a.answer_reason, a.is_demonstration
FROM appraisal.appeal a
JOIN reference.round d USING (round)
JOIN reference.expected_unit u USING (round, entity_code)
JOIN reference.indicator i ON i.framework = d.framework AND i.code = a.indicator_code
    AND i.level IN ('main', 'sub', 'pillar')
ORDER BY a.round, a.filed_on, a.entity_code, a.indicator_code;

COMMENT ON VIEW analyst.appeal IS 'Đề nghị phúc tra và kết quả | Appeals and their outcome';

CREATE OR REPLACE VIEW analyst.points_at_risk AS
SELECT
    p.round, p.entity_code, u.entity_name_vi,
    sum(p.claimed_points) AS claimed_points,
    sum(p.verified_points) AS verified_points,
    sum(p.measured_points) AS measured_points,
    sum(p.points_at_risk) AS points_at_risk,
    sum(p.points_at_risk) FILTER (p.standing = 'not_verified') AS not_verified_points,
    sum(p.points_at_risk) FILTER (p.standing = 'evidence_missing') AS evidence_missing_points,
    sum(p.points_at_risk) FILTER (p.standing = 'contradicted') AS contradicted_points,
    any_value(p.is_demonstration) AS is_demonstration
FROM appraisal.points_at_risk p
JOIN reference.expected_unit u USING (round, entity_code)
GROUP BY p.round, p.entity_code, u.entity_name_vi
ORDER BY p.round, points_at_risk DESC, p.entity_code;

COMMENT ON VIEW analyst.points_at_risk IS 'Điểm tự khai, thẩm định, đo được và điểm chưa có căn cứ của từng đơn vị | Claimed, verified, measured points and points at risk of each unit';

CREATE OR REPLACE VIEW analyst.work_list AS
SELECT
    w.round, w.position, w.entity_code, u.entity_name_vi, w.indicator_code,
    i.name_vi AS indicator_name_vi, i.name_en AS indicator_name_en, i.responsible,
    round(w.probability, 2) AS probability, w.places_alone, w.places_together, w.points_at_stake,
    w.rank, w.rank_if_supported, w.claimed_points, w.supported_points, w.supported_by,
    w.signals, w.reason_vi, w.reason_en, w.is_demonstration
FROM appraisal.work_item w
JOIN reference.round d USING (round)
JOIN reference.expected_unit u USING (round, entity_code)
JOIN reference.indicator i ON i.framework = d.framework AND i.code = w.indicator_code
    AND i.level IN ('main', 'sub', 'pillar')
ORDER BY w.round, w.position;

COMMENT ON VIEW analyst.work_list IS 'Việc hội đồng nên kiểm tra trước, có lý do | What the council checks first, and why';
