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

_LOOK = 0.2
_PAUSE = 1.0
_GRACE = 15.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Keeper:
    """Runs a command and others beside it until the first ends or it is told to stop, then ends all."""

    environment: dict[str, str]
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(
        self,
        first: Sequence[str],
        beside: Sequence[Sequence[str]],
        *,
        is_ready: Callable[[], bool],
        when_ready: Callable[[], None],
    ) -> bool:
        """Starts all and waits; True where they were told to stop, False where the first ended by itself.

        One beside it that ends is started again. `when_ready` is called once, as soon as `is_ready`.
        """
        leading, others = self._start(first), [(command, self._start(command)) for command in beside]
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        is_waiting = True
        try:
            while not self._stopping.wait(_LOOK):
                if leading.poll() is not None:
                    return False
                others = [(command, self._kept(command, process)) for command, process in others]
                if is_waiting and is_ready():
                    is_waiting = False
                    when_ready()
            return True
        finally:
            _end([leading, *(process for _, process in others)])
            for number, handler in before.items():
                signal.signal(number, handler)

    def _kept(self, command: Sequence[str], process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        if process.poll() is None or self._stopping.wait(_PAUSE):
            return process
        return self._start(command)

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
