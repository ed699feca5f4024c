"""What pages cost, and thirty people at once while a grading and an import run.

Whole on a million customers: in the workspace that FENJI_BAR_STORE names, else in one that is made.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bar.size import sized
from tests.web_place import serving
from tests.web_shop import shop_at

IS_WHOLE = sized(0, 1) == 1
MOST, GENEROUS = 0.06, 0.6
"""Processor seconds of a page: of a million customers, and of a few on whatever machine."""
PLACES = ("/customers/", "/customers/?sort=name", "/customers/?tier=VIP", "/", "/insights/", "/insights/segments/")
_COST = """
import json, sys, time
from pathlib import Path
from benchmarks.web_pages import set_up
client = set_up(Path(sys.argv[1]))
took = {}
for number in range(6):
    for address in sys.argv[2:]:
        begun = time.process_time()
        status = client.get(address).status_code
        took.setdefault(address, []).append(time.process_time() - begun)
        assert status == 200, address
print(json.dumps({address: sorted(each)[2] for address, each in took.items()}))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The workspace: small, or of a million customers with catalogs of its own."""
    base = tmp_path_factory.getbasetemp()
    if not IS_WHOLE:
        yield shop_at(tmp_path_factory.mktemp("load") / "shop", base.parent if "popen-" in base.name else base)
        return
    from benchmarks.web_store import copied, web_store

    named = os.environ.get("FENJI_BAR_STORE")
    if named:
        yield copied(Path(named), Path(named).parent / "bar_run")
        return
    with tempfile.TemporaryDirectory(prefix="fenji-load-", dir=Path.home()) as folder:
        made = web_store(Path(folder), orders=1_000_000, customers=1_000_000)
        yield copied(made, Path(folder) / "bar_run")


def test_pages_stay_within_their_processor_time(place: Path) -> None:
    if not IS_WHOLE:
        found = _said([sys.executable, "-c", _COST, str(place), *PLACES])
        assert {address: cpu for address, cpu in found.items() if cpu > GENEROUS} == {}
        return
    asked = _said([sys.executable, "-m", "benchmarks.web", "--work", "pages", "--folder", str(place)])["asked"]
    costs = {
        kind: statistics.median(one["cpu"] for one in asked if (one["kind"] == "customer") == is_customer)
        for kind, is_customer in (("list", False), ("customer", True))
    }
    print({kind: f"{cpu * 1000:.0f} ms" for kind, cpu in costs.items()})
    assert {kind: cpu for kind, cpu in costs.items() if cpu > MOST} == {}


def test_people_are_answered_without_an_error_while_a_grading_and_an_import_run(place: Path) -> None:
    if IS_WHOLE:
        told = _said([sys.executable, "-m", "benchmarks.web", "--work", "people", "--folder", str(place)])
        print({name: told[name] for name in ("answers", "while_working", "median", "most", "memory", "jobs")})
        assert told["errors"] == []
        assert {state for _, state, _ in told["jobs"]} == {"done"}
        assert told["most"] <= 1.5
        assert told["memory"] <= 3 * 2**30
        return
    wrong: list[str] = []
    with serving(place) as served:
        name, sessions = served.run(_SESSIONS)
        asking = [threading.Thread(target=_ask, args=(served.url, f"{name}={one}", wrong)) for one in sessions]
        for one in asking:
            one.start()
        state = served.run(_WORK)
        for one in asking:
            one.join(120)
    assert wrong == []
    assert state == ["done", "done"]


def _ask(url: str, cookie: str, wrong: list[str]) -> None:
    for address in PLACES:
        asked = urllib.request.Request(url + address, headers={"Cookie": cookie})
        try:
            with urllib.request.urlopen(asked, timeout=100) as answer:
                body = answer.read()
            wrong += [] if b"</html>" in body else [f"{address}: cut off"]
        except OSError as error:
            wrong.append(f"{address}: {error}")


def _said(command: list[str]) -> Any:
    ways = os.pathsep.join(["src", ".", *(path for path in sys.path if path)])
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": ways}, capture_output=True, text=True, check=False, timeout=1800
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


_SESSIONS = """
from django.conf import settings
from django.test import Client
found = []
for role in ("administrator",) * 4:
    client = Client()
    client.force_login(person(role))
    found.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
give([settings.SESSION_COOKIE_NAME, found])
"""
_WORK = """
import time
by = person("administrator")
jobs = [enqueue("grade", by=by, scheme="value", as_of=day) for day in ("2024-12-30", "2024-12-29")]
until = time.monotonic() + 150
while time.monotonic() < until and Job.objects.filter(finished_at=None, pk__in=[one.pk for one in jobs]).exists():
    time.sleep(0.3)
give([one.state for one in Job.objects.filter(pk__in=[one.pk for one in jobs])])
"""
