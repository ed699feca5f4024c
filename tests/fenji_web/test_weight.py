"""What every page weighs, and that more rows never mean more questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fenji_web.care.models import Note, Override, Ownership, Tag, Task
from fenji_web.customers.models import SavedView
from fenji_web.runs.models import DONE, Job
from tests.browser.test_every_page import addresses
from tests.fenji_web.reading import questions, shown

MOST = 150_000  # bytes of HTML, before charts
MOST_QUESTIONS = 15  # to the application's database, once what is kept is kept
BEYOND = ("/customers/C", "/care/C", "/disclosures/")  # of one customer there is more to ask: twice as many at most
WIDE = ("", "?sort=last_ordered_on", "?sort=name", "?q=1", "?tier=&tier=VIP&stage=loyal&move=same&province=none")


def places(shop: Path) -> list[str]:
    """Every page that needs no more than its address, the widest lists, and pages of one customer, run and standard."""
    result = shown(shop)
    many = ",".join(result.columns[:20])  # twice as many as at first
    customer = result.sample(["customer_id"], 1)[0][0]["customer_id"]
    lists = [f"/customers/{query}" for query in (*WIDE, f"?columns={many}", f"?sort=-name&columns={many}")]
    one = [f"/customers/{customer}/", f"/care/{customer}/panel/", f"/runs/{result.run.id}/", "/schemes/value/"]
    return [*(address for address in sorted({*addresses()}) if "." not in address), *lists, *one]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_weighs_more_than_150_kb(shop: Path, client_as: Callable[..., Client], lang: str) -> None:
    client, weighed = client_as("administrator", lang=lang), {}
    for address in places(shop):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        weighed[address] = len(answer.getvalue())
    assert {address: size for address, size in weighed.items() if size > MOST} == {}
    assert len(weighed) > 25


def test_a_tier_is_drawn_once_on_a_page_and_every_row_refers_to_it(
    shop: Path, client_as: Callable[..., Client]
) -> None:
    page = client_as("administrator").get("/customers/?sort=-name").content.decode()
    drawn = page.count('<symbol id="tier-')
    assert drawn == len(shown(shop).scheme.scheme.tiers)
    assert page.count('<use href="#tier-') > 50
    assert all(f'<symbol id="{mark[:15]}"' in page for mark in page.split('<use href="#')[1:])


def test_more_rows_are_no_more_questions(
    shop: Path, client_as: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("administrator")
    client.get(f"/customers/{shown(shop).sample(['customer_id'], 1)[0][0]['customer_id']}/")  # the log names somebody
    _fill(shop, client, 2)
    few = _asked(shop, client, monkeypatch)
    _fill(shop, client, 40)
    many = _asked(shop, client, monkeypatch)
    assert {address: (few[address], count) for address, count in many.items() if count != few[address]} == {}
    most = {address: MOST_QUESTIONS * (2 if address.startswith(BEYOND) else 1) for address in many}
    assert {address: count for address, (count, _) in many.items() if count > most[address]} == {}


def _asked(shop: Path, client: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[int, int]]:
    """Questions of the application's database and of the read model by page, once its answers are kept."""
    found = {}
    for address in places(shop):
        client.get(address, follow=True)
        with CaptureQueriesContext(connection) as of_application, questions(monkeypatch) as of_model:
            client.get(address, follow=True)
        found[address] = (len(of_application), len(of_model))
    return found


def _fill(shop: Path, client: Client, count: int) -> None:
    """So many of everything that people write here, on the customers that stand first in the lists."""
    person, today = client.person, date(2024, 6, 30)  # type: ignore[attr-defined]
    rows = shown(shop).engine.rows("SELECT customer_id FROM customers LIMIT ?", [count])
    for number, row in enumerate(rows):
        one = row["customer_id"]
        Tag.objects.get_or_create(customer_id=one, name=f"tag {number % 7}")
        Ownership.objects.get_or_create(pk=one, defaults={"owner": person.username, "person": person})
        Note.objects.create(customer_id=one, text="said", made_by=person)
        for done_at in (None, timezone.now()):
            due = today + timedelta(days=number)
            Task.objects.create(
                customer_id=one, what="call", due_on=due, person=person, made_by=person, done_at=done_at
            )
        Job.objects.create(
            kind="replay", state=DONE, created_by=person, finished_at=timezone.now(), arguments={"run": "x"}
        )
        SavedView.objects.get_or_create(person=person, name=f"view {number}", defaults={"query": "?tier=VIP"})
        waiting = {"scheme": "value", "tier": "VIP", "begins_on": today, "until": date(2030, 1, 1), "reason": "known"}
        Override.objects.get_or_create(
            override_id=900_000 + number,
            defaults={**waiting, "customer_id": one, "actor": "a", "decided_at": timezone.now(),
                      "state": ("waiting", "set")[number % 2]},
        )  # fmt: skip
