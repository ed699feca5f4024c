"""The simulated sample (模拟数据): an electronics seller's 2,000 customers over 2023 and 2024, always the same."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from fenji.intake.demo.demo import Demo, DemoReport, Progress, fill
from fenji.intake.demo.sample_customers import contacts, customers, make_people
from fenji.intake.demo.sample_orders import make_catalogue, make_orders
from fenji.intake.demo.sample_relations import feedback_table, interaction_table, touch_table
from fenji.intake.demo.sample_sales import line_table, order_table, payment_table, product_table

if TYPE_CHECKING:
    from fenji.intake.demo.demo import Settings
    from fenji.lake.lake import Lake

NAME = "simulated"
CURRENCY = "CNY"
ZONE = "Asia/Shanghai"
SEED = 20_230_101
EDITION = 1  # raised when the generator changes, so that a workspace knows which sample it holds

ORDER = {
    "customers": "customer_id",
    "contacts": "customer_id, contact_id",
    "products": "product_id",
    "orders": "customer_id NULLS FIRST, ordered_at, order_id",
    "order_lines": "customer_id NULLS FIRST, ordered_at, order_id, line_no",
    "payments": "customer_id, payment_id",
    "interactions": "customer_id, happened_at, interaction_id",
    "feedback": "customer_id, given_at, feedback_id",
    "touches": "customer_id, sent_at, touch_id",
}


def load(lake: Lake, settings: Settings, progress: Progress | None = None, *, seed: int = SEED) -> DemoReport:
    """A made-up seller's two years in the workspace's lake, complete enough that no column stays empty.

    The same seed gives the same rows. One transaction; a second call changes nothing. The workspace must be marked
    simulated: nothing here is a real person or company.
    """
    tables = sample(seed)
    demo = Demo(
        name=NAME,
        digest=hashlib.sha256(f"{NAME} {EDITION} {seed}".encode()).hexdigest(),
        currency=CURRENCY,
        inputs={f"sample_{name}": partial(tables.__getitem__, name) for name in tables},
        selects={name: f"SELECT * FROM sample_{name} ORDER BY {ORDER[name]}" for name in tables},
        findings={},
    )
    return fill(lake, settings, demo, progress)


def sample(seed: int = SEED) -> dict[str, pa.Table]:
    """The canonical tables of the sample. Each part draws from a stream of its own, so that one can change alone."""

    def stream(part: int) -> np.random.Generator:
        return np.random.default_rng([seed, part])

    people = make_people(stream(1))
    goods = make_catalogue(stream(2))
    orders, lines = make_orders(people, goods, stream(3))
    return {
        "customers": customers(people, stream(4)),
        "contacts": contacts(people, stream(5)),
        "products": product_table(goods),
        "orders": order_table(orders, people),
        "order_lines": line_table(orders, lines, goods, people),
        "payments": payment_table(orders, people, stream(6)),
        "interactions": interaction_table(people, stream(7)),
        "feedback": feedback_table(people, orders, stream(8)),
        "touches": touch_table(people, stream(9)),
    }
