"""Taking in the workbooks of all communes, and a values file of a million rows.

3,321 scorecards of 62 rows, read in their processes, validated, kept by hash and stored through
the gates, beside fastexcel that only reads them in one process. A values file of a million rows,
read into rows with their places, beside DuckDB's `read_csv` that is given the dialect. Run it as
a script.
"""

import csv
import io
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import fastexcel
import polars as pl
import xlsxwriter
from pairing import paired, told

from assets.receiving.reading import read_apart
from assets.receiving.receive import in_columns, tables_of
from checks.schemas import through_gate
from pipelines.entities import read_entities
from pipelines.frameworks.framework import Framework, Name
from pipelines.frameworks.reader import read_framework
from pipelines.intake.intake import ReceivedFile, take_in
from pipelines.intake.submission_files import OpenedFile, read_submissions
from pipelines.rounds import Round
from warehouse.archive import Archive
from warehouse.contract import TABLE_BY_NAME
from warehouse.writer import Warehouse, open_warehouse

COMMUNES, ROWS = 3_321, 1_000_000
SEEDS = Path(__file__).parents[2] / "seeds"
HEADER = (
    "Mã", "Chỉ tiêu", "Nhóm", "Điểm tối đa", "Tự đánh giá", "Thẩm định", "Chênh lệch",
    "Trạng thái", "Phụ trách", "Hạn xử lý", "Minh chứng/Ghi chú",
)  # fmt: skip
VALUES_HEADER = (
    "round", "entity_code", "indicator_code", "input", "value", "reporter", "source", "evidence",
    "note",
)  # fmt: skip
ROUND = Round(
    id="benchmark",
    name=Name("Đợt đo", "Benchmark"),
    framework="vn-commune-tayninh-2025",
    entities="commune",
    parent=None,
    starts_on=date(2025, 1, 1),
    ends_on=date(2025, 6, 30),
    deadline=None,
    previous=None,
    status="open",
    expected_on=date(2025, 7, 1),
    published=None,
    not_evaluated=(),
    line=1,
)


def commune_framework() -> Framework:
    """The framework of 62 sub-indicators that ships."""
    path = SEEDS / "frameworks" / "vn-commune-tayninh-2025.yaml"
    return read_framework(path.read_text(encoding="utf-8"), path.name)


def communes() -> pl.DataFrame:
    """As many communes as there are, with made-up names."""
    codes = [f"{10_000 + n}" for n in range(COMMUNES)]
    names = [f"Xã Mẫu {n}" for n in range(COMMUNES)]
    table = pl.DataFrame({"entity_code": codes, "kind": "commune", "name_vi": names})
    absent = ("name_en", "parent_code", "valid_from", "valid_to", "aliases")
    return read_entities(
        table.with_columns(pl.lit(None, pl.String).alias(name) for name in absent), "entities.csv"
    )


def scorecards(framework: Framework, units: pl.DataFrame) -> list[ReceivedFile]:
    """A scorecard of each commune: what a unit fills in by itself."""
    chance = random.Random(1726)
    files: list[ReceivedFile] = []
    for code in units["entity_code"]:
        packed = io.BytesIO()
        book = xlsxwriter.Workbook(packed, {"in_memory": True})
        sheet = book.add_worksheet("Phiếu chấm điểm")
        sheet.write_row("A3", HEADER)
        for at, leaf in enumerate(framework.scored_leaves, 3):
            most = float(leaf.max_points or 0)
            own = round(most * chance.random(), 2)
            texts = (leaf.code, leaf.name.vi, "Nhóm", most, own, None, None)
            sheet.write_row(at, 0, (*texts, "Hoàn thành", "Văn phòng", "31/07/2025", "Báo cáo"))
        book.close()
        files.append(ReceivedFile(f"{code}_phieu.xlsx", packed.getvalue(), None))
    return files


def with_fastexcel(files: list[ReceivedFile]) -> None:
    """Read every sheet, nothing more."""
    for file in files:
        book = fastexcel.read_excel(file.read())
        for name in book.sheet_names:
            book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()


def intake(
    files: list[ReceivedFile], framework: Framework, units: pl.DataFrame, warehouse: Warehouse
) -> Callable[[], None]:
    """Read, validate and store the files."""

    def work() -> None:
        taken = take_in(files, ROUND, framework, units, read=read_apart)
        for name, frames in tables_of([ROUND.id], {ROUND.id: taken}).items():
            table = TABLE_BY_NAME[name]
            frame = through_gate(table, in_columns(name, list(frames)))
            warehouse.replace_rounds(table, frame, [ROUND.id])
        assert taken.current.height == COMMUNES * 62

    return work


def values_file(framework: Framework, units: pl.DataFrame) -> bytes:
    """A values file of a million rows."""
    chance = random.Random(922)
    codes = [leaf.code for leaf in framework.scored_leaves]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(VALUES_HEADER)
    unit_of = units["entity_code"].to_list()
    for n in range(ROWS):
        value = f"{chance.randint(0, 9)},{chance.randint(0, 99):02}"
        figure = (ROUND.id, unit_of[n % COMMUNES], codes[n % 62], "points", value)
        writer.writerow((*figure, "", "declared", "Báo cáo", ""))
    return text.getvalue().encode()


def of_workbooks() -> None:
    """Scorecards taken in, stored and kept."""
    framework, units = commune_framework(), communes()
    files = scorecards(framework, units)
    with tempfile.TemporaryDirectory() as folder:
        with open_warehouse(Path(folder, "dti.duckdb")) as warehouse:
            ours = intake(files, framework, units, warehouse)
            result = paired(ours, lambda: with_fastexcel(files), times=5)
        name = "3,321 scorecards taken in and stored against fastexcel alone"
        say(told(name, result, "at most 3"))
        archives = (Archive(Path(folder, str(n))) for n in range(9))
        kept = paired(
            lambda: next(archives).keep_all(ROUND.id, files),
            lambda: with_fastexcel(files),
            times=3,
        )
        say(told("    their bytes kept by hash for the first time", kept, "no figure asked"))


def of_values() -> None:
    """A values file read into rows with their places."""
    framework, units = commune_framework(), communes()
    content = values_file(framework, units)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "values.csv")
        path.write_bytes(content)
        query = (
            f"CREATE TABLE t AS FROM read_csv('{path}', delim=',', quote='\"', header=true, "
            "all_varchar=true)"
        )

        def read() -> None:
            (tables,) = read_apart([("values.csv", content)])
            one = OpenedFile(0, "values.csv", "sha", tables)
            assert read_submissions([one], ROUND.id, units).rows.height == ROWS

        result = paired(read, lambda: duckdb.connect().execute(query), times=5)
        say(told("a values file of 1,000,000 rows against read_csv", result, "at most 5"))


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Each part in a process of its own, so that its memory is its own."""
    parts = {"workbooks": of_workbooks, "values": of_values}
    if len(sys.argv) == 1:
        for name in parts:
            subprocess.run([sys.executable, __file__, name], check=True)
        return
    parts[sys.argv[1]]()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    say(f"    peak memory {own:.2f} GB, files and yardstick included; at most 1.5")


if __name__ == "__main__":
    main()
