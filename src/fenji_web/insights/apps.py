"""Charts of a run, large and small."""

from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The app `insights`."""

    name = "fenji_web.insights"
    label = "insights"
