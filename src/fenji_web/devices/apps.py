"""Browsers in which people are signed in."""

from __future__ import annotations

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """The app `devices`."""

    name = "fenji_web.devices"
    label = "devices"
