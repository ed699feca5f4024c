"""The aggregates of the pictures as somebody would write them by hand in DuckDB, from the same tables and the list."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.store import AS_OF
from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import literal
from fenji.workspace.model_file import newest_file
from fenji.workspace.workspace import Workspace

END = f"TIMESTAMP '{AS_OF}' + INTERVAL 16 HOUR"
BEGIN = f"{END} - INTERVAL 365 DAY"
LISTS = ("kind", "industry", "province", "stage", "rfm_class", "rfm_segment", "abc", "frequency_class", "tier")
EVENTS = f"""
    SELECT customer_id, happened_at AS met, NULL AS score, NULL AS text,
        CASE kind WHEN '网站访问' THEN 1 WHEN '到店' THEN 2 ELSE CASE direction WHEN 'in' THEN 3 ELSE 4 END END AS point
    FROM lake.main.interactions WHERE happened_at >= {BEGIN} AND happened_at < {END}
    UNION ALL SELECT customer_id, given_at, score / score_max, text,
        CASE kind WHEN 'complaint' THEN 5 WHEN 'ticket' THEN 6 WHEN 'review' THEN 7 ELSE 8 END
    FROM lake.main.feedback WHERE given_at >= {BEGIN} AND given_at < {END}
    UNION ALL SELECT customer_id, sent_at, NULL, NULL, 9 FROM lake.main.touches
    WHERE sent_at >= {BEGIN} AND sent_at < {END}
    UNION ALL SELECT customer_id, responded_at, NULL, NULL, 10 FROM lake.main.touches
    WHERE responded_at >= {BEGIN} AND responded_at < {END}
    UNION ALL SELECT customer_id, booked_at, NULL, NULL, 11 FROM lake.main.orders
    WHERE kind = 'refund' AND booked_at >= {BEGIN} AND booked_at < {END}
    UNION ALL SELECT o.customer_id, ordered_at, NULL, NULL, CASE WHEN ordered_at = first_at THEN 12 ELSE 13 END
    FROM lake.main.orders AS o LEFT JOIN (SELECT customer_id, min(ordered_at) AS first_at FROM lake.main.orders
        WHERE kind = 'sale' GROUP BY 1) AS f ON f.customer_id = o.customer_id
    WHERE kind = 'sale' AND ordered_at >= {BEGIN} AND ordered_at < {END}"""
WALK = """
    SELECT *, point >= 12 AS is_order, lead(point) OVER w AS next_point, lead(point, 2) OVER w AS second_point,
        lead(met) OVER w AS next_at, lag(point) OVER w AS before_point,
        min(CASE WHEN point >= 12 THEN met END) OVER (PARTITION BY number ORDER BY met, point ROWS BETWEEN 1 FOLLOWING
            AND UNBOUNDED FOLLOWING) AS order_at,
        max(CASE WHEN point NOT BETWEEN 5 AND 8 THEN epoch_us(met) * 1000 + point END) OVER (PARTITION BY number
            ORDER BY met, point ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) % 1000 AS about,
        coalesce(sum((point >= 12)::INTEGER) OVER (PARTITION BY number ORDER BY met, point ROWS BETWEEN UNBOUNDED
            PRECEDING AND 1 PRECEDING), 0) AS cycle
    FROM events JOIN numbers USING (customer_id) WINDOW w AS (PARTITION BY number ORDER BY met, point)"""
HOURS = "median(date_diff('second', met, next_at) / 3600)"
JOURNEY = (
    """SELECT point, count(*), count(DISTINCT number), avg(score), count(score), count(next_point),
            count(*) FILTER (next_point = point), count(*) FILTER (order_at <= met + INTERVAL 30 DAY),
            count(*) FILTER (next_at IS NULL OR next_at > met + INTERVAL 90 DAY),
            count(*) FILTER (text LIKE '%物流%'), count(*) FILTER (text LIKE '%质量%'),
            count(*) FILTER (text LIKE '%客服%'), count(*) FILTER (text LIKE '%价格%') FROM walk GROUP BY 1""",
    "SELECT about, avg(score), count(*) FROM walk WHERE score IS NOT NULL GROUP BY 1",
    f"SELECT point, next_point, count(*), {HOURS} FROM walk WHERE next_point IS NOT NULL GROUP BY 1, 2",
    f"SELECT point // 3, next_point // 3, count(*), {HOURS} FROM walk WHERE next_point IS NOT NULL GROUP BY 1, 2",
    """SELECT point, next_point, count(*), count(DISTINCT number) FROM walk
       WHERE second_point = point AND next_point <> point GROUP BY 1, 2""",
    "SELECT point, count(*) FROM walk WHERE before_point IS NULL GROUP BY 1",
    """SELECT point, count(*), median(hours) FROM (SELECT unnest([first_point, last_point]) AS point, hours FROM (
           SELECT arg_min(point, met) FILTER (NOT is_order) AS first_point,
               arg_max(point, met) FILTER (NOT is_order) AS last_point,
               date_diff('second', min(met) FILTER (NOT is_order), max(met) FILTER (is_order)) / 3600 AS hours
           FROM walk GROUP BY number, cycle) WHERE hours IS NOT NULL) GROUP BY 1""",
    """SELECT point, move, count(DISTINCT number) FROM walk JOIN numbers USING (number) JOIN list.main.customers AS c
       ON c.customer_id = numbers.customer_id WHERE move IN ('promotion', 'demotion') GROUP BY 1, 2""",
    """SELECT point, next_point, move, count(DISTINCT number) FROM walk JOIN numbers USING (number)
       JOIN list.main.customers AS c ON c.customer_id = numbers.customer_id
       WHERE move IN ('promotion', 'demotion') AND next_point IS NOT NULL GROUP BY 1, 2, 3""",
    "SELECT kind, channel, direction, count(*), count(customer_id) FROM lake.main.interactions GROUP BY ALL",
)
STRATEGY = (
    """SELECT count(*), sum(net_revenue), count(*) FILTER (order_count > 0), count(*) FILTER (order_count > 1)
       FROM list.main.customers""",
    *(f"SELECT {name}, count(*), sum(net_revenue) FROM list.main.customers GROUP BY 1" for name in LISTS),
    "SELECT previous_stage, stage, count(*) FROM list.main.customers GROUP BY ALL",
    f"""SELECT avg(score / score_max) FROM lake.main.feedback WHERE given_at >= {BEGIN} AND given_at < {END}""",
    f"""SELECT count(responded_at), count(*) FROM lake.main.touches WHERE sent_at >= {BEGIN} AND sent_at < {END}""",
)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("what", choices=("strategy", "journey"))
    options = asked.parse_args()
    workspace = Workspace.open(options.folder)
    engine = workspace.lake.engine
    file = newest_file(options.folder / "runs", "value")
    assert file is not None
    engine.run(f"ATTACH {literal(str(file))} AS list (READ_ONLY)")
    began, busy = time.perf_counter(), time.process_time()
    rows = walk(engine)
    if options.what == "strategy":
        rows += sum(len(engine.rows(sql)) for sql in STRATEGY)
    said = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy, "rows": rows}
    print(json.dumps(said))


def walk(engine: DuckDBEngine) -> int:
    """The journey, which the strategy picture shows in short."""
    engine.run(f"CREATE TEMP TABLE events AS SELECT * FROM ({EVENTS}) WHERE customer_id IS NOT NULL")
    engine.run(
        "CREATE TEMP TABLE numbers AS SELECT customer_id, row_number() OVER () AS number "
        "FROM (SELECT DISTINCT customer_id FROM events)"
    )
    engine.run(f"CREATE TEMP TABLE walk AS SELECT * EXCLUDE (customer_id) FROM ({WALK})")
    return sum(len(engine.rows(sql)) for sql in JOURNEY)


if __name__ == "__main__":
    main()
