"""Who a program acts for, and answers that are kept so that a request sent twice does nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from fenji_web.accounts.models import User

if TYPE_CHECKING:
    from fenji_web.api_keys.models import Key


class Caller(User):
    """A person as a key lets a program act for them: what the person may do and the key allows, never more."""

    scopes: frozenset[str] = frozenset()
    key: Key | None = None

    class Meta:
        """The same row as the person's."""

        proxy = True

    def can(self, permission: str) -> bool:
        """Whether both the person and the key may."""
        return permission in self.scopes and super().can(permission)


class Repeat(models.Model):
    """One request with an `Idempotency-Key`, and its answer: written together with what the request did.

    `fingerprint` is the hash of method, address and body. The answer is given again byte for byte.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        """A person's key is used once."""

        constraints = (models.UniqueConstraint(fields=("person", "key"), name="api_repeat_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"
