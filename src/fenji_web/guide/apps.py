"""Guided first steps on the sample, and the manual."""

from __future__ import annotations

from django.apps import AppConfig


class GuideConfig(AppConfig):
    """Says what the app is called; newcomers are offered the exercises when they sign in."""

    name = "fenji_web.guide"
    label = "guide"

    def ready(self) -> None:
        """Listens for people who sign in."""
        from django.contrib.auth.signals import user_logged_in

        from fenji_web.guide.services import offer

        user_logged_in.connect(offer, dispatch_uid="guide")
