"""What the lists' own questions take in a read model of ten million customers: seconds and processor time of each."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.web_store import RARE

TIMES = 10
ROUNDS = 5


def queries(file: Path) -> dict[str, Any]:
    """Each question in several rounds; its least counts."""
    from fenji.workspace.model_file import open_file
    from fenji_web.customers.access import Readable, columns
    from fenji_web.customers.forms import Condition, View
    from fenji_web.customers.pages.listing import FACETS, shown
    from fenji_web.customers.queries import page, summary, types
    from fenji_web.finding.queries import Ids, found, hits, ids, signs

    result = open_file(file)
    known = ids(result)
    spelled = Ids(known.are_mixed, known.are_plain, signs(result))
    of = Readable(result, columns(result, (), sees_contact=True), types(result), spelled, sees_contact=True)
    names = tuple(column.name for column in shown(of, View()))

    def listed(view: View) -> None:
        page(of, View(**{**vars(view), "columns": names}))

    asked: dict[str, tuple[str, Any]] = {
        "a page as graded": ("under 40 ms", lambda: listed(View())),
        "a page of one tier": ("under 40 ms", lambda: listed(View(chosen={"tier": ("VIP",)}))),
        "a page of one province by revenue": (
            "under 40 ms",
            lambda: listed(View(chosen={"province": ("广东省",)}, sort="-net_revenue")),
        ),
        "a page by name": ("under 40 ms", lambda: listed(View(sort="name"))),
        "the number found with the counts in the margin": (
            "",
            lambda: summary(of, View(conditions=(Condition("net_revenue", "at_least", Decimal(1000)),)), FACETS),
        ),
        "a rare part of a name": (
            "under 300 ms",
            lambda: hits(result, found(RARE, of.types, of.ids, sees_contact=True)),
        ),
        "a rare part of a number": (
            "under 300 ms",
            lambda: hits(result, found("90123456", of.types, of.ids, sees_contact=True)),
        ),
        "letters that nobody has": (
            "under 300 ms",
            lambda: hits(result, found("nobody-has-this", of.types, of.ids, sees_contact=True)),
        ),
    }
    said: dict[str, Any] = {"promised": {words: promised for words, (promised, _) in asked.items()}}
    for words, (_, ask) in asked.items():
        times = [_timed(ask) for _ in range(ROUNDS)]
        said[words] = {"seconds": min(one for one, _ in times), "cpu": min(cpu for _, cpu in times)}
    return said


def _timed(ask: Any) -> tuple[float, float]:
    began, busy = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - began, time.process_time() - busy
