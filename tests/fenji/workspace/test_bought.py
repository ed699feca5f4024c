"""What customers bought: net of what came back, merged ones as one, with the figures of every run beside it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.workspace import duplicates
from fenji.workspace.bought import MOST_BOUGHT
from fenji.workspace.timeline import MOST_FILES, Timeline, open_timeline, write_timeline
from tests.fenji.workspace.people import CUSTOMERS, ORDERS, people

DAY, D = date(2024, 6, 30), Decimal
ROWS: dict[str, list[Any]] = {"customers": CUSTOMERS, "orders": ORDERS}


def line(number: str, who: str | None, product: str | None, amount: str, **more: Any) -> dict[str, Any]:
    on = more.pop("on", date(2024, 6, 10))
    at = datetime(on.year, on.month, on.day, 1)
    return {"order_id": number, "source": "test", "line_no": 1, "customer_id": who, "kind": "sale",
            "product_id": product, "product_name": f"name {product}", "category": None, "quantity": Decimal(2),
            "amount": Decimal(amount), "currency": "CNY", "ordered_at": at, "ordered_on": on, "booked_at": at,
            **more}  # fmt: skip


LINES = [
    line("O1", "C001", "tea", "60"),
    line("O2", "C001", "tea", "40", on=date(2024, 6, 20)),
    line("O3", "C001", "cup", "30", category="china"),
    line("R1", "C001", "cup", "-10", kind="refund", quantity=Decimal(-1), category="china"),
    line("O4", "C001", "pot", "500", void_at=datetime(2024, 6, 12)),
    line("R2", "C001", "pot", "-500", kind="refund", quantity=Decimal(-2)),
    line("O5", "C001", "tray", "70", kind="void"),
    line("O6", "C002", "tea", "15", quantity=None),
    line("O7", None, "tea", "9"),
]
PRODUCTS = [
    {"product_id": "tea", "source": "test", "category": "drinks"},
    {"product_id": "pot", "source": "test", "category": "china"},
    {"product_id": "pot", "source": "other", "category": "kitchen"},
]


def read(folder: Path, *, merged: bool = False, **tables: Any) -> Timeline:
    workspace = people(folder / "shop", {**ROWS, **tables})
    if merged:
        duplicates.merge(workspace, {"C002": "C001"})
    found = open_timeline(write_timeline(workspace, workspace.grade("value", as_of=DAY).run.id))
    assert found is not None
    return found


def test_products_and_categories_are_counted_net_of_what_came_back(tmp_path: Path) -> None:
    timeline = read(tmp_path, order_lines=LINES, products=PRODUCTS)
    found = timeline.bought("C001")
    shown = [(one.sort, one.name, one.orders, one.quantity, one.amount, one.last_on, one.kinds) for one in found]
    assert shown == [
        ("product", "name tea", 2, D(4), D(100), date(2024, 6, 20), 2),
        ("product", "name cup", 1, D(1), D(20), date(2024, 6, 10), 2),
        ("category", "drinks", 2, D(4), D(100), date(2024, 6, 20), 2),
        ("category", "china", 1, D(1), D(20), date(2024, 6, 10), 2),
    ]
    assert [one.share for one in found[:2]] == [Decimal("0.8333"), Decimal("0.1667")]
    assert [one.quantity for one in timeline.bought("C002") if one.sort == "product"] == [None]


def test_merged_customers_bought_together(tmp_path: Path) -> None:
    timeline = read(tmp_path, merged=True, order_lines=LINES)
    assert next((one.name, one.orders, one.amount) for one in timeline.bought("C001")) == ("name tea", 3, D(115))
    assert timeline.bought("C002") == []


def test_the_most_is_kept_and_how_many_there_are_is_said(tmp_path: Path) -> None:
    many = [line(f"O{n}", "C001", f"p{n:02}", str(n + 1)) for n in range(MOST_BOUGHT + 5)]
    found = read(tmp_path, order_lines=many).bought("C001")
    assert len(found) == MOST_BOUGHT
    assert {one.kinds for one in found} == {MOST_BOUGHT + 5}
    assert found[0].amount == MOST_BOUGHT + 5


def test_without_lines_nothing_is_known_to_be_bought(tmp_path: Path) -> None:
    timeline = read(tmp_path)
    assert (timeline.bought("C001"), timeline.has_lines()) == ([], False)


def test_figures_of_every_run_are_kept_and_unknown_is_no_zero(tmp_path: Path) -> None:
    workspace = people(tmp_path / "shop", ROWS)
    days = [date(2024, 5, 31), DAY]
    runs = [workspace.grade("value", as_of=day).run for day in days]
    timeline = open_timeline(write_timeline(workspace, runs[1].id))
    assert timeline is not None
    then = timeline.grades("C001", "value")
    rows = [workspace.result(run.id).customer("C001").row for run in runs]
    assert [one.figures["net_revenue"] for one in then] == [pytest.approx(float(row["net_revenue"])) for row in rows]
    assert {one.figures["interaction_count"] for one in then} == {None}


def test_payments_are_told_with_whether_they_came_in_time(tmp_path: Path) -> None:
    plan = [
        ("P1", date(2024, 6, 1), date(2024, 6, 1)),
        ("P2", date(2024, 6, 2), date(2024, 6, 9)),
        ("P3", date(2024, 6, 20), None),
        ("P4", None, None),
        ("P5", date(2024, 7, 20), None),
    ]
    paid = [
        {"payment_id": number, "source": "test", "customer_id": "C001", "order_id": "O1", "due_on": due,
         "paid_on": on, "due_amount": Decimal(50), "paid_amount": Decimal(0) if on is None else Decimal(50)}
        for number, due, on in plan
    ]  # fmt: skip
    events = read(tmp_path, payments=paid).events("C001", what="payment")
    assert [(one.number, one.kind, one.amount) for one in events] == [
        ("P3", "due", D(50)),
        ("P2", "late", D(50)),
        ("P1", "paid", D(50)),
    ]


def test_files_of_an_older_layout_go_first(tmp_path: Path) -> None:
    workspace = people(tmp_path / "shop", ROWS)
    folder = workspace.folder / "runs" / "timeline"
    folder.mkdir(parents=True)
    old = [folder / f"{number}.value.t1.duckdb" for number in range(MOST_FILES)]
    for path in old:
        path.touch()
    write_timeline(workspace, workspace.grade("value", as_of=DAY).run.id)
    assert sum(path.exists() for path in old) == MOST_FILES - 1
