"""Erasure."""

from __future__ import annotations

from django.apps import AppConfig


class ErasureConfig(AppConfig):
    """The app `erasure`."""

    name = "fenji_web.erasure"
    label = "erasure"
