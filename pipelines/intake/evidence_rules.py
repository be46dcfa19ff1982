"""Rules on evidence: what an indicator asks for, and what was handed in.

Here belongs asking for evidence or an explanation that is missing. Which files are accepted as
evidence is in `evidence_files.py`. Nothing here keeps a figure out: the council decides.
"""

from typing import Final

import polars as pl

from pipelines.both_languages import both
from pipelines.frameworks.framework import Framework
from pipelines.intake.evidence_files import FILE_NAME, FOLDER
from pipelines.intake.findings import findings

STATUSES: Final = (
    "Chưa thực hiện", "Đang thực hiện", "Cần bổ sung minh chứng", "Hoàn thành",
)  # fmt: skip
"""What a scorecard notes beside every figure; it explains none."""
_BETWEEN: Final = r"(\.[A-Za-z]{3,4})\s*,|[;\n]"
"""What parts names of files. A comma does so behind an ending only, for names hold commas."""


def evidence_findings(
    current: pl.DataFrame, framework: Framework, evidence: pl.DataFrame
) -> pl.DataFrame:
    """Findings on declared figures without the evidence that is asked for.

    `current`: values in use; `evidence`: files in `EVIDENCE_SCHEMA`. One finding for each unit and
    indicator, at its first figure; one for each text that names a file that is not there.
    """
    declared = current.filter(pl.col("source") == "declared")
    return pl.concat([_missing(declared, framework), _not_found(declared, evidence)])


def _missing(declared: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    required = [leaf.code for leaf in framework.scored_leaves if leaf.evidence == "required"]
    is_explained = pl.col("evidence").is_not_null() | (
        pl.col("note").is_not_null() & ~pl.col("note").is_in(STATUSES)
    )
    figure = ["entity_code", "indicator_code"]
    bare = (
        declared.filter(pl.col("indicator_code").is_in(required))
        .filter(~is_explained.fill_null(value=False).any().over(figure))
        .unique(figure, keep="first", maintain_order=True)
    )
    return findings(
        "evidence_or_explanation_missing",
        bare,
        pl.col("raw_text"),
        pl.lit(
            both("số văn bản, tên tệp hoặc giải trình", "a document, a file name or an explanation")
        ),
    )


def _not_found(declared: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    """Texts that are names of files, each of which is not among those of the unit."""
    texts = pl.col("evidence").str.replace_all(_BETWEEN, "$1\n").str.split("\n")
    named = (
        declared.filter(pl.col("evidence").is_not_null())
        .with_columns(texts)
        .explode("evidence")
        .with_columns(pl.col("evidence").str.strip_chars())
        .filter(pl.col("evidence").str.contains(FILE_NAME))
    )
    there = evidence.filter(pl.col("status") == "accepted").select(
        "entity_code", _key(pl.col("file_name").str.extract(r"([^/]+)$")).alias("key")
    )
    absent = named.with_columns(_key(pl.col("evidence")).alias("key")).join(
        there, on=["entity_code", "key"], how="anti", maintain_order="left"
    )
    folder = pl.concat_str(pl.lit(f"{FOLDER}/"), "entity_code", pl.lit("/"))
    return findings("evidence_file_not_found", absent, pl.col("evidence"), folder)


def _key(name: pl.Expr) -> pl.Expr:
    return name.str.normalize("NFC").str.to_lowercase()
