"""What people do stands in the log before it is done and after, and nobody can change a line of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from fenji_web.accounts.access import ROLES
from fenji_web.accounts.services import make_link
from fenji_web.audit.models import Alias, Event
from fenji_web.audit.pages import named
from fenji_web.audit.queries import Wanted, taken, verify
from fenji_web.audit.services import ASKED, EVERY, mark, note

SignIn = Callable[..., Client]


def told() -> list[tuple[str, str, str, str]]:
    lines = list(Event.objects.order_by("number"))
    names = Alias.names(one.subject for one in lines)
    return [(one.who, one.action, named(one.subject, names), one.outcome) for one in lines]


def first_customer(client: Client) -> str:
    page = client.get("/customers/").content.decode()
    return page.split('href="/customers/C')[1].split("/")[0]


def test_a_change_stands_there_before_it_is_done_and_after(client_as: SignIn) -> None:
    client = client_as("sales")
    client.post("/care/tasks/", {"what": "call", "secret words": "张三 13800138000"})
    (asked, ended) = Event.objects.order_by("number")
    assert (asked.action, asked.outcome, ended.action) == ("care:tasks", ASKED, "care:tasks")
    assert (asked.who, asked.role) == ("sales-zh", "sales")
    assert asked.facts == {"fields": ["secret words", "what"]}
    assert "13800138000" not in json.dumps([one.content for one in Event.objects.all()])


def test_a_customer_opened_and_a_file_taken_away_are_noted_and_a_list_that_is_looked_at_is_not(
    client_as: SignIn,
) -> None:
    client = client_as("sales")
    customer = f"C{first_customer(client)}"
    client.get(f"/customers/{customer}/")
    client.get("/customers/export.csv")
    assert told() == [
        ("sales-zh", "customers:one", customer, "200"),
        ("sales-zh", "customers:export", "", "200"),
    ]
    assert Event.objects.get(action="customers:export").facts == {"file": "text/csv"}


def test_who_may_not_is_noted_too(client_as: SignIn) -> None:
    client_as("viewer").post("/runs/start/", {})
    assert told()[-1] == ("viewer-zh", "runs:start", "", "404")


def test_a_sign_in_and_one_that_fails_are_noted_without_the_password(shop: Path) -> None:
    Client().post("/accounts/sign-in/", {"username": "li", "password": "a long harbour walk"})
    event = Event.objects.latest("number")
    assert (event.action, event.outcome, event.facts["username"]) == ("accounts:sign_in", "422", "li")
    assert "harbour" not in json.dumps([one.content for one in Event.objects.all()])


def test_a_link_that_lets_somebody_in_does_not_stand_in_the_log(shop: Path) -> None:
    Client().post("/accounts/password/some-token/", {"password": "x"})
    assert all("some-token" not in json.dumps(one.content) for one in Event.objects.all())


def test_what_is_left_out_or_seen_are_addresses_that_exist() -> None:
    from django.urls import get_resolver

    from fenji_web.audit.access import ASKING, SEEN

    assert set(_names(get_resolver())) >= ASKING | SEEN


def _names(resolver: object, space: str = "") -> list[str]:
    found: list[str] = []
    for one in resolver.url_patterns:  # type: ignore[attr-defined]
        if hasattr(one, "url_patterns"):
            found += _names(one, one.namespace or space)
        else:
            found.append(f"{space}:{one.name}")
    return found


@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_database_refuses_to_change_a_line(shop: Path, how: str) -> None:
    note(None, "accounts:sign_in", outcome="302", facts={})
    change = {"update": lambda: Event.objects.update(who="nobody"), "delete": Event.objects.all().delete}[how]
    with pytest.raises(DatabaseError, match="the log cannot be changed"), transaction.atomic():
        change()


def test_a_whole_log_is_whole_and_one_whose_guard_was_taken_away_is_found(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = tmp_path / "marks.jsonl"
    monkeypatch.setenv("FENJI_AUDIT_MARKS", str(marks))
    for number in range(EVERY + 3):
        newest = note(None, "customers:one", subject=f"C{number}", outcome="200", facts={"n": number, "名": "值"})
    mark(newest)
    assert (verify().lines, verify().marks, verify().breaks) == (EVERY + 3, 1, ())
    assert marks.stat().st_mode & 0o077 == 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER audit_event_no_DELETE")
        cursor.execute("DELETE FROM audit_event WHERE number > %s", [EVERY])
    assert [(one.number, one.kind) for one in verify().breaks] == [(EVERY + 3, "missing")]


def test_what_somebody_took_away_is_listed(client_as: SignIn) -> None:
    client = client_as("sales")
    customer = f"C{first_customer(client)}"
    for _ in range(2):
        client.get(f"/customers/{customer}/")
    client.get("/customers/export.csv")
    client_as("analyst").get("/customers/export.csv")
    found = taken(Wanted(who="SALES-zh"), "Asia/Shanghai")
    assert (found["customers_opened"], found["customers"]) == (1, [customer])
    assert [(one["action"], one["kind"]) for one in found["files"]] == [("customers:export", "text/csv")]
    assert found["addresses"] == ["127.0.0.1"]


def test_the_page_shows_it_to_auditors_and_administrators_alone(client_as: SignIn) -> None:
    client_as("sales").get("/customers/export.csv")
    for role in ROLES:
        status = client_as(role).get(reverse("audit:index")).status_code
        assert status == (200 if role in ("auditor", "administrator") else 404), role
    page = client_as("auditor", lang="en").get(f"{reverse('audit:index')}?who=sales-zh").content.decode()
    assert "exported a list" in page
    assert "1 line<" in page
    nobody = client_as("auditor", lang="en").get(f"{reverse('audit:index')}?who=nobody").content.decode()
    assert "Nothing of that kind was done." in nobody


def test_the_file_has_every_line_and_no_formula(client_as: SignIn) -> None:
    note(None, "customers:one", subject="=1+1", outcome="200", facts={})
    answer = client_as("auditor").get(reverse("audit:download"))
    said = answer.getvalue().decode("utf-8-sig")
    assert said.startswith("number,at,who")
    assert ",'=1+1," in said
    assert Event.objects.latest("number").action == "audit:download"


def test_the_command_says_whether_it_is_whole(tmp_path: Path) -> None:
    from fenji.workspace.workspace import Workspace

    Workspace.create(tmp_path / "shop", name="海风电子").close()
    command = [sys.executable, "-m", "fenji.cli.main", "--lang", "en", "audit", "verify", "--workspace"]
    done = subprocess.run([*command, str(tmp_path / "shop")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "The log is whole: 0 lines, 0 seals noted outside agree.\n")


def test_who_comes_in_by_a_link_is_noted(client_as: SignIn) -> None:
    person = client_as("sales").person  # type: ignore[attr-defined]
    Client().get(f"/accounts/enter/{make_link('enter', person)}/")
    assert told()[-1] == ("sales-zh", "accounts:enter", "", "302")


@pytest.mark.parametrize("odd", ["a\x00b", "a\nb", "a\x1b[31mb", "a\u202eb"])
def test_odd_characters_stand_in_the_log_as_signs_and_every_event_is_one_line(client_as: SignIn, odd: str) -> None:
    client = client_as("sales")
    client.get(f"/customers/{quote(odd)}/")
    client.post("/care/tasks/", {odd: "x"})
    Client().post("/accounts/sign-in/", {"username": odd, "password": "x"})
    said = json.dumps([one.content for one in Event.objects.all()], ensure_ascii=False)
    assert Event.objects.count() >= 4
    assert odd not in said


def test_a_file_that_is_uploaded_goes_where_it_belongs_and_is_noted(client_as: SignIn) -> None:
    book = SimpleUploadedFile("orders.csv", b"order_id,customer_id,ordered_at,amount\nA1,C1,2024-01-01,5\n")
    answer = client_as("steward").post("/data/upload/", {"file": book})
    assert answer.status_code in (200, 302)
    assert told() == [("steward-zh", "data:upload", "", ASKED), ("steward-zh", "data:upload", "", "302")]


@pytest.mark.parametrize("asked", ["since=0001-01-01", "until=9999-12-31", "before=999999999999999999999", "who=%00"])
def test_the_log_is_shown_whatever_is_asked_of_it(client_as: SignIn, asked: str) -> None:
    assert client_as("auditor").get(f"/settings/log/?{asked}").status_code == 200
    assert client_as("auditor").get(f"/settings/log/log.csv?{asked}").status_code == 200
