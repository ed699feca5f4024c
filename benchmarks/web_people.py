"""Thirty people at the web app at once, while a grading and an import run: answers, errors, memory; a cold browser."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import shutil
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from tests.web_place import Place, serving

from benchmarks.intake import write_csv
from benchmarks.web_pages import FILTERS, SEARCHES, SORTS, _encoded

THINKS = (2.0, 6.0)  # seconds between a person's clicks
FIRST = 15.0  # seconds of clicking before anything else is asked of the machine
MOST = 150.0  # seconds after which the people go home, whatever still runs
ORDERS = 400_000  # rows of the file that is imported meanwhile
OTHERS = ("/", "/insights/segments/", "/insights/", "/schemes/", "/runs/", "/data/", "/care/pool/", "/care/tasks/")
SEEN = [one for one in FILTERS if "email" not in one and "mobile" not in one]  # what every role may ask
_ROLES = ("sales", "sales", "sales", "analyst", "administrator", "viewer")
_SESSIONS = """
from django.test import Client
from django.conf import settings
from fenji_web.accounts.models import User
found = []
for number in range(%d):
    role = %r[number %% 6]
    one, _ = User.objects.get_or_create(username=f"bench-{number}", defaults={"role": role, "language": "zh"})
    client = Client()
    client.force_login(one)
    found.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
give({"name": settings.SESSION_COOKIE_NAME, "sessions": found})
"""
_WORK = """
import time
from pathlib import Path
from django.utils import timezone
from fenji_web.data.models import Upload
from fenji_web.data.services import Received, keep_upload, start_import
by = person("administrator")
grading = enqueue("grade", by=by, scheme="value", as_of="2024-12-30")
kept = Path(%r)
upload = keep_upload(Received(kept, "orders.csv", kept.stat().st_size), by=by)
def ended(*kinds):
    jobs = list(Job.objects.filter(kind__in=kinds))
    return bool(jobs) and all(one.finished_at is not None for one in jobs)
until = time.monotonic() + %r
while not (ended("grade") and ended("preview_file")) and time.monotonic() < until:
    time.sleep(0.5)
from fenji_web.data.services import take_in
if ended("preview_file"):
    start_import(take_in(Upload.objects.get(pk=upload.pk)), by=by, rows="good")
while not ended("import_file") and time.monotonic() < until:
    time.sleep(0.5)
jobs = Job.objects.filter(kind__in=("grade", "preview_file", "import_file"))
ends = lambda one: one.finished_at or timezone.now()
give([[one.kind, one.state, (ends(one) - (one.started_at or ends(one))).total_seconds()] for one in jobs])
"""


@dataclass
class Told:
    """What was seen: answers as (address, seconds, status, whether jobs ran), errors, memory of all processes."""

    answers: list[tuple[str, float, int, bool]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)
    is_working: threading.Event = field(default_factory=threading.Event)


def people(place: Path, count: int = 30) -> dict[str, Any]:
    """Serves the workspace, lets people click, has a day graded and a file imported meanwhile, and says what was."""
    csv = place.parent / f"orders-{ORDERS}.csv"
    if not csv.exists():
        write_csv(csv, ORDERS)
    uploads = place / "web" / "uploads"
    uploads.mkdir(parents=True, exist_ok=True)
    shutil.copy2(csv, uploads / "bench.csv")
    told = Told()
    with serving(place, "--no-browser") as served:
        known = served.run(_SESSIONS % (count, _ROLES))
        paint = painted(served, known)
        clicking = [
            threading.Thread(target=_click, args=(served.url, f"{known['name']}={one}", number, told), daemon=True)
            for number, one in enumerate(known["sessions"])
        ]
        watching = threading.Thread(target=_weigh, args=(served.pid, told), daemon=True)
        for one in (*clicking, watching):
            one.start()
        time.sleep(FIRST)
        jobs = _work(served, uploads / "bench.csv", told)
        told.is_over.set()
        for one in (*clicking, watching):
            one.join(30)
    return {"paint": paint, "jobs": jobs, **_summed(told)}


def _work(served: Place, csv: Path, told: Told) -> list[Any]:
    """Has a day graded and the file imported; gives up on them when the people go home."""
    done: list[Any] = []
    told.is_working.set()
    working = threading.Thread(target=lambda: done.extend(served.run(_WORK % (str(csv), MOST))), daemon=True)
    working.start()
    working.join(MOST + 20)
    return done


def _click(url: str, cookie: str, number: int, told: Told) -> None:
    """One person: opens pages, thinks, opens others."""
    chance = random.Random(number)
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=60)
    time.sleep(chance.uniform(0, THINKS[1]))
    for address in _walk(chance):
        began, is_working = time.perf_counter(), told.is_working.is_set()
        try:
            connection.request("GET", address, headers={"Cookie": cookie})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            told.errors.append(f"{address}: {error!r}")
        else:
            told.answers.append((address, time.perf_counter() - began, answer.status, is_working))
            if answer.status >= 400 and not (answer.status == 404 and address in OTHERS):
                told.errors.append(f"{address}: {answer.status} {body[:80]!r}")
        if told.is_over.wait(chance.uniform(*THINKS)):
            return


def _walk(chance: random.Random) -> Iterator[str]:
    """Where a person goes next: mostly the list, often a customer, now and then another page."""
    while True:
        way = chance.random()
        if way < 0.5:
            query = chance.choice((
                _encoded(chance.choice(SEEN)),
                f"sort={chance.choice(SORTS)}",
                f"{_encoded(chance.choice(SEEN))}&sort={chance.choice(SORTS)}",
                f"q={quote(chance.choice(SEARCHES))}",
                f"q={chance.randrange(1000, 99999)}",
            ))  # fmt: skip
            yield f"/customers/?{query}"
        elif way < 0.75:
            one = f"C{chance.randrange(1, 1_000_000):08d}"
            yield f"/customers/{one}/"
            yield f"/care/{one}/panel/"
        else:
            yield chance.choice(OTHERS)


def _weigh(pid: int, told: Told) -> None:
    while not told.is_over.wait(1.0):
        told.memory.append(sum(_share(one) for one in _family(pid)))


def _family(pid: int) -> list[int]:
    """A process and all that came from it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                said = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(said.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def _share(pid: int) -> int:
    """The memory of a process, what it shares with others divided among them (PSS), in bytes."""
    try:
        said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", said, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _summed(told: Told) -> dict[str, Any]:
    working = sorted(seconds for _, seconds, _, is_working in told.answers if is_working)
    quiet = sorted(seconds for _, seconds, _, is_working in told.answers if not is_working)
    slowest = sorted(told.answers, key=lambda one: -one[1])[:5]
    return {
        "answers": len(told.answers),
        "while_working": len(working),
        "errors": told.errors[:10],
        "median": statistics.median(working or [0]),
        "most": working[int(len(working) * 0.95)] if working else 0,
        "quiet_median": statistics.median(quiet or [0]),
        "memory": max(told.memory or [0]),
        "memory_quiet": min(told.memory[2:] or [0]),
        "slowest": [[address, round(seconds, 2)] for address, seconds, *_ in slowest],
    }


def painted(served: Place, known: dict[str, Any]) -> dict[str, Any]:
    """When a browser that knows nothing yet paints the list for the first time, and what it had to load for it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return {}
    from playwright.sync_api import sync_playwright

    first, loaded = [], 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for number in range(5):
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            context.add_cookies([{"name": known["name"], "value": known["sessions"][number], "url": served.url}])
            page = context.new_page()
            page.goto(f"{served.url}/customers/", wait_until="load")
            said = page.evaluate(
                """() => ({paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
                           bytes: [...performance.getEntriesByType('navigation'),
                                   ...performance.getEntriesByType('resource')]
                                  .filter(one => !one.name.includes('vega'))
                                  .reduce((sum, one) => sum + one.transferSize, 0)})"""
            )
            first.append(said["paint"] / 1000)
            loaded = max(loaded, int(said["bytes"]))
            context.close()
        browser.close()
    return {"first": first, "bytes": loaded}


if __name__ == "__main__":
    print(json.dumps(people(Path(os.environ["FENJI_WORKSPACE"])), ensure_ascii=False))
