"""The journey's editor by hand: cards go by drag and by keys, counts follow, and saving shows the map anew."""

from __future__ import annotations

from typing import Any

from tests.web_place import Place


def stage_of(page: Any, key: str) -> str:
    found: str = page.locator(f"#card-{key}").evaluate("card => card.closest('.journey-column').dataset.stage")
    return found


def test_cards_are_moved_by_drag_and_by_keys_and_saved(page: Any, server: Place) -> None:
    page.goto(f"{server.url}/insights/journey/")
    page.wait_for_selector(".journey-map", timeout=90_000)
    page.click("a[href$='/insights/journey/edit/']")
    page.wait_for_selector("#waiting .good, #waiting table")
    page.locator("#card-store").focus()
    with page.expect_response("**/board/"):
        page.keyboard.press("Alt+ArrowLeft")
    page.wait_for_function("document.activeElement.id === 'card-store'")
    assert stage_of(page, "store") == "awareness"
    with page.expect_response("**/board/"):
        page.locator("#card-web").drag_to(
            page.locator("[data-stage=loyalty] .journey-noted"), source_position={"x": 4, "y": 30}
        )
    page.wait_for_function("document.querySelector('#card-web').closest('.journey-column').dataset.stage === 'loyalty'")
    page.click(".journey-save .button-primary")
    page.wait_for_selector(".journey-map", timeout=90_000)
    assert (server.folder / "journey.yaml").is_file()
