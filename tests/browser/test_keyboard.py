"""The main path by keys alone: sign in, import, standard, grade, list, one customer, export; the focus is seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fenji.workspace.workspace import Workspace
from tests.browser.conftest import QUIET
from tests.browser.ten_minutes import PATIENCE, orders_book
from tests.web_place import Place, serving

MOST_TABS = 60
_FOCUSED = """async () => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const one = document.activeElement;
  const shown = getComputedStyle(one);
  const ring = shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) > 0;
  const around = one.closest(":focus-within.drop-choose");
  return one === document.body || ring || shown.boxShadow.includes("3px") || Boolean(around);
}"""


class Keys:
    """A person without a mouse: reaches things by Tab, and presses Enter."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.unseen: list[str] = []

    def reach(self, what: str) -> None:
        """Tab until the first element of that kind has the focus, which must be seen all the way."""
        for _ in range(MOST_TABS):
            if self.page.evaluate("what => document.activeElement?.matches(what) ?? false", what):
                return
            self.page.keyboard.press("Tab")
            if not self._is_seen():
                self.unseen.append(self.page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
        raise AssertionError(f"{what} is not reached within {MOST_TABS} tabs on {self.page.url}")

    def _is_seen(self) -> bool:
        """Whether the focus is seen, once the page has drawn it; a busy machine draws late."""
        for _ in range(20):
            if self.page.evaluate(_FOCUSED):
                return True
            self.page.wait_for_timeout(100)
        return False

    def press(self, what: str) -> None:
        """Goes there and presses Enter."""
        self.reach(what)
        self.page.keyboard.press("Enter")

    def write(self, what: str, words: str) -> None:
        """Goes to a field and types."""
        self.reach(what)
        self.page.keyboard.type(words)

    def skip_to_content(self) -> None:
        """The first Tab of a page offers to skip the menu."""
        self.page.keyboard.press("Tab")
        assert self.page.evaluate("document.activeElement.className") == "skip"
        assert self.page.locator(".skip").bounding_box()["x"] >= 0
        self.page.keyboard.press("Enter")


@pytest.fixture
def at_keys(tmp_path: Path, browser: Any) -> Iterator[tuple[Place, Callable[[], Keys]]]:
    """A new workspace, and somebody without a mouse."""
    Workspace.create(tmp_path / "shop", name="海风电子").close()
    complaints: list[str] = []
    with serving(tmp_path / "shop") as place:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("filechooser", lambda chosen: None)  # Chromium hands choosers over from now on
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield place, lambda: Keys(page)
        context.close()
    assert [said for said in complaints if not any(quiet in said for quiet in QUIET)] == []


def test_from_sign_in_to_export_without_a_mouse(at_keys: tuple[Place, Callable[[], Keys]], tmp_path: Path) -> None:
    place, come = at_keys
    keys = come()
    page = keys.page
    place.run('give(str(person("administrator", "zh")))')
    page.goto(f"{place.url}/accounts/sign-in/")
    keys.write("[name=username]", "administrator")
    keys.write("[name=password]", "the harbour at dusk")
    page.keyboard.press("Enter")
    page.wait_for_selector(".nav")
    keys.press(".nav a[href='/data/']")
    page.wait_for_url("**/data/")
    page.wait_for_load_state("load")
    keys.skip_to_content()
    keys.reach("[data-drop] input[type=file]")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(orders_book(tmp_path))
    page.wait_for_selector("form.look")
    keys.skip_to_content()
    keys.reach("select[name=col-6]")
    page.keyboard.press("ArrowDown")
    assert page.is_disabled("[data-import]")
    page.keyboard.press("ArrowUp")
    keys.press("[data-again]")
    page.wait_for_selector("[data-import]:not([disabled])")
    keys.reach("input[name=rows]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    keys.press("[data-import]")
    page.wait_for_selector(".next-step")
    keys.press(".next-step a")
    page.wait_for_selector(".standard-best button")
    keys.press(".standard-best button")
    page.wait_for_url(f"{place.url}/")
    keys.press(".nav a[href='/customers/']")
    page.wait_for_selector("main table tbody tr")
    keys.press("summary:has(+ * a[href*='export.csv'])")
    with page.expect_download() as coming:
        keys.press("a[href*='export.csv']")
    assert "K01" in coming.value.path().read_text("utf-8-sig")
    keys.press("main table a[href^='/customers/K']")
    page.wait_for_url(re.compile(r"/customers/K\d+/"))
    assert keys.unseen == []
