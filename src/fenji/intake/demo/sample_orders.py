"""What the simulated customers buy: orders in season, their lines, what is given back, cancelled and paid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fenji.intake.demo import sample_words as w
from fenji.intake.demo.columns import Flags, Floats, Ints, Words, choose, labels
from fenji.intake.demo.sample_customers import DAYS, FIRST_DAY, LAST_DAY, People

DAY = 86_400
GUESTS = 620
END = (LAST_DAY + 1) * DAY


@dataclass(frozen=True)
class Catalogue:
    """The products by price, cheapest first; money in 分."""

    ids: Words
    names: Words
    categories: Words
    brands: Words
    prices: Ints
    costs: Ints


@dataclass(frozen=True)
class Orders:
    """The sales as arrays: `customer` is an index into People, -1 a guest; instants are local seconds since 1970."""

    ids: Words
    customer: Ints
    at: Ints
    is_company: Flags
    channel: Words
    store: Words
    owner: Words
    amount: Ints
    discount: Ints
    is_cancelled: Flags
    given_back: Ints
    given_back_at: Ints
    is_fully_given_back: Flags

    @property
    def day(self) -> Ints:
        """The local day."""
        return self.at // DAY


@dataclass(frozen=True)
class Lines:
    """The lines of the sales, in the order of the sales; `order` is an index into Orders."""

    order: Ints
    number: Ints
    product: Ints
    quantity: Ints
    amount: Ints
    discount: Ints
    is_given_back: Flags


def make_catalogue(random: np.random.Generator) -> Catalogue:
    """Every product with its category, brand, price and cost."""
    rows = sorted(_products(), key=lambda row: (row[2], row[0]))
    prices = np.array([round(100 * row[2]) for row in rows], dtype=np.int64)
    share = np.array([row[3] for row in rows]) + random.uniform(-0.05, 0.05, len(rows))
    return Catalogue(
        ids=labels("SKU", np.arange(1, len(rows) + 1), 4),
        names=np.array([row[0] for row in rows], dtype=object),
        categories=np.array([row[1] for row in rows], dtype=object),
        brands=choose(random, w.BRANDS, len(rows)),
        prices=prices,
        costs=np.rint(prices * share).astype(np.int64),
    )


def make_orders(people: People, goods: Catalogue, random: np.random.Generator) -> tuple[Orders, Lines]:
    """Two years of sales: who bought when, what, at which discount, and what came back."""
    customer, at = _purchases(people, random)
    is_company = (customer >= 0) & people.is_company[customer]
    wanted = np.where(customer >= 0, people.cents_an_order[customer], 24_000.0)
    wanted = wanted * random.lognormal(-0.08, 0.4, len(customer))
    lines = _lines(wanted, is_company, at // DAY, goods, random)
    amount = np.bincount(lines.order, lines.amount, len(customer)).astype(np.int64)
    discount = np.bincount(lines.order, lines.discount, len(customer)).astype(np.int64)
    is_cancelled = random.random(len(customer)) < 0.015
    fully, lines, back_at = _given_back(at, is_cancelled, lines, random)
    given_back = np.bincount(lines.order, lines.amount * lines.is_given_back, len(customer)).astype(np.int64)
    channel, store, owner = _channels(people, customer, is_company, random)
    orders = Orders(
        ids=_order_ids(at),
        customer=customer,
        at=at,
        is_company=is_company,
        channel=channel,
        store=store,
        owner=owner,
        amount=amount,
        discount=discount,
        is_cancelled=is_cancelled,
        given_back=given_back,
        given_back_at=back_at,
        is_fully_given_back=fully,
    )
    return orders, lines


def season() -> Floats:
    """How much is bought on each day of the two years, by persons and by companies; 1 is a usual day.

    Persons buy for 618 and 双11 and at weekends; companies rest at weekends and both at 春节 and in 国庆.
    """
    day = np.datetime64("2023-01-01") + np.arange(DAYS)
    weekday = (day.astype("datetime64[D]").astype(np.int64) + 3) % 7
    month = day.astype("datetime64[M]").astype(np.int64) % 12 + 1
    in_month = (day - day.astype("datetime64[M]")).astype(np.int64) + 1
    persons = np.where(weekday >= 5, 1.25, 1.0) * np.where(month == 12, 1.1, 1.0)
    persons = persons * np.where((month == 6) & (in_month <= 18), 1.9, 1.0)
    persons = persons * np.where((month == 11) & (in_month <= 11), 2.4, 1.0)
    companies = np.where(weekday >= 5, 0.15, 1.3) * np.where(np.isin(month, (3, 6, 9, 12)), 1.12, 1.0)
    for first, last in (("2023-01-20", "2023-01-29"), ("2024-02-08", "2024-02-18")):
        rest = (day >= np.datetime64(first)) & (day <= np.datetime64(last))
        persons, companies = np.where(rest, 0.45, persons), np.where(rest, 0.05, companies)
    national = (month == 10) & (in_month <= 7)
    return np.stack([persons, np.where(national, 0.1, companies)])


def _products() -> list[tuple[str, str, float, float]]:
    """Name, category, price in 元, cost as a share of it."""
    found = []
    for row in w.CATALOGUE.strip().splitlines():
        category, share, *goods = row.split()
        named = [item.split("=") for item in goods]
        found += [(name.replace("_", " "), category, float(price), float(share)) for name, price in named]
    return found


def _purchases(people: People, random: np.random.Generator) -> tuple[Ints, Ints]:
    """Who bought at which second, sorted by time. A year-long trend of the customer bends his own clock."""
    months = np.cumsum(season(), axis=1) / 30.4375
    clock = np.concatenate([np.zeros((2, 1)), months], axis=1)
    kind = people.is_company.astype(np.int64)
    begin, end = clock[kind, people.first - FIRST_DAY], clock[kind, people.last - FIRST_DAY + 1]
    expected = people.orders_a_month * (end - begin)
    is_steady = people.rhythm < 4
    count = np.where(is_steady, np.rint(expected), random.poisson(expected)).astype(np.int64)
    of = np.repeat(np.arange(len(people)), count)
    rank = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    even = (rank + random.random(len(of))) / count[of]
    share = np.where(is_steady[of], even, random.random(len(of))) ** (1.0 / people.trend[of])
    place = begin[of] + share * (end - begin)[of]
    day = np.empty(len(of), dtype=np.int64)
    for which in (0, 1):
        rows = kind[of] == which
        day[rows] = np.searchsorted(clock[which], place[rows], side="right") - 1
    day = np.clip(day + FIRST_DAY, people.first[of], people.last[of])
    of = np.concatenate([of, np.full(GUESTS, -1)])
    day = np.concatenate([day, FIRST_DAY + random.integers(0, DAYS, GUESTS)])
    at = day * DAY + _seconds(kind[of] * (of >= 0), random)
    order = np.lexsort((of, at))
    return of[order], at[order]


def _seconds(kind: Ints, random: np.random.Generator) -> Ints:
    hour = np.arange(24)
    persons = np.where((hour >= 8) & (hour <= 23), 1.0, 0.05) + np.where((hour >= 19) & (hour <= 22), 1.3, 0.0)
    companies = np.where((hour >= 9) & (hour <= 17), 1.0, 0.02)
    drawn = np.where(
        kind == 1,
        random.choice(24, len(kind), p=companies / companies.sum()),
        random.choice(24, len(kind), p=persons / persons.sum()),
    )
    return drawn * 3_600 + random.integers(0, 3_600, len(kind))


def _lines(wanted: Floats, is_company: Flags, day: Ints, goods: Catalogue, random: np.random.Generator) -> Lines:
    """Lines whose sum comes near what the customer wanted to spend."""
    most = np.maximum(1, np.minimum(wanted // 3_000, np.where(is_company, 7, 4))).astype(np.int64)
    count = np.minimum(1 + random.poisson(np.where(is_company, 1.5, 0.7)), most)
    order = np.repeat(np.arange(len(wanted)), count)
    number = np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count) + 1
    part = random.exponential(1.0, len(order)) + 0.3
    target = wanted[order] * part / np.bincount(order, part)[order]
    affordable = np.maximum(1, np.searchsorted(goods.prices, target, side="right"))
    product = (affordable * random.random(len(order)) ** 0.55).astype(np.int64)
    quantity = np.clip(np.rint(target / goods.prices[product]), 1, 400).astype(np.int64)
    gross = quantity * goods.prices[product]
    discount = (gross * _discount_bp(is_company[order], day[order], random) + 5_000) // 10_000
    return Lines(
        order=order,
        number=number,
        product=product,
        quantity=quantity,
        amount=gross - discount,
        discount=discount,
        is_given_back=np.zeros(len(order), dtype=bool),
    )


def _discount_bp(is_company: Flags, day: Ints, random: np.random.Generator) -> Ints:
    """Discounts in basis points: contracts of companies, promotions of persons, more of them in season."""
    in_season = season()[0][day - FIRST_DAY] > 1.7
    is_given = random.random(len(day)) < np.where(is_company, 0.4, np.where(in_season, 0.75, 0.18))
    given = np.where(is_company, random.integers(2, 9, len(day)), random.integers(3, 19, len(day)))
    return np.where(is_given, given * 100, 0).astype(np.int64)


def _given_back(at: Ints, is_cancelled: Flags, lines: Lines, random: np.random.Generator) -> tuple[Flags, Lines, Ints]:
    """Refunds within the two years: half of them the whole order, half its first line. Cancelled orders have none."""
    rows = len(at)
    back_at = at + random.integers(2 * 3_600, 18 * DAY, rows)
    cancelled_at = np.minimum(at + random.integers(300, 20_000, rows), END - 1)
    chance = random.random(rows)
    count = np.bincount(lines.order, minlength=rows)
    returned = ~is_cancelled & (chance < 0.045) & (back_at < END)
    fully = returned & ((chance < 0.022) | (count == 1))
    is_given_back = fully[lines.order] | (returned[lines.order] & (lines.number == 1))
    lines = Lines(
        order=lines.order,
        number=lines.number,
        product=lines.product,
        quantity=lines.quantity,
        amount=lines.amount,
        discount=lines.discount,
        is_given_back=is_given_back,
    )
    return fully, lines, np.where(is_cancelled, cancelled_at, np.where(returned, back_at, -1))


def _channels(
    people: People, customer: Ints, is_company: Flags, random: np.random.Generator
) -> tuple[Words, Words, Words]:
    """Where an order came in, at which store, and who looks after it. Guests are walk-in customers of a store."""
    rows = len(customer)
    persons = choose(random, ("天猫旗舰店", "京东旗舰店", "微信商城", "门店", "抖音小店"), rows, (28, 22, 18, 22, 10))
    companies = choose(random, ("销售代表", "企业采购平台", "电话订购"), rows, (55, 30, 15))
    guest = customer < 0
    channel = np.where(guest, "门店", np.where(is_company, companies, persons)).astype(object)
    at_home = np.where(guest, random.integers(0, len(w.PLACES), rows), people.place[customer])
    stores = np.array([p[1].removesuffix("市") + "店" for p in w.PLACES], dtype=object)
    store = np.where(channel == "门店", stores[at_home], "线上").astype(object)
    owner = people.owner[customer]
    owner[guest] = None
    return channel, store, owner


def _order_ids(at: Ints) -> Words:
    day = np.datetime_as_string((at // DAY).astype("datetime64[D]")).tolist()
    return np.array([f"SO{d[2:4]}{d[5:7]}{d[8:]}{n:05d}" for n, d in enumerate(day, 1)], dtype=object)
