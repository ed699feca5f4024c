"""Back-tests of standards."""

from __future__ import annotations

from django.apps import AppConfig


class BacktestsConfig(AppConfig):
    """Standards tried on past days, beside naive baselines."""

    name = "fenji_web.backtests"
    label = "backtests"
