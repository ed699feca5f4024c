"""The worker: fires schedules, takes jobs one by one, each in a child process with a lease, stops it when asked."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, connections
from django.utils import timezone

from fenji_web import library
from fenji_web.disclosures.services import remove_expired
from fenji_web.runs.models import FAILED, WAITING, Job
from fenji_web.runs.services import Leases, beat, end, end_interrupted, kept_error, take
from fenji_web.schedules.services import bring_forward, fire_due
from fenji_web.serving.courier import Beside
from fenji_web.serving.doers import end_process, named_process

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

LEASE = timedelta(seconds=20)
_LOOK = 0.3
_SET_BACK = timedelta(minutes=1)  # a clock that says less than before, by more than it is corrected every day
_BEAT = 2.0
_GRACE = 10.0


class Worker:
    """Works until it is told to stop; what runs then is interrupted. `clock` says when schedules are due.

    `beside` is looked after every few seconds: what goes on while jobs run.
    """

    def __init__(self, clock: Callable[[], datetime] = timezone.now, beside: Callable[[], None] = lambda: None) -> None:
        self._beside = beside
        self._stopping = threading.Event()
        self._clock = clock
        self._fired = 0.0
        self._told: datetime | None = None
        self._leases = Leases(LEASE)

    def stop(self, *_: object) -> None:
        """Stops after interrupting the job that runs."""
        self._stopping.set()

    def run(self) -> None:
        """Takes and does jobs until stopped."""
        preload()
        while not self._stopping.is_set():
            for lost in self._leases.reap():
                end_process(lost.doer)
            self._fire()
            job = take() if Job.objects.filter(state=WAITING).exists() else None
            if job is None:
                self._stopping.wait(_LOOK)
            else:
                self._do(job)
        connections.close_all()

    def _do(self, job: Job) -> None:
        pk, turn = job.pk, job.turn
        connections.close_all()  # the child opens its own
        child = multiprocessing.get_context("fork").Process(target=_child, args=(pk, turn), daemon=False)
        child.start()
        Job.objects.filter(pk=pk, turn=turn).update(doer=named_process(child.pid))
        beaten = interrupted = 0.0
        while child.is_alive():
            child.join(0.1)
            now = time.monotonic()
            if now - beaten > _BEAT:
                if not beat(pk, turn):
                    _signal(child, signal.SIGKILL)  # it has ended, or we slept too long and its turn is over
                beaten = now
                self._fire()
            if not interrupted and (self._stopping.is_set() or self._is_unwanted(pk)):
                _signal(child, signal.SIGINT)
                interrupted = now
            if interrupted and now - interrupted > _GRACE:
                _signal(child, signal.SIGKILL)
        child.join()
        if interrupted:
            end_interrupted(pk, turn)
        else:
            end(pk, FAILED, turn=turn, error=kept_error("died"))

    def _fire(self) -> None:
        """Makes jobs of schedules that are due and removes large exports whose time is over; neither stops work."""
        now = time.monotonic()
        if now - self._fired < _BEAT and self._fired:
            return
        self._fired = now
        self._beside()
        told, self._told = self._told, self._clock()
        try:
            if told is None or self._told < told - _SET_BACK:
                bring_forward(self._told)
            fire_due(self._told)
            remove_expired()
        except (library.FenjiError, DatabaseError) as unread:
            logging.getLogger("fenji").warning("schedules wait: %s", unread)

    def _is_unwanted(self, pk: int) -> bool:
        return Job.objects.filter(pk=pk, is_stop_asked=True).exists()


def preload() -> None:
    """Loads what most jobs need, once, so that a child starts at once; nothing is opened."""
    import duckdb  # noqa: F401
    import ibis  # noqa: F401

    from fenji_web.runs.services import kind_of

    _ = library.Workspace
    kind_of("grade")


def _child(pk: int, turn: int) -> None:
    from fenji_web.serving.child import do

    do(pk, turn)


def _signal(child: ForkProcess, number: signal.Signals) -> None:
    if child.pid is not None and child.is_alive():
        os.kill(child.pid, number)


def work() -> None:
    """The worker as a process: Ctrl-C and SIGTERM stop it in order."""
    worker = Worker(beside=Beside())
    signal.signal(signal.SIGINT, worker.stop)
    signal.signal(signal.SIGTERM, worker.stop)
    worker.run()
