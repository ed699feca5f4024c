"""The customers in a browser: by keys alone, by the address, and one customer with all that happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web_place import Place

Opened = Callable[..., Any]


def test_the_list_is_searched_and_walked_by_keys_alone(open_as: Opened, server: Place) -> None:
    page = open_as("sales", lang="en")
    page.goto(f"{server.url}/customers/")
    page.keyboard.press("/")
    page.keyboard.type("zhang")
    page.wait_for_url("**/customers/?q=zhang")
    page.wait_for_selector(".chip-on")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    assert page.input_value("#search") == "zhang"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    name = page.inner_text("tr.is-selected .customer-name a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")
    assert page.inner_text("h1").strip().endswith(name)


def test_the_address_is_the_state_there_and_back(page: Any, server: Place) -> None:
    page.goto(f"{server.url}/customers/")
    everybody = page.inner_text(".found-count")
    page.click(".facet-value >> nth=0")
    page.wait_for_url("**/customers/?tier=*")
    page.wait_for_selector(".chip-on")
    chosen = page.inner_text(".found-count")
    page.click("th:has-text('消费金额') a")
    page.wait_for_url("**sort=-net_revenue*")
    page.click("a[rel=next]")
    page.wait_for_url("**after=*")
    page.reload()
    assert page.inner_text(".found-count") == chosen != everybody
    page.click("a[rel=prev]")
    page.wait_for_url("**before=*")
    page.go_back()
    page.wait_for_url("**after=*")


def test_a_condition_and_columns_are_chosen_in_menus(page: Any, server: Place) -> None:
    page.goto(f"{server.url}/customers/?move=promotion")
    page.click(".condition-form >> xpath=../summary")
    page.select_option("#add-column", "last_ordered_on")
    assert page.get_attribute("#add-value", "type") == "date"
    page.select_option("#add-column", "net_revenue")
    page.select_option("#add-operator", "at_least")
    page.fill("#add-value", "5,000")
    page.click(".condition-form button")
    page.wait_for_url("**move=promotion&where=net_revenue*")
    page.click(".columns-form >> xpath=../summary")
    page.check("input[name=columns][value=city]")
    page.click(".columns-form [type=submit]")
    page.wait_for_url("**columns=*")
    assert "城市" in page.inner_text("thead")
    assert page.locator(".chip-on").count() == 2


def test_what_happened_is_gathered_when_it_is_first_looked_for(open_as: Opened, server: Place) -> None:
    page = open_as("viewer", size=(390, 844))
    page.goto(f"{server.url}/customers/?tier=VIP")
    page.locator(".customer-name a").first.click()
    page.wait_for_selector(".event", timeout=60_000)
    assert page.locator(".event").count() > 3
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing lies beside the phone"


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_a_customer_and_a_list_with_conditions_keep_nobody_out(
    open_as: Opened, server: Place, lang: str, theme: str
) -> None:
    page = open_as("administrator", lang=lang, theme=theme)
    asked = ("?tier=regular&move=demotion&where=net_revenue:at_least:1", "?q=nobody-is-called-so", "C00076/")
    found: dict[str, list[str]] = {}
    for address in asked:
        page.goto(f"{server.url}/customers/{address}", wait_until="networkidle")
        for one in Axe().run(page).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                nodes = [" ".join(node["target"]) for node in one["nodes"]][:4]
                found.setdefault(address, []).append(f"{one['id']}: {nodes}")
    assert found == {}
