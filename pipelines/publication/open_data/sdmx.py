"""SDMX: all scores of a release as one flow of data, and the structure that explains it.

Here belong the rows of `dti.sdmx.csv` (SDMX-CSV 2.0, https://github.com/sdmx-twg/sdmx-csv) and
`dti.structure.json` (SDMX-JSON 2.0 structure message, for SDMX 3.0).
"""

from datetime import date
from typing import Any, Final

import polars as pl

from pipelines.frameworks.framework import Name
from pipelines.publication.open_data.package import Package

MEDIA_TYPE: Final = "application/vnd.sdmx.data+csv;version=2.0.0"
_VERSION: Final = "1.0.0"
_FLOW, _STRUCTURE, _CONCEPTS = "DF_DTI", "DSD_DTI", "CS_DTI"
_URN: Final = "urn:sdmx:org.sdmx.infomodel"
_DIMENSIONS: Final = {
    "ROUND": Name("Đợt đánh giá", "Assessment round"),
    "REF_AREA": Name("Đơn vị được đánh giá", "Unit assessed"),
    "LEVEL": Name("Cấp chỉ số", "Level of the indicator"),
    "INDICATOR": Name("Mã chỉ tiêu trong bộ chỉ số", "Code of the indicator in its framework"),
    "BASIS": Name("Cơ sở điểm", "Basis of the score"),
}
_ATTRIBUTES: Final = {
    "OBS_STATUS": Name("Tình trạng số liệu", "Observation status"),
    "STATE": Name("Trạng thái chỉ tiêu", "State of the indicator"),
    "SOURCE": Name("Nguồn của giá trị", "Source of the value"),
    "POINTS": Name("Điểm đạt được", "Points earned"),
    "MAX_POINTS": Name("Điểm tối đa được đánh giá", "Evaluated maximum points"),
    "RANK": Name("Thứ hạng trong đợt", "Rank in the round"),
    "IS_DEMONSTRATION": Name("Số liệu minh họa", "Demonstration data"),
}
_NUMBERS: Final = {"POINTS": "Decimal", "MAX_POINTS": "Decimal", "RANK": "Integer",
                   "IS_DEMONSTRATION": "Boolean"}  # fmt: skip
_CODES: Final[dict[str, dict[str, Name]]] = {
    "LEVEL": {
        "index": Name("Chỉ số chung", "Index"),
        "pillar": Name("Trụ cột", "Pillar"),
        "main": Name("Chỉ số chính", "Main indicator"),
        "sub": Name("Chỉ số thành phần", "Sub-indicator"),
    },
    "BASIS": {
        "self": Name("Tự đánh giá", "Self-assessed"),
        "verified": Name("Thẩm định", "Verified"),
        "final": Name("Chính thức", "Final"),
    },
    # From the cross-domain code list of SDMX, CL_OBS_STATUS.
    "OBS_STATUS": {
        "A": Name("Bình thường", "Normal value"),
        "I": Name("Giá trị điền thay", "Imputed value"),
        "L": Name("Không đánh giá trong đợt", "Missing value; data exist but were not collected"),
        "M": Name("Không áp dụng", "Missing value; data cannot exist"),
        "O": Name("Không có giá trị", "Missing value"),
        "P": Name("Tạm thời", "Provisional value"),
    },
    "STATE": {
        "reported": Name("Có số liệu", "Reported"),
        "missing": Name("Thiếu", "Missing"),
        "not_applicable": Name("Không áp dụng", "Not applicable"),
        "not_evaluated": Name("Không đánh giá", "Not evaluated"),
        "zero_by_decision": Name("Không điểm theo quyết định", "Zero by decision"),
    },
}
_KEY: Final = ["ROUND", "REF_AREA", "LEVEL", "INDICATOR", "BASIS"]


def sdmx_rows(
    package: Package,
    totals: pl.DataFrame,
    pillars: pl.DataFrame,
    mains: pl.DataFrame,
    values: pl.DataFrame,
) -> pl.DataFrame:
    """One observation for each score and indicator value, in the columns of SDMX-CSV 2.0.

    `totals` are rows of rankings.dti, `pillars` of scores.pillar, `mains` of scores.main_indicator,
    `values` of indicators.indicator_value. A main that is assessed without subs is one
    observation, with its state and source.
    """
    seen = ["round", "entity_code", "code", "basis"]
    of_indicators = values.rename({"indicator_code": "code"})
    of_mains = mains.rename({"main_code": "code"})
    levels = (
        ("index", totals.with_columns(code=pl.lit("DTI"))),
        ("pillar", pillars.rename({"pillar_code": "code"})),
        (
            "main",
            of_mains.join(
                of_indicators.select(*seen, "state", "source", "is_imputed"), seen, "left"
            ),
        ),
        ("sub", of_indicators.join(of_mains, on=seen, how="anti")),
    )
    rows = pl.concat(
        [frame.with_columns(level=pl.lit(name)) for name, frame in levels], how="diagonal"
    )
    periods = pl.DataFrame(
        [
            (entry.id, _period(entry.starts_on, entry.ends_on), "A" if entry.is_final else "P")
            for entry in package.rounds
        ],
        schema=["round", "period", "usual_status"],
        orient="row",
    )
    status = (
        pl.when(pl.col("state") == "not_applicable").then(pl.lit("M"))
        .when(pl.col("state") == "not_evaluated").then(pl.lit("L"))
        .when(pl.col("value").is_null()).then(pl.lit("O"))
        .when(pl.col("is_imputed")).then(pl.lit("I"))
        .otherwise(pl.col("usual_status"))
    )  # fmt: skip
    return (
        rows.join(periods, on="round")
        .select(
            STRUCTURE=pl.lit("dataflow"),
            STRUCTURE_ID=pl.lit(f"{package.terms.sdmx_agency}:{_FLOW}({_VERSION})"),
            ACTION=pl.lit("I"),
            ROUND="round",
            REF_AREA="entity_code",
            LEVEL="level",
            INDICATOR="code",
            BASIS="basis",
            TIME_PERIOD="period",
            OBS_VALUE="value",
            OBS_STATUS=status,
            STATE="state",
            SOURCE="source",
            POINTS="points",
            MAX_POINTS="max_points",
            RANK="rank",
            IS_DEMONSTRATION="is_demonstration",
        )
        .sort(_KEY)
    )


def _period(starts_on: date, ends_on: date) -> str:
    """A data period as a year, half a year, or a range of days (SDMX ObservationalTimePeriod)."""
    year = starts_on.year
    named = {
        (date(year, 1, 1), date(year, 12, 31)): f"{year}",
        (date(year, 1, 1), date(year, 6, 30)): f"{year}-S1",
        (date(year, 7, 1), date(year, 12, 31)): f"{year}-S2",
    }
    days = (ends_on - starts_on).days + 1
    return named.get((starts_on, ends_on), f"{starts_on}/P{days}D")


def sdmx_structure(package: Package) -> dict[str, Any]:
    """The data flow, its structure, concepts and code lists as a structure message."""
    agency = package.terms.sdmx_agency
    concepts = {
        **_DIMENSIONS,
        "TIME_PERIOD": Name("Kỳ số liệu", "Data period"),
        "OBS_VALUE": Name("Giá trị, chưa làm tròn", "Value, unrounded"),
        **_ATTRIBUTES,
    }
    return {
        "meta": {
            "schema": "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json",
            "id": f"DTI-{package.release.id}",
            "prepared": f"{package.release.issued}T00:00:00+07:00",
            "contentLanguages": ["en", "vi"],
            "sender": {"id": agency},
        },
        "data": {
            "dataflows": [
                {
                    **_named(agency, _FLOW, package.terms.title),
                    "structure": f"{_URN}.datastructure.DataStructure={_ref(agency, _STRUCTURE)}",
                }
            ],
            "dataStructures": [
                {
                    **_named(agency, _STRUCTURE, package.terms.title),
                    "dataStructureComponents": _components(agency),
                }
            ],
            "conceptSchemes": [
                {
                    **_named(agency, _CONCEPTS, package.terms.title),
                    "concepts": [{"id": id_, **_words(name)} for id_, name in concepts.items()],
                }
            ],
            "codelists": [
                {
                    **_named(agency, f"CL_{dimension}", concepts[dimension]),
                    "codes": [{"id": id_, **_words(name)} for id_, name in codes.items()],
                }
                for dimension, codes in _CODES.items()
            ],
        },
    }


def _components(agency: str) -> dict[str, Any]:
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [
                {**_component(agency, id_, "String"), "position": position}
                for position, id_ in enumerate(_DIMENSIONS)
            ],
            "timeDimension": _component(agency, "TIME_PERIOD", "ObservationalTimePeriod"),
        },
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [{**_component(agency, "OBS_VALUE", "Decimal"), "usage": "optional"}],
        },
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [
                {
                    **_component(agency, id_, _NUMBERS.get(id_, "String")),
                    "usage": "optional",
                    "attributeRelationship": {"observation": {}},
                }
                for id_ in _ATTRIBUTES
            ],
        },
    }


def _component(agency: str, id_: str, data_type: str) -> dict[str, Any]:
    codes = f"{_URN}.codelist.Codelist={_ref(agency, f'CL_{id_}')}"
    return {
        "id": id_,
        "conceptIdentity": f"{_URN}.conceptscheme.Concept={_ref(agency, _CONCEPTS)}.{id_}",
        "localRepresentation": (
            {"enumeration": codes} if id_ in _CODES else {"format": {"dataType": data_type}}
        ),
    }


def _named(agency: str, id_: str, name: Name) -> dict[str, Any]:
    return {"id": id_, "agencyID": agency, "version": _VERSION, **_words(name)}


def _words(name: Name) -> dict[str, Any]:
    return {"name": name.en, "names": {"en": name.en, "vi": name.vi}}


def _ref(agency: str, id_: str) -> str:
    return f"{agency}:{id_}({_VERSION})"
