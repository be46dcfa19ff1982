"""The site of 3,321 communes x 62 indicators: seconds, memory, pages a second, beside a plain copy.

The warehouse is made here from the shipped framework with invented values; making it is not timed.
What is set beside the build is writing the same bytes again without making them. Run it as a script.
"""

import resource
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl

from assets.installation.seeds import PROJECT, Seeds, load_seeds
from assets.publishing.site.building import build_site
from assets.receiving.receive import in_columns
from assets.stages.reference_tables import reference_frames
from assets.stages.scores import SCORES
from pipelines.publication.round_status import publication_rows
from pipelines.scoring.index import compute_index
from pipelines.scoring.ranking import with_previous
from warehouse.contract import TABLE_BY_NAME
from warehouse.publisher import publish
from warehouse.whole_folder import LEDGER
from warehouse.writer import open_warehouse

COMMUNES = 3_321
ROUND = "demo-communes-2025H1"


def main() -> None:
    """Print what it took, and what an unchanged site takes."""
    with tempfile.TemporaryDirectory() as folder:
        published, site, copy = (Path(folder, name) for name in ("dti.duckdb", "site", "copy"))
        make_warehouse(published)
        started, worked = time.perf_counter(), time.process_time()
        written = build_site(published, site)
        seconds, work = time.perf_counter() - started, time.process_time() - worked
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        # The ledger stays on the machine that builds; no reader ever asks for it.
        files = [path for path in site.rglob("*") if path.is_file() and path.name != LEDGER]
        size = sum(path.stat().st_size for path in files)
        pages = [path for path in files if path.name != "vega.js"]  # what draws the chart apart
        largest = max(pages, key=lambda path: path.stat().st_size)
        started = time.perf_counter()
        again = build_site(published, site)
        unchanged = time.perf_counter() - started
        started = time.perf_counter()
        shutil.copytree(site, copy)
        copying = time.perf_counter() - started
        sys.stdout.write(
            f"{COMMUNES:,} units x 62 indicators: {written.files:,} files, {size / 1e6:,.0f} MB in "
            f"{seconds:.0f} s, {work:.0f} s of them on a processor ({written.files / seconds:,.0f} "
            f"pages a second; at most 120 s), peak "
            f"{memory:.2f} GB (at most 2 GB)\n"
            f"largest file {largest.relative_to(site)}: {largest.stat().st_size / 1e3:,.0f} kB "
            f"(at most 1,000 kB)\n"
            f"unchanged: {again.made} made again, {unchanged / seconds:.2f} of the time\n"
            f"against copying the same files: {seconds / copying:.1f} times the time\n"
        )


def make_warehouse(published: Path) -> None:
    """One round of all communes, every figure invented."""
    codes = [f"{n:05d}" for n in range(1, COMMUNES + 1)]
    seeds = with_communes(load_seeds(PROJECT / "seeds"), codes)
    framework = seeds.framework_of(ROUND)
    random = np.random.default_rng(2025)
    inputs = pl.DataFrame(
        [
            {"indicator_code": leaf.code, "maximum": float(leaf.max_points or Decimal(0))}
            for leaf in framework.scored_leaves
        ]
    )
    values = (
        pl.DataFrame({"entity_code": codes})
        .join(inputs, how="cross")
        .with_columns(share=pl.Series(random.uniform(0.2, 1, COMMUNES * inputs.height)))
        .with_columns(value=(pl.col("share") * pl.col("maximum")).round(2))
        .select(
            round=pl.lit(ROUND),
            entity_code="entity_code",
            indicator_code="indicator_code",
            input=pl.lit("points"),
            raw_text=pl.col("value").cast(pl.String),
            value=pl.col("value").cast(pl.Decimal(38, 10)),
            source=pl.lit("verified"),
            reporter="entity_code",
            file_sha256=pl.lit("0" * 64),
            file_name=pl.col("entity_code") + "_so-lieu.csv",
            sheet=pl.lit(None, pl.String),
            cell=pl.lit("E2"),
            evidence=pl.lit("Báo cáo số 1/BC-UBND"),
            note=pl.lit(None, pl.String),
            is_corrected=pl.lit(False),
            is_decision=pl.lit(True),
            document=pl.lit("1/QĐ-UBND"),
            clause=pl.lit("Điều 2"),
            reason=pl.lit("Theo biên bản thẩm định"),
            dated_on=pl.lit(date(2026, 1, 15)),
            appeal=pl.lit(None, pl.String),
        )
    )
    reference = reference_frames(seeds)
    units = seeds.units(ROUND).select(pl.lit(ROUND).alias("round"), "entity_code")
    index = compute_index(framework, values, units, {ROUND: seeds.rounds[ROUND].not_evaluated})
    made = (index.indicator_values(), index.main_indicators(), index.pillars(), index.totals())
    scored = {
        name: in_columns(name, [frame.with_columns(is_demonstration=pl.lit(True))])
        for name, frame in zip(SCORES, made, strict=True)
    }
    rounds = reference["reference.round"]
    ranked = with_previous(
        scored["scores.dti"],
        rounds,
        reference["reference.framework"],
        reference["reference.expected_unit"],
        [ROUND],
    )
    empty = {
        name: pl.DataFrame(schema=TABLE_BY_NAME[name].polars_schema)
        for name in ("submissions.file", "submissions.rejected_value")
    }
    status = publication_rows(
        rounds,
        scored["indicators.indicator_value"],
        empty["submissions.file"],
        empty["submissions.rejected_value"],
    )
    build = published.with_name("build.duckdb")
    with open_warehouse(build) as warehouse:
        for name, frame in reference.items():
            table = TABLE_BY_NAME[name]
            warehouse.replace_all(table, frame.select(table.casts))
        for name, frame in {
            "submissions.input_value": values,
            **scored,
            "rankings.dti": ranked,
            "publication.round": status,
        }.items():
            table = TABLE_BY_NAME[name]
            warehouse.replace_rounds(table, frame.select(table.casts), [ROUND])
    publish(build, published, [ROUND])


def with_communes(seeds: Seeds, codes: list[str]) -> Seeds:
    """The seeds with these communes and their one round instead of those that ship."""
    communes = seeds.entities.filter(pl.col("kind") == "commune")
    invented = communes.head(1).drop("entity_code", "name_vi", "name_en").join(
        pl.DataFrame({"entity_code": codes}).with_columns(
            name_vi=pl.lit("Xã ") + pl.col("entity_code"),
            name_en=pl.lit("Commune ") + pl.col("entity_code"),
        ),
        how="cross",
    )  # fmt: skip
    others = seeds.entities.filter(pl.col("kind") != "commune")
    return replace(
        seeds,
        entities=pl.concat([others, invented.select(others.columns)]),
        rounds={ROUND: seeds.rounds[ROUND]},
    )


if __name__ == "__main__":
    main()
