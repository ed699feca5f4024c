"""Pages for everybody: axe-core finds nothing serious, in light and in dark; nothing is wider than a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_every_page import addresses
from tests.web_place import Place

GRAVE = ("serious", "critical")
PARTS = ("/runs/top/",)
"""Addresses that answer with a part of a page."""


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
def test_no_page_keeps_anybody_out(open_as: Callable[..., Any], server: Place, lang: str, theme: str) -> None:
    page = open_as("administrator", lang=lang, theme=theme)
    found: dict[str, list[str]] = {}
    for address in sorted(set(addresses())):
        if "." in address or address in PARTS or not _is_page(page, server.url + address):
            continue
        page.goto(server.url + address, wait_until="load")
        page.wait_for_timeout(200)
        for grave in Axe().run(page).response["violations"]:
            if grave["impact"] in GRAVE:
                nodes = [" ".join(node["target"]) for node in grave["nodes"]][:4]
                found.setdefault(address, []).append(f"{grave['id']}: {nodes}")
    assert found == {}


def _is_page(page: Any, url: str) -> bool:
    answer = page.request.get(url)
    return "text/html" in answer.headers["content-type"] and "<main" in answer.text()
