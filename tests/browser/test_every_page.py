"""Every address without parameters, in both languages and themes: it is shown, and the browser has no complaint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web_place import Place

BESIDES = {
    # address → why it is no page to open
    "/accounts/sign-in/": "leads on where somebody is signed in",
    "/accounts/two-factor/": "leads to the sign-in where nobody owes a second step",
    "/disclosures/ask/": "leads back where no second person is needed",
    "/metrics": "is for who shows the token",
    "/settings/logo.png": "is there once somebody gave a logo",
}


def addresses() -> Iterator[str]:
    """Every address that can be opened as it is: no parameter, GET allowed."""
    for prefix, pattern in patterns(get_resolver()):
        is_page = not posts_only(pattern) and not hasattr(pattern.callback, "is_api")
        if "<" not in prefix and is_page and f"/{prefix}" not in BESIDES:
            yield f"/{prefix}"


def patterns(resolver: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        place = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, place)
        else:
            yield place, one


def posts_only(pattern: URLPattern) -> bool:
    """Whether a view answers POST alone, as Django's own decorator says."""
    view: Any = pattern.callback
    while hasattr(view, "__wrapped__"):
        closure = [cell.cell_contents for cell in view.__closure__ or ()]
        if ["POST"] in closure or ("POST",) in closure:
            return True
        view = view.__wrapped__
    return False


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_shown_without_a_complaint_of_the_browser(
    open_as: Callable[..., Any], server: Place, lang: str, theme: str
) -> None:
    page = open_as("administrator", lang=lang, theme=theme)
    for address in sorted(set(addresses())):
        if "." in address:  # a file to download
            assert page.request.get(server.url + address).status == 200, address
            continue
        answer = page.goto(server.url + address, wait_until="load")
        assert answer is not None, address
        assert answer.status == 200, f"{address}: {answer.status}"
        page.wait_for_timeout(150)
        assert page.complaints == [], address


def test_a_page_fits_the_width_of_a_phone(open_as: Callable[..., Any], server: Place) -> None:
    page = open_as("administrator", size=(390, 844))
    for address in ("/", "/runs/", "/accounts/me/"):
        page.goto(server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
