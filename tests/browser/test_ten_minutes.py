"""The first ten minutes in a real browser: from a dropped spreadsheet to graded, explained customers and a workbook."""

from __future__ import annotations

import base64
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fenji.workspace.workspace import Workspace
from tests.bad_inputs.made_files import book
from tests.browser.conftest import QUIET
from tests.fenji.workspace.test_stated import LIST
from tests.web_place import Place, serving

HEADINGS = ("订单号", "客户编号", "客户姓名", "下单时间", "实付金额(元)", "渠道", "手写备注")
PATIENCE = 45_000
_DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name));
  return dropped;
}"""


@pytest.fixture
def newcomer(tmp_path: Path, browser: Any) -> Iterator[tuple[Place, Any]]:
    """A new workspace, served for the first time, and a page before it; the browser must not complain."""
    Workspace.create(tmp_path / "shop", name="海风电子").close()
    complaints: list[str] = []
    with serving(tmp_path / "shop") as place:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield place, page
        context.close()
    assert [said for said in complaints if not any(quiet in said for quiet in QUIET)] == []


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[[Any, str], None]:
    """Takes a picture of the whole page into the test's own folder."""
    folder = tmp_path / "shots"

    def take(page: Any, name: str) -> None:
        page.wait_for_timeout(150)
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return take


def orders_book(folder: Path) -> Path:
    """Two hundred orders of thirty customers, three of which cannot be taken."""
    dice = random.Random(7)
    rows: list[tuple[object, ...]] = [HEADINGS]
    for number in range(200):
        who = min(int(dice.paretovariate(0.9)), 30)
        day = f"2024-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        rows.append((f"D{number:04}", f"K{who:02}", f"客户{who}", day, dice.randint(40, 9000), "门店", "急"))
    rows[20] = ("D9001", "K01", "客户1", "2024-02-30", 120, "门店", "")
    rows[30] = ("D9002", "K02", "客户2", "2024-03-01", "待定", "门店", "")
    rows[40] = ("D9003", "K02", "客户2", "", 88, "门店", "")
    return book(rows, name="2024年订单.xlsx")(folder)


def totals_list(folder: Path) -> Path:
    """Five customers with what they bought in all, and no orders."""
    path = folder / "客户清单.csv"
    path.write_text(LIST, "utf-8")
    return path


def sign_up(place: Place, page: Any) -> None:
    """The first administrator, by the link that was printed."""
    link = re.search(r"http://\S+/accounts/setup/\S+/", place.said())
    assert link is not None, place.said()
    page.goto(link[0])
    page.fill("[name=username]", "meilin")
    page.fill("[name=password]", "the harbour at dusk")
    page.click("form button.button-primary")
    page.wait_for_url(f"{place.url}/")


def drop(page: Any, path: Path) -> None:
    """A file is let go over the page."""
    content = base64.b64encode(path.read_bytes()).decode()
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": page.evaluate_handle(_DROP, [path.name, content])})
    page.wait_for_selector("form.look")


def grade_with_the_suggested_standard(place: Place, page: Any, shoot: Callable[[Any, str], None]) -> None:
    """From the import's page over the head-counts to Today."""
    page.click(".next-step a")
    page.wait_for_selector(".standard-best tbody tr")
    shoot(page, "3-standard")
    assert page.locator(".standard-best .tag-accent").inner_text() == "推荐"
    page.click(".standard-best .panel-head button")
    page.wait_for_url(f"{place.url}/")
    assert "客户价值分级" in page.locator(".top").inner_text()
    shoot(page, "4-today")


def see_one_customer(page: Any, customer: str, shoot: Callable[[Any, str], None]) -> None:
    """The list, and why one customer has the grade."""
    page.click(".nav a[href='/customers/']")
    shoot(page, "5-customers")
    page.click(f"a[href^='/customers/{customer}']")
    page.wait_for_url(re.compile(f"/customers/{customer}/"))
    shoot(page, "6-customer")
    assert "VIP客户" in page.locator("main").inner_text()


def take_the_workbook(page: Any, folder: Path, shoot: Callable[[Any, str], None]) -> None:
    """The Excel file of the run."""
    page.click(".nav a[href='/runs/']")
    page.click("main table a[href*='/runs/value-v1']")
    page.click("form[action$='/workbook/'] button")
    page.wait_for_selector("a[download]")
    shoot(page, "7-run")
    with page.expect_download() as coming:
        page.click("a[download]")
    coming.value.save_as(folder / "workbook.xlsx")
    assert (folder / "workbook.xlsx").read_bytes().startswith(b"PK")


def test_orders_become_graded_customers(
    newcomer: tuple[Place, Any], tmp_path: Path, shoot: Callable[[Any, str], None]
) -> None:
    place, page = newcomer
    began = time.monotonic()
    sign_up(place, page)
    page.goto(f"{place.url}/data/")
    shoot(page, "0-empty")
    drop(page, orders_book(tmp_path))
    problems = page.locator(".problems tbody tr")
    assert problems.count() == 3
    assert "2024-02-30" in problems.first.inner_text()
    page.select_option("select[name=col-6]", label="负责人")
    assert page.is_disabled("[data-import]")
    page.click("[data-again]")
    page.wait_for_selector("select[name=col-6] option[value=owner][selected]", state="attached")
    page.select_option("select[name=col-6]", "")
    page.click("[data-again]")
    page.wait_for_selector("select[name=col-6].is-unused")
    shoot(page, "1-preview")
    with page.expect_download() as rejects:
        page.click("a[href$='rejects.csv']")
    assert "待定" in rejects.value.path().read_text("utf-8-sig")
    page.click("[data-import]")
    page.wait_for_selector(".next-step")
    assert "197" in page.locator(".stats").inner_text()
    shoot(page, "2-imported")
    grade_with_the_suggested_standard(place, page, shoot)
    see_one_customer(page, "K01", shoot)
    take_the_workbook(page, tmp_path, shoot)
    assert time.monotonic() - began < 600


def test_a_list_with_totals_becomes_graded_customers(
    newcomer: tuple[Place, Any], tmp_path: Path, shoot: Callable[[Any, str], None]
) -> None:
    place, page = newcomer
    sign_up(place, page)
    page.goto(f"{place.url}/data/")
    drop(page, totals_list(tmp_path))
    assert page.locator("#table").input_value() == "customers"
    shoot(page, "1-preview")
    page.click("[data-import]")
    page.wait_for_selector(".next-step")
    grade_with_the_suggested_standard(place, page, shoot)
    see_one_customer(page, "C5", shoot)
    take_the_workbook(page, tmp_path, shoot)
