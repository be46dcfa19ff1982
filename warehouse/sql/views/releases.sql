-- Views for people: what was issued of each round, and who moved from one release to the next, why.

CREATE OR REPLACE VIEW analyst.release AS
SELECT
    r.round, d.name_vi AS round_name_vi, r.release, r.number, r.stage, r.issued_at, r.issued_by,
    r.reason, r.replaces,
    r.withdrawn_at IS NULL AND r.number = max(r.number) FILTER (r.withdrawn_at IS NULL)
        OVER (PARTITION BY r.round) AS is_current,
    r.withdrawn_at, r.withdrawn_by, r.withdrawal_reason,
    r.values_changed, r.entities_moved, r.summary_vi, r.summary_en, r.content_sha256,
    r.is_demonstration
FROM publication.release r
JOIN reference.round d USING (round)
ORDER BY r.round, r.number;

COMMENT ON VIEW analyst.release IS 'Các bản công bố của từng đợt | Releases of each round';

-- `others` stands where nothing of the unit itself differs: it moved because others did.
CREATE OR REPLACE VIEW analyst.release_change AS
WITH units AS (
    SELECT DISTINCT n.round, n.release, n.replaces, n.is_demonstration, r.entity_code
    FROM publication.release n
    JOIN publication.release_rank r ON r.release IN (n.release, n.replaces)
    WHERE n.replaces IS NOT NULL
), reasons AS (
    SELECT
        release, entity_code,
        string_agg(DISTINCT reason, ', ' ORDER BY reason) AS reasons,
        string_agg(DISTINCT indicator_code, ', ' ORDER BY indicator_code) AS indicators,
        string_agg(DISTINCT file_name, ', ' ORDER BY file_name) AS files
    FROM publication.release_reason
    -- What holds of the whole round and moves no figure is no reason of a unit.
    WHERE entity_code IS NOT NULL OR reason NOT IN ('status', 'other_tables')
    GROUP BY release, entity_code
)
SELECT
    u.round, u.release, u.replaces, u.entity_code,
    coalesce(now.entity_name_vi, old.entity_name_vi) AS entity_name_vi,
    coalesce(now.entity_name_en, old.entity_name_en) AS entity_name_en,
    old.published_value AS previous_value, now.published_value AS value,
    now.published_value - old.published_value AS value_change,
    old.rank AS previous_rank, now.rank, old.rank - now.rank AS rank_change,
    coalesce(nullif(concat_ws(', ', own.reasons, whole.reasons), ''), 'others') AS reasons,
    own.indicators, own.files, u.is_demonstration
FROM units u
LEFT JOIN publication.release_rank now USING (release, entity_code)
LEFT JOIN publication.release_rank old
    ON old.release = u.replaces AND old.entity_code = u.entity_code
LEFT JOIN reasons own ON own.release = u.release AND own.entity_code = u.entity_code
LEFT JOIN reasons whole ON whole.release = u.release AND whole.entity_code IS NULL
WHERE old.published_value IS DISTINCT FROM now.published_value
    OR old.rank IS DISTINCT FROM now.rank OR own.reasons IS NOT NULL
ORDER BY u.round, u.release, now.rank NULLS LAST, u.entity_code;

COMMENT ON VIEW analyst.release_change IS 'Ai đổi hạng giữa hai bản công bố, vì sao | Who moved between two releases, and why';
