"""The pool: who is in it, how customers leave it and come back, and that each step is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenji_web.accounts.models import User
from fenji_web.beside import services as beside
from fenji_web.care import services
from fenji_web.care.models import Change, Ownership
from fenji_web.care.queries import PAGE, ownership_of, pool_counts, pool_page
from fenji_web.ui import remembered
from fenji_web.ui.reading import opened
from tests.fenji_web.care.desk import FREE, OWNED

Sign = Callable[..., Any]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What was laid beside the file for one test does not outlive it."""
    beside.forget()
    remembered._KEPT.clear()
    yield
    beside.forget()


def newest(shop: Path) -> Path:
    return sorted((shop / "runs").glob("value-v1-2024-12-31*.duckdb"))[0]


def changes(customer: str) -> list[tuple[str, str, str]]:
    found = Change.objects.filter(customer_id=customer, what="owner").order_by("id")
    return [(one.before, one.after, str(one.made_by)) for one in found]


def step(client: Client, customer: str, name: str, **more: str) -> int:
    return client.post(f"/care/{customer}/owner/", {"step": name, **more}, headers=HTMX).status_code


def test_the_pool_shows_customers_without_an_owner_the_best_tier_and_revenue_first(client_as: Sign) -> None:
    page = client_as("sales", lang="en").get("/care/pool/").content.decode()
    assert "63 customers" in page
    shown = [page.index(f'value="{customer}"') for customer in (FREE, "C01457", "C01255")]
    assert shown == sorted(shown)
    assert f'value="{OWNED}"' not in page


def test_pages_follow_each_other_without_a_gap_or_a_repeat(shop: Any) -> None:
    result = opened(newest(shop))
    first = pool_page(result, is_laid=False)
    second = pool_page(result, is_laid=False, after=first.after)
    ids = [row["customer_id"] for row in (*first.rows, *second.rows)]
    assert len(first.rows) == PAGE
    assert len(ids) == len(set(ids)) == sum(pool_counts(result, is_laid=False).values())
    assert second.after is None


def test_the_pool_is_who_has_no_owner_now_however_many_were_given_to_somebody(shop: Any, client_as: Sign) -> None:
    result = opened(newest(shop))
    everybody = result.engine.rows("SELECT customer_id, tier, owner FROM customers ORDER BY customer_id")
    said = {one["customer_id"]: ("", "Somebody", None)[n % 3] for n, one in enumerate(everybody)}
    now = {
        one["customer_id"]: one["owner"] if said[one["customer_id"]] is None else said[one["customer_id"]]
        for one in everybody
    }
    Ownership.objects.bulk_create(
        [Ownership(customer_id=one, owner=owner) for one, owner in said.items() if owner is not None]
    )
    beside.forget()
    assert beside.laid(newest(shop), result)
    meant = Counter(one["tier"] for one in everybody if not now[one["customer_id"]])
    assert pool_counts(result, is_laid=True) == meant
    found: list[str] = []
    page = pool_page(result, is_laid=True)
    while page.after:
        found += [row["customer_id"] for row in page.rows]
        page = pool_page(result, is_laid=True, after=page.after)
    found += [row["customer_id"] for row in page.rows]
    assert sorted(found) == [one for one, owner in now.items() if not owner]
    assert f"{meant.total():,} customers" in client_as("sales", lang="en").get("/care/pool/").content.decode()


def test_a_tier_alone_can_be_shown(client_as: Sign) -> None:
    page = client_as("sales", lang="en").get("/care/pool/?tier=VIP").content.decode()
    assert "13 customers" in page


def test_who_claims_a_customer_takes_it_out_of_the_pool_and_the_step_is_kept(client_as: Sign) -> None:
    sales = client_as("sales", lang="en")
    answer = sales.post("/care/pool/take/", {"only": FREE}, follow=True)
    assert "1 customer now with sales-en." in answer.content.decode()
    assert "62 customers" in answer.content.decode()
    assert changes(FREE) == [("", "sales-en", "sales-en")]


def test_what_somebody_has_cannot_be_claimed(client_as: Sign) -> None:
    answer = client_as("sales", lang="en").post("/care/pool/take/", {"customer": [OWNED]}, follow=True)
    assert f"{OWNED} is looked after by 沈一鸣 already." in answer.content.decode()
    assert changes(OWNED) == []


def test_one_returns_ones_own_and_it_is_in_the_pool_again(client_as: Sign) -> None:
    sales = client_as("sales", lang="en")
    assert step(sales, FREE, "claim") == 200
    assert step(sales, FREE, "return") == 200
    assert changes(FREE)[-1] == ("sales-en", "", "sales-en")
    assert "63 customers" in sales.get("/care/pool/").content.decode()


def test_anothers_customer_is_returned_only_by_those_who_may_assign(client_as: Sign) -> None:
    assert step(client_as("sales"), OWNED, "return") == 422
    assert step(client_as("steward"), OWNED, "return") == 200
    assert changes(OWNED) == [("沈一鸣", "", "steward-zh")]
    assert "64" in client_as("sales", lang="en").get("/care/pool/").content.decode()


def test_a_customer_of_the_list_is_ones_own_by_name(client_as: Sign) -> None:
    sales = client_as("sales")
    User.objects.filter(pk=sales.person.pk).update(name="沈一鸣")
    assert step(sales, OWNED, "return") == 200


def test_a_steward_assigns_and_sales_may_not(client_as: Sign) -> None:
    sales, steward = client_as("sales"), client_as("steward")
    assert step(sales, OWNED, "assign", to=str(sales.person.pk)) == 422
    assert step(steward, OWNED, "assign", to=str(sales.person.pk)) == 200
    assert Ownership.objects.get(pk=OWNED).person == sales.person
    answer = sales.post("/care/pool/take/", {"customer": [FREE], "assign": "1", "to": str(steward.person.pk)})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver"])
def test_who_may_not_edit_customers_sees_names_hidden_and_claims_nothing(client_as: Sign, role: str) -> None:
    client = client_as(role, lang="en")
    page = client.get("/care/pool/").content.decode()
    assert "Claim" not in page
    assert "*</a>" in page
    assert client.post("/care/pool/take/", {"only": FREE}).status_code == 404
    assert step(client, FREE, "claim") == 404


def test_the_pool_asks_as_much_of_the_database_for_many_owners_as_for_one(client_as: Sign) -> None:
    client, asked = client_as("sales"), []
    for numbers in (range(1), range(1, 500)):
        Ownership.objects.bulk_create(Ownership(customer_id=f"X{n}", owner="a") for n in numbers)
        beside.forget()
        with CaptureQueriesContext(connection) as captured:
            client.get("/care/pool/")
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_of_two_who_claim_at_once_the_first_has_it(client_as: Sign, shop: Any) -> None:
    first, second = client_as("sales").person, client_as("steward").person
    result = opened(newest(shop))
    services.claim(result, FREE, by=first)
    services.give_back(result, FREE, by=first)
    _, seen_by_both = ownership_of(result, FREE)
    assert services.claim(result, FREE, by=first) is None
    assert not services._own(FREE, "steward-zh", second, before="", by=second, here=seen_by_both)
    assert Ownership.objects.get(pk=FREE).person == first
