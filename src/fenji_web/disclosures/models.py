"""Contact data that was shown to somebody for a reason; large files that somebody asked another to let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from fenji_web.runs.models import Job

WAITING, APPROVED, REFUSED, WITHDRAWN = "waiting", "approved", "refused", "withdrawn"


class Unmasking(models.Model):
    """One customer's contact data, shown to one person until `ends_at`, and why."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    customer_id = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    fields = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    ends_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("person", "customer_id", "ends_at"), name="disclosures_shown"),)


class Release(models.Model):
    """A large file with contact data: what it holds, who asked and why, who let it through, until when it is there."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)
    scheme = models.CharField(max_length=80)
    run = models.CharField(max_length=120)
    query = models.TextField(blank=True)
    columns = models.JSONField(default=list)
    rows = models.IntegerField()
    form = models.CharField(max_length=4)
    lang = models.CharField(max_length=2)
    state = models.CharField(max_length=10, default=WAITING, db_index=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    job = models.ForeignKey("runs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    folder = models.CharField(max_length=32, blank=True)
    ends_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)

    @property
    def is_there(self) -> bool:
        """Whether the file can be fetched."""
        job: Job | None = self.job
        return bool(self.folder) and job is not None and job.state == "done" and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def is_being_made(self) -> bool:
        """Whether the worker has it in hand."""
        job: Job | None = self.job
        return self.state == APPROVED and not self.is_over and job is not None and job.is_open
