"""The first ten minutes as a newcomer walks them: each mark of the stopwatch with what a person does until then."""

from __future__ import annotations

import base64
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bad_inputs.made_files import book
from tests.web_place import Place

PATIENCE = 60_000
AN_ACTION = 6
"""Seconds that a newcomer needs for a click or a field, reading included."""
MARKS = {
    # mark → seconds from the start until which it is done
    "sign in": 30,
    "drop a file": 90,
    "columns, problems, error file": 150,
    "head-counts before anything is saved": 180,
    "graded table and charts": 240,
    "one customer: why, history, gap": 360,
    "one weight: who changes, what revenue": 480,
    "the workbook": 540,
    "protection and a monthly schedule": 600,
}
HEADINGS = {
    "zh": ("订单号", "客户编号", "客户姓名", "下单时间", "实付金额(元)", "渠道", "手写备注"),
    "en": ("Order no.", "Customer no.", "Customer name", "Order date", "Amount", "Channel", "Scribbled"),
}
TOTALS = ("客户ID", "姓名", "购买次数", "累计消费金额", "最近购买日期", "统计日期")
NAMES = {
    "zh": ("云帆数码", "海风电子", "蓝湾科技", "启明仪器", "远航贸易", "明德办公", "金桥器材", "星河智能", "长青商贸",
           "华庭酒店"),
    "en": ("Northwind", "Bluebay", "Brightside", "Harbour", "Oakwood", "Goldengate", "Milkyway", "Evergreen", "Court",
           "Sailfish"),
}  # fmt: skip
_DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], name));
  return dropped;
}"""
Shoot = Callable[[Any, str], None]


@dataclass
class Newcomer:
    """A person before a new workspace: what they do is counted, and how long the machine makes them wait."""

    place: Place
    page: Any
    lang: str = "zh"
    shoot: Shoot = lambda _page, _name: None
    steps: list[tuple[str, int, float]] = field(default_factory=list)
    actions: int = 0

    @contextmanager
    def until(self, mark: str) -> Iterator[None]:
        """What is done up to a mark of the stopwatch; says on the way how it went."""
        began, before = time.monotonic(), self.actions
        yield
        self.steps.append((mark, self.actions - before, time.monotonic() - began))
        minutes = f"{MARKS[mark] // 60}:{MARKS[mark] % 60:02}"
        sys.stdout.write(f"by {minutes:>5}  {self.actions - before:2} actions, {self.steps[-1][2]:5.1f} s  {mark}\n")

    def click(self, what: str, **options: Any) -> None:
        """One click."""
        self.actions += 1
        self.page.click(what, **options)

    def fill(self, what: str, words: str) -> None:
        """One field."""
        self.actions += 1
        self.page.fill(what, words)

    def open_entry(self, path: str) -> None:
        """An entry of the sidebar."""
        self.click(f".nav a[href='{path}']")
        self.page.wait_for_url(f"{self.place.url}{path}**")
        self.page.wait_for_load_state("load")

    def drop(self, path: Path) -> None:
        """A file is let go over the page."""
        self.actions += 1
        content = base64.b64encode(path.read_bytes()).decode()
        given = self.page.evaluate_handle(_DROP, [path.name, content])
        self.page.dispatch_event("[data-drop]", "drop", {"dataTransfer": given})

    def is_in_time(self) -> dict[str, int]:
        """The marks that a newcomer could not reach in time, with the seconds their actions take; none is well."""
        late, spent = {}, 0
        for mark, actions, _ in self.steps:
            spent += actions * AN_ACTION
            if spent > MARKS[mark]:
                late[mark] = spent
        return late


def orders_book(folder: Path, lang: str = "zh") -> Path:
    """Four hundred orders of forty customers, three of which cannot be taken."""
    dice = random.Random(7)
    rows: list[tuple[object, ...]] = [HEADINGS[lang]]
    shop = "门店" if lang == "zh" else "Shop"
    for number in range(400):
        who = number % 40 + 1 if number < 80 else min(int(dice.paretovariate(0.7)), 40)
        name = f"{NAMES[lang][who % 10]}{'' if who <= 10 else f' {who // 10 + 1}'}"
        day = f"2024-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        rows.append((f"D{number:04}", f"K{who:02}", name, day, dice.randint(40, 9000), shop, "-"))
    rows[20] = ("D9001", "K01", NAMES[lang][1], "2024-02-30", 120, shop, "")
    rows[30] = ("D9002", "K02", NAMES[lang][2], "2024-03-01", "待定" if lang == "zh" else "tbd", shop, "")
    rows[40] = ("D9003", "K02", NAMES[lang][2], "", 88, shop, "")
    return book(rows, name="2024年订单.xlsx" if lang == "zh" else "orders-2024.xlsx")(folder)


def totals_list(folder: Path) -> Path:
    """Forty customers with what they bought in all, and no orders."""
    dice = random.Random(11)
    lines = [",".join(TOTALS)]
    for number in range(1, 41):
        count = min(int(dice.paretovariate(0.6)), 60)
        day = f"2024-{dice.randint(1, 6):02}-{dice.randint(1, 28):02}"
        name = f"{NAMES['zh'][number % 10]}{number}"
        lines.append(f"K{number:02},{name},{count},{count * dice.randint(60, 3000)},{day},2024-06-30")
    path = folder / "客户清单.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def walk(one: Newcomer, file: Path, folder: Path, *, wrong: int, customer: str) -> None:
    """All ten minutes, with one file; `wrong` rows of it cannot be taken."""
    page, place = one.page, one.place
    with one.until("sign in"):
        sign_up(one)
    with one.until("drop a file"):
        one.open_entry("/data/")
        one.shoot(page, "begin")
        one.drop(file)
        page.wait_for_selector("form.look")
    with one.until("columns, problems, error file"):
        assert page.locator(".problems tbody tr").count() == wrong
        one.shoot(page, "preview")
        if wrong:
            with page.expect_download() as rejects:
                one.click("a[href$='rejects.csv']")
            assert "2024-02-30" in rejects.value.path().read_text("utf-8-sig")
        one.click("[data-import]")
        page.wait_for_selector(".next-step")
    with one.until("head-counts before anything is saved"):
        one.click(".next-step a")
        page.wait_for_selector(".standard-best tbody tr")
        one.shoot(page, "standard")
        heads = page.locator(".standard-best tbody td:nth-child(2)").all_inner_texts()
        assert sum(int(count) for count in heads) == 40
        assert not list((place.folder / "runs").glob("*.duckdb"))
        one.click(".standard-best .panel-head button")
        page.wait_for_url(f"{place.url}/")
    with one.until("graded table and charts"):
        page.locator("[data-card]").first.scroll_into_view_if_needed()
        page.wait_for_selector(".chart canvas")
        one.shoot(page, "today")
        one.open_entry("/customers/")
        page.wait_for_selector("main table tbody tr")
        one.shoot(page, "customers")
    with one.until("one customer: why, history, gap"):
        one.click(f"main table a[href^='/customers/{customer}/']")
        page.wait_for_url(re.compile(f"/customers/{customer}/"))
        page.wait_for_load_state("networkidle")
        for key in ("why", "gap", "history"):
            assert page.get_by_text(said(f"customers.{key}", one.lang), exact=True).count(), key
        one.shoot(page, "customer")
    with one.until("one weight: who changes, what revenue"):
        move_one_weight(one)
        publish(one)
    with one.until("the workbook"):
        take_the_workbook(one, folder)
    with one.until("protection and a monthly schedule"):
        protect(one)
        schedule(one)


def said(key: str, lang: str) -> str:
    """The words of the interface, wherever the app that shows them keeps them."""
    from fenji_web.ui.words import words

    for app in (key.partition(".")[0], "one_customer"):
        try:
            return words(f"{app}.{key.partition('.')[2]}").say(lang)  # type: ignore[arg-type]
        except LookupError:
            continue
    raise LookupError(key)


def sign_up(one: Newcomer) -> None:
    """The first administrator, by the link that was printed."""
    link = re.search(r"http://\S+/accounts/setup/\S+/", one.place.said())
    assert link is not None, one.place.said()
    one.page.goto(link[0])
    one.fill("[name=username]", "meilin")
    one.fill("[name=password]", "the harbour at dusk")
    one.click("form button.button-primary")
    one.page.wait_for_url(f"{one.place.url}/")
    one.click(".guide button[value='']:not([aria-label])")


def move_one_weight(one: Newcomer) -> None:
    """The editor: one weight is moved, the others follow, and the preview says who would change."""
    page = one.page
    one.open_entry("/schemes/")
    one.click("main table a[href='/schemes/value/']")
    one.click("a[href^='/schemes/value/edit/']")
    page.wait_for_selector("#editor")
    one.fill("input[name='criteria.net_revenue.weight']", "80")
    one.click("#balance")
    page.wait_for_selector("#total:text-is('100%')")
    page.wait_for_selector("#movers li")
    one.shoot(page, "weight")


def publish(one: Newcomer) -> None:
    """Saved as a version of its own, then published."""
    page = one.page
    one.click("#editor button[name=do][value=save]")
    page.wait_for_selector("button[formaction$='/publish/']")
    one.click("button[formaction$='/publish/']")
    one.click("#confirm-publish button.button-primary")
    page.wait_for_selector(".head .tag-good")


def take_the_workbook(one: Newcomer, folder: Path) -> None:
    """The Excel file of the run."""
    page = one.page
    one.open_entry("/runs/")
    one.click("main table a[href*='/runs/value-v1']")
    one.click("form[action$='/workbook/'] button")
    page.wait_for_selector("a[download]")
    one.shoot(page, "run")
    with page.expect_download() as coming:
        one.click("a[download]")
    coming.value.save_as(folder / "workbook.xlsx")
    assert (folder / "workbook.xlsx").read_bytes().startswith(b"PK")


def protect(one: Newcomer) -> None:
    """Nobody falls after one weak month: a switch in the editor, kept and published."""
    page = one.page
    one.open_entry("/schemes/")
    one.click("main table a[href='/schemes/value/']")
    one.click("a[href^='/schemes/value/edit/']")
    page.wait_for_selector("#protection")
    one.click("#protection")
    page.wait_for_selector("#moving .field")
    one.shoot(page, "protection")
    publish(one)


def schedule(one: Newcomer) -> None:
    """A grading every month."""
    page = one.page
    one.open_entry("/settings/")
    one.click("main .tabs a[href='/settings/schedules/']")
    one.click("main a[href='/settings/schedules/new/'] >> nth=0")
    one.click(".choice:has(input[value=month])")
    page.wait_for_load_state("networkidle")
    one.shoot(page, "schedule")
    one.click("form.panel button.button-primary")
    page.wait_for_selector(".switch[aria-checked=true]")
