"""Messages to a real receiver while whoever sends them is killed: none lost, none with two effects."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import fenji_web
from fenji.result import Result
from fenji.workspace.model_file import newest_file, open_file
from tests.bar.size import sized
from tests.fenji_web.webhooks.receiver import Receiver, receiver
from tests.web_shop import built

_PREPARE = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from fenji_web.webhooks import services
from fenji_web.webhooks.models import Endpoint, KnownRun
events, run, places, url = sys.argv[1].split(","), sys.argv[2], int(sys.argv[3]), sys.argv[4]
for number in range(places):
    endpoint = Endpoint(name=str(number), events=events, shape="each", scheme="value")
    print(services.keep(endpoint, address=f"{url}/{number}"))
KnownRun.objects.filter(run_id=run).delete()
"""
_LEFT = """
import json, django
django.setup()
from fenji_web.webhooks.models import Announcement, Message
print(json.dumps([Announcement.objects.filter(is_done=False).count(), Message.objects.exclude(state="sent").count(),
                  Message.objects.count()]))
"""


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    shop = built(base.parent if "popen-" in base.name else base)
    made = tmp_path / "shop"
    made.mkdir()
    shutil.copy(shop / "fenji.yaml", made)
    shutil.copytree(shop / "runs", made / "runs")
    return made


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def test_messages_reach_their_receiver_once_however_often_the_courier_is_killed(place: Path, hook: Receiver) -> None:
    kills, chance = sized(3, 100), random.Random(20261122)
    segments = sized(0, 1)
    events = ["customer.promoted", "customer.demoted", *(["segment.entered", "segment.left"] if segments else [])]
    places = sized(1, 3)
    environment, result = _prepared(place, hook, events, places)
    wanted = _wanted(result, segments=bool(segments)) * places
    done = 0
    for _ in range(kills):
        goal = len(hook.asked) + chance.randint(0, max(2 * wanted // kills, 2))
        with _courier(environment) as running:
            until = time.monotonic() + chance.uniform(1.5, 4)
            while len(hook.asked) < goal and time.monotonic() < until:
                time.sleep(0.005)
            running.send_signal(signal.SIGKILL)
        done += 1
    with _courier(environment) as running:
        until = time.monotonic() + sized(60, 600)
        while len(hook.ids) < wanted and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(1)
        running.terminate()
        assert running.wait(20) == 0
    left = json.loads(
        subprocess.run([sys.executable, "-c", _LEFT], env=environment, check=True, capture_output=True).stdout
    )
    repeated = sum(hook.ids.values()) - len(hook.ids)
    print(json.dumps({"messages": wanted, "kills": done, "seed": 20261122, "ids": len(hook.ids), "repeated": repeated}))
    assert left == [0, 0, wanted]
    assert len(hook.ids) == wanted  # lost = 0
    assert set(hook.effects.values()) == {places}  # each event once at each place
    assert len(hook.effects) * places == wanted
    assert repeated <= done


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="the system does not tell whose child a process is")
def test_the_worker_keeps_a_courier_and_takes_it_along(place: Path, hook: Receiver) -> None:
    environment, result = _prepared(place, hook, ["customer.promoted", "customer.demoted"], 1)
    wanted = _wanted(result, segments=False)
    command = [sys.executable, "-m", "fenji_web.serving.worker_process"]
    worker = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _until(lambda: len(hook.ids) > 5)
        (first,) = _children(worker.pid)
        os.kill(first, signal.SIGKILL)
        _until(lambda: len(hook.ids) == wanted)
        (second,) = _children(worker.pid)
        assert second != first
    finally:
        worker.kill()
        worker.wait()
    _until(lambda: not Path(f"/proc/{second}").exists())
    assert set(hook.effects.values()) == {1}


def _prepared(place: Path, hook: Receiver, events: list[str], places: int) -> tuple[dict[str, str], Result]:
    path = newest_file(place / "runs", "value")
    assert path is not None
    result = open_file(path)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings",
        "FENJI_WORKSPACE": str(place),
        "FENJI_OUTWARD_ALLOW": hook.url,
        "PYTHONPATH": str(Path(fenji_web.__file__).parents[1]),
    }
    command = [sys.executable, "-c", _PREPARE, ",".join(events), result.run.id, str(places), hook.url]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return environment, result


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


class _courier:  # noqa: N801 - reads as what the block is
    """The courier as it runs beside the worker, a process of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def __enter__(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "fenji_web.serving.courier"]
        self._process = subprocess.Popen(command, env=self._environment, stderr=subprocess.DEVNULL)
        return self._process

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def _wanted(result: Result, *, segments: bool) -> int:
    """How many events the run has: counted by hand from its file, not by what writes the messages."""
    rows = result.engine.rows
    found = rows("SELECT count(*) AS n FROM customers WHERE move IN ('promotion', 'demotion')")[0]["n"]
    if segments:
        for name in ("stage", "rfm_class", "rfm_segment", "abc", "frequency_class"):
            sides = f"count({name}) + count(previous_{name})"
            moved = f"FROM customers WHERE {name} IS DISTINCT FROM previous_{name}"
            found += rows(f"SELECT {sides} AS n {moved}")[0]["n"]
    return int(found)
