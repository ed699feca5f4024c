"""What somebody asked about their data or their grade, and what a person decided; with a clock, and never deleted."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

OPEN, SECOND, CLOSED = "open", "second", "closed"
STATES = (OPEN, SECOND, CLOSED)
DAYS = {
    "access": 15,
    "correction": 15,
    "erasure": 15,
    "explanation": 15,
    "objection": 15,
    "credit_stop": 3,
    "contract_end": 3,
}
"""What may be asked, and in how many days it is to be answered."""
SIGNIFICANT = ("credit_stop", "contract_end")
"""Decisions with a large effect on somebody: never by a program, and only by two people."""
OUTCOMES = ("upheld", "changed", "done", "refused")


def _person() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


class Case(models.Model):
    """One request, objection or significant decision: asked, looked at by a person, decided with a reason, answered.

    `tier` and `run` are the grade it is about. A significant decision waits in `second` for somebody else's word.
    An appeal is a case of its own that names the one it opens again.
    """

    kind = models.CharField(max_length=20)
    customer_id = models.CharField(max_length=200, db_index=True)
    words = models.TextField(max_length=2000)
    came_by = models.CharField(max_length=80)
    tier = models.CharField(max_length=80, blank=True, default="")
    run = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, default=OPEN, db_index=True)
    outcome = models.CharField(max_length=10, blank=True, default="")
    reason = models.TextField(max_length=2000, blank=True, default="")
    made_by = _person()
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_by = _person()
    decided_at = models.DateTimeField(null=True)
    seconded_by = _person()
    seconded_at = models.DateTimeField(null=True)
    appeals = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="appeal")

    class Meta:
        """The nearest deadline first."""

        ordering = ("due_at", "id")

    @property
    def is_significant(self) -> bool:
        """Whether it takes two people."""
        return self.kind in SIGNIFICANT

    @property
    def kind_key(self) -> str:
        """The word for what is asked."""
        return f"privacy.kind_{self.kind}"

    @property
    def state_key(self) -> str:
        """The word for where it stands."""
        return f"privacy.state_{self.state}"

    @property
    def outcome_key(self) -> str:
        """The word for how it ended."""
        return f"privacy.outcome_{self.outcome}"

    @property
    def is_late(self) -> bool:
        """Whether its time is over and nobody has answered."""
        return self.state != CLOSED and timezone.now() > self.due_at

    @property
    def days_over(self) -> int:
        """Whole days since it was due."""
        return max(-self.days_left, 0)

    @property
    def days_left(self) -> int:
        """Whole days until it is due; negative when it is late."""
        return (timezone.localdate(self.due_at) - timezone.localdate()).days


def due(kind: str) -> timedelta:
    """In what time a kind is to be answered."""
    return timedelta(days=DAYS[kind])
