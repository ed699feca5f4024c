"""An error a person can act on becomes a page in three parts; anything else is a bug and stays one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.shortcuts import render

from fenji_web import library
from fenji_web.ui.remedies import for_pages

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class FailureMiddleware:
    """Shows a FenjiError that a view raised: what is wrong, where, what to do (422)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error of ours."""
        if not isinstance(error, library.FenjiError):
            return None
        is_part = bool(getattr(request, "htmx", False))
        name = "ui/error.html" if is_part else "ui/error_page.html"
        return render(request, name, {"error": error_parts(error)}, status=422)


def error_parts(error: library.FenjiError) -> dict[str, object]:
    """The three parts of an error, as `ui/error.html` shows them."""
    return {"problem": error.problem, "where": error.where, "fix": for_pages(error.fix)}
