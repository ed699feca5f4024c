"""The exercises as a panel beside every page, the end of practice, and the manual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fenji_web.accounts.access import needs
from fenji_web.data.queries import own_job
from fenji_web.guide import queries, services
from fenji_web.guide.jobs import KIND
from fenji_web.guide.pages.manual import sections
from fenji_web.runs.services import enqueue
from fenji_web.ui import first_steps
from fenji_web.ui.language import current
from fenji_web.ui.reading import reading_of
from fenji_web.ui.views import back

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

_STATES = (first_steps.OPEN, first_steps.FOLDED, "")


@needs("see")
@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """The exercises as they stand; nothing where they stand as the page shows them already."""
    shown = _shown(request)
    if request.GET.get("shown") == shown.get("mark"):
        return HttpResponse(status=204)
    return render(request, "guide/panel.html", shown)


@needs("see")
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """Opens, folds or closes the exercises."""
    state = request.POST.get("state", first_steps.OPEN)
    request.session[first_steps.FLAG] = state if state in _STATES else first_steps.OPEN
    if state == first_steps.OPEN and queries.place_of(reading_of(request).workspace_folder) == queries.PRACTICE:
        services.begun(_person(request))
    return _answered(request)


@needs("see")
@require_POST
def skip(request: HttpRequest) -> HttpResponse:
    """Leaves an exercise out."""
    services.skip(_person(request), request.POST.get("exercise", ""))
    return _answered(request)


@needs("see")
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """The exercises from the first on."""
    services.begin_again(_person(request))
    return _answered(request)


@needs("import")
@require_GET
def practice(request: HttpRequest) -> FileResponse:
    """The workbook of the first exercise."""
    result = reading_of(request).result
    book = services.practice_book(current(), None if result is None else result.run.as_of)
    return FileResponse(book, as_attachment=True, filename=f"practice-{current()}.xlsx")


@needs("see")
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """How the company's own data begins."""
    job = own_job(_person(request), KIND, request.GET.get("job"))
    place = queries.place_of(reading_of(request).workspace_folder)
    return render(request, "guide/own.html", {"place": place, "job": job})


@needs("settings")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Sets the sample aside, so that the workspace is empty."""
    if queries.place_of(reading_of(request).workspace_folder) != queries.PRACTICE:
        raise Http404
    job = enqueue(KIND, by=_person(request))
    return redirect(f"{reverse('guide:own')}?job={job.pk}")


@needs("see")
@require_GET
def manual(request: HttpRequest) -> HttpResponse:
    """The manual: every page of the web app, to read and to print."""
    return render(request, "guide/manual.html", {"sections": sections(current())})


def _shown(request: HttpRequest) -> dict[str, Any]:
    """What the panel shows; `mark` changes when that changes."""
    state, reading, person = request.session.get(first_steps.FLAG, ""), reading_of(request), _person(request)
    place = queries.place_of(reading.workspace_folder)
    shown: dict[str, Any] = {"state": state, "place": place, "mark": f"{state}-{place}"}
    if state not in (first_steps.OPEN, first_steps.FOLDED) or place != queries.PRACTICE:
        return shown
    exercises = services.exercises_of(person, services.begun(person), reading.workspace_folder)
    done = sum(one.state == "done" for one in exercises)
    marks = "".join(one.state[0] for one in exercises)
    return {
        **shown,
        "mark": f"{state}-{place}-{marks}",
        "exercises": exercises,
        "done": done,
        "share": done / len(exercises),
        "is_over": all(one.state in ("done", "skipped") for one in exercises),
    }


def _answered(request: HttpRequest) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "guide/panel.html", _shown(request))
    return redirect(back(request))


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
