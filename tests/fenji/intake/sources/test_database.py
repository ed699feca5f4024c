"""Tables of real servers: every digit and every Chinese name arrives, increments lose and repeat nothing."""

from __future__ import annotations

from typing import Any

import pytest

from fenji.errors import FileRefused
from fenji.intake.sources.source import Source, read_source
from fenji.workspace.sources import check_source, import_source
from fenji.workspace.workspace import Workspace
from tests.fenji.intake.sources.servers import CANARY, Server

ORDERS = """
DROP TABLE IF EXISTS orders;
CREATE TABLE orders (订单号 varchar(20) PRIMARY KEY, 客户编号 varchar(20), 下单时间 timestamp, 订单金额 numeric(18,2),
                     渠道 varchar(20), updated_at timestamp(6) NULL);
INSERT INTO orders VALUES ('A1', 'c1', '2024-06-05 13:05:00', 1200.10, '门店', '2024-06-05 14:00:00'),
                          ('A2', 'c2', '2024-06-06 09:00:00', 99999999999999.99, '𠮷店', '2024-06-06 14:00:00.000001'),
                          ('A3', 'c1', '2024-06-07 09:00:00', 0.01, NULL, '2024-06-06 14:00:00.000001');
"""


@pytest.fixture
def shop(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("SHOP_URL", server.url)
    server.say(ORDERS)
    return server


def orders(**given: Any) -> Source:
    what = {"table": "orders"} if "query" not in given else {}
    return read_source({"name": "shop.orders", "url_env": "SHOP_URL", "into": "orders", **what, **given})


def rows(workspace: Workspace, what: str = "order_id, amount, channel") -> list[tuple[Any, ...]]:
    found = workspace.lake.engine.rows(f"SELECT {what} FROM lake.main.orders ORDER BY order_id")
    return [tuple(row.values()) for row in found]


def test_a_table_comes_in_with_every_digit_and_chinese_word(workspace: Workspace, shop: Server) -> None:
    brought = import_source(workspace, orders())
    assert brought.report is not None
    assert (brought.rows, brought.report.accepted, brought.report.rejected) == (3, 3, 0)
    said = [(number, str(amount), channel) for number, amount, channel in rows(workspace)]
    assert said == [("A1", "1200.10", "门店"), ("A2", "99999999999999.99", "𠮷店"), ("A3", "0.01", None)]


def test_the_same_table_again_changes_nothing(workspace: Workspace, shop: Server) -> None:
    import_source(workspace, orders())
    snapshot = workspace.lake.snapshot()
    again = import_source(workspace, orders())
    assert again.report is not None
    assert again.report.is_repeat
    assert workspace.lake.snapshot() == snapshot


def test_a_query_in_the_databases_own_words(workspace: Workspace, shop: Server) -> None:
    query = "SELECT 订单号, 客户编号, 下单时间, 订单金额 * 2 AS 实付 FROM orders WHERE 订单金额 < 2000 -- cheap ones;"
    brought = import_source(workspace, orders(query=query, columns={"amount": "实付"}))
    assert brought.rows == 2
    assert [str(amount) for (amount,) in rows(workspace, "amount")] == ["2400.20", "0.02"]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM orders",
        "SELECT 1) AS q; DELETE FROM orders; SELECT * FROM (SELECT 1",
        "UPDATE orders SET 渠道 = 'x'",
    ],
)
def test_a_query_that_would_write_is_refused_and_writes_nothing(workspace: Workspace, shop: Server, query: str) -> None:
    shop.say("GRANT ALL ON orders TO clerk" if shop.kind == "postgresql" else "GRANT ALL ON shop.* TO clerk@'%'")
    with pytest.raises(FileRefused) as refusal:
        import_source(workspace, orders(query=query))
    assert refusal.value.code == "SOURCE_DENIED"
    assert shop.say("SELECT count(*) FROM orders WHERE 渠道 IS NULL OR 渠道 <> 'x'").strip() == "3"
    assert workspace.imports() == []


def test_an_increment_brings_what_changed_and_nothing_twice(workspace: Workspace, shop: Server) -> None:
    first = import_source(workspace, orders(cursor="updated_at"))
    assert (first.rows, first.cursor_after) == (3, "2024-06-06 14:00:00.000001")
    nothing = import_source(workspace, orders(cursor="updated_at"))
    assert (nothing.rows, nothing.report) == (0, None)
    # one row of the same instant as the last, committed later, and one newer
    shop.say(
        "INSERT INTO orders VALUES ('A4','c3','2024-06-08 09:00:00',5,'x','2024-06-06 14:00:00.000001'),"
        "('A5','c3','2024-06-08 09:00:00',6,'x','2024-06-09 00:00:00')"
    )
    more = import_source(workspace, orders(cursor="updated_at"))
    assert (more.rows, more.cursor_before, more.cursor_after[:19]) == (2, first.cursor_after, "2024-06-09 00:00:00")
    assert [number for (number,) in rows(workspace, "order_id")] == ["A1", "A2", "A3", "A4", "A5"]
    assert import_source(workspace, orders(cursor="updated_at")).rows == 0


def test_a_column_renamed_retyped_or_dropped_stops_before_anything_is_written(
    workspace: Workspace, shop: Server
) -> None:
    import_source(workspace, orders(cursor="updated_at"))
    before = workspace.lake.snapshot()
    shop.say("INSERT INTO orders VALUES ('A6','c3','2024-06-08 09:00:00',5,'x','2024-07-01 00:00:00')")
    for change, words in (
        ("ALTER TABLE orders RENAME COLUMN 渠道 TO 门店名", "'渠道' is gone, '门店名' is new (renamed?)"),
        ("ALTER TABLE orders DROP COLUMN 门店名", "'渠道' is gone"),
    ):
        shop.say(change)
        with pytest.raises(FileRefused, match="changed since") as refusal:
            import_source(workspace, orders(cursor="updated_at"))
        assert (refusal.value.code, words in str(refusal.value)) == ("SOURCE_CHANGED", True)
        assert workspace.lake.snapshot() == before
    taken = import_source(workspace, orders(cursor="updated_at"), accepts_changes=True)
    assert taken.rows >= 1
    assert [issue.code for issue in taken.findings] == ["SOURCE_CHANGED"]
    shop.say("UPDATE orders SET 客户编号 = NULL")
    shop.say("ALTER TABLE orders " + ("ALTER COLUMN 客户编号 TYPE int USING 1" if shop.kind == "postgresql"
                                      else "MODIFY 客户编号 datetime NULL"))  # fmt: skip
    with pytest.raises(FileRefused, match="'客户编号' was VARCHAR, is"):
        import_source(workspace, orders(cursor="updated_at"))


def test_rows_without_a_cursor_are_counted(workspace: Workspace, shop: Server) -> None:
    shop.say("UPDATE orders SET updated_at = NULL WHERE 订单号 = 'A1'")
    brought = import_source(workspace, orders(cursor="updated_at"))
    assert brought.rows == 3
    assert [issue.code for issue in brought.findings] == ["CURSOR_EMPTY"]


def test_an_older_copy_of_the_database_is_noticed(workspace: Workspace, shop: Server) -> None:
    import_source(workspace, orders(cursor="updated_at"))
    shop.say("UPDATE orders SET updated_at = '2023-01-01 00:00:00'")
    with pytest.raises(FileRefused) as refusal:
        import_source(workspace, orders(cursor="updated_at"))
    assert refusal.value.code == "CURSOR_BACKWARDS"
    assert import_source(workspace, orders(cursor="updated_at"), from_start=True).rows == 3


def test_what_the_source_would_bring_is_shown_without_fetching(workspace: Workspace, shop: Server) -> None:
    source = orders(cursor="updated_at")
    look, mapping, earlier = check_source(workspace, source)
    assert (look.rows, mapping.columns["amount"], earlier.footer) == (3, "订单金额", None)
    assert CANARY not in repr(look)
    assert workspace.imports() == []
