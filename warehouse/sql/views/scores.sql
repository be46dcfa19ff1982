-- Views for people: scores and ranks. Names stand beside codes, values are rounded as they are
-- published. Every view says whether its data is for demonstration only.

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

COMMENT ON VIEW analyst.ranking IS 'Xếp hạng từng đợt, giá trị làm tròn như công bố | Ranking of each round, values rounded as published';

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

COMMENT ON VIEW analyst.scorecard IS 'Điểm từng chỉ tiêu: tự đánh giá, thẩm định, chính thức | Points per indicator: self, verified, final';

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

COMMENT ON VIEW analyst.main_rank IS 'Hạng từng chỉ số chính, có đồng hạng | Ranks by main indicator, with ties';

CREATE OR REPLACE VIEW analyst.pillar_rank AS
SELECT
    s.round, s.entity_code, u.entity_name_vi, u.entity_name_en, s.pillar_code,
    i.name_vi AS pillar_name_vi, i.name_en AS pillar_name_en,
    analyst.published_value(s.value, f.decimals) AS value, s.rank,
    CASE WHEN s.rank IS NOT NULL
         THEN count(*) OVER (PARTITION BY s.round, s.basis, s.pillar_code, s.rank) END AS units_sharing,
    s.entities_ranked, s.basis, s.is_demonstration
FROM scores.pillar s
JOIN reference.round d USING (round)
JOIN reference.framework f USING (framework)
JOIN reference.expected_unit u USING (round, entity_code)
LEFT JOIN reference.indicator i
    ON i.framework = d.framework AND i.level = 'pillar' AND i.code = s.pillar_code
ORDER BY s.round, s.basis, s.entity_code, s.pillar_code;

COMMENT ON VIEW analyst.pillar_rank IS 'Hạng từng trụ cột, có đồng hạng | Ranks by pillar, with ties';
