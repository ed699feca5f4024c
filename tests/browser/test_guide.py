"""First steps beside the pages in a real browser, noticed by themselves; the manual on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from fenji_web.guide.pages.manual import written
from tests.browser.test_for_everybody import GRAVE
from tests.pictures import print_manual
from tests.web_place import Place


def grave(page: Any) -> list[str]:
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in GRAVE]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]


def test_exercises_stay_beside_the_page_and_notice_what_was_done(open_as: Callable[..., Any], server: Place) -> None:
    page = open_as("viewer", lang="en", theme="dark")
    page.click(".top form[action='/guide/show/'] button")
    page.wait_for_selector(".guide-list li")
    assert page.locator(".guide-list li.is-now").count() == 1
    assert grave(page) == []
    page.goto(f"{server.url}/customers/")
    page.wait_for_selector(".guide-list li.is-now")
    page.click("main table tbody a >> nth=0")
    page.wait_for_selector(".guide-list li.is-done", timeout=60_000)
    page.click(".guide button[value=folded]")
    page.wait_for_selector(".guide-folded")
    page.click(".guide-folded button")
    page.click(".guide button[value=''][aria-label]")
    page.wait_for_selector(".guide", state="detached")
    page.goto(f"{server.url}/customers/")
    assert page.locator("#guide:empty").count() == 1


def test_the_manual_is_a_booklet_of_a_page_a_section(
    open_as: Callable[..., Any], server: Place, tmp_path: Path
) -> None:
    page = open_as("viewer", lang="zh")
    printed = print_manual(page, server.url, tmp_path / "manual.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= len(written()) + 1
    assert grave(page) == []
    assert page.locator(".manual-section figure img").count() >= 10
