"""A small lake with one committed import, and a way to run Python beside it in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fenji.lake.lake import Lake

SRC = Path(__file__).parents[3] / "src"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Orders 0..99 in the first snapshot, nothing open."""
    where = tmp_path / "lake"
    with Lake.create(where, threads=1) as lake, lake.write(actor="李雷", what="first import") as tx:
        tx.create("orders", {"order_id": "BIGINT", "amount": "DECIMAL(18,2)"})
        tx.append("orders", "SELECT i AS order_id, i * 1.5 AS amount FROM range(100) t(i)")
    return where


def run_python(code: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a new process and waits for its end."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(SRC), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def start_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Starts code in a new process."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def totals(folder: Path) -> tuple[int, int]:
    """How many orders and how many customers there are; -1 for a table that does not exist."""
    with Lake.open(folder, threads=1) as lake:
        counts = [
            lake.engine.rows(f"SELECT count(*) AS n FROM lake.main.{name}")[0]["n"] if lake.has(name) else -1
            for name in ("orders", "customers")
        ]
    return counts[0], counts[1]
