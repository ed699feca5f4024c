"""What gunicorn's processes do beside answering: they load what the first pages need while nobody waits."""

from __future__ import annotations

import threading
from contextlib import suppress


def post_worker_init(worker: object) -> None:  # noqa: ARG001 - gunicorn's hook
    """A process is ready: what is slow to load is loaded beside the first requests."""
    threading.Thread(target=warm, daemon=True, name="warming").start()


def warm() -> None:
    """Loads the library's readers, badges and charts; what is missing shows itself where it is asked for."""
    from django.urls import get_resolver

    from fenji_web import library

    with suppress(ImportError):
        for name in ("open_file", "badge", "draw", "overview"):
            getattr(library, name)
        library.CHARTS.all()
        _ = get_resolver().url_patterns
