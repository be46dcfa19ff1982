"""The stand-alone verifier: sound receipts hold, and whatever is changed in one is named."""

import ast
import contextlib
import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import child, framework, group, leaf
from hypothesis import given, settings
from hypothesis import strategies as st
from installations import HEADER, Small, rows
from publishing import publish_rounds, write_releases
from receipt_builders import Sent, receipts_of

from assets.installation.installation import installation
from assets.installation.seeds import PROJECT
from assets.publishing import verify_receipt
from assets.publishing.receipts import receipt_json
from assets.publishing.round_reading import round_tables
from assets.publishing.verify_receipt import Problem, verify
from pipelines.publication.receipt import receipt
from warehouse.reader import open_published

Json = dict[str, Any]

EVERY_KIND = framework(
    group("1")
    + leaf("1.1", "kind: ratio, numerator: a, denominator: b, target: 0.8", "a: count, b: count",
           more=child("1"))
    + leaf("1.2", "kind: levels, input: x, levels: {Trưởng ban: 1, Phó ban: 0.5}", "x: level",
           more=child("1"))
    + leaf("1.3", "kind: steps, input: x, steps: [{at_least: 4, share: 1}, {at_least: 1, share: 0.25}]",
           more=child("1"))
    + leaf("1.4", "kind: parts, parts: [{share: 0.5, rule: {kind: boolean, input: y}}, "
           "{share: 0.5, rule: {kind: capped_count, input: n, cap: 3}}]", "y: boolean, n: count",
           more=child("1"))
    + leaf("2", "kind: best_peer, input: x")
    + leaf("3", "kind: min_max, input: x, direction: lower_is_better")
    + leaf("4", "kind: goalposts, input: x, lower: 1, upper: 100, log: true")
    + leaf("5", "kind: percentile, input: x")
    + leaf("6", "kind: value, input: x", "x: share")
    + leaf("7", "kind: points, input: x", "x: points")
    + leaf("8", "kind: bonus, input: x", "x: points", points="3")
    + leaf("9", "kind: penalty, input: x", "x: points", points="3")
    + leaf("10", "kind: boolean, input: x", "x: boolean"),
    "aggregation: points\npillars: [{code: P, name: {vi: P, en: P}, mains: ['1', '2', '7']}]\n",
)  # fmt: skip
SENT: list[Sent] = [
    ("A", "1.1", "a", "1.941", "1941"), ("A", "1.1", "b", "3000", "3000"),
    ("A", "1.2", "x", "phó ban", "0.5"), ("A", "1.3", "x", "3", "3"),
    ("A", "1.4", "y", "có", "1"), ("A", "1.4", "n", "2", "2"),
    ("A", "2", "x", "7", "7"), ("B", "2", "x", "9", "9"),
    ("A", "3", "x", "7", "7"), ("B", "3", "x", "9", "9"), ("C", "3", "x", "4", "4"),
    ("A", "4", "x", "12,5", "12.5"), ("A", "5", "x", "1", "1"), ("B", "5", "x", "1", "1"),
    ("C", "5", "x", "2", "2"), ("A", "6", "x", "78,57%", "0.7857"), ("A", "7", "x", "3,35", "3.35"),
    ("A", "8", "x", "5", "5"), ("A", "9", "x", "1", "1"), ("A", "10", "x", "không", "0"),
    ("B", "7", "state", "not_applicable", None), ("B", "1.1", "a", "5", "5"),
    ("B", "1.1", "b", "0", "0"), ("C", "7", "x", "8", "8"), ("C", "7", "state", "zero_by_decision", None),
    ("C", "1.3", "x", "9", "9"), ("C", "1.3", "points", "2,5", "2.5"),
]  # fmt: skip
SOURCES = {24: "verified", 26: "verified"}


def problems(of: Json, files: Path | None = None) -> list[Problem]:
    return verify(of, files)[0]


@pytest.mark.parametrize("unit", ["A", "B", "C"])
def test_every_kind_of_rule_and_state_is_worked_out_again(unit: str) -> None:
    assert problems(receipts_of(EVERY_KIND, SENT, sources=SOURCES)[unit]) == []


@pytest.mark.parametrize(
    "top",
    [
        "aggregation: arithmetic_mean\nscale: 100\n",
        "aggregation: geometric_mean\n",
        "aggregation: harmonic_mean\ndecimals: null\n",
        "aggregation: weighted_sum\nmin_coverage: 0.5\n",
        "aggregation: arithmetic_mean\nmissing: zero\n",
    ],
)
def test_means_with_weights_are_worked_out_again(top: str) -> None:
    of = framework(
        group("1", more=", weight: 0.4")
        + leaf("1.1", "kind: min_max, input: x", points="", more=child("1") + ", weight: 2")
        + leaf("1.2", "kind: value, input: x", "x: share", points="", more=child("1"))
        + leaf("2", "kind: z_score, input: x", points="", more=", weight: 0.1")
        + leaf("3", "kind: rank, input: x", points="", more=", weight: 0.6"),
        top + "pillars: [{code: P, name: {vi: P, en: P}, mains: ['1', '3']}]\n",
    )
    sent = [
        (unit, code, "x", text, text)
        for code, texts in {
            "1.1": ("1", "4", "9"),
            "1.2": ("0.3", "0.9", None),
            "2": ("1.5", "7.25", "3"),
            "3": ("3", "3", "8"),
        }.items()
        for unit, text in zip("ABC", texts, strict=True)
        if text is not None
    ]
    for one in receipts_of(of, sent).values():
        assert problems(one) == []


def test_without_a_yardstick_nobody_is_evaluated() -> None:
    of = framework(leaf("1", "kind: min_max, input: x") + leaf("2", "kind: points, input: x"))
    sent: list[Sent] = [
        ("A", "1", "x", "3", "3"),
        ("B", "1", "x", "3", "3"),
        ("A", "2", "x", "4", "4"),
    ]
    found = receipts_of(of, sent)
    assert {one["indicators"][0]["state"] for one in found.values()} == {"not_evaluated"}
    assert [problems(one) for one in found.values()] == [[], [], []]


def test_what_a_round_leaves_out_is_left_out_again() -> None:
    found = receipts_of(EVERY_KIND, SENT, sources=SOURCES, left_out=["1"])["A"]
    assert found["groups"][0]["max_points"] == "0"
    assert problems(found) == []


def _indicator(of: Json, code: str) -> Json:
    return next(one for one in of["indicators"] if one["code"] == code)


def _resealed(of: Json) -> Json:
    """As a forger would: every seal made again."""
    for one in of["indicators"]:
        for sent in one["inputs"]:
            sent["seal"] = verify_receipt.seal_of(sent)
        one["seal"] = verify_receipt.seal_of(one)
    of["seal"] = verify_receipt.seal_of(of)
    return of


@pytest.mark.parametrize(
    ("change", "says", "should_be"),
    [
        ({"raw_text": "2.941"}, "1941", "2.941 / 2941"),
        ({"value": "2941"}, "2941", "1.941 / 1941"),
    ],
)
def test_a_changed_figure_is_named_with_its_cell(change: Json, says: str, should_be: str) -> None:
    of = copy.deepcopy(receipts_of(EVERY_KIND, SENT, sources=SOURCES)["A"])
    _indicator(of, "1.1")["inputs"][0].update(change)
    first = problems(_resealed(of))[0]
    assert first.where == "1.1 a, A.xlsx, Biểu mẫu, ô / cell E2"
    assert (first.says, first.should_be) == (says, should_be)


def test_a_changed_point_is_named_with_its_indicator_and_places() -> None:
    of = copy.deepcopy(receipts_of(EVERY_KIND, SENT, sources=SOURCES)["A"])
    _indicator(of, "7")["points"] = "9.35"
    (only,) = problems(_resealed(of))
    assert only.where == "7 (A.xlsx, Biểu mẫu, ô / cell E18)"
    assert (only.says, only.should_be) == ("9.35", "3.35")


def test_a_changed_rule_gives_other_points() -> None:
    of = copy.deepcopy(receipts_of(EVERY_KIND, SENT, sources=SOURCES)["A"])
    _indicator(of, "1.1")["rule"]["target"] = "1"
    assert {one.what for one in problems(_resealed(of))} >= {"điểm / points"}


def test_the_value_of_another_unit_changes_the_rank() -> None:
    of = copy.deepcopy(receipts_of(EVERY_KIND, SENT, sources=SOURCES)["A"])
    of["others"]["B"] = "0.9999"
    assert [one.where for one in problems(_resealed(of))] == ["thứ hạng / rank"]


def _amounts(of: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every number in a receipt: an amount as text, or a whole number."""
    if isinstance(of, dict):
        for key, value in of.items():
            yield from _amounts(value, (*path, key))
    elif isinstance(of, list):
        for n, value in enumerate(of):
            yield from _amounts(value, (*path, n))
    elif (isinstance(of, str) and of.replace(".", "", 1).isdigit()) or (
        isinstance(of, int) and not isinstance(of, bool)
    ):
        yield path


SOUND = receipts_of(EVERY_KIND, SENT, sources=SOURCES)["A"]
PLACES = [path for path in _amounts(SOUND) if path[-1] not in ("file_sha256", "seal")]


@settings(max_examples=200, deadline=None)
@given(path=st.sampled_from(PLACES), by=st.integers(1, 10**6))
def test_every_change_of_a_number_is_noticed(path: tuple[Any, ...], by: int) -> None:
    of = copy.deepcopy(SOUND)
    at: Any = of
    for key in path[:-1]:
        at = at[key]
    found = at[path[-1]]
    at[path[-1]] = str(int(found.replace(".", "")) + by) if isinstance(found, str) else found + by
    # Refused outright: the code of an indicator that nothing has.
    with contextlib.suppress(ValueError, KeyError, IndexError):
        assert problems(of)


@settings(max_examples=60, deadline=None)
@given(
    code=st.sampled_from([one["code"] for one in SOUND["indicators"]]),
    key=st.sampled_from(["points", "value", "evaluated_points"]),
    by=st.integers(1, 10**6),
)
def test_a_changed_amount_is_noticed_by_recomputing_though_it_is_sealed_again(
    code: str, key: str, by: int
) -> None:
    of = copy.deepcopy(SOUND)
    one = _indicator(of, code)
    one[key] = verify_receipt.told((verify_receipt.number(one[key]) or 0) + by)
    assert any(problem.where.startswith(code) for problem in problems(_resealed(of)))


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Small:
    place = Small(tmp_path_factory.mktemp("issued"), {"r1": None}).write()
    place.submit_clean("r1")
    publish_rounds(place.open(), ["r1"])
    write_releases(place.open())
    return place


def test_it_stands_alone_and_reads_the_files_again(issued: Small, tmp_path: Path) -> None:
    receipts = issued.open().releases / "r1.1" / "receipts"
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "verify_receipt.py",
            "00001.json",
            "--files",
            str(issued.folder),
        ],
        cwd=shutil.copytree(receipts, tmp_path / "taken"),
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ĐÚNG / HOLDS: Hòa Bình, DTI 0.96, hạng / rank 1/3" in done.stdout


def test_another_file_under_the_name_is_told_by_its_hash(issued: Small, tmp_path: Path) -> None:
    path = tmp_path / "00001_so-lieu.csv"
    path.write_text(HEADER + rows("r1", "00001", a="9", b="9"), encoding="utf-8")
    with open_published(issued.published) as warehouse:
        of_unit = receipt(round_tables(warehouse, "r1"), "00001")
    first = problems(of_unit, tmp_path)[0]
    assert (first.where, first.what) == ("1.1 a, 00001_so-lieu.csv, ô / cell E2", "SHA-256")


def test_a_text_that_is_not_in_the_cell_is_named(issued: Small) -> None:
    text = (issued.open().releases / "r1.1" / "receipts" / "00001.json").read_text(encoding="utf-8")
    of = json.loads(text)
    _indicator(of, "1.1")["inputs"][0].update(raw_text="3", value="3")
    first = problems(_resealed(of), issued.folder / "inbox")[0]
    sent = of["indicators"][0]["inputs"][0]["file_sha256"]
    assert first.where == f"1.1 a, {sent[:12]}.csv, ô / cell E2"
    assert (first.says, first.should_be) == ("3", "2")


def test_what_is_no_receipt_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"form": "other"}', encoding="utf-8")
    assert verify_receipt.main([str(path)]) == 2


def test_it_imports_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(verify_receipt.__file__).read_text(encoding="utf-8"))
    names = {
        alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        (node.module or "").partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert names <= sys.stdlib_module_names


def test_receipts_of_shipped_rounds_hold_with_their_files(tmp_path: Path) -> None:
    of = installation(PROJECT / "seeds", None, tmp_path / "dti.duckdb")
    rounds = ["provinces-2020", "demo-departments-2025H1"]
    publish_rounds(of, rounds)
    with open_published(of.published) as warehouse:
        for name in rounds:
            tables = round_tables(warehouse, name)
            for unit in tables.units:
                made = json.loads(receipt_json(receipt(tables, unit)))
                assert verify(made, of.inbox / name) == ([], []), unit
