"""One customer in a browser: by keys alone through what happened, corrected lost and reopened."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web_place import Place

Opened = Callable[..., Any]
DONE = 60_000
WHO = "C00232"


def opened(open_as: Opened, server: Place, role: str = "sales", **how: Any) -> Any:
    """The customer's page, with all that happened."""
    page = open_as(role, **how)
    page.goto(f"{server.url}/customers/{WHO}/")
    page.wait_for_selector(".of-order", timeout=DONE)
    return page


def test_what_happened_is_walked_by_keys_alone(open_as: Opened, server: Place) -> None:
    page = opened(open_as, server, lang="en")
    before = page.locator(".event").count()
    page.focus(".days-more a")
    page.keyboard.press("Enter")
    page.locator(".event").nth(before).wait_for()
    days = page.locator(".day h3").all_inner_texts()
    assert days == sorted(set(days), reverse=True)
    page.focus(".kinds a:has-text('Feedback')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".kinds a[aria-current]:has-text('Feedback')")
    assert page.locator(".event").count() == page.locator(".of-feedback").count() > 0
    page.focus(".head-actions summary")
    page.keyboard.press("Enter")
    assert page.is_visible(".menu-body a:has-text('Mark as lost')")
    page.keyboard.press("Escape")
    assert not page.is_visible(".menu-body a:has-text('Mark as lost')")


def test_contact_data_is_corrected_and_a_loss_is_taken_back(open_as: Opened, server: Place) -> None:
    page = opened(open_as, server, lang="en")
    page.click(".panel-head a:has-text('Edit')")
    page.fill("#f-mobile", "13712349876")
    page.click(".care-form .button-primary")
    page.wait_for_url("**/customers/*/", timeout=DONE)
    assert "13712349876" in page.inner_text(".facts:has-text('corrected since the run')")
    page.click(".head-actions summary")
    page.click(".menu-body a:has-text('Mark as lost')")
    page.select_option("#f-reason", "service")
    page.click(".care-form .button-primary")
    page.wait_for_selector(".customer-under .tag-bad:has-text('Service')")
    page.goto(f"{server.url}/care/{WHO}/lost/")
    page.click("button[value=reopen]")
    page.wait_for_url("**/customers/*/")
    assert page.locator(".customer-under .tag-bad").count() == 0
    assert "Reopened" in page.inner_text("#timeline")


@pytest.mark.parametrize(("role", "theme", "size"), [("sales", "dark", (390, 844)), ("viewer", "light", (1440, 900))])
def test_the_page_keeps_nobody_out_and_fits(
    open_as: Opened, server: Place, role: str, theme: str, size: tuple[int, int]
) -> None:
    page = opened(open_as, server, role, theme=theme, size=size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    levels = page.evaluate("[...document.querySelectorAll('main h1, main h2, main h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] in ("serious", "critical")] == []
