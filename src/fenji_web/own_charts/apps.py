"""Charts that people make themselves."""

from __future__ import annotations

from django.apps import AppConfig


class OwnChartsConfig(AppConfig):
    """The app `own_charts`."""

    name = "fenji_web.own_charts"
    label = "own_charts"
