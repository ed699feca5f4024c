"""The simulated sales as canonical tables: orders, order lines, payments, products."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from fenji.intake.demo.columns import Flags, Ints, Words, days, decimals, flags, instants, labels, money, whole, words
from fenji.intake.demo.sample_customers import LAST_DAY, SOURCE, People
from fenji.intake.demo.sample_orders import Catalogue, Lines, Orders

CURRENCY = "CNY"


def order_table(orders: Orders, people: People) -> pa.Table:
    """Sales, cancelled orders (kind void) and refunds; a refund carries the day of its sale and its own booking."""
    is_sale = np.arange(len(orders.ids) + (orders.given_back > 0).sum()) < len(orders.ids)
    of = np.concatenate([np.arange(len(orders.ids)), np.flatnonzero(orders.given_back > 0)])
    ended = orders.is_cancelled | orders.is_fully_given_back
    columns = {
        "order_id": words(np.where(is_sale, orders.ids[of], "RF" + _rest(orders.ids[of]))),
        "source": words([SOURCE] * len(of)),
        "customer_id": words(_customer_ids(orders, people)[of]),
        "kind": words(_kinds(orders, of, is_sale)),
        "status": words(_statuses(orders, of, is_sale)),
        "ordered_at": instants(orders.at[of]),
        "ordered_on": days(orders.day[of]),
        "booked_at": instants(np.where(is_sale, orders.at[of], orders.given_back_at[of])),
        "void_at": instants(orders.given_back_at[of], ~(is_sale & ended[of])),
        "amount": money(np.where(is_sale, orders.amount[of], -orders.given_back[of])),
        "discount": money(np.where(is_sale, orders.discount[of], 0), ~is_sale),
        "currency": words([CURRENCY] * len(of)),
        "channel": words(orders.channel[of]),
        "store": words(orders.store[of]),
        "owner": words(orders.owner[of]),
        "refunds_order_id": words(orders.ids[of], is_sale),
        "is_stated_time": flags(True, len(of)),
    }
    return pa.table(columns)


def line_table(orders: Orders, lines: Lines, goods: Catalogue, people: People) -> pa.Table:
    """The lines of sales and refunds; a refund's quantities and amounts are negative."""
    back = np.flatnonzero(lines.is_given_back)
    of = np.concatenate([np.arange(len(lines.order)), back])
    is_sale = np.arange(len(of)) < len(lines.order)
    order, product, sign = lines.order[of], lines.product[of], np.where(is_sale, 1, -1)
    ended = orders.is_cancelled | orders.is_fully_given_back
    columns = {
        "order_id": words(np.where(is_sale, orders.ids[order], "RF" + _rest(orders.ids[order]))),
        "source": words([SOURCE] * len(of)),
        "line_no": whole(lines.number[of]),
        "customer_id": words(_customer_ids(orders, people)[order]),
        "kind": words(_kinds(orders, order, is_sale)),
        "product_id": words(goods.ids[product]),
        "product_name": words(goods.names[product]),
        "category": words(goods.categories[product]),
        "quantity": decimals(sign * lines.quantity[of] * 1_000, 18, 3),
        "unit_price": decimals(goods.prices[product] * 100, 18, 4),
        "amount": money(sign * lines.amount[of]),
        "discount": money(sign * lines.discount[of]),
        "unit_cost": decimals(goods.costs[product] * 100, 18, 4),
        "currency": words([CURRENCY] * len(of)),
        "ordered_at": instants(orders.at[order]),
        "ordered_on": days(orders.day[order]),
        "booked_at": instants(np.where(is_sale, orders.at[order], orders.given_back_at[order])),
        "void_at": instants(orders.given_back_at[order], ~(is_sale & ended[order])),
    }
    return pa.table(columns)


def payment_table(orders: Orders, people: People, random: np.random.Generator) -> pa.Table:
    """What was due and paid for every order that stands: persons pay at once, companies on their terms, some late.

    What is not paid by the end of the two years has no paid_on and a paid_amount of 0; a few are paid in part.
    """
    of = np.flatnonzero(~orders.is_cancelled & ~orders.is_fully_given_back & (orders.customer >= 0))
    customer, company = orders.customer[of], orders.is_company[of]
    due = orders.day[of] + np.where(company, people.terms[customer], 0)
    delay = np.rint(people.days_late[customer] + random.normal(0.0, 3.0, len(of))).astype(np.int64)
    paid = np.maximum(orders.day[of], due + np.where(company, delay, 0))
    is_open = paid > LAST_DAY
    amount = orders.amount[of] - orders.given_back[of]
    is_part = company & ~is_open & (random.random(len(of)) < 0.015)
    columns = {
        "payment_id": words(labels("PY", np.arange(1, len(of) + 1), 6)),
        "source": words([SOURCE] * len(of)),
        "customer_id": words(people.ids[customer]),
        "order_id": words(orders.ids[of]),
        "due_on": days(due),
        "paid_on": days(paid, is_open),
        "due_amount": money(amount),
        "paid_amount": money(np.where(is_open, 0, np.where(is_part, amount // 2, amount))),
        "currency": words([CURRENCY] * len(of)),
    }
    return pa.table(columns)


def product_table(goods: Catalogue) -> pa.Table:
    """The price list with costs."""
    columns = {
        "product_id": words(goods.ids),
        "name": words(goods.names),
        "category": words(goods.categories),
        "department": words(["电子产品"] * len(goods.ids)),
        "brand": words(goods.brands),
        "unit_cost": decimals(goods.costs * 100, 18, 4),
        "currency": words([CURRENCY] * len(goods.ids)),
        "source": words([SOURCE] * len(goods.ids)),
    }
    return pa.table(columns)


def _customer_ids(orders: Orders, people: People) -> Words:
    ids = people.ids[orders.customer]
    ids[orders.customer < 0] = None
    return ids


def _rest(ids: Words) -> Words:
    return np.array([name[2:] for name in ids.tolist()], dtype=object)


def _kinds(orders: Orders, of: Ints, is_sale: Flags) -> Words:
    of_sale = np.where(orders.is_cancelled[of], "void", "sale")
    return np.where(is_sale, of_sale, "refund").astype(object)


def _statuses(orders: Orders, of: Ints, is_sale: Flags) -> Words:
    state = np.where(orders.given_back[of] > 0, "部分退款", "已完成")
    state = np.where(orders.is_fully_given_back[of], "已全额退款", state)
    state = np.where(orders.is_cancelled[of], "已取消", state)
    return np.where(is_sale, state, "退款").astype(object)
