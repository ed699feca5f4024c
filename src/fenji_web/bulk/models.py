"""Bulk changes as they were confirmed, and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from fenji_web.runs.models import CANCELLED, FAILED, Job

if TYPE_CHECKING:
    from typing import Any


class Bulk(models.Model):
    """One change for many customers: what, for whom, how many were confirmed; what was changed and what was not, why.

    `customers` are those chosen one by one; without them all that `query` finds in the run. `changes` are the numbers
    of the changes in care's history it made, as first and last of each unbroken row of them. `before` says which person
    signs in under an owner's name, so that an undo gives customers back to the same one.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="bulks")
    step = models.CharField(max_length=10)
    what = models.CharField(max_length=200, blank=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(null=True)
    scheme = models.CharField(max_length=80, blank=True)
    run = models.CharField(max_length=120, blank=True)
    query = models.CharField(max_length=4000, blank=True)
    customers = models.JSONField(default=list)
    head_count = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    refused = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="undone_by")
    job = models.OneToOneField(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    is_told = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        indexes = (models.Index(fields=("person", "is_told"), name="bulk_untold"),)

    def __str__(self) -> str:
        return f"{self.step} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for the worker or is being carried out."""
        return self.ended_at is None and not self.is_broken_off

    @property
    def is_broken_off(self) -> bool:
        """Whether it was stopped, or failed, before its end."""
        return self.ended_at is None and (self.job is None or self.job.state in (CANCELLED, FAILED))

    @property
    def can_be_undone(self) -> bool:
        """Whether there is something to take back, and nobody did."""
        return bool(self.done) and not self.is_open and self.undoes_id is None and not hasattr(self, "undone_by")

    def refuse(self, found: dict[str, int]) -> None:
        """Counts those not changed, by reason."""
        kept: dict[str, Any] = dict(self.refused)
        for reason, number in found.items():
            kept[reason] = kept.get(reason, 0) + number
        self.refused = kept
