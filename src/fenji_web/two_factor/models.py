"""A person's second step: the secret shared with their app, recovery codes, and who has to have one."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fenji_web.config.encrypted import EncryptedText


class Secret(models.Model):
    """What a person's app and fenji share; `last_step` is the half minute whose code was used last."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_step")
    secret = EncryptedText()
    last_step = models.BigIntegerField(default=0)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class RecoveryCode(models.Model):
    """A code that lets its person in once, for when the phone is gone; only its hash is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Rule(models.Model):
    """Who needs a second step, and how many days they have to set it up: one row."""

    who = models.CharField(max_length=12, default="exporters")
    grace_days = models.PositiveIntegerField(default=7)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.who}, {self.grace_days} d"
