"""Reports that were made: of which span and run, by whom, in which forms, and how long they are kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

FOREVER = 0


class Report(models.Model):
    """One report; its files rest in `folder` of the web app's files. `has_names` where people stand in it by name."""

    run_id = models.CharField(max_length=120)
    scheme = models.CharField(max_length=80)
    span = models.CharField(max_length=8)
    span_name: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    lang = models.CharField(max_length=2)
    forms: models.JSONField[list[str]] = models.JSONField(default=list)
    has_names = models.BooleanField(default=False)
    folder = models.CharField(max_length=32, unique=True)
    job = models.ForeignKey("runs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.span} {self.run_id}"

    @property
    def named(self) -> dict[str, Any]:
        """How the span is called, in both languages."""
        return dict(self.span_name)


class Keeping(models.Model):
    """How many days reports are kept; 0 is for ever. There is one row, or none yet."""

    days = models.PositiveIntegerField(default=FOREVER)

    def __str__(self) -> str:
        return str(self.days)
