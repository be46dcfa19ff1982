-- Views for people: why a rank moved. Names stand beside codes, values are rounded as they are
-- published. Every view says whether its data is for demonstration only.

CREATE OR REPLACE VIEW analyst.rank_move AS
WITH parts AS (
    SELECT round, entity_code,
        max(rank_part) FILTER (factor = 'own') AS rank_by_own,
        max(rank_part) FILTER (factor = 'others') AS rank_by_others,
        max(rank_part) FILTER (factor = 'framework') AS rank_by_framework,
        max(rank_part) FILTER (factor = 'data_revision') AS rank_by_data_revision,
        max(rank_part) FILTER (factor = 'merger') AS rank_by_merger,
        max(rank_part) FILTER (factor = 'not_separable') AS rank_not_separable,
        max(value_part) FILTER (factor = 'own') AS value_by_own,
        max(value_part) FILTER (factor = 'others') AS value_by_others,
        max(value_part) FILTER (factor = 'framework') AS value_by_framework,
        max(value_part) FILTER (factor = 'data_revision') AS value_by_data_revision,
        max(value_part) FILTER (factor = 'merger') AS value_by_merger,
        max(value_part) FILTER (factor = 'not_separable') AS value_not_separable
    FROM planning.rank_move GROUP BY ALL
)
SELECT
    t.round, d.name_vi AS round_name_vi, t.previous, t.entity_code, u.entity_name_vi, u.entity_name_en,
    t.rank_before, t.rank_after, t.rank_change, t.text_vi, t.text_en,
    round(p.rank_by_own, 2) AS rank_by_own,
    round(p.rank_by_others, 2) AS rank_by_others,
    round(p.rank_by_framework, 2) AS rank_by_framework,
    round(p.rank_by_data_revision, 2) AS rank_by_data_revision,
    round(p.rank_by_merger, 2) AS rank_by_merger,
    round(p.rank_not_separable, 2) AS rank_not_separable,
    analyst.published_value(t.value_change, f.decimals) AS value_change,
    analyst.published_value(p.value_by_own, f.decimals) AS value_by_own,
    analyst.published_value(p.value_by_others, f.decimals) AS value_by_others,
    analyst.published_value(p.value_by_framework, f.decimals) AS value_by_framework,
    analyst.published_value(p.value_by_data_revision, f.decimals) AS value_by_data_revision,
    analyst.published_value(p.value_by_merger, f.decimals) AS value_by_merger,
    analyst.published_value(p.value_not_separable, f.decimals) AS value_not_separable,
    t.is_demonstration
FROM planning.rank_move_total t
JOIN parts p USING (round, entity_code)
JOIN reference.round d USING (round)
JOIN reference.framework f USING (framework)
JOIN reference.expected_unit u USING (round, entity_code)
ORDER BY t.round, t.rank_after, t.entity_code;

COMMENT ON VIEW analyst.rank_move IS 'Vì sao thứ hạng thay đổi so với đợt trước, bằng lời và từng phần | Why a rank moved since the round before, in words and part by part';
