"""The page family of grading standards."""

from __future__ import annotations

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Standards: seen in words, edited with a preview, approved and published."""

    name = "fenji_web.schemes"
    label = "schemes"
