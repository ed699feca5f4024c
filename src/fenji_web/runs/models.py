"""Jobs: work that a person asked for and the worker does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from fenji_web.library import Text

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


class Job(models.Model):
    """One piece of work, from the wish to the result.

    `heartbeat_at` is the lease: a worker that lives renews it; a job whose lease ended is taken from the dead.
    """

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=WAITING, db_index=True)
    stage = models.JSONField(default=dict)
    share = models.FloatField(default=0.0)
    arguments = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    is_stop_asked = models.BooleanField(default=False)

    class Meta:
        """Order of lists."""

        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def label(self) -> Text:
        """What the work is called."""
        from fenji_web.runs.services import kind_of

        return kind_of(self.kind).label

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (WAITING, RUNNING)

    @property
    def percent(self) -> int:
        """How far it is, of 100."""
        return min(100, max(0, int(self.share * 100)))
