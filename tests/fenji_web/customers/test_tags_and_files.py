"""Tags as column, facet and condition; the order of columns; the list as a workbook, masked and without formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from python_calamine import CalamineWorkbook

from fenji_web.care.models import Change, Tag
from fenji_web.care.services import add_tag, assign
from fenji_web.customers.access import Readable
from fenji_web.customers.forms import View

ClientAs = Callable[..., Client]


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Tables laid for what a test wrote do not outlive it."""
    from fenji_web.beside.services import forget

    forget()
    yield
    forget()


def shown(client: Client, query: str) -> str:
    answer = client.get(f"/customers/?{query}")
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def found(client: Client, query: str) -> list[str]:
    """The customers of a view, by its file."""
    answer = client.get(f"/customers/export.csv?{query}")
    assert answer.status_code == 200, query
    return [line[0] for line in csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))][1:]


def book(client: Client, **fields: Any) -> dict[str, list[list[Any]]]:
    answer = client.post("/bulk/export/", {"kind": "xlsx", **fields})
    assert answer.status_code == 200
    return sheets_of(answer.content)


def sheets_of(written: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(written))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def some(of: Readable, where: str, number: int) -> list[dict[str, Any]]:
    return of.result.engine.rows(f"SELECT * FROM customers WHERE {where} ORDER BY customer_id LIMIT {number}")


@pytest.fixture
def tagged(client_as: ClientAs, of: Readable) -> tuple[Client, str, str, str]:
    """Three customers: tagged a and b; tagged b; tagged nothing."""
    client = client_as("sales", lang="en")
    both, second, bare = (row["customer_id"] for row in some(of, "tier = 'VIP'", 3))
    for customer, name in ((both, "a"), (both, "b"), (second, "b")):
        add_tag(customer, name, by=client.person)  # type: ignore[attr-defined]
    return client, both, second, bare


def test_tags_are_a_column_a_facet_and_conditions(tagged: tuple[Client, str, str, str], of: Readable) -> None:
    client, both, second, bare = tagged
    everybody = of.result.run.customers
    assert found(client, "tags=a") == [both]
    assert {*found(client, "tags=a&tags=b")} == {*found(client, "where=tags:with:b")} == {both, second}
    assert len(found(client, "tags=")) == len(found(client, "where=tags:unknown")) == everybody - 2
    without = found(client, "where=tags:without:a")
    assert len(without) == everybody - 1
    assert {second, bare} <= {*without}
    page = shown(client, "tier=VIP&where=tags:with:b&columns=name,tags")
    assert page.count('<span class="tag">b</span>') == 2
    assert "?tier=VIP&amp;tags=b&amp;where=tags%3Awith%3Ab&amp;columns=name%2Ctags" in page, "the facet leads there"
    assert "No tag" in shown(client, "tier=VIP")


def test_tags_and_owners_of_now_are_read_on_any_page_and_in_any_order(
    tagged: tuple[Client, str, str, str], of: Readable
) -> None:
    client, both, _, _ = tagged
    assign(of.result, both, client.person, by=client.person)  # type: ignore[attr-defined]
    from fenji_web.accounts.models import User

    boss = User.objects.create(username="boss", role="administrator")
    assign(of.result, both, boss, by=boss)
    for query in (f"q={both}", f"q={both}&sort=owner", f"q={both}&sort=-score&tags=a", "where=owner:is:boss"):
        page = shown(client, f"{query}&columns=name,owner,tags")
        assert "<td>boss</td>" in page, query
        assert '<span class="tag">a</span>' in page, query
    assert found(client, "owner=boss") == [both]


def test_nothing_can_be_sorted_by_tags(client_as: ClientAs) -> None:
    assert client_as().get("/customers/?sort=tags").status_code == 422


def test_more_than_two_tags_are_told_by_their_number(tagged: tuple[Client, str, str, str]) -> None:
    client, both, _, _ = tagged
    for name in ("c", "d"):
        add_tag(both, name, by=client.person)  # type: ignore[attr-defined]
    page = shown(client, f"q={both}&columns=name,tags")
    assert 'title="a · b · c · d">+2</span>' in page


def test_the_page_asks_as_often_with_tags_as_without(client_as: ClientAs, of: Readable) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counted = client_as("sales", lang="en"), []
    for round_ in range(3):
        for row in some(of, "true", 20 * round_):
            add_tag(row["customer_id"], f"r{round_}", by=client.person)  # type: ignore[attr-defined]
        shown(client, "")
        with CaptureQueriesContext(connection) as asked:
            shown(client, "where=net_revenue:at_least:1")
        counted.append(len(asked))
    assert len({*counted}) == 1
    assert Tag.objects.count() == Change.objects.count() == 60


def test_columns_stand_in_the_order_chosen_and_the_address_says_it(client_as: ClientAs, of: Readable) -> None:
    client = client_as("sales", lang="en")
    asked = "columns=name&columns=tier&columns=city&columns=score&order=city,score,name,tier"
    answer = client.get(f"/customers/?tier=VIP&{asked}")
    assert answer["Location"] == "/customers/?tier=VIP&columns=city%2Cscore%2Cname%2Ctier"
    page = shown(client, "tier=VIP&columns=city,score,name,tier")
    places = [page.index(f'data-name="{name}"') for name in ("city", "score", "name", "tier")]
    assert places == sorted(places)
    client.post("/customers/views/", {"name": "mine", "query": "?tier=VIP&columns=city,score,name,tier"})
    assert 'href="/customers/?tier=VIP&amp;columns=city%2Cscore%2Cname%2Ctier"' in shown(client, "")
    view, _ = View.read(QueryDict("columns=city,score,name,tier"), of.columns)
    assert view.columns == ("city", "score", "name", "tier")


def test_the_workbook_holds_a_cover_those_found_and_their_tiers(client_as: ClientAs, of: Readable) -> None:
    client = client_as("sales", lang="en")
    query = "?where=net_revenue:at_least:20000&sort=-net_revenue&columns=name,tier,net_revenue,mobile,last_ordered_on"
    sheets = book(client, all="1", query=query)
    assert [*sheets] == ["Cover", "Customers", "Tier summary"]
    rows = [row for row in of.result.rows(order=("-net_revenue",)) if (row["net_revenue"] or 0) >= 20000]
    listed = sheets["Customers"]
    assert listed[1] == ["Customer ID", "Name", "Tier", "Monetary value", "Mobile", "Last order"]
    assert [line[0] for line in listed[2:]] == [row["customer_id"] for row in rows]
    assert [line[3] for line in listed[2:]] == [float(row["net_revenue"]) for row in rows]
    cover = {line[0]: line[1] for line in sheets["Cover"][1:]}
    assert cover["Customers"] == f"{len(rows):,}"
    assert cover["Asked for"] == "Monetary value at least 20,000"
    assert cover["Order"] == "Monetary value, descending"
    run = of.result.run
    assert cover["As-of date"] == run.as_of.isoformat()
    assert run.id in cover["Run"]
    assert cover["Scheme"].endswith(f"version {run.version}")
    summary = sheets["Tier summary"][2:]
    assert sum(line[1] for line in summary) == len(rows)
    assert sum(line[3] for line in summary) == pytest.approx(float(sum(row["net_revenue"] for row in rows)))


def test_the_workbook_of_those_chosen_holds_them_alone_and_masks_contact_data(
    client_as: ClientAs, of: Readable
) -> None:
    chosen = some(of, "kind = 'person' AND mobile IS NOT NULL", 2)
    ids, query = [row["customer_id"] for row in chosen], "?columns=name,mobile,address"
    seen = book(client_as("sales"), ids=ids, query=query)["客户"]
    assert {line[1] for line in seen[2:]} == {row["name"] for row in chosen}
    masked = book(client_as("analyst"), ids=ids, query=query)
    assert sorted(line[0] for line in masked["客户"][2:]) == ids
    everything = str(masked)
    for row in chosen:
        assert row["name"] not in everything
        assert row["mobile"] not in everything
        assert not row["address"] or row["address"] not in everything
    assert "逐个勾选的 2 位客户" in str(masked["封面"])
    assert client_as("viewer").post("/bulk/export/", {"ids": ids, "query": query}).status_code == 404


def test_chosen_customers_as_csv(client_as: ClientAs, of: Readable) -> None:
    ids = [row["customer_id"] for row in some(of, "true", 3)]
    answer = client_as("sales").post("/bulk/export/", {"kind": "csv", "ids": ids, "query": "?tier=VIP&tier=regular"})
    lines = [*csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))][1:]
    known = {row["customer_id"] for row in some(of, "tier IN ('VIP', 'regular')", 10_000)}
    assert {line[0] for line in lines} == {*ids} & known


def test_a_long_workbook_is_the_workers(client_as: ClientAs, of: Readable, shop: Path, monkeypatch: Any) -> None:
    from fenji_web.bulk import access
    from tests.fenji_web.care.desk import Desk

    monkeypatch.setattr(access, "MOST_ROWS_AT_ONCE", 10)
    client = client_as("analyst", lang="en")
    answer = client.post("/bulk/export/", {"kind": "xlsx", "all": "1", "query": "?tier=VIP&columns=name"})
    assert "/runs/jobs/" in answer["Location"]
    Desk(shop, client_as).work()
    from fenji_web.runs.models import Job

    file = client.get(f"/runs/jobs/{Job.objects.latest('id').pk}/file/")
    read = sheets_of(b"".join(file.streaming_content))  # type: ignore[attr-defined]
    names = {row["name"] for row in some(of, "tier = 'VIP' AND kind = 'person'", 10_000)}
    written = {line[1] for line in read["Customers"]}
    assert not names & written, "masked for who asked"
