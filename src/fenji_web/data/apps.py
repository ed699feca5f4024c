"""Imports: upload, preview, mapping, confirmation, undo; data quality; the first ten minutes."""

from __future__ import annotations

from django.apps import AppConfig


class DataConfig(AppConfig):
    """The app `data`."""

    name = "fenji_web.data"
    label = "data"
