"""Charts as pages, as specs for the browser and as pictures to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.insights import pages, services
from fenji_web.insights.forms import Chosen
from fenji_web.ui.failures import error_parts
from fenji_web.ui.language import current
from fenji_web.ui.place import place_of
from fenji_web.ui.reading import reading_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.library import Chart


@needs("see")
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every chart with its finding, of all customers or of those chosen; before the first grading, what to do first."""
    reading = reading_of(request)
    if reading.result is None:
        return render(request, "insights/gallery.html", {"groups": []})
    chosen = _chosen(request)
    context = {
        "groups": pages.chart_groups(_charts(request)),
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
    chart, charts = _known(request, name), _charts(request)
    context = _finding(request, chart) | {
        "chosen": _chosen(request),
        "others": [charts[other] for other in pages.chart_order(list(charts)) if other != name],
        "kinds": list(services.KINDS),
        "own_url": f"/insights/own/change/{quote(name.removeprefix(pages.OWN))}/" if name.startswith(pages.OWN) else "",
    }
    return render(request, "insights/chart.html", context)


@needs("see")
@require_safe
def card(request: HttpRequest, name: str) -> HttpResponse:
    """One chart with its finding, as part of a page; what cannot be drawn says why and what to do."""
    return render(request, "insights/card.html", _finding(request, _known(request, name)))


@needs("see")
@require_safe
def spec(request: HttpRequest, name: str) -> HttpResponse:
    """The chart for the browser, as wide as its place (`?width=`), for its ground (`?theme=dark`)."""
    chart = _known(request, name)
    try:
        found = services.drawn(reading_of(request), chart, current(), place_of(request), _chosen(request))
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
    result = reading_of(request).result
    chart = _known(request, name)
    if kind not in services.KINDS or result is None:
        raise Http404
    content = services.picture(reading_of(request), chart, current(), kind, _chosen(request))
    answer = HttpResponse(content, content_type=services.KINDS[kind])
    file = f"{name}-{result.run.id}-{current()}.{kind}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file)
    return answer


@needs("export")
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """The numbers of the page as a workbook, of those chosen, with as-of, scheme version and run."""
    reading = reading_of(request)
    if reading.result is None:
        raise Http404
    content = services.numbers(reading, current(), _chosen(request), request.user.get_username())
    answer = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    name = f"insights-{reading.result.run.id}-{current()}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _chosen(request: HttpRequest) -> Chosen:
    return Chosen.read(request.GET, services.columns(reading_of(request)))


def _charts(request: HttpRequest) -> dict[str, Chart]:
    return services.charts(reading_of(request), request.user.get_username(), _chosen(request))


def _known(request: HttpRequest, name: str) -> Chart:
    chart = None if reading_of(request).result is None else _charts(request).get(name)
    if chart is None:
        raise Http404
    return chart


def _finding(request: HttpRequest, chart: Chart) -> dict[str, Any]:
    chosen, name = _chosen(request), chart.name
    try:
        found = services.drawn(reading_of(request), chart, current(), place_of(request), chosen)
    except library.DrawError as error:
        return {"chart": chart, "error": error_parts(error), "chosen": chosen}
    return {"chart": chart, "found": found, "chosen": chosen, "is_whole": bool(chosen) and name in services.WHOLE,
            "kinds": list(services.KINDS)}  # fmt: skip
