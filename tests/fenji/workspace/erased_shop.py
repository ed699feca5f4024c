"""A shop in which some customers have a string of their own in every field there is."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from fenji.intake.recognise import columns_of
from fenji.tables import CANONICAL, Column
from fenji.workspace.duplicates import merge
from fenji.workspace.timeline import write_timeline
from fenji.workspace.workspace import Workspace

JUNE = date(2024, 6, 30)
MARKED = ("ZQ-ANNA", "ZQ-BERT", "ZQ-CARL")
PLAIN = tuple(f"K-{number:04d}" for number in range(1, 31))
_FIXED = {
    "status": "已完成",
    "score_max": "100000",
    "currency": "CNY",
    "direction": "in",
    "is_primary": "true",
    "country": "中国",
}
_NUMBERS = (
    "amount",
    "unit_price",
    "quantity",
    "due_amount",
    "paid_amount",
    "score",
    "score_max",
    "line_no",
    "discount",
)
_LEFT = (
    "source", "import_id", "is_listed", "ordered_on", "booked_at", "void_at", "happened_on", "given_on", "sent_on",
    "parent_id", "referred_customer_id", "refunds_order_id", "may_quote", "unit_cost",
)  # fmt: skip
_KINDS = {"orders": "sale", "order_lines": "sale", "interactions": "电话", "feedback": "complaint"}
TABLES = ("customers", "contacts", "orders", "order_lines", "payments", "interactions", "feedback", "touches")


def canary(customer: str, column: str, number: int = 0) -> str:
    """The string that stands in one field of one customer, and nowhere else."""
    person = MARKED.index(customer)
    if column == "mobile":
        return f"1390013{person:02d}{number:02d}"
    if column == "email":
        return f"zq{person}x{number}@canary.example"
    return f"zq{person}{column}{number}zq".replace("_", "")


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a table's file."""
    rows = []
    for place, customer in enumerate((*MARKED, *PLAIN)):
        for number in range(1 if table in ("customers", "contacts") else 3):
            rows.append(_row(table, customer, place, number))
    return rows


def _row(table: str, customer: str, place: int, number: int) -> dict[str, str]:
    known = columns_of(table)
    columns = [one for one in CANONICAL[table].columns if one.name in known and one.name not in _LEFT]
    row = {one.name: _cell(table, one, customer, place=place, number=number) for one in columns}
    if "order_id" in row:
        kind = "line" if table == "order_lines" else "order"
        is_marked = customer in MARKED
        row["order_id"] = f"zq{MARKED.index(customer)}{kind}{number}zq" if is_marked else f"{kind}-{place}-{number}"
    return row | {name: value for name, value in _FIXED.items() if name in row} | {"customer_id": customer}


def _cell(table: str, column: Column, customer: str, *, place: int, number: int) -> str:
    name = column.name
    if name == "kind":
        return _KINDS.get(table, "person")
    if column.type in ("date", "timestamp"):
        return f"2024-0{1 + (place + number) % 6}-{10 + place % 15}"
    if name in _NUMBERS or column.type not in ("string", "boolean"):
        return str(10 + place * 7 + number)
    if customer in MARKED:
        return canary(customer, name if name in ("mobile", "email") else f"{table}{name}", number)
    if name == "mobile":
        return f"1370000{place:02d}{number:02d}"
    is_own = name.endswith("_id") or name in ("name", "email")
    return f"{table}-{name}-{place}-{number}@x.cn" if is_own else f"{name} {number % 2}"


def imported(workspace: Workspace, folder: Path, table: str, rows: list[dict[str, str]], name: str = "") -> Any:
    """The rows as a file, imported."""
    path = folder / f"{name or table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    mapping = {"table": table, "columns": {column: column for column in rows[0]}}
    return workspace.import_file(path, table, mapping=mapping)


def erasable_shop(folder: Path) -> Path:
    """The shop, graded twice; Bert is merged into Carl; an order of Anna lies in the future, among the rejects."""
    files = folder / "files"
    files.mkdir()
    workspace = Workspace.create(folder / "shop")
    for table in TABLES:
        imported(workspace, files, table, rows_of(table))
    late = [{**rows_of("orders")[0], "order_id": canary(MARKED[0], "late"), "ordered_at": "2199-01-01"}]
    imported(workspace, files, "orders", late, f"late of {canary(MARKED[0], 'name')}")
    workspace.grade("value", as_of=date(2024, 5, 31))
    merge(workspace, {MARKED[1]: MARKED[2]}, reason=canary(MARKED[1], "why"))
    write_timeline(workspace, workspace.grade("value", as_of=JUNE).run.id)
    (workspace.folder / "exports" / "list.csv").write_text(f"{MARKED[0]},{canary(MARKED[0], 'mobile')}")
    (workspace.folder / "exports" / "others.csv").write_text("K-0001")
    workspace.close()
    return workspace.folder


def words_of(customer: str) -> set[str]:
    """Everything that tells a marked customer."""
    found = {customer, canary(customer, "late"), canary(customer, "why")}
    for table in TABLES:
        for row in rows_of(table):
            if row["customer_id"] == customer:
                found |= {
                    value for value in row.values() if value.startswith((f"zq{MARKED.index(customer)}", "1390013"))
                }
    return found
