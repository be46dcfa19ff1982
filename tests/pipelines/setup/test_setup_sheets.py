"""The setup workbook has a sheet for each seed that offices keep, from its declared columns."""

import pytest

from pipelines.annexes.sheet import AnnexSheet
from pipelines.entities import ENTITIES
from pipelines.marked_yaml import read_marked_yaml
from pipelines.planning.targets import AIM_KINDS, read_targets
from pipelines.rounds import ROUNDS_SCHEMA, read_rounds
from pipelines.setup.headings import HEADINGS, WORDS
from pipelines.setup.reading import read_setup
from pipelines.setup.seed_rows import rows_of_entries, written_seed
from pipelines.setup.sheets import ROUNDS_SHEET, SHEETS, UNITS_SHEET, SetupSheet
from pipelines.vietnamese import plain

TARGETS_SHEET = next(sheet for sheet in SHEETS if sheet.file == "targets.yaml")
ROUND = """
- id: r1
  name: {vi: Đợt, en: Round}
  framework: small
  entities: ["00001", "00002"]
  starts_on: 2025-01-01
  ends_on: 2025-06-30
  boundary: 34
  not_evaluated: ["1.10"]
  status: final
"""
TARGETS = """# kept
targets:
  - id: t1
    unit: {code: "00001", name: Hòa Bình}
    document: Kế hoạch 1
    year: 2025
    points: {at_least: 24.5, of: 25}
    text: 24,5 trên 25
  - id: t2
    unit: {code: "00001", name: Hòa Bình}
    document: Kế hoạch 1
    year: 2025
    rate: {measure: m, name: {vi: Số đo, en: Measure}, more_than: 50, unit: "%"}
    text: trên 50 %
baselines:
  - unit: {code: "00001", name: Hòa Bình}
    year: 2024
    kind: rank
    stated: 12
    document: Kế hoạch 1
    text: hạng 12
"""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.seed)
def test_every_declared_column_and_value_has_words_of_its_own(sheet: SetupSheet) -> None:
    names = [column.name for column in sheet.columns]
    assert set(HEADINGS[sheet.seed]) == set(names)
    for language in ("vi", "en"):
        headings = [plain(getattr(sheet.heading(column), language)) for column in sheet.columns]
        assert len(set(headings)) == len(headings)
    for column in sheet.columns:
        named = WORDS.get((sheet.seed, column.name))
        assert named is None or set(named) == set(column.words)
        words = [plain(word.vi) for word in sheet.words(column).values()]
        assert len(set(words)) == len(words)
        # Excel offers choices that fit into 255 characters and have no comma in them.
        assert not any("," in word for word in words)
        assert len(",".join(words)) <= 255


def test_the_columns_are_those_that_the_seeds_declare() -> None:
    units = [column.name for column in UNITS_SHEET.columns]
    assert units == [column.name for column in (*ENTITIES.columns, *ENTITIES.optional)]
    assert {column.path[0] for column in ROUNDS_SHEET.columns} == set(
        ROUNDS_SCHEMA["items"]["properties"]
    )
    (aim,) = (column for column in TARGETS_SHEET.columns if column.name == "aim")
    assert aim.words == AIM_KINDS


def test_a_round_is_the_same_as_a_row_and_back() -> None:
    rows = rows_of_entries(ROUNDS_SHEET, read_marked_yaml(ROUND, "rounds.yaml").value)
    assert rows[0]["entities"] == "00001;00002"
    written = written_seed(ROUNDS_SHEET, rows, ROUND)
    (before,), (after,) = (read_rounds(text, "rounds.yaml") for text in (ROUND, written.text))
    assert (after.entities, after.expected_on) == (before.entities, before.expected_on)
    assert after.not_evaluated == ("1.10",)
    line = written.text.splitlines().index("  status: final") + 1
    assert written.place(line, 3) == (0, "status")


def test_targets_keep_their_figures_the_head_of_the_file_and_the_baselines() -> None:
    rows = rows_of_entries(TARGETS_SHEET, read_marked_yaml(TARGETS, "targets.yaml").value)
    assert [(row["aim"], row["aim_at_least"], row["aim_more_than"]) for row in rows] == [
        ("points", "24.5", ""),
        ("rate", "", "50"),
    ]
    written = written_seed(TARGETS_SHEET, rows, TARGETS).text
    assert written.startswith("# kept\n")
    before, after = (read_targets(text, "targets.yaml") for text in (TARGETS, written))
    assert [target.aim for target in after[0]] == [target.aim for target in before[0]]
    assert [baseline.stated for baseline in after[1]] == [12]


def test_headings_are_known_in_either_language_and_below_titles() -> None:
    sheet = AnnexSheet(
        "đơn vị",
        [
            ("DANH SÁCH ĐƠN VỊ",),
            ("STT", "Unit code", "TÊN ĐƠN VỊ *", "Loại\nKind", "Hiệu lực từ"),
            ("1", "00009", "Xã Chín", "Cấp xã", "ngày 1 tháng 7 năm 2025"),
        ],
    )
    read = read_setup([sheet])
    assert read.problems == []
    (rows,) = read.sheets
    assert rows.rows[0]["kind"] == "commune"
    assert rows.rows[0]["valid_from"] == "2025-07-01"
    assert rows.cell(0, "name_vi") == "đơn vị!C3"
