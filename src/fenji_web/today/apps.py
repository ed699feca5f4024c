"""The first page of a day: what the tiers hold, what changed, what to look at."""

from __future__ import annotations

from django.apps import AppConfig


class TodayConfig(AppConfig):
    """The app `today`."""

    name = "fenji_web.today"
    label = "today"
