"""Jobs, the worker that runs them, and the runs they leave."""

from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """The app `runs`."""

    name = "fenji_web.runs"
    label = "runs"
