"""The strategy: what a company writes for its picture."""

from __future__ import annotations

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """The app `strategy`."""

    name = "fenji_web.strategy"
    label = "strategy"
