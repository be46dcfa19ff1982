"""A register is read line by line: one that is wrong concerns no other."""

from datetime import datetime

import pytest

from pipelines.intake.register import read_register

HEADER = "file_name,received_at\n"
NINE = datetime.fromisoformat("2025-07-31T09:00:00+07:00")


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}xa/a.csv,{NINE.isoformat()}\n".encode(),
        f"{HEADER}xa/a.csv,{NINE.isoformat()}".encode("utf-8-sig"),
        f"file_name;received_at;ghi chú\r\nxa/a.csv;{NINE.isoformat()};x\r\n".encode(),
        f"received_at\tfile_name\n{NINE.isoformat()}\txa/a.csv\n".encode("utf-16"),
    ],
)
def test_a_register_says_when_each_file_came(content: bytes) -> None:
    register = read_register(content)
    assert (register.times, register.doubts) == ({"xa/a.csv": NINE}, None)


def test_an_empty_time_is_one_that_is_not_known() -> None:
    assert read_register(f"{HEADER}a.csv,\n".encode()).times == {"a.csv": None}


def test_a_name_is_found_however_its_marks_were_written() -> None:
    register = read_register(f"{HEADER}Phu\u031bo\u031b\u0300ng.csv,\n".encode())
    assert list(register.times) == ["Phường.csv"]


@pytest.mark.parametrize(
    "line",
    [
        b"b.csv,hom qua", b"b.csv", b",2025-07-31", b'b.csv,"2025-07-31', b'"b"x.csv,2025-07-31',
        b"ph\xff.csv,2025-07-31", b"b.csv,0001-01-01T00:00:00+14:00",
        b"b.csv,9999-12-31T23:59:59-12:00",
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_harms_that_line_only(line: bytes) -> None:
    good = f"a.csv,{NINE.isoformat()}\n".encode()
    register = read_register(HEADER.encode() + line + b"\n" + good)
    assert register.times == {"a.csv": NINE}
    assert register.doubts is not None
    assert (register.doubts.rule, register.doubts.found) == (
        "register_line_not_read",
        "dòng / line 2",
    )


def test_very_many_unread_lines_are_counted() -> None:
    register = read_register(HEADER.encode() + b"x\n" * 9)
    assert register.doubts is not None
    assert register.doubts.found == "dòng / line 2, 3, 4, 5, 6, ... (9)"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04\x00"])
def test_without_its_header_a_register_says_nothing(content: bytes) -> None:
    register = read_register(content)
    assert register.times == {}
    assert register.doubts is not None
    assert register.doubts.found == "dòng / line 1"
