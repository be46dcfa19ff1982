"""Rules of the appraisal: points at risk, the work list, appeals, decisions.

Here belong their queries, and what each is for. What a rule is, and how rules are applied, is in
`check_rule.py`.
"""

from typing import Final

from checks.check_rule import CheckRule, Theme
from pipelines.explanation import explained

APPRAISAL: Final = Theme("Bảng thẩm định", "Tables of the appraisal", (
    CheckRule(
        "points_at_risk_within_claim", "appraisal.points_at_risk", "error",
        "Points at risk are what exceeds the measured points, else no more than the claimed points; "
        "none are below 0, and none are left where the council decided.",
        """
        SELECT round, entity_code || ' ' || indicator_code || ': ' || points_at_risk || ' at risk of '
            || coalesce(claimed_points::VARCHAR, 'none') || ' claimed, ' || standing AS detail
        FROM appraisal.points_at_risk
        WHERE points_at_risk < 0 OR CASE standing
            WHEN 'contradicted' THEN points_at_risk <> claimed_points - measured_points
            WHEN 'verified' THEN points_at_risk <> 0
            ELSE points_at_risk > greatest(coalesce(claimed_points, 0), 0) END
        """,
    ),
    CheckRule(
        "work_list_is_complete", "appraisal.work_item", "error",
        "Every claim that nobody confirmed stands on the work list, once, and nothing else does.",
        """
        SELECT coalesce(p.round, w.round) AS round,
            coalesce(p.entity_code || ' ' || p.indicator_code, w.entity_code || ' ' || w.indicator_code)
            || ': listed ' || coalesce(w.times, 0) || ' times' AS detail
        FROM (
            FROM appraisal.points_at_risk
            WHERE standing IN ('not_verified', 'evidence_missing') AND state = 'reported'
        ) p
        FULL JOIN (
            SELECT round, entity_code, indicator_code, count(*) AS times
            FROM appraisal.work_item GROUP BY ALL
        ) w USING (round, entity_code, indicator_code)
        WHERE p.round IS NULL OR w.times IS DISTINCT FROM 1
        """,
    ),
    CheckRule(
        "every_appeal_is_kept", "appraisal.appeal", "error",
        "Every appeal that was received has an outcome, be it that it is pending.",
        """
        SELECT coalesce(s.round, a.round) AS round, coalesce(s.file_name, a.file_name) || ' '
            || coalesce(s.cell, a.cell, '') AS detail
        FROM submissions.appeal s
        FULL JOIN appraisal.appeal a
            ON s.round = a.round AND s.file_sha256 = a.file_sha256 AND s.file_name = a.file_name
            AND s.sheet IS NOT DISTINCT FROM a.sheet AND s.cell IS NOT DISTINCT FROM a.cell
        WHERE s.round IS NULL OR a.round IS NULL
        """,
    ),
    CheckRule(
        "decisions_say_why", "appraisal.decision", "warning",
        "A decision in force has its number, clause, reason and day; so has every zero by decision.",
        """
        SELECT round, entity_code || ' ' || indicator_code || ': ' || file_name || ' ' || coalesce(cell, '')
            AS detail
        FROM appraisal.decision
        WHERE is_in_force AND (kind = 'decision' OR state = 'zero_by_decision')
            AND (decision_number IS NULL OR clause IS NULL OR reason IS NULL OR decided_on IS NULL)
        """,
    ),
), explained(
    ("points_at_risk_within_claim", "22366 2.1: 12 điểm chưa có căn cứ / at risk, tự khai / claimed 10",
     "Điểm chưa có căn cứ là một phần của điểm tự khai, và bằng 0 khi hội đồng đã thẩm định.",
     "What only a unit's word supports is part of what it claims; once the council decided, nothing is.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("work_list_is_complete", "22366 2.1: không có trong danh sách / not listed",
     "Mọi chỉ tiêu tự khai chưa ai thẩm định đều có trong danh sách kiểm tra, mỗi chỉ tiêu một lần.",
     "A council that works through the list must have seen every claim that nobody confirmed.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("every_appeal_is_kept", "22366_phuc-tra.csv D2: không có kết quả / no outcome",
     "Mọi đề nghị phúc tra đã nhận đều có kết quả, kể cả khi chưa được trả lời.",
     "An appeal that gets lost is a right that gets lost.",
     "Đây là lỗi của chương trình: báo người phát triển.",
     "A fault of the program: tell its engineers."),
    ("decisions_say_why", "22561 4.22.8: không điểm theo quyết định, không có lý do / zero by decision without a reason",
     "Quyết định có hiệu lực phải có số, điều khoản, lý do và ngày; mọi kết quả không điểm theo quyết định cũng vậy.",
     "Points that were taken without a reason cannot be explained to their unit, nor defended on appeal.",
     "Bổ sung số quyết định, điều khoản, lý do, ngày vào tệp quyết định của hội đồng.",
     "Add number, clause, reason and day to the council's file of decisions."),
))  # fmt: skip
