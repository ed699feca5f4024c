"""Overrides that wait for approval, and those that hold: approved, rejected, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web.accounts.access import needs
from fenji_web.care import forms, queries
from fenji_web.care.models import Override
from fenji_web.care.views.whose import grading_day, named, person_of, seen
from fenji_web.runs.models import DONE, Job
from fenji_web.runs.services import enqueue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_KINDS = ("decide_override", "end_override", "read_overrides")


@needs("see")
@require_safe
def overrides(request: HttpRequest) -> HttpResponse:
    """What waits for approval, and what holds."""
    person = person_of(request)
    number = request.GET.get("job", "")
    asked = (
        Job.objects.filter(pk=number, kind__in=_KINDS, created_by=person) if number.isdecimal() else Job.objects.none()
    )
    job = asked.exclude(state=DONE).first()
    context = {
        "waiting": named(request, seen(request, queries.waiting_overrides())),
        "holding": named(request, seen(request, queries.holding_overrides(grading_day(request)))),
        "job": job,
        "next": reverse("care:overrides"),
        "may_decide": person.can("approve_scheme"),
        "may_end": person.can("edit_customer"),
    }
    return render(request, "care/overrides.html", context)


@needs("see_whole")
@require_POST
def read_overrides(request: HttpRequest) -> HttpResponse:
    """Reads what was decided elsewhere."""
    job = enqueue("read_overrides", by=person_of(request))
    return redirect(f"{reverse('care:overrides')}?job={job.pk}")


@needs("approve_scheme")
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approves or rejects one that waits."""
    step = request.POST.get("step", "")
    if step not in ("approve", "reject"):
        raise Http404
    return _ask(request, "decide_override", number, step=step)


@needs("edit_customer")
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Ends one that holds."""
    return _ask(request, "end_override", number)


def _ask(request: HttpRequest, kind: str, number: int, **more: str) -> HttpResponse:
    if not seen(request, list(Override.objects.filter(pk=number))):
        raise Http404
    reason = forms.read_words(request.POST.get("reason", ""), 500)
    job = enqueue(kind, by=person_of(request), override=number, reason=reason, **more)
    return redirect(f"{reverse('care:overrides')}?job={job.pk}")
