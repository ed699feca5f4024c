"""A daily refresh against a full run: what sliding the kept figures by a day takes, with an identical result."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from benchmarks.measured import Run, median, module, run
from benchmarks.report import machine, size
from benchmarks.store import AS_OF, ZONE, order_rows, store
from fenji.engines.digest import digest
from fenji.lake.lake import Lake
from fenji.metrics.period import Period
from fenji.pipeline import Plan, recorded_tables
from fenji.scheme.calibrated import CalibratedScheme
from fenji.workspace.refreshing import prepare
from fenji.workspace.slidable import Splitting, compiled
from fenji.workspace.tables import canonical_tables

PAGE = Path("docs/benchmarks/refresh.md")
BEFORE = date(2024, 12, 30)
MEMORY = "2GB"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--folder", type=Path, default=Path("/tmp/fenji-bench"))
    asked.add_argument("--orders", type=int, default=50_000_000)
    asked.add_argument("--customers", type=int, default=1_000_000)
    asked.add_argument("--day", type=int, default=70_000, help="the new day's orders")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--out", type=Path, default=PAGE)
    asked.add_argument("--work", choices=("ready", "whole", "slid"))
    options = asked.parse_args()
    if options.work == "ready":
        print(json.dumps(_ready(options.folder, options.orders, options.customers, options.day)))
    elif options.work:
        print(json.dumps(_grade(options.folder, is_slid=options.work == "slid")))
    else:
        _compare(options)


def _ready(folder: Path, orders: int, customers: int, day: int) -> dict[str, float]:
    """A copy of the generated workspace with figures kept as of the day before, then a day more, and both plans."""
    original = folder / f"{orders}_{customers}"
    if not (original / "ready").exists():
        store(original, orders=orders, customers=customers, seed=1)
    copy = _copy_of(original)
    scheme = CalibratedScheme.from_json((copy / "scheme.json").read_text("utf-8"))
    with Lake.open(copy / "lake", memory_limit=MEMORY) as lake:
        tables = canonical_tables(lake)
        recorded = recorded_tables(tables, lake.engine)
        period = Period(AS_OF, ZONE, scheme.scheme.window)

        def plan(splitting: Splitting | None = None) -> Plan:
            return Plan.of(tables, scheme, period=period, engine=lake.engine, recorded=recorded, summing=splitting)

        (copy / "plan.sql").write_text(plan().filled(period), "utf-8")
        _, slidable = compiled(lake.engine, period, copy / "slid.json", plan)
        began, busy = time.perf_counter(), time.process_time()
        prepare(lake, lake.engine, slidable, Period(BEFORE, ZONE, period.window), copy / "kept")
        said = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy}
        with lake.write(actor="bench", what="a day more") as transaction:
            said["rows"] = transaction.append("orders", _one_day(day, customers))
    said["kept"] = sum(file.stat().st_size for file in (copy / "kept").iterdir())
    return said


def _copy_of(original: Path) -> Path:
    """The workspace with the same data files and a catalog of its own."""
    copy = original.with_name(f"{original.name}_refreshed")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(original / "lake" / "data", copy / "lake" / "data", copy_function=os.link)
    for file in ("catalog.sqlite", "hashes.sqlite"):
        shutil.copy2(original / "lake" / file, copy / "lake" / file)
    shutil.copy2(original / "scheme.json", copy / "scheme.json")
    return copy


def _one_day(orders: int, customers: int) -> str:
    """Orders of the as-of day, made like a month's and moved; their refunds are booked later."""
    begins = f"TIMESTAMP '{AS_OF}' - INTERVAL 8 HOUR"
    within = f"{begins} + to_seconds((epoch(ordered_at) % 86400)::BIGINT)"
    made = order_rows(0, orders, month=23, customers=customers, seed=2)
    return f"""
        SELECT * REPLACE ('D' || order_id AS order_id, 'D' || refunds_order_id AS refunds_order_id,
            {within} AS ordered_at, DATE '{AS_OF}' AS ordered_on, {within} + (booked_at - ordered_at) AS booked_at,
            {within} + (void_at - ordered_at) AS void_at) FROM ({made})"""


def _grade(copy: Path, *, is_slid: bool) -> dict[str, object]:
    """One grading as of the day, from compiled SQL into the lake: whole, or from the figures of the day before."""
    scheme = CalibratedScheme.from_json((copy / "scheme.json").read_text("utf-8"))
    period, name = Period(AS_OF, ZONE, scheme.scheme.window), f"graded_{uuid4().hex[:12]}"
    with Lake.open(copy / "lake", memory_limit=MEMORY) as lake:
        sql = (copy / "plan.sql").read_text("utf-8")
        columns = {row["column_name"]: row["column_type"] for row in lake.engine.rows(f"DESCRIBE {sql}")}
        began, busy = time.perf_counter(), time.process_time()
        with lake.write(actor="bench", what="grade") as transaction:
            if is_slid:
                asked, slidable = compiled(lake.engine, period, copy / "slid.json", _never)
                how = prepare(lake, lake.engine, slidable, period, copy / "kept", is_often=False)
                assert how == "slid"
                sql = Plan(asked, ()).filled(period)
            transaction.create(name, columns)
            rows = transaction.append(name, sql)
        said = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy, "rows": rows}
        seal = digest(lake.engine.batches(f"SELECT * FROM lake.main.{name} ORDER BY customer_id"))
    return {**said, "digest": seal}


def _never(_: Splitting) -> Plan:
    raise AssertionError("the plan was compiled before")


def _compare(options: argparse.Namespace) -> None:
    given = ["--folder", options.folder, "--orders", options.orders, "--customers", options.customers]
    ready = run(module("refresh", "--work", "ready", *given, "--day", options.day))
    copy = options.folder / f"{options.orders}_{options.customers}_refreshed"
    whole: list[Run] = []
    slid: list[Run] = []
    for number in range(options.rounds):
        for work, found in (("whole", whole), ("slid", slid)):
            found.append(run(module("refresh", "--work", work, "--folder", copy)))
            told = found[-1]
            print(f"round {number + 1}: {work}: {told.seconds:.2f} s, processor {told.said['cpu']:.2f} s", flush=True)
    shutil.rmtree(copy)
    page = _page(options, ready, whole, slid)
    options.out.write_text(page, "utf-8")
    print(page)


def _page(options: argparse.Namespace, ready: Run, whole: list[Run], slid: list[Run]) -> str:
    def ratio(what: str) -> str:
        taken = ([one.seconds if what == "seconds" else one.said[what] for one in runs] for runs in (slid, whole))
        return f"{median([ours / full for ours, full in zip(*taken, strict=True)]):.2f} ×"

    def row(name: str, runs: list[Run]) -> str:
        cpu = median([one.said["cpu"] for one in runs])
        peak = size(max(one.peak for one in runs))
        return f"| {name} | {median([one.seconds for one in runs]):.2f} s | {cpu:.2f} s | {peak} |"

    seals = {one.said["digest"] for one in (*whole, *slid)}
    same = "yes" if len(seals) == 1 else "NO"
    return f"""# A daily refresh

`python -m benchmarks.refresh {" ".join(sys.argv[1:])}`, {datetime.now(UTC).date()}, on {machine()}.

The standard `value` for {options.customers:,} customers with {options.orders:,} orders over 24 months, graded as of
{AS_OF} after a day of {options.day:,} orders came in. The full run reads every order; the refresh goes on from the
figures kept as of {BEFORE}: sums and counts are changed by what came and by what crossed a window's end, days with an
order are kept as bits. Both run SQL that was compiled before and write into the lake (synced, hashed, committed). They
take turns, each in a process of its own; a ratio is the median of the ratios within the {options.rounds} rounds.
Memory is the whole process's highest resident size, the digest's included.

| | median | processor time | memory |
| --- | ---: | ---: | ---: |
{row("full run", whole)}
{row("refresh", slid)}

What is kept is one row a customer: the profile and the figures of every table. What a refresh still pays for: of its
processor time somewhat under half goes into reading what is kept, scoring and writing a row for every customer, which a
full run does too, and about a fifth into the month files where orders leave the window or are booked or given back; the
rest into adding up, into days that lost their order, and into the commit. On a busy machine seconds say little.

| | promised | found |
| --- | ---: | ---: |
| refresh to full run | at most 0.25 × | {ratio("seconds")} |
| the same, processor time | | {ratio("cpu")} |
| the same digest | yes | {same} |
| finding the figures that are kept, about every two months |  | {ready.seconds:.2f} s |
| the same, processor time |  | {ready.said["cpu"]:.2f} s |
| what is kept |  | {size(int(ready.said["kept"]))} |
"""


if __name__ == "__main__":
    main()
