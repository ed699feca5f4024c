"""A real browser before a real server: the shop, `fenji serve`, a page that fails at any complaint of the browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web_place import Place, serving
from tests.web_shop import shop_at

CHROMIUM = shutil.which("chromium")
QUIET = ("net::ERR_ABORTED",)
PATIENCE = 60_000
"""Milliseconds: a busy machine is no defect, and what never comes is one all the same."""


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of its own for the browser: simulated, graded."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "popen-" in base.name else base
    return shop_at(tmp_path_factory.mktemp("browser") / "shop", shared)


@pytest.fixture(scope="session")
def server(shop: Path) -> Iterator[Place]:
    """`fenji serve` with its worker on a free port; `.url` says where, `.run(code)` runs Python beside it."""
    with serving(shop) as place:
        yield place


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (Debian package chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def open_as(server: Place, browser: Any) -> Iterator[Callable[..., Any]]:
    """A page signed in as a role: `open_as("sales", lang="en", theme="dark", size=(390, 844))`.

    After the test it fails at anything the console complained of: errors, violations of the content policy.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def sign_in(
        role: str = "administrator", *, lang: str = "zh", theme: str = "light", size: tuple[int, int] = (1440, 900)
    ) -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN" if lang == "zh" else "en-GB"
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.complaints = complaints
        page.goto(server.entrance(role, lang=lang, theme=theme))
        del complaints[:]  # the first page may not be there in a web app under construction
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert [said for said in complaints if not any(quiet in said for quiet in QUIET)] == []


@pytest.fixture
def page(open_as: Callable[..., Any]) -> Any:
    """A page signed in as administrator, in Chinese."""
    return open_as("administrator")
