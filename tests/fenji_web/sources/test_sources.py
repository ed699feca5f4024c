"""Sources as pages: folders, real databases and web services set up, tested, mapped, fetched; no secret shown."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from fenji_web.runs.models import FAILED, Job
from fenji_web.sources.models import Connection
from tests.fenji.intake.sources.servers import CANARY, CLERK, Server, mariadb, postgres
from tests.fenji.intake.sources.web import page as answered
from tests.fenji.intake.sources.web import service
from tests.fenji_web.data.desk import Desk

ORDERS = "订单号,客户ID,下单时间,金额\nA1,C1,2024-01-01,100\nA2,C2,2024-01-02,80\n"
FOLDER = {"name": "till", "kind": "folder", "into": "orders"}


TABLE = """CREATE TABLE 订单 (单号 varchar(20), 谁 varchar(20), 何时 timestamp, 多少 numeric(10, 2));
INSERT INTO 订单 VALUES ('P1', 'C7', '2024-03-01 10:00', 12.50), ('P2', 'C7', '2024-03-02 11:00', 8);"""
MAPPED = {"header": ["单号", "谁", "何时", "多少"], "column": ["order_id", "customer_id", "ordered_at", "amount"]}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="fj-", dir="/tmp") as made:
        Path(made).chmod(0o755)
        with postgres(Path(made)) as running:
            running.say(TABLE)
            yield running


@pytest.fixture
def second() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="fj-", dir="/tmp") as made:
        Path(made).chmod(0o755)
        with mariadb(Path(made)) as running:
            running.say(TABLE)
            yield running


def database(server: Server, **changed: str) -> dict[str, str]:
    return {
        "name": "erp", "kind": "postgresql", "into": "orders", "host": "127.0.0.1", "port": str(server.port),
        "database": "shop", "user": CLERK, "password": CANARY, "table": "订单", **changed,
    }  # fmt: skip


def test_a_folder_is_set_up_tested_and_fetched(desk: Desk) -> None:
    assert "目前数据均为手工导入" in desk.page("/data/sources/")
    desk.client.post("/data/sources/new/", FOLDER)
    desk.work()
    assert "文件夹 inbox/till 为空" in desk.page("/data/sources/till/")
    (desk.folder / "inbox" / "till" / "a.csv").write_text(ORDERS, "utf-8")
    desk.client.post("/data/sources/till/fetch/")
    desk.work()
    shown = desk.page("/data/sources/till/")
    assert "导入 2 行，异常 0 行" in shown
    assert "已完成" in desk.page("/data/sources/")


def test_a_database_is_tested_mapped_and_fetched_and_its_password_is_shown_nowhere(desk: Desk, server: Server) -> None:
    desk.client.post("/data/sources/new/", database(server))
    desk.work()
    page = desk.page("/data/sources/erp/")
    assert "请在下方指定各列的对应关系" in page
    assert "单号" in page
    desk.client.post("/data/sources/erp/columns/", MAPPED)
    desk.client.post("/data/sources/erp/test/")
    desk.work()
    assert "连接成功，共 2 行" in desk.page("/data/sources/erp/")
    desk.client.post("/data/sources/erp/fetch/")
    desk.work()
    assert "导入 2 行" in desk.page("/data/sources/erp/")
    place = desk.folder / "secrets.env"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    rest = [
        place.read_text("utf-8"),
        desk.page("/data/sources/erp/edit/"),
        page,
        (desk.folder / "sources" / "erp.yaml").read_text("utf-8"),
    ]
    rest += [str([one.arguments, one.result, one.error]) for one in Job.objects.all()]
    rest += [str(one.place) + str(one.found) for one in Connection.objects.all()]
    assert not [text for text in rest if CANARY in text or "Kanarienvogel" in text]


def test_a_mariadb_table_comes_in_as_one_of_postgresql_does(desk: Desk, second: Server) -> None:
    desk.client.post("/data/sources/new/", database(second, kind="mysql", password="not-this-one"))
    desk.work()
    assert "请检查账号密码" in desk.page("/data/sources/erp/")
    desk.client.post("/data/sources/erp/edit/", database(second, kind="mysql", cursor="何时"))
    desk.client.post("/data/sources/erp/columns/", MAPPED)
    desk.work()
    assert "连接成功，共 2 行" in desk.page("/data/sources/erp/")
    for brought in ("导入 2 行，异常 0 行", "导入 1 行，异常 0 行"):
        desk.client.post("/data/sources/erp/fetch/")
        desk.work()
        assert brought in desk.page("/data/sources/erp/")
        second.say("INSERT INTO 订单 VALUES ('P3', 'C8', '2024-03-03 09:00', 5)")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_web_service_is_tested_by_its_first_page_before_anything_is_fetched(desk: Desk) -> None:
    rows = [{"id": f"A{n}", "customer": {"no": "c1"}, "at": "2024-06-05", "total": 1.5} for n in (1, 2)]
    columns = {"header": ["id", "customer.no", "at", "total"], "column": MAPPED["column"]}
    with service() as shop:
        asked = {"name": "shop", "kind": "rest", "into": "orders", "base_url": shop.url, "path": "orders"}
        asked |= {"records": "data", "password": CANARY}
        shop.reply = lambda *_: (401, {}, b"{}")
        desk.client.post("/data/sources/new/", asked)
        desk.work()
        assert "请检查账号密码" in desk.page("/data/sources/shop/")
        shop.reply = lambda *_: answered([])
        desk.client.post("/data/sources/shop/test/")
        desk.work()
        assert "首页没有数据行" in desk.page("/data/sources/shop/")
        shop.reply = lambda *_: answered(rows, next=f"{shop.url}orders?page=2")
        shop.asked.clear()
        desk.client.post("/data/sources/shop/test/")
        desk.work()
        assert len(shop.asked) == 1, "the first page alone is asked"
        assert shop.asked[0][2]["Authorization"] == f"Bearer {CANARY}"
        assert "请在下方指定各列的对应关系" in desk.page("/data/sources/shop/")
        desk.client.post("/data/sources/shop/columns/", columns)
        desk.client.post("/data/sources/shop/test/")
        desk.work()
        assert "首页共 2 行" in desk.page("/data/sources/shop/")
        shop.reply = lambda *_: answered(rows)
        desk.client.post("/data/sources/shop/fetch/")
        desk.work()
        page = desk.page("/data/sources/shop/")
    assert "导入 2 行，异常 0 行" in page
    assert "Kanarienvogel" not in page


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_machines_own_network_service_is_no_source(desk: Desk) -> None:
    place = "http://169.254.169.254/latest/"
    given = {"name": "cloud", "kind": "rest", "into": "orders", "base_url": place}
    refused = desk.client.post("/data/sources/new/", given)
    assert refused.status_code == 422
    assert "须以 https:// 开头" in refused.content.decode()
    refused = desk.client.post("/data/sources/new/", {**given, "base_url": place.replace("http:", "https:")})
    assert "云平台的元数据服务" in refused.content.decode()
    assert not Connection.objects.exists()


def test_an_empty_password_leaves_the_old_one_and_removing_takes_it_out(desk: Desk, server: Server) -> None:
    desk.client.post("/data/sources/new/", database(server))
    desk.client.post("/data/sources/erp/edit/", database(server, password="", cursor="何时"))
    desk.work()
    assert not Job.objects.filter(state=FAILED).exists()
    kept = (desk.folder / "secrets.env").read_text()
    assert kept
    assert "Kanarienvogel" not in kept
    desk.client.post("/data/sources/erp/remove/")
    assert not (desk.folder / "secrets.env").read_text()
    assert desk.client.get("/data/sources/erp/").status_code == 404


def test_a_wrong_password_is_said_in_three_parts_without_it(desk: Desk, server: Server) -> None:
    desk.client.post("/data/sources/new/", database(server, password="not-this-one"))
    desk.work()
    page = desk.page("/data/sources/erp/")
    assert "没有写入任何数据" in page
    assert "not-this-one" not in page
    assert "not-this-one" not in str(Job.objects.get().error)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "../x"}, "只能使用文字、数字"),
        ({"host": "a b"}, "请填写服务器地址"),
        ({"port": "70000"}, "请填写 1 至 65535"),
        ({"table": ""}, "此项必填"),
        ({"password": "a\nFENJI_OTHER=b"}, "内容不能换行"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_written(
    desk: Desk, changed: dict[str, str], said: str
) -> None:
    given = {"name": "erp", "kind": "postgresql", "into": "orders", "host": "db", "database": "d", "user": "u",
             "password": "p", "table": "t", **changed}  # fmt: skip
    answer = desk.client.post("/data/sources/new/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not (desk.folder / "secrets.env").exists()
    assert not list((desk.folder / "sources").glob("*"))


def test_a_name_is_taken_once_and_strangers_have_no_page(desk: Desk) -> None:
    desk.client.post("/data/sources/new/", FOLDER)
    assert "已有同名的数据来源" in desk.client.post("/data/sources/new/", FOLDER).content.decode()
    assert desk.client.get("/data/sources/..%2fsecrets/").status_code == 404
    assert desk.client.post("/data/sources/nobody/fetch/").status_code == 404


def test_only_who_may_import_sees_sources(client_as: object) -> None:
    analyst: Client = client_as("analyst")  # type: ignore[operator]
    assert analyst.get("/data/sources/").status_code == 404
    assert analyst.post("/data/sources/new/", FOLDER).status_code == 404
