"""Forms: refused from elsewhere, whatever they change; opening a page changes nothing; they lead nowhere else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client, RequestFactory
from django.urls import get_resolver

from fenji_web.accounts import services as accounts
from fenji_web.runs.models import DONE, Job
from fenji_web.ui.onward import here
from tests.bar.size import sized
from tests.browser.test_every_page import addresses, patterns

SignIn = Callable[..., Client]
GOOD = "a long harbour walk"
BY_KEY = "api/"  # asked by programs with a key in a header, which no browser sends by itself
MAY_CHANGE = {
    # what opening a page may write → why
    "audit_event": "the log says who opened it",
    "audit_end": "the log says who opened it",
    "django_session": "when somebody was seen, and which standard they look at",
    "devices_device": "when somebody was seen",
    "runs_job": "figures that a page shows are computed by the worker when they are asked for the first time",
}
COMPUTED = {"count_cells", "walk_journey", "try_standards", "read_standards", "measure"}
ATTRIBUTES = re.compile(r'\s(?:href|src|action|data-goes|hx-get|hx-post)="([^"]*)"')
LEADING_AWAY = (
    "//evil.example", "///evil.example", "////evil.example", "https://evil.example", "http://evil.example",
    "https:evil.example", "https:/evil.example", "https:///evil.example", "http:evil.example", "HTTPS://evil.example",
    "\\\\evil.example", "/\\evil.example", "\\/evil.example", "/\\/evil.example", "\\\\\\evil.example",
    "/%2fevil.example", "/%2Fevil.example", "%2f%2fevil.example", "/%5cevil.example", "/%5Cevil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@b.example",
    "\thttps://evil.example", " https://evil.example", "\x00//evil.example", "/\t/evil.example", "/\n/evil.example",
    "/\r\n//evil.example", "https://testserver@evil.example", "//testserver@evil.example", "//evil.example/testserver",
    "https://evil.example#testserver", "https://testserver.evil.example", "//127.0.0.1:80@evil.example", "evil.example",
    "./evil", "..//evil.example", "?next=//evil.example", "/%09/evil.example", "ftp://evil.example", "//[::1]",
    "//evil%00.example", "https://127.0.0.1@evil.example/", "//\u3002evil.example",
)  # fmt: skip


def unsafe() -> Iterator[str]:
    """Every address, its places filled with something."""
    for place, _ in patterns(get_resolver()):
        if not place.startswith(BY_KEY):
            yield "/" + re.sub(r"<(?:int|uuid):\w+>", "1", re.sub(r"<(?:str|slug|path):\w+>", "value", place))


def test_every_address_refuses_a_form_without_its_token_or_from_elsewhere(client_as: SignIn) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as("administrator").cookies
    token = strict.get("/accounts/me/").cookies["fenji_csrf"].value
    foreign = {"origin": "https://evil.example", "x-csrftoken": token}
    let_through = [
        (method, address)
        for address in dict.fromkeys(unsafe())
        for method in ("post", "put", "patch", "delete")[: sized(1, 4)]
        for given in ({}, foreign)
        if getattr(strict, method)(address, headers=given).status_code not in (403, 404, 405)
    ]
    assert let_through == []
    assert len(set(unsafe())) > 100


def test_a_form_with_its_token_is_taken_so_that_the_others_are_refused_for_want_of_it(client_as: SignIn) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as("administrator").cookies
    page = strict.get("/accounts/me/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert strict.post("/choose/", {"theme": "dark", "csrfmiddlewaretoken": token}).status_code == 302


def test_opening_a_page_changes_nothing_but_that_it_was_opened(client_as: SignIn) -> None:
    client = client_as("administrator")
    client.get("/")
    client.get("/guide/")
    before = tables()
    opened = [address for address in addresses() if client.get(address).status_code == 200]
    changed = {name for name, digest in tables().items() if digest != before[name]} - set(MAY_CHANGE)
    assert changed == set()
    assert set(Job.objects.values_list("kind", flat=True)) <= COMPUTED
    assert len(opened) > 20


def tables() -> dict[str, str]:
    """Each table with a digest of all its rows."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = sorted(str(row) for row in model._default_manager.values_list())
        found[model._meta.db_table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.mark.parametrize("wanted", LEADING_AWAY)
def test_no_way_of_writing_it_leads_to_another_host(wanted: str) -> None:
    assert here(RequestFactory().get("/"), wanted) == ""


def test_neither_a_sign_in_nor_a_choice_of_language_leads_there(shop: Path) -> None:
    accounts.add_person(username="Li", role="viewer", password=GOOD)
    for wanted in LEADING_AWAY[:: sized(6, 1)]:
        signed_in = Client()
        answer = signed_in.post("/accounts/sign-in/", {"username": "Li", "password": GOOD, "next": wanted})
        assert answer["Location"] == "/", wanted
        assert signed_in.post("/choose/", {"theme": "dark", "next": wanted})["Location"] == "/", wanted


@pytest.mark.parametrize("wanted", ["/", "/runs/", "/customers/?q=%E5%BC%A0&page=2", "/a/b%20c/?x=//y", "/客户/"])
def test_addresses_of_our_own_are_followed(wanted: str) -> None:
    assert here(RequestFactory().get("/"), wanted) == wanted


def test_a_job_leads_on_to_pages_of_our_own_alone(client_as: SignIn) -> None:
    client = client_as("administrator")
    job = Job.objects.create(kind="grade", state=DONE, created_by=client.person, result={})
    for wanted in LEADING_AWAY[: sized(8, len(LEADING_AWAY))]:
        for address in (f"/runs/jobs/{job.pk}/", f"/runs/jobs/{job.pk}/bar/"):
            answer = client.get(address, {"next": wanted})
            led = ATTRIBUTES.findall(answer.content.decode())
            led += [answer.headers.get("HX-Redirect", "/"), answer.headers.get("Location", "/")]
            assert [one for one in led if not re.match(r"/(?![/\\\\])|[?#]", one)] == [], (address, wanted)
