"""The log of what people did."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "fenji_web.audit"
    label = "audit"
