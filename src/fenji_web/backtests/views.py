"""The pages of back-tests: asked, followed, read, taken along as a file."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.backtests import forms, pages, queries
from fenji_web.runs.models import DONE
from fenji_web.runs.services import enqueue
from fenji_web.schemes.access import folder_of, person_of, wait_for
from fenji_web.schemes.services import attachment, standards
from fenji_web.ui.language import lang_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.runs.models import Job


@needs("see_whole")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The newest back-test, and the form for another one."""
    found, _ = standards(folder_of(request))
    if found is None:
        return wait_for(request, "read_standards", back=request.get_full_path())
    made = queries.made()
    return _page(request, made[0] if made else None)


@needs("see_whole")
@require_GET
def one(request: HttpRequest, job_id: int) -> HttpResponse:
    """One back-test: its bar while it is under way, then its report."""
    job = queries.one(job_id)
    if job is None:
        raise Http404
    if job.state == DONE:
        return _page(request, job)
    onward = reverse("backtests:one", args=[job_id])
    return render(request, "backtests/waiting.html", {"job": job, "next": onward})


@needs("edit_scheme")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Starts a back-test of the chosen standards."""
    asked = forms.read(request.POST, [name for name, _ in _known(request)])
    if asked.problem:
        made = queries.made()
        return _page(request, made[0] if made else None, asked=asked, status=422)
    job = enqueue("evaluate", by=person_of(request), **asked.arguments())
    return redirect("backtests:one", job.pk)


@needs("see_whole")
@require_GET
def download(request: HttpRequest, job_id: int) -> HttpResponse:
    """A back-test as a file: CSV for a table, JSON with everything."""
    job = queries.one(job_id)
    if job is None or job.state != DONE or job.result is None:
        raise Http404
    day = job.result["cuts"][-1]
    if request.GET.get("as") == "json":
        text, kind, name = json.dumps(job.result, ensure_ascii=False, indent=1), "application/json", "json"
    else:
        written = io.StringIO()
        rows = [pages.COLUMNS, *pages.rows_of(job.result, lang_of(request))]
        csv.writer(written).writerows([library.spreadsheet_cell(cell) for cell in row] for row in rows)
        text, kind, name = "\ufeff" + written.getvalue(), "text/csv", "csv"
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = attachment(f"back-test-{day}.{name}")
    return response


def _known(request: HttpRequest) -> list[tuple[str, Any]]:
    """The standards that can be tried, those that grade first."""
    found, _ = standards(folder_of(request))
    sound = [one for one in found.standards if one.written is not None or one.versions] if found else []
    ordered = sorted(sound, key=lambda one: (not one.versions, one.name))
    return [(one.name, one.title) for one in ordered]


def _page(
    request: HttpRequest, job: Job | None, *, asked: forms.Asked | None = None, status: int = 200
) -> HttpResponse:
    known = _known(request)
    usual = forms.Asked(tuple(name for name, _ in known[:3]))
    if asked is None and job is not None:
        given = job.arguments
        asked = forms.Asked(tuple(given["schemes"]), given["horizon"], given["every"], given["measure"])
    context = {
        "job": job, "report": pages.report(job.result) if job and job.result else None,
        "made": queries.made(), "known": known,
        "asked": asked or usual, "horizons": forms.HORIZONS, "every": forms.EVERY, "measures": forms.MEASURES,
    }  # fmt: skip
    return render(request, "backtests/index.html", context, status=status)
