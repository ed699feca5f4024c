"""Management reports."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The app `reports`."""

    name = "fenji_web.reports"
    label = "reports"
