"""The disk without power at any moment, or full at any byte: what was there stays, and what was said is so."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fenji.errors import DiskFull, FenjiError
from fenji.intake import importing
from fenji.lake.check import check
from fenji.lake.lake import Lake
from fenji.workbook.workbook import write_workbook
from fenji.workspace.backup import back_up
from fenji.workspace.model_file import newest_file, open_file
from fenji.workspace.workspace import Workspace
from tests.bar.power import Trace, states
from tests.bar.size import sized
from tests.fenji.lake.conftest import totals
from tests.fenji.lake.test_crash import NEW, OLD, WRITE

SEED = 20261122
BALLAST = "ballast"
FULL = """
import json, sys
from pathlib import Path
sys.path.insert(0, ".")
from tests.bar.test_disk import tried
print(json.dumps(tried(Path(sys.argv[1]), sys.argv[2], [int(one) for one in sys.argv[3:]])))
"""


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Trace]:
    """A lake as it was before a write, and every byte the write sent to the disk."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    place = tmp_path_factory.mktemp("power")
    folder = place / "lake"
    with Lake.create(folder, threads=1) as lake, lake.write(actor="李雷", what="first import") as tx:
        tx.create("orders", {"order_id": "BIGINT", "amount": "DECIMAL(18,2)"})
        tx.append("orders", "SELECT i AS order_id, i * 1.5 AS amount FROM range(100) t(i)")
    before = place / "before"
    shutil.copytree(folder, before)
    return before, Trace.of(WRITE + "print('acknowledged', flush=True)\n", folder, place / "trace")


def test_a_power_cut_at_any_moment_of_a_commit_leaves_the_old_state_or_the_new(
    traced: tuple[Path, Trace], tmp_path: Path
) -> None:
    before, trace = traced
    seen = {"old": 0, "new": 0}
    wrong = []
    for number, state in enumerate(states(trace, before, tmp_path, most=sized(14, 700), seed=SEED)):
        try:
            found = totals(state.folder)
            errors = [one.code for one in check(state.folder).problems if one.level == "error"]
        except Exception as error:  # noqa: BLE001 - whatever it is, it is wrong
            found, errors = (-9, -9), [repr(error)[:200]]
        if found not in (OLD, NEW) or errors or (state.is_acknowledged and found != NEW):
            wrong.append((number, state.told, found, errors))
        else:
            seen["new" if found == NEW else "old"] += 1
        shutil.rmtree(state.folder)
    print(f"seed {SEED}: {seen}")
    assert wrong == []
    assert seen["old"] >= 2
    assert seen["new"] >= 2
    assert sum(seen.values()) >= sized(14, 500)


@contextmanager
def little(place: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own that is small."""
    place.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def tried(disk: Path, what: str, frees: list[int]) -> list[dict[str, Any]]:
    """The same work with so many KB free, and again with enough; runs in a process of its own."""
    from tests.driven_worker import FIRST, SECOND, rows, write_orders

    folder = disk / "shop"
    file = write_orders(disk.parent / "more.csv", rows(6_000, "B"))
    workspace = Workspace.create(folder)
    workspace.import_file(write_orders(disk.parent / "first.csv", rows(2_000, "A")), "orders")
    graded = workspace.grade("value", as_of=FIRST)
    whole = graded.run.customers
    graded.engine.close()
    importing.require_space = lambda *_, **__: None  # it would be refused before it began: here it runs into the wall

    def work() -> None:
        if what == "import":
            workspace.import_file(file, "orders")
        elif what == "grade":
            workspace.grade("value", as_of=SECOND).engine.close()
        elif what == "export":
            write_workbook(workspace.result(), disk / "out" / "value.xlsx", "zh")
        else:
            back_up(folder, disk / "backups")

    said = []
    for free in [*frees, 0]:
        ballast, before = disk / BALLAST, _stored(workspace)
        workspace.close()
        if free:
            ballast.write_bytes(bytes(max(shutil.disk_usage(disk).free - free * 1024, 0)))
        try:
            work()
            answer = "done"
        except FenjiError as error:
            answer = f"{type(error).__name__}: {error.problem.en}"
        reads = open_file(newest_file(folder / "runs", "value")).run.customers  # type: ignore[arg-type]
        workspace.close()
        ballast.unlink(missing_ok=True)
        stored = _stored(workspace)
        said.append(
            {
                "free": free, "answer": answer, "reads": reads >= whole,
                "kept": answer == "done" or "is kept as" in answer or stored == before,
                "half": sorted(
                    path.name for part in ("out", "backups") for path in (disk / part).rglob("*") if _is_half(path)
                ),
            }
        )  # fmt: skip
        if answer == "done":
            break
    workspace.close()
    said.append({"sound": check(folder / "lake").is_sound})
    return said


def _stored(workspace: Workspace) -> tuple[int, int]:
    (row,) = workspace.lake.engine.rows("SELECT count(*) AS n FROM lake.main.orders")
    return row["n"], len(workspace.runs())


def _is_half(path: Path) -> bool:
    if path.suffix == ".xlsx" and not path.name.startswith("."):
        return not zipfile.is_zipfile(path)
    return path.is_dir() and path.parent.name == "backups" and not (path / "backup.json").is_file()


FULL_TOO = "it may be full"  # where SQLite cannot even look at its catalog
STEPS = [4, 64, 200, 400, 600, 800, 1000, 1300, 1600, 2000, 2400, 2800, 3200, 3800, 4400, 5000, 6000, 7000, 9000, 12000]


@pytest.mark.parametrize("what", ["import", "grade", "export", "backup"][:: sized(4, 1)])
def test_a_disk_that_fills_up_is_said_to_be_full_and_nothing_half_done_stays(what: str, tmp_path: Path) -> None:
    with little(tmp_path / "disk", 48) as disk:
        program = [sys.executable, "-c", FULL, str(disk), what, *map(str, STEPS[:: sized(4, 1)])]
        ended = subprocess.run(program, capture_output=True, text=True, timeout=300, check=False)
        assert ended.returncode == 0, ended.stderr[-2000:]
        *steps, last = json.loads(ended.stdout.splitlines()[-1])
    print(what, [(one["free"], one["answer"][:40]) for one in steps])
    assert steps[0]["answer"] != "done", steps[0]
    assert [
        one for one in steps if not one["answer"].startswith(("DiskFull", "done")) and FULL_TOO not in one["answer"]
    ] == []
    assert [one for one in steps if not one["reads"] or not one["kept"] or one["half"]] == []
    assert (steps[-1]["answer"], last) == ("done", {"sound": True})


def test_an_import_without_room_is_refused_before_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("订单号,客户ID,下单时间,金额\nO1,C1,2024-06-01,50\n", "utf-8")
    with closing(Workspace.create(tmp_path / "shop")) as workspace:
        size = file.stat().st_size
        free = SimpleNamespace(total=10**9, used=10**9, free=3 * size - 1)
        monkeypatch.setattr("fenji.lake.space.shutil.disk_usage", lambda _: free)
        with pytest.raises(DiskFull, match="nothing was changed"):
            workspace.import_file(file, "orders")
        assert workspace.imports() == []
        free.free = 3 * size
        assert workspace.import_file(file, "orders").accepted == 1
