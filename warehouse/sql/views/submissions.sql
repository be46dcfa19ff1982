-- Views for people: what was sent and what is missing. Names stand beside codes, values are rounded as they are
-- published. Every view says whether its data is for demonstration only.

CREATE OR REPLACE VIEW analyst.coverage AS
SELECT
    v.round, v.entity_code, u.entity_name_vi,
    count(*) FILTER (v.state NOT IN ('not_applicable', 'not_evaluated')) AS indicators_expected,
    count(*) FILTER (v.state IN ('reported', 'zero_by_decision')) AS indicators_reported,
    count(*) FILTER (v.state = 'missing') AS indicators_missing,
    count(*) FILTER (v.source = 'verified') AS indicators_verified,
    count(*) FILTER (v.state = 'not_applicable') AS indicators_not_applicable,
    any_value(v.is_demonstration) AS is_demonstration
FROM indicators.indicator_value v
JOIN reference.expected_unit u USING (round, entity_code)
WHERE v.basis = 'final'
GROUP BY v.round, v.entity_code, u.entity_name_vi
ORDER BY v.round, v.entity_code;

COMMENT ON VIEW analyst.coverage IS 'Đã báo cáo bao nhiêu, thiếu bao nhiêu | How much was reported and how much is missing';

CREATE OR REPLACE VIEW analyst.problem AS
SELECT
    f.round, f.severity, f.file_name, f.sheet, f.cell, f.rule, f.message_vi, f.message_en,
    s.status AS file_status, d.is_demonstration
FROM submissions.finding f
JOIN submissions.file s USING (round, file_sha256, file_name)
JOIN reference.round d USING (round)
ORDER BY f.round, f.severity, f.file_name, f.sheet, f.cell;

COMMENT ON VIEW analyst.problem IS 'Lỗi và cảnh báo theo tệp, ô | Errors and warnings by file and cell';
