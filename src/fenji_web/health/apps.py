"""Whether the web app lives and can do its work."""

from __future__ import annotations

from django.apps import AppConfig


class HealthConfig(AppConfig):
    """The app `health`."""

    name = "fenji_web.health"
    label = "health"
