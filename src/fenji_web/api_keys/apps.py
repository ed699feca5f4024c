"""Keys for programs."""

from __future__ import annotations

from django.apps import AppConfig


class ApiKeysConfig(AppConfig):
    """The app `api_keys`."""

    name = "fenji_web.api_keys"
    label = "api_keys"
