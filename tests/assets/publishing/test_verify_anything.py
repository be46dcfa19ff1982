"""The verifier on anything: one line, no traceback, and never HOLDS for what was changed."""

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from receipt_builders import receipts_of
from test_verify_receipt import EVERY_KIND, SENT

from assets.publishing import verify_receipt
from assets.publishing.receipts import receipt_json

SOUND: dict[str, Any] = json.loads(receipt_json(receipts_of(EVERY_KIND, SENT)["A"]))
ANYTHING: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 10**30, "", "x", "1e999999999", "-1", "9" * 500, "\x1b[2J\n"),
    *([], {}, [[]], {"kind": "ratio"}, "\ud800", "1/0", "seal"),
]


def said(content: bytes, folder: Path) -> tuple[int, list[str]]:
    path = folder / "receipt.json"
    path.write_bytes(content)
    return verify_receipt.report(path, None, None)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    found = [path] if path else []
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, one in pairs:
        found += places(one, (*path, key))
    return found


def sealed_again(document: Any) -> Any:
    """The same with every seal made anew, as a forger would."""
    if isinstance(document, list):
        return [sealed_again(one) for one in document]
    if not isinstance(document, dict):
        return document
    inside = {key: sealed_again(one) for key, one in document.items()}
    if "seal" in inside:
        inside["seal"] = verify_receipt.seal_of(inside)
    return inside


PLACES = places(SOUND)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(ANYTHING), st.sampled_from(["put", "take"]))
def test_a_changed_receipt_never_holds(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[Any, ...], value: Any, how: str
) -> None:
    changed = copy.deepcopy(SOUND)
    at: Any = changed
    for key in place[:-1]:
        at = at[key]
    before = copy.deepcopy(at)
    if how == "put":
        at[place[-1]] = value
    else:
        del at[place[-1]]
    same = json.dumps(at) == json.dumps(before)
    text = json.dumps(changed).encode()
    status, lines = said(text, tmp_path_factory.getbasetemp())
    assert (status == 0) == same, lines
    # Sealed again it may be sound in itself, but it never brings the program down.
    said(json.dumps(sealed_again(changed)).encode(), tmp_path_factory.getbasetemp())


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_bytes_cut_or_changed_are_told_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    drawn = random.Random(seed)
    content = bytearray(json.dumps(SOUND, ensure_ascii=False).encode())
    whole = bytes(content)
    for _ in range(drawn.randint(1, 4)):
        content[drawn.randrange(len(content))] = drawn.randrange(256)
    if drawn.random() < 0.3:
        content = content[: drawn.randrange(len(content))]
    status, _ = said(bytes(content), tmp_path_factory.getbasetemp())
    assert status != 0 or json.loads(content) == json.loads(whole)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe\x00", b"{" * 100_000, b"[" * 100_000,
        b'{"form": "dti-score-receipt/1"}', b'{"form": "dti-score-receipt/2"}',
        b'{"form": "dti-score-receipt/1", "form": "dti-score-receipt/1"}', b'{"a": NaN}',
        b'{"a": ' + b"9" * 10_000 + b"}", bytes(range(256)) * 10,
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_not_checked_and_told_in_one_line(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "receipt.json"
    path.write_bytes(content)
    assert verify_receipt.main([str(path)]) == 2
    (line,) = capsys.readouterr().out.splitlines()
    assert "CHƯA KIỂM TRA / NOT CHECKED" in line


def test_a_receipt_that_is_not_there_is_not_checked(tmp_path: Path) -> None:
    assert verify_receipt.main([str(tmp_path / "none.json")]) == 2


def test_without_the_files_that_were_sent_it_is_not_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "receipt.json").write_text(json.dumps(SOUND), encoding="utf-8")
    (tmp_path / "sent").mkdir()
    words = [str(tmp_path / "receipt.json"), "--files", str(tmp_path / "sent")]
    assert verify_receipt.main(words) == 2
    told = capsys.readouterr().out
    assert "không có tệp / file not found" in told
    assert "NOT CHECKED" in told
    assert "HOLDS" not in told


def test_what_a_receipt_says_cannot_steer_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = {**SOUND, "unit": {**SOUND["unit"], "entity_name_vi": "x\n\x1b[2JĐÚNG / HOLDS"}}
    (tmp_path / "receipt.json").write_text(json.dumps(changed), encoding="utf-8")
    assert verify_receipt.main([str(tmp_path / "receipt.json")]) == 1
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert all("receipt.json: SAI / WRONG" in line for line in told.splitlines())
