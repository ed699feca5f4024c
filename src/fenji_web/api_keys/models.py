"""Keys for programs, as they are kept: never the key itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Key(models.Model):
    """One key of a person: what it may do at most, and until when.

    `prefix` is its beginning, by which people recognise it; the whole key is shown once and only its hash is kept.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=60, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"

    @property
    def state(self) -> str:
        """active, ended, revoked, or asleep: its person may not sign in."""
        if self.revoked_at is not None:
            return "revoked"
        if self.ends_at <= timezone.now():
            return "ended"
        return "active" if self.person.is_active else "asleep"

    @property
    def is_active(self) -> bool:
        """Whether it opens anything now."""
        return self.state == "active"

    @property
    def allowed(self) -> list[str]:
        """What it may do now: of its scopes those that its person still has."""
        return [one for one in self.scopes if self.person.can(one)]

    @property
    def lost(self) -> list[str]:
        """Scopes that its person has no longer."""
        return [one for one in self.scopes if not self.person.can(one)]
