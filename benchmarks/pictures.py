"""Pictures and the report of many customers: counting against hand-written SQL, drawing, memory."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measured import Run, median, module, run
from benchmarks.report import machine, size, table

PAGE = Path("docs/benchmarks/pictures.md")
WAYS = {
    "strategy": ("the strategy picture", True),
    "journey": ("the journey map", True),
    "report": ("the report of a quarter, PDF, slides and HTML", False),
}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--folder", type=Path, default=Path("/tmp/fenji-bench"))
    asked.add_argument("--orders", type=int, default=10_000_000)
    asked.add_argument("--customers", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--out", type=Path, default=PAGE)
    asked.add_argument("--store", action="store_true", help="make the workspace and stop")
    options = asked.parse_args()
    if options.store:
        from benchmarks.pictures_store import pictures_store  # a program that starts others stays small

        pictures_store(options.folder, orders=options.orders, customers=options.customers)
        return
    given = ["--folder", options.folder, "--orders", options.orders, "--customers", options.customers]
    run(module("pictures", "--store", *given))
    place = options.folder / f"pictures_{options.orders}_{options.customers}"
    ours: dict[str, list[Run]] = {what: [] for what in WAYS}
    hand: dict[str, list[Run]] = {what: [] for what, (_, has_peer) in WAYS.items() if has_peer}
    for number in range(options.rounds):
        for by, found in (("pictures_by_sql", hand), ("pictures_by_fenji", ours)):
            for what, runs in found.items():
                runs.append(run(module(by, place, what)))
                told = runs[-1]
                print(f"round {number + 1}: {what}, {by}: {told.seconds:.2f} s, processor {told.said['cpu']:.2f} s")
    page = _page(options, ours, hand)
    options.out.write_text(page, "utf-8")
    print(page)


def _page(options: argparse.Namespace, ours: dict[str, list[Run]], hand: dict[str, list[Run]]) -> str:
    def middle(runs: list[Run], what: str) -> float:
        return median([one.said[what] for one in runs])

    rows = []
    for what, (name, has_peer) in WAYS.items():
        mine, theirs = ours[what], hand.get(what, [])
        peer = [f"{middle(theirs, 'seconds'):.1f} s", f"{middle(theirs, 'cpu'):.1f} s"] if has_peer else ["", ""]
        pairs = list(zip(mine, theirs, strict=False))
        ratios = [f"{median([a.said['counting'] / b.said['cpu'] for a, b in pairs]):.2f} ×" if has_peer else ""]
        ratios.append(size(max(one.peak for one in theirs)) if has_peer else "")
        rows.append([name, f"{middle(mine, 'counted'):.1f} s", f"{middle(mine, 'counting'):.1f} s", *peer, *ratios])
    drawn = {what: middle(ours[what], "drawn") for what in ours}
    whole = median([one.seconds for one in ours["report"]])
    promises = [
        ["strategy picture, drawing", "under 3 s", f"{drawn['strategy']:.2f} s"],
        ["journey map, drawing", "under 3 s", f"{drawn['journey']:.2f} s"],
        ["report, everything", "under 30 s", f"{whole:.1f} s"],
        ["the same, processor time", "", f"{middle(ours['report'], 'cpu'):.1f} s"],
        *(
            [f"memory, {name}", "under 1.5 GB", size(max(one.peak for one in ours[what]))]
            for what, (name, _) in WAYS.items()
        ),
    ]
    head = ["what", "counting", "processor time", "by hand", "processor time", "ratio", "memory by hand"]
    return f"""# Pictures and the report of many customers

`python -m benchmarks.pictures {" ".join(sys.argv[1:])}`, {datetime.now(UTC).date()}, on {machine()}.

A workspace of {options.customers:,} customers with {options.orders:,} orders over 24 months,
{options.orders * 3 // 10:,} contacts, {options.orders // 10:,} campaign messages and {options.orders * 3 // 100:,}
answers, graded by `value` on two days. By hand stands the same counting as one would write it in DuckDB: every event of
a year walked once, steps, loops, first and last contacts, who rose and who fell, and for the strategy picture the lists
and measures; its numbers are neither checked for how many stand behind them nor said in words. The strategy picture
shows the journey in short, so its counting holds the journey's. Every run is a process of its own, both ways take
turns, what is told is the median of {options.rounds} rounds; the ratio is that of processor time, median of the rounds.
Drawing is the typesetting of PDF and PNG. Memory is the whole process's highest resident size. On a busy machine
seconds say little.

{table(head, rows)}

{table(["", "promised", "found"], promises)}
"""


if __name__ == "__main__":
    main()
