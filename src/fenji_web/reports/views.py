"""Reports as pages: asking for one, the list, its pages, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.reports import pages, queries, services
from fenji_web.reports.forms import DAYS, FORMS, LANGS, Wanted, spans_between
from fenji_web.reports.models import Report
from fenji_web.ui.language import current
from fenji_web.ui.reading import reading_of
from fenji_web.ui.remembered import kept
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from fenji_web.accounts.models import User


@needs("see_whole")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The reports that were made, and the form for another."""
    services.remove_expired()
    return _page(request)


@needs("export", "see_whole")
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Asks the worker for a report."""
    result, first = reading_of(request).result, _first(request)
    if result is None or first is None:
        raise Http404
    known = [key for keys in spans_between(first, result.run.as_of).values() for key in keys]
    person = cast("User", request.user)
    wanted = Wanted.read(request.POST, spans=known, lang=current(), sees_contact=person.can("see_contact"))
    if wanted.problem is not None:
        return _page(request, wanted=wanted, status=422)
    made = services.ask(wanted, result, by=person)
    return redirect("reports:one", made.pk)


@needs("see_whole")
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: live while it is made, then its pages."""
    found = _found(request, pk)
    row = pages.rows([found], cast("User", request.user))[0]
    return render(request, "reports/one.html", {
        "row": row, "report": found, "numbers": services.pages_of(found), "title": _title(found),
        "is_mine": found.job is not None and found.job.created_by_id == request.user.pk,
    })  # fmt: skip


@needs("see_whole")
@require_safe
def page(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One page as a picture."""
    path = services.page_file(_found(request, pk), number)
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png", headers={"Cache-Control": "private, max-age=86400"})


@needs("export", "see_whole")
@require_safe
def file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """One of its files."""
    found = _found(request, pk)
    path = services.folder_of(found.folder) / f"report.{form}"
    if form not in FORMS or not path.is_file():
        raise Http404
    name = f"{found.span}-{found.scheme}-{found.lang}.{form}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=FORMS[form])


@needs("export", "see_whole")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes a report: whoever asked for it may, and who looks after people."""
    found = Report.objects.filter(pk=pk).select_related("job").first()
    if found is None or not pages.rows([found], cast("User", request.user))[0].may_remove:
        raise Http404
    services.remove(found)
    messages.success(request, words("reports.removed").say(current()))
    return redirect("reports:index")


@needs("settings")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """How long reports are kept."""
    days = request.POST.get("days", "")
    if days not in {str(one) for one in DAYS}:
        raise Http404
    services.keep_for(int(days))
    services.remove_expired()
    messages.success(request, words("reports.keep_saved").say(current()))
    return redirect("reports:index")


def _page(request: HttpRequest, *, wanted: Wanted | None = None, status: int = 200) -> HttpResponse:
    result, first, person = reading_of(request).result, _first(request), cast("User", request.user)
    usual = library.quarter_of(result.run.as_of) if result is not None else None
    context: dict[str, Any] = {
        "rows": pages.rows(queries.reports(), person),
        "spans": pages.spans(first, result.run.as_of) if result is not None and first is not None else [],
        "wanted": wanted or Wanted(_key(usual), current(), tuple(FORMS), has_names=False),
        "forms": list(FORMS),
        "langs": LANGS,
        "days": DAYS,
        "kept_days": queries.keeping_days(),
    }
    return render(request, "reports/index.html", context, status=status)


def _key(span: Any) -> str:
    """A quarter as it is written."""
    return "" if span is None else f"{span.first.year}-Q{(span.first.month + 2) // 3}"


def _title(found: Report) -> str:
    return library.read_text(found.named).say(current())


def _found(request: HttpRequest, pk: int) -> Report:
    found = Report.objects.filter(pk=pk).select_related("job", "by").first()
    person = cast("User", request.user)
    if found is None or queries.is_over(found) or not pages.may_open(found, person):
        raise Http404
    return found


def _first(request: HttpRequest) -> date | None:
    reading = reading_of(request)
    return None if reading.result is None else kept(reading, ("reports", "first"), queries.first_month)
