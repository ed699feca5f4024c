"""The place on the screen that a chart is drawn for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web import library

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.library import Canvas

USUAL_WIDTH = 720


def place_of(request: HttpRequest) -> Canvas:
    """A screen as wide as asked (`?width=`), in steps of 20, for its ground (`?theme=dark`)."""
    try:
        width = float(request.GET.get("width", USUAL_WIDTH))
    except ValueError:
        width = USUAL_WIDTH
    width = width // 20 * 20 if 0 < width < 1e6 else USUAL_WIDTH
    return library.Canvas.screen(width, is_dark=request.GET.get("theme") == "dark")
