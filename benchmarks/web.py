"""The web app with a million customers: lists, customers, previews, thirty people at once, memory, first paint."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measured import median, module, run
from benchmarks.report import Promise, machine, size, table
from benchmarks.web_pages import Asked, pages, preview, read_best
from benchmarks.web_people import ORDERS, people
from benchmarks.web_queries import TIMES, queries
from benchmarks.web_store import copied, many_more, web_store

PAGE = Path("docs/benchmarks/web.md")
KINDS = {"filter": "filtered", "sort": "sorted", "search": "searched", "several": "filtered and sorted, searched and "
         "sorted", "next page": "the pages after a first one"}  # fmt: skip


def main() -> None:
    options = asked(sys.argv[1:])
    if options.work:
        print(json.dumps(WORK[options.work](options.folder), ensure_ascii=False))
        return
    os.environ["PYTHONPATH"] = os.pathsep.join(["src", ".", *(path for path in sys.path if path)])
    options.folder.mkdir(parents=True, exist_ok=True)
    place = web_store(options.folder, orders=options.orders, customers=options.customers)
    rows = []
    for look in (_pages, _queries, _preview, _people):
        rows += look(options, place)
        print(f"{look.__name__[1:]} done", flush=True)
    text = table(["what", "promised", "found"], [[one.what, one.promised, one.found] for one in rows])
    print(text)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page(text, options), "utf-8")


def asked(arguments: Sequence[str]) -> argparse.Namespace:
    """The sizes; the defaults are those of the published table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web")
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="processes that ask for every page")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fenji-bench")
    parser.add_argument("--out", type=Path, default=PAGE)
    parser.add_argument("--work", choices=tuple(WORK), help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def page(text: str, options: argparse.Namespace) -> str:
    """The page in docs."""
    day = datetime.now(UTC).date().isoformat()
    command = f"python -m benchmarks.web {' '.join(sys.argv[1:])}".strip()
    return f"""# The web app: what pages, people and memory cost

`{command}`, {day}, on {machine()}.

A workspace of {options.customers:,} customers (names, telephones, e-mail addresses, owners; 3,000 of them given to
somebody in the application, 1,500 tagged) with {options.orders:,} orders, graded by `value` on two days.

Processor time is that of a whole process, DuckDB's threads included, for one answer as HTML: signed in as somebody who
may see everything, through every middleware, by Django's test client, so without the bytes' way through a socket. No
question is asked twice in a process, so nothing is answered from what was kept; of {options.rounds} process(es) that
ask the same, the least counts for each address. A list is its 50 customers with the number found and the counts in the
margin. The queries for {TIMES * options.customers:,} customers read a file in which every customer stands {TIMES}
times. A preview is one weight moved in the editor: matrix, movers, revenue.

The 30 people are threads on the same two cores that ask `fenji serve` (two processes of gunicorn, the worker) for pages
and think 2 to 6 seconds between; after a while a day is graded and a file of {ORDERS:,} orders is looked at and
imported. Seconds are those a person waits for the HTML. Memory is the sum of the proportional shares (PSS) of all
processes of `fenji serve`, looked at every second. First paint is Chromium's own (first-contentful-paint), with an
empty cache, before the people come.

{text}
"""


def _pages(options: argparse.Namespace, place: Path) -> list[Promise]:
    said = [_run(options, "pages", place).said for _ in range(options.rounds)]
    best = read_best(said)
    lists = [one for one in best if one.kind != "customer"]
    found = [Promise("list, median of " + str(len(lists)) + " questions, processor time", "at most 60 ms", _ms(lists))]
    for kind, words in KINDS.items():
        of_kind = [one for one in best if one.kind == kind]
        slowest = max(of_kind, key=lambda one: one.cpu)
        found.append(Promise(f"list, {words}: median, slowest", "", f"{_ms(of_kind)}, {slowest.cpu * 1000:.0f} ms"))
    within = sum(one.cpu <= 0.06 for one in lists)
    found.append(Promise("lists within 60 ms", "", f"{within} of {len(lists)}"))
    found.append(Promise("list, waiting, median", "", f"{median([o.seconds for o in lists]) * 1000:.0f} ms"))
    people = [one for one in best if one.kind == "customer"]
    found.append(Promise("customer, median of 25, processor time", "at most 60 ms", _ms(people)))
    heaviest = max(best, key=lambda one: one.size)
    found.append(Promise("heaviest of these pages", "under 150 KB", f"{heaviest.size / 1000:.0f} KB"))
    return found


def _queries(options: argparse.Namespace, place: Path) -> list[Promise]:
    file = many_more(place, options.folder, TIMES)
    said = run(module("web", "--work", "queries", "--folder", file)).said
    return [
        Promise(f"{TIMES * options.customers:,} customers, {words}", promised, _both(said[words]))
        for words, promised in said["promised"].items()
    ]


def _preview(options: argparse.Namespace, place: Path) -> list[Promise]:
    said = _run(options, "preview", place).said
    return [
        Promise("what-if in the editor, median of 10", "under 2 s", f"{median(said['waits']):.2f} s"),
        Promise("what-if, slowest", "under 2 s", f"{max(said['waits']):.2f} s"),
    ]


def _people(options: argparse.Namespace, place: Path) -> list[Promise]:
    said = _run(options, "people", place).said
    for error in said["errors"]:
        print("error:", error)
    jobs = ", ".join(f"{kind} {seconds:.0f} s" + (f" ({state})" * (state != "done"))
                     for kind, state, seconds in said["jobs"])  # fmt: skip
    paint = said["paint"]
    return [
        Promise("30 people, answers while a grading and an import ran", "", f"{said['while_working']}"),
        Promise("errors", "0", str(len(said["errors"]))),
        Promise("median wait", "under 300 ms", f"{said['median'] * 1000:.0f} ms"),
        Promise("of 20 waits, 19 are within", "", f"{said['most'] * 1000:.0f} ms"),
        Promise("median wait before they ran", "", f"{said['quiet_median'] * 1000:.0f} ms"),
        Promise("what ran", "", jobs),
        Promise("memory of all processes, most", "under 3 GB", size(said["memory"])),
        *([Promise("first paint of the list, median of 5", "under 1 s", f"{median(paint['first']):.2f} s"),
           Promise("loaded for it, as sent", "", f"{paint['bytes'] / 1000:.0f} KB")] if paint else []),
    ]  # fmt: skip


def _run(options: argparse.Namespace, work: str, place: Path) -> Any:
    """One work in a process of its own, in a copy of the workspace of its own."""
    target = copied(place, options.folder / "web_run")
    return run(module("web", "--work", work, "--folder", target))


def _both(took: dict[str, float]) -> str:
    return f"{took['seconds'] * 1000:.0f} ms (processor {took['cpu'] * 1000:.0f} ms)"


def _ms(several: Sequence[Asked]) -> str:
    return f"{median([one.cpu for one in several]) * 1000:.0f} ms"


WORK: dict[str, Callable[[Path], dict[str, Any]]] = {
    "pages": pages,
    "queries": queries,
    "preview": preview,
    "people": people,
}


if __name__ == "__main__":
    main()
