"""Croissant 1.0 (https://docs.mlcommons.org/croissant/): `croissant.json`, for machine learning.

Here belongs that document: each Parquet file, and a set of records with its fields. It is
schema.org JSON-LD, which search engines for data read too.
"""

from collections.abc import Mapping
from typing import Any, Final

from pipelines.publication.open_data.package import (
    KEYWORDS,
    PARQUET,
    Column,
    Package,
    Table,
    foreign_keys,
    kind,
    meaning,
    without_empty,
)

_KINDS: Final = {
    "VARCHAR": "sc:Text",
    "INTEGER": "sc:Integer",
    "BIGINT": "sc:Integer",
    "BOOLEAN": "sc:Boolean",
    "DATE": "sc:Date",
    "TIMESTAMP": "sc:DateTime",
    "DECIMAL": "sc:Float",
}
_OWN_WORDS: Final = (
    "citeAs", "column", "extract", "field", "fileObject", "fileProperty", "fileSet", "format",
    "equivalentProperty", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField",
    "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator",
    "source", "subField", "transform",
)  # fmt: skip
_CONTEXT: Final[Mapping[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{word: f"cr:{word}" for word in _OWN_WORDS},
}


def croissant(package: Package) -> dict[str, Any]:
    """The dataset, its files, and the records of each table."""
    terms, release = package.terms, package.release
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "@id": package.uri,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": f"dti-{release.id}",
        "alternateName": [package.title.vi, package.title.en],
        "description": f"{package.description.vi} {package.description.en}",
        "url": package.uri,
        "license": terms.licence_url,
        "version": "1.0.0",
        "datePublished": str(release.issued),
        "inLanguage": ["vi", "en"],
        "isAccessibleForFree": True,
        "keywords": [word for words in KEYWORDS.values() for word in words],
        "creator": _organisation(package),
        "publisher": _organisation(package),
        "citeAs": f"{terms.publisher.en}: {package.title.en}, {release.issued}. {package.uri}",
        "distribution": [_file(package, table) for table in package.tables],
        "recordSet": [_records(package, table) for table in package.tables],
    }


def _organisation(package: Package) -> dict[str, Any]:
    terms = package.terms
    return {
        "@type": "sc:Organization",
        "@id": f"{terms.base_uri}#publisher",
        "name": f"{terms.publisher.vi} | {terms.publisher.en}",
        "url": terms.homepage,
        "email": terms.email,
    }


def _file(package: Package, table: Table) -> dict[str, Any]:
    file = package.file_of(table, PARQUET)
    title = package.title_of(table)
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "description": f"{title.vi} | {title.en}",
        "contentUrl": f"{package.uri}/{file.name}",
        "contentSize": f"{file.size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _records(package: Package, table: Table) -> dict[str, Any]:
    title = package.title_of(table)
    refers = {
        columns[0]: f"{name}/{columns[0]}"
        for columns, name in foreign_keys(table, package.tables)
        if len(columns) == 1
    }
    return {
        "@type": "cr:RecordSet",
        "@id": table.full_name,
        "name": table.full_name,
        "description": f"{title.vi} | {title.en}",
        "key": [{"@id": f"{table.full_name}/{column}"} for column in table.key],
        "field": [_field(package, table, column, refers) for column in table.columns],
    }


def _field(
    package: Package, table: Table, column: Column, refers: Mapping[str, str]
) -> dict[str, Any]:
    name = f"{table.full_name}/{column.name}"
    referred = {"field": {"@id": refers[column.name]}} if column.name in refers else None
    return without_empty(
        {
            "@type": "cr:Field",
            "@id": name,
            "name": name,
            "description": meaning(column),
            "dataType": kind(column, _KINDS),
            "source": {
                "fileObject": {"@id": package.file_of(table, PARQUET).name},
                "extract": {"column": column.name},
            },
            "references": referred,
        }
    )
