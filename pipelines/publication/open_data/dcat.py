"""DCAT-AP 3 (https://semiceu.github.io/DCAT-AP/releases/3.0.0/): what portals harvest.

Here belong the catalogue of one release and that of all of them as JSON-LD, and the same graph as
Turtle. Every node has an address of its own, so that both are the same whenever they are written.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pipelines.frameworks.framework import Name
from pipelines.publication.open_data.package import CSV, KEYWORDS, PARQUET, DataFile, Package

_EU: Final = "http://publications.europa.eu/resource/authority"
_LANGUAGES: Final = (f"{_EU}/language/VIE", f"{_EU}/language/ENG")
_THEMES: Final = {
    f"{_EU}/data-theme/GOVE": Name("Chính phủ và khu vực công", "Government and public sector"),
    f"{_EU}/data-theme/TECH": Name("Khoa học và công nghệ", "Science and technology"),
}
_STANDARDS: Final = (
    "https://datapackage.org/standard/data-package/",
    "https://www.w3.org/TR/tabular-metadata/",
)
_ACCESS: Final = f"{_EU}/access-right/PUBLIC"
_MEDIA_TYPES: Final = "http://www.iana.org/assignments/media-types"
_FORMATS: Final = {CSV: f"{_EU}/file-type/CSV", PARQUET: f"{_EU}/file-type/PARQUET"}
_CATALOGUE: Final = Name("Dữ liệu mở: ", "Open data: ")
_RIGHTS: Final = Name(
    "Điều 18 Nghị định 47/2020/NĐ-CP: tự do sử dụng, phải trích dẫn, không bán nguyên trạng.",
    "Article 18 of Decree 47/2020/NĐ-CP: free to use, to be cited, not to be sold as it is.",
)
_CONTEXT: Final[Mapping[str, Any]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def dcat_json(package: Package) -> dict[str, Any]:
    """The catalogue: a series of releases, this one as a dataset, a distribution for each file."""
    return {
        "@context": dict(_CONTEXT),
        "@graph": [
            *_catalogue(package),
            _dataset(package),
            *_people_and_terms(package),
            *_vocabulary(package),
            *(node for file in package.files for node in _distribution(package, file)),
        ],
    }


def whole_catalogue(documents: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One catalogue of several releases: what portals harvest from the site.

    `documents` are the catalogues of single releases, the latest last: what several of them tell,
    such as the licence, is told as the latest does.
    """
    nodes: dict[tuple[str, str], dict[str, Any]] = {}
    for document in documents:
        for node in document["@graph"]:
            key = node["@id"], node["@type"]
            known = nodes.get(key)
            is_catalogue = node["@type"] == "dcat:Catalog"
            nodes[key] = _joined(known, node) if known and is_catalogue else dict(node)
    return {"@context": dict(_CONTEXT), "@graph": list(nodes.values())}


def _joined(catalogue: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """The later of two catalogues, with the datasets of both."""
    before = catalogue["dcat:dataset"]
    datasets = before if isinstance(before, list) else [before]
    return {
        **later,
        "dct:issued": catalogue["dct:issued"],
        "dcat:dataset": [*datasets, later["dcat:dataset"]],
    }


def dcat_turtle(document: Mapping[str, Any]) -> str:
    """The graph of a catalogue as Turtle."""
    prefixes = [f"@prefix {name}: <{address}> ." for name, address in document["@context"].items()]
    nodes = [_turtle(node) for node in document["@graph"]]
    return "\n".join((*prefixes, "", "\n\n".join(nodes))) + "\n"


def _turtle(node: Mapping[str, Any]) -> str:
    """One node: all its values are addresses or literals, none is a node of its own."""
    statements = [f"a {node['@type']}"]
    for predicate, values in node.items():
        if not predicate.startswith("@"):
            every = values if isinstance(values, list) else [values]
            statements.append(f"{predicate} " + ",\n        ".join(_term(value) for value in every))
    return f"<{node['@id']}>\n    " + " ;\n    ".join(statements) + " ."


def _term(value: str | Mapping[str, str]) -> str:
    # JSON escapes in a string what Turtle does, in the same way.
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if "@id" in value:
        return f"<{value['@id']}>"
    literal = json.dumps(value["@value"], ensure_ascii=False)
    if "@language" in value:
        return f"{literal}@{value['@language']}"
    return f"{literal}^^{value['@type']}"


def _catalogue(package: Package) -> list[dict[str, Any]]:
    terms, day = package.terms, _day(package.release.issued)
    shared = {
        "dct:title": _both(_CATALOGUE, terms.title),
        "dct:description": _both(_CATALOGUE, terms.title),
        "dct:publisher": _id(_publisher(package)),
    }
    series = f"{terms.base_uri}#series"
    return [
        {
            "@id": f"{terms.base_uri}#catalogue",
            "@type": "dcat:Catalog",
            **shared,
            "dct:language": _ids(_LANGUAGES),
            "dct:license": _id(terms.licence_url),
            "dct:spatial": _ids(terms.spatial),
            "dct:issued": day,
            "dct:modified": day,
            "dcat:themeTaxonomy": _id(f"{_EU}/data-theme"),
            "foaf:homepage": _id(terms.homepage),
            "dcat:dataset": _id(package.uri),
        },
        {
            "@id": series,
            "@type": "dcat:DatasetSeries",
            **shared,
            "dcat:contactPoint": _id(_contact(package)),
        },
    ]


def _people_and_terms(package: Package) -> list[dict[str, Any]]:
    terms, rounds = package.terms, package.rounds
    return [
        {
            "@id": f"{package.uri}#period",
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(min(entry.starts_on for entry in rounds)),
            "dcat:endDate": _day(max(entry.ends_on for entry in rounds)),
        },
        {
            "@id": _publisher(package),
            "@type": "foaf:Agent",
            "foaf:name": _both(terms.publisher),
            "foaf:homepage": _id(terms.homepage),
        },
        {
            "@id": _contact(package),
            "@type": "vcard:Organization",
            "vcard:fn": _both(terms.contact),
            "vcard:hasEmail": _id(f"mailto:{terms.email}"),
        },
        {
            "@id": terms.licence_url,
            "@type": "dct:LicenseDocument",
            "dct:title": _both(terms.licence),
            "dct:identifier": terms.licence_id,
        },
        {
            "@id": f"{package.uri}/LICENSE.txt",
            "@type": "dct:RightsStatement",
            "rdfs:label": _both(_RIGHTS),
        },
    ]


def _vocabulary(package: Package) -> list[dict[str, Any]]:
    """What the terms of public vocabularies are, for whoever reads this file alone."""
    media_types = {file.media_type.partition(";")[0] for file in package.files}
    classes = {
        "dct:LinguisticSystem": _LANGUAGES,
        "dct:Location": package.terms.spatial,
        "dct:RightsStatement": (_ACCESS,),
        "dct:Standard": _STANDARDS,
        "foaf:Document": (package.terms.homepage, *_pages(package)),
        "dct:MediaTypeOrExtent": tuple(_FORMATS.values()),
        "dct:MediaType": tuple(
            sorted(f"{_MEDIA_TYPES}/{media_type}" for media_type in media_types)
        ),
    }
    themes = [
        {"@id": address, "@type": "skos:Concept", "skos:prefLabel": _both(name)}
        for address, name in _THEMES.items()
    ]
    return themes + [
        {"@id": address, "@type": class_}
        for class_, addresses in classes.items()
        for address in addresses
    ]


def _dataset(package: Package) -> dict[str, Any]:
    terms, release, uri = package.terms, package.release, package.uri
    status = "Completed" if release.is_final else "UnderDevelopment"
    return {
        "@id": uri,
        "@type": "dcat:Dataset",
        "dct:identifier": uri,
        "dct:title": _both(package.title),
        "dct:description": _both(package.description),
        "dct:publisher": _id(_publisher(package)),
        "dct:creator": _id(_publisher(package)),
        "dcat:contactPoint": _id(_contact(package)),
        "dcat:theme": _ids(tuple(_THEMES)),
        "dcat:keyword": [
            {"@value": word, "@language": language}
            for language, words in KEYWORDS.items()
            for word in words
        ],
        "dct:language": _ids(_LANGUAGES),
        "dct:spatial": _ids(terms.spatial),
        "dct:temporal": _id(f"{uri}#period"),
        "dct:accessRights": _id(_ACCESS),
        "dct:issued": _day(release.issued),
        "dct:modified": _day(release.issued),
        "dcat:version": release.id,
        "dcat:inSeries": _id(f"{terms.base_uri}#series"),
        "adms:status": _id(f"http://purl.org/adms/status/{status}"),
        "dcat:landingPage": _id(terms.homepage),
        "foaf:page": _ids(_pages(package)),
        "dct:conformsTo": _ids(_STANDARDS),
        "dcat:distribution": [_id(f"{uri}/{file.name}") for file in package.files],
    }


def _distribution(package: Package, file: DataFile) -> list[dict[str, Any]]:
    address = f"{package.uri}/{file.name}"
    words = {table.full_name: package.title_of(table) for table in package.tables}
    title = words.get(file.table or "", package.title)
    form = {CSV: "CSV", PARQUET: "Parquet"}.get(file.media_type, "SDMX-CSV 2.0")
    media_type = file.media_type.partition(";")[0]
    media = media_type if media_type in _FORMATS else CSV
    return [
        {
            "@id": address,
            "@type": "dcat:Distribution",
            "dct:title": _both(Name(f"{title.vi} ({form})", f"{title.en} ({form})")),
            "dct:description": _both(
                Name(f"{title.vi}: {file.name}, {form}", f"{title.en}: {file.name}, {form}")
            ),
            "dcat:accessURL": _id(address),
            "dcat:downloadURL": _id(address),
            "dcat:mediaType": _id(f"{_MEDIA_TYPES}/{media_type}"),
            "dct:format": _id(_FORMATS[media]),
            "dct:license": _id(package.terms.licence_url),
            "dct:rights": _id(f"{package.uri}/LICENSE.txt"),
            "dct:language": _ids(_LANGUAGES),
            "dct:issued": _day(package.release.issued),
            "dct:modified": _day(package.release.issued),
            "dcatap:availability": _id(f"{_EU}/planned-availability/STABLE"),
            "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
            "spdx:checksum": _id(f"{address}#sha256"),
        },
        {
            "@id": f"{address}#sha256",
            "@type": "spdx:Checksum",
            "spdx:algorithm": _id("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    ]


def _pages(package: Package) -> tuple[str, ...]:
    return f"{package.uri}/README.md", f"{package.uri}/codebook.md"


def _publisher(package: Package) -> str:
    return f"{package.terms.base_uri}#publisher"


def _contact(package: Package) -> str:
    return f"{package.terms.base_uri}#contact"


def _both(*names: Name) -> list[dict[str, str]]:
    return [
        {"@value": "".join(name.vi for name in names), "@language": "vi"},
        {"@value": "".join(name.en for name in names), "@language": "en"},
    ]


def _id(address: str) -> dict[str, str]:
    return {"@id": address}


def _ids(addresses: tuple[str, ...]) -> list[dict[str, str]]:
    return [_id(address) for address in addresses]


def _day(day: object) -> dict[str, str]:
    return {"@value": str(day), "@type": "xsd:date"}
