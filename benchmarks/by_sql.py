"""The same grades by a hand-written DuckDB script: the lake's own files in, one Parquet file out."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.standard import Standard

SCRIPT = """
COPY (
WITH bought AS (
    SELECT customer_id,
        max(ordered_on) FILTER (kind = 'sale' AND stands) AS last_ordered_on,
        min(ordered_on) FILTER (kind = 'sale' AND stands) AS first_ordered_on,
        count(*) FILTER (kind = 'sale' AND stands AND recent) AS order_count,
        bit_count(bit_or(1::BIGINT << month) FILTER (kind = 'sale' AND stands AND recent)) AS active_months,
        coalesce(sum(amount) FILTER (kind <> 'void' AND recent), 0) AS net_revenue,
        coalesce(sum(amount) FILTER (kind <> 'void'), 0) AS historic_clv
    FROM (SELECT customer_id, kind, ordered_on, (DATE '{as_of}' - ordered_on) * 10000 // 304375 AS month, amount,
              ordered_at >= TIMESTAMP '{start}' AS recent,
              void_at IS NULL OR void_at >= TIMESTAMP '{end}' AS stands
          FROM read_parquet('{folder}/lake/data/main/orders/**/*.parquet', hive_partitioning = false)
          WHERE ordered_at < TIMESTAMP '{end}' AND booked_at < TIMESTAMP '{end}')
    GROUP BY customer_id),
met AS (
    SELECT customer_id, count(*) AS interaction_count
    FROM read_parquet('{folder}/lake/data/main/interactions/**/*.parquet', hive_partitioning = false)
    WHERE happened_at >= TIMESTAMP '{start}' AND happened_at < TIMESTAMP '{end}'
    GROUP BY customer_id),
measured AS (
    SELECT c.customer_id, DATE '{as_of}' - last_ordered_on AS recency_days, last_ordered_on,
        coalesce(order_count, 0) AS order_count, coalesce(net_revenue, 0)::DECIMAL(18, 2) AS net_revenue,
        least(first_ordered_on, registered_on) AS since,
        coalesce(active_months, 0) AS active_months, coalesce(interaction_count, 0) AS interaction_count,
        coalesce(historic_clv, 0)::DECIMAL(18, 2) AS historic_clv
    FROM read_parquet('{folder}/lake/data/main/customers/**/*.parquet', hive_partitioning = false) c
    LEFT JOIN bought b ON b.customer_id = c.customer_id LEFT JOIN met m ON m.customer_id = c.customer_id
    WHERE registered_on <= DATE '{as_of}' OR b.customer_id IS NOT NULL),
scored AS (
    SELECT * EXCLUDE (since),
        round(order_count * 30.4375 / CASE WHEN since > DATE '{first_day}'
            THEN least(greatest(DATE '{as_of}' - since + 1, 30.4375), 365) ELSE 365 END, 4)::DECIMAL(18, 4)
            AS orders_per_month,
        CASE WHEN order_count > 0 THEN round(net_revenue / order_count, 2)::DECIMAL(18, 2) END AS average_order_value,
        {points_recency_days} AS points_recency_days, {points_order_count} AS points_order_count,
        {points_net_revenue} AS points_net_revenue, {points_active_months} AS points_active_months,
        {points_interaction_count} AS points_interaction_count
    FROM measured),
totalled AS (SELECT *, {total} AS total FROM scored)
SELECT *, CASE WHEN total >= 80000000 THEN 1 WHEN total >= 45000000 THEN 2 ELSE 3 END::SMALLINT AS rung,
    CASE WHEN total >= 80000000 THEN 'VIP' WHEN total >= 45000000 THEN 'regular' ELSE 'potential' END AS tier,
    CASE WHEN total >= 80000000 THEN 'score:VIP' WHEN total >= 45000000 THEN 'score:regular'
        ELSE 'rest:potential' END AS reason
FROM totalled) TO '{out}' (FORMAT parquet)
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--memory", default="2GB")
    options = asked.parse_args()
    out = options.folder / "by_sql.parquet"
    script = written(options.folder, out)
    connection = duckdb.connect(config={"memory_limit": options.memory, "temp_directory": f"{options.folder}/spill"})
    began, busy = time.perf_counter(), time.process_time()
    connection.execute(script)
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    print(json.dumps({"seconds": seconds, "cpu": cpu, "tiers": tiers(connection, out)}))


def written(folder: Path, out: Path) -> str:
    """The script with its dates and cut points as literals."""
    standard = Standard.read(folder)
    points = {f"points_{name}": _points(name, standard) for name in standard.weights}
    total = " + ".join(f"points_{name} * {weight}" for name, weight in standard.weights.items())
    return SCRIPT.format(
        folder=folder,
        out=out,
        start=standard.start,
        end=standard.end,
        as_of=standard.as_of,
        first_day=standard.first_day,
        total=total,
        **points,
    )


def tiers(connection: duckdb.DuckDBPyConnection, out: Path) -> dict[str, list[Any]]:
    """Customers and sum of totals by tier."""
    sql = f"SELECT tier, count(*), sum(total)::BIGINT FROM '{out}' GROUP BY 1 ORDER BY 1"
    return {tier: [count, total] for tier, count, total in connection.execute(sql).fetchall()}


def _points(name: str, standard: Standard) -> str:
    cuts, points = standard.cuts[name], standard.points[name]
    steps = " ".join(
        f"WHEN {name} >= {cut} THEN {won}" for cut, won in reversed(list(zip(cuts, points[1:], strict=True)))
    )
    return f"CASE WHEN {name} IS NULL THEN 0 {steps} ELSE {points[0]} END"


if __name__ == "__main__":
    main()
