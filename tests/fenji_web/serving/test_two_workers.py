"""Two real workers and a given clock: what is due is done once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.web_place import Place
from tests.web_shop import shop_at

WORK = """
import sys, django
django.setup()
from datetime import datetime
from fenji_web.serving.working import Worker
import signal
worker = Worker(clock=lambda: datetime.fromisoformat(sys.argv[1]))
signal.signal(signal.SIGTERM, worker.stop)
worker.run()
"""
SET_UP = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import datetime
from fenji_web.schedules.models import Schedule
from fenji_web.schedules.services import keep
made = Schedule(what="grade", scheme="value", as_of="yesterday", every="day", created_by=person("analyst"))
give(keep(made, now=datetime.fromisoformat("2025-03-03T00:00:00+00:00")).next_at)
"""
LOOK = """
import time
from fenji_web.schedules.models import Firing
until = time.monotonic() + 60
while not Job.objects.filter(kind="grade", finished_at__isnull=False).exists() and time.monotonic() < until:
    time.sleep(0.1)
found = Job.objects.filter(kind="grade")
give({"jobs": [[one.state, one.arguments["as_of"], one.arguments["schedule"]["skipped"]] for one in found],
      "firings": Firing.objects.count()})
"""


def test_two_workers_after_two_days_of_downtime_grade_once_and_count_what_was_missed(
    tmp_path: Path, tmp_path_factory: object
) -> None:
    base = tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    folder = shop_at(tmp_path / "shop", base.parent if "popen-" in base.name else base)
    place = Place(folder, "", 0, tmp_path / "none")
    assert place.run(SET_UP) == "2025-03-03 22:30:00+00:00"
    environment = {
        **os.environ,
        "FENJI_WORKSPACE": str(folder),
        "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings",
        "PYTHONPATH": "src",
    }
    command = [sys.executable, "-c", WORK, "2025-03-05T23:00:00+00:00"]
    workers = [subprocess.Popen(command, env=environment) for _ in range(2)]
    try:
        seen = place.run(LOOK)
    finally:
        place.beside.end()
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(20)
    assert seen == {"jobs": [["done", "2025-03-05", 2]], "firings": 1}
