"""The editor of grading standards."""

from __future__ import annotations

from django.apps import AppConfig


class EditorConfig(AppConfig):
    """A standard being edited: fields, preview, suggestions."""

    name = "fenji_web.editor"
    label = "editor"
