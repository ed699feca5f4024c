"""The values at which grades change: with them the grade really changes, one step before it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.ladder import Ladder, Step, grade, grade_of
from fenji.grades.rule import read_condition
from fenji.grades.thresholds import thresholds
from fenji.scores.bands import Bands
from fenji.scores.scale import Scale
from fenji.scores.scorer import Scorer
from fenji.scores.topsis import Ideal
from fenji.scores.total import Scored, points_of, score, total_of
from tests.fenji.scores.asked import table_of

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LADDER = Ladder((Step("A", Decimal(70)), Step("B", Decimal("35.5")), Step("C")))
RISING = Bands.model_validate(
    {
        "bands": [
            {"to": 3, "points": 10},
            {"from": 3, "points": 40},
            {"from": 8, "points": 90},
            {"from": 20, "points": 100},
        ]
    }
)
FALLING = Bands.model_validate(
    {"bands": [{"to": 10, "points": 100}, {"from": 10, "points": 55}, {"from": 60, "points": 5}]}
)
UP_AND_DOWN = Bands.model_validate(
    {"bands": [{"to": 3, "points": 10}, {"from": 3, "points": 90}, {"from": 8, "points": 20}]}
)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def scored_by(**scorers: tuple[Scorer, int]) -> list[Scored]:
    return [
        Scored(name, name, scorer, scorer.learn({"known": 1, "low": 0, "high": 50}), weight)
        for name, (scorer, weight) in scorers.items()
    ]


def asked(engine: DuckDBEngine, ladder: Ladder, scored: list[Scored], **columns: Any) -> list[dict[str, Any]]:
    table, ask = table_of(engine, **columns)
    rows = ask(thresholds(grade(score(table, scored), ladder), ladder, scored))
    return sorted(rows, key=lambda row: int(row["customer_id"]))


def rung(row: Mapping[str, Any], ladder: Ladder, scored: list[Scored]) -> int | None:
    points = points_of(row, scored)
    weights = {one.name: one.weight_bp for one in scored}
    full = {**row, **{f"points_{name}": earned for name, earned in points.items()}}
    return grade_of({**full, "total": total_of(points, weights)}, ladder).rung


WHOLE = st.one_of(st.none(), st.integers(0, 80))


@QUICK
@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=12))
def test_at_the_threshold_the_grade_changes_and_one_step_before_it_does_not(
    engine: DuckDBEngine, values: list[tuple[int | None, int | None]]
) -> None:
    scored = scored_by(orders=(RISING, 6000), days=(FALLING, 4000))
    table = {"orders": ("count", [a for a, _ in values]), "days": ("count", [b for _, b in values])}
    for row in asked(engine, LADDER, scored, **table):
        for name, better in (("orders", 1), ("days", -1)):
            rises, keeps = row[f"rises_at_{name}"], row[f"keeps_at_{name}"]
            if rises is not None:
                assert (rung({**row, name: rises}, LADDER, scored) or 9) < row["rung"]
                assert (rung({**row, name: rises - better}, LADDER, scored) or 9) >= row["rung"]
            elif row["rung"] > 1:
                ways = [rung({**row, name: value}, LADDER, scored) or 9 for value in (0, 5, 10, 30, 80)]
                assert min(ways) >= row["rung"]
            if keeps is not None:
                assert (rung({**row, name: keeps}, LADDER, scored) or 9) <= row["rung"]
                assert (rung({**row, name: keeps - better}, LADDER, scored) or 9) > row["rung"]


def test_the_best_tier_misses_nothing_and_the_last_keeps_itself(engine: DuckDBEngine) -> None:
    scored = scored_by(orders=(RISING, 10000))
    best, last = asked(engine, LADDER, scored, orders=("count", [30, 0]))
    assert (best["rung"], best["missing_total"], best["rises_at_orders"], best["keeps_at_orders"]) == (1, None, None, 8)
    assert (last["rung"], last["missing_total"], last["rises_at_orders"]) == (3, 25_500_000, 3)
    assert last["keeps_at_orders"] is None


def test_money_is_told_to_the_hundredth_and_a_falling_scale_below_its_cut(engine: DuckDBEngine) -> None:
    scored = scored_by(spent=(RISING, 5000), days=(FALLING, 5000))
    (row,) = asked(engine, LADDER, scored, spent=("money", [Decimal("7.99")]), days=("count", [15]))
    assert (row["rung"], row["rises_at_spent"], row["rises_at_days"]) == (2, Decimal("8.00"), 9)


def test_points_that_rise_and_fall_and_straight_scales_have_no_threshold(engine: DuckDBEngine) -> None:
    scored = scored_by(odd=(UP_AND_DOWN, 5000), straight=(Scale(), 5000))
    (row,) = asked(engine, LADDER, scored, odd=("count", [1]), straight=("count", [10]))
    assert row["missing_total"] == 20_500_000
    assert not [name for name in row if name.startswith(("rises_at_", "keeps_at_"))]


def test_whom_a_limit_holds_down_no_figure_lifts(engine: DuckDBEngine) -> None:
    ladder = Ladder(LADDER.steps, limits=(("late", "C", read_condition({"metric": "late", "above": 0})),))
    scored = scored_by(orders=(RISING, 10000))
    held, free = asked(engine, ladder, scored, orders=("count", [30, 5]), late=("count", [1, 0]))
    assert (held["reason"], held["rung"], held["missing_total"], held["rises_at_orders"]) == (
        "limit:late",
        3,
        None,
        None,
    )
    assert (free["rung"], free["rises_at_orders"]) == (2, 8)


def test_of_rules_the_figure_that_alone_is_missing_is_told(engine: DuckDBEngine) -> None:
    rule = read_condition({"all": [{"metric": "orders", "above": 10}, {"metric": "spent", "at_least": 5000}]})
    either = read_condition({"any": [{"metric": "orders", "at_least": 5}, {"metric": "spent", "at_least": 1000}]})
    ladder = Ladder((Step("A", rule=rule), Step("B", rule=either), Step("C")))
    rows = asked(
        engine,
        ladder,
        [],
        orders=("count", [11, 11, 5, 5, 1, None]),
        spent=("money", [Decimal(9000), Decimal(4000), Decimal(5000), Decimal(10), Decimal(10), Decimal(6000)]),
        total=("count", [0] * 6),
    )
    told = [(row["tier"], row["rises_at_orders"], row["rises_at_spent"]) for row in rows]
    assert told == [
        ("A", None, None),
        ("B", None, Decimal(5000)),
        ("B", 11, None),
        ("B", None, None),
        ("C", None, None),
        ("B", 11, None),
    ]


def test_two_limits_on_one_figure_have_no_single_value_and_a_closeness_total_has_no_thresholds(
    engine: DuckDBEngine,
) -> None:
    between = read_condition({"metric": "orders", "at_least": 5, "at_most": 10})
    ladder = Ladder((Step("A", rule=between), Step("B")))
    (row,) = asked(engine, ladder, [], orders=("count", [20]), total=("count", [0]))
    assert "rises_at_orders" not in row
    scored = [replace(one, ideal=Ideal(best=10_000, worst=0, factor=1)) for one in scored_by(orders=(RISING, 10000))]
    table, ask = table_of(engine, orders=("count", [5]), total=("count", [0]), rung=("count", [2]))
    assert set(ask(thresholds(table, LADDER, scored))[0]) == {"customer_id", "orders", "total", "rung"}


def test_a_criterion_without_weight_and_one_without_cut_points_are_left_out(engine: DuckDBEngine) -> None:
    flat = Bands.model_validate({"bands": [{"points": 50}]})
    scored = scored_by(orders=(RISING, 10000), idle=(RISING, 0), same=(flat, 0))
    (row,) = asked(engine, LADDER, scored, orders=("count", [5]), idle=("count", [5]), same=("count", [1]))
    assert {name for name in row if name.startswith("rises_at_")} == {"rises_at_orders"}


def test_who_stands_exactly_on_the_border_keeps_the_tier_with_what_they_have_and_no_less(engine: DuckDBEngine) -> None:
    ladder = Ladder((Step("A", Decimal(90)), Step("B", Decimal(40)), Step("C")))
    scored = scored_by(orders=(RISING, 10000))
    rows = asked(engine, ladder, scored, orders=("count", [3, 8]))
    told = [(row["rung"], row["missing_total"], row["rises_at_orders"], row["keeps_at_orders"]) for row in rows]
    assert told == [(2, 50_000_000, 8, 3), (1, None, None, 8)]
