"""Data Package v2 (https://datapackage.org/standard/data-package/): `datapackage.json`.

Here belongs that document: each CSV file with the schema of its table. The Parquet files hold the
same tables; portals find them in `dcat.ttl`.
"""

from typing import Any, Final

from pipelines.publication.open_data.package import (
    CSV,
    KEYWORDS,
    Column,
    Package,
    Table,
    foreign_keys,
    has_required_key,
    kind,
    meaning,
    without_empty,
)

_KINDS: Final = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "DECIMAL": "number",
}


def data_package(package: Package) -> dict[str, Any]:
    """The package, its licence, sources and contributors, and one resource for each table."""
    terms, release = package.terms, package.release
    return without_empty(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": f"dti-{release.id}".lower(),
            "id": package.uri,
            "title": f"{package.title.vi} | {package.title.en}",
            "description": f"{package.description.vi}\n\n{package.description.en}",
            "homepage": terms.homepage,
            "version": release.id,
            "created": f"{release.issued}T00:00:00+07:00",
            "keywords": [word for words in KEYWORDS.values() for word in words],
            "licenses": [
                {"name": terms.licence_id, "path": terms.licence_url, "title": terms.licence.en}
            ],
            "sources": [{"title": title} for title in package.sources],
            "contributors": [
                {
                    "title": f"{terms.publisher.vi} | {terms.publisher.en}",
                    "path": terms.homepage,
                    "roles": ["publisher"],
                },
                {
                    "title": f"{terms.contact.vi} | {terms.contact.en}",
                    "email": terms.email,
                    "roles": ["contact"],
                },
            ],
            "resources": [_resource(package, table) for table in package.tables],
        }
    )


def _resource(package: Package, table: Table) -> dict[str, Any]:
    file = package.file_of(table, CSV)
    title = package.title_of(table)
    return {
        "name": table.full_name,
        "type": "table",
        "path": file.name,
        "title": f"{title.vi} | {title.en}",
        "format": "csv",
        "mediatype": CSV,
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": _schema(table, package.tables),
    }


def _schema(table: Table, tables: tuple[Table, ...]) -> dict[str, Any]:
    # A key with a column that may be empty is unique all the same, but no primary key.
    key = {"primaryKey": [*table.key]} if has_required_key(table) else {}
    return without_empty(
        {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            **(key or {"uniqueKeys": [[*table.key]]}),
            "foreignKeys": [
                {"fields": [*columns], "reference": {"resource": name, "fields": [*columns]}}
                for columns, name in foreign_keys(table, tables)
            ],
        }
    )


def _field(column: Column) -> dict[str, Any]:
    constraints = without_empty(
        {"required": not column.nullable or None, "enum": [*column.allowed]}
    )
    return without_empty(
        {
            "name": column.name,
            "type": kind(column, _KINDS),
            "title": column.vi,
            "description": meaning(column),
            "unit": column.unit,
            "constraints": constraints,
        }
    )
