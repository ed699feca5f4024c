"""Metrics of a standard's own: formulas read safely and computed exactly, rows filtered by closed conditions."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.language import Text
from fenji.metrics.aggregate import Aggregate
from fenji.metrics.custom import Words, dimension, own_aggregate, own_formula, planned
from fenji.metrics.formula import (
    Choice,
    FormulaError,
    Node,
    Number,
    Operation,
    Reference,
    Rounded,
    read_formula,
    references,
)
from fenji.metrics.formula_values import Asked, computed, value_of
from fenji.metrics.measure import Measure
from fenji.metrics.metric import METRICS, UNITS, OwnName, identity
from fenji.metrics.row_rule import RowRule, RowTest, fits, read_row_rule
from fenji.metrics.window import ALL, Window
from tests.fenji.metrics.shop import Row, answer, customer, refund, sale
from tests.fenji.scores.asked import table_of

DAYS90 = Window("days", 90)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def words(unit: str) -> Words:
    return Words(Text("x", "x"), Text("x", "x"), UNITS[unit], "higher")


def taken(name: str, unit: str, *, never: Decimal | None = Decimal(0), **more: Any) -> OwnName:
    where = read_row_rule(more.pop("where")) if "where" in more else None
    return own_aggregate(name, Aggregate(where=where, **more), words(unit), never=never)


def written(name: str, formula: str, unit: str, **more: Any) -> OwnName:
    known = {str(each): each for each in more.pop("known", ())}
    return own_formula(name, read_formula(formula), words(unit), unknown=more.get("unknown"), known=known)


def values(data: dict[str, list[Row]], *names: OwnName | str, window: Window = DAYS90) -> dict[str, list[Any]]:
    rows = answer(data, [Measure(str(name), name, window) for name in names])
    return {one: [row[str(name)] for name in names] for one, row in rows.items()}


ORDERS = [
    sale("a", "2024-06-01", 300, channel="线上", order_id="1"),
    sale("a", "2024-05-01", 100, channel="门店", order_id="2"),
    sale("a", "2023-05-01", 900, channel="线上"),
    sale("b", "2024-06-30", 50),
    refund(sale("a", "2024-06-01", 300, channel="线上", order_id="1"), sale("a", "2024-06-03")["ordered_at"], 80),
]
SHOP = {"customers": [customer(name) for name in "abc"], "orders": ORDERS}


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("1 + 2 × 3", Operation("+", Number(Decimal(1)), Operation("*", Number(Decimal(2)), Number(Decimal(3))))),
        ("（a − b）÷ 2", Operation("/", Operation("-", Reference("a"), Reference("b")), Number(Decimal(2)))),
        ("-a", Operation("-", Number(Decimal(0)), Reference("a"))),
        ("min(a, 12%, 购买)", Choice("min", (Reference("a"), Number(Decimal("0.12")), Reference("购买")))),
        ("round(a[90 days], 2)", Rounded(Reference("a", DAYS90), 2)),
        ("round(a)", Rounded(Reference("a"), 0)),
        ("coalesce(a[全部])", Choice("coalesce", (Reference("a", ALL),))),
    ],
)
def test_a_formula_is_read_as_people_write_it(formula: str, tree: Node) -> None:
    assert read_formula(formula) == tree


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("", "ends too early"), ("a +", "ends too early"), ("(a", "')' is expected"), ("a b", "'b' does not belong"),
        ("a; drop", "';' does not belong"), ("__import__('os')", "does not belong"), ("eval(a)", "called 'eval'"),
        ("a.b", "'.' does not belong"), ("a[3 fortnights]", "no window"), ("round(a, 5)", "0 to 4 decimals"),
        ("round(a, b)", "0 to 4 decimals"), ("round(a, 1, 2)", "0 to 4 decimals"), ("0.12345 * a", "no number"),
        ("9999999999 * a", "no number"), ("(" * 20 + "a" + ")" * 20, "nested too deeply"), ("-" * 20 + "a", "deeply"),
        ("a+" * 30 + "a", "more than 40 parts"), ("a" * 501, "more than 500"), ("* a", "'*' does not belong"),
        ("a[", "'[' does not belong"), ("min()", "')' does not belong"), ("lambda: 1", "':' does not belong"),
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused_with_a_reason(formula: str, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_formula(formula)
    assert said in caught.value.problem.en
    assert caught.value.problem.zh != caught.value.problem.en


NUMBERS = st.integers(-(10**6), 10**6).map(lambda n: Number(Decimal(n).scaleb(-3))) | st.integers(0, 99).map(
    lambda n: Number(Decimal(n))
)
LEAVES = NUMBERS | st.sampled_from([Reference("m"), Reference("n"), Reference("r")])
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.tuples(st.sampled_from("+-*/"), inner, inner).map(lambda each: Operation(*each))
        | st.tuples(
            st.sampled_from(["min", "max", "coalesce"]), st.lists(inner, min_size=1, max_size=3).map(tuple)
        ).map(lambda each: Choice(*each))
        | st.tuples(inner, st.integers(0, 4)).map(lambda each: Rounded(*each))
    ),
    max_leaves=8,
)
MONEY = st.integers(-(10**15), 10**15).map(lambda n: Decimal(n).scaleb(-2)) | st.integers(-300, 300).map(
    lambda n: Decimal(n).scaleb(-2)
)
ROWS = st.lists(
    st.tuples(st.none() | MONEY, st.none() | st.integers(-5, 10**6), st.none() | st.integers(-(10**6), 10**6).map(
        lambda n: Decimal(n).scaleb(-4))), min_size=1, max_size=6)  # fmt: skip
UNIT = st.sampled_from([(0, "int64"), (2, "decimal(18, 2)"), (4, "decimal(18, 4)")])
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


M, N, R = Reference("m"), Reference("n"), Reference("r")
SOME = [
    (Decimal("12.34"), 7, Decimal("-0.5000")),
    (Decimal("-9999999999999.99"), 0, Decimal("0.0001")),
    (None, 3, None),
]


@example(Operation("/", M, N), SOME, (4, "decimal(18, 4)"), None)
@example(Operation("/", Rounded(M, 1), Operation("*", N, R)), SOME, (2, "decimal(18, 2)"), Decimal(3))
@example(Operation("/", Choice("coalesce", (M, R)), Choice("max", (N, R))), SOME, (0, "int64"), None)
@given(TREES, ROWS, UNIT, st.none() | st.integers(-9, 9).map(Decimal))
@QUICK
def test_a_formula_comes_to_the_same_on_the_engine_and_in_python(
    engine: DuckDBEngine, tree: Node, rows: Any, unit: Any, unknown: Any
) -> None:
    m, n, r = zip(*rows, strict=True)
    table, ask = table_of(engine, m=("money", m), n=("count", n), r=("ratio", r))
    digits = {"m": 2, "n": 0, "r": 4}
    asked = Asked("x", tree, lambda each: each.metric, lambda each: digits[each.metric], *unit, unknown)
    for row in ask(computed(table, [asked]).select("m", "n", "r", "x")):
        assert row["x"] == value_of(asked, row), (tree, row)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("net_revenue / order_count", Decimal("160.0000")),
        ("net_revenue[30 days] / net_revenue", Decimal("0.6875")),
        ("net_revenue / (order_count − order_count)", None),
        ("coalesce(average_order_value[7 days], 9)", Decimal("9.0000")),
        ("order_count * −1 / 3", Decimal("-0.6667")),
        ("1 / −3", Decimal("-0.3333")),
        ("max(order_count, 5) − min(order_count, 1.5)", Decimal("3.5000")),
        ("recency_days", Decimal("29.0000")),
        ("net_revenue × 99999999 × 9999", None),
        ("99999999 × 99999999", None),
        ("99999999 × 9999 / 0.0001", None),
    ],
)
def test_formulas_over_built_in_metrics(formula: str, value: Decimal | None) -> None:
    unit = "points of 100"
    assert values(SHOP, written("x", formula, unit))["a"] == [value]
    assert values(SHOP, written("x", formula, unit, unknown=Decimal(7)))["a"] == [
        Decimal(7) if value is None else value
    ]


def test_formulas_may_stand_on_each_other_and_on_rows_of_a_table() -> None:
    online = taken("online", "money", table="orders", take="sum", column="amount",
                   where={"column": "channel", "is": "线上"})  # fmt: skip
    share = written("share", "online / net_revenue", "share", known=[online], unknown=Decimal(0))
    points = written("points", "round(share × 100, 1) + order_count", "points of 100", known=[share])
    found = values(SHOP, points, "net_revenue", online, share)
    assert found["a"] == [Decimal("70.8000"), Decimal("320.00"), Decimal("220.00"), Decimal("0.6875")]
    assert found["c"] == [Decimal("0.0000"), Decimal("0.00"), Decimal("0.00"), Decimal("0.0000")]


def test_one_customer_of_a_plan_is_computed_without_an_engine() -> None:
    share = written("share", "net_revenue / order_count", "money an order")
    plan = planned([Measure("x", share, DAYS90), Measure("net_revenue", "net_revenue", DAYS90)])
    ((asked,),) = plan.levels
    row = {one.column: {"net_revenue": Decimal("10.00"), "order_count": 3}[one.metric] for one in plan.inputs}
    assert value_of(asked, row) == Decimal("3.33")
    assert asked.digits(Reference("net_revenue")) == 2


def test_the_same_name_may_mean_two_things_in_one_question() -> None:
    one, other = (taken("x", "orders", table="orders", take="count", where={"column": "amount", "above": n}) for n in
                  (0, 200))  # fmt: skip
    rows = answer(SHOP, [Measure("one", one, DAYS90), Measure("other", other, DAYS90)])
    assert (rows["a"]["one"], rows["a"]["other"]) == (2, 1)
    assert one == other == "x"
    assert identity(one) != identity(other)


def test_a_name_keeps_its_definition_when_it_is_copied() -> None:
    name = written("x", "order_count", "orders")
    assert METRICS.get(copy.deepcopy(name)).name == "x"
    assert METRICS.find(copy.copy(name)) is name.entry
    assert identity("net_revenue") == "net_revenue"
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(name)


@pytest.mark.parametrize(
    ("what", "unit", "never", "value"),
    [
        ({"table": "orders", "take": "sum", "column": "amount"}, "money", Decimal(0), Decimal("320.00")),
        ({"table": "orders", "take": "sum", "column": "amount", "rows": "sales"}, "money", None, Decimal("400.00")),
        ({"table": "orders", "take": "sum", "column": "amount", "rows": "refunds"}, "money", None, Decimal("-80.00")),
        ({"table": "orders", "take": "count"}, "orders", Decimal(0), 2),
        ({"table": "orders", "take": "count", "rows": "refunds"}, "times", Decimal(0), 1),
        ({"table": "orders", "take": "max", "column": "amount"}, "money", None, Decimal("300.00")),
        (
            {"table": "orders", "take": "min", "column": "ordered_on"},
            "date",
            None,
            sale("a", "2024-05-01")["ordered_on"],
        ),
        ({"table": "orders", "take": "distinct", "column": "channel"}, "kinds", Decimal(0), 2),
        ({"table": "orders", "take": "distinct", "column": "store"}, "kinds", None, None),
        ({"table": "orders", "take": "count", "where": {"column": "store", "known": True}}, "orders", None, None),
        ({"table": "orders", "take": "count", "half_life": 30}, "points of 100", Decimal(0), Decimal("0.7617")),
        ({"table": "contacts", "take": "count"}, "times", Decimal(0), None),
        ({"table": "orders", "take": "max", "column": "import_id"}, "times", Decimal(3), 3),
    ],
)
def test_what_is_taken_of_rows(what: dict[str, Any], unit: str, never: Decimal | None, value: Any) -> None:
    assert values(SHOP, taken("x", unit, never=never, **what))["a"] == [value]


def test_who_has_no_such_row_has_what_never_says() -> None:
    count = taken("x", "orders", table="orders", take="count", where={"column": "channel", "is": "线上"})
    largest = taken("y", "money", never=None, table="orders", take="max", column="amount")
    assert values(SHOP, count, largest) == {"a": [1, Decimal("300.00")], "b": [0, Decimal("50.00")], "c": [0, None]}


def test_contacts_have_no_day_and_count_in_every_window() -> None:
    people = {"customers": [customer("a")], "contacts": [{"customer_id": "a", "is_primary": True}]}
    count = taken("x", "times", table="contacts", take="count", where={"column": "is_primary", "is": True})
    assert values(people, count) == {"a": [1]}


def test_lines_borrow_the_category_of_their_product() -> None:
    line = {**sale("a", "2024-06-01", 10), "product_id": "p", "quantity": Decimal(2), "line_no": 1}
    back = {**line, "kind": "refund", "quantity": Decimal(1), "amount": Decimal(-5), "line_no": 2}
    data = {"customers": [customer("a")], "order_lines": [line, back],
            "products": [{"product_id": "p", "category": "茶", "source": "shop"}]}  # fmt: skip
    pieces = taken("x", "points of 100", table="order_lines", take="sum", column="quantity",
                   where={"column": "category", "is": "茶"})  # fmt: skip
    assert pieces.entry.tables == ("order_lines", "products")
    assert values(data, pieces) == {"a": [Decimal("1.0000")]}


def test_a_kind_of_interaction_is_any_of_its_words() -> None:
    at = sale("a", "2024-06-01")["ordered_at"]
    kinds = [{"customer_id": "a", "kind": kind, "happened_at": at, "source": "s"} for kind in ("电话", "微信", "call")]
    data = {"customers": [customer("a")], "interactions": kinds}
    calls = taken("x", "times", table="interactions", take="count", where={"column": "kind", "is": "phone"})
    others = taken(
        "y", "times", table="interactions", take="count", where={"not": {"column": "kind", "one_of": ["call"]}}
    )
    assert values(data, calls, others) == {"a": [2, 1]}


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        ({"column": "amount", "above": 100}, [300]),
        ({"column": "amount", "at_least": Decimal("100.00"), "below": 300}, [100]),
        ({"column": "amount", "at_most": 50}, [50]),
        ({"column": "ordered_on", "at_least": "2024-06-01"}, [50, 300]),
        ({"column": "channel", "is_not": "线上"}, [100]),
        ({"column": "channel", "known": False}, [50]),
        ({"any": [{"column": "channel", "is": "门店"}, {"column": "amount", "is": 50}]}, [50, 100]),
        ({"all": [{"column": "channel", "known": True}, {"column": "amount", "above": 200}]}, [300]),
        ({"column": "import_id", "is": 3}, []),
    ],
)
def test_rows_are_held_by_closed_conditions(rule: Any, held: list[int]) -> None:
    amount = taken("x", "kinds", table="orders", take="distinct", column="amount", where=rule)
    assert sum(row[0] for row in values(SHOP, amount).values()) == len(held)
    said = read_row_rule(rule).say({"amount": Text("Amount", "金额")})
    assert said.en
    assert said.zh


@pytest.mark.parametrize("value", [[1], "$fenji:end_at$", "x" * 201, 1.5, None])
def test_a_value_that_is_none_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"value is a text|needs one of"):
        read_row_rule({"column": "channel", "is": value})
    with pytest.raises(ValueError, match="a condition on rows is"):
        read_row_rule("channel = 1")


def test_a_condition_that_says_nothing_of_itself_is_a_bug() -> None:
    rule = RowRule()
    assert read_row_rule(rule) is rule
    assert list(rule.tests()) == []
    for asked in (lambda: rule.truth(ibis.table({"a": "int64"}, name="t"), {}), lambda: rule.say({})):
        with pytest.raises(TypeError, match="RowRule has no"):
            asked()


@pytest.mark.parametrize(
    ("value", "kind", "is_fit"),
    [
        (True, "boolean", True), (1, "boolean", False), (1, "int64", True), (True, "int64", False),
        (Decimal("1.5"), "decimal(18,2)", True), ("x", "int64", False), ("2024-06-30", "date", True),
        ("yesterday", "date", False), ("x", "string", True), (3, "string", True), ("x", "timestamp", False),
    ],
)  # fmt: skip
def test_values_fit_columns_of_their_type(value: Any, kind: str, is_fit: bool) -> None:
    assert fits(value, kind) is is_fit


def test_a_condition_has_words() -> None:
    rule = read_row_rule({"all": [{"column": "kind", "one_of": ["a", "b"]}, {"any": [{"column": "amount", "above": 1}]},
                                  {"not": {"column": "store", "known": True}}]})  # fmt: skip
    assert rule.say({}).zh == "kind为a、b之一，并且（amount大于1（不含）），并且不满足（store有记录）"
    assert [test.column for test in rule.tests()] == ["kind", "amount", "store"]
    assert isinstance(next(rule.tests()), RowTest)


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("net_revenue + 1", "money"), ("net_revenue + order_count", "mixed"), ("net_revenue / order_count", "money"),
        ("net_revenue / net_revenue", "plain"), ("order_count / net_revenue", "plain"), ("2 × 3", "any"),
        ("net_revenue × net_revenue", "mixed"), ("net_revenue × 2", "money"), ("order_count × 2", "plain"),
        ("max(net_revenue + order_count, 1) × 2", "mixed"), ("round(coalesce(net_revenue, 0))", "money"),
    ],
)  # fmt: skip
def test_money_is_not_added_to_what_is_none(formula: str, kind: str) -> None:
    tree = read_formula(formula)
    assert dimension(tree, {each.metric: METRICS.get(each.metric) for each in references(tree)}) == kind


def test_what_an_entry_says_of_itself() -> None:
    faded = Aggregate("orders", "sum", "amount", half_life=30)
    assert faded.say().en == "sum of Amount paid (Orders), refunds taken off, each counts half as much after 30 days"
    assert Aggregate("touches", "count").say().zh == "营销触达的行数"
    formula = written("x", "order_count", "orders").entry
    with pytest.raises(TypeError, match="finished values"):
        formula.function(ibis.table({"a": "int64"}, name="t"), None)
