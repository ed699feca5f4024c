"""The look of every page: frame, parts, words, language, theme."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The app `ui`."""

    name = "fenji_web.ui"
    label = "ui"
