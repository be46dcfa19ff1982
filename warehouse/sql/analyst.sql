-- Views for people: what an analyst asks for first, with names beside codes and values rounded
-- as they are published. Every view says whether its data is for demonstration only.

CREATE OR REPLACE VIEW analyst.ranking AS
SELECT
    r.round, d.name_vi AS round_name_vi, r.rank, r.is_tied, r.entities_ranked,
    r.entity_code, r.entity_name_vi, r.entity_name_en,
    analyst.published_value(r.value, f.decimals) AS value,
    r.previous_rank, r.rank_change,
    analyst.published_value(r.value_change, f.decimals) AS value_change,
    r.basis, d.status AS round_status, r.is_demonstration
FROM rankings.dti r
JOIN reference.round d USING (round)
JOIN reference.framework f USING (framework)
ORDER BY r.round, r.basis, r.rank NULLS LAST, r.entity_code;

CREATE OR REPLACE VIEW analyst.scorecard AS
SELECT
    v.round, v.entity_code, u.entity_name_vi, v.indicator_code, i.name_vi AS indicator_name_vi,
    i.name_en AS indicator_name_en, i.max_points AS maximum,
    max(v.points) FILTER (v.basis = 'self') AS self_points,
    max(v.points) FILTER (v.basis = 'verified' AND v.state NOT IN ('missing')) AS verified_points,
    max(v.points) FILTER (v.basis = 'final') AS final_points,
    max(v.state) FILTER (v.basis = 'final') AS state,
    max(v.source) FILTER (v.basis = 'final') AS source,
    i.rule_kind, i.rule_status, v.is_demonstration
FROM indicators.indicator_value v
JOIN reference.round d USING (round)
JOIN reference.expected_unit u USING (round, entity_code)
JOIN reference.indicator i ON i.framework = d.framework AND i.code = v.indicator_code
    AND i.level IN ('main', 'sub', 'pillar')
GROUP BY ALL
ORDER BY v.round, v.entity_code, v.indicator_code;

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

CREATE OR REPLACE VIEW analyst.problem AS
SELECT
    f.round, f.severity, f.file_name, f.sheet, f.cell, f.rule, f.message_vi, f.message_en,
    s.status AS file_status, d.is_demonstration
FROM submissions.finding f
JOIN submissions.file s USING (round, file_sha256, file_name)
JOIN reference.round d USING (round)
ORDER BY f.round, f.severity, f.file_name, f.sheet, f.cell;

CREATE OR REPLACE VIEW analyst.published_comparison AS
SELECT
    r.round, r.entity_code, r.entity_name_vi, round(r.value, 4) AS value, p.value AS published_value,
    abs(r.value - p.value) AS difference, r.rank, r.entities_ranked, p.rank AS published_rank,
    p.source_url
FROM rankings.dti r
JOIN reference.round d USING (round)
JOIN reference.framework f USING (framework)
JOIN reference.published_result p
    ON p.year = d.published_year AND p.entity_code = r.entity_code AND p.level = 'index'
    AND p.subject = f.subject
    AND p.boundary IS NOT DISTINCT FROM CASE WHEN f.subject = 'province' THEN
        CASE WHEN d.expected_on >= DATE '2025-07-01' THEN '34' ELSE '63' END END
WHERE r.basis = 'final'
ORDER BY r.round, r.rank, r.entity_code;

CREATE OR REPLACE VIEW analyst.round_figure AS
SELECT
    g.round, d.name_vi AS round_name_vi, g.level, g.code, i.name_vi AS name_vi, i.name_en AS name_en,
    g.statistic,
    CASE WHEN g.statistic IN ('mean', 'highest', 'lowest')
         THEN analyst.published_value(g.value, f.decimals)
         WHEN g.statistic = 'growth_of_mean' THEN round(g.value, 3)
         ELSE round(g.value, 0) END AS value,
    g.against, g.units, g.entities, g.is_demonstration
FROM planning.round_figure g
JOIN reference.round d USING (round)
JOIN reference.framework f USING (framework)
LEFT JOIN reference.indicator i
    ON i.framework = d.framework AND i.level = g.level AND i.code = g.code
ORDER BY g.round, g.level, g.code, g.statistic;

CREATE OR REPLACE VIEW analyst.press_figure AS
SELECT
    p.year, p."group", p.level, p.code, p.entity_code, p.entity_name_vi, p.statistic, p.against,
    p.published_value, p.recomputed_value, p.difference, p.tolerance,
    CASE WHEN p.agrees IS NULL THEN 'không tính lại được | not recomputable'
         WHEN NOT p.agrees THEN 'lệch | differs'
         WHEN p.method = 'taken_as_published' THEN 'lấy theo công bố | taken as published'
         ELSE 'khớp | agrees' END AS verdict,
    p.other_reading, p.method, p.units, p.why_not_vi, p.why_not_en, p.source_url, p.note
FROM planning.press_figure p
ORDER BY p.year, p."group", p.level, p.code, p.statistic, p.entity_code;

CREATE OR REPLACE VIEW analyst.main_rank AS
SELECT
    m.round, m.entity_code, u.entity_name_vi, u.entity_name_en, m.main_code,
    i.name_vi AS main_name_vi, i.name_en AS main_name_en,
    analyst.published_value(m.value, f.decimals) AS value, m.rank,
    CASE WHEN m.rank IS NOT NULL
         THEN count(*) OVER (PARTITION BY m.round, m.basis, m.main_code, m.rank) END AS units_sharing,
    m.entities_ranked, m.basis, m.is_demonstration
FROM scores.main_indicator m
JOIN reference.round d USING (round)
JOIN reference.framework f USING (framework)
JOIN reference.expected_unit u USING (round, entity_code)
LEFT JOIN reference.indicator i
    ON i.framework = d.framework AND i.level = 'main' AND i.code = m.main_code
ORDER BY m.round, m.basis, m.entity_code, m.main_code;

COMMENT ON VIEW analyst.ranking IS 'Xếp hạng từng đợt, giá trị làm tròn như công bố | Ranking of each round, values rounded as published';
COMMENT ON VIEW analyst.scorecard IS 'Điểm từng chỉ tiêu: tự đánh giá, thẩm định, chính thức | Points per indicator: self, verified, final';
COMMENT ON VIEW analyst.coverage IS 'Đã báo cáo bao nhiêu, thiếu bao nhiêu | How much was reported and how much is missing';
COMMENT ON VIEW analyst.problem IS 'Lỗi và cảnh báo theo tệp, ô | Errors and warnings by file and cell';
COMMENT ON VIEW analyst.published_comparison IS 'So với kết quả chính thức đã công bố | Beside the official published results';
COMMENT ON VIEW analyst.round_figure IS 'Số liệu tổng hợp của từng đợt | Press-style figures of each round';
COMMENT ON VIEW analyst.press_figure IS 'Số liệu đã công bố bên cạnh số tính lại | Published figures beside the recomputed ones';
COMMENT ON VIEW analyst.main_rank IS 'Hạng từng chỉ số chính, có đồng hạng | Ranks by main indicator, with ties';
