"""Answers to whoever sent a file: every problem, where it is and what to do.

Here belongs checking files without storing anything, and the words on the terminal.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from assets.installation import Installation
from pipelines.intake import ReceivedFile, take_in


def check_files(of: Installation, files: Sequence[Path], round_id: str) -> pl.DataFrame:
    """Findings on files as if they were the only ones of a round; nothing is stored."""
    seeds = of.seeds
    received = [ReceivedFile(path.name, path.read_bytes(), None) for path in files]
    taken = take_in(
        received,
        seeds.rounds[round_id],
        seeds.framework_of(round_id),
        seeds.units(round_id),
    )
    return taken.findings


def findings_as_text(findings: pl.DataFrame, file_names: Iterable[str]) -> str:
    """Findings file by file, Vietnamese first; a clean file is said to be clean."""
    lines: list[str] = []
    for name in file_names:
        of_file = findings.filter(pl.col("file_name") == name)
        errors = of_file.filter(pl.col("severity") == "error").height
        if of_file.is_empty():
            lines.append(f"{name}: không có lỗi / no problem found")
            continue
        lines.append(
            f"{name}: {errors} lỗi, {of_file.height - errors} cảnh báo / "
            f"{errors} errors, {of_file.height - errors} warnings"
        )
        for row in of_file.iter_rows(named=True):
            place = " ".join(
                part
                for part in (
                    row["sheet"],
                    row["cell"],
                    row["entity_code"],
                    row["indicator_code"],
                )
                if part
            )
            mark = "LỖI" if row["severity"] == "error" else "CẢNH BÁO"
            lines.append(f"  {mark} {place} [{row['rule']}]")
            lines.append(f"      {row['message_vi']}")
            lines.append(f"      {row['message_en']}")
    return "\n".join(lines)
