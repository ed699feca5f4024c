"""The courier: carries messages out beside the jobs, in a process of its own, so that neither waits for the other."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from fenji_web import library
from fenji_web.serving.doers import named_process

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

_LOOK = 1.0
_RUNS = 2.0
_TIDY = 3600.0
_PAUSE = 5.0


class Courier:
    """Announces new runs, writes their messages piece by piece, sends what waits; until it is stopped."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._looked = self._tidied = 0.0
        self._name = _named(named_process(os.getpid()))

    def stop(self, *_: object) -> None:
        """Stops after the message that is on its way."""
        self._stopping.set()

    def run(self) -> None:
        """Works until stopped; what fails is tried again, and stops nobody's other messages."""
        from fenji_web.deliveries.services import let_go

        let_go(_is_gone)
        while not self._stopping.is_set():
            try:
                is_idle = not self.do()
            except (library.FenjiError, DatabaseError, OSError) as unread:
                logging.getLogger("fenji").warning("messages wait: %s", unread)
                is_idle = True
            if is_idle:
                self._stopping.wait(_LOOK)
        connections.close_all()

    def do(self) -> bool:
        """One round: a piece of an announcement, some messages of one endpoint. False where there was nothing to do."""
        from fenji_web.deliveries.services import announce_runs, deliver, write_messages
        from fenji_web.webhooks.services import tidy

        now = time.monotonic()
        if now - self._looked > _RUNS:
            self._looked = now
            library.adopt(library.Settings.read(Path(settings.FENJI_WORKSPACE)).conventions)
            announce_runs()
        if now - self._tidied > _TIDY:
            self._tidied = now
            tidy(timezone.now(), timedelta(days=90))
        written, sent = write_messages(), deliver(who=self._name)
        return written >= 0 or sent >= 0


def _named(process: Mapping[str, Any] | None) -> str:
    return "" if process is None else f"{process['pid']} {process['started']} {process['boot']}"


def _is_gone(name: str) -> bool:
    """Whether a courier of that name was one of this machine and runs no more."""
    pid, _, rest = name.partition(" ")
    mine = named_process(os.getpid())
    if mine is None or not pid.isdecimal() or not rest.endswith(str(mine["boot"])):
        return False
    return _named(named_process(int(pid))) != name


class Beside:
    """Keeps a courier running beside the worker: started when first asked for, anew where it ended by itself."""

    def __init__(self) -> None:
        self._child: ForkProcess | None = None
        self._started = 0.0

    def __call__(self) -> None:
        """Looks whether it runs."""
        now = time.monotonic()
        is_gone = self._child is None or not self._child.is_alive()
        if is_gone and (now - self._started > _PAUSE or not self._started):
            self._started = now
            connections.close_all()  # the child opens its own
            self._child = multiprocessing.get_context("fork").Process(target=carry, daemon=True)
            self._child.start()


def follow(parent: int, stop: Callable[[], None]) -> None:
    """Stops where the process that started us is gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    stop()


def carry() -> None:
    """The courier as a process."""
    courier = Courier()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the group; who started us ends us in order
    signal.signal(signal.SIGTERM, courier.stop)
    threading.Thread(target=follow, args=(os.getppid(), courier.stop), daemon=True).start()
    courier.run()


if __name__ == "__main__":
    from fenji_web.config.lean import hide_pandas

    hide_pandas()
    django.setup()
    carry()
    sys.exit(0)
