"""A chart is built beside its preview by keys and mouse, stands in the gallery; a click on it filters the others."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.web_place import Place

OpenAs = Callable[..., Any]


@pytest.fixture
def without_charts(shop: Path) -> Iterator[None]:
    yield
    for folder in (shop / "charts", shop / "versions" / "charts"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.usefixtures("without_charts")
def test_a_chart_is_built_saved_seen_and_filters_the_others(open_as: OpenAs, server: Place) -> None:
    page = open_as("analyst", lang="zh")
    page.goto(server.url + "/insights/own/")
    page.get_by_role("link", name="新建图表").click()
    page.locator("#live canvas").wait_for(timeout=20_000)
    page.locator("#zh").fill("各省客户数")
    before = page.locator("#live .finding").inner_text()
    page.locator("#by").select_option("province")
    page.wait_for_function("old => document.querySelector('#live .finding')?.innerText !== old", arg=before)
    page.get_by_role("radio", name="直方图").check()
    page.locator("#by_figure").wait_for(state="visible")
    assert page.locator("#by").is_hidden()
    page.get_by_role("radio", name="柱状图").check()
    page.locator("#g0-r0").select_option("segment:tier")
    page.locator("#conditions .own-pick", has_text="VIP客户").click()
    page.wait_for_function("() => document.querySelector('#live .finding + p')?.innerText.includes('等级为VIP客户')")
    said = page.locator("#live .finding").inner_text()
    page.locator("#zh").press("Enter")
    page.wait_for_url("**/insights/own/#*")
    page.get_by_text("按省份看客户数").wait_for()
    page.goto(server.url + "/insights/")
    card = page.locator("[data-card]").first
    card.locator(".chart:not(.is-waiting) canvas").wait_for(timeout=20_000)
    assert card.locator(".finding").inner_text() == said
    box = card.locator("canvas").bounding_box()
    page.mouse.click(box["x"] + 110, box["y"] + 22)
    page.wait_for_url("**/insights/?province=*", timeout=10_000)
    place = unquote(page.url.partition("province=")[2])
    assert place in said
    page.locator("#cross .chip-on", has_text=place).first.wait_for()
    count = re.sub(r"\D", "", page.locator(".cross-count").inner_text())
    stages = page.locator('[hx-get="/insights/charts/customers_by_stage/card/"]')
    stages.scroll_into_view_if_needed()
    stages.locator(".chart:not(.is-waiting) canvas").wait_for(timeout=20_000)
    page.locator(".cross-count").click()
    page.wait_for_url("**/customers/?province=*")
    assert re.sub(r"\D", "", page.locator(".found-count .strong").inner_text()) == count


@pytest.mark.usefixtures("without_charts")
def test_a_chart_removed_is_brought_back_and_everything_is_reached_by_keys(open_as: OpenAs, server: Place) -> None:
    page = open_as("analyst", lang="en", theme="dark")
    page.goto(server.url + "/insights/own/new/")
    page.locator("#en").focus()
    page.keyboard.type("Rings")
    page.keyboard.press("Tab")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.locator("#live canvas").wait_for(timeout=20_000)
    page.get_by_role("button", name="Save the chart").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/insights/own/#rings")
    page.locator("#rings .tag", has_text="Ring").wait_for()
    page.get_by_role("button", name="Remove").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Removed “Rings”.").wait_for()
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/insights/own/#rings")
    page.locator("#rings").wait_for()
