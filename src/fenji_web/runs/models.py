"""Jobs: work that a person asked for and the worker does."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from fenji_web.library import Text

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


class Job(models.Model):
    """One piece of work, from the wish to the result.

    `heartbeat_at` is the lease: a worker that lives renews it; a job whose lease ended is taken from the dead.
    `turn` is the number it was taken by, higher than any before: who holds an older one may change nothing any more.
    `doer` names the process that does it.
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
    turn = models.BigIntegerField(default=0, db_index=True)
    doer = models.JSONField(null=True)

    class Meta:
        """Order of lists: that of asking, whatever the clock said."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def label(self) -> Text:
        """What the work is called."""
        from fenji_web.runs.services import kind_of

        return kind_of(self.kind).label

    @property
    def due(self) -> dict[str, Any] | None:
        """Where a schedule asked for it: when it was due, how many minutes late it came, how many times were missed."""
        said = self.arguments.get("schedule")
        if not said:
            return None
        minutes = int(said["late"])
        size, unit = (1440, "days_") if minutes >= 1440 else (60, "hours_") if minutes >= 60 else (1, "")
        late = f"runs.came_{unit}late" if minutes else ""
        return {**said, "due_at": datetime.fromisoformat(said["due_at"]), "word": late, "n": minutes // size}

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (WAITING, RUNNING)

    @property
    def percent(self) -> int:
        """How far it is, of 100."""
        return min(100, max(0, int(self.share * 100)))


class Turns(models.Model):
    """How many turns were given: one row, locked by the worker that takes a job, so that no two take at once."""

    given = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.given)
