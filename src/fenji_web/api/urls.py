"""Addresses of the interface for programs, and of its reference page."""

from __future__ import annotations

from typing import Any

from django.urls import path

from fenji_web.api.services.whole import api
from fenji_web.api.views import reference

app_name = "api"


def _operations() -> list[Any]:
    """Every operation's address; each is marked with what it needs, and that no page leads there."""
    found: list[Any] = [one for one in api.urls[0] if getattr(one, "name", "") != "api-root"]
    for one in found:
        view = one.callback
        view.is_api = True
        view.needs = one.callback.__closure__[0].cell_contents.operations[0].view_func.needs[0]
    return found


urlpatterns = [
    path("", reference.index, name="reference"),
    path("v1/openapi.json", reference.document, name="document"),
    *(path(f"v1/{one.pattern}", one.callback, name=one.name) for one in _operations()),
]
