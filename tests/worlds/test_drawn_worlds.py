"""Drawn worlds in process: intake and scoring give what the contract says, figure by figure."""

import random
from collections.abc import Callable, Mapping

import polars as pl
import pytest
from worlds.comparing import differences, index_of, taken_in
from worlds.evaluator import evaluate
from worlds.generator import draw_world
from worlds.world import World, framework_yaml, seed_files

BLOCKS = 16
WORLDS_A_BLOCK = 10


@pytest.mark.parametrize("block", range(BLOCKS))
def test_intake_and_scoring_give_what_the_contract_says(block: int) -> None:
    seeds = range(block * WORLDS_A_BLOCK, (block + 1) * WORLDS_A_BLOCK)
    found = {seed: told for seed in seeds if (told := differences(draw_world(seed)))}
    assert found == {}


def test_the_same_number_is_the_same_world() -> None:
    assert seed_files(draw_world(7)) == seed_files(draw_world(7))
    assert draw_world(7).files == draw_world(7).files


def test_the_order_of_files_and_indicators_changes_nothing() -> None:
    for seed in range(500, 504):
        world = draw_world(seed)
        before = [index_of(world, entry).totals() for entry in world.rounds]
        random.Random(seed).shuffle(world.files)
        after = [index_of(world, entry).totals() for entry in world.rounds]
        assert all(one.equals(other) for one, other in zip(before, after, strict=True))


def test_equal_values_share_a_rank_and_the_next_is_skipped() -> None:
    seen = 0
    for seed in range(600, 612):
        world = draw_world(seed)
        for entry in world.rounds:
            for (_,), units in index_of(world, entry).totals().group_by("basis"):
                ranks = sorted(units["rank"].drop_nulls())
                assert all(rank == ranks.index(rank) + 1 for rank in ranks)
                assert all(
                    row["is_tied"] == (ranks.count(row["rank"]) > 1)
                    for row in units.drop_nulls("rank").to_dicts()
                )
                seen += len(ranks) > len(set(ranks)) > 1
    assert seen > 0  # ties were among them


def test_every_rule_kind_state_aggregation_and_layout_is_drawn() -> None:
    worlds = [draw_world(seed) for seed in range(BLOCKS * WORLDS_A_BLOCK)]
    frameworks = [one for world in worlds for one in world.frameworks]
    rules = [node.rule for one in frameworks for node in one.nodes if node.rule]
    kinds = {rule["kind"] for rule in rules}
    assert kinds == {
        *("ratio", "levels", "steps", "parts", "boolean", "capped_count", "best_peer", "min_max"),
        *("goalposts", "z_score", "percentile", "rank", "points", "value", "bonus", "penalty"),
    }
    assert {one.aggregation for one in frameworks} == {
        *("points", "arithmetic_mean", "geometric_mean", "harmonic_mean", "weighted_sum")
    }
    assert {file.layout for world in worlds for file in world.files} == {
        *("values", "parquet", "scorecard", "decision")
    }
    states = {
        leaf.state
        for world in worlds[:40]
        for entry in world.rounds
        for result in evaluate(world, entry).values()
        for leaf in result.leaves.values()
    }
    assert states == {
        *("reported", "missing", "not_applicable", "not_evaluated", "zero_by_decision")
    }


def _has_mean_main(world: World) -> bool:
    return any(
        one.aggregation == "points"
        and any(
            node.parent is None and node.aggregation not in (None, "points") for node in one.nodes
        )
        for one in world.frameworks
    )


def _has_value_part(world: World) -> bool:
    return any(
        part["rule"]["kind"] == "value"
        for one in world.frameworks
        for node in one.nodes
        if node.rule
        for part in node.rule.get("parts", ())
    )


def _is_below_coverage(world: World) -> bool:
    return any(
        score.value is None and any(leaf.state == "reported" for leaf in result.leaves.values())
        for entry in world.rounds
        for result in evaluate(world, entry).values()
        for (_, code), score in result.scores.items()
        if code == "DTI"
    )


def _has_negative_total(world: World) -> bool:
    return world.reward and any(
        score.value is not None and score.value < 0
        for entry in world.rounds
        for result in evaluate(world, entry).values()
        for (_, code), score in result.scores.items()
        if code == "DTI"
    )


CASES: Mapping[str, Callable[[World], bool]] = {
    "a mean main in a points framework": _has_mean_main,
    "parts with a value": _has_value_part,
    "coverage below its least": _is_below_coverage,
    "a total below zero and rewards": _has_negative_total,
    "a main without points": lambda world: any(
        node.max_points == 0 for one in world.frameworks for node in one.nodes
    ),
    "an ampersand in a pillar": lambda world: any(
        "&" in code for one in world.frameworks for code, _ in one.pillars
    ),
    "an ampersand in a main": lambda world: any(
        "&" in node.code for one in world.frameworks for node in one.nodes if node.parent is None
    ),
    "a merger": lambda world: bool(world.mergers),
    "a round before": lambda world: any(entry.previous for entry in world.rounds),
}


@pytest.mark.parametrize("case", CASES)
def test_worlds_that_once_failed_are_drawn(case: str) -> None:
    assert any(CASES[case](draw_world(seed)) for seed in range(300))


def test_no_file_of_a_world_is_refused_as_a_whole() -> None:
    for seed in range(700, 706):
        world = draw_world(seed)
        for entry in world.rounds:
            taken, _, _ = taken_in(world, entry)
            barred = taken.findings.filter(
                pl.col("rule").is_in(["not_entitled", "reporters_disagree"])
            )["file_sha256"]
            refused = taken.files.filter(pl.col("status") == "quarantined")
            assert refused.filter(~pl.col("file_sha256").is_in(barred.implode())).is_empty()


def test_numbers_stand_in_a_framework_as_printed() -> None:
    text = framework_yaml(draw_world(3).frameworks[0])
    assert "Decimal" not in text
    assert "e-" not in text.lower().replace("one-", "")
