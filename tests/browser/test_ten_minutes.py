"""The first ten minutes in a real browser: from a spreadsheet to graded, explained customers who are graded monthly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fenji.workspace.workspace import Workspace
from tests.browser.conftest import QUIET
from tests.browser.ten_minutes import MARKS, PATIENCE, Newcomer, orders_book, totals_list, walk
from tests.web_place import serving


@pytest.fixture
def newcomer(tmp_path: Path, browser: Any) -> Iterator[Callable[..., Newcomer]]:
    """Somebody before a new workspace, served for the first time; the browser must not complain."""
    Workspace.create(tmp_path / "shop", name="海风电子").close()
    complaints: list[str] = []
    with serving(tmp_path / "shop") as place:
        contexts: list[Any] = []

        def come(lang: str) -> Newcomer:
            locale = "zh-CN" if lang == "zh" else "en-GB"
            contexts.append(browser.new_context(viewport={"width": 1440, "height": 900}, locale=locale))
            contexts[0].set_default_timeout(PATIENCE)
            page = contexts[0].new_page()
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return Newcomer(place, page, lang)

        yield come
        for context in contexts:
            context.close()
    assert [said for said in complaints if not any(quiet in said for quiet in QUIET)] == []


def test_a_file_of_orders_becomes_customers_graded_every_month(
    newcomer: Callable[..., Newcomer], tmp_path: Path
) -> None:
    one = newcomer("zh")
    walk(one, orders_book(tmp_path), tmp_path, wrong=3, customer="K01")
    assert [mark for mark, _, _ in one.steps] == list(MARKS)
    assert one.is_in_time() == {}
    assert sum(seconds for _, _, seconds in one.steps) < MARKS["protection and a monthly schedule"]


def test_a_list_with_totals_only_becomes_customers_graded_every_month(
    newcomer: Callable[..., Newcomer], tmp_path: Path
) -> None:
    one = newcomer("en")
    walk(one, totals_list(tmp_path), tmp_path, wrong=0, customer="K02")
    assert [mark for mark, _, _ in one.steps] == list(MARKS)
    assert one.is_in_time() == {}
