"""One run in a process of its own: how long its own clock says it took, and how much memory it had at most."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Run:
    """`seconds` is the work alone where the program measures it, else the whole process; `peak` is in bytes."""

    seconds: float
    whole: float
    peak: int
    said: dict[str, Any]


def run(arguments: Sequence[str], *, environment: dict[str, str] | None = None) -> Run:
    """Runs a program to its end; its last line of output may be JSON with `seconds`. A failure ends the benchmark.

    The system counts the memory of the starting process as the program's until it has begun: start it from a small one.
    """
    with Path(os.devnull).open() as nothing:
        began = time.perf_counter()
        process = subprocess.Popen(
            list(arguments), stdin=nothing, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
        )
        assert process.stdout is not None
        with process.stdout:
            output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        whole = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {process.returncode}\n{output}")
    said = _last_json(output)
    return Run(float(said.get("seconds", whole)), whole, used.ru_maxrss * 1024, said)


def module(name: str, *arguments: object) -> list[str]:
    """The command line of one of this folder's programs."""
    return [sys.executable, "-m", f"benchmarks.{name}", *(str(argument) for argument in arguments)]


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def _last_json(output: str) -> dict[str, Any]:
    for line in reversed(output.strip().splitlines()):
        if line.startswith("{") and line.endswith("}"):
            try:
                found: dict[str, Any] = json.loads(line)
            except ValueError:
                return {}
            return found
    return {}
