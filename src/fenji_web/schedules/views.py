"""Schedules as pages: the list, one of them with its next five times, switched, run at once, removed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.runs.queries import schemes_to_grade_by
from fenji_web.schedules import pages, queries, services
from fenji_web.schedules.forms import DAYS, ScheduleForm, typed_of
from fenji_web.schedules.models import AS_OF, Schedule
from fenji_web.ui.failures import error_parts
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

SHOWN_TIMES = 5


@needs("grade")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What happens by itself, when next, and how it went last."""
    reading = request.fenji  # type: ignore[attr-defined]
    lines = queries.lines(schemes_to_grade_by(reading.workspace_folder))
    return render(request, "schedules/index.html", {"lines": lines, "tab": "settings_schedules", "zone": reading.zone})


@needs("grade")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new schedule."""
    return _edit(request, None)


@needs("grade")
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One schedule: what and when, changed by POST; the times it fell due."""
    return _edit(request, _found(request, pk))


@needs("grade")
@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """The next five times of what is typed, in words; or what is wrong with it."""
    form = _form(request, request.GET)
    return render(request, "schedules/times.html", _times(request, form))


@needs("grade")
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """On, or off."""
    schedule = _found(request, pk)
    services.switch(schedule, is_on=not schedule.is_on)
    return redirect("schedules:index")


@needs("grade")
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Once, now."""
    try:
        job = services.run_now(_found(request, pk), by=_person(request))
    except PermissionDenied as refused:
        raise Http404 from refused
    return redirect("runs:job", job.pk)


@needs("grade")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Gone; what it did stays in the list of jobs."""
    _found(request, pk).delete()
    messages.success(request, words("schedules.removed").say(current()))
    return redirect("schedules:index")


def _edit(request: HttpRequest, schedule: Schedule | None) -> HttpResponse:
    reading = request.fenji  # type: ignore[attr-defined]
    if request.method == "POST":
        form = _form(request, request.POST)
        if form.is_valid():
            made = schedule or Schedule(created_by=_person(request))
            services.keep(form.fill(made))
            messages.success(request, words("schedules.saved").say(current()))
            return redirect("schedules:index")
    else:
        asked = {key: request.GET[key] for key in ("what", "source") if key in request.GET and schedule is None}
        form = _form(request, {**typed_of(schedule, reading.scheme), **asked})
        form.is_valid()
    titles = schemes_to_grade_by(reading.workspace_folder)
    shown = {
        "schedule": schedule,
        "form": form,
        "typed": form.data,
        "titles": titles,
        "sources": queries.source_names(reading.workspace_folder),
        "what": queries.may_schedule(_person(request)),
        "as_of": AS_OF,
        "days": pages.days(DAYS),
        "weekdays": pages.weekdays(),
        "firings": queries.firings_of(schedule) if schedule else [],
        "is_wrong": request.method == "POST",
        "tab": "settings_schedules",
        **_times(request, form),
    }
    return render(request, "schedules/one.html", shown, status=422 if request.method == "POST" else 200)


def _times(request: HttpRequest, form: ScheduleForm) -> dict[str, Any]:
    house = request.fenji.settings  # type: ignore[attr-defined]
    form.is_valid()
    if form.refusal is not None:
        return {"error": error_parts(form.refusal)}
    if "every" not in form.cleaned_data:
        return {}
    rule, now = form.rule(), timezone.now()
    times = library.next_times(rule, house.zone, now, SHOWN_TIMES, conventions=house.conventions)
    return {
        "rule_words": library.say_rule(rule),
        "times": [pages.Coming(at, _ahead(now, at)) for at in times],
        "unknown": library.unknown_years(rule, times, house.conventions),
        "zone": house.zone,
    }


def _ahead(now: datetime, at: datetime) -> library.Text:
    minutes = int((at - now).total_seconds() // 60)
    for size, name in ((1440, "days"), (60, "hours"), (1, "minutes")):
        if minutes >= size:
            return words(f"schedules.in_{name}", n=minutes // size)
    return words("schedules.in_minutes", n=1)


def _form(request: HttpRequest, typed: Any) -> ScheduleForm:
    folder = request.fenji.workspace_folder  # type: ignore[attr-defined]
    return ScheduleForm(
        typed,
        what=queries.may_schedule(_person(request)),
        schemes=schemes_to_grade_by(folder),
        sources=queries.source_names(folder),
    )


def _found(request: HttpRequest, pk: int) -> Schedule:
    schedule = get_object_or_404(Schedule.objects.select_related("created_by"), pk=pk)
    if schedule.what not in queries.may_schedule(_person(request)):
        raise Http404
    return schedule


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
