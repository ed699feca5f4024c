"""What is known of a source beside its file: where it is without credentials, what the last look found."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Connection(models.Model):
    """A source of the workspace as people set it up: `place` never holds a credential, `found` is the last look."""

    name = models.CharField(max_length=80, unique=True)
    place = models.JSONField(default=dict)
    found = models.JSONField(null=True)
    looked_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
