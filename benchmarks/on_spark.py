"""What fenji costs on Spark: its plan against a Spark SQL job written by hand, in one session, in turn.

Run in the environment that has pyspark: `.venv-spark/bin/python -m benchmarks.on_spark`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import dataset

from benchmarks.report import machine
from benchmarks.standard import Standard
from benchmarks.store import AS_OF, TABLES, ZONE, store
from fenji.engines.address import EngineAddress
from fenji.engines.carrying import ROWS
from fenji.engines.duckdb import DuckDBEngine
from fenji.metrics.period import Period
from fenji.pipeline import Plan
from fenji.scheme.calibrated import CalibratedScheme
from fenji.workspace.workspace import Workspace

PAGE = Path("docs/benchmarks/spark.md")
HAND, OURS = "Spark SQL written by hand", "fenji on Spark"
Took = dict[str, list[float]]
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
    asked.add_argument("--folder", type=Path, default=Path("/tmp/fenji-bench"))
    asked.add_argument("--orders", type=int, default=10_000_000)
    asked.add_argument("--customers", type=int, default=1_000_000)
    asked.add_argument("--master", default="local[2]")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--out", type=Path, default=PAGE)
    options = asked.parse_args()
    folder = options.folder / f"{options.orders}_{options.customers}"
    store(folder, orders=options.orders, customers=options.customers, seed=1)
    exchange = folder / "exchange"
    exchange.mkdir(exist_ok=True)
    engine: Any = EngineAddress.read(options.master).open(folder=exchange)
    carried = carry(folder, engine)
    jobs = {HAND: written(folder), OURS: planned(folder, engine)}
    took: Took = {name: [] for name in jobs}
    used: Took = {name: [] for name in jobs}
    for number in range(options.rounds + 1):  # the first round warms up and is not counted
        for name, sql in jobs.items():
            began, busy = time.perf_counter(), cpu()
            engine.answer(sql, exchange / name)
            took[name].append(time.perf_counter() - began)
            used[name].append(cpu() - busy)
            print(f"round {number}: {name}: {took[name][-1]:.1f} s, processor {used[name][-1]:.1f} s", flush=True)
    found = {name: tiers(exchange / name) for name in jobs}
    engine.close()
    shutil.rmtree(exchange)
    page = page_of(options, took, used, carried=carried, is_same=found[OURS] == found[HAND])
    options.out.write_text(page, "utf-8")
    print(page)


def page_of(options: argparse.Namespace, took: Took, used: Took, *, carried: float, is_same: bool) -> str:
    """What docs/benchmarks shows; the first round warmed up and is left out."""

    def row(name: str) -> str:
        cells = [f"{statistics.median(each[name][1:]):.1f} s" for each in (took, used)]
        return f"| {name} | {' | '.join(cells)} |"

    def ratio(each: Took) -> str:
        return f"{statistics.median(our / by for our, by in zip(each[OURS][1:], each[HAND][1:], strict=True)):.2f} ×"

    return f"""# On Spark

`.venv-spark/bin/python -m benchmarks.on_spark {" ".join(sys.argv[1:])}`, {datetime.now(UTC).date()}, on {machine()},
pyspark {version("pyspark")}, `{options.master}`.

The standard `value` for {options.customers:,} customers with {options.orders:,} orders over 24 months and a fifth as
many contacts. A Spark SQL job written by hand yields the figures, points, the score, the tier and its reason; fenji's
plan for the same standard yields the same columns, every ratio and border exact. Both read the same compacted Parquet
and write Parquet, in one Spark session, in turn; a ratio is the median of those within {options.rounds} rounds, after
one round in which Java warms up. Processor time is that of the Java process: another program on the machine disturbs it
less than seconds. Carrying the tables from the lake to Spark took {carried:.0f} s, once for as many gradings as follow.

| | median | processor time |
| --- | ---: | ---: |
{row(HAND)}
{row(OURS)}

| | promised | found |
| --- | ---: | ---: |
| fenji to the job written by hand | at most 1.3 × | {ratio(took)} |
| the same, processor time | | {ratio(used)} |
| the same customers and totals in every tier | yes | {"yes" if is_same else "NO"} |
"""


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
