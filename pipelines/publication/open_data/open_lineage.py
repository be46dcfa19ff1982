"""OpenLineage (https://openlineage.io/spec/2-0-2/OpenLineage.json): `openlineage.ndjson`.

Here belong the events of the run that made a release: one run for each table within the run of the
release, each with a START and a COMPLETE, the columns of each table and what they are made from.
Run ids follow from the address of the release, so that the same release has the same events.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from pipelines.publication.open_data.package import Package, Table, meaning

_SPEC: Final = "https://openlineage.io/spec"
_EVENT: Final = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_FACETS: Final = {
    "schema": "1-2-0/SchemaDatasetFacet",
    "documentation": "1-1-0/DocumentationDatasetFacet",
    "columnLineage": "1-2-0/ColumnLineageDatasetFacet",
    "parent": "1-2-0/ParentRunFacet",
}
_RELEASE: Final = "release"

MadeFrom = Mapping[str, Mapping[str, tuple[str, ...]]]
"""For each table, the columns (schema.table.column) from which each of its columns is made."""


def lineage_events(package: Package, made_from: MadeFrom) -> list[dict[str, Any]]:
    """The events in order: the release starts, each table starts and completes, it completes."""
    files = [_dataset(package, file.name, {}) for file in package.files]
    tables = [_dataset(package, table.full_name, {}) for table in package.tables]
    runs = [
        event
        for table in package.tables
        for event in _table_events(package, table, made_from.get(table.full_name, {}))
    ]
    return [
        _event(package, "START", _RELEASE, tables, []),
        *runs,
        _event(package, "COMPLETE", _RELEASE, tables, files),
    ]


def _table_events(
    package: Package, table: Table, columns: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, Any]]:
    sources = sorted({name.rpartition(".")[0] for names in columns.values() for name in names})
    inputs = [_dataset(package, name, {}) for name in sources]
    known = {column.name for column in table.columns}
    facets = {
        "schema": {
            "fields": [
                {"name": column.name, "type": column.type, "description": meaning(column)}
                for column in table.columns
            ]
        },
        "documentation": {"description": f"{table.vi} | {table.en}"},
        "columnLineage": {
            "fields": {
                column: {"inputFields": [_input_field(package, name) for name in names]}
                for column, names in columns.items()
                if column in known
            }
        },
    }
    output = _dataset(package, table.full_name, facets)
    yield _event(package, "START", table.full_name, inputs, [])
    yield _event(package, "COMPLETE", table.full_name, inputs, [output])


def _event(
    package: Package,
    state: str,
    job: str,
    inputs: list[dict[str, Any]],
    outputs: list[dict[str, Any]],
) -> dict[str, Any]:
    run: dict[str, Any] = {"runId": _run_id(package, job)}
    if job != _RELEASE:
        parent = {"run": {"runId": _run_id(package, _RELEASE)}, "job": _job(package, _RELEASE)}
        run["facets"] = {"parent": {**_base(package, "parent"), **parent}}
    return {
        "eventType": state,
        "eventTime": f"{package.release.issued}T00:00:00+07:00",
        "run": run,
        "job": _job(package, job),
        "inputs": inputs,
        "outputs": outputs,
        "producer": package.terms.base_uri,
        "schemaURL": _EVENT,
    }


def _job(package: Package, name: str) -> dict[str, str]:
    return {"namespace": package.terms.base_uri, "name": name}


def _dataset(package: Package, name: str, facets: Mapping[str, Any]) -> dict[str, Any]:
    whole = {key: {**_base(package, key), **facet} for key, facet in facets.items()}
    return {"namespace": package.terms.base_uri, "name": name, "facets": whole}


def _input_field(package: Package, name: str) -> dict[str, Any]:
    table, _, column = name.rpartition(".")
    return {"namespace": package.terms.base_uri, "name": table, "field": column}


def _base(package: Package, facet: str) -> dict[str, str]:
    version, _, name = _FACETS[facet].partition("/")
    schema = f"{_SPEC}/facets/{version}/{name}.json#/$defs/{name}"
    return {"_producer": package.terms.base_uri, "_schemaURL": schema}


def _run_id(package: Package, job: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{package.uri}#{job}"))
