"""A strategy is written beside its picture: a goal typed, seen in the preview, saved, restored; the gallery drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.web_place import Place

Opened = Callable[..., Any]
SHOWN = "[data-shown] img:not([hidden])"
GOAL = "[name=goal-en]"


def grave(page: Any) -> list[str]:
    """What keeps people with a screen reader or poor sight from the page."""
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {[' '.join(node['target']) for node in one['nodes']][:3]}" for one in found]


def test_a_goal_is_typed_seen_in_the_preview_saved_and_restored(open_as: Opened, server: Place) -> None:
    page = open_as("analyst", lang="en")
    page.goto(f"{server.url}/insights/pictures/strategy/edit/")
    page.wait_for_selector(SHOWN, timeout=60_000)
    rows = page.locator("[data-list=goal] [data-row]")
    before, first = rows.count(), page.get_attribute(SHOWN, "src")
    page.click("[data-adds=goal]")
    page.keyboard.type("中文目标")
    page.locator(GOAL).nth(before).fill("Four hundred VIPs")
    page.wait_for_function("was => document.querySelector('[data-shown] img').getAttribute('src') !== was", arg=first,
                           timeout=30_000)  # fmt: skip
    page.locator("[name=goal-target]").nth(before).fill("many")
    page.wait_for_selector(".strategy-problem:has-text('This is not a number.')")
    page.locator("[name=goal-target]").nth(before).fill("")
    page.wait_for_selector(".strategy-problem", state="detached")
    assert grave(page) == []
    page.locator(GOAL).nth(before).press("Alt+ArrowUp") if before else None
    here = before - 1 if before else 0
    assert page.locator(GOAL).nth(here).input_value() == "Four hundred VIPs"
    page.locator(GOAL).nth(here).press("Alt+Delete")
    assert rows.count() == before
    page.keyboard.press("Enter")  # undo has the focus
    assert page.locator(GOAL).nth(here).input_value() == "Four hundred VIPs"
    page.fill("[name=note]", "first goal")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".notice-good:has-text('Saved as version')")
    assert page.locator(GOAL).nth(here).input_value() == "Four hundred VIPs"
    page.locator(GOAL).nth(here).fill("Five hundred VIPs")
    page.click(".strategy-save button")
    page.wait_for_selector(".notice-good:has-text('Saved as version')")
    page.click("text=Versions")
    page.wait_for_selector("text=“Four hundred VIPs” is now “Five hundred VIPs”")
    assert grave(page) == []
    page.locator("tr:has-text('first goal') button:has-text('Restore')").click()
    page.wait_for_selector(".notice-good:has-text('is current again')")
    page.goto(f"{server.url}/insights/pictures/strategy/edit/")
    assert page.locator(GOAL).nth(here).input_value() == "Four hundred VIPs"


def test_the_gallery_is_drawn_while_one_looks_and_a_picture_is_seen_large(open_as: Opened, server: Place) -> None:
    page = open_as("viewer", lang="en")
    page.goto(f"{server.url}/insights/pictures/")
    page.wait_for_selector(".picture-card img", timeout=90_000)
    page.click(".picture-card:has-text('Tiers') .picture-frame")
    page.wait_for_function("document.querySelector('#picture img')?.naturalWidth > 0")
    page.click("[data-enlarges]")
    assert page.get_attribute("[data-enlarges]", "aria-pressed") == "true"
    assert grave(page) == []
    assert page.locator("text=PDF").count() == 0
