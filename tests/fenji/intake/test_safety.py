"""An import is all or nothing: killed, out of space, twice, or two at once, the lake stays whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fenji.errors import DiskFull, FenjiError
from fenji.lake.commit import FAILPOINTS
from fenji.lake.lake import Lake
from tests.fenji.intake.conftest import Shop

ORDERS = "order_id,customer_id,ordered_at,amount\nA1,C1,2024-01-01,5\nA2,C2,2024-01-02,never\n"
SCRIPT = """
import sys
from pathlib import Path
from fenji.intake import IntakeSettings, import_file
from fenji.lake.lake import Lake
folder = Path(sys.argv[1])
lake = Lake.open(folder / "lake")
settings = IntakeSettings("Asia/Shanghai", "CNY", "shop", folder / "originals", folder / "rejects", "child")
report = import_file(lake, folder / sys.argv[2], mapping=None, table="orders", settings=settings)
print(report.accepted, report.is_repeat)
"""


def start(folder: Path, name: str, failpoint: str = "") -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src"), "FENJI_FAILPOINT": failpoint}
    command = [sys.executable, "-c", SCRIPT, str(folder), name]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_same_file_twice_changes_nothing_even_under_another_name(shop: Shop) -> None:
    first = shop.bring(ORDERS)
    again = shop.bring(ORDERS, name="copy.csv")
    assert again.is_repeat
    assert (again.import_id, again.accepted, again.rejected) == (first.import_id, 1, 1)
    assert again.snapshot_before == again.snapshot_after == first.snapshot_after
    assert shop.rows("SELECT count(*) AS n FROM lake.main.imports") == [{"n": 1}]


def test_the_record_says_who_when_what_and_between_which_snapshots(shop: Shop) -> None:
    report = shop.bring(ORDERS)
    (row,) = shop.rows("SELECT * FROM lake.main.imports")
    assert (row["actor"], row["file"], row["table_name"], row["rows_in"]) == ("tester", "file.csv", "orders", 2)
    assert (row["snapshot_before"], row["snapshot_after"]) == (report.snapshot_before, report.snapshot_after)
    assert report.snapshot_after == shop.lake.snapshot()
    kept = shop.settings.archive / row["original"]
    assert kept.read_bytes() == ORDERS.encode()
    assert kept.name == f"{report.sha256}.csv"


@pytest.mark.parametrize("point", FAILPOINTS)
def test_killed_at_any_moment_the_import_is_there_whole_or_not_at_all(shop: Shop, point: str) -> None:
    shop.file(ORDERS, "o.csv")
    shop.lake.close()
    child = start(shop.folder, "o.csv", f"{point}:kill")
    assert child.wait(timeout=120) == -signal.SIGKILL
    child.communicate()
    with Lake.open(shop.folder / "lake") as lake:
        tables = lake.tables()
        counts = [lake.engine.rows(f"SELECT count(*) AS n FROM lake.main.{name}")[0]["n"] for name in tables]
    assert counts in ([], [1, 1, 0, 1][: len(counts)])
    second = start(shop.folder, "o.csv")
    assert second.communicate(timeout=120)[0].split()[0] == "1"
    with Lake.open(shop.folder / "lake") as lake:
        assert lake.engine.rows("SELECT count(*) AS n FROM lake.main.orders") == [{"n": 1}]
        assert lake.engine.rows("SELECT count(*) AS n FROM lake.main.imports") == [{"n": 1}]


@pytest.mark.parametrize("how", ["enospc", "interrupt"])
def test_a_full_disk_and_ctrl_c_leave_the_lake_as_it_was(shop: Shop, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.bring(ORDERS, name="first.csv")
    before = shop.lake.snapshot()
    monkeypatch.setenv("FENJI_FAILPOINT", f"commit.before_commit:{how}")
    with pytest.raises(FenjiError) as error:
        shop.bring(ORDERS.replace("A1", "B1"), name="second.csv")
    assert how != "enospc" or isinstance(error.value, DiskFull)
    monkeypatch.delenv("FENJI_FAILPOINT")
    assert shop.lake.snapshot() == before
    assert [row[0] for row in shop.orders()] == ["A1"]
    assert len(list(shop.settings.rejects.iterdir())) == 1
    assert not list((shop.folder / "lake" / "tmp").glob("intake-*"))
    assert shop.bring(ORDERS.replace("A1", "B1"), name="second.csv").accepted == 1


def test_two_imports_of_one_file_at_once_are_one_import(shop: Shop) -> None:
    shop.file(ORDERS, "o.csv")
    shop.lake.close()
    children = [start(shop.folder, "o.csv") for _ in range(2)]
    said = sorted(child.communicate(timeout=180)[0].strip() for child in children)
    assert said == ["1 False", "1 True"]
    with Lake.open(shop.folder / "lake") as lake:
        assert lake.engine.rows("SELECT count(*) AS n FROM lake.main.orders") == [{"n": 1}]
