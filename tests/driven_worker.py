"""Workers forked from one warm process, killed, put to sleep or starved where a test says; runs inside that process."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import signal
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HEAD = "订单号,客户ID,下单时间,金额"
SCHEME = "value"
FIRST, SECOND = date(2024, 6, 30), date(2024, 7, 31)
AIMS = {
    "import_file": ("commit", "start", "commit"),
    "grade": ("commit", "list", "start"),
    "workbook": ("file", "words", "start"),
}
_LINKED = (".parquet", ".duckdb")


def rows(count: int, prefix: str, *, month: int = 0) -> list[str]:
    """Lines of an order file: every order its own number, customers who come again."""
    return [
        f"{prefix}{n},C{n % max(count // 8, 5)},2024-0{month or n % 6 + 1}-{n % 27 + 1:02},{n * 7 % 400 + 5}"
        for n in range(count)
    ]


def write_orders(path: Path, lines: list[str]) -> Path:
    """An order file."""
    path.write_text("\n".join([HEAD, *lines, ""]), "utf-8")
    return path


class Shop:
    """The workspace of the warm process: its data put back before each try, jobs asked for and driven."""

    def __init__(self, customers: int, arriving: int) -> None:
        from django.conf import settings
        from django.core.management import call_command

        from fenji_web.accounts.models import User
        from fenji_web.serving import working

        call_command("migrate", verbosity=0)
        self.home = Path(settings.FENJI_WORKSPACE)
        self.arriving = arriving
        self.kept = self.home.parent / "kept"
        self._make(customers)
        self._known: dict[str, tuple[dict[str, Any], dict[str, Any], float]] = {}
        self.person, _ = User.objects.get_or_create(username="boss", defaults={"role": "administrator"})
        working.preload()

    def _make(self, customers: int) -> None:
        from fenji.workspace.workspace import Workspace

        made = Workspace.create(self.kept)
        made.import_file(write_orders(self.home.parent / "first.csv", rows(customers * 8, "A")), "orders")
        made.grade(SCHEME, as_of=FIRST)
        made.close()
        self.put_back()

    def put_back(self) -> None:
        """The workspace as it was first; files that are never written in place are linked, not copied."""

        def copy(source: str, target: str) -> None:
            os.link(source, target) if source.endswith(_LINKED) else shutil.copy2(source, target)

        for part in self.kept.iterdir():
            there = self.home / part.name
            if part.is_file():
                shutil.copy2(part, there)
                continue
            shutil.rmtree(there, ignore_errors=True)
            shutil.copytree(part, there, copy_function=copy)
        shutil.rmtree(self.home / "web" / "exports", ignore_errors=True)

    def ask(self, kind: str) -> Any:
        """A job of a kind, waiting."""
        from fenji_web.runs.models import Job
        from fenji_web.runs.services import enqueue

        Job.objects.all().delete()
        if kind == "import_file":
            place = self.home / "web" / "uploads"
            place.mkdir(parents=True, exist_ok=True)
            write_orders(place / "1.csv", rows(self.arriving, "B"))
            given = {"table": "orders", "columns": None, "options": {}}
            return enqueue(kind, by=self.person, kept_as="1.csv", name="1.csv", given=given, rows="good")
        if kind == "workbook":
            run = f"{SCHEME}-v1-{FIRST}"
            return enqueue(kind, by=self.person, run=run, lang="zh", sees_contact=True)
        return enqueue("grade", by=self.person, scheme=SCHEME, as_of=SECOND.isoformat())

    def start(self, before: Callable[[], None] | None = None, *, goes_on: bool = False) -> int:
        """A worker that takes the next job (or all that come), in a process group of its own; gives its number."""
        from django.db import connections

        from fenji_web.serving import working

        connections.close_all()
        pid = os.fork()
        if pid:
            return pid
        os.setsid()
        try:
            if before is not None:
                before()
            if goes_on:
                working.work()
            elif (job := working.take()) is not None:
                working.Worker()._do(job)
        finally:
            os._exit(0)

    def run(self, before: Callable[[], None] | None = None) -> int:
        """The same, awaited; its end. Nothing here lasts two minutes: what does hangs, and is ended."""
        pid = self.start(before)
        watch = threading.Timer(120, lambda: os.killpg(pid, signal.SIGABRT))
        watch.start()
        try:
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        finally:
            watch.cancel()

    def facts(self) -> dict[str, Any]:
        """What a person would find: imports and their rows, runs, what lists show, exports, what the check says."""
        from fenji.workspace.model_file import newest_file, open_file
        from fenji.workspace.unfinished import remove_unfinished
        from fenji.workspace.workspace import Workspace

        workspace = Workspace.open(self.home)
        try:
            found = workspace.lake.engine.rows("SELECT count(*) AS n FROM lake.main.orders")
            seen: dict[str, Any] = {
                "imports": len(workspace.imports()),
                "orders": found[0]["n"],
                "runs": sorted(run.id for run in workspace.runs()),
            }
        finally:
            workspace.close()
        lists = {}
        for path in sorted((self.home / "runs").glob("*.duckdb")):
            result = open_file(path)
            told = [(row["customer_id"], row["tier"], str(row["total"])) for row in result.rows()]
            lists[path.name] = hashlib.sha256(repr(told).encode()).hexdigest()
            result.engine.close()
        shown = newest_file(self.home / "runs", SCHEME)
        exported = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self._exports()}
        remove_unfinished(self.home, older_than=timedelta(0))
        report = workspace.check(clean=True)
        left = [path for path in self.home.rglob("*") if path.name.endswith(".part") or "intake-" in path.name]
        return seen | {
            "lists": lists, "shown": shown and shown.name, "exported": exported,
            "problems": [one.code for one in report.problems], "left": [path.name for path in left],
        }  # fmt: skip

    def known(self, kind: str) -> tuple[dict[str, Any], dict[str, Any], float]:
        """What is there before a job of a kind and after one that nobody disturbs, and how long that lasts."""
        if kind not in self._known:
            self.put_back()
            old = self.facts()
            self.put_back()
            job = self.ask(kind)
            began = time.monotonic()
            self.run()
            lasts = time.monotonic() - began
            job.refresh_from_db()
            assert job.state == "done", job.error
            self._known[kind] = old, self.facts(), lasts
        return self._known[kind]

    def _exports(self) -> Iterator[Path]:
        for path in (self.home / "web" / "exports").glob("*/*"):
            if not path.name.startswith("."):
                yield path


def kills(shop: Shop, kind: str, times: int, seed: int) -> dict[str, Any]:
    """Kills a worker and all it started at random moments of a job, a third of them in the windows that matter most."""
    from fenji_web.runs.services import Leases

    chance = random.Random(seed)
    old, new, lasts = shop.known(kind)
    seen: dict[str, Any] = {"tried": 0, "killed": 0, "old": 0, "new": 0, "wrong": [], "seed": seed}
    for number in range(times):
        shop.put_back()
        job = shop.ask(kind)
        aim, wait = AIMS[kind][number % len(AIMS[kind])], chance.random()
        ended = shop.run(lambda aim=aim, wait=wait: _doom(aim, wait, lasts))  # type: ignore[misc]
        Leases(timedelta(0)).reap()
        job.refresh_from_db()
        now = shop.facts()
        seen["tried"] += 1
        seen["killed"] += ended == -signal.SIGKILL
        seen["wrong"] += [f"{number} {aim} {wait:.3f}: {what}" for what in wrongs(job, now, old=old, new=new)]
        seen["old" if now["runs"] == old["runs"] and now["imports"] == old["imports"] else "new"] += 1
    return seen


def wrongs(job: Any, now: dict[str, Any], *, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What is neither the state before nor the state after, and what a job says that isn't so."""
    stored = ("imports", "orders", "runs")
    if [now[key] for key in stored] not in ([old[key] for key in stored], [new[key] for key in stored]):
        yield f"neither old nor new: {[now[key] for key in stored]}"
    if now["shown"] not in (old["shown"], new["shown"]):
        yield f"shows {now['shown']}"
    if any(new["lists"].get(name) != digest for name, digest in now["lists"].items()) or (
        now["shown"] and now["shown"] not in now["lists"]
    ):
        yield "a list is not what was graded"
    if any(new["exported"].get(name) != digest for name, digest in now["exported"].items()):
        yield "a file to download is not whole"
    if now["problems"] or now["left"]:
        yield f"left behind: {now['problems']} {now['left']}"
    if job.state not in ("done", "failed"):
        yield f"the job is {job.state}"
    if job.state == "done" and any(now[key] != new[key] for key in (*stored, "shown", "exported")):
        yield "what was said to be done is lost"


def _doom(aim: str, wait: float, lasts: float) -> None:
    """Sets the moment at which this process group dies: after its start, in its commit, list, file or words."""
    {"start": _soon, "commit": _in_commit, "file": _in_file, "list": _in_list, "words": _after_words}[aim](wait, lasts)


def _die_after(seconds: float) -> None:
    if not seconds:
        os.killpg(0, signal.SIGKILL)
    timer = threading.Timer(seconds, lambda: os.killpg(0, signal.SIGKILL))
    timer.daemon = True
    timer.start()


def _soon(wait: float, lasts: float) -> None:
    group = os.getpgrp()
    if os.fork() == 0:  # no thread beside the fork that follows
        time.sleep(wait * lasts)
        os.killpg(group, signal.SIGKILL)


def _in_commit(wait: float, lasts: float) -> None:
    """At one of the places where a commit can be met half-way, or some milliseconds later."""
    del lasts
    from fenji.lake import commit, lake

    places = (commit.BEFORE_SYNC, commit.BETWEEN_FILES, commit.BEFORE_HASHES, commit.BEFORE_COMMIT)
    chosen = places[int(wait * 100) % len(places)]

    def failpoint(name: str) -> None:
        if name == chosen:
            time.sleep(wait * 0.01)
            _die_after(0 if wait < 0.5 else (wait - 0.5) * 0.04)

    commit.failpoint = lake.failpoint = failpoint  # type: ignore[assignment]


def _in_file(wait: float, lasts: float) -> None:
    parts = iter(range(int(wait * 8) + 1))
    packed = zipfile.ZipFile.write

    def write(*given: Any, **options: Any) -> None:
        packed(*given, **options)
        if next(parts, None) is None:
            os.killpg(0, signal.SIGKILL)

    zipfile.ZipFile.write = write  # type: ignore[method-assign, assignment]


def _in_list(wait: float, lasts: float) -> None:
    """While a list's tables are written."""
    del lasts
    from fenji.engines import model

    real = model._write

    def write(*given: Any) -> None:
        _die_after(wait * 0.03)
        real(*given)

    model._write = write


def _after_words(wait: float, lasts: float) -> None:
    _at_words(lambda _: True, wait * lasts * 0.4)


def _at_words(is_meant: Callable[[Any], bool], seconds: float) -> None:
    from fenji_web.serving import child

    said = child._progress

    def progress(*given: Any) -> Callable[[Any, float], None]:
        say = said(*given)

        def told(stage: Any, share: float) -> None:
            if is_meant(stage):
                _die_after(seconds)
            say(stage, share)

        return told

    child._progress = progress


def starved(shop: Shop, kind: str, megabytes: int) -> dict[str, Any]:
    """A job whose process may take so much more address space than it had when it began, and no more."""
    from fenji_web.serving import working

    real = working._child

    def hungry(pk: int, turn: int) -> None:
        mapped = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        most = mapped + (megabytes << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        real(pk, turn)

    def limit() -> None:
        working._child = hungry

    old, _, _ = shop.known(kind)
    shop.put_back()
    job = shop.ask(kind)
    ended = shop.run(limit)
    job.refresh_from_db()
    said = (job.error or {}).get("problem", {}).get("en", "")
    now = shop.facts()
    wrong = (
        [] if job.state == "done" else [key for key in ("imports", "orders", "runs", "shown") if now[key] != old[key]]
    )
    return {"ended": ended, "state": job.state, "error": said, "wrong": wrong + now["problems"] + now["left"]}


def asleep(shop: Shop, *, elsewhere: bool) -> dict[str, Any]:
    """A worker put to sleep right before its commit, beyond its lease; another takes over; then the first wakes up."""
    from fenji.lake import commit, lake
    from fenji_web.runs.models import Job
    from fenji_web.runs.services import Leases, enqueue
    from fenji_web.serving.doers import end_process

    def sleep_at_commit() -> None:
        def failpoint(name: str) -> None:
            if name == commit.BEFORE_COMMIT:
                os.killpg(0, signal.SIGSTOP)

        commit.failpoint = lake.failpoint = failpoint  # type: ignore[assignment]

    old, _, _ = shop.known("grade")
    shop.put_back()
    job = shop.ask("grade")
    slept = shop.start(sleep_at_commit)
    os.waitpid(slept, os.WUNTRACED)
    (lost,) = Leases(timedelta(0)).reap()
    was_ended = not elsewhere and end_process(lost.doer)
    after: dict[str, Any] = {"was_ended": was_ended}
    if not elsewhere:
        second = enqueue("grade", by=shop.person, scheme=SCHEME, as_of="2024-08-31")
        shop.run()
        second.refresh_from_db()
        after["second"] = second.state
    os.killpg(slept, signal.SIGCONT)
    os.waitpid(slept, 0)
    job.refresh_from_db()
    now = shop.facts()
    return after | {
        "job": job.state,
        "said": job.error["problem"]["en"],
        "new_runs": sorted(set(now["runs"]) - set(old["runs"])),
        "problems": now["problems"],
        "open": Job.objects.filter(finished_at=None).exclude(kind="customer_timeline").count(),
    }


def stopped(shop: Shop, kind: str, times: int, seed: int, *, by_signal: bool) -> dict[str, Any]:
    """A job stopped at random moments: by a person's button, or by SIGTERM to its worker; how long it then took."""
    from django.db import connections

    from fenji_web.runs.models import RUNNING, Job
    from fenji_web.runs.services import stop

    chance = random.Random(seed)
    old, new, lasts = shop.known(kind)
    seen: dict[str, Any] = {"states": [], "wrong": [], "slowest": 0.0, "exits": [], "seed": seed}
    for number in range(times):
        shop.put_back()
        job = shop.ask(kind)
        worker = shop.start(goes_on=by_signal)
        while not Job.objects.filter(pk=job.pk).exclude(state="waiting").exists():
            time.sleep(0.01)
        time.sleep(chance.random() * lasts * 0.8 if number else 0)
        asked = time.monotonic()
        os.kill(worker, signal.SIGTERM) if by_signal else stop(job)
        connections.close_all()
        seen["exits"].append(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
        seen["slowest"] = max(seen["slowest"], round(time.monotonic() - asked, 2))
        job.refresh_from_db()
        seen["states"].append(job.state)
        now = shop.facts()
        seen["wrong"] += [f"{number}: {what}" for what in wrongs(job, now, old=old, new=new) if "cancelled" not in what]
        if job.state == RUNNING or (job.state != "done" and now["shown"] != old["shown"]):
            seen["wrong"].append(f"{number}: {job.state}, and {now['shown']} is shown")
    return seen
