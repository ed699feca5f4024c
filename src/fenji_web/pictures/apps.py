"""Pictures of a run for the wall and the meeting."""

from __future__ import annotations

from django.apps import AppConfig


class PicturesConfig(AppConfig):
    """The app `pictures`."""

    name = "fenji_web.pictures"
    label = "pictures"
