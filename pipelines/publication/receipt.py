"""Score receipts: everything that a unit's score and rank were worked out from, as plain data.

Here belongs laying out rules, figures, their cells, points and standings so that a program of
somebody else's can work the result out again. The one that ships is
`assets/publishing/verify_receipt.py`, which imports nothing of ours. All amounts are
text, so that no reader of JSON rounds them.

Seals make a chain: one for each figure, over its text and its cell; one for each indicator, over
its rule, its figures and their seals; one for the receipt, over everything. A seal finds a change,
not a forger, who can seal again: what holds it in place is that the seal of the receipt is printed
on the sheet of the unit, and that the file is among the checksums of the release.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import polars as pl

from pipelines.frameworks.framework import INDEX_CODE
from pipelines.frameworks.rule_kinds import SOURCES
from pipelines.notation import exact
from pipelines.publication.round_tables import RoundTables, code_key, looks_at_all, rule_of

FORM: Final = "dti-score-receipt/1"
SEAL: Final = "seal"
_NOTE: Final = (
    "Kiểm tra: python verify_receipt.py <tệp này> [--files <thư mục tệp đã gửi>]. "
    "Số được ghi thành chữ để không bị làm tròn.",
    "To check: python verify_receipt.py <this file> [--files <folder of the files sent>]. Numbers "
    "are written as text so that none is rounded.",
)
_DECISION: Final = ("is_decision", "document", "clause", "reason", "dated_on")
"""What a decision of the council says of itself."""
_CORRECTION: Final = ("found_text", "corrected_text", "reason", "corrected_by", "corrected_on")


def receipt(round_tables: RoundTables, entity_code: str) -> dict[str, Any]:
    """The receipt of a unit. Raises KeyError if the round does not assess it."""
    unit = round_tables.expected[entity_code]
    release = round_tables.tables["publication.release"].sort("number").tail(1).to_dicts()
    index_rule = (
        round_tables.tables["reference.scoring_rule"]
        .filter(pl.col("code") == INDEX_CODE)
        .row(0, named=True)
    )
    document: dict[str, Any] = {
        "form": FORM,
        "edition": "public" if round_tables.is_public else "unit",
        "note_vi": _NOTE[0],
        "note_en": _NOTE[1],
        "is_demonstration": round_tables.round["is_demonstration"],
        "release": plain(
            {key: release[0][key] for key in ("release", "stage", "issued_at", "content_sha256")}
        )
        if release
        else None,
        "round": {
            **plain(
                {
                    key: round_tables.round[key]
                    for key in ("round", "name_vi", "name_en", "starts_on", "ends_on")
                }
            ),
            "left_out": round_tables.tables["reference.left_out"]["indicator_code"]
            .sort()
            .to_list(),
        },
        "framework": {
            **plain(
                {
                    key: round_tables.framework[key]
                    for key in (
                        *("framework", "name_vi", "name_en", "legal_source", "aggregation"),
                        *("missing", "scale", "decimals"),
                    )
                }
            ),
            "min_coverage": _text(index_rule["min_coverage"]),
        },
        "unit": plain(unit),
        "indicators": [_sealed(leaf) for leaf in _leaves(round_tables, entity_code)],
        "groups": list(_groups(round_tables, entity_code)),
        "pillars": list(_pillars(round_tables, entity_code)),
        "index": _index(round_tables, entity_code),
        "others": {
            code: _text(value)
            for code, value in round_tables.final_values.items()
            if code != entity_code
        },
    }
    del document["unit"]["round"]
    return _sealed(document)


def _leaves(round_tables: RoundTables, unit: str) -> Iterator[dict[str, Any]]:
    values: dict[tuple[str, str], dict[str, Any]] = {
        (row["indicator_code"], row["basis"]): row
        for row in round_tables.of_unit("indicators.indicator_value", unit)
    }
    figures: dict[str, list[dict[str, Any]]] = {}
    for row in round_tables.of_unit("submissions.input_value", unit):
        figures.setdefault(row["indicator_code"], []).append(row)
    corrections = {
        (row["indicator_code"], row["input"], row["source"]): row
        for row in round_tables.of_unit("submissions.correction", unit)
    }
    for row in round_tables.rules:
        if row["aggregation"] is not None:
            continue
        code, rule = row["code"], rule_of(row)
        about = round_tables.indicators[code]
        final = values[code, "final"]
        units: dict[str, str] = json.loads(row["units"]) if row["units"] else {}
        leaf = {
            "code": code,
            "parent": row["parent_code"],
            **{key: about[key] for key in ("name_vi", "name_en", "rule_status", "note")},
            **{key: about[key] for key in ("rule_vi", "rule_en") if key in about},
            "max_points": _text(about["max_points"]),
            "weight": _text(about["weight"]),
            "rule": rule,
            "inputs": [
                _sealed(_input(round_tables, figure, units, corrections))
                for figure in sorted(
                    figures.get(code, ()),
                    key=lambda sent: (sent["input"], SOURCES.index(sent["source"])),
                )
            ],
            **{key: final[key] for key in ("state", "source", "is_imputed")},
            **{key: _text(final[key]) for key in ("value", "points")},
            "evaluated_points": _text(final["max_points"]),
            **{
                f"{basis}_points": _text(values[code, basis]["points"])
                for basis in ("self", "verified")
                if (code, basis) in values and values[code, basis]["source"] is not None
            },
        }
        if looks_at_all(rule):
            leaf["others"] = {
                name: {code: _text(value) for code, value in sorted(found.items()) if code != unit}
                for (of_code, name), found in sorted(round_tables.figures_of_all.items())
                if of_code == code
            }
        yield leaf


def _input(
    round_tables: RoundTables,
    row: Mapping[str, Any],
    units: Mapping[str, str],
    corrections: Mapping[tuple[str, str, str], Mapping[str, Any]],
) -> dict[str, Any]:
    file = round_tables.files.get((row["file_sha256"], row["file_name"]), {})
    corrected = corrections.get((row["indicator_code"], row["input"], row["source"]))
    return {
        "input": row["input"],
        "unit": units.get(row["input"]),
        "source": row["source"],
        "raw_text": row["raw_text"],
        "value": _text(row["value"]),
        **{key: row[key] for key in ("reporter", "evidence", "note")},
        **{key: row[key] for key in ("file_name", "file_sha256", "sheet", "cell")},
        **plain({key: file.get(key) for key in ("received_at", "revision", "late")}),
        **plain({key: row[key] for key in _DECISION if key in row}),
        "correction": None
        if corrected is None
        else plain({key: corrected[key] for key in _CORRECTION}),
    }


def _groups(round_tables: RoundTables, unit: str) -> Iterator[dict[str, Any]]:
    """Parents between the indicators and the index, with what was stored of them."""
    stored: dict[tuple[str, str], dict[str, Any]] = {}
    for table, column in (
        ("indicators.indicator_value", "indicator_code"),
        ("scores.pillar", "pillar_code"),
        ("scores.main_indicator", "main_code"),
    ):
        for row in round_tables.of_unit(table, unit):
            if row["basis"] == "final":
                stored[row[column], table.partition(".")[2]] = row
    tables = {"sub": "indicator_value", "main": "main_indicator", "pillar": "pillar"}
    for row in round_tables.rules:
        if row["aggregation"] is None:
            continue
        about = round_tables.indicators[row["code"]]
        found = stored[row["code"], tables[about["level"]]]
        yield {
            "code": row["code"],
            "parent": row["parent_code"],
            **{key: about[key] for key in ("level", "name_vi", "name_en")},
            "aggregation": row["aggregation"],
            "weight": _text(about["weight"]),
            "full_points": _text(about["max_points"]),
            **{key: _text(found[key]) for key in ("value", "points", "max_points")},
        }


def _pillars(round_tables: RoundTables, unit: str) -> Iterator[dict[str, Any]]:
    mains: dict[str, list[str]] = {}
    for row in round_tables.tables["reference.pillar_main"].iter_rows(named=True):
        mains.setdefault(row["pillar_code"], []).append(row["main_code"])
    names = {
        row["code"]: row
        for row in round_tables.tables["reference.indicator"]
        .filter(pl.col("level") == "pillar")
        .to_dicts()
    }
    for row in round_tables.of_unit("scores.pillar", unit):
        if row["basis"] == "final" and row["pillar_code"] in mains:
            code = row["pillar_code"]
            yield {
                "code": code,
                **{key: names[code][key] for key in ("name_vi", "name_en")},
                "mains": sorted(mains[code], key=code_key),
                **{key: _text(row[key]) for key in ("value", "points", "max_points")},
                **{key: row[key] for key in ("rank", "entities_ranked")},
            }


def _index(round_tables: RoundTables, unit: str) -> dict[str, Any]:
    scores = {row["basis"]: row for row in round_tables.of_unit("scores.dti", unit)}
    ranking = {row["basis"]: row for row in round_tables.of_unit("rankings.dti", unit)}["final"]
    return {
        **{key: _text(scores["final"][key]) for key in ("value", "points", "max_points")},
        **{key: ranking[key] for key in ("rank", "is_tied", "entities_ranked", "is_silent")},
        "holds_rank": ranking["value"] is None or ranking["rank"] is not None,
        **{
            f"{basis}_value": _text(scores[basis]["value"])
            for basis in ("self", "verified")
            if basis in scores
        },
    }


def _text(number: Decimal | None) -> str | None:
    """An amount in its shortest form."""
    return None if number is None else exact(number)


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Amounts and days as text; whole numbers, yes and no, and text as they are."""
    return {
        key: _text(value)
        if isinstance(value, Decimal)
        else value
        if value is None or isinstance(value, bool | int | str)
        else str(value)
        for key, value in row.items()
    }


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that a seal is taken over: JSON with sorted keys, no spaces, its own seal left out.

    Any implementation of JSON can make them.
    """
    rest = {key: value for key, value in document.items() if key != SEAL}
    return json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _sealed(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, SEAL: hashlib.sha256(canonical(document)).hexdigest()}
