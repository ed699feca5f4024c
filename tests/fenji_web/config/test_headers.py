"""Every answer carries its headers: pages, parts, errors, static files, refusals before any view; cookies are bound."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from fenji_web.config import headers, security
from tests.browser.test_every_page import addresses

SignIn = Callable[..., Client]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def in_https(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FENJI_HTTPS", "1")
    monkeypatch.setenv("FENJI_HOSTS", "crm.example.com")
    own = importlib.reload(security)
    names = ("IS_HTTPS", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
             "SECURE_PROXY_SSL_HEADER", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "KNOWN_COOKIE", "LANGUAGE_COOKIE",
             "THEME_COOKIE", "ALLOWED_HOSTS")  # fmt: skip
    with override_settings(**{name: getattr(own, name) for name in names}):
        yield
    monkeypatch.undo()
    importlib.reload(security)


def lacking(answer: object) -> list[str]:
    """Which headers an answer does not carry."""
    found = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]  # type: ignore[attr-defined]
    policy = answer.headers.get("Content-Security-Policy", "")  # type: ignore[attr-defined]
    wanted = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
    return found + [one for one in wanted if one not in policy] + (["unsafe"] if "unsafe" in policy else [])


def test_every_page_without_parameters_carries_all_of_them(client_as: SignIn) -> None:
    client = client_as("administrator")
    assert {address: lack for address in addresses() if (lack := lacking(client.get(address)))} == {}


def test_errors_refusals_files_and_leads_carry_all_of_them(client_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client, strict = client_as("administrator"), Client(enforce_csrf_checks=True)
    client.raise_request_exception = False
    answers = {
        "a stranger is led": (302, Client().get("/accounts/me/")),
        "not there": (404, client.get("/no/such/page/")),
        "not the method": (405, client.get("/accounts/sign-out/")),
        "another's form": (403, strict.post("/accounts/sign-in/", {"username": "a"})),
        "another host": (400, Client(headers={"host": "evil.example"}).get("/accounts/sign-in/")),
        "a file": (200, client.get("/static/ui/tokens.css")),
        "no file": (404, client.get("/static/ui/nothing.css")),
        "for what watches": (200, Client().get("/healthz")),
    }
    answers["a file"][1].getvalue()
    monkeypatch.setattr("fenji_web.accounts.queries.people", _breaks)
    answers["a bug"] = (500, client.get("/accounts/people/"))
    assert {name: answer.status_code for name, (_, answer) in answers.items()} == {
        name: status for name, (status, _) in answers.items()
    }
    assert {name: lack for name, (_, answer) in answers.items() if (lack := lacking(answer))} == {}


def _breaks() -> None:
    raise RuntimeError("a bug")


def test_with_https_every_answer_binds_the_browser_to_it_and_cookies_to_this_host(shop: Path, in_https: None) -> None:
    client = Client(headers={"host": "crm.example.com", "x-forwarded-proto": "https"})
    client.handler.load_middleware()
    answer = client.get("/accounts/sign-in/")
    assert answer.status_code == 200
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")
    client.post("/choose/", {"language": "en", "theme": "dark", "next": "/"})
    assert len(client.cookies) >= 3
    for name, cookie in client.cookies.items():
        assert name.startswith("__Host-"), name
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", ""), name
        assert cookie["samesite"] == "Lax", name


def test_without_https_the_visitor_is_led_to_it_and_what_watches_is_not(shop: Path, in_https: None) -> None:
    client = Client(headers={"host": "crm.example.com"})
    client.handler.load_middleware()
    answer = client.get("/accounts/sign-in/")
    assert (answer.status_code, answer["Location"]) == (301, "https://crm.example.com/accounts/sign-in/")
    assert lacking(answer) == []
    assert client.get("/healthz").status_code == 200


def test_no_page_holds_a_script_or_style_of_its_own(client_as: SignIn) -> None:
    client = client_as("administrator")
    for address in addresses():
        answer = client.get(address)
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        assert "<style" not in page, address
        assert " style=" not in page, address
        inline = [part for part in page.split("<script")[1:] if " src=" not in part.split(">")[0]]
        assert all('type="application/json"' in part.split(">")[0] for part in inline), address


@pytest.mark.parametrize(("peer", "seen"), [("10.0.0.2", "203.0.113.9"), ("10.0.0.3", "10.0.0.3")])
def test_the_address_of_who_asks_is_taken_from_a_named_proxy_alone(peer: str, seen: str) -> None:
    asked: list[HttpRequest] = []
    request = RequestFactory().get("/", headers={"x-forwarded-for": "6.6.6.6, 203.0.113.9"}, REMOTE_ADDR=peer)
    with override_settings(PROXIES=(ip_network("10.0.0.2/32"),)):
        headers.HeadersMiddleware(lambda one: asked.append(one) or HttpResponse())(request)  # type: ignore[func-returns-value]
    assert asked[0].META["REMOTE_ADDR"] == seen
    assert settings.PROXIES == ()
