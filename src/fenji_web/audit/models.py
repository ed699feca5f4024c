"""The log of what people did: lines that the database itself refuses to change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from secrets import token_hex
from typing import Any

from django.db import models


class End(models.Model):
    """Where the log ends: one row, which one writer at a time holds; what it says is proven by the lines."""

    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)


class Alias(models.Model):
    """The word by chance that stands for a customer in the log, whose lines nobody can change.

    When the customer is erased this row goes, and the lines lead to nobody.
    """

    customer_id = models.CharField(max_length=200, unique=True)
    alias = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.alias

    @classmethod
    def of(cls, customer_id: str) -> str:
        """The word for a customer, made when it is first needed."""
        kept = customer_id.replace("\x00", "")[:200]  # which PostgreSQL cannot keep, and no customer has
        made, _ = cls.objects.get_or_create(customer_id=kept, defaults={"alias": f"~{token_hex(8)}"})
        return made.alias

    @classmethod
    def names(cls, subjects: Iterable[str]) -> dict[str, str]:
        """Word → customer, for the words in these subjects whose customers are still somebody."""
        asked = {word for subject in subjects for word in subject.split() if word.startswith("~")}
        return dict(cls.objects.filter(alias__in=asked).values_list("alias", "customer_id"))


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
