"""No address that leads inside is saved, changed to, tested, sent to, tried again or read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fenji_web.deliveries.services import deliver
from fenji_web.sources.models import Connection
from fenji_web.webhooks import services
from fenji_web.webhooks.models import FINISHED, Attempt, Endpoint, Message
from fenji_web.webhooks.services import ADDRESS, announce
from tests.bar.size import sized
from tests.hostile_addresses import HOSTS, Canary, Resolver, canary, closed_internet, hostile_urls

GIVEN: dict[str, Any] = {"name": "CRM", "kind": "standard", "events": [FINISHED], "shape": "together", "scheme": ""}
OUTSIDE = "https://93.184.216.34/hook"


def some(inside: Canary) -> list[str]:
    """Every fifth address with every change, all in `make bar`; the guard itself is always tried with all."""
    return hostile_urls(inside.port)[:: sized(5, 1)]


@pytest.fixture
def inside(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canary]:
    monkeypatch.delenv("FENJI_OUTWARD_ALLOW", raising=False)
    kept = (shop / "secrets.env").read_bytes() if (shop / "secrets.env").exists() else None
    with canary() as found:
        yield found
    (shop / "secrets.env").unlink(missing_ok=True)
    if kept is not None:
        (shop / "secrets.env").write_bytes(kept)
    assert found.came == 0


@pytest.fixture
def names() -> Iterator[Resolver]:
    with closed_internet() as resolver:
        yield resolver


def test_none_is_saved_or_changed_to(client_as: Callable[..., Client], inside: Canary, names: Resolver) -> None:
    desk = client_as("administrator")
    endpoint = Endpoint(name="CRM", events=[FINISHED])
    services.keep(endpoint, address=OUTSIDE)
    for url in some(inside):
        for place in ("new/", f"{endpoint.pk}/edit/"):
            answer = desk.post(f"/settings/webhooks/{place}", {**GIVEN, "address": url})
            assert answer.status_code == 422, (place, url)
            assert "whsec_" not in answer.content.decode()
    assert Endpoint.objects.count() == 1
    assert services.secret_of(endpoint, ADDRESS) == OUTSIDE


def test_none_is_tested_sent_to_or_tried_again(
    client_as: Callable[..., Client], inside: Canary, names: Resolver
) -> None:
    """As if they had come past every check before: written by hand, or from a backup."""
    desk = client_as("administrator")
    endpoint = Endpoint(name="CRM", events=[FINISHED])
    services.keep(endpoint, address=OUTSIDE)
    now = timezone.now() + timedelta(seconds=5)
    for number, url in enumerate(one for one in some(inside) if "\n" not in one and "\r" not in one):
        services._put(endpoint, ADDRESS, url.strip())
        desk.post(f"/settings/webhooks/deliveries/test/{endpoint.pk}/")
        announce(FINISHED, str(number), {})
        for _ in range(2):  # sent, then tried again
            Endpoint.objects.update(next_at=None, is_on=True)
            Message.objects.update(next_at=now)
            assert deliver(lambda: now + timedelta(seconds=1)) > 0
        Message.objects.all().delete()
    assert set(Attempt.objects.values_list("said", flat=True)) <= {"inside", "dns", "refused"}


def test_a_name_that_turns_inward_after_it_was_saved_is_not_followed(
    client_as: Callable[..., Client], inside: Canary, names: Resolver
) -> None:
    desk = client_as("administrator")
    names.turns["rebinding.example.com"] = ["93.184.216.34", "127.0.0.1"]
    url = f"https://rebinding.example.com:{inside.port}/hook"
    assert desk.post("/settings/webhooks/new/", {**GIVEN, "address": url}).status_code == 200
    page = desk.post(f"/settings/webhooks/deliveries/test/{Endpoint.objects.get().pk}/", follow=True).content.decode()
    assert "指向内部网络，已拦截" in page


def test_no_source_reads_from_inside(client_as: Callable[..., Client], inside: Canary, names: Resolver) -> None:
    desk = client_as("administrator")
    for url in some(inside):
        given = {"name": "crm", "kind": "rest", "into": "orders", "base_url": url}
        assert desk.post("/data/sources/new/", given).status_code == 422, url
    for host in HOSTS[:: sized(5, 1)]:
        for kind in ("postgresql", "mysql"):
            given = {"name": "crm", "kind": kind, "into": "orders", "host": host, "port": str(inside.port),
                     "database": "d", "user": "u", "password": "p", "table": "t"}  # fmt: skip
            assert desk.post("/data/sources/new/", given).status_code == 422, (kind, host)
    assert not Connection.objects.exists()
