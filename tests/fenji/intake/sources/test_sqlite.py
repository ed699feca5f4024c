"""SQLite files, whose cells have types of their own, and what happens when a connection breaks or two ask at once."""

from __future__ import annotations

import fcntl
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import FileRefused, LakeBusy
from fenji.intake.sources.source import Source, read_source
from fenji.workspace.sources import check_source, find_source, import_source
from fenji.workspace.workspace import Workspace
from tests.fenji.intake.sources.servers import Server

TABLE = 'CREATE TABLE 订单 (id INTEGER PRIMARY KEY, 订单号, "客户 编号" TEXT, 下单时间, 订单金额 DECIMAL(10,2), 备注)'


@pytest.fixture
def file(workspace: Workspace) -> Path:
    place = workspace.folder / "erp.db"
    with sqlite3.connect(place) as database:
        database.execute(TABLE)
        database.executemany(
            "INSERT INTO 订单 VALUES (?,?,?,?,?,?)",
            [(9, "A9", "c1", "2024-06-05", 12.5, b"\x00\xff"), (10, 1010, "c2", "2024-06-06", 2**53 + 1, None)],
        )
    return place


def erp(**more: Any) -> Source:
    columns = {"order_id": "订单号", "customer_id": "客户 编号"}
    return read_source({"name": "erp", "file": "erp.db", "table": "订单", "into": "orders", "columns": columns, **more})


def add(file: Path, *rows: tuple[Any, ...]) -> None:
    with sqlite3.connect(file) as database:
        database.executemany("INSERT INTO 订单 VALUES (?,?,?,?,?,?)", rows)


def test_every_cell_arrives_whatever_its_type(workspace: Workspace, file: Path) -> None:
    import_source(workspace, erp())
    rows = workspace.lake.engine.rows("SELECT order_id, amount FROM lake.main.orders ORDER BY 1")
    assert [(row["order_id"], str(row["amount"])) for row in rows] == [("1010", "9007199254740993.00"), ("A9", "12.50")]


def test_a_number_as_cursor_counts_as_a_number(workspace: Workspace, file: Path) -> None:
    assert import_source(workspace, erp(cursor="id")).cursor_after == "10"
    add(file, (11, "A11", "c1", "2024-06-07", 1, None), (100, "A100", "c1", "2024-06-08", 1, None))
    more = import_source(workspace, erp(cursor="id"))
    assert (more.rows, more.cursor_after) == (2, "100")
    assert import_source(workspace, erp(cursor="id")).rows == 0


def test_an_import_undone_takes_its_cursor_back(workspace: Workspace, file: Path) -> None:
    import_source(workspace, erp(cursor="id"))
    add(file, (11, "A11", "c1", "2024-06-07", 1, None))
    second = import_source(workspace, erp(cursor="id"))
    assert second.report is not None
    with workspace.lake.write(actor="test", what="undo") as change:  # the entry that takes an import back
        change.append("imports", f"SELECT 99 AS import_id, {second.report.import_id} AS undoes")
    source = erp(cursor="id")
    _, _, earlier = check_source(workspace, source)
    assert earlier.footer is not None
    assert earlier.footer.cursor is not None
    assert earlier.footer.cursor.value == "10"


def test_facts_without_a_key_are_not_counted_twice(workspace: Workspace, file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE 拜访 (客户编号, 时间, 方式)")
        database.executemany("INSERT INTO 拜访 VALUES (?,?,?)", [("c1", "2024-06-05", "电话")] * 2)
    visits = {"name": "visits", "file": "erp.db", "table": "拜访", "into": "interactions", "cursor": "时间",
              "columns": {"customer_id": "客户编号", "happened_at": "时间", "kind": "方式"}}  # fmt: skip
    assert import_source(workspace, read_source(visits)).rows == 2
    with sqlite3.connect(file) as database:
        database.execute("INSERT INTO 拜访 VALUES ('c1', '2024-06-05', '电话')")
    assert import_source(workspace, read_source(visits)).rows == 1
    assert import_source(workspace, read_source(visits)).rows == 0


def test_the_file_is_not_changed_by_reading(workspace: Workspace, file: Path) -> None:
    before = file.read_bytes()
    import_source(workspace, erp())
    assert file.read_bytes() == before


def test_an_absent_file_is_refused_and_not_made(workspace: Workspace) -> None:
    with pytest.raises(FileRefused):
        import_source(workspace, erp())
    assert not (workspace.folder / "erp.db").exists()


def test_a_source_is_written_down_and_found_by_name(workspace: Workspace, file: Path) -> None:
    written = "file: erp.db\ntable: 订单\ninto: orders\ncolumns: {order_id: 订单号, customer_id: 客户 编号}\n"
    (workspace.folder / "sources" / "erp.yaml").write_text(written, encoding="utf-8")
    assert import_source(workspace, find_source(workspace, "erp")).rows == 2


def test_two_at_once_are_not_let_in(workspace: Workspace, file: Path) -> None:
    place = workspace.folder / "lake" / "tmp" / "source-erp.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(LakeBusy):
            import_source(workspace, erp())


def test_an_import_that_fails_leaves_the_cursor_where_it_was(
    workspace: Workspace, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_source(workspace, erp(cursor="id"))
    add(file, (11, "A11", "c1", "2024-06-07", 1, None))
    monkeypatch.setenv("FENJI_FAILPOINT", "commit.before_commit:eio")
    with pytest.raises(Exception, match="refused"):
        import_source(workspace, erp(cursor="id"))
    monkeypatch.delenv("FENJI_FAILPOINT")
    again = import_source(workspace, erp(cursor="id"))
    assert (again.rows, again.cursor_before, again.cursor_after) == (1, "10", "11")


def test_a_connection_lost_half_way_leaves_nothing(
    workspace: Workspace, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_URL", server.url)
    pause, series = ("pg_sleep(0.01)::text", "generate_series(1, 3000)") if server.kind == "postgresql" else (
        "sleep(0.01)", "seq_1_to_3000")  # fmt: skip
    query = f"SELECT 'a' AS 订单号, 'c' AS 客户编号, '2024-06-05' AS 下单时间, {pause} AS 订单金额 FROM {series}"
    source = read_source({"name": "slow", "url_env": "SHOP_URL", "query": query, "into": "orders"})
    hang_up = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clerk'"
        if server.kind == "postgresql"
        else "KILL USER clerk"
    )

    def cut() -> None:
        for _ in range(20):
            time.sleep(0.5)
            server.say(hang_up)

    threading.Thread(target=cut, daemon=True).start()
    with pytest.raises(FileRefused) as stopped:
        import_source(workspace, source)
    assert stopped.value.code in ("SOURCE_UNREACHABLE", "SOURCE_DENIED")
    assert workspace.imports() == []
    assert list((workspace.folder / "lake" / "tmp").glob("intake-*")) == []
