"""`dti decide` as an officer runs it: the effect, the real run, and back."""

from pathlib import Path

import pytest
from installations import HEADER, Small, dti

LINE = "r1,00001,1.1,points,{value},hoi-dong,verified,,,12/QĐ,Điều 4,Không đủ,05/08/2025\n"
COLUMNS = HEADER.strip() + ",decision,clause,reason,decided_on\n"


def ranks(place: Small) -> list[tuple[object, ...]]:
    return place.query(
        "SELECT entity_code, rank, value FROM rankings.dti WHERE basis = 'final' ORDER BY ALL"
    )


@pytest.fixture
def place(tmp_path: Path) -> Small:
    small = Small(tmp_path, rounds={"r1": None}, status="provisional").write()
    small.submit_clean("r1")
    return small


def test_a_decision_is_tried_taken_and_taken_back(place: Small) -> None:
    file = place.folder / "quyet-dinh.csv"
    file.write_text(COLUMNS + LINE.format(value="2.5"), encoding="utf-8")
    assert dti("assess", "r1", *place.options()).exit_code == 0
    before = ranks(place)

    tried = dti("decide", file, "--dry-run", *place.options())
    assert tried.exit_code == 0, tried.output
    assert "dry run, nothing was stored" in tried.stdout
    assert ranks(place) == before

    taken = dti("decide", file, *place.options())
    assert taken.exit_code == 0, taken.output
    effect = [line for line in tried.stdout.splitlines() if "hạng / rank" in line]
    assert effect == [line for line in taken.stdout.splitlines() if "hạng / rank" in line]
    assert [rank for _, rank, _ in ranks(place)] == [3, 1, 1]
    decided = place.query(
        "SELECT kind, decision_number, clause, reason, decided_on::VARCHAR, self_points, "
        "decided_points, file_name, cell FROM appraisal.decision"
    )
    assert [tuple(map(str, row)) for row in decided] == [
        ("decision", "12/QĐ", "Điều 4", "Không đủ", "2025-08-05", "10.0000000000", "2.5000000000",
         "hoi-dong/quyet-dinh.csv", "E2")
    ]  # fmt: skip

    undo = next(line for line in taken.stdout.splitlines() if "to undo" in line)
    filed = Path(undo.partition("rm ")[2].partition(" && ")[0])
    filed.unlink()
    assert dti("assess", "r1", *place.options()).exit_code == 0
    assert ranks(place) == before


def test_a_file_whose_decisions_are_all_overruled_is_not_filed_and_says_by_which(
    place: Small,
) -> None:
    later = LINE.format(value="2.5").replace("05/08", "20/08").replace("12/QĐ", "20/QĐ")
    place.submit("r1/hoi-dong/lan-2.csv", COLUMNS + later)
    file = place.folder / "quyet-dinh.csv"
    file.write_text(COLUMNS + LINE.format(value="4"), encoding="utf-8")
    refused = dti("decide", file, *place.options())
    assert refused.exit_code == 1
    assert "quyết định 20/QĐ ngày 20/08/2025 (hoi-dong/lan-2.csv) có hiệu lực" in refused.output
    assert "one of a later day stands, not filed" in refused.output


def test_a_file_with_errors_is_not_filed(place: Small) -> None:
    file = place.folder / "quyet-dinh.csv"
    file.write_text(COLUMNS + LINE.format(value="11"), encoding="utf-8")
    refused = dti("decide", file, *place.options())
    assert refused.exit_code == 1
    assert "value_outside_unit" in refused.stdout
    assert not (place.folder / "inbox" / "r1" / "hoi-dong" / "quyet-dinh.csv").exists()
    assert not place.published.exists()
