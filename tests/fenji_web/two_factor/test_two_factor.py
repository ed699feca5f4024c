"""The second step: a code of the app, each good once; recovery codes; who needs it, and that nobody is locked out."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import connection
from django.test import Client
from django.utils import timezone

from fenji_web.accounts import services as accounts
from fenji_web.accounts.models import User
from fenji_web.two_factor import queries, services
from fenji_web.two_factor.models import RecoveryCode, Secret

GOOD = "a long harbour walk"
SignIn = Callable[..., Client]


def code(secret: str, *, at: float | None = None) -> str:
    """What the app shows."""
    app = TOTP(base64.b32decode(secret), 6, SHA1(), 30, enforce_key_length=False)
    return app.generate(int(time.time() if at is None else at)).decode()


@pytest.fixture
def person(shop: Path) -> User:
    return accounts.add_person(username="Li", role="administrator", password=GOOD)


def enrolled(person: User) -> tuple[str, list[str]]:
    """The secret and the recovery codes of a person who set it up through the page."""
    client = Client()
    client.post("/accounts/sign-in/", {"username": person.username, "password": GOOD})
    page = client.get("/accounts/two-factor/set-up/").content.decode()
    secret = re.search(r'key-input" readonly value="([A-Z2-7 ]+)"', page)[1].replace(" ", "")
    shown = client.post("/accounts/two-factor/set-up/", {"code": code(secret, at=time.time() - 30)}).content.decode()
    return secret, re.findall(r"<li>([a-z0-9-]{19})</li>", shown)


def half_in(person: User) -> Client:
    client = Client()
    answer = client.post("/accounts/sign-in/", {"username": person.username, "password": GOOD, "next": "/schemes/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/two-factor/")
    return client


def test_the_app_computes_what_the_standard_prints() -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()  # RFC 6238, appendix B, its last six digits
    table = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
    assert {at: code(secret, at=at) for at in table} == table


def test_a_password_alone_opens_nothing_and_the_code_does(person: User) -> None:
    secret, _ = enrolled(person)
    client = half_in(person)
    assert client.get("/schemes/").status_code == 302
    assert client.post("/accounts/two-factor/", {"code": "000000"}).status_code == 422
    answer = client.post("/accounts/two-factor/", {"code": code(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/schemes/")
    assert client.get("/schemes/").status_code == 200


def test_a_code_is_good_once_also_within_its_half_minute(person: User) -> None:
    secret, _ = enrolled(person)
    shown = code(secret)
    assert half_in(person).post("/accounts/two-factor/", {"code": shown}).status_code == 302
    assert half_in(person).post("/accounts/two-factor/", {"code": shown}).status_code == 422


def test_a_code_of_a_half_minute_beside_is_taken_and_none_further(person: User) -> None:
    secret, _ = enrolled(person)
    now = time.time() // 30 * 30 + 3600
    for off, is_taken in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        assert services.is_right(person, code(secret, at=now + off), now=now) is is_taken, off
    assert not services.is_right(person, code(secret, at=now - 30), now=now)  # an older one after a newer one


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34 5x", "\x00" * 6])
def test_what_is_no_code_lets_nobody_in(person: User, typed: str) -> None:
    enrolled(person)
    assert half_in(person).post("/accounts/two-factor/", {"code": typed}).status_code in (302, 422)
    assert not services.is_right(person, typed)


def test_five_wrong_codes_begin_anew_and_make_one_wait(person: User) -> None:
    secret, _ = enrolled(person)
    client = half_in(person)
    for _ in range(5):
        client.post("/accounts/two-factor/", {"code": "000000"})
    assert client.get("/accounts/two-factor/")["Location"] == "/accounts/sign-in/"
    late = half_in(person).post("/accounts/two-factor/", {"code": code(secret)})
    assert late.status_code == 422
    assert "尝试次数过多" in late.content.decode() or "Too many attempts" in late.content.decode()


def test_a_recovery_code_works_once_and_only_its_hash_is_kept(person: User) -> None:
    _, codes = enrolled(person)
    assert len(set(codes)) == services.CODES
    kept = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    plain = {hashlib.sha256(one.encode()).hexdigest() for one in codes} | set(codes)
    assert not kept & plain
    typed = codes[0].upper().replace("-", " ")
    assert half_in(person).post("/accounts/two-factor/", {"recovery": "1", "code": typed}).status_code == 302
    assert half_in(person).post("/accounts/two-factor/", {"recovery": "1", "code": codes[0]}).status_code == 422
    assert queries.codes_left(person) == services.CODES - 1


def test_recovery_codes_of_somebody_else_are_worth_nothing(person: User) -> None:
    _, codes = enrolled(person)
    other = accounts.add_person(username="Wang", role="viewer", password=GOOD)
    assert not services.use_recovery(other, codes[0])


def test_the_secret_lies_encrypted_in_the_database_and_in_the_session(person: User) -> None:
    secret, _ = enrolled(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM two_factor_secret")
        (kept,) = cursor.fetchone()
    assert kept.startswith("fenji1:")
    assert secret not in kept
    client = Client()
    client.force_login(accounts.add_person(username="Wang", role="viewer", password=GOOD))
    page = client.get("/accounts/two-factor/set-up/").content.decode()
    pending = re.search(r'readonly value="([A-Z2-7 ]+)"', page)[1].replace(" ", "")
    assert pending not in str(dict(client.session))


def test_the_picture_says_to_the_app_what_the_page_says(person: User) -> None:
    address = services.address(person, "ABC", "集团 A")
    assert address.startswith("otpauth://totp/%E9%9B%86%E5%9B%A2%20A%3ALi?secret=ABC&issuer=")
    picture = services.picture(address)
    assert picture.startswith("data:image/svg+xml")
    assert not re.search(r"style|script|onload", picture)


@pytest.mark.parametrize(
    ("role", "is_needed"), [("administrator", True), ("sales", True), ("analyst", True), ("viewer", False)]
)
def test_who_administers_or_exports_can_do_nothing_else_once_the_time_is_over(
    client_as: SignIn, role: str, is_needed: bool
) -> None:
    client = client_as(role)
    assert client.get("/schemes/").status_code == 200  # in time
    User.objects.filter(pk=client.person.pk).update(created_at=timezone.now() - timedelta(days=8))
    for method, address in (("get", "/schemes/"), ("get", "/customers/export/"), ("post", "/runs/start/")):
        answer = getattr(client, method)(address)
        is_led = answer.status_code == 302 and answer["Location"] == "/accounts/two-factor/set-up/"
        assert is_led is is_needed, address
    assert client.get("/accounts/two-factor/set-up/").status_code == 200
    if is_needed:
        part = client.get("/schemes/", headers={"hx-request": "true"})
        assert part["HX-Redirect"] == "/accounts/two-factor/set-up/"


def test_the_person_of_the_demonstration_is_let_in_without(client_as: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = accounts.demo_person(GOOD)
    User.objects.filter(pk=demo.pk).update(created_at=timezone.now() - timedelta(days=400))
    demo.refresh_from_db()
    assert queries.is_due(demo)
    monkeypatch.setattr(queries, "IS_DEMO", True)
    assert not queries.is_due(demo)


def test_a_link_to_choose_a_password_does_not_go_around_the_second_step(person: User) -> None:
    enrolled(person)
    token = accounts.make_link("password", person)
    client = Client()
    answer = client.post(f"/accounts/password/{token}/", {"password": "another long walk"})
    assert answer["Location"] == "/accounts/two-factor/"
    assert client.get("/schemes/").status_code == 302


def test_a_changed_password_or_a_person_switched_off_ends_who_is_half_in(person: User) -> None:
    secret, _ = enrolled(person)
    for change in (lambda: accounts.set_password(person, "another long walk"), lambda: _switch_off(person)):
        client = half_in(person)
        change()
        answer = client.post("/accounts/two-factor/", {"code": code(secret, at=time.time() + 30)})
        assert answer["Location"] == "/accounts/sign-in/"
        accounts.set_password(person, GOOD)


def _switch_off(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def test_it_is_switched_off_by_a_code_where_it_is_not_needed(client_as: SignIn) -> None:
    client = client_as("viewer")
    secret = Secret.objects.create(person=client.person, secret=base64.b32encode(b"x" * 20).decode()).secret
    client.post("/accounts/two-factor/off/", {"code": "000000"})
    assert queries.secret_of(client.person) is not None
    client.post("/accounts/two-factor/off/", {"code": code(secret)})
    assert queries.secret_of(client.person) is None
    strict = client_as("sales")
    secret = Secret.objects.create(person=strict.person, secret=base64.b32encode(b"y" * 20).decode()).secret
    strict.post("/accounts/two-factor/off/", {"code": code(secret)})
    assert queries.secret_of(strict.person) is not None


def test_an_administrator_takes_it_away_for_a_lost_phone_and_nobody_else_can(client_as: SignIn, person: User) -> None:
    enrolled(person)
    assert client_as("analyst").post(f"/accounts/two-factor/of/{person.pk}/off/").status_code == 404
    client_as("administrator").post(f"/accounts/two-factor/of/{person.pk}/off/")
    assert queries.secret_of(person) is None
    assert queries.codes_left(person) == 0
