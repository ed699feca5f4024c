"""Schedules and their firings: what is to happen when, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from fenji_web import library

if TYPE_CHECKING:
    from fenji_web.library import Timing

GRADE, FETCH, QUALITY = "grade", "fetch", "quality"
WHAT = (GRADE, FETCH, QUALITY)
YESTERDAY, TODAY, MONTH_END = "yesterday", "today", "month_end"
AS_OF = (YESTERDAY, TODAY, MONTH_END)
BUSY, OWNER = "busy", "owner"


class Schedule(models.Model):
    """Something that happens again and again, in the name of who set it up.

    `next_at` is when it falls due next; None while nothing comes. `halted` says why it was switched off by itself.
    """

    what = models.CharField(max_length=10)
    scheme = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=80, blank=True)
    as_of = models.CharField(max_length=10, default=YESTERDAY)
    every = models.CharField(max_length=10)
    at = models.CharField(max_length=5, default="06:30")
    on_day = models.CharField(max_length=15, default="1")
    cron = models.CharField(max_length=120, blank=True)
    is_on = models.BooleanField(default=True)
    halted = models.CharField(max_length=10, blank=True)
    next_at = models.DateTimeField(null=True, db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Order of lists."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.what} {self.rule}"

    @property
    def rule(self) -> Timing:
        """When it happens."""
        return library.Timing(self.every, at=self.at, on=self.on_day, cron=self.cron)  # type: ignore[arg-type]


class Firing(models.Model):
    """One time a schedule fell due: the job it became, or why there was none; once for each time, whoever looks.

    `skipped` are earlier times missed while nothing ran; they are not made up for one by one.
    """

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="firings")
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    skipped = models.IntegerField(default=0)
    refusal = models.CharField(max_length=10, blank=True)
    job = models.ForeignKey("runs.Job", null=True, on_delete=models.SET_NULL)

    class Meta:
        """Newest first; one for each time."""

        ordering = ("-due_at",)
        constraints = (models.UniqueConstraint(fields=("schedule", "due_at"), name="one_firing_a_time"),)

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.due_at}"
