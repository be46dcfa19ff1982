"""Ten thousand broken files: each is taken in or told of, and no figure is believed that differs
from the one that was typed."""

import csv
import io
import random
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import product
from typing import Any

import openpyxl
import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from intake_builders import (
    HEADER,
    SCORECARD,
    csv_bytes,
    framework,
    rounds,
    units,
    values,
    workbook,
)

from assets.receiving.reading import read_apart
from pipelines.intake.intake import Intake, ReceivedFile, take_in

FILES_A_BATCH, BATCHES = 100, 100
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-be", "cp1258")
LINES = (
    "r1,00001,1.1,a,1.941", "r1,00001,1.1,b,2000", 'r1,00001,1.4,points,"7,5"',
    "r1,00001,1.5,x,85 %", "r1,00001,1.7,p,85", "r1,00001,1.8,c,3", "r1,00001,1.10,m,1.234.567",
)  # fmt: skip
CARD: list[list[str]] = [
    ["PHIẾU TỰ ĐÁNH GIÁ"],
    list(SCORECARD),
    ["1.4", "Điểm", "", "30", "7,5", "", "", "Hoàn thành", "", "31/07/2025", "Báo cáo số 1"],
    ["1.5", "Phần", "", "5", "4.25", "", "", "Đang thực hiện", "", "", ""],
]


def sheet_of(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    return {
        f"{chr(65 + column)}{row}": float(text) if text in ("30", "5", "6") else text
        for row, line in enumerate(rows, 1)
        for column, text in enumerate(line)
        if text
    }


@cache
def originals() -> tuple[tuple[str, bytes], ...]:
    """The files before anything happens to them: name and content."""
    packed = io.BytesIO()
    table = [
        dict(zip(HEADER.split(","), line.split(","), strict=False))
        for line in LINES
        if '"' not in line
    ]
    pl.DataFrame(table).write_parquet(packed)
    lines = [HEADER.split(","), *(line.replace('"7,5"', "7.5").split(",") for line in LINES)]
    return (
        ("00001_phieu.xlsx", workbook(phieu=sheet_of(CARD))),
        ("00001_so-lieu.xlsx", workbook(s=sheet_of(lines), t={"A1": "ghi chú"})),
        ("00001_so-lieu.csv", values(*LINES)),
        ("00001_phieu.csv", csv_bytes(CARD, ";")),
        ("00001_utf16.csv", values(*LINES).decode().encode("utf-16")),
        ("00001_so-lieu.parquet", packed.getvalue()),
    )


Change = tuple[str, float, bytes]
Mutation = tuple[int, bool, list[Change], int]
KINDS = ("flip", "cut", "insert", "repeat", "drop", "write")
TELLING = (b",", b".", b'"', b"\n", b"%", b"-", b"9", b"0", b"\x00", b"\xef\xbb\xbf", b"=", b"<")


def mutation(chance: random.Random) -> Mutation:
    """Which file, whether within one of its parts, the changes, and which part."""
    made = [
        (
            chance.choice(KINDS),
            chance.random(),
            chance.choice(TELLING) if chance.random() < 0.6 else chance.randbytes(3),
        )
        for _ in range(chance.randint(1, 4))
    ]
    return chance.randrange(6), chance.random() < 0.7, made, chance.randrange(100)


def changed(content: bytes, change: Change) -> bytes:
    """The content after one change."""
    kind, where, new = change
    at = int(where * len(content))
    match kind:
        case "flip":
            return (
                content[:at]
                + bytes(a ^ b for a, b in zip(content[at:], new, strict=False))
                + content[at + len(new) :]
            )
        case "cut":
            return content[:at]
        case "insert":
            return content[:at] + new + content[at:]
        case "repeat":
            return content[:at] + content[at : at + 50] * 3 + content[at + 50 :]
        case "drop":
            return content[:at] + content[at + len(new) :]
        case _:
            return content[:at] + new + content[at + len(new) :]


def mutated(mutation: Mutation) -> tuple[str, bytes]:
    """A file after its changes: in its bytes, or, of a workbook, in one of its parts."""
    which, inside, made, part_at = mutation
    name, content = originals()[which]
    apply: Callable[[bytes], bytes] = lambda text: _all(text, made)  # noqa: E731
    if not (inside and name.endswith(".xlsx")):
        return name, apply(content)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w") as new,
    ):
        names = [one for one in old.namelist() if "docProps" not in one and "theme" not in one]
        chosen = names[part_at % len(names)]
        for one in old.namelist():
            new.writestr(one, apply(old.read(one)) if one == chosen else old.read(one))
    return name, packed.getvalue()


def _all(content: bytes, made: list[Change]) -> bytes:
    for change in made:
        content = changed(content, change)
    return content


def as_typed(name: str, content: bytes, sheet: str | None, cell: str) -> set[str]:
    """The texts that may stand at a place, as other readers see it; none where they see nothing.

    A CSV is read with every encoding and separator: which of them is meant is not theirs to tell.
    """
    found: set[str] = set()
    if name.endswith(".xlsx"):
        with suppress(Exception):
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            value = book[sheet or ""][cell].value
            found |= set() if value is None else {str(value)}
    if name.endswith(".csv"):
        column, row = ord(cell[0]) - ord("A"), int(cell[1:]) - 1
        for encoding, separator in product(ENCODINGS, ",;\t"):
            with suppress(ValueError, IndexError, csv.Error):
                text = io.StringIO(content.decode(encoding), newline="")
                found.add(list(csv.reader(text, delimiter=separator))[row][column])
    return found


def same(text: str, typed: str) -> bool:
    """Whether two texts are one, as text or as a number."""
    one, other = (unicodedata.normalize("NFC", " ".join(t.split())) for t in (text, typed))
    if one == other:
        return True
    with suppress(InvalidOperation):
        return Decimal(one) == Decimal(other)
    return False


def readings(text: str) -> set[Decimal]:
    """Every number that a text can mean, by a reader of its own."""
    bare = "".join(text.replace("%", "").split()).replace("\u202f", "")
    found: set[Decimal] = set()
    for candidate in (bare.replace(".", "").replace(",", "."), bare.replace(",", "")):
        with suppress(InvalidOperation):
            number = Decimal(candidate)
            found |= {number, number / 100} if "%" in text else {number}
    return found


def check_values(taken: Intake, contents: dict[str, bytes]) -> int:
    """Every value in use is one that its text can mean, and the text stands where it is said."""
    rows = taken.current.filter(pl.col("value").is_not_null(), pl.col("input") != "state")
    for row in rows.iter_rows(named=True):
        assert row["value"] in readings(row["raw_text"]), row
        name = row["file_name"]
        typed = as_typed(name, contents[name], row["sheet"], row["cell"])
        assert not typed or any(same(row["raw_text"], one) for one in typed), (row, typed)
    return rows.height


def take(files: list[tuple[str, bytes]]) -> Intake:
    received = [ReceivedFile(name, content, None) for name, content in files]
    return take_in(received, rounds()["r1"], framework(), units(), read=read_apart)


def test_the_files_are_sound_before_anything_happens_to_them() -> None:
    for name, content in originals():
        taken = take([(name, content)])
        assert taken.files["status"].to_list() == ["accepted"], (name, taken.findings["rule"])
        assert check_values(taken, {name: content}) >= 2


@settings(
    max_examples=BATCHES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a batch has no smaller one; its seed is enough to make it again
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 2**32))
def test_a_mutated_file_is_taken_in_or_told_of(seed: int) -> None:
    chance = random.Random(seed)
    files: dict[str, bytes] = {}
    for n in range(FILES_A_BATCH):
        name, content = mutated(mutation(chance))
        files[f"{name[:6]}{n:03}_{name[6:]}"] = content
    taken = take(list(files.items()))
    assert set(taken.files["file_name"]) == set(files)
    silent = taken.files.filter(pl.col("status") == "quarantined").join(
        taken.findings, on="file_name", how="anti"
    )
    assert silent.is_empty(), silent
    stopped = taken.findings.filter(pl.col("rule") == "file_stops_the_reader")
    assert not stopped["found"].str.starts_with(">").any()
    check_values(taken, files)
