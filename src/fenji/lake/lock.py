"""The write lock: one writer at a time, and everyone else is told who it is."""

from __future__ import annotations

import fcntl
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fenji.engines.translate import cancelled, of_disk
from fenji.errors import LakeBusy
from fenji.language import Text

LOCK_FILE = "write.lock"
_PAUSE_SECONDS = 0.05


class WriteLock:
    """Holds the right to write into a lake's folder from enter to exit; the kernel frees it when its process dies.

    Waits up to `wait_seconds`, then raises LakeBusy that says who holds it, since when and for what.
    """

    def __init__(self, folder: Path, *, owner: str, what: str, wait_seconds: float = 30.0) -> None:
        self.path = folder / LOCK_FILE
        self.owner = owner
        self.what = what
        self.wait_seconds = wait_seconds
        self._handle: int | None = None

    def __enter__(self) -> Self:
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise of_disk(error, str(self.path)) from error
        try:
            self._wait(handle)
            self._sign(handle)
        except KeyboardInterrupt as error:
            os.close(handle)
            raise cancelled(self.path.parent.name) from error
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        try:
            os.ftruncate(handle, 0)
            fcntl.flock(handle, fcntl.LOCK_UN)  # explicitly: a forked child may still hold the same description
        finally:
            os.close(handle)

    def _wait(self, handle: int) -> None:
        until = time.monotonic() + self.wait_seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise self._busy() from None
                time.sleep(_PAUSE_SECONDS)
            else:
                return

    def _sign(self, handle: int) -> None:
        note = {"owner": self.owner, "pid": os.getpid(), "since": datetime.now(UTC).isoformat(), "what": self.what}
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(note, ensure_ascii=False).encode(), 0)
        except OSError as error:
            raise of_disk(error, str(self.path)) from error

    def _busy(self) -> LakeBusy:
        note = holder(self.path.parent)
        problem = Text(
            "{owner} (process {pid}) is writing here since {since}: {what}",
            "{owner}（进程 {pid}）自 {since} 起正在写入：{what}",
        ).fill(owner=note["owner"], pid=note["pid"], since=note["since"], what=note["what"])
        fix = Text("Wait until it has ended, or stop it, then try again.", "请等待其完成，或先将其停止，然后重试。")
        return LakeBusy(problem, where=self.path.parent.name, fix=fix)


def holder(folder: Path) -> dict[str, Any]:
    """Who wrote into the lock last: owner, pid, since (local time), what; '?' where nothing can be read."""
    note: dict[str, Any] = {"owner": "?", "pid": "?", "since": "?", "what": "?"}
    try:
        found = json.loads((folder / LOCK_FILE).read_text(encoding="utf-8"))
        note |= {key: found[key] for key in note}
        note["since"] = f"{datetime.fromisoformat(note['since']).astimezone():%Y-%m-%d %H:%M:%S}"
    except (OSError, ValueError, KeyError, TypeError):
        return note
    return note
