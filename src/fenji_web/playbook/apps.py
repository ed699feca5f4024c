"""Findings and the playbook."""

from __future__ import annotations

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    """The app `playbook`."""

    name = "fenji_web.playbook"
    label = "playbook"
