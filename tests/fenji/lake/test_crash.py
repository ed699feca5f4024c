"""Whatever happens in the middle of a write, the lake is as before or as after, never in between."""

from __future__ import annotations

import os
import shutil
import signal
import time

import pytest

from fenji.errors import Cancelled, DiskFull, EngineError, LakeError
from fenji.lake.check import check, remove_orphans
from fenji.lake.commit import AFTER_COMMIT, FAILPOINTS
from fenji.lake.lake import Lake
from tests.fenji.lake.conftest import run_python, start_python, totals

OLD, NEW = (100, -1), (1_050, 7)
WRITE = """
import sys
from pathlib import Path
from fenji.lake.lake import Lake
with Lake.open(Path(sys.argv[1]), threads=1) as lake, lake.write(actor="a", what="b") as tx:
    tx.create("customers", {"customer_id": "VARCHAR"})
    tx.append("customers", "SELECT i::VARCHAR AS customer_id FROM range(7) t(i)")
    tx.delete("orders", "order_id < 50")
    tx.append("orders", "SELECT i AS order_id, i AS amount FROM range(1000) t(i)")
"""


def is_whole(folder) -> bool:
    """Sound, without orphans after the clean-up, and ready for the next write."""
    remove_orphans(folder)
    report = check(folder)
    with Lake.open(folder, threads=1) as lake, lake.write(actor="next", what="next", wait_seconds=1) as tx:
        tx.append("orders", "SELECT 1 AS order_id")
    return report.is_sound and not report.problems and check(folder).is_sound


def test_the_write_itself_works(folder):
    assert run_python(WRITE, folder).returncode == 0
    assert totals(folder) == NEW
    assert is_whole(folder)


@pytest.mark.parametrize("name", FAILPOINTS)
def test_a_kill_at_a_failpoint_leaves_the_old_or_the_new_state(name, folder):
    ended = run_python(WRITE, folder, FENJI_FAILPOINT=f"{name}:kill")
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert totals(folder) == (NEW if name == AFTER_COMMIT else OLD)
    assert is_whole(folder)


@pytest.mark.parametrize("how", ["raise", "enospc", "eio", "memory", "interrupt"])
@pytest.mark.parametrize("name", FAILPOINTS[:-1])
def test_an_error_at_a_failpoint_changes_nothing_and_the_same_lake_goes_on(name, how, folder, monkeypatch):
    expected = {"raise": RuntimeError, "enospc": DiskFull, "eio": LakeError, "memory": MemoryError}
    files = sorted((folder / "data").rglob("*.parquet"))
    with Lake.open(folder, threads=1) as lake:
        before = lake.snapshot()
        monkeypatch.setenv("FENJI_FAILPOINT", f"{name}:{how}")
        with pytest.raises(expected.get(how, Cancelled)), lake.write(actor="a", what="b") as tx:
            tx.append("orders", "SELECT i AS order_id FROM range(1000) t(i)")
        monkeypatch.delenv("FENJI_FAILPOINT")
        assert lake.snapshot() == before
        assert sorted((folder / "data").rglob("*.parquet")) == files
        assert lake.engine.rows("SELECT count(*) AS n FROM lake.main.orders") == [{"n": 100}]
        with lake.write(actor="a", what="again") as tx:
            tx.append("orders", "SELECT 1 AS order_id")
        lake.verify(["orders"])
    assert not check(folder).problems


def test_kills_at_any_moment_leave_the_old_or_the_new_state(folder, tmp_path):
    seen = set()
    for k in range(6):
        copy = tmp_path / f"copy{k}"
        shutil.copytree(folder, copy)
        writer = start_python(WRITE, copy)
        time.sleep(0.25 + k * 0.15)
        writer.kill()
        writer.communicate()
        seen.add(totals(copy))
        assert is_whole(copy)
    assert seen <= {OLD, NEW}


def test_ctrl_c_in_the_middle_of_a_write_changes_nothing(folder):
    code = WRITE.replace(
        "tx.delete(",
        "print('on', flush=True); tx.rows('SELECT sum(a.range * b.range) FROM range("
        "1000000) a, range(1000000) b'); tx.delete(",
    )
    writer = start_python(code, folder)
    assert writer.stdout.readline() == "on\n"
    time.sleep(0.2)
    os.kill(writer.pid, signal.SIGINT)
    _, words = writer.communicate(timeout=20)
    assert "Cancelled" in words
    assert totals(folder) == OLD
    assert not check(folder).problems


def test_a_disk_that_is_really_full_changes_nothing(folder):
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
    ) + WRITE.replace("i AS amount FROM range(1000)", "random() * 100000 AS amount FROM range(3000000)")
    ended = run_python(code, folder)
    assert ended.returncode == 1
    assert "fenji.errors" in ended.stderr
    assert totals(folder) == OLD
    assert is_whole(folder)


def write_and_fail(lake, last_step) -> None:
    """A write whose last step raises."""
    with lake.write(actor="a", what="b") as tx:
        tx.create("customers", {"customer_id": "VARCHAR"})
        tx.append("orders", "SELECT 1 AS order_id")
        last_step(tx)


def test_an_error_of_the_caller_passes_through_and_rolls_back(folder):
    with Lake.open(folder, threads=1) as lake:
        with pytest.raises(ZeroDivisionError):
            write_and_fail(lake, lambda _: 1 / 0)
        assert not lake.has("customers")
    assert totals(folder) == OLD
    assert not check(folder).problems


def test_a_failed_statement_rolls_all_of_the_write_back(folder):
    with Lake.open(folder, threads=1) as lake, pytest.raises(EngineError):
        write_and_fail(lake, lambda tx: tx.append("orders", "SELECT 'x'::BIGINT AS order_id"))
    assert totals(folder) == OLD
