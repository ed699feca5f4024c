"""Fairness of the standard shown, and the record of processing."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.privacy import queries
from fenji_web.runs.services import enqueue
from fenji_web.ui.language import current
from fenji_web.ui.reading import reading_of
from fenji_web.ui.remembered import kept

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User


@needs("privacy")
@require_safe
def fairness(request: HttpRequest) -> HttpResponse:
    """Shares in the top and bottom tier by sex, age band and province, and the test that turns them round."""
    reading, person = reading_of(request), cast("User", request.user)
    result = reading.result
    job = queries.job_of(person, request.GET.get("job", ""), ("turn_round",))
    told = None
    if result is not None:
        told = library.fairness.kept(reading.workspace_folder, result.run.scheme, result.run.version)
    context = {
        "tab": "fairness",
        "found": kept(reading, ("privacy", "fairness"), library.disparities) if result is not None else (),
        "least": library.LEAST,
        "flipped": told["flipped"] if told is not None else None,
        "job": job if job is not None and (job.is_open or job.state == "failed") else None,
        "next": reverse("privacy:fairness"),
    }
    return render(request, "privacy/fairness.html", context)


@needs("privacy")
@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """Has everybody graded once more as somebody of another sex, age and region."""
    reading = reading_of(request)
    if reading.result is None:
        raise Http404
    job = enqueue("turn_round", by=cast("User", request.user), scheme=reading.scheme)
    return redirect(f"{reverse('privacy:fairness')}?job={job.pk}")


@needs("privacy")
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """The record of processing: asked for, and those written lately."""
    person = cast("User", request.user)
    if request.method == "POST":
        job = enqueue("processing_record", by=person, lang=current())
        return redirect(f"{reverse('privacy:record')}?job={job.pk}")
    asked = queries.job_of(person, request.GET.get("job", ""), ("processing_record",))
    context = {
        "tab": "record",
        "job": asked if asked is not None and (asked.is_open or asked.state == "failed") else None,
        "next": reverse("privacy:record"),
        "files": queries.files_of(person, "processing_record"),
    }
    return render(request, "privacy/record.html", context)
