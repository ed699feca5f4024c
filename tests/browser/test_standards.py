"""A standard in a real browser: a weight moved, a border dragged, movers seen, a draft saved, two people at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_for_everybody import GRAVE
from tests.web_place import Place

EDIT = "/schemes/value/edit/"


def opened(page: Any, server: Place) -> Any:
    """The editor, once customers are measured."""
    page.goto(server.url + EDIT)
    page.wait_for_selector("#editor", timeout=60_000)
    return page


def test_a_weight_is_moved_movers_are_seen_and_a_draft_is_saved(
    open_as: Callable[..., Any], server: Place, shop: object
) -> None:
    from playwright.sync_api import expect

    page = opened(open_as("administrator", lang="en"), server)
    expect(page.locator(".headline")).to_have_text("Nobody would move.")
    weight = page.locator("input[name='criteria.net_revenue.weight']")
    weight.fill("50")
    expect(page.locator("#total")).to_have_text("120%")
    expect(page.locator("#wrong .notice-bad")).to_contain_text("add up to 120%")
    page.locator("#balance").click()
    expect(page.locator("#total")).to_have_text("100%")
    expect(weight).to_have_value("50")
    expect(page.locator(".headline")).to_contain_text("would move")
    expect(page.locator("#movers li").first).to_contain_text("Monetary value +")
    expect(page.locator("#wrong .notice-bad")).to_have_count(0)

    border = page.locator("input[name='tiers.VIP.from_score']")
    place = page.locator(".cut").first.bounding_box()
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + 70, place["y"] + place["height"] / 2, steps=6)
    page.mouse.up()
    assert 81 < int(border.input_value()) < 99
    page.locator(".cut").first.focus()
    was = int(border.input_value())
    page.keyboard.press("ArrowLeft")
    expect(border).to_have_value(str(was - 1))
    border.fill("85")
    expect(page.locator("#movers")).to_contain_text("VIP")
    expect(page.locator(".cut").first).to_have_attribute("data-value", "85")

    page.locator("#why").fill("money counts more")
    page.get_by_role("button", name="Save as draft").click()
    page.wait_for_url("**/schemes/value/?version=2", timeout=60_000)
    expect(page.locator(".head")).to_contain_text("v2 · draft")
    expect(page.locator(".timeline")).to_contain_text("money counts more")
    expect(page.locator(".rungs")).to_contain_text("score 85 and above")


def test_two_people_who_edit_one_standard_see_both(open_as: Callable[..., Any], server: Place) -> None:
    from playwright.sync_api import expect

    first = opened(open_as("administrator", lang="en"), server)
    second = opened(open_as("analyst", lang="en"), server)
    for page, score in ((first, "71"), (second, "72")):
        page.locator("input[name='tiers.VIP.from_score']").fill(score)
    first.get_by_role("button", name="Save as draft").click()
    first.wait_for_url("**/schemes/value/?version=*", timeout=60_000)
    second.get_by_role("button", name="Save as draft").click()
    second.wait_for_selector("#mine", timeout=60_000)
    expect(second.locator("#theirs")).to_contain_text("71 and above")
    expect(second.locator("#mine")).to_contain_text("72 and above")


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_standards_keep_nobody_out(open_as: Callable[..., Any], server: Place, lang: str, theme: str) -> None:
    page = opened(open_as("administrator", lang=lang, theme=theme), server)
    for address in (EDIT, "/schemes/value/", "/schemes/electronics/", "/schemes/electronics/edit/"):
        page.goto(server.url + address)
        page.wait_for_selector("#editor" if address.endswith("/edit/") else ".rungs", timeout=60_000)
        for part in page.locator("details.tier-more").all():
            part.evaluate("part => { part.open = true; }")
        page.wait_for_timeout(200)
        grave = [one for one in Axe().run(page).response["violations"] if one["impact"] in GRAVE]
        found = [f"{one['id']}: {[' '.join(node['target']) for node in one['nodes']][:4]}" for one in grave]
        assert found == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address
