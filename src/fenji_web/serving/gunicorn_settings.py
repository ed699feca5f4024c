"""What gunicorn's processes do beside answering: they load what the first pages need while nobody waits."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

_FIRST = ("ui/base.html", "today/index.html", "customers/index.html", "customers/found.html", "one_customer/page.html")


def post_worker_init(worker: object) -> None:  # noqa: ARG001 - gunicorn's hook
    """A process is ready: what is slow to load is loaded beside the first requests."""
    threading.Thread(target=warm, daemon=True, name="warming").start()


def child_exit(server: object, worker: Any) -> None:  # noqa: ARG001 - gunicorn's hook
    """A process is gone: what it counted stays, what it measured goes."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def warm() -> None:
    """Loads readers, badges, charts, the first pages' templates, and opens what they show.

    What is missing shows itself where it is asked for.
    """
    from django.conf import settings
    from django.template import TemplateDoesNotExist
    from django.template.loader import get_template
    from django.urls import get_resolver

    from fenji_web import library
    from fenji_web.ui.reading import opened

    with suppress(ImportError):
        for name in ("open_file", "badge", "draw", "overview"):
            getattr(library, name)
        library.CHARTS.all()
        _ = get_resolver().url_patterns
    for page in _FIRST:
        with suppress(TemplateDoesNotExist):
            get_template(page)
    runs = Path(settings.FENJI_WORKSPACE) / "runs"
    for file in (library.newest_file(runs, name) for name in library.graded_schemes(runs)[:3]):
        with suppress(library.FenjiError):
            _ = file and opened(file)
