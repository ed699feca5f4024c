"""What a decision costs: thresholds for everybody, a preview, an explanation, a cancelled grading, many more orders."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.__main__ import stored
from benchmarks.measured import Run, median, module, run
from benchmarks.report import Promise, machine, size, table

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

AS_OF = date(2024, 12, 31)
WEIGHTS = ("0.20", "0.30", "0.40", "0.50", "0.60")
ASKED = 25  # customers whose grade is explained


def main() -> None:
    options = asked(sys.argv[1:])
    if options.work:
        print(json.dumps(WORK[options.work](options.folder)))
        return
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = [*_whole(options), *_asked(options), *(_many(options) if options.many else ())]
    text = table(["what", "promised", "found"], [[one.what, one.promised, one.found] for one in rows])
    print(text)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page(text, " ".join(sys.argv[1:])), "utf-8")


def asked(arguments: Sequence[str]) -> argparse.Namespace:
    """The sizes; the defaults are those of the published table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decisions")
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--many", type=int, default=100_000_000, help="orders of the largest grading; 0: none")
    parser.add_argument("--many-customers", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fenji-bench")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks/decisions.md"))
    parser.add_argument("--work", choices=tuple(WORK), help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def page(text: str, arguments: str) -> str:
    """The page in docs."""
    day = datetime.now(UTC).date().isoformat()
    command = f"python -m benchmarks.decisions {arguments}".strip()
    return f"""# Deciding: what a preview, an explanation and more orders cost

`{command}`, {day}, on {machine()}.

The standard `value` on the generated orders of the page on grading. Every run is a process of its own; peers take turns
and a ratio is the median of the ratios within the rounds. "With thresholds" is one statement that writes, for every
customer, the grade, its reason, and for each criterion the value at which the tier would rise or be lost; the
hand-written SQL has figures, points, total and tier alone. A preview is one weight changed, the matrix of who goes from
where to where, revenue and customers per tier, and twenty movers by name, on figures measured before; the first preview
of a day measures them. An explanation is the whole page of one customer: values, points, what changed since the run
before, what would change the grade and until when. Cancelling is the time from the signal to the error in the caller's
hands, half a second into a grading. Memory is the highest resident size of the process, DuckDB's limit is 2 GB.

{text}
"""


def _whole(options: argparse.Namespace) -> list[Promise]:
    folder = stored(options.folder, options.orders, options.customers)
    sql, plain, rich = _in_turns(folder, options.rounds, ["by_sql"], ["by_fenji"], ["by_fenji", "--thresholds"])
    people = f"{options.customers:,} customers, {options.orders:,} orders"
    return [
        Promise(f"{people}: hand-written SQL", "", _seconds(sql)),
        Promise("grades and reasons", "at most 1.3 ×", _ratio(plain, sql)),
        Promise("the same with thresholds", "at most 2 ×", _ratio(rich, sql)),
        Promise("the same, processor time", "", _ratio(rich, sql, "cpu")),
        Promise("the same, memory", "", size(max(one.peak for one in rich))),
    ]


def _asked(options: argparse.Namespace) -> list[Promise]:
    folder = stored(options.folder, options.orders, options.customers)
    previews, explained, cancelled = (
        run(module("decisions", "--work", work, "--folder", folder)).said for work in ("preview", "explain", "cancel")
    )
    return [
        Promise("preview of one weight, median", "under 2 s", f"{previews['seconds']:.2f} s"),
        Promise("preview of one weight, slowest of " + str(len(WEIGHTS)), "under 2 s", f"{previews['slowest']:.2f} s"),
        Promise("first preview of the day", "", f"{previews['first']:.2f} s"),
        Promise("explaining one customer, median", "under 200 ms", f"{explained['seconds'] * 1000:.0f} ms"),
        Promise(
            f"explaining one customer, slowest of {ASKED}", "under 200 ms", f"{explained['slowest'] * 1000:.0f} ms"
        ),
        Promise("cancelling a grading", "within 1 s", f"{cancelled['seconds']:.2f} s"),
    ]


def _many(options: argparse.Namespace) -> list[Promise]:
    folder = stored(options.folder, options.many, options.many_customers)
    sql, ours = _in_turns(folder, min(options.rounds, 3), ["by_sql"], ["by_fenji"])
    people = f"{options.many_customers:,} customers, {options.many:,} orders"
    return [
        Promise(f"{people}: hand-written SQL", "", _seconds(sql)),
        Promise("the same, memory", "", size(max(one.peak for one in sql))),
        Promise("grades and reasons", "", _seconds(ours)),
        Promise("to the hand-written SQL", "at most 1.3 ×", _ratio(ours, sql)),
        Promise("processor time, to the hand-written SQL", "", _ratio(ours, sql, "cpu")),
        Promise("memory", "under 2 GB", size(max(one.peak for one in ours))),
    ]


def _in_turns(folder: Path, rounds: int, *works: list[str]) -> list[list[Run]]:
    runs: list[list[Run]] = [[] for _ in works]
    for number in range(rounds):
        for work, found in zip(works, runs, strict=True):
            found.append(run(module(work[0], folder, *work[1:], "--memory", "2GB")))
            print(f"round {number + 1}: {' '.join(work)}: {found[-1].seconds:.2f} s", flush=True)
    return runs


def _seconds(runs: list[Run]) -> str:
    return f"{median([one.seconds for one in runs]):.2f} s"


def _ratio(ours: list[Run], theirs: list[Run], figure: str = "seconds") -> str:
    return f"{median([one.said[figure] / other.said[figure] for one, other in zip(ours, theirs, strict=True)]):.2f} ×"


def _preview(folder: Path) -> dict[str, float]:
    with closing(_graded(folder)) as workspace:
        first, *others = [_timed(lambda weight=weight: _preview_of(workspace, weight)) for weight in ("0.10", *WEIGHTS)]
    return {"first": first, "seconds": median(others), "slowest": max(others)}


def _preview_of(workspace: Workspace, weight: str) -> None:
    found = workspace.simulate({"criteria.net_revenue.weight": weight}, scheme="value", as_of=AS_OF)
    assert found.matrix()
    assert found.tiers()
    assert len(found.movers(20)) <= 20


def _explain(folder: Path) -> dict[str, float]:
    from fenji.workspace.explaining import explain

    with closing(_graded(folder)) as workspace:
        result = workspace.result(scheme="value")
        known = [row["customer_id"] for row in result.sample(["customer_id"], ASKED)[0]]
        explain(workspace, result, known[0]).say("en")
        seconds = [_timed(lambda one=one: explain(workspace, result, one).say("en")) for one in known]
    return {"seconds": median(seconds), "slowest": max(seconds)}


def _cancel(folder: Path) -> dict[str, float]:
    from fenji.errors import Cancelled
    from fenji.lake.lake import Lake

    plan = (folder / "plan.sql").read_text("utf-8")
    pressed: list[float] = []
    with Lake.open(folder / "lake", memory_limit="2GB") as lake:

        def press() -> None:
            pressed.append(time.perf_counter())
            lake.engine.interrupt()

        threading.Timer(0.5, press).start()
        try:
            lake.engine.rows(f"SELECT count(*), max(total), max(reason) FROM ({plan})")
        except Cancelled:
            return {"seconds": time.perf_counter() - pressed[0]}
    sys.exit("the grading ended before it could be cancelled")


def _graded(folder: Path) -> Workspace:
    from fenji.workspace.workspace import Workspace

    workspace = Workspace.open(folder)
    for day in (date(2024, 11, 30), AS_OF):
        workspace.grade("value", as_of=day)
    return workspace


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


WORK: dict[str, Callable[[Path], dict[str, float]]] = {"preview": _preview, "explain": _explain, "cancel": _cancel}


if __name__ == "__main__":
    main()
