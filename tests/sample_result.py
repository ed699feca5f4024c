"""A small, seeded result for tests: a shop with names, orders, refunds and calls, graded at two month ends."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from fenji.engines.duckdb import DuckDBEngine
from fenji.pipeline import run
from fenji.result import Result
from fenji.scheme.model import Scheme
from fenji.tables import CANONICAL

AS_OF = date(2024, 6, 30)
BEFORE = date(2024, 5, 31)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "勇", "艳", "杰", "涛", "明", "超", "秀英")
PLACES = (("浙江", "杭州"), ("广东", "深圳"), ("四川", "成都"), ("北京", "北京"), ("江苏", "苏州"))
SOURCES = ("官网", "门店", "转介绍", "展会", "抖音")


def sample_result(customers: int = 300, *, simulated: bool = True, scheme: Scheme | None = None) -> Result:
    """The graded customers of a made-up shop as of 2024-06-30, with moves since 2024-05-31."""
    engine = DuckDBEngine.in_memory()
    load(engine, sample_tables(customers))
    tables = {name: engine.table(name) for name in CANONICAL if name in ("customers", "orders", "interactions")}
    earlier = run(tables, scheme or sample_scheme(), as_of=BEFORE, engine=engine)
    result = run(tables, earlier.scheme, as_of=AS_OF, engine=engine, previous=earlier)
    return replace(result, run=replace(result.run, is_simulated=simulated, source_name="sample", digest="0" * 64))


def sample_scheme() -> Scheme:
    """The ready-made value standard."""
    from fenji.scheme.load import standard

    return standard("value")


def load(engine: DuckDBEngine, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    """Puts rows into canonical tables of an engine; columns that a row lacks are unknown."""
    for name, rows in tables.items():
        columns = CANONICAL[name].duckdb_columns().items()
        empty = ", ".join(f'CAST(NULL AS {kind}) AS "{column}"' for column, kind in columns)
        schema = engine.arrow(f"SELECT {empty} LIMIT 0").schema
        engine.register(name, pa.Table.from_pylist(rows, schema=schema))


def sample_tables(customers: int) -> dict[str, list[dict[str, Any]]]:
    """Customers, orders and interactions of a made-up shop; the same every time."""
    chance = random.Random(20240630)
    people = [_person(number, chance) for number in range(1, customers + 1)]
    orders = [order for person in people for order in _orders(person["customer_id"], chance)]
    calls = [call for person in people for call in _calls(person["customer_id"], chance)]
    return {"customers": people, "orders": orders, "interactions": calls}


def order(order_id: str, customer_id: str | None, day: date, amount: str, **more: Any) -> dict[str, Any]:
    """One sale at noon of a day in Shanghai."""
    at = datetime(day.year, day.month, day.day, 4)
    return {
        "order_id": order_id,
        "source": "shop",
        "customer_id": customer_id,
        "kind": "sale",
        "ordered_at": at,
        "ordered_on": day,
        "booked_at": at,
        "amount": Decimal(amount),
        "currency": "CNY",
        **more,
    }


def _person(number: int, chance: random.Random) -> dict[str, Any]:
    province, city = chance.choice(PLACES)
    return {
        "customer_id": f"C{number:04d}",
        "source": "shop",
        "kind": "person",
        "name": chance.choice(SURNAMES) + chance.choice(GIVEN),
        "mobile": f"1390000{number:04d}",
        "email": f"c{number:04d}@example.com",
        "wechat": f"wx_c{number:04d}",
        "province": province,
        "city": city,
        "customer_source": chance.choice(SOURCES),
        "registered_on": date(2023, 1, 1) + timedelta(days=chance.randrange(500)),
        "owner": chance.choice(("陈晨", "林琳")),
        "note": "常客" if number % 7 == 0 else None,
        "is_listed": True,
    }


def _orders(customer_id: str, chance: random.Random) -> list[dict[str, Any]]:
    wanted = int(chance.paretovariate(1.1)) if chance.random() > 0.08 else 0
    found = []
    for number in range(min(wanted, 60)):
        day = AS_OF - timedelta(days=int(chance.betavariate(1.2, 2.5) * 540))
        amount = f"{chance.lognormvariate(6.2, 0.9):.2f}"
        one = order(f"{customer_id}-{number}", customer_id, day, amount)
        found.append(one)
        if chance.random() < 0.04:
            back = one["ordered_at"] + timedelta(days=3)
            one["void_at"] = back
            found.append({**one, "order_id": f"{one['order_id']}-R", "kind": "refund", "amount": -one["amount"],
                          "booked_at": back, "void_at": None, "refunds_order_id": one["order_id"]})  # fmt: skip
    return found


def _calls(customer_id: str, chance: random.Random) -> list[dict[str, Any]]:
    found = []
    for number in range(int(chance.expovariate(0.4))):
        day = AS_OF - timedelta(days=chance.randrange(400))
        kind = chance.choice(("电话", "微信", "到店"))
        found.append({
            "interaction_id": f"{customer_id}-I{number}", "source": "shop", "customer_id": customer_id, "kind": kind,
            "happened_at": datetime(day.year, day.month, day.day, 4), "happened_on": day, "direction": "in",
        })  # fmt: skip
    return found
