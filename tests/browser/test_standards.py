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
    """The editor, once customers are measured; what is expected of it may take its time on a busy machine."""
    from playwright.sync_api import expect

    expect.set_options(timeout=60_000)
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
    page.locator(".cut").first.scroll_into_view_if_needed()
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


def test_parts_come_and_go_by_mouse_and_keys_and_every_step_is_undone(
    open_as: Callable[..., Any], server: Place
) -> None:
    from playwright.sync_api import expect

    page = opened(open_as("administrator", lang="en"), server)
    before = page.locator(".headline").inner_text()
    page.locator("#d-order_count > summary").click()
    page.locator("[name='scorer_of.order_count']").select_option("bands")
    cut = page.locator("#criterion-order_count .cut").last
    field = page.locator("[data-cut='order_count']").last
    cut.scroll_into_view_if_needed()
    was, place = float(field.input_value()), cut.bounding_box()
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + place["height"] / 2, steps=5)
    page.mouse.up()
    dragged = float(field.input_value())
    assert dragged > was
    cut.focus()
    page.keyboard.press("ArrowRight")
    moved = float(field.input_value())
    assert moved > dragged
    expect(cut).to_have_attribute("aria-valuenow", f"{moved:g}")
    expect(page.locator(".headline")).to_contain_text("would move")
    page.locator("#b-tier-addregular").click()
    expect(page.locator(".tier-edit")).to_have_count(4)
    page.locator("[data-undo]").click()
    expect(page.locator(".tier-edit")).to_have_count(3)
    expect(page.locator("[data-cut='order_count']").last).to_have_value(f"{moved:g}")
    page.locator("[data-redo]").click()
    expect(page.locator(".tier-edit")).to_have_count(4)
    page.locator("[data-reset]").click()
    expect(page.locator("#criterion-order_count .band")).to_have_count(0)
    expect(page.locator(".headline")).to_have_text(before)


def test_protection_is_switched_on_by_keys_and_seen_at_once(open_as: Callable[..., Any], server: Place) -> None:
    from playwright.sync_api import expect

    page = opened(open_as("administrator", lang="en"), server)
    page.locator("#protection").focus()
    page.keyboard.press("Space")
    said = page.locator("#moving-said")
    expect(said).to_contain_text("has not been met for 90 days")
    page.locator("[name='transitions.grace#amount']").fill("4")
    page.locator("[name='transitions.grace#unit']").select_option("runs")
    expect(said).to_contain_text("not met 4 times in a row")
    page.locator("[name='tiers.VIP.from_score']").fill("95")
    expect(page.locator(".protection")).to_contain_text("would hold another tier")
    expect(page.locator(".protection")).to_contain_text("grace")
    page.locator("[name='transitions.grace#amount']").fill("")
    expect(page.locator("#moving .problem").first).to_contain_text("a whole number is missing")


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_standards_keep_nobody_out(open_as: Callable[..., Any], server: Place, lang: str, theme: str) -> None:
    page = opened(open_as("administrator", lang=lang, theme=theme), server)
    places = {EDIT: "#editor", "/schemes/value/": ".rungs", "/schemes/electronics/edit/": "#editor",
              "/schemes/-/back-test/": "form[action$='start/']"}  # fmt: skip
    for address, part in places.items():
        page.goto(server.url + address)
        page.wait_for_selector(part, timeout=60_000)
        if address == EDIT:
            page.locator("#protection").check()
            page.wait_for_selector("#moving-said")
        for closed in page.locator("main details").all():
            closed.evaluate("part => { part.open = true; }")
        page.wait_for_timeout(300)
        grave = [one for one in Axe().run(page).response["violations"] if one["impact"] in GRAVE]
        found = [f"{one['id']}: {[' '.join(node['target']) for node in one['nodes']][:4]}" for one in grave]
        assert found == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address
