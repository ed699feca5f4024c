"""The lake: tables, snapshots, one writer, many readers."""

from __future__ import annotations

import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from fenji.errors import EngineError, LakeBusy, LakeError
from fenji.lake.check import check
from fenji.lake.lake import Lake
from tests.fenji.lake.conftest import run_python, start_python, totals

HOLD = """
import sys, time
from pathlib import Path
from fenji.lake.lake import Lake
with Lake.open(Path(sys.argv[1]), threads=1) as lake, lake.write(actor="王芳", what="import orders.csv") as tx:
    tx.append("orders", "SELECT -1 AS order_id")
    print("holding", flush=True)
    time.sleep(float(sys.argv[2]))
"""
COUNT = "SELECT count(*) AS n FROM lake.main.orders"


@pytest.fixture
def lake(folder):
    with Lake.open(folder, threads=2) as made:
        yield made


def test_tables_and_columns_are_as_created(lake):
    assert lake.tables() == ("orders",)
    assert lake.has("orders")
    assert not lake.has("order")
    assert lake.columns("orders") == {"order_id": "BIGINT", "amount": "DECIMAL(18,2)"}
    assert lake.columns("nothing") == {}


def test_an_ibis_expression_over_a_lake_table_compiles_with_its_full_name_and_runs(lake):
    orders = lake.table("orders")
    sql = lake.engine.compile(orders.aggregate(n=orders.count(), money=orders.amount.sum()))
    assert re.search(r'"lake"\."main"\."orders"', sql)
    assert lake.engine.cursor().rows(sql) == [{"n": 100, "money": Decimal("7425.00")}]


def test_a_past_snapshot_gives_the_old_rows_and_cannot_be_changed(lake, folder):
    first = lake.snapshot()
    with lake.write(actor="a", what="b") as tx:
        tx.delete("orders", "order_id >= 40")
    assert lake.snapshot() == first + 1
    assert lake.engine.rows(COUNT) == [{"n": 40}]
    with Lake.open(folder, snapshot=first) as past:
        assert past.engine.rows(COUNT) == [{"n": 100}]
        assert past.snapshot() == first
        past.verify(["orders"])
        with pytest.raises(LakeError), past.write(actor="a", what="b"):
            pass
        with pytest.raises(EngineError):
            past.engine.run("DELETE FROM lake.main.orders")


def test_a_snapshot_that_never_was_is_said(folder):
    with pytest.raises(LakeError, match="no snapshot 99"):
        Lake.open(folder, snapshot=99)


def test_a_write_that_changes_nothing_makes_no_snapshot(lake):
    before = lake.snapshot()
    with lake.write(actor="a", what="b"):
        pass
    assert lake.snapshot() == before


def test_append_matches_columns_by_name_and_counts(lake):
    with lake.write(actor="a", what="b") as tx:
        assert tx.append("orders", "SELECT 2.5 AS amount, 500 AS order_id WHERE ? = 1", [1]) == 1
        assert tx.append_arrow("orders", pa.table({"order_id": [501, 502]})) == 2
        assert tx.rows("SELECT order_id, amount FROM lake.main.orders WHERE order_id >= 500 ORDER BY 1") == [
            {"order_id": 500, "amount": Decimal("2.50")},
            {"order_id": 501, "amount": None},
            {"order_id": 502, "amount": None},
        ]


def test_a_temporary_table_can_be_made_in_the_middle_of_a_write(lake):
    with lake.write(actor="a", what="b") as tx:
        tx.engine.register("fresh", pa.table({"order_id": [7_000]}))
        assert tx.append("orders", "SELECT order_id FROM fresh") == 1
    assert lake.engine.rows(COUNT) == [{"n": 101}]


def test_rows_rest_partitioned_by_month_and_sorted(lake, folder):
    columns = {"customer_id": "VARCHAR", "ordered_on": "DATE"}
    with lake.write(actor="a", what="b") as tx:
        tx.create("lines", columns, partition_by=("year(ordered_on)", "month(ordered_on)"), sorted_by=("customer_id",))
        sql = "SELECT (97 * i % 101)::VARCHAR AS customer_id, DATE '2024-01-01' + (i % 60)::INT AS ordered_on"
        tx.append("lines", f"{sql} FROM range(1000) t(i)")
    files = sorted((folder / "data" / "main" / "lines").rglob("*.parquet"))
    assert len(files) == 2
    for file in files:
        found = [row["customer_id"] for row in lake.engine.rows(f"SELECT customer_id FROM read_parquet('{file}')")]
        assert found == sorted(found)
    last = lake.table("lines").ordered_on.max().name("day").as_table()
    assert lake.engine.rows(lake.engine.compile(last)) == [{"day": date(2024, 2, 29)}]


def test_eight_threads_read_while_one_writes_and_each_sees_whole_commits(lake, folder):
    def read(_: int) -> set[int]:
        with lake.cursor() as own:
            return {own.engine.rows(COUNT)[0]["n"] for _ in range(15)}

    with ThreadPoolExecutor(8) as pool, Lake.open(folder, threads=1) as writer:
        futures = [pool.submit(read, k) for k in range(8)]
        for _ in range(3):
            with writer.write(actor="a", what="b") as tx:
                tx.append("orders", "SELECT i AS order_id FROM range(10) t(i)")
                tx.append("orders", "SELECT i AS order_id FROM range(90) t(i)")
        seen = set().union(*(future.result() for future in futures))
    assert seen <= {100, 200, 300, 400}


def test_a_second_writer_waits_and_then_goes_on(lake, folder):
    other = start_python(HOLD, folder, 1.0)
    assert other.stdout.readline() == "holding\n"
    began = time.monotonic()
    with lake.write(actor="a", what="b", wait_seconds=30) as tx:
        tx.append("orders", "SELECT -2 AS order_id")
    assert time.monotonic() - began > 0.5
    assert other.communicate()[1] == ""
    assert totals(folder) == (102, -1)


def test_a_second_writer_that_will_not_wait_is_told_who_is_writing(lake, folder):
    other = start_python(HOLD, folder, 30)
    assert other.stdout.readline() == "holding\n"
    with pytest.raises(LakeBusy) as caught, lake.write(actor="a", what="b", wait_seconds=0.2):
        pass
    other.kill()
    other.communicate()
    for words in (caught.value.say("en"), caught.value.say("zh")):
        assert "王芳" in words
        assert str(other.pid) in words
        assert "import orders.csv" in words
        assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", words)
    with lake.write(actor="a", what="after the kill", wait_seconds=1) as tx:
        tx.append("orders", "SELECT -3 AS order_id")
    assert lake.engine.rows(COUNT) == [{"n": 101}]


def test_a_write_inside_a_write_is_refused_at_once(lake):
    began = time.monotonic()
    with pytest.raises(RuntimeError), lake.write(actor="a", what="outer"), lake.write(actor="a", what="inner"):
        pass
    assert time.monotonic() - began < 5


def test_a_lake_that_was_moved_opens_where_it_lies_now(folder, tmp_path):
    moved = tmp_path / "elsewhere" / "数据 湖's"
    moved.parent.mkdir()
    shutil.move(folder, moved)
    assert totals(moved) == (100, -1)
    with Lake.open(moved, threads=1) as lake, lake.write(actor="a", what="b") as tx:
        tx.append("orders", "SELECT 1 AS order_id")
    assert check(moved).problems == ()
    assert not folder.exists()


def test_every_row_is_in_a_file_with_a_hash_even_a_single_one(lake, folder):
    before = check(folder).files
    with lake.write(actor="a", what="b") as tx:
        tx.append("orders", "SELECT 1 AS order_id")
    assert check(folder).files == before + 1


def test_the_author_and_purpose_of_a_change_are_kept(lake):
    (last,) = lake.engine.rows(
        "SELECT author, commit_message FROM ducklake_snapshots('lake') ORDER BY snapshot_id DESC LIMIT 1"
    )
    assert last == {"author": "李雷", "commit_message": "first import"}


@pytest.mark.parametrize(
    "escape",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/fenji-escape.csv'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_the_lake_connection_is_locked_too(escape, lake):
    with pytest.raises(EngineError):
        lake.engine.run(escape)


def test_a_folder_can_be_allowed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.csv").write_text("n\n1\n")
    with Lake.open(folder, allow=(outside,)) as lake:
        assert lake.engine.rows(f"SELECT n FROM read_csv('{outside}/a.csv')") == [{"n": 1}]


def test_opening_needs_no_network_and_no_home(folder):
    code = (
        "import sys; from pathlib import Path; from fenji.lake.lake import Lake\n"
        "print(Lake.open(Path(sys.argv[1])).tables())"
    )
    environment = {"HOME": "/nonexistent", "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    ended = run_python(code, folder, **environment)
    assert ended.stdout == "('orders',)\n", ended.stderr


def test_a_lake_is_never_made_over_another(folder):
    with pytest.raises(LakeError):
        Lake.create(folder)


def test_a_folder_without_a_lake_is_said(tmp_path):
    with pytest.raises(LakeError, match="fenji init"):
        Lake.open(tmp_path)


def test_a_closed_lake_leaves_no_spill_behind(folder, tmp_path):
    with Lake.open(folder, memory_limit="60MB", threads=1) as lake:
        sql = "SELECT i FROM range(5000000) t(i) ORDER BY hash(i) DESC LIMIT 1 OFFSET 4999999"
        assert len(lake.engine.rows(sql)) == 1
    assert list((folder / "tmp").iterdir()) == []


def test_a_program_loads_signed_extensions_only_and_uses_every_core(folder) -> None:
    """The suite's own engines are smaller (tests/quick.py); a program's are asked here."""
    asked = "current_setting('allow_unsigned_extensions') AS unsigned, current_setting('threads') AS threads"
    code = (
        "import os, sys; from pathlib import Path; from fenji.lake.lake import Lake\n"
        f'with Lake.open(Path(sys.argv[1])) as lake: (row,) = lake.engine.rows("SELECT {asked}")\n'
        "assert row == {'unsigned': False, 'threads': len(os.sched_getaffinity(0))}, row"
    )
    done = run_python(code, folder)
    assert done.returncode == 0, done.stderr
