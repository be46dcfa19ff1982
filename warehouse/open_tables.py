"""What may leave: the tables and columns of open data, named one by one.

Here belongs the one list that decides it. What is not named stays in: a new table or column is not
published until somebody writes it here. Names of files and people, notes, reasons, evidence and
what units sent never leave; `tests/warehouse/test_open_tables.py` holds that.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from warehouse.columns import Table
from warehouse.contract import TABLE_BY_NAME

_SCORE: Final = "basis value points max_points rank entities_ranked is_demonstration"
OPEN_COLUMNS: Final[Mapping[str, str]] = {
    "reference.framework": "framework name_vi name_en subject legal_source aggregation missing "
    "scale decimals completeness is_demonstration",
    "reference.indicator": "framework code parent_code level name_vi name_en max_points weight "
    "rule_kind rule_status rule_vi rule_en responsible",
    "reference.indicator_input": "framework indicator_code input name_vi name_en unit",
    "reference.pillar_main": "framework pillar_code main_code",
    "reference.entity": "entity_code kind name_vi name_en parent_code valid_from valid_to source",
    "reference.merger": "new_code old_code effective_on",
    "reference.population": "entity_code valid_from counted_on population source",
    "reference.round": "round name_vi name_en framework starts_on ends_on deadline previous status "
    "silent expected_on published_year is_demonstration",
    "reference.expected_unit": "round entity_code valid_from entity_name_vi entity_name_en",
    "reference.published_result": "year subject group boundary entity_code entity_name_vi level "
    "code value rank source_url",
    "reference.published_average": "year group statistic measure code against value source_url",
    "reference.published_pii": "year boundary entity_code entity_name_vi level code value rank "
    "lowest highest source_url",
    "indicators.indicator_value": "round entity_code indicator_code basis state value points "
    "max_points source is_imputed is_demonstration",
    "scores.main_indicator": f"round entity_code main_code {_SCORE}",
    "scores.pillar": f"round entity_code pillar_code {_SCORE}",
    "scores.dti": "round entity_code basis value points max_points is_silent is_demonstration",
    "rankings.dti": "round entity_code entity_name_vi entity_name_en basis value rank is_tied "
    "entities_ranked previous_value value_change previous_rank rank_change is_silent "
    "is_demonstration",
    "planning.round_figure": "round level code statistic value against units entities "
    "is_demonstration",
    "planning.press_figure": "year group level code entity_code entity_name_vi statistic against "
    "published_value recomputed_value difference tolerance agrees other_reading method units "
    "why_not_vi why_not_en source_url",
    "planning.restatement": "round effective_on entity_code entity_name_vi level code method "
    "is_official value difference rank entities_ranked predecessors predecessor_units why_not_vi "
    "why_not_en is_demonstration",
    "planning.published_restatement": "year effective_on entity_code entity_name_vi level code "
    "method is_official value difference rank entities_ranked predecessors predecessor_units "
    "why_not_vi why_not_en published_value published_rank published_difference",
    "planning.rank_move": "round entity_code factor previous value_part rank_part is_demonstration",
    "planning.target": "target_id entity_code entity_name_vi name_vi name_en kind comparison "
    "target unit_vi unit_en points_of top among measure first_year year document dated text "
    "source_url is_demonstration",
    "planning.target_progress": "round entity_code target_id kind year value_now target distance "
    "share_of_way share_of_time baseline_round baseline_value years_left pace_needed pace_so_far "
    "status is_demonstration",
    "publication.round": "round status entities_expected entities_reporting values_expected "
    "values_reported files_received files_quarantined rows_rejected missing_entities "
    "is_demonstration",
    "publication.check_result": "round check_name table_name severity passed rows_failing",
}
"""For each open table its open columns, in any order; its key is among them."""


def open_tables() -> tuple[Table, ...]:
    """The open tables with their open columns only, in the order of the contract."""
    return tuple(
        replace(
            table,
            columns=tuple(
                column for column in table.columns if column.name in OPEN_COLUMNS[name].split()
            ),
        )
        for name, table in TABLE_BY_NAME.items()
        if name in OPEN_COLUMNS
    )
