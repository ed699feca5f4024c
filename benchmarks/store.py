"""Generated orders in a workspace's lake: as many as asked for, always the same ones."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from fenji.engines.duckdb import DuckDBEngine
from fenji.grades.thresholds import thresholds
from fenji.intake.landing import create_tables
from fenji.lake.commit import Transaction
from fenji.metrics.period import Period, fill
from fenji.metrics.window import Window
from fenji.pipeline import Plan, calibrate, graded_by, recorded_tables
from fenji.scheme.load import standard
from fenji.workspace.tables import canonical_tables
from fenji.workspace.workspace import Workspace

AS_OF = date(2024, 12, 31)
ZONE = "Asia/Shanghai"
MONTHS = 24
CONTACTS_AN_ORDER = 0.2
TABLES = ("customers", "orders", "interactions")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--orders", type=int, required=True)
    asked.add_argument("--customers", type=int, required=True)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    store(options.folder, orders=options.orders, customers=options.customers, seed=options.seed)
    print(json.dumps({"folder": str(options.folder)}))


def store(folder: Path, *, orders: int, customers: int, seed: int) -> None:
    """A workspace with so many orders, and beside it the compiled SQL and the cut points that every peer is given.

    Orders are generated once; SQL and cut points are made anew by every call, since fenji may have changed.
    """
    if not (folder / "ready").exists():
        _generate(folder, orders=orders, customers=customers, seed=seed)
    workspace = Workspace.open(folder)
    _compile(workspace)
    workspace.close()


def _generate(folder: Path, *, orders: int, customers: int, seed: int) -> None:
    workspace = Workspace.create(folder, currency="CNY", zone=ZONE, name="bench", is_simulated=True)
    with workspace.lake.write(actor="bench", what="generate") as transaction:
        create_tables(transaction, TABLES)
        transaction.append("customers", customer_rows(customers, seed))
        for month in range(MONTHS):
            first, end = orders * month // MONTHS, orders * (month + 1) // MONTHS
            transaction.append("orders", order_rows(first, end, month=month, customers=customers, seed=seed))
            _interactions(transaction, first, end, month=month, customers=customers, seed=seed)
    workspace.close()
    (folder / "ready").touch()


def customer_rows(customers: int, seed: int) -> str:
    """Listed customers, registered between 2019 and the end of 2024."""
    return f"""
        SELECT 'C' || lpad(i::VARCHAR, 8, '0') AS customer_id, 'bench' AS source, 'person' AS kind,
            'Customer ' || i AS name, DATE '2019-01-01' + ({_share("i", 1, seed)} * 2100)::INTEGER AS registered_on,
            TRUE AS is_listed, 1 AS import_id
        FROM range(1, {customers} + 1) AS numbers(i)"""


def order_rows(first: int, end: int, *, month: int, customers: int, seed: int) -> str:
    """A month's orders: 1 % cancelled, 2 % given back in full, 1 % in part; few customers buy much."""
    start = f"TIMESTAMP '{2023 + month // 12}-{month % 12 + 1:02d}-01' - INTERVAL 8 HOUR"
    return f"""
        WITH drawn AS (
            SELECT i, {_customer(customers, seed)} AS customer_id,
                {start} + to_seconds(({_share("i", 2, seed)} * 2419000)::BIGINT) AS ordered_at,
                round(exp(1.35 + 1.9 * ({_share("i", 3, seed)} + {_share("i", 4, seed)} + {_share("i", 5, seed)})), 2)
                    ::DECIMAL(18, 2) AS amount,
                {_share("i", 6, seed)} AS fate, to_seconds(({_share("i", 7, seed)} * 1700000)::BIGINT + 3600) AS later
            FROM range({first}, {end}) AS numbers(i)),
        rows AS (
            SELECT 'S' || i AS order_id, CASE WHEN fate < 0.01 THEN 'void' ELSE 'sale' END AS kind, customer_id,
                ordered_at, ordered_at AS booked_at, CASE WHEN fate < 0.03 THEN ordered_at + later END AS void_at,
                amount, NULL AS refunds_order_id
            FROM drawn
            UNION ALL
            SELECT 'R' || i, 'refund', customer_id, ordered_at, ordered_at + later, NULL,
                CASE WHEN fate < 0.03 THEN -amount ELSE round(-amount / 2, 2)::DECIMAL(18, 2) END, 'S' || i
            FROM drawn WHERE fate >= 0.01 AND fate < 0.04)
        SELECT *, 'bench' AS source, (ordered_at + INTERVAL 8 HOUR)::DATE AS ordered_on, 0::DECIMAL(18, 2) AS discount,
            'CNY' AS currency, TRUE AS is_stated_time, 1 AS import_id FROM rows"""


def interaction_rows(first: int, end: int, *, month: int, customers: int, seed: int) -> str:
    """A month's contacts, by telephone, chat and visit."""
    start = f"TIMESTAMP '{2023 + month // 12}-{month % 12 + 1:02d}-01' - INTERVAL 8 HOUR"
    return f"""
        SELECT 'I' || i AS interaction_id, 'bench' AS source, {_customer(customers, seed + 7)} AS customer_id,
            ['电话', '微信', '到店', '网站访问'][1 + floor({_share("i", 8, seed)} * 4)::INTEGER] AS kind,
            {start} + to_seconds(({_share("i", 9, seed)} * 2419000)::BIGINT) AS happened_at,
            (happened_at + INTERVAL 8 HOUR)::DATE AS happened_on,
            CASE WHEN {_share("i", 10, seed)} < 0.5 THEN 'in' ELSE 'out' END AS direction, 1 AS import_id
        FROM range({first}, {end}) AS numbers(i)"""


def _interactions(transaction: Transaction, first: int, end: int, *, month: int, customers: int, seed: int) -> None:
    bounds = int(first * CONTACTS_AN_ORDER), int(end * CONTACTS_AN_ORDER)
    transaction.append("interactions", interaction_rows(*bounds, month=month, customers=customers, seed=seed))


def _customer(customers: int, seed: int) -> str:
    return f"'C' || lpad((1 + floor({customers} * pow({_share('i', 0, seed)}, 1.8)))::BIGINT::VARCHAR, 8, '0')"


def _share(number: str, stream: int, seed: int) -> str:
    """A number from 0 to 1 that depends on the row, the stream and the seed only."""
    return f"((hash({number} * 64 + {stream} + {seed} * 4294967296) >> 11) / 9007199254740992.0)"


def _compile(workspace: Workspace) -> None:
    """Calibrates the scheme `value` on the as-of day and keeps its SQL, as a first grading does."""
    engine: DuckDBEngine = workspace.lake.engine
    tables = canonical_tables(workspace.lake)
    recorded = recorded_tables(tables, engine)
    scheme = standard("value")
    period = Period(as_of=AS_OF, zone=ZONE, window=Window.read(scheme.window))
    calibrated = calibrate(tables, scheme, period=period, engine=engine, recorded=recorded)
    plan = Plan.of(tables, calibrated, period=period, engine=engine, recorded=recorded)
    (workspace.folder / "plan.sql").write_text(plan.filled(period), "utf-8")
    rich = thresholds(graded_by(tables, calibrated, period, recorded), calibrated.ladder(), calibrated.scored())
    told = fill(engine.compile(rich), period.slots(calibrated.scheme.windows()))
    (workspace.folder / "plan_thresholds.sql").write_text(told, "utf-8")
    (workspace.folder / "scheme.json").write_text(calibrated.to_json(), "utf-8")


if __name__ == "__main__":
    main()
