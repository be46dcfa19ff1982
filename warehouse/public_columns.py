"""What may leave by pages, receipts, papers and releases: every column public or private.

Here belongs the one list that decides it; `tests/warehouse/test_public_columns.py` holds that each
column of the contract stands in it once, so a new one is not released until somebody writes it
here. What people write freely is private: notes, reasons, names of reporters, evidence, and the
texts of what was not taken in. The reasons of the council are such texts, and no law that is at
hand asks for them to be published: its unit reads them in its own receipt. Open data have a
narrower list of their own, in `open_tables.py`.

A few public columns hold what a sender typed. `GUARDS` says what of it leaves: a figure, a known
code, a number of a document, the hash of a file in place of its name.
"""

from collections.abc import Mapping
from typing import Final

PUBLIC: Final[Mapping[str, str]] = {
    "reference.framework": (
        "framework name_vi name_en subject legal_source aggregation missing scale decimals "
        "completeness is_demonstration"
    ),
    "reference.indicator": (
        "framework code parent_code level name_vi name_en max_points weight rule_kind "
        "rule_status rule_vi rule_en responsible reported_by evidence note"
    ),
    "reference.indicator_input": "framework indicator_code input name_vi name_en unit",
    "reference.pillar_main": "framework pillar_code main_code",
    "reference.entity": "entity_code kind name_vi name_en parent_code valid_from valid_to source",
    "reference.merger": "new_code old_code effective_on",
    "reference.population": "entity_code valid_from counted_on population source",
    "reference.round": (
        "round name_vi name_en framework starts_on ends_on deadline appeals_until previous "
        "status silent expected_on published_year is_demonstration"
    ),
    "reference.expected_unit": "round entity_code entity_name_vi entity_name_en valid_from",
    "reference.published_result": (
        "year subject group boundary entity_code entity_name_vi level code value rank source_url"
    ),
    "reference.published_average": (
        "year group statistic measure code against value source_url note"
    ),
    "reference.published_pii": (
        "year boundary entity_code entity_name_vi level code value rank lowest highest source_url"
    ),
    "reference.scoring_rule": "framework code parent_code aggregation min_coverage rule units",
    "reference.left_out": "round indicator_code",
    "submissions.file": (
        "round file_sha256 file_name reporter received_at revision status late values_current"
    ),
    "submissions.input_value": (
        "round entity_code indicator_code input raw_text value source reporter file_sha256 "
        "file_name sheet cell evidence is_corrected is_decision document clause dated_on"
    ),
    "submissions.superseded_value": "round entity_code indicator_code input source",
    "submissions.correction": (
        "round entity_code indicator_code input source found_text corrected_text corrected_on "
        "file_sha256 file_name sheet cell"
    ),
    "submissions.finding": (
        "round file_sha256 file_name sheet cell entity_code indicator_code rule severity"
    ),
    "indicators.indicator_value": (
        "round entity_code indicator_code basis state value points max_points source is_imputed "
        "is_demonstration"
    ),
    "scores.main_indicator": (
        "round entity_code main_code basis value points max_points rank entities_ranked "
        "is_demonstration"
    ),
    "scores.pillar": (
        "round entity_code pillar_code basis value points max_points rank entities_ranked "
        "is_demonstration"
    ),
    "scores.dti": "round entity_code basis value points max_points is_silent is_demonstration",
    "rankings.dti": (
        "round entity_code entity_name_vi entity_name_en basis value rank is_tied "
        "entities_ranked previous_value value_change previous_rank rank_change is_silent "
        "is_demonstration"
    ),
    "planning.round_figure": (
        "round level code statistic value against units entities is_demonstration"
    ),
    "planning.press_figure": (
        "year group level code entity_code entity_name_vi statistic against published_value "
        "recomputed_value difference tolerance agrees other_reading method units why_not_vi "
        "why_not_en source_url note"
    ),
    "planning.restatement": (
        "round effective_on entity_code entity_name_vi level code method is_official value "
        "difference rank entities_ranked predecessors predecessor_units why_not_vi why_not_en "
        "is_demonstration"
    ),
    "planning.restated_indicator": (
        "round effective_on entity_code indicator_code is_summed numerator denominator state "
        "value points max_points is_demonstration"
    ),
    "planning.published_restatement": (
        "year effective_on entity_code entity_name_vi level code method is_official value "
        "difference rank entities_ranked predecessors predecessor_units why_not_vi why_not_en "
        "published_value published_rank published_difference"
    ),
    "planning.target": (
        "target_id entity_code entity_name_vi name_vi name_en kind comparison target unit_vi "
        "unit_en points_of top among measure first_year year document dated text source_url "
        "note_vi note_en is_demonstration"
    ),
    "planning.baseline": (
        "entity_code entity_name_vi year kind stated points_of top among document dated text "
        "source_url"
    ),
    "planning.measurement": (
        "entity_code entity_name_vi measure measured_on value unit source_url note is_demonstration"
    ),
    "planning.target_progress": (
        "round entity_code target_id kind year value_now target distance share_of_way "
        "share_of_time baseline_round baseline_value years_left pace_needed pace_so_far status "
        "evaluated_points evaluated_max_points mains_sharing note_vi note_en is_demonstration"
    ),
    "planning.reward_class": (
        "round class_order class_vi class_en at_least at_most_share rules document is_demonstration"
    ),
    "planning.reward": (
        "round entity_code unit_kind_vi unit_kind_en value rank class_order class_vi class_en "
        "is_lowered is_excluded reason_vi reason_en is_demonstration"
    ),
    "planning.reward_exclusion": "round entity_code cause reason_vi reason_en is_demonstration",
    "planning.award": (
        "round award unit_kind_vi unit_kind_en entity_code figure is_shared reason_vi reason_en "
        "is_demonstration"
    ),
    "planning.rank_move": "round entity_code factor previous value_part rank_part is_demonstration",
    "planning.rank_move_total": (
        "round entity_code previous previous_entity_code value_before value_after value_change "
        "rank_before rank_after rank_change why_not_separable_vi why_not_separable_en text_vi "
        "text_en is_demonstration"
    ),
    "planning.planned_round": "round plans_with why_vi why_en is_demonstration",
    "planning.shortest_way": (
        "round entity_code goal goal_kind goal_amount goal_rank status cost figures_changed "
        "indicators_changed value_now points_now rank_now value_then points_then rank_then gap "
        "text_vi text_en is_demonstration"
    ),
    "planning.shortest_way_step": (
        "round entity_code goal step indicator_code input unit figure_now figure change "
        "level_now level cost is_cost_given is_decision points_before points_after gain "
        "value_then points_then rank_then overtaken caught_up is_demonstration"
    ),
    "planning.next_gain": (
        "round entity_code indicator_code input unit figure next_figure next_gain "
        "earning_figure earning_gain full_figure full_gain is_decision moves_others text_vi "
        "text_en is_demonstration"
    ),
    "planning.limit": (
        "round entity_code indicator_code input reason reason_vi reason_en points_left "
        "is_demonstration"
    ),
    "publication.round": (
        "round status stage entities_expected entities_reporting values_expected "
        "values_reported files_received files_quarantined rows_rejected missing_entities "
        "is_demonstration"
    ),
    "publication.check_result": "round check_name table_name severity passed rows_failing",
    "publication.release": (
        "round release number stage content_sha256 tables issued_at issued_by reason despite "
        "replaces entities_moved values_changed summary_vi summary_en withdrawn_at withdrawn_by "
        "withdrawal_reason is_demonstration"
    ),
    "publication.log": (
        "round number logged_at logged_by action release stage reason decision decided_on "
        "despite content_sha256 sums_sha256 previous_sha256 sha256"
    ),
    "publication.release_rank": (
        "round release entity_code entity_name_vi entity_name_en value published_value rank "
        "entities_ranked"
    ),
    "publication.release_reason": "round release entity_code indicator_code reason file_name",
}
"""For each table its public columns."""

PRIVATE: Final[Mapping[str, str]] = {
    "reference.cost": "framework indicator_code input cost unit_vi unit_en status note",
    "submissions.input_value": "note reason appeal",
    "submissions.appeal": (
        "round entity_code indicator_code input raw_text value reporter file_sha256 file_name "
        "sheet cell evidence note is_corrected document clause reason dated_on"
    ),
    "submissions.superseded_value": (
        "raw_text value reporter file_sha256 file_name sheet cell evidence note is_corrected "
        "is_decision document clause reason dated_on appeal superseded_by"
    ),
    "submissions.rejected_value": (
        "round file_sha256 file_name sheet cell stated_round entity_code indicator_code input "
        "raw_text source reporter rule"
    ),
    "submissions.correction": "reason corrected_by",
    "submissions.evidence_file": (
        "round entity_code file_name file_sha256 kind bytes received_at status"
    ),
    "submissions.finding": "message_vi message_en found expected",
    "appraisal.decision": (
        "round entity_code indicator_code input kind is_in_force decision_number decided_on "
        "clause reason appeal_number raw_text value state self_points decided_points "
        "points_change reporter file_sha256 file_name sheet cell evidence note superseded_by "
        "is_demonstration"
    ),
    "appraisal.appeal": (
        "round entity_code indicator_code input appeal_number filed_on is_late reason raw_text "
        "requested_value standing_value outcome answered_value answer_number answered_on "
        "answer_reason reporter file_sha256 file_name sheet cell is_demonstration"
    ),
    "appraisal.points_at_risk": (
        "round entity_code indicator_code state source max_points claimed_points "
        "verified_points measured_points final_points evidence_asked evidence explanation "
        "standing points_at_risk is_demonstration"
    ),
    "appraisal.work_item": (
        "round position entity_code indicator_code probability claimed_points supported_points "
        "supported_by points_at_stake rank rank_if_supported places_alone places_together "
        "places_at_stake expected_places signals reason_vi reason_en is_demonstration"
    ),
    "planning.responsibility": (
        "round entity_code indicator_code agency_code agency_name_vi agency_name_en assigned_by "
        "head_office_vi head_office_en deadline status is_status_reported status_on is_overdue "
        "cooperating state points max_points points_lost is_missing lacks_evidence "
        "is_demonstration"
    ),
    "planning.agency_debt": (
        "round entity_code agency_code agency_name_vi agency_name_en indicators missing "
        "lacking_evidence unfinished overdue points_at_stake points_lost share_of_lost "
        "target_id gap_points share_of_gap is_demonstration"
    ),
    "publication.check_result": "detail",
    "publication.round_input": "round inputs_sha256",
}
"""For each table the columns that stay in."""

_FIGURE: Final = r"[+-]?[0-9][0-9.,\s\x{a0}\x{202f}]*%?([eE][+-]?[0-9]+)?"
_ENDING: Final = r"\.(csv|tsv|txt|xlsx|xlsm|xls|ods|parquet|json|zip)$"
_CELL: Final = "[A-Z]{1,3}[0-9]{1,7}"
_SHEETS: Final = ("Biểu mẫu", "Phiếu chấm điểm", "Quyết định", "Phúc tra", "Sheet1", "Trang tính1")
_DOCUMENT: Final = r"^[0-9]{1,5}/[\p{Lu}0-9./-]{1,30}"
_CLAUSE: Final = r"^((điều|khoản|điểm|mục|chương|phụ lục) [0-9a-zđ.]{1,5}[ ,;]*)+"
_FILE: Final = f"left({{0}}.file_sha256, 12) || regexp_extract(lower({{0}}.file_name), '{_ENDING}')"


def _known(table: str, code: str, column: str) -> str:
    """A code where a table of the seeds knows it."""
    there = f"SELECT 1 FROM {table} AS k WHERE k.{code} = t.{column}"
    return f"CASE WHEN EXISTS ({there}) THEN t.{column} END"


def _figure(column: str) -> str:
    """A text that is a figure, or a word without any: only listed words are taken in as values.

    The names of levels are known as people may write them: without marks and capitals.
    """
    listed, typed = (f"strip_accents(lower({text}))" for text in ("s.rule", f"t.{column}"))
    return (
        f"CASE WHEN regexp_full_match(t.{column}, '{_FIGURE}') "
        f"OR NOT regexp_matches(t.{column}, '[0-9]') OR EXISTS (SELECT 1 "
        f"FROM reference.scoring_rule AS s JOIN reference.round AS d USING (framework) "
        f"WHERE d.round = t.round AND s.code = t.indicator_code "
        f"AND contains({listed}, '\"' || {typed} || '\"')) THEN t.{column} ELSE '…' END"
    )


def _shaped(column: str, pattern: str) -> str:
    """The beginning of a text that has a shape and holds no long number, else nothing."""
    begun = f"trim(regexp_extract(t.{column}, '{pattern}', 0, 'i'))"
    return f"CASE WHEN NOT regexp_matches({begun}, '[0-9]{{6}}') THEN nullif({begun}, '') END"


GUARDS: Final[Mapping[str, str]] = {
    "submissions.*.file_name": _FILE.format("t"),
    "submissions.*.reporter": _known("reference.entity", "entity_code", "reporter"),
    "submissions.*.sheet": f"CASE WHEN t.sheet IN {_SHEETS} THEN t.sheet END",
    "submissions.*.cell": f"CASE WHEN regexp_full_match(t.cell, '{_CELL}') THEN t.cell END",
    "submissions.*.evidence": "CASE WHEN t.evidence IS NOT NULL THEN '✓' END",
    "submissions.*.document": _shaped("document", _DOCUMENT),
    "submissions.*.clause": _shaped("clause", _CLAUSE),
    "submissions.*.raw_text": _figure("raw_text"),
    "submissions.*.found_text": _figure("found_text"),
    "submissions.*.corrected_text": _figure("corrected_text"),
    "submissions.finding.entity_code": _known("reference.entity", "entity_code", "entity_code"),
    "submissions.finding.indicator_code": _known("reference.indicator", "code", "indicator_code"),
    "publication.release_reason.file_name": (
        f"CASE WHEN regexp_full_match(t.file_name, '[0-9a-f]{{12}}({_ENDING})?') THEN t.file_name "
        f"ELSE (SELECT min({_FILE.format('f')}) FROM submissions.file AS f "
        f"WHERE f.round = t.round AND f.file_name = t.file_name) END"
    ),
}
"""What leaves of columns that hold what somebody typed, in SQL over a row `t`; by
`<schema>.<table>.<column>`, or `<schema>.*.<column>` for all tables of a schema."""
