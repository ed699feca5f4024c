"""The benchmark's table, for the terminal and for docs/benchmarks."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PROMISED = {"to_sql": 1.3, "tutorial": 20.0, "well": 2.5, "spread": 0.30}


@dataclass(frozen=True)
class Peer:
    """One way of grading: median seconds, medians of the ratios within rounds, highest memory in bytes.

    `cpu_to_sql` compares processor time, which another program on the machine disturbs less.
    """

    name: str
    seconds: float
    to_sql: float
    to_fenji: float
    cpu_to_sql: float
    peak: int
    runs: int


@dataclass(frozen=True)
class Growth:
    """fenji at one size."""

    orders: int
    seconds: float
    peak: int


@dataclass(frozen=True)
class Promise:
    """One figure beside what was promised."""

    what: str
    promised: str
    found: str


@dataclass(frozen=True)
class Report:
    """Everything one call of `python -m benchmarks` found."""

    command: str
    machine: str
    orders: int
    customers: int
    peers: list[Peer]
    growth: list[Growth]
    each: int
    promises: list[Promise]

    def text(self) -> str:
        """The tables alone."""
        return "\n\n".join([self._peers(), self._growth(), self._promises()])

    def page(self) -> str:
        """The page in docs."""
        day = datetime.now(UTC).date().isoformat()
        return f"""# Grading: speed and memory

`{self.command}`, {day}, on {self.machine}.

Scheme `value` (recency, frequency, money, active months, interaction; five quantile scores; total; tier; reason) for
{self.customers:,} customers with {self.orders:,} generated orders and a fifth as many contacts over 24 months. Every
run is a process of its own, the peers take turns, and a ratio is the median of the ratios within the rounds. Seconds
are the work alone: fenji runs SQL that was compiled before and writes into the lake (files synced and hashed, catalog
committed); the hand-written script reads the very same Parquet files and writes one. Memory is the whole process's
highest resident size.

{self._peers()}

More and more orders, {self.each} a customer:

{self._growth()}

{self._promises()}
"""

    def _peers(self) -> str:
        rows = [
            [
                p.name,
                f"{p.seconds:.2f} s",
                f"{p.to_sql:.2f} ×",
                f"{p.to_fenji:.2f} ×",
                f"{p.cpu_to_sql:.2f} ×",
                size(p.peak),
                str(p.runs),
            ]
            for p in self.peers
        ]
        return table(
            ["way of grading", "median", "to the SQL", "to fenji", "processor time to the SQL", "memory", "runs"], rows
        )

    def _growth(self) -> str:
        rows = []
        for before, one in zip([None, *self.growth], self.growth, strict=False):
            step = "" if before is None else f"{1e6 * slope(before, one):.3f} s"
            rows.append([f"{one.orders:,}", f"{one.seconds:.2f} s", step, size(one.peak)])
        return table(["orders", "median", "per additional million orders", "memory"], rows)

    def _promises(self) -> str:
        rows = [[p.what, p.promised, p.found] for p in (*self._ratios(), *self.promises)]
        return table(["promise", "promised", "found"], rows)

    def _ratios(self) -> list[Promise]:
        _, fenji, well, *tutorial = self.peers
        found = [
            Promise("fenji to hand-written SQL", "at most 1.3 ×", f"{fenji.to_sql:.2f} ×"),
            Promise("pandas written well to fenji", "at least 2.5 ×", f"{well.to_fenji:.2f} ×"),
            *(Promise("pandas as in tutorials to fenji", "at least 20 ×", f"{t.to_fenji:.1f} ×") for t in tutorial),
            *(Promise(f"memory at {one.orders:,} orders", _memory(one.orders), size(one.peak)) for one in self.growth),
        ]
        if len(self.growth) > 2:
            found.append(Promise("time per additional order, each step to the whole", "within ± 30 %", self._spread()))
        return found

    def _spread(self) -> str:
        whole = slope(self.growth[0], self.growth[-1])
        steps = [slope(a, b) / whole - 1 for a, b in zip(self.growth, self.growth[1:], strict=False)]
        return f"{100 * min(steps):+.0f} % to {100 * max(steps):+.0f} %"


def slope(before: Growth, after: Growth) -> float:
    """Seconds for one more order."""
    return (after.seconds - before.seconds) / (after.orders - before.orders)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def size(count: int) -> str:
    """Bytes in MB or GB of a thousand."""
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def machine() -> str:
    """Processor, cores, memory and versions."""
    facts = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    name = next((line.split(":")[1].strip() for line in facts.splitlines() if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    python = ".".join(str(part) for part in sys.version_info[:3])
    made_of = ", ".join(f"{package} {version(package)}" for package in ("duckdb", "ibis-framework", "pandas"))
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[1]
    return (
        f"{cores} cores (load {load:.1f}) of {name or platform.machine()}, {size(memory)}, Python {python}, {made_of}"
    )


def _memory(orders: int) -> str:
    return "under 1 GB" if orders == 10_000_000 else "under 2 GB" if orders == 50_000_000 else ""
