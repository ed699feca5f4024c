"""No page, style sheet, script or picture asks another host for anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from django.test import Client

from tests.architecture.test_house import ROOT
from tests.browser.test_every_page import addresses
from tests.fenji_web.reading import shown

SignIn = Callable[..., Client]
ASKED = re.compile(
    r"""(?:\b(?:src|srcset|poster|data|action|formaction|background|manifest)\s*=\s*["']?|url\(\s*["']?|@import\s+["']|"""
    r"""<link[^>]*href=["']|\bfetch\(\s*["']|sendBeacon\(\s*["']|importScripts\(\s*["']|"""
    r"""new (?:WebSocket|EventSource)\(\s*["']|"""
    r"""\bfrom\s+["'])((?:https?:|wss?:)?//[^\s"'<>)]+)""",
    re.IGNORECASE,
)
FILES = (".css", ".js", ".html", ".svg", ".webmanifest", ".json")


def test_no_page_asks_another_host(client_as: SignIn, shop: Path) -> None:
    client = client_as("administrator")
    one = shown(shop).engine.rows("SELECT customer_id FROM customers LIMIT 1")[0]["customer_id"]
    places = [*sorted({*addresses()}), f"/customers/{one}/", "/schemes/value/"]
    asked, looked = {}, 0
    for address in places:
        answer = client.get(address, follow=True)
        if answer.streaming:
            assert b"".join(answer.streaming_content), address
            continue
        if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
            looked += 1
            elsewhere = ASKED.findall(answer.content.decode())
            if elsewhere:
                asked[address] = elsewhere
            policy = answer.get("Content-Security-Policy", "")
            assert "default-src" in policy, address
            assert "http" not in policy, address
    assert asked == {}
    assert looked > 20


def test_no_file_of_the_product_asks_another_host() -> None:
    files = [path for path in (ROOT / "src").rglob("*") if path.suffix in FILES and "node_modules" not in path.parts]
    assert len(files) > 60
    asked = {path.name: ASKED.findall(path.read_text("utf-8")) for path in files}
    assert {name: places for name, places in asked.items() if places} == {}
