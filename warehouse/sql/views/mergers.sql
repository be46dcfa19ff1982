-- Views for people: results after mergers. The methods stand side by side, names beside codes, the
-- official one first. Every view says whether its data is for demonstration only.

CREATE OR REPLACE VIEW analyst.restatement AS
WITH every AS (
    SELECT r.round, d.published_year AS year, f.decimals, r.* EXCLUDE (round)
    FROM planning.restatement r
    JOIN reference.round d USING (round)
    JOIN reference.framework f USING (framework)
    UNION ALL BY NAME
    SELECT NULL AS round, 4 AS decimals, false AS is_demonstration,
        p.* EXCLUDE (published_value, published_rank, published_difference)
    FROM planning.published_restatement p
)
SELECT
    e.round, e.year, e.effective_on, e.level, e.code, e.entity_code, e.entity_name_vi,
    e.predecessor_units,
    analyst.published_value(max(e.value) FILTER (e.is_official), e.decimals) AS value,
    max(e.rank) FILTER (e.is_official) AS rank,
    max(e.entities_ranked) FILTER (e.is_official) AS entities_ranked,
    p.published_value, p.published_rank, p.published_difference,
    analyst.published_value(max(e.value) FILTER (e.method = 'population_weights'), e.decimals)
        AS value_by_population,
    max(e.rank) FILTER (e.method = 'population_weights') AS rank_by_population,
    max(e.difference) FILTER (e.method = 'population_weights') AS difference_by_population,
    analyst.published_value(max(e.value) FILTER (e.method = 'summed_inputs'), e.decimals)
        AS value_of_summed_inputs,
    max(e.rank) FILTER (e.method = 'summed_inputs') AS rank_of_summed_inputs,
    max(e.difference) FILTER (e.method = 'summed_inputs') AS difference_of_summed_inputs,
    max(i.indicators_summed) AS indicators_summed, max(i.indicators) AS indicators,
    string_agg(DISTINCT e.why_not_vi, '; ' ORDER BY e.why_not_vi) AS why_not_vi,
    string_agg(DISTINCT e.why_not_en, '; ' ORDER BY e.why_not_en) AS why_not_en,
    bool_or(e.is_demonstration) AS is_demonstration
FROM every e
LEFT JOIN planning.published_restatement p
    ON e.round IS NULL AND p.is_official AND p.year = e.year AND p.effective_on = e.effective_on
    AND p.entity_code = e.entity_code AND p.level = e.level AND p.code = e.code
LEFT JOIN (
    SELECT round, effective_on, entity_code, count(*) FILTER (is_summed) AS indicators_summed,
        count(*) AS indicators
    FROM planning.restated_indicator GROUP BY ALL
) i ON i.round = e.round AND i.effective_on = e.effective_on AND i.entity_code = e.entity_code
GROUP BY e.round, e.year, e.effective_on, e.level, e.code, e.entity_code, e.entity_name_vi,
    e.predecessor_units, e.decimals, p.published_value, p.published_rank, p.published_difference
ORDER BY e.round NULLS FIRST, e.year, e.effective_on, e.level, e.code, rank, e.entity_code;

COMMENT ON VIEW analyst.restatement IS 'Kết quả sau sáp nhập: cách chính thức, theo dân số, cộng số liệu đầu vào | Results after mergers: the official method, by population, from summed inputs';
