"""Many customers at once by keys alone: walked, selected, tagged, told, undone; columns put in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.web_place import Place

Opened = Callable[..., Any]


def test_customers_are_walked_selected_tagged_and_untagged_by_keys_alone(open_as: Opened, server: Place) -> None:
    page = open_as("sales", lang="en")
    page.goto(f"{server.url}/customers/?columns=tier,name,score,tags")
    press = page.keyboard.press
    press("j")
    press("ArrowDown")
    press("x")
    for key in ("j", "j", "j"):
        press(key)
    press("Shift+X")
    assert page.inner_text("[data-bulk-n]") == "4"
    press("k")
    press("Space")
    assert page.inner_text("[data-bulk-n]") == "3"
    page.wait_for_selector("#bulk:visible")
    press("t")
    page.wait_for_selector("#bulk-dialog[open] #bulk-what")
    assert page.inner_text("#bulk-dialog h2 + p") == "for 3 customers"
    page.keyboard.type("by keys")
    press("Enter")
    page.wait_for_selector("#bulk-told .notice-good")
    assert "“by keys” was added to 3 customers." in page.inner_text("#bulk-told")
    assert page.locator(".tags-cell .tag:text-is('by keys')").count() == 3
    page.focus("#bulk-told button:has-text('Undo')")
    press("Enter")
    page.wait_for_selector("#bulk-told:has-text('Taken back for 3 customers.')")
    assert page.locator(".tags-cell .tag:text-is('by keys')").count() == 0


def test_all_that_match_are_selected_counted_and_changed_in_the_background(open_as: Opened, server: Place) -> None:
    page = open_as("administrator", lang="en")
    page.goto(f"{server.url}/customers/?tier=regular&columns=tier,name,tags")
    count = page.inner_text(".found-count .strong").split()[0]
    page.keyboard.press("a")
    assert page.inner_text("[data-bulk-n]") == "50"
    page.click("[data-bulk-every]")
    assert page.inner_text("[data-bulk-n]") == count
    page.keyboard.press("t")
    page.wait_for_selector("#bulk-dialog[open] #bulk-what")
    assert f"for {count} customers" in page.inner_text("#bulk-dialog")
    page.keyboard.type("everybody regular")
    page.keyboard.press("Enter")
    page.wait_for_selector("#bulk-told:has-text('was added to')", timeout=60_000)
    assert f"was added to {count} customers." in page.inner_text("#bulk-told")
    page.click("#bulk-told button:has-text('Undo')")
    page.wait_for_selector("#bulk-told:has-text('Taken back')", timeout=60_000)
    assert page.locator(".tags-cell .tag").count() == 0


def test_a_range_is_selected_with_shift_and_let_go_with_escape(page: Any, server: Place) -> None:
    page.goto(f"{server.url}/customers/")
    boxes = page.locator("#customers-table tbody input[name=ids]")
    boxes.nth(2).click()
    boxes.nth(6).click(modifiers=["Shift"])
    assert page.inner_text("[data-bulk-n]") == "5"
    page.keyboard.press("o")
    page.wait_for_selector("#bulk-dialog[open] .bulk-choice")
    page.keyboard.press("Escape")
    page.wait_for_selector("#bulk-dialog:not([open])", state="attached")
    assert page.is_visible("#bulk"), "the first Escape closes the dialog alone"
    page.keyboard.press("Escape")
    page.wait_for_selector("#bulk", state="hidden")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")


def test_those_selected_are_a_file_in_two_clicks(page: Any, server: Place) -> None:
    page.goto(f"{server.url}/customers/?sort=name")
    page.keyboard.press("a")
    for kind in ("xlsx", "csv"):
        page.click("#bulk .menu > summary")
        with page.expect_download() as waiting:
            page.click(f"#bulk .export-menu button[value={kind}]")
        assert waiting.value.suggested_filename.endswith(f".{kind}")
        assert waiting.value.path().stat().st_size > 2000
        page.wait_for_selector("#bulk .export-menu", state="hidden")
    page.click("#bulk .menu > summary")
    page.keyboard.press("Escape")
    page.wait_for_selector("#bulk .export-menu", state="hidden")
    assert page.is_visible("#bulk"), "Escape closes the menu alone"


def test_columns_are_put_in_order_by_buttons_and_by_dragging(page: Any, server: Place) -> None:
    page.goto(f"{server.url}/customers/")
    page.focus("[data-menu=columns] > summary")
    page.keyboard.press("Enter")
    page.check("input[name=columns][value=city]")
    up = page.locator("[data-columns] li[data-name=city] [data-move='-1']")
    up.focus()
    for _ in range(7):
        page.keyboard.press("Enter")
    page.locator("[data-columns] li[data-name=owner]").drag_to(page.locator("[data-columns] li[data-name=tier]"),
                                                             target_position={"x": 20, "y": 2})  # fmt: skip
    page.click("[data-columns] [type=submit]")
    page.wait_for_url("**columns=*")
    names = page.eval_on_selector_all("#customers-table th[data-name]", "heads => heads.map(one => one.dataset.name)")
    assert names[:2] == ["owner", "tier"]
    assert names.index("city") == 3
    page.locator("th[data-name=city]").drag_to(page.locator("th[data-name=owner]"), target_position={"x": 2, "y": 10})
    page.wait_for_url("**columns=city*")
    page.reload()
    first = page.eval_on_selector_all("#customers-table th[data-name]", "heads => heads.map(one => one.dataset.name)")
    assert first[:3] == ["city", "owner", "tier"]


def test_a_list_that_cannot_be_read_says_so_and_keeps_what_was_shown(page: Any, server: Place) -> None:
    page.goto(f"{server.url}/customers/")
    page.route("**/customers/?*", lambda route: route.abort())
    page.click("th a >> nth=1")
    page.wait_for_selector("#list-failed:visible")
    assert page.locator("#customers-table tbody tr").count() == 50
    page.complaints.clear()


def test_the_bar_the_dialogs_and_the_history_keep_nobody_out(open_as: Opened, server: Place) -> None:
    page = open_as("administrator", theme="dark")
    page.goto(f"{server.url}/customers/", wait_until="networkidle")
    page.locator("#customers-table tbody input[name=ids]").first.click()
    found: dict[str, list[str]] = {}

    def look(what: str) -> None:
        for one in Axe().run(page).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                nodes = [" ".join(node["target"]) for node in one["nodes"]][:4]
                found.setdefault(what, []).append(f"{one['id']}: {nodes}")

    look("bar")
    for key, awaited in (("t", "#bulk-what"), ("o", ".bulk-choice"), ("m", "#bulk-due")):
        page.keyboard.press(key)
        page.wait_for_selector(f"#bulk-dialog[open] {awaited}")
        look(key)
        page.keyboard.press("Escape")
        page.wait_for_selector("#bulk-dialog:not([open])", state="attached")
    page.goto(f"{server.url}/bulk/")
    look("history")
    assert found == {}
