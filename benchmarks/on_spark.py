"""What fenji costs on Spark: its plan against a Spark SQL job written by hand, in one session, in turn.

Run in the environment that has pyspark: `.venv-spark/bin/python -m benchmarks.on_spark FOLDER --orders 1000000`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import dataset

from benchmarks.standard import Standard
from benchmarks.store import AS_OF, TABLES, ZONE, store
from fenji.engines.address import EngineAddress
from fenji.engines.carrying import ROWS
from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.period import Period
from fenji.pipeline import Plan
from fenji.scheme.calibrated import CalibratedScheme
from fenji.workspace.workspace import Workspace

SCRIPT = """
WITH bought AS (
    SELECT customer_id,
        max(ordered_on) FILTER (WHERE kind = 'sale' AND stands) AS last_ordered_on,
        min(ordered_on) FILTER (WHERE kind = 'sale' AND stands) AS first_ordered_on,
        count(*) FILTER (WHERE kind = 'sale' AND stands AND recent) AS order_count,
        bit_count(bit_or(shiftleft(1L, month)) FILTER (WHERE kind = 'sale' AND stands AND recent)) AS active_months,
        coalesce(sum(amount) FILTER (WHERE kind <> 'void' AND recent), 0) AS net_revenue,
        coalesce(sum(amount) FILTER (WHERE kind <> 'void'), 0) AS historic_clv
    FROM (SELECT customer_id, kind, ordered_on, amount,
              CAST(datediff(DATE '{as_of}', ordered_on) * 10000L DIV 304375 AS INT) AS month,
              ordered_at >= TIMESTAMP_NTZ '{start}' AS recent,
              void_at IS NULL OR void_at >= TIMESTAMP_NTZ '{end}' AS stands
          FROM orders WHERE ordered_at < TIMESTAMP_NTZ '{end}' AND booked_at < TIMESTAMP_NTZ '{end}')
    GROUP BY customer_id),
met AS (
    SELECT customer_id, count(*) AS interaction_count FROM interactions
    WHERE happened_at >= TIMESTAMP_NTZ '{start}' AND happened_at < TIMESTAMP_NTZ '{end}'
    GROUP BY customer_id),
measured AS (
    SELECT c.customer_id, datediff(DATE '{as_of}', last_ordered_on) AS recency_days, last_ordered_on,
        coalesce(order_count, 0) AS order_count, CAST(coalesce(net_revenue, 0) AS DECIMAL(18, 2)) AS net_revenue,
        least(first_ordered_on, registered_on) AS since,
        coalesce(active_months, 0) AS active_months, coalesce(interaction_count, 0) AS interaction_count,
        CAST(coalesce(historic_clv, 0) AS DECIMAL(18, 2)) AS historic_clv
    FROM customers c LEFT JOIN bought b ON b.customer_id = c.customer_id
    LEFT JOIN met m ON m.customer_id = c.customer_id
    WHERE registered_on <= DATE '{as_of}' OR b.customer_id IS NOT NULL),
scored AS (
    SELECT * EXCEPT (since),
        CAST(round(order_count * 30.4375 / CASE WHEN since > DATE '{first_day}'
            THEN least(greatest(datediff(DATE '{as_of}', since) + 1, 30.4375), 365) ELSE 365 END, 4)
            AS DECIMAL(18, 4)) AS orders_per_month,
        CASE WHEN order_count > 0 THEN CAST(round(net_revenue / order_count, 2) AS DECIMAL(18, 2)) END
            AS average_order_value,
        {points_recency_days} AS points_recency_days, {points_order_count} AS points_order_count,
        {points_net_revenue} AS points_net_revenue, {points_active_months} AS points_active_months,
        {points_interaction_count} AS points_interaction_count
    FROM measured),
totalled AS (SELECT *, {total} AS total FROM scored)
SELECT *, CASE WHEN total >= 80000000 THEN 1 WHEN total >= 45000000 THEN 2 ELSE 3 END AS rung,
    CASE WHEN total >= 80000000 THEN 'VIP' WHEN total >= 45000000 THEN 'regular' ELSE 'potential' END AS tier,
    CASE WHEN total >= 80000000 THEN 'score:VIP' WHEN total >= 45000000 THEN 'score:regular'
        ELSE 'rest:potential' END AS reason
FROM totalled
"""


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.on_spark")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--orders", type=int, default=1_000_000)
    asked.add_argument("--customers", type=int, default=100_000)
    asked.add_argument("--master", default="local[2]")
    asked.add_argument("--rounds", type=int, default=3)
    options = asked.parse_args()
    store(options.folder, orders=options.orders, customers=options.customers, seed=1)
    exchange = options.folder / "exchange"
    exchange.mkdir(exist_ok=True)
    engine: Any = EngineAddress.read(options.master).open(folder=exchange)
    carried = carry(options.folder, engine)
    jobs = {"by hand": written(options.folder), "fenji": planned(options.folder, engine)}
    took: dict[str, list[float]] = {name: [] for name in jobs}
    used: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(options.rounds + 1):  # the first round warms up and is not counted
        for name, sql in jobs.items():
            began, busy = time.perf_counter(), cpu()
            engine.answer(sql, exchange / name)
            took[name].append(time.perf_counter() - began)
            used[name].append(cpu() - busy)
    found = {name: tiers(exchange / name) for name in jobs}
    engine.close()
    seconds, busy_seconds = middle(took), middle(used)
    print(json.dumps({
        "orders": options.orders, "customers": options.customers, "master": options.master, "carried": carried,
        "seconds": seconds, "ratio": round(seconds["fenji"] / seconds["by hand"], 2),
        "cpu": busy_seconds, "cpu ratio": round(busy_seconds["fenji"] / busy_seconds["by hand"], 2),
        "rounds": took, "tiers agree": found["fenji"] == found["by hand"],
    }, indent=1))  # fmt: skip
    shutil.rmtree(exchange)


def middle(each: dict[str, list[float]]) -> dict[str, float]:
    """The median of the rounds after the first."""
    return {name: round(statistics.median(rounds[1:]), 2) for name, rounds in each.items()}


def cpu() -> float:
    """Processor seconds of this process' children so far, Spark's Java among them: a busy machine changes them less."""
    mine, total = str(os.getpid()), 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(") ", 1)[1].split()
        except OSError:  # it has ended meanwhile
            continue
        if fields[1] == mine:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def carry(folder: Path, engine: Any) -> float:
    """The tables brought to Spark as Parquet; the seconds that took."""
    began = time.perf_counter()
    lake = Workspace.open(folder).lake
    for name in TABLES:
        sql = f"SELECT * FROM lake.main.{name}"
        schema = lake.engine.arrow(f"{sql} LIMIT 0").schema
        engine.register(name, pa.RecordBatchReader.from_batches(schema, lake.engine.batches(sql, size=ROWS)))
    lake.close()
    return time.perf_counter() - began


def planned(folder: Path, engine: Any) -> str:
    """fenji's SQL for the scheme version kept beside the orders."""
    scheme = CalibratedScheme.from_json((folder / "scheme.json").read_text("utf-8"))
    period = Period(AS_OF, ZONE, scheme.scheme.window)
    tables = {name: engine.table(name) for name in TABLES}
    return Plan.of(tables, scheme, period=period, engine=engine, recorded=frozenset(TABLES)).filled(period)


def written(folder: Path) -> str:
    """The hand-written job with its dates and cut points as literals."""
    from benchmarks.by_sql import _points

    standard = Standard.read(folder)
    points = {f"points_{name}": _points(name, standard) for name in standard.weights}
    total = " + ".join(f"points_{name} * {weight}" for name, weight in standard.weights.items())
    return SCRIPT.format(start=standard.start, end=standard.end, as_of=standard.as_of, first_day=standard.first_day,
                         total=total, **points)  # fmt: skip


def tiers(folder: Path) -> list[dict[str, Any]]:
    """Customers and sum of totals by tier."""
    with DuckDBEngine.in_memory() as engine, engine.lent("graded", dataset.dataset(folder, format="parquet")):
        return engine.rows("SELECT tier, count(*) AS n, sum(total)::BIGINT AS total FROM graded GROUP BY 1 ORDER BY 1")


if __name__ == "__main__":
    main()
