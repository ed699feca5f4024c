"""Today, the charts and the segments in a real browser: every chart is drawn, marks speak and lead on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.web_place import Place

OpenAs = Callable[..., Any]


def drawn(page: Any) -> int:
    """Scrolls through the page until every chart is drawn, and counts them."""
    places = page.locator(".chart-card")
    for place in places.all():
        place.scroll_into_view_if_needed()
        place.locator(".chart canvas, .empty").first.wait_for(timeout=60_000)
    assert page.locator(".is-waiting").count() == 0
    assert page.get_by_text("图表无法显示").count() + page.get_by_text("The chart cannot be shown").count() == 0
    return int(page.locator(".chart canvas").count())


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_every_chart_of_the_first_page_and_of_the_gallery_is_drawn(
    open_as: OpenAs, server: Place, lang: str, theme: str
) -> None:
    page = open_as("viewer", lang=lang, theme=theme)
    page.goto(server.url + "/")
    assert drawn(page) == 4
    page.goto(server.url + "/insights/")
    assert drawn(page) == 17


def test_on_a_phone_nothing_is_wider_than_the_phone(open_as: OpenAs, server: Place) -> None:
    page = open_as("viewer", size=(390, 844))
    page.goto(server.url + "/")
    drawn(page)
    for canvas in page.locator(".chart canvas").all():
        assert canvas.bounding_box()["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_mark_says_its_figures_and_opens_its_customers(open_as: OpenAs, server: Place) -> None:
    page = open_as("viewer", lang="en")
    page.goto(server.url + "/insights/charts/customers_by_tier/")
    canvas = page.locator(".chart canvas")
    canvas.wait_for(timeout=60_000)
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.15, box["y"] + 30)
    page.mouse.move(box["x"] + box["width"] * 0.15 + 4, box["y"] + 32)
    tip = page.locator("#vg-tooltip-element.visible")
    tip.wait_for(timeout=60_000)
    assert tip.inner_text().startswith("VIP · ")
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**/customers/?tier=VIP", timeout=60_000)


def test_a_number_of_the_ladder_leads_to_exactly_its_customers(open_as: OpenAs, server: Place) -> None:
    page = open_as("viewer", lang="en")
    page.goto(server.url + "/")
    link = page.locator(".rung-count a").first
    said = link.inner_text()
    link.click()
    page.wait_for_url("**/customers/?tier=VIP")
    assert said in page.locator("main").inner_text()


def test_a_chart_is_kept_as_a_picture(open_as: OpenAs, server: Place, tmp_path: Path) -> None:
    page = open_as("sales")
    page.goto(server.url + "/insights/charts/tier_share/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PNG").click()
    waiting.value.save_as(tmp_path / "picture.png")
    assert waiting.value.suggested_filename.startswith("tier_share-value-v1-")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_the_kinds_of_segments_are_reached_by_the_keyboard(open_as: OpenAs, server: Place) -> None:
    page = open_as("viewer", lang="en")
    page.goto(server.url + "/insights/segments/")
    page.get_by_role("link", name="ABC classes").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/insights/segments/abc/")
    assert page.get_by_role("link", name="ABC classes").get_attribute("aria-current") == "page"
