"""One customer's figures without an engine are the engine's, for every metric, window and day to come."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fenji.metrics.measure import Measure
from fenji.metrics.window import Window
from fenji.review.figures import ANSWERS, figures
from fenji.review.standing import Known, NewOrders, Standing
from tests.fenji.review.own import engine_with, facts_of, measured
from tests.sample_result import AS_OF, order, sample_tables

WINDOWS = [Window.read(words) for words in ("all", "90 days", "12 months")]
MEASURES = [Measure(f"{name}_{window.slug}", name, window) for name in ANSWERS for window in WINDOWS]
MEASURES += [Measure("calls", "interaction_count", Window("days", 90), {"kind": "电话"}),
             Measure("visits", "activity_count", Window("days", 90), {"kind": "到店"})]  # fmt: skip


def _shop(chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    """Sixty customers with rows in every table that figures are taken from; nothing after the as-of day is known."""
    tables = sample_tables(60)
    end = datetime(2024, 6, 30, 16)
    tables["orders"] = [row for row in tables["orders"] if row["booked_at"] < end]
    for row in tables["orders"]:
        row["void_at"] = None if row.get("void_at") is None or row["void_at"] >= end else row["void_at"]
        row["discount"] = chance.choice((None, Decimal(0), Decimal("12.50")))
    tables |= {"payments": [], "touches": [], "feedback": [], "order_lines": []}
    for person in tables["customers"]:
        for number in range(chance.randrange(6)):
            _add(tables, person["customer_id"], f"{person['customer_id']}-{number}", chance)
    return tables


def _add(tables: dict[str, list[dict[str, Any]]], customer: str, key: str, chance: random.Random) -> None:
    day = AS_OF - timedelta(days=chance.randrange(500))
    at, who = datetime(day.year, day.month, day.day, 4), {"customer_id": customer, "source": "shop"}
    paid = chance.choice((None, day, day + timedelta(days=chance.randrange(60))))
    tables["payments"].append({**who, "payment_id": key, "due_on": chance.choice((None, day, day)),
                               "paid_on": paid if paid is None or paid <= AS_OF else None, "currency": "CNY",
                               "due_amount": chance.choice((None, Decimal(100), Decimal("80.5"))),
                               "paid_amount": chance.choice((None, Decimal(100), Decimal(40)))})  # fmt: skip
    tables["touches"].append({**who, "touch_id": key, "sent_at": at, "responded_at": chance.choice((None, at))})
    tables["feedback"].append({**who, "feedback_id": key, "given_at": at, "score_max": Decimal(5),
                               "score": chance.choice((None, Decimal(3), Decimal("4.5")))})  # fmt: skip
    tables["order_lines"].append({**who, "order_id": key, "line_no": 1, "kind": chance.choice(("sale", "refund")),
                                  "ordered_at": at, "ordered_on": day, "booked_at": at,
                                  "category": chance.choice((None, "a", "b"))})  # fmt: skip
    tables["interactions"].append({**who, "interaction_id": f"{key}-R", "kind": "分享", "happened_at": at,
                                   "happened_on": day,
                                   "referred_customer_id": chance.choice((None, customer, "X"))})  # fmt: skip


@pytest.fixture(scope="module")
def shop() -> dict[str, list[dict[str, Any]]]:
    return _shop(random.Random(4))


@pytest.mark.parametrize("later", [0, 1, 31, 366])
def test_figures_of_one_customer_are_those_of_the_engine_on_every_later_day(
    shop: dict[str, list[dict[str, Any]]], later: int
) -> None:
    day = AS_OF + timedelta(days=later)
    with engine_with(shop) as engine:
        right = measured(engine, shop, MEASURES, day)
        for person in shop["customers"]:
            known = Known(facts_of(engine, shop, person["customer_id"], AS_OF))
            assert {"customer_id": known.facts.customer_id, **figures(Standing(known, day), MEASURES)} == right[
                person["customer_id"]
            ]


def test_new_orders_change_every_figure_as_if_they_had_been_imported(shop: dict[str, list[dict[str, Any]]]) -> None:
    chance = random.Random(5)
    day = AS_OF + timedelta(days=40)
    planned, grown = {}, {**shop, "orders": list(shop["orders"])}
    for person in shop["customers"]:
        customer = person["customer_id"]
        new = NewOrders(
            chance.randrange(1, 4), chance.randrange(1, 500_000), AS_OF + timedelta(chance.randrange(1, 41))
        )
        planned[customer] = new
        cents = [new.cents // new.count] * (new.count - 1)
        cents.append(new.cents - sum(cents))
        grown["orders"] += [
            order(f"{customer}-N{number}", customer, new.on, str(Decimal(part).scaleb(-2)))
            for number, part in enumerate(cents)
        ]
    with engine_with(grown) as engine:
        right = measured(engine, grown, MEASURES, day)
    with engine_with(shop) as engine:
        for customer, new in planned.items():
            known = Known(facts_of(engine, shop, customer, AS_OF))
            assert {"customer_id": customer, **figures(Standing(known, day, new), MEASURES)} == right[customer]


def test_who_has_never_bought_has_no_recency_and_no_average() -> None:
    tables = {"customers": [{"customer_id": "N", "source": "s", "is_listed": True}],
              "orders": [order("O", "other", date(2024, 6, 1), "5")]}  # fmt: skip
    with engine_with(tables) as engine:
        right = measured(engine, tables, MEASURES, AS_OF)["N"]
        mine = figures(Standing(Known(facts_of(engine, tables, "N", AS_OF)), AS_OF), MEASURES)
    assert {"customer_id": "N", **mine} == right
    assert mine["recency_days_all"] is None
    assert mine["order_count_all"] == 0
