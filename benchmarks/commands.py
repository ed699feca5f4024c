"""What a person waits for at the terminal, and what a large workbook costs in memory."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measured import Run, median, module, run
from benchmarks.report import Promise, size

FENJI = [sys.executable, "-c", "import sys; from fenji.cli.main import run; sys.exit(run())"]
CUSTOMER = "C00000001"


def measure(folder: Path, *, orders: int, customers: int, listed: int, rounds: int) -> list[Promise]:
    """`fenji --help`, a whole `fenji grade`, `fenji explain`, and a workbook of so many customers."""
    place = str(folder / f"{orders}_{customers}")
    helped = [run([*FENJI, "--help", "--lang", "en"]) for _ in range(rounds)]
    first, again = graded(place, "2024-11-30"), graded(place, "2024-12-31")
    explained = [run([*FENJI, "explain", CUSTOMER, "--workspace", place, "--lang", "en"]) for _ in range(rounds)]
    found = [
        Promise("fenji --help", "under 0.3 s", f"{median([one.whole for one in helped]):.2f} s"),
        Promise("fenji explain", "under 1.5 s", f"{median([one.whole for one in explained]):.2f} s"),
        Promise("fenji grade, first time (files verified, calibrated, compiled, digest, read model)", "", _both(first)),
        Promise("fenji grade, next month (files verified, digest, read model)", "", _both(again)),
    ]
    if listed:
        book = run(module("workbook", folder / f"workbook_{listed}", "--customers", listed))
        found.append(Promise(f"workbook of {listed:,} customers, memory", "under 300 MB", size(int(book.said["peak"]))))
        found.append(Promise(f"workbook of {listed:,} customers, time", "", f"{book.seconds:.1f} s"))
    return found


def graded(place: str, as_of: str) -> Run:
    """The whole command, from the shell and back."""
    return run([*FENJI, "grade", "--scheme", "value", "--as-of", as_of, "--workspace", place, "--lang", "en"])


def _both(one: Run) -> str:
    return f"{one.whole:.1f} s, {size(one.peak)}"
