"""The life of a round on pages: the draft for the office alone, the log, the notice of withdrawal."""

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from installations import Small, dti

from assets.installation.release_log import LOG, read_log
from assets.installation.seeds import PROJECT

SIGNED = ("--by", "Nguyễn An", "--reason")
MARKS = {"vi": "BẢN NHÁP", "en": "DRAFT"}


def act(place: Small, *words: str) -> None:
    done = dti(*words, *place.options())
    assert done.exit_code == 0, done.output


def publish(place: Small, reason: str) -> None:
    words = ("r1", "--as", "provisional", "--despite", "Một đơn vị không gửi")
    act(place, "publish", *words, *SIGNED, reason)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A round that is declared final and issued by hand; one unit is silent."""
    small = Small(tmp_path_factory.mktemp("drafted"), {"r1": None}, release="by_hand").write()
    small.submit_clean("r1")
    (small.folder / "inbox" / "r1" / "00003_so-lieu.csv").unlink()
    act(small, "assess", "r1")
    return small


@pytest.fixture(scope="module")
def issued(drafted: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    place = drafted.copied(tmp_path_factory.mktemp("issued"))
    publish(place, "Họp <b>hội đồng</b>")
    return place


@pytest.fixture(scope="module")
def withdrawn(issued: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    place = issued.copied(tmp_path_factory.mktemp("withdrawn"))
    act(place, "withdraw", "r1.1", *SIGNED, "Sai số liệu")
    return place


@pytest.fixture(scope="module")
def replaced(withdrawn: Small, tmp_path_factory: pytest.TempPathFactory) -> Small:
    place = withdrawn.copied(tmp_path_factory.mktemp("replaced"))
    publish(place, "Bản sửa")
    return place


def page(place: Small, name: str) -> str:
    return (place.open().site / name).read_text(encoding="utf-8")


HEEDS_CTRL_C = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("assets.commands", run_name="__main__")
"""
# Whoever starts the tests in the background has them, and all they start, ignore Ctrl+C.


@contextmanager
def served(place: Small, *words: str) -> Generator[str]:
    """The address at which `dti serve` shows a site, in a process of its own."""
    command = ["serve", "--port", "0", "--warehouse", str(place.published), *words]
    with subprocess.Popen(
        [sys.executable, "-c", HEEDS_CTRL_C, *command],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0


def read(address: str) -> str:
    with urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def test_every_page_of_the_draft_that_is_served_says_so(drafted: Small) -> None:
    folder = drafted.open().draft
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    with served(drafted, "--draft") as address:
        for language, mark in MARKS.items():
            names = [name for name in paths if name.startswith(f"{language}/")]
            assert f"{language}/r1/units/00001.html" in names
            for name in names:
                text = read(address + name)
                assert f"<strong>{mark}</strong>" in text, name
                assert f"<title>{mark} – " in text, name


def test_where_the_draft_begins_and_what_it_lacks_say_draft_too(drafted: Small) -> None:
    of = drafted.open()
    for name in ("index.html", "404.html", "open-data/index.html"):
        assert "BẢN NHÁP / DRAFT" in (of.draft / name).read_text(encoding="utf-8")
        assert "DRAFT" not in (of.site / name).read_text(encoding="utf-8")


def test_what_is_served_to_everybody_has_no_draft(drafted: Small) -> None:
    site = drafted.open().site
    assert not list(site.glob("*/r1"))
    assert not any(
        mark in path.read_text(encoding="utf-8")
        for path in site.rglob("*.html")
        for mark in MARKS.values()
    )
    with served(drafted) as address:
        assert "Chưa có gì được phát hành" in read(f"{address}vi/log.html")
        with pytest.raises(HTTPError, match="404"):
            read(f"{address}vi/r1/index.html")


def test_a_draft_is_no_open_data(drafted: Small, issued: Small) -> None:
    for place, code, rounds in ((drafted, 2, False), (issued, 0, True)):
        shutil.copy(PROJECT / "seeds" / "publication.yaml", place.folder / "seeds")
        folder = place.folder / "open"
        done = dti("open-data", folder, *place.options()[:2], *place.options()[4:])
        assert (done.exit_code, folder.exists()) == (code, rounds), done.output


def test_without_a_draft_there_is_none_to_serve(issued: Small) -> None:
    done = dti("serve", "--draft", "--port", 0, "--warehouse", issued.published)
    assert done.exit_code == 2
    assert "there is no draft" in done.output


def test_a_round_says_why_it_stays_provisional_in_both_languages(issued: Small) -> None:
    vi, en = (page(issued, f"{language}/r1/index.html") for language in ("vi", "en"))
    assert "Vẫn là tạm thời vì có đơn vị chưa gửi số liệu: Suối Cát." in vi
    assert "It stays provisional, as these units sent nothing: Suoi Cat." in en
    ((summary_vi, summary_en),) = issued.query(
        "SELECT summary_vi, summary_en FROM publication.release"
    )
    assert str(summary_vi).endswith("Vẫn là tạm thời vì có đơn vị chưa gửi số liệu: 00003.")
    assert str(summary_en).endswith("It stays provisional, as units sent nothing: 00003.")


def test_the_log_says_who_did_what_when_why_and_by_which_hash(replaced: Small) -> None:
    entries = read_log(replaced.open().releases)
    assert [entry.action for entry in entries] == ["publish", "withdraw", "publish"]
    text = page(replaced, "vi/log.html")
    for entry in entries:
        row = text.split(f'id="line-{entry.number}"')[1].split("</tr>")[0]
        assert f'href="r1/files/{entry.release}.html"' in row
        assert f'<time datetime="{entry.at}">' in row
        assert all(words in row for words in (entry.by, entry.sha256, entry.content_sha256))
        assert entry.reason.replace("<", "&lt;").replace(">", "&gt;") in row
        assert entry.despite is None or entry.despite in row
    assert "<b>hội đồng" not in text
    log = replaced.open().releases / LOG
    assert (replaced.open().site / "releases" / LOG).read_bytes() == log.read_bytes()


def test_a_withdrawn_release_is_a_notice_at_its_addresses(replaced: Small) -> None:
    site = replaced.open().site
    text = page(replaced, "vi/r1/files/r1.1.html")
    entry = read_log(replaced.open().releases)[0]
    for words in ("Bản công bố đã thu hồi", "Sai số liệu", "Nguyễn An", entry.content_sha256):
        assert words in text
    assert str(entry.sums_sha256) in text
    assert 'href="../../r1/files/r1.2.html">r1.2</a>' in text
    assert {path.name for path in (site / "releases" / "r1.1").iterdir()} == {
        *("THU-HOI.txt", "release.json", "SHA256SUMS", "index.html"),
    }
    assert "url=../../vi/r1/files/r1.1.html" in page(replaced, "releases/r1.1/index.html")
    about = json.loads(page(replaced, "releases/r1.1/release.json"))
    assert about["files"]["bao-cao.pdf"]
    listed = page(replaced, "en/r1/files.html")
    assert listed.index("Release r1.2") < listed.index("Release r1.1")
    assert "withdrawn" in listed
    assert "bao-cao.pdf" in page(replaced, "vi/r1/files/r1.2.html")


def test_a_round_whose_releases_are_all_withdrawn_has_notices_only(withdrawn: Small) -> None:
    site = withdrawn.open().site
    for name in ("index", "files", "files/r1.1"):
        text = page(withdrawn, f"en/r1/{name}.html")
        assert "Nothing follows it yet." in text
        assert "Sai số liệu" in text
    assert not (site / "en" / "r1" / "units").exists()
    assert "r1/index.html" not in page(withdrawn, "en/index.html")
    assert "r1/files/r1.1.html" in page(withdrawn, "en/log.html")
