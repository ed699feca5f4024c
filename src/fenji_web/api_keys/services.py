"""What is done with keys: made, found again by what a program sends, revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fenji_web.api_keys.models import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fenji_web.accounts.models import User

SIGN = "fk_"
SCOPES = ("see", "see_whole", "see_contact", "import", "grade", "edit_scheme", "export")
"""What programs can be allowed: what the interface asks for somewhere."""
MOST_KEYS = 20
_SHOWN = 10  # letters of a key by which people know it
_NOTED_EVERY = timedelta(minutes=1)


def hashed(token: str) -> str:
    """What is kept of a key: it is long and random, so that a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_key(person: User, name: str, scopes: Sequence[str], *, days: int) -> tuple[Key, str]:
    """A new key and what the program sends, which nobody can read again; scopes the person lacks are left out."""
    token = SIGN + secrets.token_urlsafe(30)
    key = Key.objects.create(
        person=person,
        name=name,
        prefix=token[:_SHOWN],
        token_hash=hashed(token),
        scopes=[one for one in SCOPES if one in scopes and person.can(one)],
        ends_at=timezone.now() + timedelta(days=days),
    )
    return key, token


def find_key(token: str) -> Key | None:
    """The key that a program sent, where it opens something now; noted as used, at most once a minute."""
    key = Key.objects.select_related("person").filter(token_hash=hashed(token)).first()
    if key is None or not key.is_active:
        return None
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - _NOTED_EVERY:
        Key.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


@transaction.atomic
def revoke(key: Key, *, by: User) -> None:
    """From now on the key opens nothing; it stays in the list."""
    Key.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by.username)
