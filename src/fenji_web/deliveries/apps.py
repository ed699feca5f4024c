"""How messages reach who asked for them: sent, tried again, given up, sent once more."""

from __future__ import annotations

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """The app `deliveries`."""

    name = "fenji_web.deliveries"
    label = "deliveries"
