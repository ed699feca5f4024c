"""fenji grading in process: the kept SQL of a scheme version, run and written into the lake."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from uuid import uuid4

from fenji.lake.lake import Lake


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--memory", default="2GB")
    asked.add_argument("--digest", action="store_true")
    asked.add_argument("--thresholds", action="store_true", help="with the values at which each grade would change")
    options = asked.parse_args()
    plan = (options.folder / ("plan_thresholds.sql" if options.thresholds else "plan.sql")).read_text("utf-8")
    name = f"graded_{uuid4().hex[:12]}"
    with Lake.open(options.folder / "lake", memory_limit=options.memory) as lake:
        described = lake.engine.rows(f"DESCRIBE {plan}")
        columns = {row["column_name"]: row["column_type"] for row in described}
        began, busy = time.perf_counter(), time.process_time()
        with lake.write(actor="bench", what="grade") as transaction:
            transaction.create(name, columns)
            rows = transaction.append(name, plan)
        seconds, cpu = time.perf_counter() - began, time.process_time() - busy
        said = {"seconds": seconds, "cpu": cpu, "rows": rows}
        if options.digest:
            from fenji.engines.digest import digest

            said["digest"] = digest(lake.engine.batches(f"SELECT * FROM lake.main.{name} ORDER BY customer_id"))
            said["tiers"] = tiers(lake, name)
    print(json.dumps(said))


def tiers(lake: Lake, name: str) -> dict[str, list[int]]:
    """Customers and sum of totals by tier: what every peer has to agree with."""
    sql = f"SELECT tier, count(*) AS n, sum(total)::BIGINT AS total FROM lake.main.{name} GROUP BY 1 ORDER BY 1"
    return {row["tier"]: [row["n"], row["total"]] for row in lake.engine.rows(sql)}


if __name__ == "__main__":
    main()
