"""An inbox as senders may leave it: what is no plain file is told by name and never opened."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from installations import HEADER, Small, dti, rows

from assets.receiving.inbox import received_file, received_files
from assets.receiving.receive import receive_rounds
from pipelines.intake.received_files import ReceivedFile
from warehouse.contract import TABLE_BY_NAME


@pytest.fixture
def small(tmp_path: Path) -> Small:
    small = Small(tmp_path).write()
    small.submit("r1/00001_a.csv", HEADER + rows("r1", "00001"))
    return small


def received(small: Small, *rounds: str) -> dict[str, pl.DataFrame]:
    opened = small.open()
    stored = pl.DataFrame(schema=TABLE_BY_NAME["submissions.input_value"].polars_schema)
    return dict(receive_rounds(opened, opened.seeds, rounds or ("r1",), stored))


def statuses(frames: dict[str, pl.DataFrame]) -> dict[str, str]:
    return dict(frames["submissions.file"].select("file_name", "status").rows())


def not_opened(frames: dict[str, pl.DataFrame]) -> dict[str, str]:
    findings = frames["submissions.finding"].filter(rule="file_not_opened")
    return dict(findings.select("file_name", "found").rows())


def listed(inbox: Path, round_id: str = "r1") -> dict[str, ReceivedFile]:
    return {file.name: file for file in received_files(inbox, round_id, ("r1", "r2"))}


def test_no_link_is_followed(small: Small, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("root:x:0:0\n" + HEADER + rows("r1", "00002"), encoding="utf-8")
    folder = small.folder / "inbox" / "r1"
    (folder / "00002_a.csv").symlink_to(secret)
    (folder / "00003_a.csv").symlink_to("nowhere")
    (folder / "xa").symlink_to(tmp_path, target_is_directory=True)
    (small.folder / "inbox" / "all.csv").symlink_to(secret)
    frames = received(small)
    assert statuses(frames) == {
        "00001_a.csv": "accepted",
        **dict.fromkeys(("00002_a.csv", "00003_a.csv", "xa", "all.csv"), "quarantined"),
    }
    assert all(found.startswith("liên kết tượng trưng") for found in not_opened(frames).values())
    assert len(not_opened(frames)) == 4
    assert set(frames["submissions.input_value"]["entity_code"]) == {"00001"}
    answers = "".join(
        path.read_text(encoding="utf-8") for path in small.open().answers.rglob("*.json")
    )
    assert "root:x" not in answers


def test_the_folder_of_a_round_is_no_link_either(small: Small, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "00001.csv").write_text(HEADER + rows("r2", "00001"))
    (small.folder / "inbox" / "r2").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    frames = received(small, "r2")
    assert statuses(frames) == {"r2/": "quarantined"}
    assert list(listed(small.folder / "inbox")) == ["00001_a.csv"]


def test_pipes_and_sockets_are_told_and_never_waited_for(small: Small) -> None:
    folder = small.folder / "inbox" / "r1"
    os.mkfifo(folder / "00002_a.csv")
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as ear:
        ear.bind(f"{short}/s")
        Path(short, "s").rename(folder / "00003_a.csv")
        frames = received(small)
    assert not_opened(frames) == {
        "00002_a.csv": "ống dẫn / a named pipe",
        "00003_a.csv": "ổ cắm mạng / a socket",
    }
    assert statuses(frames)["00001_a.csv"] == "accepted"


def test_a_hard_link_is_a_plain_file(small: Small) -> None:
    folder = small.folder / "inbox" / "r1"
    (folder / "00002_a.csv").write_text(HEADER + rows("r1", "00002"), encoding="utf-8")
    os.link(folder / "00002_a.csv", small.folder / "kept-elsewhere.csv")
    assert set(statuses(received(small)).values()) == {"accepted"}


@pytest.fixture
def without_privileges() -> Iterator[None]:
    """The superuser reads whatever it likes: for a while it is nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.usefixtures("without_privileges")
def test_a_file_and_a_folder_that_may_not_be_read_are_told() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "r1")
        (folder / "kin").mkdir(parents=True)
        for path in (folder / "a.csv", folder / "b.csv", folder / "kin" / "c.csv"):
            path.write_bytes(b"x")
        (folder / "a.csv").chmod(0)
        (folder / "kin").chmod(0)
        files = listed(Path(name))
        (folder / "kin").chmod(0o700)
    assert {shown: file.refusal and file.refusal.found for shown, file in files.items()} == {
        "a.csv": "không có quyền đọc / no permission to read it",
        "b.csv": None,
        "kin/": "thư mục (không có quyền đọc), không tệp nào trong đó được tính / "
        "a folder (no permission to read it), none of its files counts",
    }


def test_a_file_taken_away_while_a_round_is_received_costs_one_finding(small: Small) -> None:
    inbox = small.folder / "inbox"
    path = small.submit("r1/00002_a.csv", HEADER + rows("r1", "00002"))
    listing = received_files(inbox, "r1", ("r1",))
    assert next(listing).name == "00001_a.csv"
    path.unlink()
    (gone,) = listing
    assert gone.refusal is not None
    assert "taken away" in gone.refusal.found


def test_a_link_put_in_the_place_of_a_listed_file_is_not_followed(small: Small) -> None:
    path = small.submit("r1/00002_a.csv", HEADER + rows("r1", "00002"))
    file = listed(small.folder / "inbox")["00002_a.csv"]
    path.unlink()
    path.symlink_to(small.folder / "seeds" / "entities.csv")
    with pytest.raises(OSError, match="symbolic"):
        file.open()


def test_folders_without_end_are_told(small: Small) -> None:
    deep = small.folder / "inbox" / "r1" / Path(*["x"] * 40)
    deep.mkdir(parents=True)
    (name, found) = next(iter(not_opened(received(small)).items()))
    assert name == "/".join(["x"] * 33) + "/"
    assert "nested deeper than 32" in found


@pytest.mark.parametrize(
    "name",
    [
        b"00002_" + b"d" * 245 + b".csv",
        b"00002_" + "ộ".encode() * 80 + b".csv",
        b"00002_Ph\xfang.csv",
        b"00002_\x1b[2J\n.csv",
        "00002_Phường.csv".encode(),
        "00002_Phu\u031bo\u031b\u0300ng.csv".encode(),
    ],
)
def test_a_file_of_any_name_is_taken_in_and_answered(small: Small, name: bytes) -> None:
    folder = os.fsencode(small.folder / "inbox" / "r1")
    with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118, PTH123 (bytes)
        file.write((HEADER + rows("r1", "00002", p="9")).encode())
    frames = received(small)
    assert set(frames["submissions.input_value"]["entity_code"]) == {"00001", "00002"}
    answers = [path.name for path in (small.open().answers / "r1").iterdir()]
    assert len(answers) == len(set(answers)) == 6
    (kept,) = [path for path in received(small)["submissions.file"]["file_name"] if "00002" in path]
    assert kept.isprintable()


def test_a_folder_named_as_an_answer_takes_the_place_of_none(
    small: Small, caplog: pytest.LogCaptureFixture
) -> None:
    small.submit("r1/00001_a.csv.ket-qua.txt/00002.csv", HEADER + rows("r1", "00002"))
    received(small)
    answers = small.open().answers / "r1"
    assert (answers / "00001_a.csv.ket-qua.txt").is_file()
    assert (answers / "00001_a.csv.ket-qua.txt_" / "00002.csv.ket-qua.txt").is_file()
    assert caplog.messages == []


def test_an_answer_that_cannot_be_written_is_logged_and_the_others_are_written(
    small: Small, caplog: pytest.LogCaptureFixture
) -> None:
    small.submit("r1/00002_a.csv", HEADER + rows("r1", "00002"))
    answers = small.open().answers / "r1"
    (answers / "00001_a.csv.ket-qua.txt").mkdir(parents=True)
    frames = received(small)
    assert frames["submissions.file"].height == 2
    assert (answers / "00002_a.csv.ket-qua.txt").is_file()
    assert list(answers.rglob("*.part")) == []
    (message,) = caplog.messages
    assert message.startswith("r1: không ghi được bản trả lời cho 00001_a.csv / no answer to")


def test_an_answer_left_unfinished_by_a_killed_run_goes(small: Small) -> None:
    left = small.open().answers / "r1" / "00009.csv.ket-qua.json.77.part"
    left.parent.mkdir(parents=True)
    left.write_text("{", encoding="utf-8")
    received(small)
    assert not left.exists()


def test_the_register_at_the_top_counts_by_paths_below_it(small: Small) -> None:
    for name in ("r1/xa/00002.csv", "r1/xa/00003.csv", "thang-7/all.csv"):
        small.submit(name, HEADER + rows("r1", name[6:11]))
    small.submit("r1/received.csv", "file_name,received_at\nxa/00002.csv,2025-07-02T00:00:00Z\n")
    lines = "r1/xa/00002.csv,2025-07-03\nr1/xa/00003.csv,2025-07-03\nthang-7/all.csv,2025-07-04\n"
    small.submit("received.csv", f"file_name,received_at\n{lines}")
    files = listed(small.folder / "inbox")
    assert {
        name: file.received_at.date().day
        for name, file in files.items()
        if file.received_at is not None and name != "00001_a.csv"
    } == {"xa/00002.csv": 2, "xa/00003.csv": 3, "thang-7/all.csv": 4}


def test_a_register_of_a_sender_is_told_and_not_believed(small: Small) -> None:
    small.submit("r1/xa/00002.csv", HEADER + rows("r1", "00002"))
    small.submit("r1/xa/received.csv", "file_name,received_at\n00002.csv,2020-01-01\n")
    frames = received(small)
    (file,) = frames["submissions.file"].filter(file_name="xa/00002.csv").to_dicts()
    assert file["received_at"].year > 2025
    assert "a register in a folder of a sender" in not_opened(frames)["xa/received.csv"]


def test_a_wrong_line_of_the_register_is_told_of_the_register(small: Small) -> None:
    small.submit("r1/00002_a.csv", HEADER + rows("r1", "00002"))
    lines = "00001_a.csv,2025-07-01\n00002_a.csv,hôm qua\n"
    small.submit("r1/received.csv", f"file_name,received_at\n{lines}")
    frames = received(small)
    late = dict(frames["submissions.file"].select("file_name", "late").rows())
    assert (late["00001_a.csv"], late["00002_a.csv"]) == (False, True)  # by the time of the file
    (finding,) = frames["submissions.finding"].filter(rule="register_line_not_read").to_dicts()
    assert (finding["file_name"], finding["found"]) == ("received.csv", "dòng / line 3")


def test_what_programs_leave_beside_files_is_told_nowhere(small: Small) -> None:
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "~$00001_a.xlsx"):
        small.submit(f"r1/xa/{name}", b"x")
        small.submit(name, b"x")
    assert list(listed(small.folder / "inbox")) == ["00001_a.csv"]


def test_a_time_beyond_any_calendar_is_not_known() -> None:
    memory = Path("/dev/shm")  # keeps times that few disks keep
    if not os.access(memory, os.W_OK):
        pytest.skip("no file system in memory")
    with tempfile.TemporaryDirectory(dir=memory) as name:
        for at in (2**40, -(2**40)):
            path = Path(name, "r1", f"{at}.csv")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"x")
            os.utime(path, (0, at))
        assert [file.received_at for file in listed(Path(name)).values()] == [None, None]


def test_without_an_inbox_there_are_no_files(tmp_path: Path) -> None:
    assert list(received_files(tmp_path / "none", "r1", ("r1",))) == []


def test_a_file_that_somebody_names_may_be_linked_to(small: Small, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(small.folder / "inbox" / "r1" / "00001_a.csv")
    assert received_file(link, link.name, None).read().startswith(b"round,")
    os.mkfifo(tmp_path / "pipe.csv")
    done = dti("check", tmp_path / "pipe.csv", "--round", "r1", *small.options())
    assert done.exit_code == 1
    assert "[file_not_opened]" in done.output


def test_memory_does_not_grow_with_the_evidence_of_a_round(small: Small) -> None:
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "import polars as pl\n"
        "from assets.installation.installation import installation\n"
        "from warehouse.contract import TABLE_BY_NAME\n"
        "from assets.receiving.receive import receive_rounds\n"
        "small = installation(*map(Path, sys.argv[1:4]))\n"
        "def peak():\n"
        "    schema = TABLE_BY_NAME['submissions.input_value'].polars_schema\n"
        "    receive_rounds(small, small.seeds, ['r1'], pl.DataFrame(schema=schema))\n"
        "    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        "for n in range(4):\n"
        "    path = Path(sys.argv[2], 'r1', 'minh-chung', '00001', f'{n}.pdf')\n"
        "    path.parent.mkdir(parents=True, exist_ok=True)\n"
        "    with path.open('wb') as file:\n"
        "        file.write(b'%%PDF-1.7 %d' % n)\n"
        "        file.truncate(50_000_000)\n"
        "print(peak() - before)\n"
    )
    paths = (small.folder / "seeds", small.folder / "inbox", small.published)
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, paths)],
        capture_output=True, check=True, text=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert int(done.stdout) < 20_000, "kilobytes, beside 200,000 of evidence"
