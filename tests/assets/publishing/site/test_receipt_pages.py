"""The page of a receipt says what the receipt says, for every unit and in both languages."""

import html
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from installations import HEADER, Small, rows
from publishing import publish_rounds

from assets.publishing.round_reading import round_tables
from assets.publishing.site.building import build_draft
from assets.publishing.verify_receipt import verify
from pipelines.notation import LANGUAGES, NOTATIONS
from pipelines.publication.receipt import receipt
from warehouse.reader import open_published

UNITS = ("00001", "00002", "00003", "00004")
HOSTILE = "<script>alert(1)</script> & \"'"
DECISION = (
    HEADER.strip()
    + ",decision,clause,reason,decided_on,appeal\n"
    + "r1,00001,2,points,2.5,hoi-dong,verified,,,12/QĐ,Điều 4,Không <b>đủ</b>,05/08/2025,\n"
    + "r1,00002,1.2,state,zero_by_decision,hoi-dong,verified,,,13/QĐ,Điều 5,Thiếu,06/08/2025,\n"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = Small(tmp_path_factory.mktemp("receipts"), {"r1": None}).write()
    entities = small.folder / "seeds" / "entities.csv"
    entities.write_text(
        entities.read_text(encoding="utf-8") + "00004,commune,Im Lặng,Silent,99,,,\n",
        encoding="utf-8",
    )
    small.submit_clean("r1")
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    given = rows("r1", "00003", a="1.941", b="3.000").replace(",,,,\n", f",,,{quoted},{quoted}\n")
    small.submit("r1/00003_so-lieu.csv", HEADER + given)
    small.submit("r1/hoi-dong/quyet-dinh.csv", DECISION)
    small.seed(
        "corrections.yaml",
        '- {round: r1, entity_code: "00003", indicator_code: "1.1", input: a, expect: "1.941",\n'
        '   value: "1000", reason: Theo công văn 12, by: Sở KHCN, on: 2025-08-05}\n',
    )
    publish_rounds(small.open(), ["r1"])
    build_draft(small.published, small.folder / "site")
    return small


@pytest.fixture(scope="module")
def receipts(place: Small) -> dict[str, dict[str, Any]]:
    with open_published(place.published) as warehouse:
        tables = round_tables(warehouse, "r1")
    return {unit: receipt(tables, unit) for unit in UNITS}


def page(place: Small, language: str, unit: str, folder: str = "receipts") -> str:
    path = place.folder / "site" / language / "r1" / folder / f"{unit}.html"
    return path.read_text(encoding="utf-8")


def words(markup: str) -> str:
    """What a reader sees: no tags, characters as they are."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def section(text: str, code: str) -> str:
    found = re.search(rf'<section class="receipt" id="{code}">.*?</section>', text, re.DOTALL)
    assert found is not None, code
    return words(found[0])


def shown(amount: str, language: str) -> str:
    rounded = f"{Decimal(amount).quantize(Decimal('1e-9')):f}"
    text = rounded.rstrip("0").rstrip(".") if "." in rounded else rounded
    return NOTATIONS[language].number(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_every_fact_of_the_receipt_stands_beside_its_indicator(
    place: Small, receipts: dict[str, dict[str, Any]], unit: str, language: str
) -> None:
    document = receipts[unit]
    text = page(place, language, unit)
    for leaf in document["indicators"]:
        told = section(text, leaf["code"])
        assert leaf[f"name_{language}"] in told
        assert leaf[f"rule_{language}"] in told
        for given in leaf["inputs"]:
            facts = [given["raw_text"], given["file_name"], given["sheet"], given["cell"]]
            facts += [given["file_sha256"][:12], given["evidence"], given["note"]]
            if given["is_decision"]:
                facts += [given["document"], given["clause"], given["reason"]]
            if given["correction"]:
                facts += [given["correction"][key] for key in ("corrected_text", "reason")]
            for fact in facts:
                assert fact is None or " ".join(fact.split()) in told, (leaf["code"], fact)
            assert given["file_sha256"] in text
        if leaf["value"] is not None:
            for amount in (leaf["points"], leaf["evaluated_points"], leaf["value"]):
                assert shown(amount, language) in told, leaf["code"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_up_ends_at_the_rank(
    place: Small, receipts: dict[str, dict[str, Any]], language: str
) -> None:
    for unit, document in receipts.items():
        told = words(page(place, language, unit).split('id="way"')[1])
        steps = [
            shown(group[key], language)
            for group in (*document["groups"], *document["pillars"])
            for key in ("points", "max_points", "value")
        ]
        index = document["index"]
        assert all(step in told for step in steps)
        assert shown(index["value"], language) in told
        assert f"{index['rank']} /{index['entities_ranked']}" in told


def test_a_unit_that_sent_nothing_has_a_receipt_that_says_so(place: Small) -> None:
    text = page(place, "en", "00004")
    assert "No figure was sent." in section(text, "1.1")
    assert "0 / 10 points = 0" in section(text, "1.1")
    assert "The files" not in words(text)


def test_a_decision_is_told_with_its_number_clause_day_and_reason(place: Small) -> None:
    told = section(page(place, "en", "00001"), "2")
    assert "Decision of the council 12/QĐ, Điều 4, 5 August 2025: Không <b>đủ</b>" in told
    assert "zero" in section(page(place, "en", "00002"), "1.2").lower()


def test_untrusted_text_is_escaped(place: Small) -> None:
    for language in LANGUAGES:
        text = page(place, language, "00003")
        assert "<script>alert" not in text
        assert HOSTILE in section(text, "1.1")


def test_the_table_of_a_unit_leads_to_the_section_of_each_indicator(place: Small) -> None:
    text = page(place, "vi", "00003", "units")
    anchors = re.findall(r'href="\.\./receipts/00003\.html#([^"]+)"', text)
    assert anchors == ["1.1", "1.2", "2"]
    assert set(anchors) <= set(re.findall(r' id="([^"]+)"', page(place, "vi", "00003")))


def test_the_verifier_that_the_page_offers_checks_the_receipt(
    place: Small, receipts: dict[str, dict[str, Any]]
) -> None:
    offered = place.folder / "site" / "verify_receipt.py"
    shipped = Path(__file__).parents[4] / "assets" / "publishing" / "verify_receipt.py"
    assert offered.read_bytes() == shipped.read_bytes()
    assert 'href="../../../verify_receipt.py" download' in page(place, "vi", "00001")
    assert verify(receipts["00001"]) == ([], [])


def test_a_page_is_made_again_only_where_its_receipt_changed(place: Small) -> None:
    again = build_draft(place.published, place.folder / "site")
    assert again.made == 0
