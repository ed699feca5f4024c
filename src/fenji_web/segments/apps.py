"""Segments: who is in them, who came and went; own segments made and changed."""

from __future__ import annotations

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """The app `segments`."""

    name = "fenji_web.segments"
    label = "segments"
