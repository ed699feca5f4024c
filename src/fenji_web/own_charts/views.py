"""Own charts as pages: the list, the builder with its preview, saving, copying, ordering, removing with a way back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.own_charts import pages, services
from fenji_web.own_charts.forms import Sketch, sketch_of
from fenji_web.own_segments.pages import groups as condition_groups
from fenji_web.own_segments.pages import menu
from fenji_web.own_segments.services import suggestions
from fenji_web.ui.failures import error_parts
from fenji_web.ui.language import current
from fenji_web.ui.place import place_of
from fenji_web.ui.reading import graded
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User
    from fenji_web.library import OwnChart, OwnChartFile, Text

USUAL_CHART = '{"title": "-", "by": "tier"}'


@needs("see")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every own chart that this person sees, in its order, with what it shows in words."""
    reading = graded(request)
    person, offer = _person(request), services.offered(reading)
    every = services.visible(reading, person)
    bare = library.Text("", "")
    rows = [
        pages.row(one, bare if one.chart is None else library.shows(one.chart, offer),
                  may_change=services.may_change(person, one))
        for one in every.values()
    ]  # fmt: skip
    gone = request.GET.get("gone", "")
    gone = "" if gone in every or "/" in gone else gone
    context = {"rows": rows, "gone": gone, "title": request.GET.get("title", "")}
    return render(request, "own_charts/index.html", context)


@needs("see")
@require_safe
def edit(request: HttpRequest, name: str = "") -> HttpResponse:
    """The builder: the usual choices for a new chart, else as its file has them."""
    reading = graded(request)
    if not name:
        return _shown(request, Sketch(is_shared=_person(request).can("edit_scheme")), is_whole=True)
    one = _own(request, name)
    chart = one.chart
    sketch = chart and sketch_of(name, chart, services.conditions(chart, reading), one.digest)
    if not sketch:
        return render(request, "own_charts/by_hand.html", {"one": one, "title": chart.title if chart else name})
    return _shown(request, sketch, is_whole=True)


@needs("see")
@require_POST
def form(request: HttpRequest, name: str = "") -> HttpResponse:
    """The conditions and the preview after a change."""
    reading = graded(request)
    sketch = Sketch.read(request.POST, name=name)
    asked = services.conditions_of(reading)
    conditions = sketch.conditions.changed(request.POST.get("do", "")).fitted(asked)
    return _shown(request, replace(sketch, conditions=conditions), is_whole=not request.headers.get("HX-Request"))


@needs("see")
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """The chart of a form for the browser, as wide as its place, for its ground; without one the usual chart."""
    reading = graded(request)
    chart = services.read_sent(request.GET.get("chart", USUAL_CHART), reading)
    if chart is None:
        raise Http404
    try:
        return JsonResponse(services.drawn(reading, chart, current(), place_of(request)))
    except library.DrawError as error:
        return JsonResponse({part: str(said) for part, said in error_parts(error).items()}, status=422)


@needs("see")
@require_POST
def save(request: HttpRequest, name: str = "") -> HttpResponse:
    """Keeps the chart in its file; one with mistakes, or changed by somebody else meanwhile, comes back with that."""
    reading, person = graded(request), _person(request)
    if name:
        _own(request, name, to_change=True)
    sketch = Sketch.read(request.POST, name=name)
    chart, sketch, problems = services.chart_of(sketch, reading)
    if not (sketch.zh or sketch.en):
        problems = [*problems, words("own_charts.needs_title")]
    if not name and services.has_too_many(reading, person):
        problems = [*problems, words("own_charts.too_many", n=services.MOST_OWN)]
    if chart is None or problems:
        return _shown(request, sketch, is_whole=True, problems=problems, status=422)
    try:
        kept = services.keep(reading, person, sketch, chart)
    except library.ChangedMeanwhile:
        now = services.visible(reading, person).get(name)
        newer = replace(sketch, digest=now.digest if now else "")
        return _shown(request, newer, is_whole=True, is_changed=True, status=409)
    return redirect(f"{reverse('own_charts:index')}#{kept}")


@needs("see")
@require_POST
def copy(request: HttpRequest, name: str) -> HttpResponse:
    """A copy for this person alone, opened in the builder."""
    reading = graded(request)
    one = _own(request, name)
    if one.chart is None:
        raise Http404
    if services.has_too_many(reading, _person(request)):
        raise library.WorkspaceError(
            words("own_charts.too_many", n=services.MOST_OWN), where=name, fix=words("own_charts.too_many_fix")
        )
    return redirect("own_charts:edit", services.duplicate(reading, _person(request), one))


@needs("see")
@require_POST
def move(request: HttpRequest, name: str) -> HttpResponse:
    """One place up or down."""
    reading = graded(request)
    _own(request, name, to_change=True)
    services.reorder(reading, _person(request), name, -1 if request.POST.get("to") == "up" else 1)
    return redirect(f"{reverse('own_charts:index')}#{name}")


@needs("see")
@require_POST
def remove(request: HttpRequest, name: str) -> HttpResponse:
    """Takes a chart away; the list offers the way back."""
    reading = graded(request)
    one = _own(request, name, to_change=True)
    title = name if one.chart is None else one.chart.title.say(current())
    library.drop_chart(reading.workspace_folder, name, expected=one.digest, by=_person(request).get_username())
    return redirect(f"{reverse('own_charts:index')}?{urlencode({'gone': name, 'title': title})}")


@needs("see")
@require_POST
def bring_back(request: HttpRequest, name: str) -> HttpResponse:
    """A removed chart as it was last."""
    reading, person = graded(request), _person(request)
    last = library.last_chart(reading.workspace_folder, name)
    if last is None or name in library.chart_files(reading.workspace_folder) or not services.may_change(person, last):
        raise Http404
    library.bring_back(reading.workspace_folder, name, by=person.get_username())
    return redirect(f"{reverse('own_charts:index')}#{name}")


def _shown(
    request: HttpRequest,
    sketch: Sketch,
    *,
    is_whole: bool,
    problems: list[Text] | None = None,
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    reading, name = graded(request), sketch.name
    asked, offer = services.conditions_of(reading), services.offered(reading)
    chart, read, found = services.chart_of(sketch, reading)
    draft = read.conditions if status == 422 else sketch.conditions
    context: dict[str, Any] = {
        "sketch": sketch, "draft": draft, "problems": services.texts(problems or []), "is_changed": is_changed,
        "groups": condition_groups(draft, asked, suggestions(reading, draft, asked)), "menu": menu(asked),
        "kinds": pages.kinds(), "hows": pages.hows(), "figures": pages.figures(offer),
        "divisions": pages.divisions(offer), "parts": pages.PARTS, "may_share": _person(request).can("edit_scheme"),
        "form_url": reverse("own_charts:form_of", args=[name]) if name else reverse("own_charts:form"),
        "save_url": reverse("own_charts:save_of", args=[name]) if name else reverse("own_charts:save"),
        **_live(request, chart, found),
    }  # fmt: skip
    return render(request, "own_charts/edit.html" if is_whole else "own_charts/form.html", context, status=status)


def _live(request: HttpRequest, chart: OwnChart | None, problems: list[Text]) -> dict[str, Any]:
    """The preview: what the chart shows, what stands out, and the address of its drawing; else what is missing."""
    if chart is None:
        return {"missing": services.texts(problems)}
    reading = graded(request)
    try:
        spec = services.drawn(reading, chart, current(), place_of(request))
    except library.DrawError as error:
        return {"error": error_parts(error)}
    address = f"{reverse('own_charts:preview')}?{urlencode({'chart': json.dumps(chart.written(), ensure_ascii=False)})}"
    return {"finding": spec["usermeta"]["title"], "about": spec["usermeta"]["subtitle"], "drawing": address,
            "shows": library.shows(chart, services.offered(reading))}  # fmt: skip


def _own(request: HttpRequest, name: str, *, to_change: bool = False) -> OwnChartFile:
    person = _person(request)
    found = services.visible(graded(request), person).get(name)
    if found is None or (to_change and not services.may_change(person, found)):
        raise Http404
    return found


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
