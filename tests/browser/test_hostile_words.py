"""Markup that people write, in every name, note, title and file, runs nowhere and becomes no part of any page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fenji.workspace.workspace import Workspace
from tests.bar.size import sized
from tests.browser.conftest import PATIENCE, QUIET
from tests.browser.test_every_page import addresses
from tests.web_place import Place, serving

MARK = "data-zq7x"
_WRITTEN_AS = (
    '<img @ src=x onerror=alert(1)>', '"><img @ src=x onerror=alert(1)>', "'><svg @ onload=alert(1)>",
    "<script @>alert(1)</script>", "</script><script @>alert(1)</script>", "</title><b @>x</b>",
    "</textarea><b @>x</b>", "<svg><b @></b><script>alert(1)</script>", '" autofocus onfocus=alert(1) @="',
    "' onmouseover=alert(1) @='", "<a @ href=javascript:alert(1)>x</a>", "<iframe @ srcdoc='<b>'>",
    "<details @ open ontoggle=alert(1)>", "--><b @>x</b><!--", "]]><b @>x</b>", "</style><b @>x</b>",
    "<math><b @></math>", "<b @\x0b>x", "<template><b @></template>", "{{constructor}}<b @>", "<object @ data=x>",
    "<embed @ src=x>", "<form @ action=//x.example><input name=a>", "<base @ href=//x.example>",
    "<link @ rel=stylesheet href=//x.example>", "<meta @ http-equiv=refresh>",
    "<b hx-get=/accounts/me/ hx-trigger=load @>", "<b hx-on::load=alert(1) @>", "</svg><b @>",
    "<video @><source onerror=alert(1)>", "<input @ onfocus=alert(1) autofocus>", "<b @ style=x:y>", "&lt;b @&gt;",
    "&#60;b @&#62;", "\\u003cb @\\u003e", "%3Cb @%3E", "＜b @＞", "<b/@>", "<<b @>>", "<!--[if]><b @><![endif]-->",
)  # fmt: skip
PAYLOADS = tuple(one.replace("@", MARK) for one in _WRITTEN_AS)
STANDARD = """
name: hostile
title: {zh: '@2', en: '@0'}
about: {zh: '@3', en: '@1'}
currency: CNY
window: all
criteria:
  - {metric: net_revenue, label: {zh: '@5', en: '@4'}, weight: 100%, scorer: {kind: scale, low: 0, high: 500}}
tiers:
  - {key: gold, name: {zh: '@7', en: '@6'}, colour: "#D98200", icon: {shape: crown}, from_score: 50}
  - {key: plain, name: {zh: '@10', en: '@9'}, colour: "#5B6770", icon: {shape: circle}, rest: true}
"""
FIRST = (
    "/",
    "/customers/",
    "/data/",
    "/runs/",
    "/schemes/",
    "/segments/",
    "/insights/",
    "/accounts/people/",
    "/audit/",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A served workspace in which everything that people may name is named with markup."""
    folder = tmp_path_factory.mktemp("hostile")
    shop = Workspace.create(folder / "shop", name=PAYLOADS[0])
    _data(folder)
    for path in sorted(folder.glob("*.csv")):
        shop.import_file(path, "orders" if "order" in path.name else "customers")
    written = STANDARD
    for number in reversed(range(len(PAYLOADS))):
        written = written.replace(f"@{number}'", f"{PAYLOADS[number]}'".replace("'", "’")[:-1] + "'")
    (shop.folder / "schemes" / "hostile.yaml").write_text(written, "utf-8")
    for day in (date(2024, 5, 31), date(2024, 6, 30)):
        shop.grade("hostile", as_of=day).engine.close()
    shop.close()
    with serving(folder / "shop", "--no-worker") as place:
        place.run(_WRITTEN.replace("@payloads", repr(PAYLOADS)))
        yield place


def test_markup_runs_nowhere_and_is_part_of_no_page(hostile: Place, browser: Any) -> None:
    complaints: list[str] = []
    for lang in ("zh", "en")[: sized(1, 2)]:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="zh-CN" if lang == "zh" else "en-GB"
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda asked: complaints.append(asked.url) if "x.example" in asked.url else None)
        page.goto(hostile.entrance("administrator", lang=lang))
        del complaints[:]
        for address in _pages():
            answer = page.goto(hostile.url + address, wait_until="load")
            assert answer is not None
            if answer.status != 200:
                continue
            page.wait_for_timeout(sized(50, 300))
            assert page.locator(f"[{MARK}]").count() == 0, address
            assert [one for one in complaints if not any(quiet in one for quiet in QUIET)] == [], address
        assert MARK in page.content() or sized(0, 1), "the words are there, as words"
        context.close()


def test_the_words_are_on_the_pages_as_words(hostile: Place, browser: Any) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(hostile.entrance("administrator"))
    for address in ("/customers/", "/customers/C0/"):
        page.goto(hostile.url + address, wait_until="load")
        assert page.locator("body").inner_text().count(MARK) > 2, address
    context.close()


def _pages() -> list[str]:
    every = [one for one in sorted({*addresses()}) if "." not in one and "sign-out" not in one]
    some = [one for one in every if one in FIRST] if sized(0, 1) == 0 else every
    customers = [f"/customers/C{number}/" for number in range(sized(2, len(PAYLOADS)))]
    many = ["/customers/?q=%3Cimg%20data-zq7x", "/schemes/hostile/", "/customers/?sort=%22%3E%3Cb%20data-zq7x%3E"]
    return [*some, *customers, *many]


def _data(folder: Path) -> None:
    people = ["customer_id,name,city,address,email,wechat,note,owner,industry,customer_source,mobile\n"]
    orders = ["order_id,customer_id,ordered_at,amount,channel,store,product_name\n"]
    for number, words in enumerate(PAYLOADS):
        cell = '"' + words.replace('"', '""') + '"'
        people.append(f"C{number},{','.join([cell] * 9)},13800138{number:03}\n")
        orders.append(f"O{number},C{number},2024-0{number % 5 + 1}-05,{number * 20},{cell},{cell},{cell}\n")
        orders.append(f"P{number},C{number},2024-06-0{number % 9 + 1},never,{cell},{cell},{cell}\n")
    (folder / f"people <img {MARK} src=x onerror=alert(1)>.csv").write_text("".join(people), "utf-8")
    (folder / f"orders '\"><b {MARK}>.csv").write_text("".join(orders), "utf-8")


_WRITTEN = """
from fenji_web.care.models import Note, Ownership, Tag, Task
from fenji_web.customers.models import SavedView
from datetime import date
mine = person("administrator")
for number, words in enumerate(@payloads):
    who = f"C{number}"
    Note.objects.create(customer_id=who, text=words, made_by=mine)
    Tag.objects.create(customer_id=who, name=words[:30])
    Task.objects.create(customer_id=who, what=words, due_on=date(2024, 6, 30), person=mine, made_by=mine)
    SavedView.objects.create(person=mine, name=words[:40], query="?tier=gold")
    User.objects.get_or_create(username=words[:60], defaults={"role": "viewer", "name": words[:100]})
    Job.objects.create(kind="grade", state="failed", created_by=mine, arguments={"scheme": words},
                       error={"problem": {"zh": words, "en": words}, "where": words, "fix": {"zh": words, "en": words}})
give(1)
"""
