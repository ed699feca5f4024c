"""The second step of signing in."""

from __future__ import annotations

from django.apps import AppConfig


class TwoFactorConfig(AppConfig):
    """The app `two_factor`."""

    name = "fenji_web.two_factor"
    label = "two_factor"
