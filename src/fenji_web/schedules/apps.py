"""What happens by itself: schedules, and when they fell due."""

from __future__ import annotations

from django.apps import AppConfig


class SchedulesConfig(AppConfig):
    """The app `schedules`."""

    name = "fenji_web.schedules"
    label = "schedules"
