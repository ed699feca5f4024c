"""The log of what people did: lines that the database itself refuses to change."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.db import models


class End(models.Model):
    """Where the log ends: one row, which one writer at a time holds; what it says is proven by the lines."""

    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)


class Event(models.Model):
    """One thing somebody did or saw. Names stand as they were, so that a line means the same when a person is gone.

    `action` is the name of the address asked for, `subject` what it was asked of, `outcome` the status of the answer;
    `asked` before something is done, so that a line stands even where the machine stops half-way.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    who = models.CharField(max_length=60, db_index=True)
    role = models.CharField(max_length=20)
    address = models.CharField(max_length=64)
    action = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10)
    facts = models.JSONField(default=dict)
    seal = models.CharField(max_length=64)

    class Meta:
        """Newest first."""

        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number} {self.who} {self.action}"

    @property
    def content(self) -> dict[str, Any]:
        """What the seal stands for."""
        return {
            "at": self.at.astimezone(UTC).isoformat(),
            "who": self.who,
            "role": self.role,
            "address": self.address,
            "action": self.action,
            "subject": self.subject,
            "outcome": self.outcome,
            "facts": self.facts,
        }
