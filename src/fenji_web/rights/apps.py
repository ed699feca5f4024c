"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Teams, regions, and what a role sees."""

    name = "fenji_web.rights"
    label = "rights"
