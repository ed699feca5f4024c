"""Runs and jobs as pages and as live parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from fenji_web.accounts.access import most_alone, needs
from fenji_web.runs import pages, queries, services
from fenji_web.runs.access import may_fetch
from fenji_web.runs.forms import GradeForm
from fenji_web.runs.models import DONE
from fenji_web.ui.language import current
from fenji_web.ui.onward import here
from fenji_web.ui.reading import opened
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.runs.models import Job


@needs("see_whole")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The runs, newest first, and the jobs of late."""
    return render(request, "runs/index.html", _list(GradeForm(())))


@needs("grade")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Starts a grading; its page shows it live and goes on to the run."""
    form = GradeForm(queries.schemes_to_grade_by(_folder()), request.POST)
    if not form.is_valid():
        return render(request, "runs/index.html", _list(form), status=422)
    asked = form.cleaned_data
    day = asked["as_of"].isoformat() if asked["as_of"] else None
    job = services.enqueue(
        "grade", by=_person(request), scheme=asked["scheme"], as_of=day, recalibrate=asked["recalibrate"]
    )
    return redirect("runs:job", job.pk)


@needs("see_whole")
@require_GET
def run(request: HttpRequest, run_id: str) -> HttpResponse:
    """One run: what it was, its tiers, who moved, whether it can be repeated."""
    path = queries.run_file(_folder() / "runs", run_id)
    if path is None:
        raise Http404
    engine, result = opened(path).engine.cursor(), opened(path)
    shown = pages.run_page(result if _person(request).can("see_contact") else queries.masked(result), engine)
    engine.close()
    return render(request, "runs/run.html", {**shown, "replay": queries.last_replay(run_id)})


@needs("see_whole")
@require_POST
def replay(request: HttpRequest, run_id: str) -> HttpResponse:
    """Grades the run's data again, to compare."""
    return _ask(request, "replay", run_id)


@needs("export", "see_whole")
@require_POST
def workbook(request: HttpRequest, run_id: str) -> HttpResponse:
    """Writes the run's workbook."""
    return _ask(request, "workbook", run_id, lang=current(), sees_contact=_sees_contact_of(request, run_id))


@needs("see")
@require_GET
def top(request: HttpRequest) -> HttpResponse:
    """What runs now, for the bar on top."""
    return render(request, "runs/top.html", {"job": queries.job_under_way()})


@needs("see")
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job, live; when it is done, on to what it made."""
    found = _job(request, pk)
    return render(request, "runs/job_page.html", {"job": found, "next": reverse("runs:made", args=[pk])})


@needs("see")
@require_GET
def made(request: HttpRequest, pk: int) -> HttpResponse:
    """On to what a job made: the run, with its file where it wrote one."""
    found = _job(request, pk)
    if found.state != DONE:
        return redirect("runs:job", pk)
    result: dict[str, Any] = found.result or {}
    if "run" not in result:
        return redirect("runs:index")
    query = f"?file={pk}" if "file" in result else f"?scheme={result['scheme']}" if "scheme" in result else ""
    return redirect(reverse("runs:run", args=[result["run"]]) + query)


@needs("export")
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that a job wrote."""
    found = _job(request, pk)
    name = str((found.result or {}).get("file", ""))
    path = _folder() / "web" / "exports" / name
    if not name or not may_fetch(_person(request), found) or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


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


def _list(form: GradeForm) -> dict[str, Any]:
    folder = _folder()
    return {
        "lines": queries.run_lines(folder / "runs"),
        "jobs": queries.recent_jobs(),
        "schemes": queries.schemes_to_grade_by(folder),
        "form": form,
    }


def _ask(request: HttpRequest, kind: str, run_id: str, **arguments: Any) -> HttpResponse:
    if queries.run_file(_folder() / "runs", run_id) is None:
        raise Http404
    asked = services.enqueue(kind, by=_person(request), run=run_id, **arguments)
    return redirect("runs:job", asked.pk)


def _sees_contact_of(request: HttpRequest, run_id: str) -> bool:
    """Whether a run's workbook shows contact data: not of more customers than one person may take away alone."""
    path = queries.run_file(_folder() / "runs", run_id)
    few = path is not None and opened(path).run.customers <= most_alone()
    if _person(request).can("see_contact") and not few:
        messages.info(request, words("runs.workbook_masked", n=most_alone()).say(current()))
    return few and _person(request).can("see_contact")


def _job(request: HttpRequest, pk: int) -> Job:
    found = queries.job_of(_person(request), pk)
    if found is None:
        raise Http404
    return found


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _folder() -> Path:
    return Path(settings.FENJI_WORKSPACE)


def _onward(request: HttpRequest) -> str:
    return here(request, request.POST.get("next") or request.GET.get("next", ""))
