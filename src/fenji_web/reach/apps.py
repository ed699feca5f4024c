"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ReachConfig(AppConfig):
    """Which customers a person sees."""

    name = "fenji_web.reach"

    def ready(self) -> None:
        """What people read is narrowed from the first request on."""
        from fenji_web.reach.services import narrowing
        from fenji_web.ui.reading import narrowed_by

        narrowed_by(narrowing)
