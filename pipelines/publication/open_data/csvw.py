"""CSV on the Web (https://www.w3.org/TR/tabular-metadata/): `csv-metadata.json`.

Here belongs that document; its name is the one that the standard looks for beside a CSV file.
"""

from typing import Any, Final

from pipelines.publication.open_data.package import (
    CSV,
    Column,
    Package,
    Table,
    foreign_keys,
    has_required_key,
    kind,
    without_empty,
)

_KINDS: Final = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "DECIMAL": "decimal",
}


def csvw(package: Package) -> dict[str, Any]:
    """The group of tables, each with its columns, key, and references to other tables."""
    terms = package.terms
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": f"{package.uri}#tables",
        "dc:title": _both(package.title.vi, package.title.en),
        "dc:description": _both(package.description.vi, package.description.en),
        "dc:license": {"@id": terms.licence_url},
        "dc:publisher": _both(terms.publisher.vi, terms.publisher.en),
        "dc:issued": {"@value": str(package.release.issued), "@type": "xsd:date"},
        "tables": [_table(package, table) for table in package.tables],
    }


def _table(package: Package, table: Table) -> dict[str, Any]:
    title = package.title_of(table)
    key = {"primaryKey": [*table.key]} if has_required_key(table) else {}
    return {
        "url": package.file_of(table, CSV).name,
        "dc:title": _both(title.vi, title.en),
        "tableSchema": without_empty(
            {
                "columns": [_column(column) for column in table.columns],
                **key,
                "foreignKeys": [
                    {
                        "columnReference": [*columns],
                        "reference": {
                            "resource": package.file_of(other, CSV).name,
                            "columnReference": [*columns],
                        },
                    }
                    for columns, name in foreign_keys(table, package.tables)
                    for other in package.tables
                    if other.full_name == name
                ],
            }
        ),
    }


def _column(column: Column) -> dict[str, Any]:
    base = kind(column, _KINDS)
    # What a column may hold is a pattern here: CSVW has no list of values.
    one_of = "|".join(column.allowed)
    return without_empty(
        {
            "name": column.name,
            "titles": column.name,
            "rdfs:label": _both(column.vi, column.en),
            "schema:unitText": column.unit,
            "datatype": {"base": base, "format": one_of} if one_of else base,
            "required": not column.nullable or None,
        }
    )


def _both(vi: str, en: str) -> list[dict[str, str]]:
    return [{"@value": vi, "@language": "vi"}, {"@value": en, "@language": "en"}]
