"""The JSON Schema of a framework file, for editors and for the reader.

Here belongs the shape of the file: which keys exist and what kind of value each takes. What ties
keys together (parents, cycles, sums of points) is in `frameworks/reader.py`. The published copy is
`seeds/frameworks/framework.schema.json`; a test holds the two equal.
"""

from typing import Any

from pipelines.frameworks.rule_kinds import (
    AGGREGATIONS,
    EVIDENCE,
    REPORTED_BY,
    RULE_STATUSES,
    SUBJECTS,
    UNITS,
)
from pipelines.rules import RULE_KINDS
from pipelines.seed_reader import CODE, EXPECTED

_NAME: dict[str, Any] = {
    "type": "object",
    "description": "Name in Vietnamese and English",
    "properties": {"vi": {"type": "string"}, "en": {"type": "string"}},
    "required": ["vi", "en"],
    "additionalProperties": False,
}
_CODE: dict[str, Any] = {"type": "string", "minLength": 1}
_NUMBER_OR_NULL: dict[str, Any] = {"type": ["number", "null"]}
_SHARE: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}


def _rule() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"kind": {"enum": list(RULE_KINDS)}},
        "required": ["kind"],
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
                "then": kind.schema(),
            }
            for name, kind in RULE_KINDS.items()
        ],
    }


FRAMEWORK_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Framework of indicators (bộ chỉ số)",
    "type": "object",
    "required": ["id", "name", "subject", "legal_source", "aggregation", "indicators"],
    "properties": {
        "id": {
            "type": "string",
            "pattern": "^[a-z0-9][a-z0-9._-]*$",
            EXPECTED: [
                "mã bộ chỉ số: bắt đầu bằng chữ thường không dấu a-z hoặc chữ số, sau đó có thể có "
                "thêm . _ -; không có chữ hoa, dấu tiếng Việt hay dấu cách",
                "an id of a framework: begins with a small letter a-z or a digit, then also . _ -; "
                "no capitals, no letters with marks, no spaces",
            ],
        },
        "name": _NAME,
        "subject": {"enum": list(SUBJECTS)},
        "legal_source": {"type": "string", "minLength": 1},
        "aggregation": {"enum": list(AGGREGATIONS)},
        "missing": {"enum": ["zero", "exclude"]},
        "min_coverage": _SHARE,
        "scale": {"type": "number", "exclusiveMinimum": 0},
        "decimals": {"type": ["integer", "null"], "minimum": 0, "maximum": 9},
        "pillars": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "code": CODE,
                    "name": _NAME,
                    "mains": {"type": "array", "items": CODE, "minItems": 1},
                },
                "required": ["code", "name", "mains"],
                "additionalProperties": False,
            },
        },
        "indicators": {"type": "array", "items": {"$ref": "#/$defs/indicator"}},
        "date": {"type": ["string", "null"]},
        "replaced_by": {"type": ["string", "null"]},
        "used_for": {"type": ["string", "null"]},
        "official": {"type": "object", "description": "What the official text counts"},
        "completeness": {"type": "string"},
        "sources": {"type": "array", "items": {"type": "string"}},
        "inferred": {"type": "array", "items": {"type": "string"}},
        "note": {"type": ["string", "null"]},
    },
    "additionalProperties": False,
    "$defs": {
        "rule": _rule(),
        "indicator": {
            "type": "object",
            "required": ["code", "name"],
            "properties": {
                "code": CODE,
                "parent": {"type": ["string", "null"]},
                "level": {"enum": ["pillar", "main", "sub"]},
                "name": _NAME,
                "max_points": {
                    **_NUMBER_OR_NULL,
                    "minimum": 0,
                    "description": "null: not known",
                },
                "weight": {
                    **_NUMBER_OR_NULL,
                    "exclusiveMinimum": 0,
                    "description": "For means and weighted sums, used as printed",
                },
                "aggregation": {"enum": list(AGGREGATIONS)},
                "inputs": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "properties": {
                            "name": _NAME,
                            "unit": {
                                "type": "string",
                                "examples": list(UNITS),
                                "description": "One of the examples has its range; any other is "
                                "a number of any size",
                            },
                        },
                        "required": ["name", "unit"],
                        "additionalProperties": False,
                    },
                },
                "rule": {"$ref": "#/$defs/rule"},
                "rule_status": {"enum": list(RULE_STATUSES)},
                "doubts": {
                    "type": "array",
                    "items": _NAME,
                    "description": "Why it is not sure what the official text means; no form is "
                    "made while there is one",
                },
                "evidence": {"enum": list(EVIDENCE)},
                "responsible": {"type": ["string", "null"]},
                "reported_by": {
                    "enum": [*REPORTED_BY, None],
                    "description": "Whose figures alone count; absent: the unit and its "
                    "responsible agency, of a penalty the council",
                },
                "children_known": {
                    "enum": ["all", "some"],
                    "description": "some: the list below is not complete, so no sum is checked",
                },
                "note": {"type": ["string", "null"]},
                "rule_text": {"type": ["string", "null"]},
                "evidence_text": {"type": ["string", "null"]},
                "data_source": {"type": ["string", "null"]},
                "verified_by": {"type": ["string", "null"]},
                "sub_count": {"type": ["integer", "null"]},
            },
            "additionalProperties": False,
        },
    },
}
