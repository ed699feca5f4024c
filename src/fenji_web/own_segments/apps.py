"""Own segments: made from conditions with a live head-count, changed, removed."""

from __future__ import annotations

from django.apps import AppConfig


class OwnSegmentsConfig(AppConfig):
    """The app `own_segments`."""

    name = "fenji_web.own_segments"
    label = "own_segments"
