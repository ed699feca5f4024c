"""Hidden contact data is nowhere: every page, list, file and chart is read as a low role, also after others read it."""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from fenji_web import library
from fenji_web.care.models import Change, Loss, Note, Record, Task
from fenji_web.customers.forms import OPERATORS
from fenji_web.runs.models import DONE, FAILED, Job
from tests.bar.size import sized
from tests.fenji_web.routes import expected
from tests.fenji_web.test_matrix import address

ClientAs = Callable[..., Client]
LOW = ("viewer", "analyst", "auditor")
SEEDED = 200
LINK = re.compile(r"""(?:href|src|action|hx-get|data-chart)="(/[^"#]*)""")
CONTACT = ("mobile", "landline", "email", "wechat", "wecom_id", "address")


@pytest.fixture
def canaries(shop: Path, client_as: ClientAs) -> dict[str, set[str]]:
    """Contact data of two hundred customers, each a string that stands nowhere else; some typed in, noted, logged."""
    path = library.newest_file(shop / "runs", "value")
    assert path is not None
    rows = [row for row in library.open_file(path).rows() if row["mobile"] and row["kind"] != "company"][:SEEDED]
    found = {name: {str(row[name]) for row in rows if row.get(name)} for name in CONTACT}
    owners, every = {row["owner"] for row in rows}, [row["name"] for row in rows]
    found["name"] = {one for one in every if one and len(one) > 2 and every.count(one) == 1 and one not in owners}
    by = client_as("sales").person
    for number, row in enumerate(rows[:40]):
        canary, customer_id = f"canary-{number}-{row['mobile'][-6:]}", row["customer_id"]
        Note.objects.create(customer_id=customer_id, text=canary, made_by=by)
        Task.objects.create(customer_id=customer_id, what=canary, due_on="2024-12-31", person=by)
        Loss.objects.create(customer_id=customer_id, reason="price", text=canary, made_by=by)
        Change.objects.create(customer_id=customer_id, what="mobile", before=row["mobile"], after=canary, made_by=by)
        values = {"name": canary, "mobile": canary, "subject": canary, "happened_on": "2024-12-30", "kind": "call"}
        Record.objects.create(token=canary, customer_id=customer_id, kind="contact", values=values, import_id=1,
                              snapshot=10**6, made_by=by)  # fmt: skip
        wrong = {"problem": {"en": canary, "zh": canary}, "where": {"en": "", "zh": ""}, "fix": {"en": "", "zh": ""}}
        Job.objects.create(kind="care_record", state=(FAILED, DONE)[number % 2], created_by=by,
                           arguments={"values": values}, result={"problems": [wrong]}, error=wrong)  # fmt: skip
        found.setdefault("written", set()).add(canary)
    assert sum(map(len, found.values())) >= SEEDED
    return found


def texts(answer: Any) -> Iterator[str]:
    """What an answer says, as letters: of a workbook all its sheets."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            yield from (parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    else:
        yield unescape(content.decode("utf-8", "replace"))


def leaks(answer: Any, canaries: dict[str, set[str]]) -> set[str]:
    """The canaries that stand in an answer; digits count however they are parted."""
    said = list(texts(answer))
    plain = [re.sub(r"[\s+()-]", "", one) for one in said]
    found = {one for group in canaries.values() for one in group if any(one in text for text in said)}
    digits = {one for one in canaries["mobile"] if any(re.sub(r"\D", "", one)[-11:] in text for text in plain)}
    return found | digits


def starts(rows: list[dict[str, Any]], person: Any) -> Iterator[str]:
    """Every address that a person may open, with customers where it names one; the list in every order and shape."""
    for route, one in expected().items():
        if one.of == "program" or "sign-out" in route or not all(person.can(each) for each in one.needs):
            continue
        ids = [row["customer_id"] for row in rows] if one.of == "customer" else [""]
        yield from (address(route, **({"customer_id": each} if each else {})) for each in ids)
    yield from (f"/insights/charts/{name}/spec.json" for name in library.CHARTS.all())
    for name in (*CONTACT, "name", "tier", "score", "city"):
        yield from (f"/customers/?sort={name}&columns={','.join(CONTACT)}", f"/customers/export.csv?columns={name}")
        yield f"/insights/own/preview.json?by={name}"


def crawled(client: Client, begin: Iterator[str], most: int) -> Iterator[tuple[str, Any]]:
    """Pages from these on, and those that they lead to, breadth first."""
    waiting, seen = deque(begin), set[str]()
    while waiting and len(seen) < most:
        place = waiting.popleft()
        if place in seen or "/static/" in place or "sign-out" in place:
            continue
        seen.add(place)
        answer = client.get(place, headers={"HX-Request": "true"} if "timeline" in place or "panel" in place else {})
        yield place, answer
        if "html" in answer.get("Content-Type", "") and not answer.streaming:
            waiting.extend(unescape(link) for link in LINK.findall(answer.content.decode()))


@pytest.mark.parametrize("role", LOW)
def test_no_page_file_or_chart_shows_a_low_role_what_is_hidden(
    client_as: ClientAs, shop: Path, canaries: dict[str, set[str]], role: str
) -> None:
    rows = [{"customer_id": one} for one in Note.objects.values_list("customer_id", flat=True)[: sized(2, 20)]]
    hits, opened, client = {}, 0, client_as(role)
    for place, answer in crawled(client, starts(rows, client.person), sized(140, 600)):
        opened += answer.status_code == 200
        if found := leaks(answer, canaries):
            hits[place] = sorted(found)[:3]
        assert answer.status_code < 500, place
    assert hits == {}
    assert opened > sized(40, 100)


def test_the_same_address_shows_a_low_role_nothing_of_what_a_higher_one_was_just_shown(
    client_as: ClientAs, canaries: dict[str, set[str]]
) -> None:
    high, low, shown = client_as("sales"), client_as("viewer"), 0
    customer_id = Note.objects.values_list("customer_id", flat=True).first()
    for place in (
        f"/customers/?columns=name,{','.join(CONTACT)}", f"/customers/{customer_id}/", "/", "/playbook/findings/",
        "/insights/own/", "/care/pool/", "/customers/?tier=VIP", "/insights/",
        "/insights/charts/concentration/spec.json",
    ):  # fmt: skip
        for client in (high, low, high, low):
            answer = client.get(place)
            assert answer["Cache-Control"] == "no-store", place
            assert "Set-Cookie" not in answer or "public" not in answer["Cache-Control"]
            found = leaks(answer, canaries)
            assert not found or client is high, place
            shown += bool(found)
    assert shown, "the higher role was shown nothing either: the test sees nothing"


def test_a_search_for_what_is_hidden_finds_nobody_and_says_as_much_as_for_nonsense(
    client_as: ClientAs, canaries: dict[str, set[str]]
) -> None:
    low, high = client_as("viewer"), client_as("sales")
    for name in CONTACT[:4]:
        for canary in sorted(canaries[name])[: sized(4, 50)]:
            part = canary[:7]
            assert low.get("/customers/", {"q": part}).context["list"].count == 0, canary
    mobile = sorted(canaries["mobile"])[0]
    assert high.get("/customers/", {"q": mobile}).context["list"].count >= 1


@pytest.mark.parametrize("column", [*CONTACT, "name"])
def test_neither_filter_nor_order_nor_facet_asks_a_hidden_column(
    client_as: ClientAs, canaries: dict[str, set[str]], column: str
) -> None:
    low = client_as("viewer")
    everybody = low.get("/customers/").context["list"]
    for value in (sorted(canaries.get(column, {"x"}))[0], "1"):
        for operator in sorted({*OPERATORS["text"], *OPERATORS["choice"]}):
            answer = low.get("/customers/", {"where": f"{column}:{operator}:{value}"})
            assert answer.status_code == 422, operator
            assert answer.context["list"].count == everybody.count, operator
        assert low.get("/customers/", {column: value}).context["list"].count == everybody.count
    for sort in (column, f"-{column}"):
        answer = low.get("/customers/", {"sort": sort})
        assert answer.status_code == 422, sort
        assert [row.url for row in answer.context["list"].rows] == [row.url for row in everybody.rows], sort


def test_neither_own_segments_nor_own_charts_ask_a_hidden_column(client_as: ClientAs) -> None:
    analyst = client_as("analyst")
    offered = analyst.get("/insights/segments/own/new/").content.decode()
    offered += analyst.get("/insights/own/new/").content.decode()
    for column in CONTACT:
        assert f'value="{column}"' not in offered, column
        assert f'value="field:{column}"' not in offered, column


def test_an_error_names_nobody(client_as: ClientAs, canaries: dict[str, set[str]]) -> None:
    low = client_as("viewer")
    for canary in sorted(canaries["mobile"])[:5]:
        for place in (f"/customers/{canary}/", f"/customers/{quote(canary[:6])}/", f"/runs/{canary}/"):
            answer = low.get(place)
            assert answer.status_code == 404
            others = {name: found - {canary} for name, found in canaries.items()}
            assert not leaks(answer, others), place
