"""Runs and jobs as pages and as live parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from fenji_web.accounts.access import needs
from fenji_web.runs import queries, services
from fenji_web.runs.models import DONE

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.runs.models import Job


@needs("see")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The runs, newest first, and the jobs of late."""
    return render(request, "runs/index.html", {"jobs": queries.recent_jobs()})


@needs("see")
@require_GET
def run(request: HttpRequest, run_id: str) -> HttpResponse:
    """One run."""
    raise Http404


@needs("see")
@require_GET
def top(request: HttpRequest) -> HttpResponse:
    """What runs now, for the bar on top."""
    return render(request, "runs/top.html", {"job": queries.job_under_way()})


@needs("see")
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job, live."""
    return render(request, "runs/job_page.html", {"job": _job(request, pk), "next": _onward(request)})


@needs("see")
@require_GET
def bar(request: HttpRequest, pk: int) -> HttpResponse:
    """The live bar of a job; goes on to the next page when it is done."""
    found, onward = _job(request, pk), _onward(request)
    if found.state == DONE and onward:
        return HttpResponseClientRedirect(onward)
    return render(request, "runs/job.html", {"job": found, "next": onward})


@needs("see")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks a job to stop."""
    found = _job(request, pk)
    services.stop(found)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("runs:job", pk)
    found.refresh_from_db()
    return render(request, "runs/job.html", {"job": found, "next": _onward(request)})


def _job(request: HttpRequest, pk: int) -> Job:
    found = queries.job_of(cast("User", request.user), pk)
    if found is None:
        raise Http404
    return found


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else ""
