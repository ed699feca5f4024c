"""Charts filter each other by clicking: a mark becomes a chip and the address, and all show those customers alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.web_place import Place

OpenAs = Callable[..., Any]


def settled(page: Any, *names: str) -> None:
    """The charts of those names are in sight, drawn and say something."""
    for name in names:
        card = page.locator(f'[hx-get="/insights/charts/{name}/card/"]')
        card.scroll_into_view_if_needed()
        card.locator(".chart:not(.is-waiting) canvas").wait_for(timeout=60_000)


def finding(page: Any, name: str) -> str:
    """What a chart says in words."""
    return str(page.locator(f'[hx-get="/insights/charts/{name}/card/"] .finding').inner_text())


def test_a_click_on_a_tier_filters_every_chart_and_is_taken_back_by_its_chip(open_as: OpenAs, server: Place) -> None:
    page = open_as("analyst", lang="en")
    page.goto(server.url + "/insights/")
    settled(page, "amount_by_tier", "customers_by_rfm")
    before = finding(page, "customers_by_rfm")
    settled(page, "amount_by_tier")
    box = page.locator('[hx-get="/insights/charts/amount_by_tier/card/"] canvas').bounding_box()
    page.mouse.click(box["x"] + 130, box["y"] + 34)
    page.wait_for_url("**/insights/?tier=VIP", timeout=60_000)
    chip = page.get_by_role("link", name="Tier VIP")
    chip.wait_for()
    count = re.sub(r"\D", "", page.locator(".cross-count").inner_text())
    page.wait_for_function(
        "old => ![...document.querySelectorAll('.finding')].some(e => e.innerText === old)", arg=before
    )
    settled(page, "tier_share")
    assert "100%" in finding(page, "tier_share")
    settled(page, "cohort_retention")
    assert page.get_by_text("all customers", exact=True).count() == 2
    numbers = page.locator("a[download]", has_text="Numbers").get_attribute("href")
    assert numbers.endswith("numbers.xlsx?tier=VIP")
    page.go_back()
    page.wait_for_url("**/insights/")
    chip.wait_for(state="detached")
    page.wait_for_function(
        "old => [...document.querySelectorAll('.finding')].some(e => e.innerText === old)", arg=before
    )
    page.go_forward()
    chip.wait_for()
    page.locator(".cross-count").click()
    page.wait_for_url("**/customers/?tier=VIP")
    assert re.sub(r"\D", "", page.locator(".found-count .strong").inner_text()) == count


def test_the_menu_of_filters_needs_no_mouse_and_an_address_shows_the_same_page(open_as: OpenAs, server: Place) -> None:
    page = open_as("viewer", lang="zh")
    page.goto(server.url + "/insights/")
    page.locator("#cross summary").focus()
    page.keyboard.press("Enter")
    page.locator("#cross .cross-menu a", has_text="忠诚期").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/insights/?stage=loyal")
    page.locator("#cross .chip-on", has_text="忠诚期").last.wait_for()
    said = page.locator(".cross-count").inner_text()
    page.reload()
    assert page.locator(".cross-count").inner_text() == said
    page.get_by_role("link", name="全部客户", exact=True).click()
    page.wait_for_url("**/insights/")
    page.locator(".cross-count").wait_for(state="detached")
