"""The customer journey: a map of stages and touchpoints, and its editor."""

from __future__ import annotations

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    """The app `journey`."""

    name = "fenji_web.journey"
    label = "journey"
