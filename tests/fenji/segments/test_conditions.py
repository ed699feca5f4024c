"""Conditions over metrics, attributes and other segments: typed, closed, the same in the engine and in Python."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fenji.segments.by_rule import ByRule
from fenji.segments.condition import leaves, read_condition
from fenji.segments.leaves import FieldIs
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.placed import in_order
from fenji.segments.segmentation import Segmentation
from tests.fenji.metrics.shop import AS_OF, Row, customer
from tests.fenji.segments.people import bought, placed

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PEOPLE = [
    customer("li", gender="女", born_on=date(1990, 6, 30), interests="运动;旅行", registered_on=date(2024, 6, 1)),
    customer("wang", gender="男", born_on=date(1990, 7, 1), interests="运动", registered_on=date(2024, 5, 31)),
    customer("nobody"),
]
ORDERS = [
    *bought("li", 5, 15, 25, amount=400, channel="微信"),
    *bought("wang", 3, amount=50, channel="门店"),
    *bought("wang", 9, amount=50, channel="微信"),
]


def segment(when: Any, name: str = "mine") -> ByRule:
    return ByRule(name=name, title=name, when=when)


HOLDS: list[tuple[Any, set[str]]] = [
    ({"field": "gender", "is": "女"}, {"li"}),
    ({"field": "gender", "is": ["女", "男"]}, {"li", "wang"}),
    ({"field": "gender", "is_not": "女"}, {"wang"}),
    ({"field": "gender", "is_known": False}, {"nobody"}),
    ({"field": "interests", "contains": "旅行"}, {"li"}),
    ({"field": "interests", "starts_with": "运动"}, {"li", "wang"}),
    ({"field": "age", "at_least": 34}, {"li"}),
    ({"field": "age", "is": 33}, {"wang"}),
    ({"field": "age", "above": 33, "below": 99, "at_most": 34}, {"li"}),
    ({"field": "born_on", "before": "1990-07-01"}, {"li"}),
    ({"field": "born_on", "on_or_before": "1990-07-01"}, {"li", "wang"}),
    ({"field": "born_on", "after": "1990/06/30"}, {"wang"}),
    ({"field": "born_on", "on_or_after": "1990-06-30"}, {"li", "wang"}),
    ({"field": "registered_on", "within": "30 days"}, {"li"}),
    ({"field": "registered_on", "within": "31 days", "before": "2024-06-01"}, {"wang"}),
    ({"field": "main_channel", "is": "微信"}, {"li", "wang"}),
    ({"field": "main_channel", "is": "门店"}, set()),
    ({"field": "is_listed", "is": True}, {"li", "wang", "nobody"}),
    ({"field": "is_listed", "is": False}, set()),
    ({"metric": "net_revenue", "at_least": 1200}, {"li"}),
    ({"metric": "net_revenue", "window": "5 days", "above": 0}, {"wang"}),
    ({"not": {"metric": "order_count", "at_least": 3}}, {"wang", "nobody"}),
    ({"any": [{"field": "gender", "is": "男"}, {"metric": "net_revenue", "above": 999}]}, {"li", "wang"}),
    ({"all": [{"field": "gender", "is": "男"}, {"metric": "net_revenue", "above": 999}]}, set()),
]


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    """All conditions at once: one measuring, one placing."""
    every = [segment(when, f"s{number}") for number, (when, _) in enumerate(HOLDS)]
    return placed({"customers": PEOPLE, "orders": ORDERS}, every)[0]


@pytest.mark.parametrize("number", range(len(HOLDS)), ids=[str(when) for when, _ in HOLDS])
def test_a_condition_holds_for(number: int, rows: dict[str, Row]) -> None:
    assert {row[f"s{number}"] for row in rows.values()} <= {f"s{number}", None}
    assert {name for name, row in rows.items() if row[f"s{number}"]} == HOLDS[number][1]


def test_equal_channels_are_settled_by_name_and_returned_orders_do_not_count() -> None:
    orders = [*bought("a", 3, channel="b"), *bought("a", 9, channel="a"), *bought("c", 1)]
    rows, _ = placed({"orders": orders}, [segment({"field": "main_channel", "is": "a"})])
    assert {name for name, row in rows.items() if row["mine"]} == {"a"}


def test_attributes_of_nobody_are_unknown_and_hold_for_nobody() -> None:
    rows, _ = placed(
        {"orders": bought("a", 1)}, [segment({"any": [{"field": "age", "at_least": 0}, {"field": "city", "is": "x"}]})]
    )
    assert rows["a"]["mine"] is None
    rows, _ = placed(
        {"customers": [customer("a", gender="女")]}, [segment({"field": "main_channel", "is_known": True})]
    )
    assert rows["a"]["mine"] is None


def test_a_day_to_come_is_not_within_the_last_days() -> None:
    data = {"customers": [customer("a", registered_on=AS_OF), customer("b", born_on=AS_OF + timedelta(days=3))]}
    assert placed(data, [segment({"field": "registered_on", "within": "1 day"})])[0]["a"]["mine"]
    assert not placed(data, [segment({"field": "born_on", "within": "30 days"})])[0]["b"]["mine"]
    assert not placed(data, [segment({"field": "age", "at_least": 0})])[0]["b"]["mine"]


def test_a_segment_may_rest_on_others_in_any_order() -> None:
    first = segment({"all": [{"segment": "stage", "is": "active"}, {"segment": "rich", "is": "rich"}]}, "both")
    rich = segment({"metric": "net_revenue", "at_least": 1000}, "rich")
    other = segment({"segment": "stage", "is_not": ["active", "prospect"]}, "other")
    rows, _ = placed({"customers": PEOPLE, "orders": ORDERS}, [first, other, rich, Lifecycle()])
    assert {name: (row["both"], row["other"]) for name, row in rows.items()} == {
        "li": ("both", None), "wang": (None, None), "nobody": (None, None),
    }  # fmt: skip
    assert rows["wang"]["stage"] == "active" or rows["wang"]["rich"] is None
    with pytest.raises(ValueError, match="a, b"):
        in_order([segment({"segment": "b", "is": "b"}, "a"), segment({"segment": "a", "is": "a"}, "b")])


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"field": "age", "contains": "3"}, "doesn't fit"),
        ({"field": "age", "is": "young"}, "whole number"),
        ({"field": "gender", "above": 3}, "doesn't fit"),
        ({"field": "born_on", "is": "1990-01-01"}, "doesn't fit"),
        ({"field": "born_on", "before": "soon"}, "no day"),
        ({"field": "born_on", "within": "2 months"}, "counts days"),
        ({"field": "is_listed", "is": "maybe"}, "true or false"),
        ({"field": "gender"}, "needs an operator"),
        ({"field": "gender", "is": []}, "one value"),
        ({"field": "gender", "is": [None]}, "one value"),
        ({"segment": "stage"}, "either is or is_not"),
        ({"segment": "stage", "is": "a", "is_not": "b"}, "either is or is_not"),
        ("young", "a condition is"),
        ({"all": "young"}, "tuple"),
        ({"all": []}, "at least 1"),
        ({"not": 3}, "a condition is"),
        ({"metric": "net_revenue"}, "needs one of"),
        ({"field": ["x"], "is": 1}, "string"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(when: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        segment(when)


def test_all_mistakes_of_a_tree_are_found_with_their_places() -> None:
    wrong = {"all": [{"field": "age", "contains": "3"}, {"not": {"any": [3, {"field": "city", "iss": "x"}]}}]}
    with pytest.raises(ValidationError) as refused:
        segment(wrong)
    assert [error["loc"] for error in refused.value.errors()] == [
        ("when", "all", 0), ("when", "all", 1, "not", "any", 0), ("when", "all", 1, "not", "any", 1, "iss"),
    ]  # fmt: skip


def test_a_condition_is_said_in_words_and_written_back_as_it_was_read() -> None:
    when = {
        "all": [
            {"field": "gender", "is": "女"}, {"field": "city", "is_not": ["上海", "北京"]},
            {"field": "interests", "contains": "运动"}, {"field": "age", "at_least": 30},
            {"field": "registered_on", "within": "30 days"}, {"field": "email", "is_known": True},
            {"field": "note", "is_known": False}, {"segment": "stage", "is": ["active", "loyal"]},
            {"not": {"any": [{"metric": "net_revenue", "at_least": 600}]}},
        ]
    }  # fmt: skip
    mine = segment(when)
    assert mine.say()[0].zh == (
        "性别为女，并且城市不为上海或北京，并且兴趣爱好含“运动”，并且年龄（周岁）不低于30（含），并且注册日期在近30天内，"
        "并且电子邮箱已知，并且备注未知，并且stage为active或loyal，并且不满足（购买金额(扣退款)（近365天）不低于600（含））"
    )
    assert mine.say()[0].en.endswith("stage is active or loyal and not (Net revenue (last 365 days) at least 600)")
    assert ByRule.model_validate(mine.content()) == mine
    assert mine.rests_on() == ("stage",)
    assert [segment.key for segment in mine.segments()] == ["mine"]
    assert FieldIs.model_validate({"field": "shoe_size", "is": "44"}).say().en == "shoe_size is 44"


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "gender": st.sampled_from([None, "女", "男", ""]),
    "age": st.none() | st.integers(0, 3),
    "days_since_registered_on": st.none() | st.integers(-2, 3),
    "registered_on": st.none() | st.dates(date(2024, 6, 28), date(2024, 7, 2)),
    "is_listed": st.none() | st.booleans(),
}
LEAVES = st.sampled_from(
    [
        {"field": "gender", "is": ["女"]}, {"field": "gender", "is_not": "女"}, {"field": "gender", "contains": "女"},
        {"field": "gender", "starts_with": "男"}, {"field": "gender", "is_known": True}, {"field": "age", "is": [1, 2]},
        {"field": "age", "above": 1}, {"field": "age", "at_least": 1, "below": 3}, {"field": "age", "at_most": 0},
        {"field": "registered_on", "within": "2 days"}, {"field": "registered_on", "before": "2024-06-30"},
        {"field": "registered_on", "after": "2024-06-30"}, {"field": "registered_on", "on_or_before": "2024-06-30"},
        {"field": "registered_on", "on_or_after": "2024-06-30"}, {"field": "is_listed", "is": True},
        {"segment": "gender", "is": ["女"]}, {"segment": "gender", "is_not": ["女", "男"]},
    ]
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(lambda each: {"all": each}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda each: {"any": each}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda each: {"not": each}, parts),
    ),
    max_leaves=6,
)


@few
@given(st.lists(TREES, min_size=1, max_size=6), st.lists(st.fixed_dictionaries(FIELDS), min_size=1, max_size=12))
def test_the_engine_and_python_agree_on_every_tree(trees: list[Any], people: list[Row]) -> None:
    import pyarrow as pa

    from fenji.engines.duckdb import DuckDBEngine

    rules = [read_condition(tree) for tree in trees]
    assert all(list(leaves(rule)) for rule in rules)
    kinds = {"gender": pa.string(), "age": pa.int64(), "days_since_registered_on": pa.int64(),
             "registered_on": pa.date32(), "is_listed": pa.bool_()}  # fmt: skip
    table = pa.table({"n": range(len(people)), **{
        name: pa.array([row[name] for row in people], kind) for name, kind in kinds.items()
    }})  # fmt: skip
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("people", table)
        asked = engine.table("people")
        named = {f"r{number}": rule.expression(asked) for number, rule in enumerate(rules)}
        found = engine.rows(engine.compile(asked.select("n", **named).order_by("n")))
    for row, said in zip(people, found, strict=True):
        assert [said[f"r{number}"] for number in range(len(rules))] == [rule.holds(row) for rule in rules]


def test_what_was_read_may_be_read_again() -> None:
    rule = read_condition({"all": [{"field": "gender", "is": "女"}]})
    assert segment(rule).when == rule
    leaf = FieldIs.model_validate({"field": "gender", "is": "女"})
    assert FieldIs.model_validate(leaf) == leaf


@pytest.mark.parametrize(
    "change", [{"title": {"fr": "x"}}, {"title": ""}, {"title": 3}, {"name": "3x"}, {"name": True}]
)
def test_words_and_names_that_make_no_sense_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ByRule.model_validate({"name": "a", "title": "a", "when": {"field": "city", "is": "x"}} | change)


def test_a_segmentation_that_says_nothing_of_itself_is_a_bug() -> None:
    bare = Segmentation(kind="bare", name="bare", title="bare")
    assert (bare.measures(), bare.fields(), bare.rests_on(), bare.learn({})) == ((), (), (), {})
    for ask in (bare.segments, bare.say, lambda: bare.expression(None, {})):  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="Segmentation"):
            ask()
