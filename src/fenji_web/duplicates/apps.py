"""Customers who are probably one: compared, merged, kept apart, taken apart again."""

from __future__ import annotations

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """Says what the app is called."""

    name = "fenji_web.duplicates"
    label = "duplicates"
