"""The process that does a job, named so that it can be ended by whoever takes its turn, and nobody else is."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

_PROC = Path("/proc")


def named_process(pid: int | None) -> dict[str, Any] | None:
    """A process by more than its number, which another may get after it; None where the system does not tell.

    >>> named_process(os.getpid()) == named_process(os.getpid()) or not _PROC.is_dir()
    True
    """
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        room = str((_PROC / "self/ns/pid").readlink())  # a container's numbers are its own
        words = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return {"boot": boot, "room": room, "pid": pid, "started": words[19]}


def end_process(named: dict[str, Any] | None) -> bool:
    """Ends that very process, asleep or not, where it is on this machine: it would hold the lake from those after it.

    False where it is gone, elsewhere, or another process has its number.
    """
    if not named or named_process(named["pid"]) != named:
        return False
    with suppress(ProcessLookupError, PermissionError):
        os.kill(named["pid"], signal.SIGKILL)
        return True
    return False
