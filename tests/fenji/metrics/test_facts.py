"""Lines, payments, interactions, feedback and touches on tiny tables; who is a customer at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fenji.errors import UnknownName
from fenji.metrics.measure import Measure
from fenji.metrics.metric import METRICS
from fenji.metrics.window import ALL, Window
from tests.fenji.metrics.shop import AS_OF, Row, answer, customer, sale, value

JUNE = datetime(2024, 6, 10, 4)
JULY = datetime(2024, 7, 10, 4)


def line(amount: str, quantity: str | None = "1", cost: str | None = None, **more: Any) -> Row:
    row = sale("a", "2024-06-10", amount)
    del row["currency"]
    return row | {"quantity": quantity and Decimal(quantity), "unit_cost": cost and Decimal(cost), "line_no": 1} | more


def talk(kind: str, direction: str | None = None, at: datetime = JUNE, **more: Any) -> Row:
    return {"customer_id": "a", "source": "crm", "kind": kind, "direction": direction, "happened_at": at} | more


def due(on: str | None, amount: str | None, paid_on: str | None = None, paid: str | None = None) -> Row:
    days = {"due_on": on and date.fromisoformat(on), "paid_on": paid_on and date.fromisoformat(paid_on)}
    money = {"due_amount": amount and Decimal(amount), "paid_amount": paid and Decimal(paid)}
    return {"customer_id": "a", "source": "erp"} | days | money


def score(points: str | None, best: str | None, at: datetime = JUNE) -> Row:
    row = {"customer_id": "a", "source": "survey", "kind": "survey", "given_at": at}
    return row | {"score": points and Decimal(points), "score_max": best and Decimal(best)}


@pytest.mark.parametrize(
    ("lines", "margin", "cost"),
    [
        ([line("100", "2", "30")], "0.4", "60"),
        ([line("100", "2", "30"), line("50")], "0.4", "60"),  # a line of unknown cost is left out of both
        ([line("50")], None, "0"),
        ([line("100", None, "30")], None, "0"),
        ([line("100", "2", "30"), line("-50", "-1", "30", kind="refund")], "0.4", "30"),
        ([line("100", "2", "30"), line("-50", "1", "30", kind="refund")], "0.4", "30"),
        ([line("100", "2", "30"), line("-100", "-2", "30", kind="refund")], None, "0"),
        ([line("100", "2", "30"), line("-50", "-1", "30", kind="refund", booked_at=JULY)], "0.4", "60"),
        ([line("100", "2", "30"), line("999", "1", "1", kind="void")], "0.4", "60"),
        ([line("10", "1", "12.5")], "-0.25", "12.5"),
    ],
)
def test_margin_counts_what_stayed_and_whose_cost_is_known(lines: list[Row], margin: str | None, cost: str) -> None:
    assert value("gross_margin", {"order_lines": lines}) == (margin and Decimal(margin))
    assert value("known_cost", {"order_lines": lines}) == Decimal(cost)


def test_lines_borrow_cost_and_category_from_their_product() -> None:
    lines = [line("100", product_id="p"), line("100", cost="60", product_id="p"), line("100", product_id="q")]
    listed = [{"product_id": "p", "source": "erp", "unit_cost": Decimal(40), "category": "茶"}]
    doubtful = [{"product_id": "q", "source": s, "unit_cost": Decimal(c)} for s, c in (("erp", 1), ("shop", 2))]
    data = {"order_lines": lines, "products": [*listed, *doubtful]}
    assert value("known_cost", data) == Decimal(100)
    assert value("category_count", data) == 1


def test_a_cost_in_another_currency_is_not_borrowed() -> None:
    listed = [{"product_id": "p", "source": "erp", "unit_cost": Decimal(40), "currency": "USD"}]
    data = {"order_lines": [line("100", product_id="p", currency="CNY")], "products": listed}
    assert value("gross_margin", data) is None


def test_lifetime_value_is_profit_as_far_as_cost_is_known() -> None:
    orders = [sale("a", "2022-06-10", 100), sale("a", "2024-06-10", 50)]
    assert value("historic_clv", {"orders": orders}, window="30 days") == Decimal(150)
    assert value("historic_clv", {"orders": orders, "order_lines": [line("100", "2", "30")]}) == Decimal(90)


def test_categories_are_unknown_where_goods_were_bought_but_none_is_named() -> None:
    named = [line("10", category="茶"), line("10", category="茶"), line("10", category="米"), line("10")]
    assert value("category_count", {"order_lines": named}) == 2
    assert value("category_count", {"order_lines": [line("10")]}) is None
    assert value("category_count", {"order_lines": named}, window="3 days") == 0
    assert value("category_count", {"order_lines": named}, of="nobody") == 0


@pytest.mark.parametrize(
    ("payments", "overdue", "punctuality"),
    [
        ([due("2024-06-30", "100")], "100", "0"),  # due on the as-of day and not paid by its end
        ([due("2024-07-01", "100")], "0", None),
        ([due("2024-06-10", "100", "2024-06-10", "100")], "0", "1"),
        ([due("2024-06-10", "100", "2024-06-11", "100")], "0", "0"),
        ([due("2024-06-10", "100", "2024-07-01", "100")], "100", "0"),  # paid later: not seen yet
        ([due("2024-06-10", "100", "2024-06-09", "40")], "60", "0"),
        ([due("2024-06-10", "100", "2024-06-09")], "0", "1"),  # a day without an amount is all of it
        ([due("2024-06-10", "100", None, "100")], "0", None),  # paid on an unknown day: not to be judged
        ([due("2024-06-10", "100", "2024-06-09", "140")], "0", "1"),
        ([due(None, "100")], None, None),
        ([due("2024-06-10", None)], None, "0"),
        ([due("2024-06-10", "100"), due("2024-06-11", "50", "2024-06-11", "50"), due(None, "9")], "100", "0.5"),
    ],
)
def test_overdue_and_punctuality(payments: list[Row], overdue: str | None, punctuality: str | None) -> None:
    assert value("overdue_amount", {"payments": payments}) == (overdue and Decimal(overdue))
    assert value("payment_punctuality", {"payments": payments}) == (punctuality and Decimal(punctuality))


def test_old_debts_are_overdue_in_any_window_but_only_recent_ones_are_judged() -> None:
    old = {"payments": [due("2020-01-01", "100")]}
    assert value("overdue_amount", old, window="30 days") == Decimal(100)
    assert value("payment_punctuality", old, window="30 days") is None


TALKS = [
    *(
        talk("电话", "in"),
        talk("电话", "out"),
        talk("call"),
        talk("到店"),
        talk("web_visit", "out"),
        talk("拜访", "in"),
    ),
    talk("微信", "in", JULY),
]


@pytest.mark.parametrize(
    ("metric", "kind", "expected"),
    [
        ("interaction_count", None, 6),
        ("interaction_count", "电话", 3),
        ("interaction_count", "call", 3),
        ("interaction_count", "拜访", 1),
        ("interaction_count", "微信", 0),
        ("activity_count", None, 3),
        ("activity_count", "电话", 1),
        ("activity_count", "到店", 1),
        ("activity_count", "网站访问", 0),
    ],
)
def test_interactions_are_counted_by_kind_and_activity_is_the_customers_own(
    metric: str, kind: str | None, expected: int
) -> None:
    options = {} if kind is None else {"kind": kind}
    assert value(metric, {"interactions": TALKS}, **options) == expected
    assert value(metric, {"interactions": TALKS}, of="silent", **options) == 0


def test_a_referral_names_another_customer_and_each_counts_once() -> None:
    named = [talk("分享", referred_customer_id=who) for who in ("b", "b", "c", "a", None)]
    other = [talk("电话", referred_customer_id="d"), talk("referral", referred_customer_id="e", at=JULY)]
    assert value("referral_count", {"interactions": [*named, *other]}) == 2


def test_a_touch_is_answered_when_the_answer_came_by_the_as_of_day() -> None:
    sent = {"customer_id": "a", "source": "mail", "sent_at": JUNE}
    touches = [sent, sent | {"responded_at": JUNE}, sent | {"responded_at": JULY}, sent | {"sent_at": JULY}]
    assert value("touch_response_rate", {"touches": touches}) == Decimal("0.3333")
    assert value("touch_response_rate", {"touches": touches}, window="3 days") is None


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([score("4", "5")], "80"),
        ([score("4", "5"), score("9", "10"), score("1", "3")], "67.7778"),
        ([score("0", "5")], "0"),
        ([score(None, "5")], None),
        ([score("4", None), score("4", "0")], None),
        ([score("5", "5", JULY)], None),
        ([score("5", "5")] * 600, "100"),
    ],
)
def test_satisfaction_is_the_average_share_of_the_best_score(answers: list[Row], expected: str | None) -> None:
    assert value("satisfaction_score", {"feedback": answers}) == (expected and Decimal(expected))


def test_who_is_a_customer_on_the_as_of_day() -> None:
    later = sale("bought later", datetime(2024, 6, 30, 16))
    people = [
        *(customer("listed"), customer("new", registered_on=date(2024, 6, 30))),
        customer("not yet", registered_on=date(2024, 7, 1)),
        customer("early bird", registered_on=date(2024, 7, 1)),
        *(customer(who, is_listed=False) for who in ("bought", "bought later", "only talked", "gave back")),
    ]
    loose = sale("gave back", "2024-06-01", -5, kind="refund")
    orders = [sale("bought", "2024-06-30"), later, sale("early bird", "2024-06-01"), loose, sale(None, "2024-06-01")]
    rows = answer({"customers": people, "orders": orders}, [Measure("n", "order_count", ALL)])
    expected = {"listed": 0, "new": 0, "early bird": 1, "bought": 1, "gave back": 0}
    assert {name: row["n"] for name, row in rows.items()} == expected


def test_without_a_customer_list_the_buyers_are_the_customers() -> None:
    orders = [sale("a", "2024-06-01"), sale("b", "2024-07-01"), sale(None, "2024-06-01")]
    assert set(answer({"orders": orders}, [Measure("n", "order_count", ALL)])) == {"a"}


def test_an_unknown_metric_or_option_is_named_with_a_guess() -> None:
    with pytest.raises(UnknownName, match="recency_days"):
        value("recency_day", {})
    with pytest.raises(UnknownName, match="kind"):
        value("interaction_count", {}, kynd="电话")


def test_one_question_asked_twice_is_computed_once_and_each_table_is_read_once() -> None:
    import ibis

    from fenji.metrics.measure import measure
    from fenji.metrics.period import Period
    from fenji.tables import CANONICAL

    tables = {name: ibis.table(table.schema(), name=name) for name, table in CANONICAL.items()}
    wanted: Sequence[Measure] = [
        Measure(f"{name}_{window.slug}", name, window)
        for name in set(METRICS) - {"clumpiness"}  # it needs the days of orders in their order, by themselves
        for window in (ALL, Window("days", 90), Window("months", 12))
    ]
    sql = ibis.to_sql(measure(tables, wanted, Period(date(2024, 6, 30)), recorded=set(CANONICAL)), dialect="duckdb")
    for name in set(CANONICAL) - {"contacts"}:
        assert sql.count(f'FROM "{name}"') == 1, name
    assert '"contacts"' not in sql
    only = ibis.to_sql(measure(tables, wanted[:1], Period(date(2024, 6, 30)), recorded={"customers"}), dialect="duckdb")
    assert '"orders"' not in only


def test_every_metric_answers_alone_and_typed() -> None:
    data = {
        "customers": [customer("a")],
        "orders": [sale("a", "2024-06-01", discount=Decimal(5)), sale("a", "2024-02-01")],
        "order_lines": [line("10", "1", "5", category="茶")],
        "payments": [due("2024-06-01", "10")],
        "interactions": [talk("电话", "in")],
        "feedback": [score("4", "5")],
        "touches": [{"customer_id": "a", "source": "m", "sent_at": JUNE}],
        "stated": [{"customer_id": "a", "metric": "opportunity_amount", "value": Decimal(9), "stated_on": AS_OF}],
    }
    kinds = {"int64": int, "date": date, "decimal(18, 2)": Decimal, "decimal(18, 4)": Decimal}
    for name, entry in METRICS.all().items():
        got = value(name, data, window="90 days")
        is_told = name != "judged_points"  # nobody was judged here
        assert isinstance(got, kinds[entry.type]) is is_told, name
        if isinstance(got, Decimal):
            assert got == round(got, entry.decimals)
        assert entry.meaning.en.endswith(".")
        assert entry.meaning.zh.endswith("。")
        assert entry.details, name


def test_a_refund_of_lines_leaves_with_its_sale() -> None:
    sold = line("100", "2", "30", order_id="s")
    assert value("category_count", {"order_lines": [sold | {"category": "茶", "void_at": JUNE}]}) == 0
    assert value("known_cost", {"order_lines": [sold, line("-100", "2", "30", order_id="s", kind="refund")]}) == 0
