"""What makes the suite quick and takes nothing from what it proves: each lever, and who still sees the real thing."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

IN_MEMORY = Path("/dev/shm")
ENOUGH = 6 << 30


def files_in_memory() -> None:
    """Folders of tests lie in memory where there is room: a disk is waited for at each of ten thousand commits.

    The order of writes and syncs is seen by strace, kills by real kills: neither asks what the folder lies on.
    """
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK) or shutil.disk_usage(IN_MEMORY).free < ENOUGH:
        return
    os.environ["TMPDIR"] = str(IN_MEMORY)
    tempfile.tempdir = None


def small_engines() -> None:
    """DuckDB in this process: one thread, and no look at the signature of 70 MB of extensions at each of its starts.

    Programs started by tests (`fenji`, the server, its worker) have the product's own settings, and
    tests/fenji/lake/test_lake.py asks for them; that threads change no grade is a test of tests/properties.
    """
    from fenji.engines import duckdb

    chosen = duckdb.limits

    def limits(memory_limit: str, threads: int | None, temp_directory: Path | None) -> dict[str, Any]:
        return chosen(memory_limit, threads or 1, temp_directory)

    duckdb.limits = limits
    duckdb._OFFLINE = {**duckdb._OFFLINE, "allow_unsigned_extensions": True}


def readers_at_hand() -> None:
    """The process that reads a file is forked, not started: its modules took longer to load than most files to read."""
    from types import SimpleNamespace

    from fenji.intake import reader
    from tests.reading_children import Forked

    reader.subprocess = SimpleNamespace(Popen=Forked, PIPE=reader.subprocess.PIPE)


def few_collections() -> None:
    """What is loaded by now stays: Python need not look through it for garbage after every few hundred objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
