"""A day's refresh gives what a full pass gives, whatever came, changed, went or crossed a window's end in between."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from fenji.intake.landing import create_tables
from fenji.lake.lake import Lake
from fenji.metrics.measure import Measure, measure
from fenji.metrics.period import Period
from fenji.metrics.sliding import filled
from fenji.metrics.window import Window
from fenji.workspace import refreshing
from fenji.workspace.refreshing import prepare
from fenji.workspace.slidable import Slidables, Splitting
from fenji.workspace.tables import canonical_tables
from fenji.workspace.workspace import Workspace
from tests.properties.reference_grader import Facts
from tests.properties.shops import AS_OF, few, orders, shops

WINDOW = Window.read("365 days")
ASKED = {
    "order_count": ("1 day", "30 days", "12 months", "all"),
    "net_revenue": ("30 days", "365 days", "all"),
    "active_months": ("30 days", "90 days", "365 days", "12 months", "24 months"),
    "last_ordered_on": ("30 days", "2 months", "all"),
    "recency_days": ("90 days", "all"),
    "first_ordered_on": ("all",),
    "repeat_order_share": ("90 days", "all"),
    "discount_share": ("365 days",),
    "orders_per_month": ("365 days", "all"),
    "interaction_count": ("30 days", "all"),
}
Step = tuple[int, set[str], set[str], bool]
Course = tuple[Facts, list[Step]]
MEASURES = [
    Measure(f"{name}_{Window.read(words).slug}", name, Window.read(words))
    for name, windows in ASKED.items()
    for words in windows
]
ROW = pa.schema([
    ("order_id", pa.string()), ("source", pa.string()), ("customer_id", pa.string()), ("kind", pa.string()),
    ("ordered_at", pa.timestamp("us")), ("ordered_on", pa.date32()), ("booked_at", pa.timestamp("us")),
    ("void_at", pa.timestamp("us")), ("amount", pa.decimal128(18, 2)), ("discount", pa.decimal128(18, 2)),
    ("currency", pa.string()),
])  # fmt: skip
PERSON = pa.schema([
    ("customer_id", pa.string()), ("source", pa.string()), ("is_listed", pa.bool_()), ("registered_on", pa.date32()),
])  # fmt: skip
CONTACT = pa.schema([
    ("interaction_id", pa.string()), ("customer_id", pa.string()), ("kind", pa.string()),
    ("happened_at", pa.timestamp("us")),
])  # fmt: skip


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small shops are refreshed too, however much of them changed."""
    monkeypatch.setattr(refreshing, "LEAST_ROWS", 0)
    monkeypatch.setattr(refreshing, "MOST_CHANGED", 1000)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A shop, and days on which it was graded: so many days later, and which sales and refunds were known by then, who
    was not yet known, and whether the list of customers was.

    What is known comes late, in any order; what was known may be taken back.
    """
    facts = draw(shops())
    numbers = [one.number for one in facts.booked()]
    people = sorted({one.name for one in facts.people} | {one.customer for one in facts.booked() if one.customer})
    steps = []
    for _ in range(draw(st.integers(2, 4))):
        later = draw(st.sampled_from([0, 1, 1, 1, 2, 7, 30, 31, 44]))
        known = set(draw(st.lists(st.sampled_from(numbers), unique=True, max_size=len(numbers))))
        late = draw(st.sets(st.sampled_from(people), max_size=1)) if people else set()
        steps.append((later, known, late, draw(st.booleans())))
    return facts, steps


@few(12)
@given(courses(), st.integers(-3, 3))
def test_refreshed_figures_are_those_of_a_full_pass(course: Course, start: int) -> None:
    facts, steps = course
    with a_lake(facts) as (lake, folder):
        plain, slid, kept = compiled()
        day = AS_OF + timedelta(days=start)
        for later, known, late, is_listed in steps:
            day += timedelta(days=later)
            meet(lake, facts, late, is_listed=is_listed)
            bring(lake, facts, known)
            period = Period(day, window=WINDOW)
            expected = lake.engine.rows(f"SELECT * FROM ({filled(plain, period)}) ORDER BY customer_id")
            how = prepare(lake, lake.engine, kept, period, folder)
            event(how)
            assert how
            told = lake.engine.rows(f"SELECT * FROM ({filled(slid, period)}) ORDER BY customer_id")
            assert told == expected


@cache
def compiled() -> tuple[str, str, Slidables]:
    """The SQL of a full pass, that over kept state, and what is kept: the same for every shop."""
    with a_lake(Facts((), ())) as (lake, _):
        tables, period = canonical_tables(lake), Period(AS_OF, window=WINDOW)
        splitting = Splitting(lake.engine, period)
        plain = measure(tables, MEASURES, period, recorded=set(tables))
        slid = measure(tables, MEASURES, period, recorded=set(tables), summing=splitting)
        told = lake.engine.compile(plain), lake.engine.compile(slid), splitting.found
    assert set(splitting.found.tables) == {"orders", "interactions"}
    return told


@contextmanager
def a_lake(facts: Facts) -> Iterator[tuple[Lake, Path]]:
    with tempfile.TemporaryDirectory() as place, Lake.create(Path(place) / "lake") as lake:
        with lake.write(actor="test", what="open") as tx:
            create_tables(tx, ["customers", "orders", "interactions"])
        yield lake, Path(place) / "kept"


def meet(lake: Lake, facts: Facts, late: set[str], *, is_listed: bool) -> None:
    """Customers as they are known by now: those who are late come later; the list may say or unsay them."""
    listed = {one.name: one.registered_on for one in facts.people} if is_listed else {}
    names = {one.name for one in facts.people} | {one.customer for one in facts.booked() if one.customer}
    wanted = [
        {"customer_id": name, "source": "shop", "is_listed": name in listed, "registered_on": listed.get(name)}
        for name in sorted(names - late)
    ]
    sql = "SELECT customer_id, source, is_listed, registered_on FROM lake.main.customers"
    there = {row["customer_id"]: row for row in lake.engine.rows(sql)}
    fresh = [row for row in wanted if there.get(str(row["customer_id"])) != row]
    gone = [name for name in there if name in late or any(row["customer_id"] == name for row in fresh)]
    with lake.write(actor="test", what="meet") as tx:
        if gone:
            tx.delete("customers", f"customer_id IN ({', '.join('?' for _ in gone)})", gone)
        if fresh:
            tx.append_arrow("customers", pa.Table.from_pylist(fresh, PERSON))


def bring(lake: Lake, facts: Facts, known: set[str]) -> None:
    """Puts the lake's orders into the state of what is known; only rows that differ are written, as an import does."""
    sales = tuple(one for one in facts.sales if one.number in known)
    numbers = {one.number for one in sales}
    refunds = tuple(one for one in facts.refunds if one.number in known and (one.of is None or one.of in numbers))
    wanted = {row["order_id"]: row for row in (full(row) for row in orders(Facts(facts.people, sales, refunds)))}
    columns = ", ".join(ROW.names)
    there = {row["order_id"]: row for row in lake.engine.rows(f"SELECT {columns} FROM lake.main.orders")}
    gone = [number for number, row in there.items() if wanted.get(number) != row]
    fresh = [row for number, row in wanted.items() if there.get(number) != row]
    with lake.write(actor="test", what="bring") as tx:
        if gone:
            tx.delete("orders", f"order_id IN ({', '.join('?' for _ in gone)})", gone)
        if fresh:
            tx.append_arrow("orders", pa.Table.from_pylist(fresh, ROW))
            contacts = [
                {"interaction_id": row["order_id"], "customer_id": row["customer_id"], "kind": "电话",
                 "happened_at": row["booked_at"]}
                for row in fresh if row["customer_id"]
            ]  # fmt: skip
            tx.append_arrow("interactions", pa.Table.from_pylist(contacts, CONTACT))


def full(row: dict[str, Any]) -> dict[str, Any]:
    discount = None if row["kind"] == "refund" or row["order_id"].endswith("3") else row["amount"] / 4
    told = {name: row.get(name) for name in ROW.names} | {"discount": discount}
    rows: list[dict[str, Any]] = pa.Table.from_pylist(
        [{**told, "discount": discount and round(discount, 2)}], ROW
    ).to_pylist()
    return rows[0]


def test_a_workspace_goes_on_from_what_it_kept(tmp_path: Path) -> None:
    said: list[str] = []
    with_orders = "order_id,customer_id,ordered_at,amount,refund_of\n"
    shop = Workspace.create(tmp_path / "shop")
    for number, day in enumerate(("2024-05-03", "2024-05-30", "2024-05-31", "2024-06-01")):
        file = tmp_path / f"{day}.csv"
        refund = f"R{number},C1,{day} 12:00,-50,S0\n" if number == 2 else ""
        file.write_text(f"{with_orders}S{number},C{number % 2 + 1},{day} 12:00,50,\n{refund}", "utf-8")
        shop.import_file(file, "orders")
        if number:
            run = shop.grade("value", progress=lambda stage, _: said.append(stage.en)).run
            assert shop.replay(run.id) == (run.digest, run.digest)
    assert said.count("from the figures kept before, and what changed") == 1  # the first run is whole, the next is kept
