-- Views for people: figures of rounds, published figures beside recomputed ones. Names stand beside
-- codes, values are rounded as they are published. Every view says whether its data is for
-- demonstration only.

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

COMMENT ON VIEW analyst.published_comparison IS 'So với kết quả chính thức đã công bố | Beside the official published results';

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

COMMENT ON VIEW analyst.round_figure IS 'Số liệu tổng hợp của từng đợt | Press-style figures of each round';

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

COMMENT ON VIEW analyst.press_figure IS 'Số liệu đã công bố bên cạnh số tính lại | Published figures beside the recomputed ones';
