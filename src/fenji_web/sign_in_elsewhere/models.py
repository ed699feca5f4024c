"""Whom fenji believes about who somebody is, and which account there belongs to which person here."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fenji_web.config.encrypted import EncryptedText


class Provider(models.Model):
    """A place to sign in: `company` is what its people belong to (企业 ID, tenant), `roles` names a role by group.

    `role` is what somebody gets whose groups name none; empty: they are not let in. `adds_people` lets in who was never
    here before, `asks_second_step` says that it asks for one itself.
    """

    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    client_id = models.CharField(max_length=200)
    secret = EncryptedText(blank=True)
    company = models.CharField(max_length=120, blank=True)
    agent = models.CharField(max_length=60, blank=True)
    claim = models.CharField(max_length=60, blank=True, default="groups")
    roles = models.JSONField(default=dict)
    role = models.CharField(max_length=20, blank=True, default="viewer")
    adds_people = models.BooleanField(default=False)
    asks_second_step = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)

    class Meta:
        """As they were added."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title or self.kind


class Identity(models.Model):
    """An account elsewhere that belongs to a person here; `is_led` where it was added by its first sign-in."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="identities")
    subject = models.CharField(max_length=255)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    is_led = models.BooleanField(default=False)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One person for one account."""

        constraints = (models.UniqueConstraint(fields=("provider", "subject"), name="one_person_for_one_account"),)

    def __str__(self) -> str:
        return f"{self.provider_id} {self.person_id}"
