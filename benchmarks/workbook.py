"""A workbook of many customers, written in a process of its own."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.measured import module, run


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--customers", type=int, required=True)
    asked.add_argument("--write", action="store_true", help="write the workbook of a workspace that is graded already")
    asked.add_argument("--grade", action="store_true", help="grade a workspace that has its orders already")
    options = asked.parse_args()
    if options.write or options.grade:
        (write if options.write else grade)(options.folder)
        return
    if not (options.folder / "graded").exists():  # the orders are kept from earlier benchmarks, and their grades
        run(module("store", options.folder, "--orders", 10 * options.customers, "--customers", options.customers))
        run(module("workbook", options.folder, "--customers", options.customers, "--grade"))
        (options.folder / "graded").touch()
    done = run(module("workbook", options.folder, "--customers", options.customers, "--write"))
    print(json.dumps({"seconds": done.seconds, "peak": done.peak}))


def grade(folder: Path) -> None:
    """Grades by the scheme `value` on the last day."""
    from benchmarks.store import AS_OF
    from fenji.workspace.workspace import Workspace

    workspace = Workspace.open(folder)
    workspace.grade("value", as_of=AS_OF)
    workspace.close()


def write(folder: Path) -> None:
    """The newest result as a Chinese workbook."""
    import fenji
    from fenji.workspace.workspace import Workspace

    result = Workspace.open(folder).result()
    began = time.perf_counter()
    fenji.write_workbook(result, folder / "workbook.xlsx", lang="zh")
    print(json.dumps({"seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
