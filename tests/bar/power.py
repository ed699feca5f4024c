"""A write's system calls, recorded, and every state of the disk that a power cut in their middle may leave."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.fenji.lake.conftest import SRC

CALLS = (
    "openat,creat,write,pwrite64,writev,pwritev,ftruncate,fallocate,fsync,fdatasync,lseek,"
    "rename,renameat,unlink,unlinkat,mkdir,mkdirat"
)
_LINE = re.compile(r"^\d+\s+(?P<call>\w+)\((?P<rest>.*)\)\s+= (?P<result>-?\d+)")
_FD = re.compile(r"^(?P<fd>\d+)<(?P<path>(?:[^>]|->)*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
SECTOR = 512


@dataclass(frozen=True)
class Event:
    """One change: `make` or `folder` a name, `data` at a place, `cut` to a length, `drop` or `move` a name, `sync`."""

    what: str
    path: str
    at: int = 0
    content: bytes = b""
    to: str = ""


@dataclass(frozen=True)
class Trace:
    """The changes below a folder in their order, and after how many of them the writer said that it was done."""

    folder: Path
    events: tuple[Event, ...]
    acknowledged: int

    @classmethod
    def of(cls, code: str, folder: Path, out: Path) -> Trace:
        """Runs Python code on a folder and records what it asks of the disk."""
        command = ["strace", "-f", "-y", "-xx", "-s", "9000000", "-e", f"trace={CALLS}", "-o", str(out)]
        ended = subprocess.run(
            [*command, sys.executable, "-c", code, str(folder)],
            env={**os.environ, "PYTHONPATH": str(SRC)},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        if "ptrace" in ended.stderr and ended.returncode:
            pytest.skip("strace may not trace here")
        assert ended.returncode == 0, ended.stderr
        reading = _Reading(str(folder.resolve()))
        for line in _joined(out.read_text("ascii", "replace").splitlines()):
            reading.take(line)
        return cls(folder, tuple(reading.events), reading.acknowledged)


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines of calls that others interrupted, put together again."""
    open_: dict[str, str] = {}
    for line in lines:
        pid = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            open_[pid] = line.removesuffix("<unfinished ...>").rstrip()
        elif "resumed>" in line and pid in open_:
            yield open_.pop(pid) + line.split("resumed>", 1)[1]
        else:
            yield line


@dataclass
class _Reading:
    """Turns lines into events; keeps where each file's next plain write goes."""

    top: str
    events: list[Event] = field(default_factory=list)
    acknowledged: int = 10**9
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def take(self, line: str) -> None:
        hit = _LINE.match(line)
        if hit is None or int(hit["result"]) < 0:
            return
        call, rest, result = hit["call"], hit["rest"], int(hit["result"])
        texts = [bytes.fromhex(one.replace("\\x", "")) for one in _TEXT.findall(rest)]
        fd = _FD.match(rest)
        if call in ("write", "pwrite64", "ftruncate", "fsync", "fdatasync", "lseek", "fallocate", "writev", "pwritev"):
            if fd is not None:
                self._on_open_file(call, fd, rest, texts, result)
        elif texts:
            self._on_name(call, rest, texts)

    def _on_open_file(self, call: str, fd: re.Match[str], rest: str, texts: list[bytes], result: int) -> None:
        path = _path(fd["path"])
        key = (fd["fd"], path)
        if call == "write" and b"acknowledged" in b"".join(texts):
            self.acknowledged = len(self.events)
        if not self._is_below(path):
            return
        if call == "lseek":
            self.places[key] = result
        elif call in ("fsync", "fdatasync"):
            self.events.append(Event("sync", path))
        elif call == "ftruncate":
            self.events.append(Event("cut", path, int(rest.rsplit(",", 1)[1])))
        elif call in ("write", "pwrite64"):
            at = self.places.get(key, 0) if call == "write" else int(rest.rsplit(",", 1)[1])
            if call == "write":
                self.places[key] = at + result
            self.events.append(Event("data", path, at, texts[0][:result]))
        else:
            raise AssertionError(f"{call} is not replayed")

    def _on_name(self, call: str, rest: str, texts: list[bytes]) -> None:
        names = [text.decode() for text in texts]
        if not self._is_below(names[0]):
            return
        if call == "openat" and "O_CREAT" in rest:
            self.events.append(Event("make", names[0]))
            if "O_TRUNC" in rest:
                self.events.append(Event("cut", names[0], 0))
        if call in ("openat", "creat"):
            for key in [key for key in self.places if key[1] == names[0]]:
                del self.places[key]
        elif call.startswith("mkdir"):
            self.events.append(Event("folder", names[0]))
        elif call.startswith("unlink"):
            self.events.append(Event("drop", names[0]))
        elif call.startswith("rename"):
            self.events.append(Event("move", names[0], to=names[1]))

    def _is_below(self, path: str) -> bool:
        return path.startswith(self.top + "/") or path == self.top


def _path(words: str) -> str:
    return bytes.fromhex(words.replace("\\x", "")).decode() if words.startswith("\\x") else words


@dataclass(frozen=True)
class State:
    """A disk after a cut: its folder, whether the writer had been told that all is safe, and what was lost."""

    folder: Path
    is_acknowledged: bool
    told: str


def states(trace: Trace, before: Path, place: Path, *, most: int, seed: int) -> Iterator[State]:
    """Different states that cuts may leave, at most so many: the folder of each is the caller's to remove.

    What was synced before the cut is there. Of the rest each piece may be there or not, in any order, and the last of
    each file torn at a sector; a new, renamed or removed name is sure only after its folder was synced.
    """
    chance = random.Random(seed)
    seen: set[str] = set()
    ends = [k for k, event in enumerate(trace.events) if event.what != "data"]
    last = len(trace.events)
    moments = sorted({*ends, last, min(trace.acknowledged, last)})
    rounds = 0
    while len(seen) < most and rounds < 40:
        rounds += 1
        for cut in _spread(moments, most, chance):
            how = chance.choice(("none", "all", "some", "some", "torn"))
            kept = _kept(trace.events[:cut], how, chance)
            digest = hashlib.sha256(repr(kept).encode()).hexdigest()
            if digest in seen:
                continue
            seen.add(digest)
            folder = place / f"state{len(seen)}"
            shutil.copytree(before, folder)
            _replay(kept, str(trace.folder.resolve()), folder)
            yield State(folder, cut >= trace.acknowledged, f"after {cut} of {last} calls, {how}")
            if len(seen) >= most:
                return


def _spread(moments: list[int], most: int, chance: random.Random) -> list[int]:
    """Few tries are spread over the whole; with many every moment has its turn."""
    if most >= len(moments):
        return moments
    step = len(moments) / most
    drawn = [int(number * step + chance.random() * step) for number in range(most - 1)]
    return [*(moments[min(one, len(moments) - 1)] for one in drawn), moments[-1]]


def _kept(events: tuple[Event, ...], how: str, chance: random.Random) -> list[Event]:
    """The events that reached the disk."""
    sure = _sure(events)
    kept = []
    for number, event in enumerate(events):
        if event.what == "sync":
            continue
        if number in sure or how == "all":
            kept.append(event)
        elif how == "none":
            continue
        elif chance.random() < 0.5:
            if how == "torn" and event.what == "data" and len(event.content) > SECTOR:
                length = chance.randrange(0, len(event.content), SECTOR)
                event = Event("data", event.path, event.at, event.content[:length])  # noqa: PLW2901 - what came of it
            kept.append(event)
    return kept


def _sure(events: tuple[Event, ...]) -> set[int]:
    """The numbers of events that a later sync has made safe: a file's content by its own, names by their folder's."""
    sure: set[int] = set()
    waiting: dict[str, list[int]] = {}
    for number, event in enumerate(events):
        if event.what == "sync":
            sure.update(waiting.pop(event.path, ()))
        elif event.what in ("data", "cut"):
            waiting.setdefault(event.path, []).append(number)
        else:
            for name in {event.path, event.to or event.path}:
                waiting.setdefault(str(Path(name).parent), []).append(number)
    return sure


def _replay(events: list[Event], top: str, folder: Path) -> None:
    """Does to a copy what reached the disk; content whose name did not is lost."""
    for event in events:
        path = folder / os.path.relpath(event.path, top)
        if event.what in ("make", "folder"):
            if path.parent.is_dir():
                path.touch() if event.what == "make" else path.mkdir(exist_ok=True)
        elif event.what == "drop":
            path.unlink(missing_ok=True)
        elif event.what == "move":
            if path.exists():
                path.replace(folder / os.path.relpath(event.to, top))
        elif path.is_file():
            _write(path, event)


def _write(path: Path, event: Event) -> None:
    with path.open("r+b") as file:
        if event.what == "cut":
            file.truncate(event.at)
        else:
            file.seek(event.at)
            file.write(event.content)
