"""Where data comes from by itself: folders, databases, web services."""

from __future__ import annotations

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """The app `sources`."""

    name = "fenji_web.sources"
    label = "sources"
