"""How many calls are answered: counted for all processes of a machine in one small file, by time alone.

Each counted thing (an address, a key, a person) has the instant until which it has used up its share (GCRA): a call
moves it on by one share, and is refused where that would lie more than the whole span ahead.
"""

from __future__ import annotations

import fcntl
import hashlib
import math
import mmap
import os
import struct
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SPAN = 60.0  # seconds
_PLACES, _NEAR = 32_768, 16
_ROW = struct.Struct("=Qd")
_LOCK = threading.Lock()
_OPEN: dict[Path, tuple[int, mmap.mmap]] = {}


@dataclass(frozen=True)
class Room:
    """What is left of a share: `left` calls now, the whole share again in `reset` seconds; `wait` where none is."""

    name: str
    most: int
    left: int
    reset: int
    wait: int = 0

    @property
    def is_full(self) -> bool:
        """Whether a call must wait."""
        return self.wait > 0


def most(name: str) -> int:
    """How many calls a minute are answered of each address, key or person (`FENJI_API_<NAME>_A_MINUTE`)."""
    usual = {"address": 1200, "wrong": 30, "key": 600, "person": 1200}[name]
    said = os.environ.get(f"FENJI_API_{name.upper()}_A_MINUTE", "")
    return int(said) if said.isdigit() and int(said) > 0 else usual


def take(name: str, whose: str, *, now: float | None = None, only_look: bool = False) -> Room:
    """Counts a call of somebody and says what room is left; `only_look` counts nothing.

    Time is the machine's own, which nobody sets back; after a restart of the machine everybody has the whole share.
    """
    limit = most(name)
    share, at = SPAN / limit, time.monotonic() if now is None else now
    label = int.from_bytes(hashlib.sha256(f"{name}:{whose}".encode()).digest()[:8], "big") | 1
    with _LOCK:
        handle, rows = _file()
        fcntl.lockf(handle, fcntl.LOCK_EX)
        try:
            place, until = _find(rows, label, at)
            until = max(until, at) if until <= at + SPAN + share else at
            if until + share > at + SPAN:
                return Room(name, limit, 0, math.ceil(until - at), max(1, math.ceil(until + share - at - SPAN)))
            if not only_look:
                until += share
                _ROW.pack_into(rows, place, label, until)
        finally:
            fcntl.lockf(handle, fcntl.LOCK_UN)
    return Room(name, limit, int((at + SPAN - until) / share + 1e-6), math.ceil(until - at))


def forget() -> None:
    """Everybody has the whole share again."""
    with _LOCK:
        handle, rows = _file()
        rows[:] = bytes(len(rows))
        del handle


def _file() -> tuple[int, mmap.mmap]:
    path = Path(settings.WEB_FOLDER) / "calls.counted"
    if path not in _OPEN:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.ftruncate(handle, _PLACES * _ROW.size)
        _OPEN[path] = handle, mmap.mmap(handle, _PLACES * _ROW.size)
    return _OPEN[path]


def _find(rows: mmap.mmap, label: int, now: float) -> tuple[int, float]:
    """Where a thing is counted, and until when it has used its share; a new one takes the place used longest ago."""
    best, oldest = 0, math.inf
    for step in range(_NEAR):
        place = (label + step) % _PLACES * _ROW.size
        found, until = _ROW.unpack_from(rows, place)
        if found == label:
            return place, until
        if until < oldest:
            best, oldest = place, until
    return best, now
