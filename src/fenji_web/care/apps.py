"""Looking after customers: owners, tags, notes, tasks, the pool, what people record by hand."""

from __future__ import annotations

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Says what the app is called."""

    name = "fenji_web.care"
    label = "care"
