"""Rules of rounds beside published results and mergers.

Here belong their queries, and what each is for. What a rule is, and how rules are applied, is in
`check_rule.py`.
"""

from typing import Final

from checks.check_rule import CheckRule, Theme
from pipelines.explanation import explained

_PUBLISHED_FOR = """
    p.year = d.published_year AND p.subject = f.subject
    AND p.boundary IS NOT DISTINCT FROM CASE WHEN f.subject = 'province' THEN
        CASE WHEN d.expected_on >= DATE '2025-07-01' THEN '34' ELSE '63' END END
"""

COMPARISON: Final = Theme("So với kết quả đã công bố", "Beside published results", (
    CheckRule(
        "recomputes_published_results", "rankings.dti", "error",
        "A round of official results gives the published values within 1e-4 and the published ranks.",
        f"""
        WITH compared AS (
            SELECT r.round, r.entity_code, r.value, p.value AS published, r.rank,
                CASE WHEN count(p.rank) OVER (PARTITION BY r.round) = count(*) OVER (PARTITION BY r.round)
                     THEN rank() OVER (PARTITION BY r.round ORDER BY p.rank) END AS published_rank
            FROM rankings.dti r
            JOIN reference.round d USING (round)
            JOIN reference.framework f USING (framework)
            LEFT JOIN reference.published_result p
                ON p.entity_code = r.entity_code AND p.level = 'index' AND {_PUBLISHED_FOR}
            WHERE r.basis = 'final' AND d.published_year IS NOT NULL
        )
        SELECT round, entity_code || ': ' || coalesce(value::VARCHAR, 'none') || ' rank '
            || coalesce(rank::VARCHAR, 'none') || ', published ' || coalesce(published::VARCHAR, 'none')
            || ' rank ' || coalesce(published_rank::VARCHAR, 'none') AS detail
        FROM compared
        WHERE published IS NULL OR value IS NULL OR abs(value - published) > 0.0001
            OR rank <> published_rank
        """,
    ),
    CheckRule(
        "recomputes_published_pillars", "scores.pillar", "error",
        "Pillar values equal the published ones within 1e-4 wherever any are published.",
        f"""
        SELECT s.round, s.entity_code || ' ' || s.pillar_code || ': ' || s.value || ', published '
            || p.value AS detail
        FROM scores.pillar s
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        JOIN reference.published_result p
            ON p.entity_code = s.entity_code AND p.level = 'pillar' AND p.code = s.pillar_code
            AND {_PUBLISHED_FOR}
        WHERE s.basis = 'final' AND p.value IS NOT NULL AND abs(s.value - p.value) > 0.0001
        """,
    ),
    CheckRule(
        "recomputes_published_averages", "scores.pillar", "error",
        "Means over the 63 old provinces, each new one counted as often as it has predecessors, "
        "equal the published means within 1e-4.",
        """
        WITH predecessors AS (
            SELECT new_code AS entity_code, count(*) AS n FROM reference.merger GROUP BY ALL
        ), values AS (
            SELECT round, entity_code, CASE pillar_code
                WHEN 'CQS' THEN 'mean pillar_chinh_quyen_so'
                WHEN 'KTS' THEN 'mean pillar_kinh_te_so'
                ELSE 'mean pillar_xa_hoi_so' END AS statistic, value
            FROM scores.pillar WHERE basis = 'final' AND pillar_code IN ('CQS', 'KTS', 'XHS')
            UNION ALL
            SELECT round, entity_code, 'mean overall', value FROM scores.dti WHERE basis = 'final'
        ), means AS (
            SELECT v.round, v.statistic, sum(v.value * p.n) / sum(p.n) AS mean, sum(p.n) AS n
            FROM values v JOIN predecessors p USING (entity_code) GROUP BY ALL
        )
        SELECT m.round, m.statistic || ': ' || m.mean || ', published ' || a.value AS detail
        FROM means m
        JOIN reference.round d USING (round)
        JOIN reference.published_average a
            ON a.year = d.published_year AND a."group" = 'province_63' AND a.statistic = m.statistic
        WHERE m.n = 63 AND d.expected_on >= DATE '2025-07-01' AND abs(m.mean - a.value) > 0.0001
        """,
    ),
    CheckRule(
        "restates_published_results", "planning.published_restatement", "error",
        "The unweighted mean over old provinces gives the published values of the new ones within "
        "1e-4, and their published ranks.",
        """
        SELECT d.round, p.entity_code || ': ' || coalesce(p.value::VARCHAR, 'none') || ' rank '
            || coalesce(p.rank::VARCHAR, 'none') || ', published ' || p.published_value || ' rank '
            || coalesce(p.published_rank::VARCHAR, 'none') AS detail
        FROM planning.published_restatement p
        JOIN reference.round d ON d.published_year = p.year AND d.expected_on >= p.effective_on
        JOIN reference.framework f ON f.framework = d.framework AND f.subject = 'province'
        WHERE p.is_official AND p.published_value IS NOT NULL
            AND (p.value IS NULL OR abs(p.published_difference) > 0.0001
                OR p.rank <> p.published_rank)
        """,
    ),
    CheckRule(
        "restatement_keeps_unmerged_units", "planning.restatement", "error",
        "A unit that did not merge has its own value in the restated round, by every method.",
        """
        SELECT p.round, p.entity_code || ' ' || p.method || ': ' || coalesce(p.value::VARCHAR, 'none')
            || ', scored ' || coalesce(r.value::VARCHAR, 'none') AS detail
        FROM planning.restatement p
        JOIN rankings.dti r ON r.round = p.round AND r.basis = 'final'
            AND r.entity_code = split_part(p.predecessor_units, ' ', 1)
        WHERE p.level = 'index' AND p.predecessors = 1 AND p.value IS DISTINCT FROM r.value
        """,
    ),
), explained(
    ("recomputes_published_results", "0,7071 hạng / rank 16; công bố / published 0,7072 hạng / rank 16",
     "Đợt có kết quả chính thức phải tính lại đúng giá trị (sai số 0,0001) và thứ hạng đã công bố.",
     "Only a program that gives the official results can be trusted with new ones.",
     "So số liệu đầu vào với quyết định công bố.",
     "Compare the inputs with the published decision."),
    ("recomputes_published_pillars", "CQS 0,7582; công bố / published 0,7584",
     "Giá trị các trụ cột khớp với giá trị đã công bố (sai số 0,0001).",
     "Pillars share main indicators; a wrong denominator shows here first.",
     "So số liệu đầu vào và các trụ cột của bộ chỉ số với quyết định công bố.",
     "Compare inputs and pillars of the framework with the published decision."),
    ("recomputes_published_averages", "0,69615; công bố / published 0,6961",
     "Trung bình theo 63 tỉnh cũ khớp với trung bình đã công bố (sai số 0,0001).",
     "The published means are over the 63 old provinces; this proves that mergers are counted as they were.",
     "Kiểm tra seeds/mergers.csv và kết quả đã công bố.",
     "Look at seeds/mergers.csv and at the published results."),
    ("restates_published_results", "24 Bắc Ninh: 0,74735; công bố / published 0,7474",
     "Trung bình không trọng số của các tỉnh cũ cho đúng giá trị và hạng của 34 tỉnh mới đã công bố (sai số 0,0001).",
     "The published results of the 34 provinces are the means of the old ones; whoever mixes up a reused code fails here.",
     "Kiểm tra seeds/mergers.csv, hiệu lực trong seeds/entities.csv và kết quả đã công bố.",
     "Look at seeds/mergers.csv, the validity in seeds/entities.csv and the published results."),
    ("restatement_keeps_unmerged_units", "01: 0,8128 → 0,8130",
     "Đơn vị không sáp nhập giữ nguyên giá trị khi tính lại theo địa giới mới.",
     "Nothing happened to such a unit, so nothing may happen to its value.",
     "Kiểm tra các dòng của đơn vị đó trong seeds/mergers.csv; chạy lại đợt.",
     "Look at the rows of that unit in seeds/mergers.csv and run the round again."),
))  # fmt: skip
