"""How far each person is with the exercises."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Progress(models.Model):
    """One person's exercises since `began_at`.

    `done`: exercise → when that was seen to be done. `seen`: page of the web app → when it was first opened, for
    exercises that are done by looking. Both as ISO instants.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    done = models.JSONField(default=dict)
    skipped = models.JSONField(default=list)
    seen = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.person}: {len(self.done)}"
