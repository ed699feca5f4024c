"""Who changed which setting when, and what it was before."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Change(models.Model):
    """One setting changed; values as they are written in fenji.yaml."""

    field = models.CharField(max_length=40)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.field}: {self.before} → {self.after}"
