"""Default deny: every view names a permission or says that it is public, and a role without it finds no page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver

from fenji_web.accounts.access import PERMISSIONS, ROLES
from tests.browser.test_every_page import addresses, patterns
from tests.fenji_web.routes import asked_for

PUBLIC = {
    "accounts/sign-in/",
    "accounts/sign-out/",
    "accounts/setup/<str:token>/",
    "accounts/two-factor/",
    "accounts/elsewhere/<int:pk>/",
    "accounts/elsewhere/<int:pk>/back/",
    "accounts/enter/<str:token>/",
    "accounts/password/<str:token>/",
    "api/v1/openapi.json",
    "choose/",
    "favicon.ico",
    "healthz",
    "readyz",
    "metrics",
    "settings/logo.png",
    "settings/brand/<str:colour>.css",
}


def test_every_view_names_a_permission_or_is_one_of_the_few_public_ones() -> None:
    for place, pattern in patterns(get_resolver()):
        if place in PUBLIC:
            assert pattern.callback.is_public, place
        else:
            assert getattr(pattern.callback, "needs", None) in PERMISSIONS, f"{place} needs @needs(…)"
            assert not hasattr(pattern.callback, "is_public"), place


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_gets_its_pages_and_finds_no_others(client_as: Callable[..., Client], role: str) -> None:
    client = client_as(role)
    asked = {f"/{place}": asked_for(pattern.callback) for place, pattern in patterns(get_resolver())}
    needed = {f"/{place}": getattr(pattern.callback, "needs", None) for place, pattern in patterns(get_resolver())}
    for address in addresses():
        if needed[address] is None:
            continue
        status = client.get(address).status_code
        if all(client.person.can(one) for one in asked[address]):
            assert status == 200, address
        else:
            assert status == 404, address


def test_a_page_that_is_not_there_says_so_in_the_language_of_the_browser() -> None:
    answer = Client(headers={"accept-language": "en"}).get("/no/such/page/")
    assert answer.status_code in (302, 404)


def test_a_stranger_may_open_nothing_but_the_public_pages(shop: object) -> None:
    needed = {f"/{place}": getattr(pattern.callback, "needs", None) for place, pattern in patterns(get_resolver())}
    for address in addresses():
        if needed[address] is not None:
            assert Client().get(address).status_code == 302, address


def test_every_page_forbids_what_it_does_not_bring_itself(client_as: Callable[..., Client]) -> None:
    answer = client_as("administrator").get("/runs/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_form_from_elsewhere_is_refused(shop: object, client_as: Callable[..., Client]) -> None:
    signed_in = client_as("administrator")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    assert strict.post("/runs/start/", {"scheme": "value"}).status_code == 403
