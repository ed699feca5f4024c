"""Passwords as the standard for applications (OWASP ASVS 5.0, 6.2) asks for them, number by number."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from fenji_web.accounts import services
from fenji_web.accounts.models import User
from tests.bar.size import sized

GOOD = "a long harbour walk"
TEMPLATES = Path(__file__).parents[3] / "src" / "fenji_web"


def refused(password: str, person: User | None = None) -> bool:
    try:
        validate_password(password, person)
    except ValidationError:
        return True
    return False


def test_6_2_1_a_password_has_twelve_characters_at_least(shop: Path) -> None:
    assert refused("harbour wal")
    assert not refused("harbour walk")


def test_6_2_2_and_3_one_changes_it_oneself_with_the_old_one(client_as: Callable[..., Client]) -> None:
    person = services.add_person(username="Li", role="viewer", password=GOOD)
    client = Client()
    client.force_login(person)
    assert client.post("/accounts/me/", {"old": "wrong", "new": "another long walk"}).status_code == 422
    assert client.post("/accounts/me/", {"new": "another long walk"}).status_code == 422
    assert client.post("/accounts/me/", {"old": GOOD, "new": "another long walk"}).status_code == 302


def test_6_2_4_and_12_passwords_of_leaks_are_refused_as_they_are_and_dressed_up(shop: Path) -> None:
    leaked = sorted(CommonPasswordValidator().passwords, key=lambda one: (len(one), one))
    long = [one for one in leaked if len(one) >= 12]
    assert len(long) > 50
    assert [one for one in long if not refused(one)] == []
    dressed = [f"{one}{tail}" for one in leaked[:: sized(900, 7)] if 6 <= len(one) <= 20
               for tail in ("123456", "2026!!!!!!", "!1!1!1!1")]  # fmt: skip
    assert [one for one in dressed if len(one) >= 12 and not refused(one)] == []


@pytest.mark.parametrize(
    "password",
    ["qwertyuiop123", "1qaz2wsx3edc", "password1234", "P@ssw0rd2026!", "aaaaaaaaaaaaaa", "abcabcabcabc", "123456789012",
     "iloveyou1314520", "passwordpassword", "dragonmonkey12", "abcdefghijklm", "Welcome2026!", "7777777777777"],
)  # fmt: skip
def test_what_is_easily_made_is_refused(shop: Path, password: str) -> None:
    assert refused(password)


@pytest.mark.parametrize(
    "password", [GOOD, "correct horse battery staple", "我家门前有一条小河边", "vK3-tRw9.Qz7_mB", "the harbour at dusk"]
)
def test_6_2_5_any_characters_do_in_any_mixture(shop: Path, password: str) -> None:
    assert not refused(password if len(password) >= 12 else password + "清晨鸟叫")


def test_6_2_6_and_7_it_is_hidden_can_be_shown_and_pasted() -> None:
    fields = []
    for path in sorted(TEMPLATES.glob("accounts/templates/accounts/*.html")):
        fields += re.findall(r"<input[^>]*type=\"password\"[^>]*>", path.read_text("utf-8"))
    assert len(fields) >= 5
    assert all("autocomplete=" in one and "onpaste" not in one and "maxlength" not in one for one in fields)
    scripts = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.js"))
    assert "paste" not in scripts.replace("pasted", "") or "preventDefault" not in scripts.split("paste")[1][:200]
    for name in ("sign_in", "password", "new_person", "me"):
        page = (TEMPLATES / "accounts/templates/accounts" / f"{name}.html").read_text("utf-8")
        assert page.count("data-shows") == len(re.findall(r'type="password"', page))


def test_6_2_8_and_9_long_ones_are_taken_and_compared_to_the_last_letter(shop: Path) -> None:
    long = "harbour walk " * 10 + "End"
    person = services.add_person(username="Li", role="viewer", password=long)
    assert person.check_password(long)
    assert not person.check_password(long[:-1] + "D")
    assert not person.check_password(long.lower())
    assert not person.check_password(long[:72])
    assert Client().post("/accounts/sign-in/", {"username": "Li", "password": f" {long}"}).status_code == 422


def test_6_2_10_no_password_grows_old() -> None:
    assert "password_changed_at" not in {field.name for field in User._meta.get_fields()}


@pytest.mark.parametrize("password", ["fenji123456789", "LiXiaoming2026", "xiaoming-xiaoming", "电子产品公司2026年!!"])
def test_6_2_11_words_of_the_place_and_the_person_are_refused(shop: Path, password: str) -> None:
    assert refused(password, User(username="lixiaoming", name="Li Xiaoming"))


def test_only_a_slow_hash_is_kept(shop: Path) -> None:
    person = services.add_person(username="Li", role="viewer", password=GOOD)
    assert person.password.startswith("scrypt$")
    assert GOOD not in person.password
