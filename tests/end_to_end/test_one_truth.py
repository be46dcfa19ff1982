"""One truth: on every page of a round, a move that is told is the move that the ranking shows."""

import re
from html import unescape
from pathlib import Path

import pytest
from installations import HEADER, Small, dti, rows

TOLD = re.compile(r"(.{1,40}?) (?:rose|fell) \d+ places? \((\d+) → (\d+)\)")
"""As `pipelines/comparison/move_text.py` tells it; whatever page or paper it stands on."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Two rounds: the third unit is late in the first, the second amends late in the second."""
    small = Small(tmp_path_factory.mktemp("small")).write()
    small.submit_clean("r1")
    small.submit(
        "r1/received.csv", "file_name,received_at\n00003_so-lieu.csv,2025-08-02T09:00:00+07:00\n"
    )
    small.submit_clean("r2", p="5")
    small.submit("r2/00002_so-lieu.csv", HEADER + rows("r2", "00002", a="2", p="5"))
    done = dti("assess", "--all", *small.options())
    assert done.exit_code == 0, done.output
    return small


def test_every_page_tells_the_move_that_the_ranking_shows(place: Small) -> None:
    shown = {
        (str(name), before, after)
        for name, before, after in place.query(
            "SELECT entity_name_en, previous_rank, rank FROM rankings.dti "
            "WHERE round = 'r2' AND basis = 'final' AND rank_change <> 0"
        )
    }
    assert shown
    found = {
        (name.strip(), int(before), int(after))
        for page in pages(place.folder / "site" / "en")
        for name, before, after in TOLD.findall(page)
    }
    assert {(before, after) for _, before, after in found} <= {move[1:] for move in shown}
    assert len({move[1:] for move in found}) == len({move[1:] for move in shown})


def test_parts_sum_to_the_change_that_the_ranking_shows(place: Small) -> None:
    assert place.query(
        "SELECT count(*), count(*) FILTER (t.value_change = r.value_change "
        "AND t.rank_change = r.rank_change AND p.value = r.value_change AND p.rank = r.rank_change)"
        " FROM planning.rank_move_total t JOIN rankings.dti r USING (round, entity_code) "
        "JOIN (SELECT round, entity_code, sum(value_part) AS value, sum(rank_part) AS rank "
        "FROM planning.rank_move GROUP BY ALL) p USING (round, entity_code) "
        "WHERE r.basis = 'final'"
    ) == [(3, 3)]


def pages(folder: Path) -> list[str]:
    """The text of every page below a folder, also of those that are added later."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html")))
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for text in texts]
