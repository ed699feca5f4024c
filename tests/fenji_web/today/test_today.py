"""The first page: every number is the run's own and leads to its customers; before the first run it teaches."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client, override_settings

from fenji.advice.overview import overview
from fenji.result import Result
from fenji.workspace.workspace import Workspace
from fenji_web.insights import services
from fenji_web.today import pages, queries
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
    said = [each.text for each in overview(result, 9) if each.name not in pages.KINDS]
    assert said
    for text in said:
        assert (text.zh if lang == "zh" else text.en) in page


def test_a_finding_leads_to_the_customers_it_speaks_of(client_as: SignIn) -> None:
    page = client_as("viewer").get("/").content.decode()
    assert 'href="/customers/?where=missing_total%3Aat_most%3A5"' in page
    assert 'href="/customers/?where=order_count%3Ais%3A0"' in page
    assert 'href="/customers/?tier=VIP&amp;stage=at_risk&amp;stage=dormant&amp;stage=churned"' in page


def test_another_standard_shows_its_own_numbers(client_as: SignIn, shop: Path) -> None:
    other = shown(shop, "electronics").tiers()[0]
    page = client_as("viewer", lang="en").get("/?scheme=electronics").content.decode()
    assert f">{other.customers:,}</a>" in page
    assert "Against the grades before fenji" in page


def test_a_page_asks_few_questions_and_the_next_one_none(client_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_as("viewer")
    client.get("/insights/")
    services._KEPT.clear()
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
    from dataclasses import replace

    standing = queries.standing(replace(result, previous=None, gone=None))
    assert standing.changes == {}
    assert {rung.change for rung in pages.ladder(standing)} == {None}
    assert not [each for each in standing.findings if each.name in pages.KINDS]
