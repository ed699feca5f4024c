"""Browsers in which people are signed in, and how long they stay so."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Device(models.Model):
    """One browser in which somebody signed in; `mark` is a hash of what the session holds, `ended_at` ends it."""

    mark = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    address = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    way = models.CharField(max_length=10, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """The one used last stands first."""

        ordering = ("-seen_at", "-id")

    def __str__(self) -> str:
        return f"{self.person_id} {self.address}"


class Limits(models.Model):
    """How long somebody stays signed in: one row."""

    idle_minutes = models.PositiveIntegerField(default=8 * 60)
    whole_days = models.PositiveIntegerField(default=7)

    def __str__(self) -> str:
        return f"{self.idle_minutes} min, {self.whole_days} d"
