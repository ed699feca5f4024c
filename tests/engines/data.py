"""Data that engines like to disagree on, as canonical tables: tricky and small, random and larger, next to nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from fenji.engines.duckdb import DuckDBEngine
from fenji.tables import CANONICAL

AS_OF = date(2024, 6, 30)
Rows = list[dict[str, Any]]
Tables = dict[str, pa.Table]

_END = datetime(2024, 6, 30, 16)  # midnight after the as-of day, in Shanghai
_YEAR = datetime(2023, 6, 30, 16)  # where the last 365 or 366 days begin


def tricky() -> dict[str, Rows]:
    """Ties, NULLs, refunds, guests, edges of days and windows, Chinese text, negative revenue, empty words."""
    people = [
        _customer("C1", "张伟"), _customer("C2", "李娜", parent_id="C1"),
        _customer("C3", "王\n芳", parent_id="C2"), _customer("C4", ""),
        _customer("c4", None), _customer("客户五", 'O"Brien, "甲"'), _customer("Ä6", "Ångström"),
        _customer("C7", "never bought"), _customer("C8", "too late", registered_on=date(2024, 7, 1)),
        _customer("C9", "met only in orders", is_listed=False), _customer("C10", "unknown day", registered_on=None),
        _customer("C11", "twin", parent_id="C12"), _customer("C12", "twin", parent_id="C11"), _customer("C13", "twin"),
        _customer("C14", "refund only", parent_id="nobody"),
        _customer("C15", "young", parent_id="C15", registered_on=date(2024, 6, 30)),
    ]  # fmt: skip
    sales = [
        _sale("1", "C1", _END - timedelta(microseconds=1), "100.00"),  # the last instant that counts
        _sale("2", "C1", _END, "5000.00"),  # the first that doesn't
        _sale("3", "C2", _YEAR, "100.00"),
        _sale("4", "C2", _YEAR - timedelta(microseconds=1), "9999.99"),
        _sale("5", "C3", datetime(2024, 2, 29, 16, 30), "0.01", discount="0.00"),
        _sale("6", "C3", datetime(2024, 2, 29, 15, 30), "0.02", discount="0.03"),
        _sale("7", "C4", datetime(2024, 5, 1), "33.33", discount=None),
        _sale("8", "c4", datetime(2024, 5, 1), "33.33", channel=""),
        _sale("9", "客户五", datetime(2024, 6, 1, 4), "1234567890.12"),
        _sale("10", "Ä6", datetime(2024, 6, 1, 4), "1.00"),
        _sale("11", None, datetime(2024, 6, 1, 4), "70.00"),
        _sale("12", None, datetime(2024, 6, 2, 4), "30.00"),
        _sale("13", "C9", datetime(2024, 1, 1), "55.55"),
        _sale("14", "C10", datetime(2022, 1, 1), "1000.00"),
        *(_sale(f"t{number}-{who}", who, datetime(2024, 3, number + 1, 3), "250.00")
          for who in ("C11", "C12", "C13") for number in range(3)),
        _sale("15", "C15", datetime(2024, 6, 30, 3), "88.88"),
        _sale("16", "C2", datetime(2024, 4, 1), "40.00", void_at=datetime(2024, 4, 9)),
        _sale("17", "C3", datetime(2024, 6, 20), "60.00", void_at=datetime(2024, 7, 2)),  # given back after the end
        _sale("18", "C1", datetime(2024, 6, 3), "10.00", kind="void", status="已取消"),
        _sale("19", "nobody listed", datetime(2024, 6, 3), "10.00"),
        _sale("20", "later", datetime(2024, 7, 3), "10.00"),
    ]  # fmt: skip
    refunds = [
        _refund("16r", "C2", datetime(2024, 4, 1), "-40.00", booked=datetime(2024, 4, 9), of="16"),
        _refund("17r", "C3", datetime(2024, 6, 20), "-60.00", booked=datetime(2024, 7, 2), of="17"),
        _refund(
            "1r", "C1", _END - timedelta(microseconds=1), "-33.33", booked=_END - timedelta(microseconds=1), of="1"
        ),
        _refund("14r", "C14", datetime(2024, 6, 1), "-500.00", booked=datetime(2024, 6, 1), of=None),
    ]
    return {"customers": people, "orders": [*sales, *refunds], **_around()}


def _around() -> dict[str, Rows]:
    """What stands around orders: lines, payments, calls, answers, messages."""
    lines = [
        _line("1", 1, "C1", "2.000", "P1", amount="100.00"),
        _line("9", 1, "客户五", "1.500", "P2", amount="10.10", unit_cost="3.3333"),
        _line("10", 1, "Ä6", "3.000", None, amount="1.00", category="水果"),
        _line("10", 2, "Ä6", "1.000", "P1", amount="1.00", category=None),
        _line("14r", 1, "C14", "-1.000", "P1", amount="-5.00", kind="refund"),
    ]
    products = [
        {"product_id": "P1", "source": "shop", "name": "苹果", "category": "水果", "unit_cost": Decimal("1.0050")},
        {"product_id": "P2", "source": "shop", "name": "梨", "category": "水果", "unit_cost": Decimal("9.0000")},
        {"product_id": "P2", "source": "web", "name": "梨", "category": "杂货", "unit_cost": Decimal("8.0000")},
    ]
    payments = [
        _payment("p1", "C1", date(2024, 6, 30), "100.00", date(2024, 6, 30), "100.00"),
        _payment("p2", "C1", date(2024, 6, 1), "50.00", date(2024, 6, 2), "50.00"),
        _payment("p3", "C2", date(2024, 5, 1), "80.00", None, None),
        _payment("p4", "C3", date(2024, 7, 1), "80.00", None, None),
        _payment("p5", "C4", date(2024, 5, 1), "80.00", date(2024, 5, 1), None),
        _payment("p6", "C11", None, "80.00", None, "10.00"),
    ]
    calls = [
        _call(f"i{number}", who, datetime(2024, 6, 1 + number, 9), kind, direction)
        for number, (who, kind, direction) in enumerate((
            ("C1", "电话", "out"), ("C1", "到店", None), ("C2", "微信", "in"), ("C7", "分享", "in"), ("C11", "", None),
        ))
    ]  # fmt: skip
    answers = [
        _answer("f1", "C1", "4.50", "5.00"), _answer("f2", "C1", "9.99", "10.00"), _answer("f3", "C2", "0.00", "5.00"),
        _answer("f4", "C3", "3.00", "0.00"), _answer("f5", "C4", None, "5.00"),
    ]  # fmt: skip
    touches = [
        {"touch_id": f"m{number}", "source": "shop", "customer_id": who, "sent_at": datetime(2024, 6, 1),
         "sent_on": date(2024, 6, 1), "responded_at": answered}
        for number, (who, answered) in enumerate((
            ("C1", datetime(2024, 6, 2)), ("C1", None), ("C2", datetime(2024, 7, 2)), ("C3", None),
        ))
    ]  # fmt: skip
    return {"order_lines": lines, "products": products, "payments": payments, "interactions": calls,
            "feedback": answers, "touches": touches}  # fmt: skip


def stated_only() -> dict[str, Rows]:
    """A list that states totals, some of which orders complete or contradict."""
    people = [_customer(f"S{number}", f"客户{number}") for number in range(1, 7)]
    figures = [
        _figure("S1", "order_count", "12", "12 months"), _figure("S1", "net_revenue", "5400.50", "12 months"),
        _figure("S2", "order_count", "3", None), _figure("S2", "net_revenue", "120.00", None),
        _figure("S2", "order_count", "4", None, on=date(2024, 5, 31), import_id=2),
        _figure("S3", "orders_per_month", "2.5", None), _figure("S4", "last_ordered_on", None, None, date(2024, 3, 9)),
        _figure("S5", "net_revenue", "-10.00", "all"), _figure("S5", "first_ordered_on", None, None, date(2020, 1, 1)),
    ]  # fmt: skip
    sales = [_sale("s1", "S1", datetime(2024, 6, 20), "99.90"), _sale("s2", "S4", datetime(2024, 6, 1), "10.00")]
    return {"customers": people, "stated": figures, "orders": sales}


def foreign_money() -> dict[str, Rows]:
    """Sales in three currencies, to be counted in one by dated rates."""
    tables = tricky()
    abroad = [
        _sale("u1", "C1", datetime(2024, 6, 9, 10), "10.01", currency="USD"),
        _sale("u2", "C2", datetime(2024, 6, 10, 10), "10.01", currency="USD"),
        _sale("e1", "C2", datetime(2024, 6, 10, 10), "3.33", currency="EUR"),
    ]
    return {**tables, "orders": [*tables["orders"], *abroad]}


def one_customer() -> dict[str, Rows]:
    """A single customer with a single order."""
    return {"customers": [_customer("唯一", None)], "orders": [_sale("1", "唯一", datetime(2024, 6, 1), "10.00")]}


def nothing_bought() -> dict[str, Rows]:
    """Customers, and every other table there but empty."""
    return {
        "customers": [_customer("C1", "张"), _customer("C2", "李")],
        "orders": [],
        "interactions": [],
        "payments": [],
    }


def random_shop(customers: int = 600, seed: int = 4) -> dict[str, Rows]:
    """Many customers with skewed orders, part of them given back, ties among the amounts."""
    chance = random.Random(seed)
    people = [
        _customer(
            f"K{number:05d}",
            f"客户{number}",
            registered_on=_day(chance),
            parent_id=f"K{number // 3:05d}" if number % 4 else None,
        )
        for number in range(customers)
    ]
    orders: Rows = []
    for person in people:
        for number in range(min(int(chance.paretovariate(0.9)), 40) if chance.random() > 0.1 else 0):
            at = _END - timedelta(seconds=chance.randrange(-86_400, 730 * 86_400))
            amount = f"{chance.choice((10, 20, 49.9, chance.lognormvariate(5, 1))):.2f}"
            one = _sale(f"{person['customer_id']}-{number}", person["customer_id"], at, amount)
            orders.append(one)
            if chance.random() < 0.1:
                back = at + timedelta(days=chance.randrange(60))
                one["void_at"] = back
                orders.append(_refund(one["order_id"] + "r", one["customer_id"], at, f"-{amount}", booked=back,
                                      of=one["order_id"]))  # fmt: skip
    calls = [
        _call(f"i{number}", f"K{chance.randrange(customers):05d}", _END - timedelta(hours=chance.randrange(9000)),
              chance.choice(("电话", "微信", "到店")), chance.choice(("in", "out", None)))
        for number in range(customers)
    ]  # fmt: skip
    return {"customers": people, "orders": orders, "interactions": calls}


def whole_shop() -> dict[str, Rows]:
    """The tricky customers among many ordinary ones."""
    tables, more = tricky(), random_shop()
    return {**tables, **{name: [*tables[name], *rows] for name, rows in more.items()}}


DATA: Mapping[str, Any] = {
    "whole shop": whole_shop,
    "tricky": tricky,
    "stated": stated_only,
    "one customer": one_customer,
    "nothing bought": nothing_bought,
    "random shop": random_shop,
}


def arrow(tables: Mapping[str, Rows]) -> Tables:
    """Rows as Arrow tables with all columns of their canonical table; columns that a row lacks are unknown."""
    with DuckDBEngine.in_memory() as engine:
        return {name: pa.Table.from_pylist(rows, schema=_schema(engine, name)) for name, rows in tables.items()}


def _schema(engine: DuckDBEngine, name: str) -> pa.Schema:
    columns = CANONICAL[name].duckdb_columns().items()
    empty = ", ".join(f'CAST(NULL AS {kind}) AS "{column}"' for column, kind in columns)
    return engine.arrow(f"SELECT {empty} LIMIT 0").schema


def _customer(customer_id: str, name: str | None, **more: Any) -> dict[str, Any]:
    return {"customer_id": customer_id, "source": "shop", "name": name, "is_listed": True,
            "registered_on": date(2023, 1, 1), **more}  # fmt: skip


def _sale(order_id: str, customer_id: str | None, at: datetime, amount: str, **more: Any) -> dict[str, Any]:
    discount = more.pop("discount", None)
    return {
        "order_id": order_id, "source": "shop", "customer_id": customer_id, "kind": "sale", "ordered_at": at,
        "ordered_on": (at + timedelta(hours=8)).date(), "booked_at": at, "amount": Decimal(amount), "currency": "CNY",
        "discount": None if discount is None else Decimal(discount), **more,
    }  # fmt: skip


def _refund(
    order_id: str, customer_id: str, at: datetime, amount: str, *, booked: datetime, of: str | None
) -> dict[str, Any]:
    return _sale(order_id, customer_id, at, amount, kind="refund", booked_at=booked, refunds_order_id=of)


def _line(
    order_id: str, number: int, customer_id: str, quantity: str, product: str | None, **more: Any
) -> dict[str, Any]:
    at = datetime(2024, 6, 1, 4)
    cost = more.pop("unit_cost", None)
    return {
        "order_id": order_id, "source": "shop", "line_no": number, "customer_id": customer_id, "kind": "sale",
        "product_id": product, "quantity": Decimal(quantity), "unit_cost": None if cost is None else Decimal(cost),
        "ordered_at": at, "ordered_on": at.date(), "booked_at": at, **more, "amount": Decimal(more["amount"]),
    }  # fmt: skip


def _payment(
    payment_id: str, customer_id: str, due: date | None, amount: str, paid: date | None, paid_amount: str | None
) -> dict[str, Any]:
    return {"payment_id": payment_id, "source": "shop", "customer_id": customer_id, "due_on": due, "paid_on": paid,
            "due_amount": Decimal(amount), "paid_amount": Decimal(paid_amount) if paid_amount else None}  # fmt: skip


def _call(interaction_id: str, customer_id: str, at: datetime, kind: str, direction: str | None) -> dict[str, Any]:
    return {"interaction_id": interaction_id, "source": "shop", "customer_id": customer_id, "kind": kind,
            "happened_at": at, "happened_on": at.date(), "direction": direction,
            "referred_customer_id": "C1" if kind == "分享" else None}  # fmt: skip


def _answer(feedback_id: str, customer_id: str, score: str | None, best: str) -> dict[str, Any]:
    return {"feedback_id": feedback_id, "source": "shop", "customer_id": customer_id, "kind": "survey",
            "given_at": datetime(2024, 6, 5), "given_on": date(2024, 6, 5), "score_max": Decimal(best),
            "score": None if score is None else Decimal(score)}  # fmt: skip


def _figure(customer_id: str, metric: str, value: str | None, window: str | None, day: date | None = None,
            on: date = AS_OF, import_id: int = 1) -> dict[str, Any]:  # fmt: skip
    ends = datetime(on.year, on.month, on.day, 16)
    return {"customer_id": customer_id, "source": "list", "metric": metric, "day": day, "stated_window": window,
            "value": None if value is None else Decimal(value), "stated_on": on, "ends_at": ends, "file": "名单;a.xlsx",
            "row": 7, "import_id": import_id, "currency": "CNY" if metric == "net_revenue" else None}  # fmt: skip


def _day(chance: random.Random) -> date:
    return AS_OF - timedelta(days=chance.randrange(900))
