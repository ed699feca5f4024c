"""The worker killed with kill -9 in each stage of a job: said clearly, nothing half-written, the next try works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from fenji.lake.commit import AFTER_COMMIT, FAILPOINTS

STAGES = ("first_word", *FAILPOINTS)
WARM = """
import json, os, signal, sys
from datetime import date, timedelta
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from django.db import connections
call_command("migrate", verbosity=0)
from fenji.lake import commit, lake
from fenji.workspace.workspace import Workspace
from fenji_web.accounts.models import User
from fenji_web.runs.models import Job
from fenji_web.runs.services import Leases, enqueue
from fenji_web.serving import child, working
home = Path(os.environ["FENJI_WORKSPACE"])
rows = [f"A{n},C{n % 40},2024-0{n % 6 + 1}-1{n % 9},{n * 7 % 400 + 5}" for n in range(160)]
head = "订单号,客户ID,下单时间,金额"
workspace = Workspace.create(home.parent / "made")
(home.parent / "first.csv").write_text("\\n".join([head, *rows]), "utf-8")
workspace.import_file(home.parent / "first.csv", "orders")
workspace.close()
for part in (home.parent / "made").iterdir():
    part.rename(home / part.name)
person = User.objects.create(username="boss", role="administrator")
working.preload()

def run(pk, stage):
    connections.close_all()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.setsid()
    def failpoint(name):
        if name == stage:
            os.killpg(0, signal.SIGKILL)
    commit.failpoint = lake.failpoint = failpoint
    if stage == "first_word":
        child._progress = lambda *_: lambda *_: os.killpg(0, signal.SIGKILL)
    working.Worker()._do(working.take())  # no thread beside it: a lock one holds at the fork is held for ever
    os._exit(0)

def ask(kind, number):
    if kind == "grade":
        day = date(2024, 7, 1) + timedelta(days=number)
        return enqueue("grade", by=person, scheme="value", as_of=day.isoformat())
    place = home / "web" / "uploads"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{number}.csv").write_text(f"{head}\\nB{number},C1,2024-06-01,50\\n", "utf-8")
    given = {"table": "orders", "columns": None, "options": {}}
    return enqueue("import_file", by=person, kept_as=f"{number}.csv", name=f"{number}.csv", given=given, rows="good")

def facts(kind):
    workspace = Workspace.open(home)
    try:
        count = len(workspace.runs() if kind == "grade" else workspace.imports())
        return count, [one.code for one in workspace.check().problems if one.level == "error"]
    finally:
        workspace.close()

print("ready", flush=True)
for number, line in enumerate(sys.stdin):
    kind, stage = line.split()
    before, _ = facts(kind)
    job = ask(kind, number)
    ended = run(job.pk, stage)
    reaped = len(Leases(timedelta(0)).reap())
    job.refresh_from_db()
    after, problems = facts(kind)
    Job.objects.exclude(kind__in=("grade", "import_file")).delete()  # what a grading asks for when it is done
    again = ask(kind, number)
    run(again.pk, None)
    again.refresh_from_db()
    finally_, problems_then = facts(kind)
    print(json.dumps({"ended": ended, "reaped": reaped, "state": job.state, "said": (job.error or {}).get("problem"),
                      "new": after - before, "problems": problems + problems_then, "again": again.state,
                      "error": again.error, "new_then": finally_ - before}), flush=True)
    Job.objects.filter(finished_at__isnull=True).delete()
    Job.objects.exclude(kind__in=("grade", "import_file")).delete()
"""


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process with everything loaded, which forks a worker for each stage."""
    folder = tmp_path_factory.mktemp("killed") / "shop"
    folder.mkdir()
    environment = {
        **os.environ, "FENJI_WORKSPACE": str(folder), "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings",
        "PYTHONPATH": "src",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", WARM], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    with process:
        process.stdin.close()  # type: ignore[union-attr]


def killed(warm: subprocess.Popen[str], kind: str, stage: str) -> dict[str, Any]:
    assert warm.stdin is not None
    assert warm.stdout is not None
    warm.stdin.write(f"{kind} {stage}\n")
    warm.stdin.flush()
    answer: dict[str, Any] = json.loads(warm.stdout.readline())
    return answer


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", ["grade", "import_file"])
def test_a_worker_killed_in_the_middle_leaves_all_or_nothing_and_the_next_try_works(
    warm: subprocess.Popen[str], kind: str, stage: str
) -> None:
    seen = killed(warm, kind, stage)
    assert seen["ended"] == -9
    assert (seen["reaped"], seen["state"]) == (1, "failed")
    assert seen["said"] == {"en": "The work was interrupted: its worker stopped", "zh": "任务中断：后台进程已停止"}
    assert seen["new"] == (1 if stage == AFTER_COMMIT else 0)
    assert seen["problems"] == []
    assert (seen["again"], seen["error"], seen["new_then"]) == ("done", None, 1)
