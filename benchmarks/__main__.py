"""`make bench`: every peer in turn, several times over, and the table that docs/benchmarks/grading.md shows."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import commands
from benchmarks.measured import Run, median, module, run
from benchmarks.report import Growth, Peer, Promise, Report, machine

NAMES = {
    "by_sql": "hand-written DuckDB SQL, to Parquet",
    "by_fenji": "fenji, into the lake",
    "by_pandas_well": "pandas, written well",
    "by_pandas_tutorial": "pandas, as tutorials write it",
}

_READY: set[Path] = set()


def main() -> None:
    options = asked(sys.argv[1:])
    options.folder.mkdir(parents=True, exist_ok=True)
    threads = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    os.environ.update(threads)
    peers, tiers_agree, identical = compare(options)
    report = Report(
        command="python -m benchmarks " + " ".join(sys.argv[1:]),
        machine=machine(),
        orders=options.orders,
        customers=options.customers,
        peers=peers,
        growth=grow(options),
        each=options.each,
        promises=[
            Promise("peers with the same cut points find the same tiers and totals", "yes", _yes(tiers_agree)),
            Promise("two gradings have the same digest", "yes", _yes(identical)),
            *commands.measure(options.folder, orders=options.orders, customers=options.customers,
                              listed=options.workbook, rounds=options.rounds),
        ],
    )  # fmt: skip
    print(report.text())
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(report.page(), "utf-8")


def asked(arguments: Sequence[str]) -> argparse.Namespace:
    """The sizes; the defaults are those of the published table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--growth", type=_numbers, default=[5_000_000, 10_000_000, 20_000_000, 50_000_000])
    parser.add_argument("--each", type=int, default=25, help="orders a customer in the growth series")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slow-rounds", type=int, default=1, help="how often the slow tutorial code runs")
    parser.add_argument("--workbook", type=int, default=100_000, help="customers in the workbook; 0: none")
    parser.add_argument("--memory", default="2GB", help="DuckDB's limit")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fenji-bench")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/grading.md"))
    return parser.parse_args(arguments)


def compare(options: argparse.Namespace) -> tuple[list[Peer], bool, bool]:
    """All peers on the same orders, one after the other, round after round; ratios are taken within a round."""
    folder = stored(options.folder, options.orders, options.customers)
    runs: dict[str, list[Run]] = {name: [] for name in NAMES}
    for number in range(options.rounds):
        for name, words in NAMES.items():
            if name == "by_pandas_tutorial" and number >= options.slow_rounds:
                continue
            limit = [] if "pandas" in name else ["--memory", options.memory]
            runs[name].append(run(module(name, folder, *limit)))
            print(f"round {number + 1}: {words}: {runs[name][-1].seconds:.2f} s", flush=True)
    checked = [run(module("by_fenji", folder, "--memory", options.memory, "--digest")).said for _ in range(2)]
    others = [runs[name][0].said["tiers"] for name in ("by_sql", "by_pandas_well")]
    first = runs["by_sql"]
    peers = [
        Peer(
            NAMES[name],
            seconds=median([one.seconds for one in found]),
            to_sql=median([one.seconds / other.seconds for one, other in zip(found, first, strict=False)]),
            to_fenji=median([one.seconds / other.seconds for one, other in zip(found, runs["by_fenji"], strict=False)]),
            cpu_to_sql=median([one.said["cpu"] / other.said["cpu"] for one, other in zip(found, first, strict=False)]),
            peak=max(one.peak for one in found),
            runs=len(found),
        )
        for name, found in runs.items()
        if found
    ]
    agree = all(other == checked[0]["tiers"] for other in others)
    return peers, agree, checked[0]["digest"] == checked[1]["digest"]


def grow(options: argparse.Namespace) -> list[Growth]:
    """fenji on more and more orders and as many more customers, sizes interleaved; memory at each size."""
    folders = {size: stored(options.folder, size, size // options.each) for size in options.growth}
    runs: dict[int, list[Run]] = {size: [] for size in folders}
    for _ in range(min(options.rounds, 3)):
        for size, folder in folders.items():
            runs[size].append(run(module("by_fenji", folder, "--memory", options.memory)))
            print(f"{size:,} orders: {runs[size][-1].seconds:.2f} s", flush=True)
    return [
        Growth(size, seconds=median([one.seconds for one in found]), peak=max(one.peak for one in found))
        for size, found in runs.items()
    ]


def stored(folder: Path, orders: int, customers: int) -> Path:
    """The generated orders of that size, made once and kept; the scheme is compiled once in every benchmark."""
    place = folder / f"{orders}_{customers}"
    if place not in _READY:
        print(f"preparing {orders:,} orders of {customers:,} customers", flush=True)
        run(module("store", place, "--orders", orders, "--customers", customers))
        _READY.add(place)
    return place


def _numbers(words: str) -> list[int]:
    return [int(word.replace("_", "")) for word in words.split(",") if word]


def _yes(holds: bool) -> str:
    return "yes" if holds else "NO"


if __name__ == "__main__":
    main()
