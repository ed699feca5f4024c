"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    """Contact data shown for a reason and a time; large exports that a second person lets through."""

    name = "fenji_web.disclosures"
    label = "disclosures"
