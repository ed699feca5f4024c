"""The ladder and its rules: the first rung that holds, exact borders, unknown does not hold, limits cap."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.ladder import Ladder, Step, grade, grade_of
from fenji.grades.rule import Rule, column_name, read_condition
from fenji.metrics.window import Window
from tests.fenji.scores.asked import table_of

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCORES = (Step("A", Decimal(80)), Step("B", Decimal("59.5")), Step("C"))


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def rule(**condition: Any) -> Rule:
    read: Rule = read_condition(condition)
    return read


def graded(engine: DuckDBEngine, ladder: Ladder, **columns: Any) -> list[tuple[Any, ...]]:
    """(rung, tier, reason) of each row, after the engine and Python were found to agree."""
    table, ask = table_of(engine, **columns)
    rows = ask(grade(table, ladder))
    found = []
    for row in sorted(rows, key=lambda row: int(row["customer_id"])):
        same = grade_of(row, ladder)
        assert (row["rung"], row["tier"], row["reason"]) == (same.rung, same.tier, same.reason)
        found.append((row["rung"], row["tier"], row["reason"]))
    return found


def test_a_total_on_the_border_is_above_it(engine: DuckDBEngine) -> None:
    totals = [100_000_000, 80_000_000, 79_999_999, 59_500_000, 59_499_999, 0, None]
    assert graded(engine, Ladder(SCORES), total=("count", totals)) == [
        (1, "A", "score:A"),
        (1, "A", "score:A"),
        (2, "B", "score:B"),
        (2, "B", "score:B"),
        (3, "C", "rest:C"),
        (3, "C", "rest:C"),
        (3, "C", "rest:C"),
    ]


def test_whoever_reaches_no_rung_is_ungraded(engine: DuckDBEngine) -> None:
    assert graded(engine, Ladder(SCORES[:1]), total=("count", [80_000_000, 1])) == [
        (1, "A", "score:A"),
        (None, None, "ungraded:no_rung"),
    ]


def test_ungraded_is_asked_before_any_rung_and_limits_after(engine: DuckDBEngine) -> None:
    ladder = Ladder(
        SCORES,
        ungraded=(("too_new", rule(metric="tenure_days", below=90)),),
        unknown=("r",),
        limits=(
            ("late", "B", rule(metric="overdue_amount", above=0)),
            ("very_late", "C", rule(metric="overdue_amount", above=100)),
        ),
    )
    found = graded(
        engine,
        ladder,
        total=("count", [90_000_000] * 7),
        tenure_days=("count", [89, 90, None, 90, 90, 90, 90]),
        points_r=("count", [1, 1, 1, None, 1, 1, 1]),
        overdue_amount=("money", [Decimal(n) if n is not None else None for n in (0, 0, 0, 500, 50, 500, None)]),
    )
    assert [reason for _, _, reason in found] == [
        "ungraded:too_new",
        "score:A",
        "score:A",
        "ungraded:unknown_r",
        "limit:late",
        "limit:very_late",
        "score:A",
    ]
    assert [tier for _, tier, _ in found] == [None, "A", "A", None, "B", "C", "A"]


def test_a_limit_never_lifts_anybody(engine: DuckDBEngine) -> None:
    ladder = Ladder(SCORES, limits=(("late", "B", rule(metric="overdue_amount", above=0)),))
    found = graded(engine, ladder, total=("count", [0]), overdue_amount=("money", [Decimal(1)]))
    assert found == [(3, "C", "rest:C")]


RUNGS = Ladder(
    (
        Step("VIP", rule=rule(all=[{"metric": "orders", "above": 10}, {"metric": "spend", "above": 5000}])),
        Step("regular", rule=rule(all=[{"metric": "orders", "at_least": 5}, {"metric": "spend", "at_least": 1000}])),
        Step("potential"),
    )
)


@pytest.mark.parametrize(
    ("orders", "spend", "reason"),
    [
        ("10.0001", "5000.01", "rule:VIP"),
        ("10", "5000.01", "rule:regular"),
        ("11", "5000.00", "rule:regular"),
        ("5", "1000.00", "rule:regular"),
        ("4.9999", "8000.00", "rest:potential"),
        ("12", "3000.00", "rule:regular"),
        ("12", "999.99", "rest:potential"),
        (None, "9000.00", "rest:potential"),
    ],
)
def test_rules_keep_their_own_more_than_and_at_least(
    engine: DuckDBEngine, orders: str | None, spend: str, reason: str
) -> None:
    figures = {"orders": ("ratio", [orders and Decimal(orders)]), "spend": ("money", [Decimal(spend)])}
    assert graded(engine, RUNGS, **figures)[0][2] == reason


LEAF = st.fixed_dictionaries(
    {"metric": st.sampled_from(["x", "y"])},
    optional={
        operator: st.integers(-3, 3).map(lambda n: Decimal(n) / 2)
        for operator in ("above", "at_least", "below", "at_most", "is")
    },
).filter(lambda leaf: len(leaf) > 1)
TREE = st.recursive(
    LEAF,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda inner: {"all": inner}),
        st.lists(parts, min_size=1, max_size=3).map(lambda inner: {"any": inner}),
        parts.map(lambda inner: {"not": inner}),
    ),
    max_leaves=5,
)
FIGURES = st.none() | st.integers(-2, 2)


@given(TREE, st.lists(st.tuples(FIGURES, FIGURES), min_size=1, max_size=8))
@QUICK
def test_a_rule_means_the_same_in_python_and_on_the_engine(engine: DuckDBEngine, tree: Any, rows: Any) -> None:
    written = read_condition(tree)
    table, ask = table_of(engine, x=("count", [x for x, _ in rows]), y=("money", [y and Decimal(y) for _, y in rows]))
    for row in ask(table.mutate(holds=written.expression(table))):
        assert row["holds"] is written.holds(row)
    again = read_condition(written.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    assert again == written


def test_what_is_unknown_does_not_hold_and_neither_does_its_opposite() -> None:
    more = {"metric": "x", "above": 1}
    assert not rule(**more).holds({"x": None})
    assert not rule(**{"not": more}).holds({"x": None})
    assert rule(any=[more, {"metric": "y", "is": 0}]).holds({"x": None, "y": 0})


@pytest.mark.parametrize(
    "condition",
    [
        {"metric": "x"},
        {"metric": "x", "between": [5, 1]},
        {"metric": "x", "between": [1, 5], "at_least": 2},
        {"metric": "x", "over": 5},
        {"metric": "x", "above": "1; DROP TABLE orders"},
        {"metric": "x", "above": True},
        {"metric": "x", "above": "NaN"},
        {"all": []},
        "x > 5",
    ],
)
def test_a_condition_that_is_not_in_the_closed_tree_is_refused(condition: Any) -> None:
    with pytest.raises((ValidationError, ValueError)):
        read_condition(condition)


def test_words_say_strict_and_inclusive_as_written() -> None:
    written = rule(all=[{"metric": "orders_per_month", "above": 10}, {"metric": "spend_per_month", "at_least": 5000}])
    assert "大于10单（不含）" in written.say("CNY").zh
    assert "不低于5,000元（含）" in written.say("CNY").zh
    assert "more than 10 orders" in written.text.en
    between = rule(metric="order_count", between=[5, 10])
    assert "5单至10单（两端均含）" in between.text.zh


def test_another_window_is_another_column() -> None:
    assert column_name("net_revenue", Window("all"), {}) == "net_revenue_all"
    assert column_name("interaction_count", Window("days", 90), {"kind": "电话"}) == "interaction_count_电话_90_days"
