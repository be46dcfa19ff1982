"""One round played whole, as its officer plays it: forms, draft, provisional, final, a correction.

Ten units fill in the forms that the product makes: some late, some amended, one faulty, one silent.
Here belongs the course alone, by commands and files; each step has its own tests elsewhere.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from form_builders import COLUMN, FilledDocument, figure_rows
from installations import PUBLICATION, Small, contents_of, dti
from openpyxl import load_workbook
from typer.testing import Result

from assets.installation.release_log import LOG, read_log
from assets.publishing.release_folders import NOTICE, release_places
from assets.publishing.verify_receipt import main as verify
from pipelines.forms.documents import APPEAL_SHEET, DECISION_SHEET
from pipelines.forms.layout import FORM_SHEET

UNITS = [f"{number:05}" for number in range(1, 11)]
LATE, AMENDED, FAULTY, SILENT = "00006", "00007", "00008", "00010"
ENTITIES = "entity_code,kind,name_vi,name_en,parent_code,valid_from,valid_to,aliases\n" + "".join(
    f"{unit},commune,Xã {unit[-2:]},Commune {unit[-2:]},,,,\n" for unit in UNITS
)
ROUND = """
- id: r1
  name: {vi: Đợt một, en: Round one}
  framework: small
  entities: commune
  starts_on: 2025-01-01
  ends_on: 2025-06-30
  deadline: 2025-07-31
  appeals_until: 2025-09-30
  previous: null
  status: final
  release: by_hand
"""
SIGNED = ("--by", "Nguyễn An", "--reason", "Theo kế hoạch")
Figures = Mapping[tuple[str, str], str | float]


class Office:
    """A round in the hands of its officer: forms that came, commands, what the public sees."""

    def __init__(self, folder: Path) -> None:
        self.place = Small(folder, {"r1": None})
        self.place.write()
        for name, text in (("rounds.yaml", ROUND), ("entities.csv", ENTITIES)):
            self.place.seed(name, text)
        self.place.seed("publication.yaml", PUBLICATION)
        self.forms = folder / "forms"
        self.run("template", "r1", "--all", self.forms)
        self.register = "file_name,received_at\n"

    def run(self, command: str, *words: object, exits: int = 0) -> Result:
        options = [*self.place.options()]
        if command in ("log", "releases"):  # they ask for no inbox
            options = options[4:]
        done = dti(command, *words, *options)
        assert done.exit_code == exits, done.output
        return done

    def receive(self, unit: str, name: str, day: str | None, figures: Figures) -> None:
        """A form as a clerk fills it in; without a day it comes now."""
        path = self.place.folder / "inbox" / "r1" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book = load_workbook(self.forms / f"{unit}_r1.xlsx")
        sheet = book[FORM_SHEET]
        rows = figure_rows(sheet)
        for (code, figure), value in figures.items():
            row = rows[unit, code, figure]
            sheet.cell(row, COLUMN["value"], value)
            sheet.cell(row, COLUMN["evidence"], "12/BC")
            sheet.cell(row, COLUMN["note"], "bà Kín 0987654321")
        book.save(path)
        if day is not None:
            self.note(name, day)

    def note(self, name: str, day: str) -> None:
        """Enter a file into the register of the office."""
        self.register += f"{name},{day}T09:00:00+07:00\n"
        self.place.submit("r1/received.csv", self.register)

    def stage(self) -> object:
        return self.place.query("SELECT stage FROM publication.round")[0][0]

    def points(self) -> dict[object, object]:
        return dict(
            self.place.query(
                "SELECT entity_code, points::DOUBLE FROM scores.dti WHERE basis = 'final'"
            )
        )

    def release(self, name: str) -> Path:
        return self.place.open().releases / name

    def ensure_sound(self, *in_force: str, withdrawn: tuple[str, ...] = ()) -> None:
        """Folders, log, receipts, open data and site hold together, and say what is in force."""
        of = self.place.open()
        whole = self.run("log", "--verify").output
        assert "nhật ký nguyên vẹn / the log is whole" in whole
        self.run("releases", "--verify")
        kept = {path.name for path in release_places(of.releases)}
        assert kept == {*in_force, *withdrawn}
        for name in in_force:
            receipts = [
                str(path) for path in sorted((of.releases / name / "receipts").glob("*.json"))
            ]
            assert len(receipts) == len(UNITS)
            inbox, log = str(of.inbox), str(of.releases / LOG)
            assert verify([*receipts, "--files", inbox, "--log", log]) == 0
        if not in_force:
            assert not (of.site / "vi" / "r1").exists()
            return
        current = in_force[-1]
        page = (of.site / "vi" / "r1" / "files.html").read_text(encoding="utf-8")
        assert current in page
        assert (of.open_data / current / "datapackage.json").is_file()
        for name in in_force:
            linked = contents_of(of.site / "releases" / name)
            linked.pop("index.html", None)
            issued = contents_of(of.releases / name)
            assert linked.items() <= issued.items()
        log_page = (of.site / "vi" / "log.html").read_text(encoding="utf-8")
        for entry in read_log(of.releases):
            assert entry.sha256 in log_page
        public = [path for path in of.site.rglob("*.html") if "Kín" in path.read_text("utf-8")]
        assert public == []


def clean(a: float = 5, p: str | float = 4, done: str = "có") -> Figures:
    return {("1.1", "a"): a, ("1.1", "b"): 10, ("1.2", "done"): done, ("2", "p"): p}


def test_a_round_is_played_from_forms_to_closed_reopened_corrected_and_withdrawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Office(tmp_path)
    place, of = office.place, office.place.open()
    assert sorted(path.name for path in office.forms.iterdir()) == [f"{u}_r1.xlsx" for u in UNITS]

    # Forms come in; the officer looks at the draft.
    for number, unit in enumerate(UNITS[:5]):
        office.receive(unit, f"{unit}_r1.xlsx", "2025-07-10", clean(a=number + 5))
    office.receive(LATE, f"{LATE}_r1.xlsx", "2025-08-04", clean())
    office.receive(AMENDED, f"{AMENDED}_r1.xlsx", "2025-07-11", clean(p=1))
    office.receive(AMENDED, f"{AMENDED}_r1 (2).xlsx", "2025-07-20", clean(p="4,5"))
    office.receive(FAULTY, f"{FAULTY}_r1.xlsx", "2025-07-12", clean(a=99))
    place.submit("r1/00009_r1.xlsx", b"PK\x03\x04 half a workbook")
    office.note("00009_r1.xlsx", "2025-07-29")
    office.receive("00009", "00009_r1 lan 2.xlsx", "2025-07-30", clean(done="không"))
    drafted = office.run("assess", "r1").output
    assert "r1: dự thảo, chưa công bố" in drafted
    status = json.loads(office.run("status", "r1", "--format", "json").output)[0]
    found = {
        what: [one["code"] for one in status["senders"] if one[what]]
        for what in ("is_silent", "is_late", "is_amended")
    }
    assert found == {"is_silent": [SILENT], "is_late": [LATE], "is_amended": [AMENDED]}
    assert "numerator_above_denominator" in (
        of.answers / "r1" / f"{FAULTY}_r1.xlsx.ket-qua.txt"
    ).read_text(encoding="utf-8")
    assert office.stage() == "draft"
    assert (of.draft / "vi" / "r1" / "units" / "00001.html").is_file()
    office.ensure_sound()
    first = office.points()
    assert (first["00001"], first[AMENDED], first[FAULTY], first["00009"]) == (19, 19.5, 14, 9)

    # Provisional: refused with what stands open, issued with a reason.
    refused = office.run("publish", "r1", "--as", "provisional", *SIGNED, exits=1).output
    assert f"{FAULTY}_r1.xlsx" in refused
    assert f"units that sent nothing: Commune {SILENT[-2:]} ({SILENT})" in refused
    despite = ("--despite", "Đã nhắc ba lần")
    office.run("publish", "r1", "--as", "provisional", *SIGNED, *despite)
    assert office.stage() == "provisional"
    office.ensure_sound("r1.1")
    provisional = contents_of(office.release("r1.1"))

    # A unit appeals, the council decides, each in the workbook that the product makes for it.
    path = tmp_path / "phuc-tra.xlsx"
    office.run("appeal", "r1", "--template", "--entity", "00003", "-o", path)
    appeal = FilledDocument(path.read_bytes(), APPEAL_SHEET)
    appeal.fill("00003", "2", value=5, document="7/ĐN", reason="Đủ", dated_on="12/08/2025")
    place.submit("r1/00003_phuc-tra.xlsx", appeal.saved())
    office.note("00003_phuc-tra.xlsx", "2025-08-12")
    office.run("assess", "r1")
    assert place.query("SELECT outcome FROM appraisal.appeal") == [("pending",)]
    path = tmp_path / "quyet-dinh.xlsx"
    office.run("decide", "r1", "--template", "-o", path)
    decisions = FilledDocument(path.read_bytes(), DECISION_SHEET)
    by = {"document": "12/QĐ", "clause": "Điều 4", "dated_on": "20/08/2025"}
    decisions.fill("00001", "1.1", value=2.5, reason="Không đủ", **by)
    decisions.fill("00003", "2", value=5, reason="Chấp nhận", **by)
    path.write_bytes(decisions.saved())
    before = office.points()
    office.run("decide", path, "--round", "r1", "--dry-run")
    assert office.points() == before
    office.run("decide", path, "--round", "r1")
    decided = office.points()
    assert (decided["00001"], decided["00003"]) == (16.5, 22)
    assert {unit for unit in UNITS if decided[unit] != before[unit]} == {"00001", "00003"}
    assert place.query("SELECT outcome FROM appraisal.appeal") == [("accepted",)]
    assert office.stage() == "provisional"
    office.ensure_sound("r1.1")
    assert contents_of(office.release("r1.1")) == provisional

    # Final closes the round: a form that comes after it is answered and counts nowhere.
    office.run("publish", "r1", "--as", "final", *SIGNED, *despite)
    assert office.stage() == "closed"
    assert not of.draft.exists()
    office.ensure_sound("r1.1", "r1.2")
    final, closed_site = contents_of(office.release("r1.2")), contents_of(of.site)
    name = f"{FAULTY}_r1 bo sung.xlsx"
    office.receive(FAULTY, name, None, clean(a=9))
    office.run("assess", "r1")
    assert office.points() == decided
    assert place.query("SELECT file_name FROM submissions.file WHERE status = 'after_closing'") == [
        (name,)
    ]
    answer = (of.answers / "r1" / f"{name}.ket-qua.txt").read_text(encoding="utf-8")
    assert "after the round was closed" in answer
    office.ensure_sound("r1.1", "r1.2")
    assert contents_of(office.release("r1.2")) == final
    changed = {k for k, v in contents_of(of.site).items() if closed_site.get(k) != v}
    assert not {page for page in changed if page.startswith(("vi/r1/units", "vi/r1/receipts"))}
    again = office.run("publish", "r1", "--as", "final", *SIGNED, *despite, exits=2).output
    assert "dti reopen r1" in again

    # Reopened by a decision it counts, and the next release is a correction.
    document = ("--decision", "40/QĐ-UBND", "--decided-on", "2026-03-02")
    office.run("reopen", "r1", *SIGNED, *document)
    assert office.stage() == "draft"
    office.ensure_sound("r1.1", "r1.2")
    office.run("assess", "r1")
    corrected = office.points()
    assert {unit for unit in UNITS if corrected[unit] != decided[unit]} == {FAULTY}
    assert corrected[FAULTY] == 23
    told = office.run("publish", "r1", "--as", "final", *SIGNED, *despite).output
    assert f"{FAULTY} Xã 08: hạng / rank" in told
    assert office.stage() == "closed"
    office.ensure_sound("r1.1", "r1.2", "r1.3")
    assert contents_of(office.release("r1.2")) == final
    assert place.query(
        "SELECT release, stage, replaces FROM publication.release ORDER BY number"
    ) == [
        ("r1.1", "provisional", None),
        ("r1.2", "final", "r1.1"),
        ("r1.3", "final", "r1.2"),
    ]  # fmt: skip

    # What was replaced is withdrawn: a notice stands at its addresses, and its receipts say so.
    kept = tmp_path / "kept"
    shutil.copytree(office.release("r1.1") / "receipts", kept)
    taken_back = office.run("withdraw", "r1.1", *SIGNED).output
    assert "in force now: r1.3" in taken_back
    assert set(contents_of(office.release("r1.1"))) == {"release.json", NOTICE, "SHA256SUMS"}
    about = json.loads((office.release("r1.1") / "release.json").read_text(encoding="utf-8"))
    assert about["withdrawal"]["followed_by"] == "r1.3"
    assert about["files"]["bao-cao.pdf"] == provisional["bao-cao.pdf"]
    assert set(contents_of(of.open_data / "r1.1")) == {NOTICE, "SHA256SUMS"}
    notice = (of.site / "en" / "r1" / "files" / "r1.1.html").read_text(encoding="utf-8")
    assert "withdrawn" in notice
    office.ensure_sound("r1.2", "r1.3", withdrawn=("r1.1",))
    receipt = str(kept / "00001.json")
    assert verify([receipt, "--log", str(of.releases / LOG)]) == 1
    lines = capsys.readouterr().out
    assert [line for line in lines.splitlines() if "withdrawn" in line], lines
    assert "sha256" not in lines

    listed = office.run("releases").output
    assert [line[:4] for line in listed.splitlines() if "WITHDRAWN" in line] == ["r1.1"]

    told = office.run("log", "r1").output
    assert "publish r1.1 provisional  Nguyễn An: Theo kế hoạch" in told
    assert "reopen r1.2  Nguyễn An, 40/QĐ-UBND (2026-03-02)" in told
    assert [(entry.action, entry.release) for entry in read_log(of.releases)] == [
        ("publish", "r1.1"),
        ("publish", "r1.2"),
        ("reopen", "r1.2"),
        ("publish", "r1.3"),
        ("withdraw", "r1.1"),
    ]
    assert place.query("SELECT action, release FROM publication.log ORDER BY number") == [
        (entry.action, entry.release) for entry in read_log(of.releases)
    ]
