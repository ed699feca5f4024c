"""What a page costs: processor time of each answer in this process, every question asked for the first time."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from benchmarks.web_store import RARE, SCHEME

if TYPE_CHECKING:
    from django.test import Client

LIST = "/customers/"
WARM = ("?rfm_segment=champions", "?abc=A&sort=name", "?q=赵敏", "?frequency_class=high", "?q=some+letters")
FILTERS = ("tier=VIP", "stage=loyal", "province=广东省", "owner=王经理", "tier=VIP&province=四川省", "move=promotion",
           "stage=at_risk&stage=dormant", "where=net_revenue:at_least:1000", "where=last_ordered_on:from:2024-12-01",
           "where=city:has:成", "where=email:known", "where=mobile:begins:138", "tier=&where=order_count:unknown",
           "owner=&tier=VIP", "where=score:at_least:60&where=industry:is:零售")  # fmt: skip
SORTS = ("-tier", "name", "-name", "score", "-net_revenue", "last_ordered_on", "-last_ordered_on", "owner", "province",
         "-orders_per_month", "missing_total", "move", "stage")  # fmt: skip
SEARCHES = ("王", "李伟", RARE, "8888", "13800138000", "90123", "wxh", "zhang", "chenwei", "C0012345", "u12345",
            "u1234567@example", "nobody-has-this", "商贸有限", "0571-8888")  # fmt: skip
BOTH = ("province=江苏省&sort=name", "stage=loyal&sort=-score", "q=陈&sort=name", "tier=VIP&sort=owner",
        "q=7777&sort=-net_revenue", "where=net_revenue:at_least:500&sort=name&province=湖北省")  # fmt: skip
GIVEN, TAGGED = 3000, 1500  # customers given to somebody in the application, and tagged there


@dataclass(frozen=True)
class Asked:
    """One answer: the address, what kind of question it was, processor seconds, seconds, bytes."""

    address: str
    kind: str
    cpu: float
    seconds: float
    size: int


def set_up(place: Path) -> Client:
    """Django over a workspace in this process, and somebody who may do everything signed in."""
    os.environ |= {"FENJI_WORKSPACE": str(place), "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings"}
    from fenji_web.config.lean import hide_pandas

    hide_pandas()
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from fenji_web.accounts.models import User

    call_command("migrate", verbosity=0)
    person, _ = User.objects.get_or_create(username="bench", defaults={"role": "administrator", "language": "zh"})
    _give(person)
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    client.force_login(person)
    return client


def _give(person: Any) -> None:
    """Some customers have an owner and a tag of now, as after some weeks of work."""
    from fenji_web.care.models import Ownership, Tag

    if Tag.objects.exists():
        return
    owned = [f"C{number * 311 + 5:08d}" for number in range(GIVEN)]
    Ownership.objects.bulk_create(Ownership(customer_id=one, owner="", person=None) for one in owned[::3])
    Ownership.objects.bulk_create(
        Ownership(customer_id=one, owner="林小姐", person=person) for number, one in enumerate(owned) if number % 3
    )
    Tag.objects.bulk_create(Tag(customer_id=f"C{number * 613 + 9:08d}", name="重点") for number in range(TAGGED))


def pages(place: Path) -> dict[str, Any]:
    """Every list once, then customers' pages; what was asked before is not asked again."""
    client = set_up(place)
    for query in WARM:
        _asked(client, LIST + query, "warm")
    client.get(LIST)
    found = [_asked(client, LIST + query, kind) for kind, query in _queries()]
    found += list(_turned(client))
    for number in range(3):
        _asked(client, f"{LIST}C{number * 7 + 1:08d}/", "warm")
    found += [_asked(client, f"{LIST}C{number * 31_337 % 999_983 + 10:08d}/", "customer") for number in range(25)]
    return {"asked": [vars(one) for one in found]}


def _queries() -> Iterator[tuple[str, str]]:
    yield from (("filter", f"?{_encoded(one)}") for one in FILTERS)
    yield from (("sort", f"?sort={one}") for one in SORTS)
    yield from (("search", f"?q={quote(one)}") for one in SEARCHES)
    yield from (("several", f"?{_encoded(one)}") for one in BOTH)


def _turned(client: Client) -> Iterator[Asked]:
    """The pages after a first one, as its link leads to them."""
    for query in ("", "?sort=name", "?sort=-net_revenue", "?province=浙江省&sort=name", "?q=周"):
        address = LIST + query
        for _ in range(3):
            link = re.search(r'rel="next" href="([^"]+)"', client.get(address).content.decode())
            if link is None:
                break
            address = LIST + link[1].replace("&amp;", "&")
            yield _asked(client, address, "next page")


def _asked(client: Client, address: str, kind: str) -> Asked:
    began, busy = time.perf_counter(), time.process_time()
    answer = client.get(address)
    cpu, seconds = time.process_time() - busy, time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return Asked(address, kind, cpu, seconds, len(answer.content))


def preview(place: Path) -> dict[str, Any]:
    """One weight moved in the editor, ten times to other values: the answer that the page shows beside the form."""
    from fenji.workspace.preview_file import write_preview_file
    from fenji.workspace.standards_file import write_standards
    from fenji.workspace.workspace import Workspace

    workspace = Workspace.open(place)
    try:
        write_standards(workspace)
        write_preview_file(workspace, SCHEME)
    finally:
        workspace.close()
    client = set_up(place)
    address = f"/schemes/{SCHEME}/edit/"
    page = client.get(address, follow=True).content.decode()
    reader = _Fields()
    reader.feed(page)
    fields = reader.found
    raised, lowered = [name for name in fields if name.startswith("criteria.") and name.endswith("weight")][:2]
    seconds, cpu = [], []
    for number in range(12):
        moved = {raised: str(float(fields[raised]) + number), lowered: str(float(fields[lowered]) - number)}
        began, busy = time.perf_counter(), time.process_time()
        answer = client.post(f"/schemes/{SCHEME}/live/", {**fields, **moved})
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - busy)
        if answer.status_code != 200 or "HX-Reswap" in answer.headers:
            raise RuntimeError(f"the preview answered {answer.status_code}, {len(answer.content)} bytes, with mistakes")
    return {"waits": seconds[2:], "cpu": cpu[2:], "first": seconds[0], "size": len(answer.content)}


class _Fields(HTMLParser):
    """The fields of a page's forms with their values, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._of = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "select":
            self._of = name
        elif tag == "option" and self._of and ("selected" in said or self._of not in self.found):
            self.found[self._of] = value
        elif tag == "input" and name and (said.get("type") not in ("checkbox", "radio") or "checked" in said):
            self.found[name] = value


def read_best(said: Sequence[dict[str, Any]]) -> list[Asked]:
    """The least that each address cost in any of several processes."""
    best: dict[str, Asked] = {}
    for one in (Asked(**asked) for run in said for asked in run["asked"]):
        if one.address not in best or one.cpu < best[one.address].cpu:
            best[one.address] = one
    return list(best.values())


def _encoded(query: str) -> str:
    return quote(query, safe="=&:?")


if __name__ == "__main__":
    print(json.dumps(pages(Path(os.environ["FENJI_WORKSPACE"]))))
