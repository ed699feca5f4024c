"""A web service read page by page: nothing lost, nothing twice, and it may misbehave in every known way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import FileRefused
from fenji.intake.sources.source import RestSource, Source, read_source
from fenji.workspace.sources import check_source, import_dlt, import_source
from fenji.workspace.workspace import Workspace
from tests.fenji.intake.sources.conftest import places_with
from tests.fenji.intake.sources.servers import CANARY
from tests.fenji.intake.sources.web import Reply, Service, page, service

pytest.importorskip("dlt", reason="the extra [connectors] is not installed")
# dlt imports packages that warn when they are imported
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PAGES = {"type": "page_number", "base_page": 1, "page_param": "page", "total_path": "pages"}
HTML = (200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><form>login</form></html>")


@pytest.fixture
def shop() -> Iterator[Service]:
    with service() as running:
        yield running


@pytest.fixture(autouse=True)
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been waited."""
    seconds: list[float] = []
    monkeypatch.setattr("fenji.intake.sources.pages.time.sleep", seconds.append)
    return seconds


def order(number: int, **more: Any) -> dict[str, Any]:
    return {"订单号": f"A{number:03}", "客户": {"编号": "c1"}, "下单时间": "2024-06-05 13:05:00", "金额": 1.5, **more}


def three_pages(path: str, asked: dict[str, str], _: dict[str, str]) -> Reply:
    number = int(asked.get("page", 1))
    return page([order(number * 10 + index, tags=["a"]) for index in range(2)], pages=3)


def source(shop: Service, **more: Any) -> Source:
    columns = {"order_id": "订单号", "customer_id": "客户.编号", "ordered_at": "下单时间", "amount": "金额"}
    given = {"kind": "rest", "name": "shop-api", "base_url": shop.url, "path": "orders", "records": "data",
             "paginator": PAGES, "into": "orders", "columns": columns}  # fmt: skip
    return read_source({**given, **more})


def refusal(workspace: Workspace, asked: Source) -> FileRefused:
    """What the import stops with; and nothing was written, nothing is left over."""
    snapshot = workspace.lake.snapshot()
    with pytest.raises(FileRefused) as stopped:
        import_source(workspace, asked)
    assert workspace.lake.snapshot() == snapshot
    assert workspace.imports() == []
    assert list((workspace.folder / "originals").iterdir()) == []
    assert [path.name for path in (workspace.folder / "lake" / "tmp").glob("intake-*")] == []
    return stopped.value


def test_every_page_comes_in_and_chinese_columns_keep_their_names(workspace: Workspace, shop: Service) -> None:
    shop.reply = three_pages
    brought = import_source(workspace, source(shop))
    assert brought.report is not None
    assert (brought.rows, brought.report.accepted) == (6, 6)
    (original,) = (p for p in (workspace.folder / "originals").iterdir() if p.name != "imports.json")
    import pyarrow.parquet as pq

    assert pq.read_schema(original).names == ["订单号", "客户.编号", "下单时间", "金额", "tags"]
    assert [asked[1]["page"] for asked in shop.asked] == ["1", "2", "3"]


def test_a_look_asks_for_the_first_page_alone_and_writes_nothing(workspace: Workspace, shop: Service) -> None:
    shop.reply = three_pages
    asked = source(shop)
    assert isinstance(asked, RestSource)
    look, mapping, earlier = check_source(workspace, asked)
    assert (look.rows, look.is_first_page, earlier.footer) == (2, True, None)
    assert dict(look.columns) == {
        "订单号": "text", "客户.编号": "text", "下单时间": "text", "金额": "number", "tags": "list"}  # fmt: skip
    assert mapping.columns["amount"] == "金额"
    assert len(shop.asked) == 1
    assert workspace.imports() == []
    assert not list((workspace.folder / "originals").iterdir())


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "100.100.100.200", "0.0.0.0", "[::ffff:169.254.1.1]"])
def test_where_a_machine_keeps_its_own_credentials_nothing_is_asked(workspace: Workspace, host: str) -> None:
    place = {"kind": "rest", "name": "cloud", "base_url": f"http://{host}/latest/", "into": "orders"}
    assert refusal(workspace, read_source(place)).code == "SOURCE_UNSAFE"


def test_digits_arrive_as_they_were_written(workspace: Workspace, shop: Service) -> None:
    body = '{"data":[{"订单号":"A1","客户":{"编号":"c1"},"下单时间":"2024-06-05","金额":12345678901234.10}],"pages":1}'
    shop.reply = lambda *_: (200, {}, body.encode())
    import_source(workspace, source(shop))
    (row,) = workspace.lake.engine.rows("SELECT amount FROM lake.main.orders")
    assert str(row["amount"]) == "12345678901234.10"


def test_429_is_waited_for_as_long_as_it_says(workspace: Workspace, shop: Service, waited: list[float]) -> None:
    busy = [True]

    def reply(path: str, asked: dict[str, str], headers: dict[str, str]) -> Reply:
        if asked.get("page") == "2" and busy:
            busy.pop()
            return 429, {"Retry-After": "7"}, b""
        return three_pages(path, asked, headers)

    shop.reply = reply
    assert import_source(workspace, source(shop)).rows == 6
    assert waited == [7.0]


@pytest.mark.parametrize(
    ("on_page_2", "code"),
    [
        (HTML, "NOT_DATA"),
        ((500, {}, b"oops"), "SOURCE_UNREACHABLE"),
        ((401, {}, b"{}"), "SOURCE_DENIED"),
        ((404, {}, b"{}"), "SOURCE_DENIED"),
        ((429, {"Retry-After": "99999"}, b""), "SOURCE_BUSY"),
        ((302, {"Location": "http://elsewhere.invalid/login"}, b""), "SOURCE_REDIRECTED"),
        ((200, {"Content-Length": "1000"}, b'{"data": ['), "SOURCE_UNREACHABLE"),
        ((200, {}, b'{"data": [{"a": NaN}]}'), "NOT_DATA"),
        ((200, {}, b'{"data": [{"a": 1, "a": 2}]}'), "NOT_DATA"),
        ((200, {}, b"[" * 100_000), "NOT_DATA"),
        ((200, {}, b'{"data": [{"a": "\\ud800"}]}'), "NOT_DATA"),
        ((200, {}, b'{"data": ["no row"], "pages": 3}'), "NOT_DATA"),
    ],
    ids=["html", "500", "401", "404", "busy", "redirect", "cut", "nan", "twice", "deep", "surrogate", "no-row"],
)
def test_whatever_page_2_answers_nothing_is_half_written(
    workspace: Workspace, shop: Service, on_page_2: Reply, code: str
) -> None:
    shop.reply = lambda *asked: on_page_2 if asked[1].get("page") == "2" else three_pages(*asked)
    stopped = refusal(workspace, source(shop))
    assert stopped.code == code, stopped


def test_a_page_that_comes_again_and_again_stops(workspace: Workspace, shop: Service) -> None:
    shop.reply = lambda *_: page([order(1), order(2)], pages=1000)
    assert refusal(workspace, source(shop)).code == "SOURCE_REPEATS"
    assert len(shop.asked) == 2


def test_a_cursor_that_goes_round_stops(workspace: Workspace, shop: Service) -> None:
    turn = iter(range(10_000))
    shop.reply = lambda *_: page([order(next(turn))], next="same")
    paginator = {"type": "cursor", "cursor_path": "next", "cursor_param": "after"}
    assert refusal(workspace, source(shop, paginator=paginator)).code == "SOURCE_REPEATS"
    assert len(shop.asked) <= 3


def test_a_next_link_to_another_host_is_not_followed(workspace: Workspace, shop: Service) -> None:
    shop.reply = lambda *_: page([order(1)], next="http://127.0.0.2:9/steal")
    paginator = {"type": "json_link", "next_url_path": "next"}
    assert refusal(workspace, source(shop, paginator=paginator)).code == "SOURCE_REDIRECTED"


def test_what_is_new_since_last_time(workspace: Workspace, shop: Service) -> None:
    rows = [order(1, updated="2024-06-01"), order(2, updated="2024-06-02")]
    shop.reply = lambda _, asked, __: page([row for row in rows if row["updated"] >= asked.get("from", "")], pages=1)
    asked = source(shop, since={"column": "updated", "param": "from"})
    first = import_source(workspace, asked)
    assert (first.rows, first.cursor_after) == (2, "2024-06-02")
    assert import_source(workspace, asked).rows == 0
    rows.append(order(3, updated="2024-06-02"))
    rows.append(order(4, updated="2024-06-03"))
    more = import_source(workspace, asked)
    assert (more.rows, more.cursor_before, more.cursor_after) == (2, "2024-06-02", "2024-06-03")
    assert shop.asked[-1][1]["from"] == "2024-06-02"


def test_a_field_that_is_gone_stops_before_anything_is_written(workspace: Workspace, shop: Service) -> None:
    shop.reply = lambda *_: page([order(1, note="x"), order(2, note="y")], pages=1)
    import_source(workspace, source(shop))
    snapshot = workspace.lake.snapshot()
    shop.reply = lambda *_: page([order(3), order(4)], pages=1)
    with pytest.raises(FileRefused, match="'note' is gone"):
        import_source(workspace, source(shop))
    assert workspace.lake.snapshot() == snapshot


def test_credentials_reach_the_service_and_nothing_else(
    workspace: Workspace, shop: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setenv("SHOP_TOKEN", "token-" + CANARY)
    monkeypatch.setenv("SHOP_KEY", CANARY)
    asked = source(shop, token_env="SHOP_TOKEN", params_env={"key": "SHOP_KEY"})
    shop.reply = three_pages
    import_source(workspace, asked)
    assert shop.asked[0][2]["Authorization"] == "Bearer token-" + CANARY
    assert shop.asked[0][1]["key"] == CANARY
    shop.reply = lambda *_: HTML
    with pytest.raises(FileRefused) as stopped:
        import_source(workspace, asked)
    assert CANARY not in stopped.value.say("zh") + stopped.value.say("en") + caplog.text
    assert places_with(CANARY, workspace.folder) == []


def test_credentials_never_travel_in_plain_text(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", CANARY)
    given = {"kind": "rest", "name": "x", "base_url": "http://shop.invalid", "into": "orders"}
    assert refusal(workspace, read_source({**given, "token_env": "SHOP_TOKEN"})).code == "SOURCE_UNSAFE"


def test_any_dlt_resource_comes_in(workspace: Workspace, tmp_path: Path) -> None:
    import sqlite3

    import dlt

    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute('CREATE TABLE t ("订单号" TEXT, "客户编号" TEXT, "下单时间" TEXT, "订单金额" TEXT)')
        database.executemany("INSERT INTO t VALUES (?, 'c1', '2024-06-05', '9.90')", [("A1",), ("A2",)])

    @dlt.resource(name="订单")
    def orders() -> Any:
        rows = sqlite3.connect(tmp_path / "a.db").execute("SELECT * FROM t")
        names = [column[0] for column in rows.description]
        yield [dict(zip(names, row, strict=True)) for row in rows]

    brought = import_dlt(workspace, orders(), name="erp", into="orders")
    assert brought.report is not None
    assert brought.report.accepted == 2
    assert brought.report.mapping.columns["order_id"] == "订单号"


def test_a_dlt_resource_without_end_stops(workspace: Workspace) -> None:
    import dlt

    @dlt.resource
    def circle() -> Any:
        while True:
            yield [order(index) for index in range(100)]

    with pytest.raises(FileRefused) as stopped:
        import_dlt(workspace, circle(), name="circle", into="orders")
    assert stopped.value.code == "SOURCE_REPEATS"


def test_a_dlt_resource_that_breaks_leaves_nothing(workspace: Workspace) -> None:
    import dlt

    @dlt.resource
    def broken() -> Any:
        yield [order(1)]
        raise ConnectionResetError("page 37")

    with pytest.raises(FileRefused, match="page 37"):
        import_dlt(workspace, broken(), name="broken", into="orders")
    assert workspace.imports() == []
