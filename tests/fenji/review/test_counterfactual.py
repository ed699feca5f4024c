"""Every way that is named is really gone: orders put into the tables, graded again; one step less is not enough."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fenji.review.counterfactual import Outlook, Way, outlook
from fenji.scheme.load import read_scheme, standard
from tests.fenji.review.grading import Shop, orders_of
from tests.sample_result import AS_OF, order, sample_tables

BY = date(2024, 7, 31)
TIERS = """
name: small
title: small
currency: CNY
window: {window}
grade_by: {by}
{criteria}
tiers:
  - {{key: top, name: Top, colour: "#D98200", icon: {{shape: star}}, {top}}}
  - {{key: low, name: Low, colour: "#0072B2", icon: {{shape: leaf}}, rest: true}}
"""


def _small(top: str, *, window: str = "90 days", criteria: str = "", by: str = "rules", more: str = "") -> Any:
    return read_scheme(TIERS.format(top=top, window=window, criteria=criteria, by=by) + more)


def _one(*orders: dict[str, Any], **tables: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    person = {"customer_id": "C", "source": "s", "is_listed": True}
    return {"customers": [person], "orders": list(orders), **tables}


@pytest.fixture(scope="module", params=["value", "electronics", "membership"])
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop.of(sample_tables(45), standard(request.param), AS_OF)


@pytest.fixture(scope="module")
def outlooks(shop: Shop) -> dict[str, Outlook]:
    return {name: outlook(shop.judge(name), by=BY) for name in shop.graded(AS_OF)}


def test_nothing_is_left_untold_where_only_orders_and_contacts_decide(outlooks: dict[str, Outlook]) -> None:
    assert {one.unknown for one in outlooks.values()} == {None}
    assert sum(bool(one.ways) for one in outlooks.values()) > 10


def _flips(shop: Shop, ways: list[tuple[str, Way]]) -> None:
    """The orders of each way, really placed, give the tier; one step less does not."""
    days = {way.graded_on for _, way in ways}
    for day in days:
        due = [(name, way) for name, way in ways if way.graded_on == day]
        enough = shop.graded_with(day, orders=[row for name, way in due for row in orders_of(name, way)])
        less = shop.graded_with(day, orders=[row for name, way in due for row in orders_of(name, way, less=True)])
        first = shop.graded_with(
            day, orders=[row for name, way in due for row in orders_of(name, way, on=way.first_on)]
        )
        wanted = {name: shop.scheme.ladder().rung_of(way.tier) for name, way in due}
        assert {name: (enough[name]["rung"] <= rung, less[name]["rung"] <= rung, first[name]["rung"] <= rung)
                for name, rung in wanted.items()} == dict.fromkeys(wanted, (True, False, True))  # fmt: skip


@pytest.mark.parametrize("place", [0, 1])
def test_the_ways_up_flip_the_grade_and_one_step_less_does_not(
    shop: Shop, outlooks: dict[str, Outlook], place: int
) -> None:
    ways = [(name, one.ways[place]) for name, one in outlooks.items() if len(one.ways) > place]
    assert ways or place
    _flips(shop, ways)


def test_the_cheapest_way_stands_first(outlooks: dict[str, Outlook]) -> None:
    for one in outlooks.values():
        assert list(one.ways) == sorted(one.ways, key=lambda way: (way.amount, way.count))


def test_a_tier_is_lost_on_the_day_that_is_named_and_not_a_day_before(shop: Shop, outlooks: dict[str, Outlook]) -> None:
    falling = [(name, one.falls) for name, one in outlooks.items() if one.falls is not None][:12]
    now = shop.graded(AS_OF)
    for name, turn in falling:
        assert shop.graded(turn.on)[name]["tier"] == turn.tier != now[name]["tier"]
        assert shop.graded(turn.on - timedelta(days=1))[name]["rung"] <= now[name]["rung"]


def test_what_keeps_a_tier_keeps_it_on_that_day_and_less_does_not(shop: Shop, outlooks: dict[str, Outlook]) -> None:
    _flips(shop, [(name, one.keeps[0]) for name, one in outlooks.items() if one.keeps][:12])


def test_two_orders_or_one_larger_order() -> None:
    scheme = _small("from_score: 60", by="score", window="90 days", criteria="""criteria:
  - {metric: order_count, weight: 50%, scorer: {kind: bands, bands: [{to: 4, points: 20}, {from: 4, points: 100}]}}
  - {metric: net_revenue, weight: 50%,
     scorer: {kind: bands, bands: [{to: 3240, points: 20}, {from: 3240, points: 100}]}}
""")  # fmt: skip
    shop = Shop.of(_one(order("1", "C", date(2024, 6, 20), "1000"), order("2", "C", date(2024, 6, 1), "1000")),
                   scheme, AS_OF)  # fmt: skip
    found = outlook(shop.judge("C"), by=BY)
    assert [(way.count, way.amount, way.is_any_amount) for way in found.ways] == [
        (2, Decimal("0.02"), True),
        (1, Decimal("1240.00"), False),
    ]
    _flips(shop, [("C", way) for way in found.ways[:1]])
    _flips(shop, [("C", way) for way in found.ways[1:]])


def test_the_order_that_leaves_the_window_is_named() -> None:
    scheme = _small("when: {metric: order_count, at_least: 2}")
    shop = Shop.of(_one(order("1", "C", date(2024, 5, 14), "10"), order("2", "C", date(2024, 6, 20), "10")),
                   scheme, AS_OF)  # fmt: skip
    falls = outlook(shop.judge("C"), by=BY).falls
    assert falls is not None
    assert (falls.on, falls.tier) == (date(2024, 8, 12), "low")
    assert falls.left == {"order_count": (date(2024, 5, 14),)}


def test_what_is_overdue_has_to_be_paid_where_a_limit_holds_the_tier_down() -> None:
    limit = "limits:\n  - {name: overdue, when: {metric: overdue_amount, above: 0}, never_above: low}\n"
    scheme = _small("when: {metric: order_count, at_least: 1}", more=limit)
    bill = {"payment_id": "P", "source": "s", "customer_id": "C", "due_on": date(2024, 6, 1), "currency": "CNY",
            "due_amount": Decimal(500), "paid_amount": Decimal(100)}  # fmt: skip
    shop = Shop.of(_one(order("1", "C", date(2024, 6, 20), "10"), payments=[{**bill, "paid_amount": None}]),
                   scheme, AS_OF)  # fmt: skip
    assert shop.graded(AS_OF)["C"]["reason"] == "limit:overdue"
    (way,) = outlook(shop.judge("C"), by=BY).ways
    assert (way.tier, way.count, way.settles) == ("top", 0, Decimal(500))
    shop.tables["payments"][0].update(paid_on=BY, paid_amount=Decimal(500))
    assert shop.graded_with(BY, payments=[])["C"]["tier"] == "top"
    shop.tables["payments"][0].update(paid_amount=Decimal("499.99"))
    assert shop.graded_with(BY, payments=[])["C"]["tier"] == "low"


def test_a_new_customer_is_told_when_time_alone_brings_a_grade() -> None:
    states = "ungraded:\n  - {name: too_new, when: {metric: tenure_days, below: 90}}\n"
    shop = Shop.of(_one(order("1", "C", date(2024, 6, 20), "10")), _small("when: {metric: order_count, at_least: 5}",
                   window="all", more=states), AS_OF)  # fmt: skip
    found = outlook(shop.judge("C"), by=BY)
    assert found.rises is not None
    assert (found.rises.on, found.rises.tier, found.ways) == (date(2024, 9, 18), "low", ())
    assert shop.graded(found.rises.on)["C"]["tier"] == "low"
    assert shop.graded(found.rises.on - timedelta(days=1))["C"]["tier"] is None


def test_figures_that_the_run_has_otherwise_are_never_reckoned_with() -> None:
    shop = Shop.of(_one(order("1", "C", date(2024, 6, 20), "10")), _small("when: {metric: order_count, at_least: 5}"),
                   AS_OF)  # fmt: skip
    shop.graded(AS_OF)["C"]["order_count"] = 3
    found = outlook(shop.judge("C"), by=BY)
    assert found.unknown is not None
    assert found.ways == ()


def test_orders_on_early_days_do_not_count_where_recency_forbids_it() -> None:
    shop = Shop.of(_one(order("1", "C", date(2024, 1, 20), "10")), _small("when: {metric: recency_days, below: 7}"),
                   AS_OF)  # fmt: skip
    (way,) = outlook(shop.judge("C"), by=BY).ways
    assert (way.first_on, way.last_on, way.count, way.is_any_amount) == (date(2024, 7, 25), BY, 1, True)
    _flips(shop, [("C", way)])
    early = shop.graded_with(BY, orders=orders_of("C", way, on=date(2024, 7, 24)))
    assert early["C"]["tier"] == "low"


OWN = """metrics:
  - name: average_basket
    label: Average basket
    formula: net_revenue / order_count
    unit: money
    unknown: 0
"""


def test_a_formula_of_the_standards_own_is_reckoned_with() -> None:
    scheme = _small(
        "when: {all: [{metric: average_basket, at_least: 300}, {metric: order_change, above: 0}]}", more=OWN
    )
    shop = Shop.of(_one(order("1", "C", date(2024, 4, 20), "100"), order("2", "C", date(2024, 6, 1), "200")),
                   scheme, AS_OF)  # fmt: skip
    found = outlook(shop.judge("C"), by=BY)
    assert found.unknown is None
    (way, *_) = found.ways
    _flips(shop, [("C", way)])
