"""The interface for programs."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The app `api`."""

    name = "fenji_web.api"
    label = "api"
