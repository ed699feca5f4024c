"""Processes forked from one warm process that write at the same time; runs inside that process."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _home() -> Path:
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return Path(settings.FENJI_WORKSPACE)


def _together(people: int, work: Callable[[int], None]) -> list[int]:
    """So many processes that begin at one moment; how each ended."""
    from django.db import connections

    connections.close_all()
    begins = time.time() + 0.3
    pids = []
    for number in range(people):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                time.sleep(max(begins - time.time(), 0))
                work(number)
                code = 0
            except BaseException:  # noqa: BLE001 - a process of its own says what happened
                traceback.print_exc()
            finally:
                os._exit(code)
        pids.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


def adding(people: int, steps: int) -> dict[str, Any]:
    """Everybody reads one row, adds one and writes it, again and again."""
    from django.db import transaction

    from fenji_web.runs.models import Job

    _home()
    row = Job.objects.create(kind="grade", state="done", turn=0)

    def add(_: int) -> None:
        for _step in range(steps):
            with transaction.atomic():
                mine = Job.objects.get(pk=row.pk)
                mine.turn += 1
                mine.save(update_fields=["turn"])

    ends = _together(people, add)
    row.refresh_from_db()
    return {"ends": ends, "sum": row.turn}


def importing(people: int) -> dict[str, Any]:
    """Everybody imports the same file."""
    from fenji.workspace.workspace import Workspace
    from tests.driven_worker import rows, write_orders

    home = _home() / "lake-of-many"
    file = write_orders(home.parent / "orders.csv", rows(50, "A"))
    Workspace.create(home).close()

    def take(_: int) -> None:
        workspace = Workspace.open(home)
        workspace.import_file(file, "orders")
        workspace.close()

    ends = _together(people, take)
    workspace = Workspace.open(home)
    (found,) = workspace.lake.engine.rows("SELECT count(*) AS n FROM lake.main.orders")
    imports = len(workspace.imports())
    return {"ends": ends, "imports": imports, "orders": found["n"], "sound": workspace.check().is_sound}


def taking(people: int, rounds: int) -> dict[str, Any]:
    """Workers look for work at the same moment."""
    from fenji_web.runs.models import RUNNING, Job, Turns
    from fenji_web.runs.services import end, take

    _home()
    Job.objects.all().delete()
    Turns.objects.update(given=0)
    taken, turns = [], []
    for _ in range(rounds):
        for _one in range(people):
            Job.objects.create(kind="grade")
        _together(people, lambda _: void(take()))
        running = list(Job.objects.filter(state=RUNNING))
        taken.append(len(running))
        turns += [one.turn for one in running]
        for one in running:
            end(one.pk, "done")
        Job.objects.filter(state="waiting").delete()
    return {"taken": taken, "turns": turns}


def void(_: object) -> None:
    """What was taken is looked for in the database."""
