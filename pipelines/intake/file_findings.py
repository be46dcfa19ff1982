"""Findings about whole files while a round is read, and which files they keep out.

Here belongs collecting them. What is wrong with a file is found in `submission_files.py` and
`form_files.py`; the words of each rule are in `findings.py`.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.intake.findings import EMPTY_FINDINGS, findings

_Place = tuple[str | None, str | None]


class FileFindings:
    """What was found about the files of a round; `refused` are the numbers of those kept out."""

    def __init__(self, round_id: str, files: Mapping[int, tuple[str, str]]) -> None:
        """`files`: SHA-256 and name of each file by its number."""
        self._round_id = round_id
        self._files = files
        self._found: dict[str, list[tuple[int, str, str, str | None, str | None]]] = {}
        self._of_cells: list[pl.DataFrame] = []
        self.refused: set[int] = set()

    def refuse(
        self, at: int, rule: str, found: str, expected: str, place: _Place = (None, None)
    ) -> None:
        """Say why a file is kept out; the first reason is enough. `place`: sheet and cell."""
        if at not in self.refused:
            self.refused.add(at)
            self.warn(at, rule, found, expected, place)

    def warn(
        self, at: int, rule: str, found: str, expected: str, place: _Place = (None, None)
    ) -> None:
        """Tell of something in a file that is read all the same."""
        self._found.setdefault(rule, []).append((at, found, expected, *place))

    def add_cells(self, cells: pl.DataFrame, sheets: pl.DataFrame) -> None:
        """Tell of cells: sheet_at, cell, rule, what_found, wanted, on sheets of a grid."""
        if cells.is_empty():
            return
        files = pl.DataFrame(
            [(at, self._round_id, *file) for at, file in self._files.items()],
            schema={
                "file_at": pl.UInt32,
                **dict.fromkeys(("round", "file_sha256", "file_name"), pl.String),
            },
            orient="row",
        )
        placed = cells.join(
            sheets.select("sheet_at", "file_at", sheet="name"),
            on="sheet_at",
            maintain_order="left",
        ).join(files, on="file_at", maintain_order="left")
        for (rule,), rows in placed.group_by("rule", maintain_order=True):
            self._of_cells.append(findings(str(rule), rows, pl.col("what_found"), pl.col("wanted")))

    def collected(self) -> pl.DataFrame:
        """All of them, rule by rule."""
        parts = [EMPTY_FINDINGS]
        for rule, places in self._found.items():
            rows = pl.DataFrame(
                [(self._round_id, *self._files[at], *rest) for at, *rest in places],
                schema=dict.fromkeys(
                    (
                        "round",
                        "file_sha256",
                        "file_name",
                        "what_found",
                        "wanted",
                        "sheet",
                        "cell",
                    ),
                    pl.String,
                ),
                orient="row",
            )
            parts.append(findings(rule, rows, pl.col("what_found"), pl.col("wanted")))
        return pl.concat([*parts, *self._of_cells])
