"""A program with a key of somebody of any role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from tests.fenji_web.api.program import Program


@pytest.fixture(autouse=True)
def whole_shares() -> Iterator[None]:
    """Nobody is out of calls because of another test."""
    from fenji_web.api.services import limits

    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def program_of(shop: Path) -> Callable[..., Program]:
    """A program of somebody of a role: `program_of("analyst")`, `program_of("sales", scopes=["see"], lang="en")`."""
    from fenji_web.accounts.access import PERMISSIONS
    from fenji_web.accounts.models import User
    from fenji_web.api_keys.services import make_key

    def make(role: str = "administrator", *, scopes: list[str] | None = None, lang: str = "en") -> Program:
        person, _ = User.objects.get_or_create(username=f"program-{role}", defaults={"role": role, "reach": "all"})
        key, token = make_key(person, f"{role}'s program", list(PERMISSIONS) if scopes is None else scopes, days=30)
        return Program(Client(raise_request_exception=False), key, token, lang)

    return make
