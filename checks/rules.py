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
    CheckRule(
        "rank_move_parts_sum_to_the_change", "planning.rank_move_total", "error",
        "The parts of a move sum to it in value and rank, to the last decimal; it ends at the "
        "ranking, and but for the revision of figures it is the change that the ranking shows.",
        """
        WITH moved AS (
            SELECT round, entity_code, sum(value_part) AS value, sum(rank_part) AS rank,
                coalesce(sum(value_part) FILTER (factor = 'data_revision'), 0) AS revised_value,
                coalesce(sum(rank_part) FILTER (factor = 'data_revision'), 0) AS revised_rank,
                bool_or(factor IN ('merger', 'not_separable')) AS starts_elsewhere
            FROM planning.rank_move GROUP BY ALL
        )
        SELECT t.round, t.entity_code || ': value ' || t.value_change || ', parts '
            || coalesce(m.value::VARCHAR, 'none') || '; rank ' || t.rank_change || ', parts '
            || coalesce(m.rank::VARCHAR, 'none') AS detail
        FROM planning.rank_move_total t
        LEFT JOIN moved m USING (round, entity_code)
        LEFT JOIN rankings.dti r
            ON r.round = t.round AND r.entity_code = t.entity_code AND r.basis = 'final'
        WHERE m.value IS DISTINCT FROM t.value_change OR m.rank IS DISTINCT FROM t.rank_change
            OR t.value_change <> t.value_after - t.value_before
            OR t.rank_change <> t.rank_before - t.rank_after
            OR r.value IS DISTINCT FROM t.value_after OR r.rank IS DISTINCT FROM t.rank_after
            OR (NOT m.starts_elsewhere AND (
                r.value_change IS DISTINCT FROM m.value - m.revised_value
                OR r.rank_change IS DISTINCT FROM m.rank - m.revised_rank))
        """,
    ),
    CheckRule(
        "ways_lead_from_the_rank_to_the_goal", "planning.shortest_way", "error",
        "A plan starts from the unit's rank, its steps add up, and scored again it reaches its goal.",
        """
        SELECT w.round, w.entity_code || ' ' || w.goal || ': rank ' || coalesce(w.rank_now::VARCHAR, 'none')
            || ' to ' || coalesce(w.rank_then::VARCHAR, 'none') || ', points ' || w.points_now || ' to '
            || w.points_then AS detail
        FROM planning.shortest_way w
        JOIN reference.round d USING (round)
        JOIN reference.framework f USING (framework)
        LEFT JOIN rankings.dti r
            ON r.round = w.round AND r.entity_code = w.entity_code AND r.basis = 'final'
        LEFT JOIN (
            SELECT round, entity_code, goal, sum(gain) AS gain, sum(cost) AS cost
            FROM planning.shortest_way_step GROUP BY ALL
        ) s ON s.round = w.round AND s.entity_code = w.entity_code AND s.goal = w.goal
        WHERE r.value IS DISTINCT FROM w.value_now OR r.rank IS DISTINCT FROM w.rank_now
            OR (w.status <> 'out_of_reach' AND (
                coalesce(s.cost, 0) <> w.cost
                OR (f.aggregation = 'points' AND coalesce(s.gain, 0) <> w.points_then - w.points_now)
                OR CASE w.goal_kind
                    WHEN 'rank' THEN w.rank_then > w.goal_amount
                    WHEN 'points' THEN round(w.points_then, 9) < round(w.goal_amount, 9)
                    WHEN 'value' THEN analyst.published_value(w.value_then, f.decimals)
                        < analyst.published_value(w.goal_amount, f.decimals)
                    ELSE false END))
        """,
    ),
    CheckRule(
        "gains_within_what_is_left", "planning.next_gain", "error",
        "All figures of an indicator at their best bring no more than is missing from its maximum; "
        "points given by hand are rounded to a hundredth.",
        """
        SELECT g.round, g.entity_code || ' ' || g.indicator_code || ': ' || sum(g.full_gain) || ' of '
            || any_value(v.max_points - v.points) AS detail
        FROM planning.next_gain g
        JOIN indicators.indicator_value v USING (round, entity_code, indicator_code)
        JOIN reference.round d USING (round)
        JOIN reference.indicator i ON i.framework = d.framework AND i.code = g.indicator_code
            AND i.level <> 'index' AND i.rule_kind NOT IN ('bonus', 'penalty')
        WHERE v.basis = 'final'
        GROUP BY g.round, g.entity_code, g.indicator_code
        HAVING sum(g.full_gain) > any_value(v.max_points - v.points) + 0.01
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
    CheckRule(
        "met_target_has_distance_zero", "planning.target_progress", "error",
        "A target that is met has nothing left to go; one that is missed, or behind, is not there.",
        """
        SELECT round, target_id || ': ' || status || ', now ' || coalesce(value_now::VARCHAR, 'none')
            || ', asked ' || coalesce(target::VARCHAR, 'none') AS detail
        FROM planning.target_progress
        WHERE (status = 'met' AND distance IS DISTINCT FROM 0)
            OR (status IN ('missed', 'behind') AND (distance IS NULL OR share_of_way = 1))
            OR (status = 'not_measured' AND value_now IS NOT NULL AND target IS NOT NULL)
        """,
    ),
    CheckRule(
        "every_agency_debt_adds_up", "planning.agency_debt", "error",
        "What agencies owe a unit is what the unit lost: every indicator answered for once.",
        """
        WITH owed AS (
            SELECT round, entity_code, sum(points_lost) AS lost, sum(indicators) AS n
            FROM planning.agency_debt GROUP BY ALL
        ), lost AS (
            SELECT v.round, v.entity_code, count(*) AS n,
                sum(CASE WHEN f.aggregation = 'points' AND v.points IS NOT NULL
                    THEN greatest(v.max_points - v.points, 0) END) AS lost
            FROM indicators.indicator_value v
            JOIN reference.round d USING (round)
            JOIN reference.framework f USING (framework)
            JOIN reference.indicator i ON i.framework = d.framework AND i.code = v.indicator_code
                AND i.level IN ('main', 'sub') AND i.rule_kind IS NOT NULL
            WHERE v.basis = 'final' AND v.state NOT IN ('not_applicable', 'not_evaluated')
            GROUP BY ALL
        )
        SELECT round, entity_code || ': agencies ' || coalesce(owed.lost::VARCHAR, 'none')
            || ', unit ' || coalesce(lost.lost::VARCHAR, 'none') AS detail
        FROM lost FULL JOIN owed USING (round, entity_code)
        WHERE owed.n IS DISTINCT FROM lost.n OR owed.lost IS DISTINCT FROM lost.lost
        """,
    ),
    CheckRule(
        "every_unit_is_classed_or_left_out", "planning.reward", "error",
        "In a round with rules of reward every unit has one class, or is left out for a stated cause.",
        """
        WITH ruled AS (SELECT DISTINCT round FROM planning.reward_class),
        causes AS (SELECT round, entity_code, count(*) AS n FROM planning.reward_exclusion GROUP BY ALL)
        SELECT coalesce(u.round, w.round) AS round, coalesce(u.entity_code, w.entity_code) || ': '
            || coalesce(w.class_vi, 'no class') || ', causes ' || coalesce(c.n, 0) AS detail
        FROM (FROM reference.expected_unit JOIN ruled USING (round)) u
        FULL JOIN planning.reward w USING (round, entity_code)
        LEFT JOIN causes c ON c.round = coalesce(u.round, w.round)
            AND c.entity_code = coalesce(u.entity_code, w.entity_code)
        WHERE u.entity_code IS NULL OR w.entity_code IS NULL
            OR (w.class_order IS NULL) <> w.is_excluded OR w.is_excluded <> (c.n IS NOT NULL)
        """,
    ),
    CheckRule(
        "stated_baselines_are_recomputed", "planning.target_progress", "warning",
        "Where a plan says a unit stood is where the round of that year has it.",
        """
        SELECT r.round, b.entity_name_vi || ' ' || b.kind || ': stated ' || b.stated
            || ', recomputed ' || coalesce(CASE b.kind WHEN 'rank' THEN r.rank
                ELSE analyst.published_value(r.value, f.decimals) END::VARCHAR, 'none') AS detail
        FROM planning.baseline b
        JOIN rankings.dti r ON r.entity_code = b.entity_code AND r.entity_name_vi = b.entity_name_vi
            AND r.basis = 'final' AND coalesce(b.among = r.entities_ranked, b.among IS NULL)
        JOIN reference.round d ON d.round = r.round AND NOT d.is_demonstration
            AND d.ends_on = make_date(b.year, 12, 31)
        JOIN reference.framework f USING (framework)
        WHERE (b.kind = 'rank' AND b.stated IS DISTINCT FROM r.rank)
            OR (b.kind = 'value' AND b.stated <> analyst.published_value(r.value, f.decimals))
            OR (b.kind = 'mains_in_top' AND b.stated <> (SELECT count(*) FROM scores.main_indicator m
                WHERE m.round = r.round AND m.entity_code = r.entity_code AND m.basis = 'final'
                    AND m.rank <= b.top))
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
