"""`dti status`: who sent, what stands open, what comes next, at every point of a round's course."""

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from installations import ENTITIES, HEADER, ROUND, Small, dti, rows
from publishing import publish_rounds

from assets.publishing.issuing import write_life_cycle

SIGNED = ("--by", "Nguyễn An", "--reason", "Theo kế hoạch")
APPEAL = "round,entity_code,indicator_code,requested,appeal,reason,filed_on\n"
IN_TIME = "file_name,received_at\n"


def status(place: Small, *words: str) -> str:
    done = dti("status", *words, *place.options())
    assert done.exit_code == 0, done.output
    return done.output


def facts(place: Small, round_id: str = "r1") -> dict[str, Any]:
    (found,) = json.loads(status(place, round_id, "--format", "json"))
    return found


def names(found: dict[str, Any], what: str) -> list[str]:
    return [one["name_vi"] for one in found["senders"] if one[what]]


def commands(found: dict[str, Any]) -> list[str]:
    return [step["command"] for step in found["next"]]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """One unit in time, then amended; one late with a wrong figure; one silent whose file was kept
    out; an appeal that waits."""
    place = Small(tmp_path_factory.mktemp("drafted"), status="provisional", release="by_hand")
    place.write()
    place.submit("r1/00001_so-lieu.csv", HEADER + rows("r1", "00001"))
    place.submit("r1/00001_lan-2.csv", HEADER + rows("r1", "00001", a="2"))
    place.submit("r1/00002_so-lieu.csv", HEADER + rows("r1", "00002", a="9"))
    place.submit("r1/00003_so-lieu.csv", "STT,x\n1,2\n")
    place.submit("r1/00001_phuc-tra.csv", APPEAL + "r1,00001,2,5,7/ĐN,Đủ,12/08/2025\n")
    day = "2025-07-{}T09:00:00+07:00\n"
    register = (
        IN_TIME
        + f"00001_so-lieu.csv,{day.format('01')}"
        + f"00001_lan-2.csv,{day.format('02')}"
        + f"00003_so-lieu.csv,{day.format('03')}"
        + "00002_so-lieu.csv,2025-08-05T09:00:00+07:00\n"
    )
    place.submit("r1/received.csv", register)
    publish_rounds(place.open(), ["r1"])
    return place


def test_before_anything_was_assessed_units_are_expected_and_forms_come_next(
    tmp_path: Path,
) -> None:
    place = Small(tmp_path, {"r1": None}).write()
    text = status(place, "r1")
    assert "never assessed, so who sent is not known yet" in text
    assert "units expected (3): Hòa Bình (00001), Đông Hải (00002), Suối Cát (00003)" in text
    assert commands(facts(place)) == ["dti template r1 --all bieu-mau"]
    assert facts(place)["units_with_figures"] is None
    place.submit("00001_so-lieu.csv", HEADER + rows("r1", "00001"))
    found = facts(place)
    assert (found["files_arrived"], commands(found)) == (["00001_so-lieu.csv"], ["dti assess r1"])
    assert not place.published.exists()


def test_everybody_is_named_by_what_they_sent(drafted: Small) -> None:
    found = facts(drafted)
    assert names(found, "is_silent") == ["Suối Cát"]
    assert names(found, "is_late") == ["Đông Hải"]
    assert names(found, "is_amended") == ["Hòa Bình"]
    assert [
        (one["name_vi"], one["file_name"], one["errors"], one["is_kept_out"])
        for one in found["faulty_files"]
    ] == [
        ("Đông Hải", "00002_so-lieu.csv", 1, False),
        ("Suối Cát", "00003_so-lieu.csv", 1, True),
    ]
    assert (found["units_with_figures"], found["units_expected"], found["errors_open"]) == (2, 3, 2)
    (appeal,) = found["appeals_undecided"]
    assert (appeal["entity_name"], appeal["indicator_code"], appeal["appeal_number"]) == (
        "Hòa Bình", "2", "7/ĐN",
    )  # fmt: skip
    text = status(drafted, "r1")
    for line in (
        "có số liệu / with figures, 2/3: Hòa Bình (00001), Đông Hải (00002)",
        "chưa gửi / silent (1): Suối Cát (00003)",
        "gửi muộn / late (1): Đông Hải (00002)",
        "gửi lại / amended (1): Hòa Bình (00001)",
        "Suối Cát (00003): 00003_so-lieu.csv, 1 lỗi / errors, bị giữ lại / kept out",
        "Hòa Bình (00001) 2, 7/ĐN",
    ):
        assert line in text


def test_what_stands_open_is_what_publishing_objects_to(drafted: Small) -> None:
    refused = dti("publish", "r1", "--as", "provisional", *SIGNED, *drafted.options())
    assert refused.exit_code == 1, refused.output
    found = facts(drafted)
    for one in found["faulty_files"]:
        assert f"{one['file_name']}: {one['errors']} errors stand open" in refused.output
    silent = [f"{one['name_en']} ({one['code']})" for one in found["senders"] if one["is_silent"]]
    assert f"units that sent nothing: {', '.join(silent)}" in refused.output
    assert refused.output.count("places at stake") == found["claims_with_a_place_at_stake"]


def test_what_comes_next_is_in_the_order_of_the_round(drafted: Small, tmp_path: Path) -> None:
    place = drafted.copied(tmp_path)
    assert commands(facts(place)) == [
        "dti assess r1",
        "dti template r1 --all bieu-mau",
        "dti decide r1 --template -o quyet-dinh.xlsx",
        'dti publish r1 --as provisional --by "…" --reason "…" --despite "…"',
    ]
    place.submit("r1/00003_lan-2.csv", HEADER + rows("r1", "00003"))
    found = facts(place)
    assert found["files_arrived"] == ["00003_lan-2.csv"]
    assert found["next"][0]["en"] == "assess again, files arrived"


def test_nothing_is_written(drafted: Small, tmp_path: Path) -> None:
    place = drafted.copied(tmp_path)
    before = contents(place.folder)
    status(place)
    status(place, "r1")
    status(place, "r1", "--format", "json")
    assert contents(place.folder) == before


def test_every_round_has_a_line_with_its_next_step(drafted: Small) -> None:
    *_, first, second = status(drafted).splitlines()
    assert first.split("  ")[0] == "r1"
    assert ("dự thảo / draft" in first, "2/3" in first) == (True, True)
    assert first.endswith("dti assess r1")
    assert ("?/3" in second, second.endswith("dti template r2 --all bieu-mau")) == (True, True)


def test_a_closed_round_has_nothing_left_to_do_until_something_comes(
    drafted: Small, tmp_path: Path
) -> None:
    place = drafted.copied(tmp_path)
    words = ("--despite", "Hội đồng đã xem")
    done = dti("publish", "r1", "--as", "final", *SIGNED, *words, *place.options())
    assert done.exit_code == 0, done.output
    found = facts(place)
    assert (found["stage"], found["release"], found["issued_by"], commands(found)) == (
        "closed", "r1.1", "Nguyễn An", [],
    )  # fmt: skip
    assert not found["differs_from_release"]
    assert Path(found["release_folder"]).is_dir()
    assert "nothing to do" in status(place, "r1")
    place.submit("r1/00003_lan-2.csv", HEADER + rows("r1", "00003"))
    assert commands(facts(place)) == ["dti assess r1"]
    publish_rounds(place.open(), ["r1"])
    write_life_cycle(place.open())
    found = facts(place)
    assert found["files_after_closing"] == ["00003_lan-2.csv"]
    (command,) = commands(found)
    assert command.startswith("dti reopen r1 ")
    decision = ("--decision", "12/QĐ", "--decided-on", "2026-03-02")
    done = dti("reopen", "r1", *SIGNED, *decision, *place.options())
    assert done.exit_code == 0, done.output
    found = facts(place)
    assert (found["stage"], commands(found)[0]) == ("draft", "dti assess r1")
    assert "đã mở lại / reopened:" in status(place, "r1")


def test_the_stage_is_known_from_the_log_when_the_warehouse_is_gone(
    drafted: Small, tmp_path: Path
) -> None:
    place = drafted.copied(tmp_path)
    words = ("--despite", "Gấp")
    assert dti("publish", "r1", "--as", "final", *SIGNED, *words, *place.options()).exit_code == 0
    place.published.unlink()
    found = facts(place)
    assert (found["stage"], found["release"], found["is_assessed"]) == ("closed", "r1.1", False)


def test_any_installation_is_told(tmp_path: Path) -> None:
    """One round alone, an odd name, nobody who sent, and no value anywhere."""
    place = Small(tmp_path, {"Đợt.1_á": None}).write()
    place.seed("rounds.yaml", ROUND.format(id="r-1.a_b", previous="null", status="final", release="by_hand"))  # fmt: skip
    odd = "Xã [red]Ô & <b>"
    place.seed("entities.csv", ENTITIES.replace("Suối Cát", odd))
    publish_rounds(place.open(), ["r-1.a_b"])
    text = status(place, "r-1.a_b")
    assert f"{odd} (00003)" in text
    assert "có số liệu / with figures, 0/3: -" in text
    found = facts(place, "r-1.a_b")
    assert (found["units_with_figures"], found["claims_not_checked"]) == (0, 0)
    assert len(status(place).splitlines()) == 3
    listed = dti("work-list", *place.options())
    assert (listed.exit_code, "no claim is left to check" in listed.output) == (0, True)


def test_what_cannot_be_told_is_refused_with_the_reason(drafted: Small, tmp_path: Path) -> None:
    unknown = dti("status", "r9", *drafted.options())
    assert (unknown.exit_code, "there are: r1, r2" in unknown.output) == (2, True)
    place = drafted.copied(tmp_path)
    place.published.write_bytes(b"no database")
    broken = dti("status", *place.options())
    assert (broken.exit_code, "DuckDB" in broken.output) == (2, True)
    assert dti("status", "--format", "xml", *place.options()).exit_code == 2


def test_a_round_that_cannot_be_used_is_named_beside_the_others(tmp_path: Path) -> None:
    place = Small(tmp_path, {"r1": None}).write()
    sound = (tmp_path / "seeds" / "rounds.yaml").read_text(encoding="utf-8")
    wrong = ROUND.format(id="r2", previous="null", status="final", release="by_hand")
    place.seed("rounds.yaml", sound + wrong.replace("framework: small", "framework: none"))
    done = dti("status", *place.options())
    assert done.exit_code == 0, done.output
    assert "r1 " in done.stdout
    assert "cannot be used: r2" in done.stderr


def test_the_work_list_is_of_the_one_open_round(drafted: Small, tmp_path: Path) -> None:
    text = dti("work-list", *drafted.options())
    assert text.exit_code == 0, text.output
    assert text.output.startswith("r1: Đợt / Round\n")
    assert "đơn vị nên xem trước / units to look at first:" in text.output
    listed = json.loads(dti("work-list", "r1", "--format", "json", *drafted.options()).output)
    assert len(listed) == facts(drafted)["claims_not_checked"]
    assert [one["position"] for one in listed] == list(range(1, len(listed) + 1))
    assert listed[0]["entity_name_vi"] in ("Hòa Bình", "Đông Hải")
    counted = facts(drafted)["claims_with_a_place_at_stake"]
    at_stake = [Decimal(one["places_at_stake"]) for one in listed]
    assert counted == sum(places >= 1 for places in at_stake)
    assert all(
        abs(one["rank"] - one["rank_if_supported"]) <= places
        for one, places in zip(listed, at_stake, strict=True)
    )
    assert text.output.count(" places at stake") == len(listed)
    path = tmp_path / "viec.csv"
    words = ("work-list", "--format", "csv", "-o", path, *drafted.options())
    assert dti(*words).exit_code == 0
    assert path.read_text(encoding="utf-8-sig").splitlines()[0].startswith("round,position,")
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == len(listed) + 1
    assert dti(*words).exit_code == 2


def test_the_rounds_are_listed_where_there_is_not_one_open(drafted: Small, tmp_path: Path) -> None:
    place = drafted.copied(tmp_path)
    publish_rounds(place.open(), ["r1", "r2"])
    several = dti("work-list", *place.options())
    assert (several.exit_code, "r1 (draft), r2 (draft)" in several.output) == (2, True)
    assert dti("work-list", "r2", *place.options()).exit_code == 0
    nothing = dti("work-list", "--warehouse", os.fspath(tmp_path / "none.duckdb"))
    assert (nothing.exit_code, "dti assess" in nothing.output) == (2, True)
