"""The first page: every number is the run's own and leads to its customers; before the first run it teaches."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.test import Client, override_settings

from fenji.advice.overview import overview
from fenji.language import Text
from fenji.result import Result
from fenji.workspace import standards_file
from fenji.workspace.segment_files import ready_made
from fenji.workspace.standards_file import Standard
from fenji.workspace.versions import Version
from fenji.workspace.workspace import Workspace
from fenji_web.config.apps import OURS
from fenji_web.today import pages, queries
from fenji_web.ui import remembered
from fenji_web.ui.reading import Reading
from tests.fenji_web.reading import questions, shown

SignIn = Callable[..., Client]


@pytest.fixture
def result(shop: Path) -> Result:
    return shown(shop)


def words_of(page: str) -> str:
    """The page's words without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_ladder_shows_every_tier_and_leads_to_its_customers(client_as: SignIn, result: Result) -> None:
    page = client_as("analyst", lang="en").get("/").content.decode()
    for summary in result.tiers():
        assert summary.tier is not None
        assert f'<a href="/customers/?tier={summary.tier.key}">{summary.customers:,}</a>' in page
        assert summary.tier.name.en in page


def test_changes_are_those_of_the_run_and_lead_to_their_customers(client_as: SignIn, result: Result) -> None:
    page = client_as("analyst", lang="en").get("/").content.decode()
    for kind in ("promotion", "demotion"):
        count = result.count(where={"move": kind})
        assert count > 0
        assert f'<a href="/customers/?move={kind}">{count:,}</a>' in page
    assert f"Changes since {result.previous.as_of}" in page  # type: ignore[union-attr]


def test_the_tiers_before_are_what_the_run_before_had(result: Result) -> None:
    before = {point.tier: point.customers for point in result.history() if point.run_id == result.previous.id}  # type: ignore[union-attr]
    assert queries.standing(result).before == before


def test_the_largest_movers_are_named_to_those_who_may_see_names(client_as: SignIn, result: Result) -> None:
    movers = queries.standing(result).promoted
    assert [mover.customer_id for mover in movers] == [each.customer_id for each in result.movers(6, "promotion")]
    person = next(mover for mover in movers if not mover.is_company)
    company = next(mover for mover in movers if mover.is_company)
    named, masked = (client_as(role).get("/").content.decode() for role in ("sales", "viewer"))
    assert str(person.name) in named
    assert str(person.name) not in masked
    assert f'<a class="mover-name" href="/customers/{person.customer_id}/">{str(person.name)[0]}*</a>' in masked
    assert str(company.name) in masked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_findings_are_said_in_the_readers_language(client_as: SignIn, result: Result, lang: str) -> None:
    page = words_of(client_as("viewer", lang=lang).get("/").content.decode())
    told = [each for each in overview(result, None, segmentations=ready_made()) if each.kind not in pages.SAID_BESIDE]
    said = [each.text for each in told][:5]
    assert len(said) == 5
    for text in said:
        assert (text.zh if lang == "zh" else text.en) in page


def test_a_finding_leads_to_the_customers_it_speaks_of(client_as: SignIn) -> None:
    page = client_as("viewer").get("/").content.decode()
    assert 'href="/customers/?tier=VIP&amp;stage=at_risk&amp;stage=dormant&amp;stage=churned"' in page
    assert 'href="/playbook/findings/"' in page


def test_another_standard_shows_its_own_numbers(client_as: SignIn, shop: Path) -> None:
    other = shown(shop, "electronics").tiers()[0]
    page = client_as("viewer", lang="en").get("/?scheme=electronics").content.decode()
    assert f">{other.customers:,}</a>" in page
    assert "Against the grades before fenji" in page


def test_a_page_asks_few_questions_and_the_next_one_none(client_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_as("viewer")
    client.get("/insights/")
    remembered._KEPT.clear()
    with questions(monkeypatch) as first:
        client.get("/")
    with questions(monkeypatch) as second:
        client.get("/")
    assert len(first) <= 9
    assert len(second) == 0


def test_before_the_first_grading_the_page_says_what_to_do(client_as: SignIn, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "new").close()
    with override_settings(FENJI_WORKSPACE=tmp_path / "new"):
        steward = client_as("steward", lang="en").get("/").content.decode()
        viewer = client_as("viewer", lang="en").get("/").content.decode()
    assert "Grade your customers by your own standard" in steward
    assert '<a class="button button-primary" href="/data/">' in steward
    assert '<a class="button button-primary" href="/data/">' not in viewer


def test_without_a_run_before_changes_say_when_they_will_show(result: Result) -> None:
    standing = queries.standing(replace(result, previous=None, gone=None))
    assert standing.changes == {}
    assert {rung.change for rung in pages.ladder(standing)} == {None}


def entry(number: int, snapshot: int, **more: object) -> dict[str, object]:
    return {"import_id": number, "imported_at": "2024-12-31T08:00:00", "snapshot_after": snapshot, "rejected": 0,
            "undoes": None, "undone_by": None, **more}  # fmt: skip


@pytest.fixture
def journal(shop: Path) -> Iterator[Callable[..., None]]:
    """Writes what the journal of imports says, and takes it back."""
    path = shop / "originals" / "imports.json"
    before = path.read_text("utf-8")

    def write(*rows: dict[str, object]) -> None:
        path.write_text(json.dumps(rows), "utf-8")

    yield write
    path.write_text(before, "utf-8")


def test_imports_since_the_run_are_told(client_as: SignIn, result: Result, journal: Callable[..., None]) -> None:
    snapshot = result.run.snapshot
    assert snapshot is not None
    assert "are not in these grades" not in client_as("viewer", lang="en").get("/").content.decode()
    journal(entry(1, 1), entry(2, snapshot + 1), entry(3, snapshot + 2, undoes=2))
    viewer, analyst = (client_as(role, lang="en").get("/").content.decode() for role in ("viewer", "analyst"))
    assert "2 imports since this run are not in these grades" in viewer
    assert "Grade again" not in viewer
    assert "Grade again" in analyst


def test_rejected_rows_are_told_to_those_who_import(client_as: SignIn, journal: Callable[..., None]) -> None:
    journal(entry(1, 1), entry(2, 1, rejected=1200))
    steward, viewer = (client_as(role, lang="en").get("/").content.decode() for role in ("steward", "viewer"))
    assert "1,200 rows of the last import were rejected" in steward
    assert 'href="/data/imports/2/"' in steward
    assert "rejected" not in viewer
    journal(entry(1, 1), entry(2, 1, rejected=1200, undone_by=3))
    assert "rejected" not in client_as("steward", lang="en").get("/").content.decode()


def test_versions_that_wait_are_told_to_those_who_approve(client_as: SignIn, shop: Path) -> None:
    waiting = Version("value", 2, "d", "w", "submitted", ())
    one = Standard("value", Text("Customer value", "客户价值分级"), "ready-made", False, (waiting,), {}, None)
    place = shop.joinpath(*standards_file.PLACE)
    kept = place.read_text("utf-8") if place.exists() else None
    place.write_text(json.dumps({"stamp": "", "standards": [standards_file._facts(one)]}), "utf-8")
    try:
        approver, analyst = (client_as(role).get("/").content.decode() for role in ("approver", "analyst"))
    finally:
        place.unlink() if kept is None else place.write_text(kept, "utf-8")
    assert "客户价值分级第 2 版等待审批" in approver
    assert 'href="/schemes/value/"' in approver
    assert "等待审批" not in analyst


def test_the_ungraded_stand_last_and_lead_to_their_list(
    client_as: SignIn, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered._KEPT.clear()
    some = replace(result, relation="(SELECT * REPLACE (CASE WHEN tier = 'VIP' THEN tier END AS tier) FROM customers)")
    monkeypatch.setattr(Reading, "result", some)
    page = client_as("viewer", lang="en").get("/").content.decode()
    count = result.run.customers - result.tiers()[0].customers
    assert f'<a href="/customers/?tier=">{count:,}</a>' in page
    assert page.index("Not graded") > page.index("Potential")
    remembered._KEPT.clear()


def test_own_tasks_that_are_due_are_told(client_as: SignIn) -> None:
    if queries.CARE not in OURS:
        pytest.skip("customers are not looked after here")
    from fenji_web.care import models as care

    sales, other = client_as("sales", lang="en"), client_as("steward", lang="en")
    for what, day in (("call", date(2024, 1, 2)), ("visit", date(2024, 1, 3)), ("later", date(2999, 1, 1))):
        care.Task.objects.create(customer_id="C1", what=what, due_on=day, person=sales.person)  # type: ignore[attr-defined]
    assert "2 of your tasks are due" in sales.get("/").content.decode()
    assert "your tasks" not in other.get("/").content.decode()


def test_every_number_that_leads_to_customers_leads_to_exactly_so_many(client_as: SignIn, shop: Path) -> None:
    client = client_as("administrator", lang="en")
    page = client.get("/").content.decode()
    links = re.findall(r'<a[^>]* href="(/customers/\?[^"]*)"[^>]*>(?:All )?([\d,]+)</a>', page)
    told = re.findall(r'<a href="(/customers/\?[^"]*)" title="[^"]*">(?:<[^>]*>)?([\d,]+) customers', page)
    assert len(links) >= 7
    assert told
    for url, said in dict.fromkeys(links + told):
        listed = client.get(unescape(url)).content.decode()
        assert f'<span class="strong">{said} customer' in listed, url


def test_the_whole_ladder_leads_to_everybody(client_as: SignIn, result: Result) -> None:
    client = client_as("viewer", lang="en")
    assert f'href="/customers/">{result.run.customers:,} customers' in client.get("/").content.decode()
    assert f'<span class="strong">{result.run.customers:,} customers' in client.get("/customers/").content.decode()


def test_warnings_lead_to_those_who_are_warned(result: Result) -> None:
    standing = replace(queries.standing(result), warned=queries.Changed(3, None))
    (change,) = [one for one in pages.changes(standing) if one.kind == "warned"]
    assert change.url == "/customers/?where=warned_on%3Aknown"
    (paused,) = [
        one for one in pages.changes(replace(standing, warned_until=date(2024, 1, 31))) if one.kind == "warned"
    ]
    assert paused.url.endswith("where=warned_on%3Auntil%3A2024-01-31")


def test_those_who_are_gone_are_named(client_as: SignIn, result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    remembered._KEPT.clear()
    lost = "(SELECT customer_id, name, tier, net_revenue FROM customers WHERE tier = 'VIP')"
    monkeypatch.setattr(Reading, "result", replace(result, gone=lost))
    client = client_as("sales", lang="en")
    count = result.count(where={"tier": "VIP"})
    assert f'<a href="/gone/">{count:,}</a>' in client.get("/").content.decode()
    page = client.get("/gone/").content.decode()
    assert f"{count:,} customers of the run as of" in page
    assert page.count('<th scope="row">') == min(count, queries.MOST_GONE)
    assert str(next(result.rows(["name"], where={"tier": "VIP"}, order=["-net_revenue"]))["name"]) in page
    remembered._KEPT.clear()
