"""Rules in words, over another window, and the ends of the ladder that are seldom met."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades import words
from fenji.grades.by_metric import by_metric_of
from fenji.grades.ladder import Ladder, Step, grade, grade_of
from fenji.grades.rule import Comparison, Rule, read_condition, read_window
from fenji.metrics.window import Window
from tests.fenji.scores.asked import table_of

MANY: dict[str, Any] = {"metric": "order_count", "above": 3, "window": "365 days"}
RICH: dict[str, Any] = {"metric": "net_revenue", "between": [1000, 5000]}


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def rule(**condition: Any) -> Rule:
    read: Rule = read_condition(condition)
    return read


def test_a_tree_is_said_as_one_sentence_with_its_groups_in_brackets() -> None:
    tree = rule(any=[{"all": [MANY, RICH]}, {"not": RICH}])
    said = tree.say("CNY")
    assert said.en.startswith("(")
    assert " and " in said.en
    assert " or not (" in said.en
    assert "1,000元至5,000元（两端均含）" in said.zh
    assert tree.text == tree.say()


def test_a_usual_window_is_left_off_everywhere_in_a_tree() -> None:
    tree = rule(any=[{"all": [MANY]}, {"not": MANY}])
    assert [one.window for one in tree.over(Window("days", 365)).comparisons()] == [None, None]
    assert [one.window for one in tree.over(Window("days", 90)).comparisons()] == [Window("days", 365)] * 2


@pytest.mark.parametrize(("metric", "number", "currency", "said"), [
    ("net_revenue", 1000, "USD", "USD 1,000"),
    ("net_revenue", 1000, None, "1,000"),
    ("return_rate", Decimal("0.125"), None, "12.5%"),
    ("no_such_metric", 5, None, "5"),
    ("last_ordered_on", 5, None, "5"),
    ("recency_days", 1, None, "1 day"),
])  # fmt: skip
def test_amounts_are_said_in_full_with_their_unit(metric: str, number: Any, currency: str | None, said: str) -> None:
    assert words.amount(metric, Decimal(number), currency=currency).en == said


def test_an_option_and_a_window_stand_behind_the_name_and_an_unknown_name_stands_for_itself() -> None:
    shown = words.named("interaction_count", window=Window("days", 30), options={"kind": "电话"})
    assert shown.en.endswith("(电话, last 30 days)")
    assert words.named("mystery").en == "mystery"


def test_what_is_no_window_or_condition_is_refused() -> None:
    with pytest.raises(ValueError, match="no window"):
        read_window("soon")
    with pytest.raises(ValueError, match="a condition is"):
        read_condition("order_count > 3")
    assert read_condition(rule(**MANY)) == Comparison.model_validate(MANY)


def test_a_rule_that_says_nothing_has_no_answer(engine: DuckDBEngine) -> None:
    bare = Rule()
    table, _ = table_of(engine, total=("count", [1]))
    assert list(bare.comparisons()) == []
    assert bare.over(Window("all")) is bare
    for asked in (lambda: bare.truth(table), lambda: bare.truth_of({}), bare.say):
        with pytest.raises(TypeError):
            asked()


def test_who_meets_no_rule_is_on_no_rung_and_a_lone_rest_takes_everybody(engine: DuckDBEngine) -> None:
    strict = rule(metric="order_count", above=3)
    assert by_metric_of({"order_count": 1}, [("A", strict)]).reason == "ungraded:no_rung"
    everybody = Ladder((Step("all"),))
    table, ask = table_of(engine, total=("count", [5, None]))
    assert [row["reason"] for row in ask(grade(table, everybody))] == ["rest:all"] * 2
    assert grade_of({"total": None}, everybody).tier == "all"
