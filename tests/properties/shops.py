"""Random shops and random standards, and how their facts are written: as canonical rows and as files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from fenji.scheme.model import Scheme
from tests.properties.reference_grader import Facts, Person, Refund, Sale, given_back_at

AS_OF = date(2024, 6, 30)
IS_LONG = os.environ.get("FENJI_LONG") == "1"
AHEAD = timedelta(hours=8)  # local time is Shanghai's
METRICS = ("net_revenue", "order_count", "recency_days", "active_months")
WINDOWS = ("all", "30 days", "90 days", "365 days")
LOOK = {"colour": "#000000", "icon": {"shape": "circle"}}
HEADER = "order_id,customer_id,ordered_at,amount,refund_of\n"


def few(examples: int) -> settings:
    """So many examples, twenty times as many where FENJI_LONG=1 asks for it; the machine may be slow."""
    return so_many(examples * (20 if IS_LONG else 1))


def so_many(examples: int) -> settings:
    """Exactly so many examples; where a defect was put in on purpose, nobody waits for the smallest that shows it."""
    phases = [one for one in Phase if one is not Phase.shrink or os.environ.get("FENJI_BAR") != "sabotage"]
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), phases=phases)


@st.composite
def shops(draw: st.DrawFn, most: int = 6) -> Facts:
    """A few people, some only met in orders, guests, orders on and around every border, whole and partial refunds."""
    names = [f"C{number}" for number in range(1, draw(st.integers(1, most)) + 1)]
    days = st.one_of(st.none(), st.integers(-20, 900))
    listed = [Person("C0"), *(Person(name, _day(draw(days))) for name in names if draw(st.booleans()))]
    sales, refunds = [], []
    for number in range(draw(st.integers(1, 14))):
        sale = Sale(f"S{number}", draw(st.sampled_from([*names, *names, None])), draw(moments()), draw(amounts()))
        sales.append(sale)
        left = sale.amount
        for part in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
            back = left if draw(st.booleans()) else min(left, draw(amounts()))
            later = sale.at + timedelta(days=draw(st.integers(0, 60)), minutes=part + 1)
            if back > 0:
                refunds.append(Refund(f"R{number}-{part}", sale.customer, later, back, sale.number))
            left -= back
    if draw(st.booleans()):
        refunds.append(Refund("R", draw(st.sampled_from(names)), draw(moments()), draw(amounts())))
    return Facts(tuple(listed), tuple(sales), tuple(refunds))


def moments() -> st.SearchStrategy[datetime]:
    """Instants around the as-of day and around the first days of windows, at the ends of days and between."""
    borders = st.sampled_from([-1, 0, 1, 29, 30, 31, 60, 61, 89, 90, 91, 364, 365, 366])
    clock = st.sampled_from([time(0, 0), time(7, 59, 59), time(8, 0), time(12, 30), time(23, 59, 59)])
    days = st.one_of(borders, st.integers(-10, 500))
    return st.builds(lambda day, at: datetime.combine(AS_OF - timedelta(days=day), at), days, clock)


def amounts() -> st.SearchStrategy[Decimal]:
    return st.one_of(st.sampled_from([Decimal(100), Decimal(1000)]), st.decimals("0.01", 5000, places=2))


@st.composite
def standards(draw: st.DrawFn, windows: Sequence[str] = WINDOWS, *, only_bands: bool = False) -> Scheme:
    """Bands and quantiles over any window, what is unknown, ladders by score or by rules, states and limits."""
    count = draw(st.integers(1, 3))
    weights = sorted(draw(st.lists(st.integers(1, 9999), min_size=count - 1, max_size=count - 1, unique=True)))
    shares = [b - a for a, b in zip([0, *weights], [*weights, 10_000], strict=True)]
    metrics = ["net_revenue", *draw(st.permutations(METRICS))][:count]
    criteria = [
        {"metric": metric, "name": f"part{number}", "weight": f"{Decimal(share) / 100}%",
         "window": draw(st.sampled_from([None, *windows])), "scorer": draw(_scorers(metric, only_bands=only_bands))}
        for number, (metric, share) in enumerate(zip(metrics, shares, strict=True))
    ]  # fmt: skip
    by_rules = draw(st.booleans())
    starts = sorted(draw(st.lists(st.integers(0, 100), min_size=1, max_size=3, unique=True)), reverse=True)
    tiers: list[dict[str, Any]] = [
        {"key": f"T{number}", "name": f"T{number}", **LOOK,
         **({"when": draw(_conditions(windows))} if by_rules else {"from_score": start})}
        for number, start in enumerate(starts)
    ]  # fmt: skip
    if draw(st.booleans()):
        tiers.append({"key": "rest", "name": "rest", **LOOK, "rest": True})
    keys = [tier["key"] for tier in tiers]
    limits = [
        {"name": f"limit{number}", "never_above": draw(st.sampled_from(keys)), "when": draw(_conditions(windows))}
        for number in range(draw(st.integers(0, 2)))
    ]
    states = [{"name": "apart", "when": draw(_conditions(windows))}] if draw(st.integers(0, 3)) == 0 else []
    return Scheme.model_validate({
        "name": "any", "title": "any", "window": draw(st.sampled_from([one for one in windows if one != "all"])),
        "grade_by": "rules" if by_rules else "score", "criteria": criteria, "tiers": tiers, "limits": limits,
        "ungraded": states,
    })  # fmt: skip


@st.composite
def _scorers(draw: st.DrawFn, metric: str, *, only_bands: bool) -> dict[str, Any]:
    unknown = draw(st.sampled_from([0, 50, "ungraded"]))
    if not only_bands and draw(st.booleans()):
        return {"kind": "quantiles", "bins": draw(st.integers(2, 5)), "unknown": unknown}
    starts = sorted(set(draw(st.lists(_numbers(metric), min_size=1, max_size=4))))
    bands = [{"from": start, "points": draw(st.integers(0, 100))} for start in starts]
    if draw(st.booleans()):
        bands.insert(0, {"points": draw(st.integers(0, 100))})
    return {"kind": "bands", "bands": bands, "unknown": unknown}


@st.composite
def _conditions(draw: st.DrawFn, windows: Sequence[str]) -> dict[str, Any]:
    metric = draw(st.sampled_from(METRICS))
    how = draw(st.sampled_from(["above", "at_least", "below", "at_most", "is"]))
    return {"metric": metric, "window": draw(st.sampled_from([None, *windows])), how: draw(_numbers(metric))}


def _numbers(metric: str) -> st.SearchStrategy[Any]:
    """Borders that values do meet."""
    if metric == "net_revenue":
        return st.one_of(st.sampled_from([0, 100, 1000, 1100, 2000]), st.integers(-100, 5000))
    return st.sampled_from([0, 1, 2, 29, 30, 31, 90, 365]) if metric == "recency_days" else st.integers(0, 6)


def tables(facts: Facts, rows: Sequence[dict[str, Any]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """The facts as canonical rows: instants in UTC, a refund at its sale's time, a sale void once all came back.

    Who was only met in orders has a row too, as an import writes it.
    """
    listed = {one.name: one.registered_on for one in facts.people}
    met = {one.customer for one in facts.booked() if one.customer} - listed.keys()
    people = [
        {"customer_id": name, "source": "shop", "is_listed": name in listed, "registered_on": listed.get(name)}
        for name in (*listed, *sorted(met))
    ]
    return {"customers": people, "orders": list(orders(facts) if rows is None else rows)}


def orders(facts: Facts) -> list[dict[str, Any]]:
    known = {one.number: one for one in facts.sales}
    rows = []
    for sale in facts.sales:
        back = given_back_at(sale, facts.refunds)
        rows.append(_row(sale, sale, void_at=None if back is None else back - AHEAD))
    for refund in facts.refunds:
        sale_of = refund if refund.of is None else known[refund.of]
        rows.append(_row(refund, sale_of, kind="refund", amount=-refund.amount, refunds_order_id=refund.of))
    return rows


def _row(one: Sale | Refund, bought: Sale | Refund, **more: Any) -> dict[str, Any]:
    return {
        "order_id": one.number,
        "source": "shop",
        "customer_id": one.customer,
        "kind": "sale",
        "ordered_at": bought.at - AHEAD,
        "ordered_on": bought.at.date(),
        "booked_at": one.at - AHEAD,
        "amount": one.amount,
        "currency": "CNY",
        **more,
    }


def lines(facts: Facts) -> list[str]:
    """The orders as lines of a file, under HEADER."""
    sold = [f"{one.number},{one.customer or ''},{one.at},{one.amount},\n" for one in facts.sales]
    return sold + [
        f"{one.number},{one.customer or ''},{one.at},{-one.amount},{one.of or ''}\n" for one in facts.refunds
    ]


def later(facts: Facts, days: int) -> Facts:
    """The same facts, so many days later."""
    by = timedelta(days=days)

    def shifted(made: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(replace(one, at=one.at + by) for one in made)

    people = (replace(one, registered_on=one.registered_on and one.registered_on + by) for one in facts.people)
    return Facts(tuple(people), shifted(facts.sales), shifted(facts.refunds))


def _day(back: int | None) -> date | None:
    return None if back is None else AS_OF - timedelta(days=back)
