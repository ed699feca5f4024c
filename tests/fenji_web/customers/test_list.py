"""The list in the browser's place: search, what is asked, masks, the file, and how much it asks of the read model."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fenji.engines.duckdb import DuckDBEngine
from fenji.tables.masks import mask
from fenji.workspace.workspace import Workspace
from fenji_web.customers import services
from fenji_web.customers.access import Readable
from fenji_web.customers.forms import View
from tests.fenji.workbook.reading import parts, read
from tests.fenji_web.customers.conftest import readable

ClientAs = Callable[..., Client]
KNOWN = "kind = 'person' AND mobile IS NOT NULL AND email IS NOT NULL AND wechat IS NOT NULL"


def someone(of: Readable, where: str = KNOWN) -> dict[str, Any]:
    rows = of.result.engine.rows(f"SELECT * FROM customers WHERE {where} ORDER BY customer_id LIMIT 1")
    return rows[0]


def shown(client: Client, query: str) -> str:
    answer = client.get(f"/customers/?{query}")
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement asked of a read model."""
    asked: list[str] = []
    real = DuckDBEngine.rows

    def counted(self: DuckDBEngine, sql: str, parameters: Any = None) -> list[dict[str, Any]]:
        asked.append(sql)
        return real(self, sql, parameters)

    monkeypatch.setattr(DuckDBEngine, "rows", counted)
    return asked


def test_the_list_shows_the_best_first_with_the_way_to_each(client_as: ClientAs, of: Readable) -> None:
    page = shown(client_as(), "")
    best = next(iter(of.result.rows(limit=1)))
    assert best["name"] in page
    assert f'href="/customers/{best["customer_id"]}/"' in page
    assert page.count("data-url=") == 50


def test_a_customer_is_found_by_whatever_is_known(client_as: ClientAs, of: Readable) -> None:
    row, client = someone(of), client_as("sales")
    ways = (row["name"], row["mobile"], row["mobile"][-4:], row["mobile"][-7:], row["email"], row["customer_id"],
            row["customer_id"].lower(), row["name_initials"], row["name_pinyin"].upper())  # fmt: skip
    for words in ways:
        assert f"/customers/{row['customer_id']}/" in shown(client, f"q={words}&sort=customer_source"), words


def test_a_phone_written_with_spaces_is_found(client_as: ClientAs, of: Readable) -> None:
    row = someone(of)
    said = f"{row['mobile'][:3]} {row['mobile'][3:7]}-{row['mobile'][7:]}"
    assert f"/customers/{row['customer_id']}/" in shown(client_as("sales"), f"q={said}")


def test_nobody_is_found_with_a_way_out(client_as: ClientAs) -> None:
    assert "没有符合全部条件的客户" in shown(client_as(), "q=nobody-is-called-so")
    assert "No customer answers" in shown(client_as(lang="en"), "q=nobody-is-called-so")


def test_contact_data_is_masked_for_who_may_not_see_it(client_as: ClientAs, of: Readable) -> None:
    row = someone(of)
    viewer = client_as("viewer")
    query = f"q={row['customer_id']}&columns=name,mobile,email,wechat,landline,address,born_on,gender"
    page = shown(viewer, query) + viewer.get(f"/customers/{row['customer_id']}/").content.decode()
    assert f"{row['name'][0]}*" in page
    assert f"{row['mobile'][:3]}****{row['mobile'][-4:]}" in page
    for secret in ("name", "mobile", "email", "wechat", "address", "name_pinyin"):
        assert not row[secret] or row[secret] not in page, secret
    seen = shown(client_as("sales"), query)
    assert row["name"] in seen
    assert row["mobile"] in seen


@pytest.mark.parametrize("way", ["name", "mobile", "email", "name_initials", "wechat"])
def test_who_sees_masks_cannot_probe_by_searching(client_as: ClientAs, of: Readable, way: str) -> None:
    row = someone(of)
    for words in (row[way], row[way][-4:]):
        found = shown(client_as("viewer"), f"q={words}")
        assert f"/customers/{row['customer_id']}/" not in found or words.upper() in row["customer_id"]


@pytest.mark.parametrize("query", ["where=mobile:begins:199", "where=email:has:a", "where=born_on:from:1990-01-01",
                                   "sort=mobile", "sort=born_on", "where=name:is:x"])  # fmt: skip
def test_who_sees_masks_cannot_probe_by_conditions_and_order(client_as: ClientAs, query: str) -> None:
    assert client_as("viewer").get(f"/customers/?{query}").status_code == 422


def test_choices_of_contact_data_are_not_asked_of_masks(client_as: ClientAs, of: Readable) -> None:
    everybody = f"{of.result.run.customers:,}"
    assert everybody in shown(client_as("viewer"), "gender=%E7%94%B7")


@pytest.mark.parametrize(
    "query",
    ["where=tier) OR (1=1:is:x", "where=nothing:is:1", "where=net_revenue:at_least:much", "where=net_revenue:drop:1",
     "where=last_ordered_on:from:yesterday", "sort=total; DROP TABLE customers", "where=net_revenue:at_least:NaN",
     "where=net_revenue:at_least:", "add=net_revenue&operator=at_least"],
)  # fmt: skip
def test_what_is_not_understood_is_said_and_left_out(client_as: ClientAs, query: str) -> None:
    answer = client_as(lang="en").get("/customers/", dict([part.split("=", 1) for part in query.split("&")]))
    assert answer.status_code == 422
    assert "Left out" in answer.content.decode()


def test_a_place_that_cannot_be_read_is_the_first_page(client_as: ClientAs) -> None:
    assert client_as().get("/customers/?after=garbage").status_code == 200
    lost = client_as().get("/customers/?tier=VIP&sort=-net_revenue&after=WyJub3QgYSBudW1iZXIiLCAiQyJd")
    assert (lost.status_code, lost["Location"]) == (302, "/customers/?tier=VIP&sort=-net_revenue")


def test_the_form_of_conditions_leads_to_the_address_of_the_view(client_as: ClientAs) -> None:
    answer = client_as().get("/customers/?tier=VIP&add=net_revenue&operator=at_least&value=1,000")
    assert answer["Location"] == "/customers/?tier=VIP&where=net_revenue%3Aat_least%3A1000"


def test_htmx_gets_the_part_and_people_the_page(client_as: ClientAs) -> None:
    client = client_as()
    part = client.get("/customers/?tier=VIP", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="found"')
    assert "<html" in client.get("/customers/?tier=VIP").content.decode()


def test_the_file_holds_exactly_those_found_in_the_columns_chosen(client_as: ClientAs, of: Readable) -> None:
    query = "tier=VIP&where=net_revenue:at_least:20000&sort=-net_revenue&columns=name,net_revenue,mobile"
    answer = client_as("sales", lang="en").get(f"/customers/export.csv?{query}")
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    rows = [
        row for row in of.result.rows(order=("-net_revenue",), where={"tier": "VIP"}) if row["net_revenue"] >= 20000
    ]
    assert lines[0] == ["ID", "Name", "Monetary value", "Mobile"]
    assert [line[0] for line in lines[1:]] == [row["customer_id"] for row in rows]
    assert lines[1] == [rows[0]["customer_id"], rows[0]["name"], str(rows[0]["net_revenue"]), rows[0]["mobile"] or ""]
    masked = client_as("analyst").get(f"/customers/export.csv?{query}")
    line = list(csv.reader(io.StringIO(masked.getvalue().decode("utf-8-sig"))))[1]
    assert line[3] == (mask("mobile", rows[0]["mobile"]) or "")


def test_the_file_is_for_those_who_may_export(client_as: ClientAs) -> None:
    assert client_as("viewer").get("/customers/export.csv").status_code == 404
    assert "export.csv" not in shown(client_as("viewer"), "")
    assert Client().get("/customers/").status_code == 302


def test_a_name_that_is_a_formula_is_no_formula_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "客户ID,姓名,购买次数,累计消费金额,最近购买日期,统计日期\nC1,=1+2,3,100,2024-06-01,2024-06-30\n", "utf-8"
    )
    workspace = Workspace.create(tmp_path / "odd")
    workspace.import_file(path, "customers")
    workspace.grade("value")
    workspace.close()
    of = readable(tmp_path / "odd")
    written = b"".join(services.lines(of, View(), [of.columns["city"]], "en")).decode("utf-8-sig")
    assert "=1+2" not in written
    from fenji_web.customers.pages.asked import NAME

    assert "'=1+2" in b"".join(services.lines(of, View(), [NAME], "en")).decode()
    path = services.write_list(of, View(), [NAME], tmp_path / "list.xlsx", "en", asked=[])
    assert read(path)["Customers"][2] == ["C1", "=1+2"]
    assert not any("<f>" in xml or "<f " in xml for xml in parts(path).values())


def test_the_read_model_is_asked_as_often_for_fifty_as_for_one(
    client_as: ClientAs, of: Readable, questions: list[str]
) -> None:
    client, row = client_as(), someone(of)
    shown(client, "")
    counted = []
    for query in ("where=net_revenue:at_least:0.01", f"owner={row['owner'] or ''}&where=score:at_least:-0.01"):
        questions.clear()
        shown(client, query)
        counted.append(len(questions))
    assert counted == [2, 2], "one for the page, one for the number and the facets"
    questions.clear()
    shown(client, "where=net_revenue:at_least:0.01&sort=-score")
    assert len(questions) == 1, "another order of the same customers counts nobody again"


def test_the_database_is_asked_as_often_for_fifty_as_for_one(client_as: ClientAs, of: Readable) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counted = client_as(), []
    for query in ("", f"q={someone(of)['customer_id']}"):
        with CaptureQueriesContext(connection) as found:
            shown(client, query)
        counted.append(len(found))
    assert counted[0] == counted[1]


def test_owners_of_now_are_laid_over_those_of_the_list(client_as: ClientAs, of: Readable) -> None:
    care = pytest.importorskip("fenji_web.care.models")
    client, row = client_as("sales"), someone(of, "owner IS NOT NULL AND tier = 'VIP'")
    taken = someone(of, "owner IS NULL AND tier = 'VIP'")
    care.Ownership.objects.create(customer_id=row["customer_id"], owner="")
    care.Ownership.objects.create(customer_id=taken["customer_id"], owner="新同事")
    pool = client.get("/customers/export.csv?owner=&columns=owner").getvalue().decode()
    assert f"\n{row['customer_id']}," in pool
    assert f"\n{taken['customer_id']}," not in pool
    mine = shown(client, "owner=%E6%96%B0%E5%90%8C%E4%BA%8B")
    assert mine.count("data-url=") == 1
    assert f"/customers/{taken['customer_id']}/" in mine
    for query in (
        f"q={taken['customer_id']}",
        f"q={taken['customer_id']}&sort=owner",
        f"q={taken['customer_id']}&tier=VIP",
    ):
        assert "<td>新同事</td>" in shown(client, query), query
    assert "新同事" in client.get(f"/customers/{taken['customer_id']}/").content.decode()


def test_a_view_is_kept_by_name_for_its_person_alone(client_as: ClientAs) -> None:
    client, other = client_as("sales"), client_as("viewer")
    kept = {"name": "  大  客户 ", "query": "?tier=VIP&sort=-net_revenue&nonsense=1"}
    assert client.post("/customers/views/", kept)["Location"] == "/customers/?tier=VIP&sort=-net_revenue"
    page = shown(client, "")
    assert 'href="/customers/?tier=VIP&amp;sort=-net_revenue"' in page
    assert "大 客户" in page
    assert "大 客户" not in shown(other, "")
    client.post("/customers/views/", {**kept, "query": "?tier=regular"})
    mine = client.person.customer_views.get()  # type: ignore[attr-defined]
    assert mine.query == "?tier=regular"
    other.post(f"/customers/views/{mine.pk}/forget/")
    assert "大 客户" in shown(client, "")
    client.post(f"/customers/views/{mine.pk}/forget/")
    assert "大 客户" not in shown(client, "")


def test_views_without_a_name_or_beyond_measure_are_not_kept(client_as: ClientAs) -> None:
    client = client_as("sales")
    client.post("/customers/views/", {"name": "  ", "query": "?tier=VIP"})
    for number in range(services.MOST_VIEWS + 2):
        client.post("/customers/views/", {"name": f"view {number}", "query": "?tier=VIP"})
    assert client.person.customer_views.count() == services.MOST_VIEWS  # type: ignore[attr-defined]
