"""What tests of the web app may ask for: a graded shop, and a browserless client of any role."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from tests.web_shop import shop_at

# A browser of another test may still be open in this process, and its loop would make Django refuse plain queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    """Passwords are hashed for a moment, not for a tenth of a second; what waits for the real one asks for it."""
    ScryptPasswordHasher.work_factor = 2**4


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that this process' web app serves: simulated, graded three times."""
    base = tmp_path_factory.getbasetemp()
    place = shop_at(Path(settings.FENJI_WORKSPACE), base.parent if "popen-" in base.name else base)
    call_command("migrate", verbosity=0)
    return place


@pytest.fixture(autouse=True)
def undone(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test writes into the application database is taken back; marked `kept`, it stays."""
    if "shop" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("shop")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    connection.close()


@pytest.fixture
def client_as(shop: Path) -> Callable[..., Client]:
    """A client signed in as somebody of a role who sees all customers: `client_as("sales")`, `client_as("viewer")`.

    What a person sees who sees only a part of them is shown in tests/fenji_web/reach.
    """
    from fenji_web.accounts.models import User

    def sign_in(role: str = "administrator", *, lang: str = "zh") -> Client:
        known = {"role": role, "language": lang, "reach": "all"}
        person, _ = User.objects.get_or_create(username=f"{role}-{lang}", defaults=known)
        client = Client()
        client.force_login(person)
        client.get("/favicon.ico")  # the browser is noted at its first request
        client.person = person
        return client

    return sign_in
