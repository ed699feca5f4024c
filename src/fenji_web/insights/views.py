"""Charts as pages, as specs for the browser and as pictures to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.insights import pages, services
from fenji_web.ui.failures import error_parts
from fenji_web.ui.language import current

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.library import Canvas
    from fenji_web.ui.reading import Reading

USUAL_WIDTH = 720


@needs("see")
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every chart with its finding; before the first grading, what to do first."""
    charts = library.CHARTS.all() if _reading(request).result is not None else {}
    shown = [charts[name] for name in pages.chart_order(list(charts))]
    return render(request, "insights/gallery.html", {"charts": shown})


@needs("see")
@require_safe
def one_chart(request: HttpRequest, name: str) -> HttpResponse:
    """One chart, large, to be kept as a picture."""
    charts = library.CHARTS.all()
    if name not in charts or _reading(request).result is None:
        raise Http404
    context = _finding(request, name) | {
        "others": [charts[other] for other in pages.chart_order(list(charts)) if other != name],
        "kinds": list(services.KINDS),
    }
    return render(request, "insights/chart.html", context)


@needs("see")
@require_safe
def card(request: HttpRequest, name: str) -> HttpResponse:
    """One chart with its finding, as part of a page; what cannot be drawn says why and what to do."""
    if name not in library.CHARTS or _reading(request).result is None:
        raise Http404
    return render(request, "insights/card.html", _finding(request, name))


@needs("see")
@require_safe
def spec(request: HttpRequest, name: str) -> HttpResponse:
    """The chart for the browser, as wide as its place (`?width=`), for its ground (`?theme=dark`)."""
    if name not in library.CHARTS or _reading(request).result is None:
        raise Http404
    try:
        found = services.drawn(_reading(request), name, current(), _place(request))
    except library.DrawError as error:
        parts = {part: str(words) for part, words in error_parts(error).items()}
        return JsonResponse(parts, status=422)
    answer = HttpResponse(found.spec, content_type="application/json; charset=utf-8")
    answer["Cache-Control"] = "private, no-cache"
    return answer


@needs("export")
@require_safe
def picture(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The chart as a file to keep: PNG, SVG or PDF, with as-of, scheme and run on it."""
    result = _reading(request).result
    if name not in library.CHARTS or kind not in services.KINDS or result is None:
        raise Http404
    content = services.picture(_reading(request), name, current(), kind)
    answer = HttpResponse(content, content_type=services.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{result.run.id}-{current()}.{kind}"'
    return answer


def _finding(request: HttpRequest, name: str) -> dict[str, Any]:
    chart = library.CHARTS.get(name)
    try:
        found = services.drawn(_reading(request), name, current(), _place(request))
    except library.DrawError as error:
        return {"chart": chart, "error": error_parts(error)}
    return {"chart": chart, "found": found}


def _place(request: HttpRequest) -> Canvas:
    try:
        width = float(request.GET.get("width", USUAL_WIDTH))
    except ValueError:
        width = USUAL_WIDTH
    width = width // 20 * 20 if 0 < width < 1e6 else USUAL_WIDTH
    return library.Canvas.screen(width, is_dark=request.GET.get("theme") == "dark")


def _reading(request: HttpRequest) -> Reading:
    reading: Reading = request.fenji  # type: ignore[attr-defined]
    return reading
