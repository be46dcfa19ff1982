"""Rules across tables: what must hold before a round is published, each one query.

Here belongs every check that SQL can say. A query returns the rows that break the rule, each with
`round` and `detail`, so an empty result is a pass; it may look at any round, and is narrowed to
those being published. Suites for people are in `expectations.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl


class Queries(Protocol):
    """Anything that answers SQL with a frame: an open warehouse."""

    def read(self, sql: str) -> pl.DataFrame:
        """The result of a query."""
        ...


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A rule: what it is called, the table it speaks of, how grave a failure is."""

    name: str
    table: str
    severity: str
    description: str
    failing_rows: str


_PUBLISHED_FOR = """
    p.year = d.published_year AND p.subject = f.subject
    AND p.boundary IS NOT DISTINCT FROM CASE WHEN f.subject = 'province' THEN
        CASE WHEN d.expected_on >= DATE '2025-07-01' THEN '34' ELSE '63' END END
"""

CHECK_RULES: Final = (
    CheckRule(
        "covers_every_expected_unit", "scores.dti", "error",
        "Every unit of the round has a score on the final basis, and nobody else has.",
        """
        SELECT coalesce(u.round, s.round) AS round,
            CASE WHEN s.entity_code IS NULL THEN 'no score for ' || u.entity_code
                 ELSE 'not of this round: ' || s.entity_code END AS detail
        FROM reference.expected_unit u
        FULL JOIN (SELECT * FROM scores.dti WHERE basis = 'final') s USING (round, entity_code)
        WHERE s.entity_code IS NULL OR u.entity_code IS NULL
        """,
    ),
    CheckRule(
        "points_within_maximum", "indicators.indicator_value", "error",
        "Points lie between 0 and the maximum; a bonus or penalty within its cap.",
        """
        SELECT v.round, v.entity_code || ' ' || v.indicator_code || ' ' || v.basis || ': '
            || v.points || ' of ' || v.max_points AS detail
        FROM indicators.indicator_value v
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        JOIN reference.indicator i
            ON i.framework = d.framework AND i.code = v.indicator_code AND i.level <> 'index'
        WHERE f.aggregation = 'points' AND CASE i.rule_kind
            WHEN 'bonus' THEN v.points < 0 OR v.points > coalesce(i.max_points, v.points)
            WHEN 'penalty' THEN v.points > 0 OR -v.points > coalesce(i.max_points, -v.points)
            ELSE i.rule_kind IS NOT NULL AND (v.points < 0 OR v.points > v.max_points) END
        """,
    ),
    CheckRule(
        "mains_sum_to_total", "scores.main_indicator", "error",
        "The points of the mains sum to the points of the index, to the last decimal.",
        """
        SELECT t.round, t.entity_code || ' ' || t.basis || ': mains ' || sum(m.points)
            || ', index ' || t.points AS detail
        FROM scores.dti t
        JOIN reference.round d USING (round)
        JOIN reference.framework f ON f.framework = d.framework AND f.aggregation = 'points'
        JOIN scores.main_indicator m USING (round, entity_code, basis)
        WHERE NOT EXISTS (
            FROM reference.indicator i
            WHERE i.framework = d.framework AND i.level = 'main' AND i.parent_code IS NOT NULL
                AND i.parent_code <> 'DTI'
        )
        GROUP BY t.round, t.entity_code, t.basis, t.points
        HAVING sum(m.points) <> t.points
        """,
    ),
    CheckRule(
        "ranks_match_scores", "rankings.dti", "error",
        "Ranks are those of the published values: descending, equal values share, the next is skipped.",
        """
        WITH counted AS (
            SELECT r.*, CASE WHEN r.value IS NOT NULL THEN rank() OVER (
                    PARTITION BY r.round, r.basis
                    ORDER BY analyst.published_value(r.value, f.decimals) DESC NULLS LAST
                ) END AS expected_rank,
                s.value AS score
            FROM rankings.dti r
            JOIN reference.round d USING (round)
            JOIN reference.framework f USING (framework)
            LEFT JOIN scores.dti s USING (round, entity_code, basis)
        )
        SELECT round, entity_code || ' ' || basis || ': rank ' || coalesce(rank::VARCHAR, 'none')
            || ', value ' || coalesce(value::VARCHAR, 'none') AS detail
        FROM counted
        WHERE rank IS DISTINCT FROM expected_rank OR value IS DISTINCT FROM score
        """,
    ),
    CheckRule(
        "final_is_verified_where_verified", "indicators.indicator_value", "error",
        "Where an indicator is verified, that is its final value.",
        """
        SELECT f.round, f.entity_code || ' ' || f.indicator_code AS detail
        FROM indicators.indicator_value f
        JOIN indicators.indicator_value v USING (round, entity_code, indicator_code)
        WHERE f.basis = 'final' AND v.basis = 'verified' AND v.source IS NOT NULL
            AND (v.points IS DISTINCT FROM f.points OR v.state <> f.state)
        """,
    ),
    CheckRule(
        "every_value_has_its_file", "submissions.input_value", "error",
        "Every value in use leads back to a file that was accepted.",
        """
        SELECT v.round, v.file_name || ' ' || coalesce(v.cell, '') AS detail
        FROM submissions.input_value v
        LEFT JOIN submissions.file f USING (round, file_sha256, file_name)
        WHERE f.status IS NULL OR f.status IN ('quarantined', 'superseded')
        """,
    ),
    CheckRule(
        "demonstration_is_marked", "rankings.dti", "error",
        "A made-up rank is marked as demonstration, a real one is not.",
        """
        SELECT r.round, r.entity_code || ' ' || r.basis AS detail
        FROM rankings.dti r JOIN reference.round d USING (round)
        WHERE r.is_demonstration <> d.is_demonstration
            OR d.is_demonstration <> starts_with(r.round, 'demo-')
        """,
    ),
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
    CheckRule(
        "coverage_did_not_shrink", "indicators.indicator_value", "warning",
        "No smaller share of the indicators is reported than in the previous round, by 5 points.",
        """
        WITH coverage AS (
            SELECT round, count(*) FILTER (state IN ('reported', 'zero_by_decision'))
                / nullif(count(*) FILTER (state NOT IN ('not_applicable', 'not_evaluated')), 0) AS share
            FROM indicators.indicator_value WHERE basis = 'final' GROUP BY round
        )
        SELECT d.round, format('{:.1f} % reported, {:.1f} % in {}', 100 * now.share,
            100 * before.share, d.previous) AS detail
        FROM reference.round d
        JOIN coverage now USING (round)
        JOIN coverage before ON before.round = d.previous
        WHERE now.share < before.share - 0.05
        """,
    ),
    CheckRule(
        "magnitude_as_in_previous_round", "rankings.dti", "warning",
        "No unit's value moved by more than a quarter of the scale since the previous round.",
        """
        SELECT r.round, r.entity_code || ': ' || r.previous_value || ' -> ' || r.value AS detail
        FROM rankings.dti r
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        WHERE r.basis = 'final' AND abs(r.value_change) > 0.25 * f.scale
        """,
    ),
)  # fmt: skip
"""Every rule. Rules of severity `error` keep a round from being published."""


def check_rounds(
    warehouse: Queries, rounds: Sequence[str], rules: Sequence[CheckRule] = CHECK_RULES
) -> pl.DataFrame:
    """Apply the rules to some rounds.

    Returns one row for each round and rule: round, check_name, table_name, severity, passed,
    rows_failing, detail (an example of a failing row).
    """
    failing = [
        warehouse.read(
            f"SELECT round, '{rule.name}' AS check_name, count(*)::INTEGER AS rows_failing, "
            f"min(detail) AS detail FROM ({rule.failing_rows}) GROUP BY round"
        )
        for rule in rules
    ]
    every = pl.DataFrame(
        [(name, r.name, r.table, r.severity) for name in rounds for r in rules],
        schema=["round", "check_name", "table_name", "severity"],
        orient="row",
    )
    results = every.join(pl.concat(failing), on=["round", "check_name"], how="left")
    return results.select(
        "round",
        "check_name",
        "table_name",
        "severity",
        passed=pl.col("rows_failing").is_null(),
        rows_failing=pl.col("rows_failing").fill_null(0).cast(pl.Int32),
        detail="detail",
    )
