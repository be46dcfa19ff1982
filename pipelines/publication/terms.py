"""Who publishes, under which terms and addresses: `seeds/publication.yaml`.

Here belongs reading it. What is written with it is in `open_data/`.
"""

from dataclasses import dataclass
from typing import Final

from pipelines.frameworks.framework import Name
from pipelines.seed_reader import DRAFT, EXPECTED, NAME, Schema, SeedReader, keys

_ADDRESS: Final = r"https?://[^\s<>\"{}|\\^`]+"


def _like(pattern: str, vi: str, en: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$", EXPECTED: [vi, en]}


TERMS_SCHEMA: Final[Schema] = {
    "$schema": DRAFT,
    "title": "Ai công bố, theo điều kiện nào / Who publishes, under which terms (publication.yaml)",
    **keys(
        {
            "publisher": keys(
                {
                    "name": NAME,
                    "homepage": _like(
                        _ADDRESS,
                        "địa chỉ bắt đầu bằng https://",
                        "an address that begins with https://",
                    ),
                    "sdmx_agency": _like(
                        "[A-Z][A-Z0-9_]*", "chữ hoa, chữ số và _", "capital letters, digits and _"
                    ),
                }
            ),
            "contact": keys(
                {
                    "name": NAME,
                    "email": _like(
                        r"[\w.+-]+@[\w.-]+",
                        "thư điện tử của một cơ quan",
                        "the e-mail address of an office",
                    ),
                }
            ),
            "base_uri": _like(
                rf"{_ADDRESS}(?<!/)",
                "địa chỉ không có / ở cuối",
                "an address without / at its end",
            ),
            "title": NAME,
            "spatial": {
                "type": "array",
                "items": _like(_ADDRESS, "một địa chỉ", "an address"),
                EXPECTED: ["danh sách địa chỉ", "a list of addresses"],
            },
            "licence": keys(
                {
                    "id": _like(
                        r"[A-Za-z0-9.\-]+",
                        "tên ngắn như CC-BY-4.0",
                        "a short name such as CC-BY-4.0",
                    ),
                    "name": NAME,
                    "url": _like(_ADDRESS, "địa chỉ văn bản giấy phép", "the address of its text"),
                }
            ),
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The publisher, its contact office, the licence, and the address of the releases."""

    title: Name
    publisher: Name
    homepage: str
    sdmx_agency: str
    contact: Name
    email: str
    base_uri: str
    spatial: tuple[str, ...]
    licence_id: str
    licence: Name
    licence_url: str


def read_terms(text: str, file: str) -> Terms:
    """Read `publication.yaml`. Raises SeedError with every problem, each with its place."""
    reader = SeedReader(text, file, TERMS_SCHEMA)
    reader.finish()
    found = reader.marked.value
    publisher, contact, licence = (found[key] for key in ("publisher", "contact", "licence"))
    return Terms(
        title=Name(**found["title"]),
        publisher=Name(**publisher["name"]),
        homepage=publisher["homepage"],
        sdmx_agency=publisher["sdmx_agency"],
        contact=Name(**contact["name"]),
        email=contact["email"],
        base_uri=found["base_uri"],
        spatial=tuple(found["spatial"]),
        licence_id=licence["id"],
        licence=Name(**licence["name"]),
        licence_url=licence["url"],
    )
