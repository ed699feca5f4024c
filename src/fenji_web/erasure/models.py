"""Wishes that somebody be erased, from the asking to the certificate."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from fenji_web.runs.models import Job

LOOKING, ASKED, ERASING, DONE, WITHDRAWN = "looking", "asked", "erasing", "done", "withdrawn"


class Wish(models.Model):
    """One wish: whom, why, who asked, what would go, who confirmed it, and the number of the certificate.

    `customer_id` is emptied when the customer is gone, so that nothing here says who it was.
    """

    customer_id = models.CharField(max_length=200, blank=True, db_index=True)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, default=LOOKING, db_index=True)
    found: models.JSONField[list[dict[str, Any]]] = models.JSONField(default=list)
    number = models.CharField(max_length=10, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
