"""Findings as pages: the list behind a sentence holds exactly the customers it counts, for whoever may open it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from fenji.advice.finding import FINDING_KINDS, Finding
from fenji.advice.overview import overview
from fenji.result import Result
from fenji.workspace.segment_files import ready_made
from fenji_web.customers import access, queries
from fenji_web.customers.forms import View
from fenji_web.finding import queries as finding
from fenji_web.playbook import services
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
FOUND = r'<a href="([^"]+)">([\d,]+)</a>'
TROUBLED = """
    SELECT * REPLACE (
        CASE WHEN rowid % 9 = 0 THEN NULL ELSE tier END AS tier,
        CASE WHEN rowid % 11 = 0 THEN 0 ELSE order_count END AS order_count,
        CASE WHEN rowid % 13 = 0 THEN NULL ELSE mobile END AS mobile, NULL::VARCHAR AS landline,
        NULL::VARCHAR AS email, NULL::VARCHAR AS wechat,
        CASE WHEN rowid % 3 < 2 THEN '王芳' ELSE owner END AS owner,
        CASE WHEN rowid % 7 = 0 THEN 'B' WHEN abc = 'A' THEN 'A' ELSE abc END AS abc,
        CASE WHEN rowid % 7 = 0 THEN 'A' ELSE previous_abc END AS previous_abc,
        CASE WHEN rowid = 5 THEN 9999999 ELSE net_revenue END AS net_revenue),
        CASE WHEN rowid % 5 = 0 THEN DATE '2024-12-01' END AS warned_on
    FROM customers"""


@pytest.fixture(scope="module")
def result(shop: Path) -> Result:
    return shown(shop)


@pytest.fixture(scope="module")
def troubled(result: Result) -> Result:
    """The shop with trouble of every sort, as a table of its own."""
    engine = result.engine.cursor()
    engine.run("ATTACH ':memory:' AS made (READ_WRITE)")
    engine.run(f"CREATE TABLE made.customers AS {TROUBLED}")
    return replace(result, engine=engine, relation="made.customers", columns=(*result.columns, "warned_on"))


def listed(result: Result, found: Finding, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many the list finds behind a finding's address, asked as the list's page asks."""
    from django.http import QueryDict

    assert found.asked is not None
    columns = access.columns(result, ready_made(), sees_contact=True)
    rows, there = result.engine.rows, rf"\1 {result.relation}"
    monkeypatch.setattr(
        type(result.engine), "rows",
        lambda _, sql, values=None: rows(re.sub(r"\b(FROM|DESCRIBE) customers\b", there, sql), values),
    )  # fmt: skip
    of = access.Readable(result, columns, queries.types(result), finding.ids(result), sees_contact=True)
    view, problems = View.read(QueryDict(found.asked.address.lstrip("?")), columns)
    assert problems == []
    count = queries.summary(of, view, ()).count
    monkeypatch.undo()
    return count


def test_the_page_lists_every_finding_with_the_number_that_the_list_behind_it_has(client_as: SignIn) -> None:
    client = client_as("sales", lang="en")
    page = client.get("/playbook/findings/").content.decode()
    links = re.findall(FOUND, page)
    assert len(links) >= 12
    for address, count in links:
        found = client.get(address.replace("&amp;", "&"))
        assert found.status_code == 200
        assert found.context["list"].count == int(count.replace(",", "")), address


def test_every_kind_that_counts_customers_counts_what_the_list_finds(
    troubled: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = overview(troubled, None, segmentations=ready_made(), has_owners=True)
    counted = [one for one in told if one.asked is not None]
    silent = {"guests", "left_out", "freshness", "holidays"}
    silent |= {"refunds_rising", "product_loss", "tickets_waiting", "few_answers"}  # they count no customers
    measured = {"unhappy", "many_refunds", "owing", "no_answer"}  # the standard of the shop measures none of them
    assert {one.kind for one in counted} >= set(FINDING_KINDS) - silent - measured - {"no_owner"}
    for one in counted:
        assert listed(troubled, one, monkeypatch) == one.customers, one.name


def test_who_may_not_see_contact_data_gets_no_list_that_asks_for_it(troubled: Result) -> None:
    told = overview(troubled, None, segmentations=ready_made())
    unreachable = next(one for one in told if one.kind == "unreachable")
    others = [one for one in told if one.asked is not None and one.kind != "unreachable"]
    for sees in (True, False):
        columns = access.columns(troubled, ready_made(), sees_contact=sees)
        of = access.Readable(troubled, columns, {}, finding.Ids(True, True), sees_contact=sees)
        assert bool(services.way(unreachable, of)) is sees
        assert all(services.way(one, of) for one in others)


def test_owners_of_now_decide_who_has_none(client_as: SignIn, result: Result) -> None:
    from fenji_web.care.models import Ownership

    client = client_as("sales", lang="en")
    free = result.count(where={"tier": "VIP", "owner": None})
    (row,) = list(result.rows(["customer_id"], where={"tier": "VIP", "owner": None}, limit=1))
    assert f"{free:,} VIP customers" in client.get("/playbook/findings/").content.decode()
    Ownership.objects.create(customer_id=row["customer_id"], owner="李梅")
    page = client.get("/playbook/findings/").content.decode()
    assert f"{free - 1:,} VIP customers" in page
    address = next(a for a, _ in re.findall(FOUND, page) if "owner=" in a)
    assert client.get(address.replace("&amp;", "&")).context["list"].count == free - 1


def test_today_leads_to_the_same_customers(client_as: SignIn) -> None:
    client = client_as("viewer", lang="en")
    sentences = client.get("/").context["sentences"]
    assert sentences
    for each in sentences:
        if each.url:
            assert client.get(each.url).context["list"].count == each.finding.customers


def test_columns_that_follow_from_others_can_be_sorted_by_and_shown(client_as: SignIn, result: Result) -> None:
    client = client_as("viewer", lang="en")
    page = client.get(
        "/customers/?sort=orders_missing&where=orders_missing:at_least:1&columns=tier,name,orders_missing"
    )
    first = page.context["list"].rows[0]
    asked = (
        "SELECT min(rises_at_order_count - order_count) AS n FROM customers WHERE rises_at_order_count > order_count"
    )
    assert str(result.engine.rows(asked)[0]["n"]) in [cell.words.split()[0] for cell in first.cells if cell.words]
    deep = client.get("/customers/?sort=-times_late").context["list"]
    assert client.get(f"/customers/{deep.next_url}").status_code == 200


def test_what_only_tables_say_is_looked_into_once_and_then_stands_among_the_findings(
    client_as: SignIn, shop: Path, result: Result
) -> None:
    from fenji.workspace.workspace import Workspace
    from fenji_web.playbook import jobs
    from fenji_web.runs.models import DONE, Job

    client = client_as("viewer", lang="en")
    assert "in the background" in client.get("/playbook/findings/").content.decode()
    for _ in range(2):
        assert client.post("/playbook/findings/look/").status_code == 302
    (job,) = Job.objects.filter(kind="findings_of_tables")
    workspace = Workspace.open(shop)
    try:
        told = jobs.look(workspace, {"run": result.run.id}, lambda *_: None)
    finally:
        workspace.close()
    Job.objects.filter(pk=job.pk).update(state=DONE, result=told)
    page = client.get("/playbook/findings/").content.decode()
    assert "in the background" not in page
    assert "less than in the 90 days before" in page
