"""Pictures as pages: the gallery, one large, its files; drawing is the worker's."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, cast

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web.accounts.access import needs
from fenji_web.pictures import pages, queries, services
from fenji_web.pictures.forms import Asked
from fenji_web.runs.models import FAILED
from fenji_web.runs.services import enqueue
from fenji_web.ui.language import current
from fenji_web.ui.reading import graded, reading_of
from fenji_web.ui.remembered import kept

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from fenji_web.accounts.models import User
    from fenji_web.ui.reading import Reading

_SHOWN = {"png": "small.png", "svg": "svg"}


@needs("see_whole")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The pictures of the run shown; those that are not there yet are drawn by the worker."""
    reading = reading_of(request)
    if reading.result is None:
        return render(request, "pictures/nothing.html")
    return render(request, "pictures/index.html", _context(request))


@needs("see_whole")
@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One picture, large."""
    if name not in services.NAMES or reading_of(request).result is None:
        raise Http404
    context = _context(request)
    card = next(card for card in context["cards"] if card.name == name)
    return render(request, "pictures/one.html", {**context, "card": card})


@needs("see_whole")
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Asks the worker for a set of pictures; with `again` one that is there is drawn anew."""
    reading, person = graded(request), cast("User", request.user)
    asked, key = _asked(request)
    onward = reverse("pictures:index") + asked.address()
    failed = services.job_of_set(person, key)
    if failed is not None and failed.state == FAILED:
        failed.delete()
        failed = None
    if "again" in request.POST:
        shutil.rmtree(services.folder_of(reading.workspace_folder, key), ignore_errors=True)
    if failed is None:
        services.forget_oldest(person)
    job = failed or enqueue("pictures", by=person, key=key, **asked.arguments())
    if request.headers.get("HX-Request"):
        return render(request, "runs/job.html", {"job": job, "next": request.POST.get("next") or onward})
    return redirect(onward)


@needs("see_whole")
@require_safe
def shown(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A picture as pages show it: small, or as lines that stay sharp."""
    if form not in _SHOWN:
        raise Http404
    return _file(request, f"{name}.{_SHOWN[form]}", services.FORMS[form])


@needs("export", "see_whole")
@require_safe
def file(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A picture as a file to keep."""
    if form not in services.FORMS:
        raise Http404
    asked, _ = _asked(request)
    answer = _file(request, f"{name}.{form}", services.FORMS[form])
    size = asked.size.replace(":", "x")
    answer["Content-Disposition"] = f'attachment; filename="{asked.run}-{name}-{size}-{asked.lang}.{form}"'
    return answer


def _file(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    _, key = _asked(request)
    known = {f"{one}.{end}" for one in services.NAMES for end in (*services.FORMS, "small.png")}
    path = services.picture(graded(request).workspace_folder, key, name) if name in known else None
    if path is None:
        raise Http404
    answer = FileResponse(path.open("rb"), content_type=kind)
    answer["Cache-Control"] = "private, max-age=86400" if request.GET.get("drawn") == key else "private, no-cache"
    return answer


def _context(request: HttpRequest) -> dict[str, Any]:
    reading, person = graded(request), cast("User", request.user)
    asked, key = _asked(request)
    assert reading.result is not None
    index = services.index_of(reading.workspace_folder, key)
    job = None if index is not None else services.job_of_set(person, key)
    return {
        **pages.tools(asked, _choices(reading), key, result=reading.result, folder=reading.workspace_folder),
        "cards": pages.cards(index),
        "is_there": index is not None,
        "job": job,
        "has_failed": job is not None and job.state == FAILED,
        "here": request.path + asked.address(),
    }


def _asked(request: HttpRequest) -> tuple[Asked, str]:
    reading, person = graded(request), cast("User", request.user)
    result = reading.result
    assert result is not None
    asked = Asked.read(
        request.GET,
        run=result.run.id,
        lang=current(),
        choices=_choices(reading),
        is_masked=not person.can("see_contact"),
    )
    return asked, asked.key(services.written_mark(reading.workspace_folder))


def _choices(reading: Reading) -> dict[str, list[str]]:
    return kept(reading, ("pictures", "choices"), queries.choices)
