"""Own maps of segments: areas on the grid of recency and frequency, checked for gaps and overlaps."""

from __future__ import annotations

from django.apps import AppConfig


class SegmentMapConfig(AppConfig):
    """The app `segment_map`."""

    name = "fenji_web.segment_map"
    label = "segment_map"
