"""Charts as pages, as specs for the browser and as pictures to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.insights import pages, services
from fenji_web.insights.forms import Chosen
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
    """Every chart with its finding, of all customers or of those chosen; before the first grading, what to do first."""
    reading = _reading(request)
    if reading.result is None:
        return render(request, "insights/gallery.html", {"groups": []})
    chosen = _chosen(request)
    context = {
        "groups": pages.chart_groups(library.CHARTS.all()),
        "chosen": chosen,
        "chosen_count": services.count(reading, chosen) if chosen else None,
        "list_url": f"/customers/{chosen.query}",
        "choices": pages.choices(chosen),
    }
    return render(request, "insights/gallery.html", context)


@needs("see")
@require_safe
def one_chart(request: HttpRequest, name: str) -> HttpResponse:
    """One chart, large, to be kept as a picture."""
    charts = library.CHARTS.all()
    if name not in charts or _reading(request).result is None:
        raise Http404
    context = _finding(request, name) | {
        "chosen": _chosen(request),
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
        found = services.drawn(_reading(request), name, current(), _place(request), _chosen(request))
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
    content = services.picture(_reading(request), name, current(), kind, _chosen(request))
    answer = HttpResponse(content, content_type=services.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{result.run.id}-{current()}.{kind}"'
    return answer


@needs("export")
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """The numbers of the page as a workbook, of those chosen, with as-of, scheme version and run."""
    reading = _reading(request)
    if reading.result is None:
        raise Http404
    content = services.numbers(reading, current(), _chosen(request))
    answer = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    name = f"insights-{reading.result.run.id}-{current()}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _chosen(request: HttpRequest) -> Chosen:
    return Chosen.read(request.GET, services.columns(_reading(request)))


def _finding(request: HttpRequest, name: str) -> dict[str, Any]:
    chart, chosen = library.CHARTS.get(name), _chosen(request)
    try:
        found = services.drawn(_reading(request), name, current(), _place(request), chosen)
    except library.DrawError as error:
        return {"chart": chart, "error": error_parts(error), "chosen": chosen}
    return {"chart": chart, "found": found, "chosen": chosen, "is_whole": bool(chosen) and name in services.WHOLE,
            "kinds": list(services.KINDS)}  # fmt: skip


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
