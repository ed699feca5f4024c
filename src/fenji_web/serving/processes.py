"""The processes that `fenji serve` keeps: started, watched, ended together, none left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_GRACE = 15.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Keeper:
    """Runs commands until one ends or it is told to stop, then ends all."""

    environment: dict[str, str]
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, *commands: Sequence[str], is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> bool:
        """Starts all and waits; True where they were told to stop, False where one ended by itself.

        `when_ready` is called once, as soon as `is_ready`.
        """
        is_waiting = True
        running = [self._start(command) for command in commands]
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            while not self._stopping.wait(0.2):
                if any(process.poll() is not None for process in running):
                    return False
                if is_waiting and is_ready():
                    is_waiting = False
                    when_ready()
            return True
        finally:
            _end(running)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, *_: object) -> None:
        self._stopping.set()

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """A process in a session of its own: Ctrl-C reaches us alone, and we end it in order."""
        return subprocess.Popen(  # noqa: S603 - our own commands
            command,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread runs here
        )


def _die_with_parent() -> None:
    """Where the system can do it (Linux), a process ends when the one that started it is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
