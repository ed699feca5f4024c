"""One change for many customers: counted, confirmed, carried out, told, undone."""

from __future__ import annotations

from django.apps import AppConfig


class BulkConfig(AppConfig):
    """Says what the app is called."""

    name = "fenji_web.bulk"
    label = "bulk"
