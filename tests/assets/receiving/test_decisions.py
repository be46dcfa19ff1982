"""A file of decisions is weighed before it is taken, and comes to what was told."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from installations import HEADER, Small

from assets.commands.decide import effect_lines
from assets.installation.installation import Installation
from assets.receiving.decisions import (
    NotDecided,
    file_decisions,
    round_of,
    weigh_decisions,
)
from assets.stages import STAGES
from assets.stages.run_state import begin_run
from warehouse.contract import TABLE_BY_NAME

DECIDED = HEADER.strip() + ",decision,clause,reason,decided_on,appeal\n"


def decision(unit: str, code: str, value: str, name: str = "points", round_id: str = "r1") -> str:
    return (
        f"{round_id},{unit},{code},{name},{value},hoi-dong,verified,,,"
        "12/QĐ,Điều 4,Không đủ,05/08/2025,\n"
    )


def place(folder: Path) -> tuple[Small, Installation]:
    small = Small(folder).write()
    small.submit_clean("r1")
    return small, small.open()


def sent(folder: Path, *lines: str, name: str = "quyet-dinh.csv") -> Path:
    path = folder / "outside" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(DECIDED + "".join(lines), encoding="utf-8")
    return path


def real_ranks(of: Installation) -> dict[str, tuple[Decimal, int]]:
    """Value and rank of every unit as a run makes and stores them."""
    with begin_run(of, "real", ["r1"]) as run:
        for stage in STAGES[: [stage.name for stage in STAGES].index("rank_rounds") + 1]:
            run.perform(stage)
        with run.warehouse() as warehouse:
            ranked = warehouse.rows(TABLE_BY_NAME["rankings.dti"])
    final = ranked.filter(pl.col("basis") == "final")
    return {
        unit: (value, rank)
        for unit, value, rank in final.select("entity_code", "value", "rank").iter_rows()
    }


def test_the_effect_says_what_changes_and_who_moves(tmp_path: Path) -> None:
    _, of = place(tmp_path)
    weighed = weigh_decisions(of, sent(tmp_path, decision("00001", "1.1", "2.5")), "r1")
    # 1.1 was 2/2 of 10 points; 24 of 25 points become 16.5, below the 19 of the two others.
    assert weighed.effect.figures.select(
        "entity_code", "indicator_code", "points_change"
    ).rows() == [("00001", "1.1", Decimal("-7.5"))]
    moves = weighed.effect.moves.select("entity_code", "rank_before", "rank_after", "places").rows()
    assert moves == [("00002", 2, 1, 1), ("00003", 2, 1, 1), ("00001", 1, 3, -2)]
    text = "\n".join(effect_lines(of, weighed))
    assert "10.00 → 2.50 điểm / points (−7.50): Không đủ" in text
    assert "hạng / rank 1 → 3 (−2)  00001 Hòa Bình  0.9600 → 0.6600" in text


def test_a_decision_of_an_earlier_day_is_told_which_one_stands(tmp_path: Path) -> None:
    small, of = place(tmp_path)
    later = decision("00001", "1.1", "2.5").replace("12/QĐ", "20/QĐ").replace("05/08", "20/08")
    small.submit("r1/hoi-dong/lan-2.csv", DECIDED + later)
    file = sent(tmp_path, decision("00001", "1.1", "4"), decision("00002", "2", "1"))
    weighed = weigh_decisions(of, file, "r1")
    assert weighed.decisions.select("entity_code", "indicator_code").rows() == [("00002", "2")]
    text = "\n".join(effect_lines(of, weighed))
    assert (
        "00001 Hòa Bình  1.1  quyết định 20/QĐ ngày 20/08/2025 (hoi-dong/lan-2.csv) có hiệu lực vì "
        "ngày muộn hơn 05/08/2025"
    ) in text
    assert "decision 20/QĐ of 20 August 2025 (hoi-dong/lan-2.csv) stands" in text
    small.submit("r1/hoi-dong/lan-2.csv", DECIDED + later.replace("20/08", "01/08"))
    assert weigh_decisions(of, file, "r1").overruled.is_empty()


def test_zero_by_decision_stays_distinct_in_the_effect(tmp_path: Path) -> None:
    _, of = place(tmp_path)
    file = sent(tmp_path, decision("00001", "1.1", "zero_by_decision", "state"))
    (row,) = weigh_decisions(of, file, "r1").effect.figures.to_dicts()
    assert (row["state_before"], row["state_after"], row["points_after"]) == (
        "reported", "zero_by_decision", Decimal(0),
    )  # fmt: skip


def test_weighing_stores_nothing(tmp_path: Path) -> None:
    _, of = place(tmp_path)
    file = sent(tmp_path, decision("00001", "1.1", "2.5"))
    before = sorted(tmp_path.rglob("*"))
    weigh_decisions(of, file, "r1")
    assert sorted(tmp_path.rglob("*")) == before


UNITS = st.sampled_from(["00001", "00002", "00003"])
DECISIONS = st.dictionaries(
    st.tuples(UNITS, st.sampled_from([("1.1", 10), ("1.2", 10), ("2", 5)])),
    st.one_of(st.none(), st.integers(0, 20)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=8, deadline=None)
@given(decided=DECISIONS)
def test_a_dry_run_equals_the_real_run(
    tmp_path_factory: pytest.TempPathFactory, decided: dict[tuple[str, tuple[str, int]], int | None]
) -> None:
    folder = tmp_path_factory.mktemp("decided")
    _, of = place(folder)
    lines = [
        decision(unit, code, "zero_by_decision", "state")
        if twentieths is None
        else decision(unit, code, str(Decimal(most * twentieths) / 20))
        for (unit, (code, most)), twentieths in decided.items()
    ]
    before = real_ranks(of)
    file = sent(folder, *lines)
    told = {
        row["entity_code"]: (
            (row["value_before"], row["rank_before"]),
            (row["value_after"], row["rank_after"]),
        )
        for row in weigh_decisions(of, file, "r1").effect.moves.iter_rows(named=True)
    }
    filed = file_decisions(of, file, "r1")
    after = real_ranks(of)
    assert told == {
        unit: (before[unit], after[unit]) for unit in before if before[unit] != after[unit]
    }
    filed.unlink()
    assert real_ranks(of) == before


def test_a_file_is_never_filed_over_another(tmp_path: Path) -> None:
    small, of = place(tmp_path)
    file = sent(tmp_path, decision("00001", "1.1", "2.5"))
    there = small.submit("r1/hoi-dong/quyet-dinh.csv", "other")
    for act in (weigh_decisions, file_decisions):
        with pytest.raises(NotDecided, match="another file"):
            act(of, file, "r1")
    assert there.read_text() == "other"
    there.write_bytes(file.read_bytes())
    with pytest.raises(NotDecided, match="filed already"):
        weigh_decisions(of, file, "r1")


def test_the_council_declares_nothing_for_a_unit(tmp_path: Path) -> None:
    _, of = place(tmp_path)
    declared = decision("00001", "1.1", "2.5").replace("verified", "declared")
    weighed = weigh_decisions(of, sent(tmp_path, declared), "r1")
    told = [(one["rule"], one["cell"]) for one in weighed.answer.findings if one["cell"]]
    assert told == [("not_entitled", "E2")]
    assert weighed.answer.errors == 1
    assert weighed.decisions.is_empty()
    assert weighed.effect.figures.is_empty()


def test_the_round_is_the_one_that_the_rows_name(tmp_path: Path) -> None:
    _, of = place(tmp_path)
    assert round_of(of, sent(tmp_path, decision("00001", "2", "1", round_id="r2"))) == "r2"
    both = sent(tmp_path, decision("00001", "2", "1"), decision("00001", "2", "1", round_id="r2"))
    with pytest.raises(NotDecided, match=r"found r1, r2\); say --round"):
        round_of(of, both)


def test_what_is_wrong_in_the_file_is_told_at_its_cell(tmp_path: Path) -> None:
    _, of = place(tmp_path)
    weighed = weigh_decisions(of, sent(tmp_path, decision("00001", "1.1", "11")), "r1")
    assert weighed.answer.errors == 1
    assert weighed.answer.findings[0]["cell"] == "E2"
    assert weighed.decisions.is_empty()
    assert weighed.effect.moves.is_empty()
