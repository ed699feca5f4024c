"""Privacy as pages: what people asked and by when, opt-outs and consents, contact lists, one customer's part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.care.views.whose import face_of, named, today_of
from fenji_web.privacy import pages, queries, services
from fenji_web.privacy.forms import Asked, Decided, Listing, consent_of
from fenji_web.privacy.models import DAYS, SECOND, SIGNIFICANT, Case
from fenji_web.runs.access import may_fetch
from fenji_web.runs.services import enqueue
from fenji_web.ui.language import current
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from fenji_web.accounts.models import User

_KEPT = ("keep_consent", "opt_out")


@needs("privacy")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Requests, objections and significant decisions: what waits with its clock, and what was decided."""
    return _cases(request)


@needs("privacy")
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Somebody asked for something."""
    asked = Asked.read(request.POST)
    if asked.problem:
        return _cases(request, asked=asked, status=422)
    try:
        face = face_of(request, asked.customer_id)
    except Http404:
        return _cases(
            request, asked=Asked(asked.kind, asked.customer_id, asked.words, asked.came_by, "unknown"), status=422
        )
    result = reading_of(request).result
    made = services.open_case(
        asked, by=_person(request), tier=face["tier"] or "", run=result.run.id if result is not None else ""
    )
    return redirect("privacy:case", made.pk)


@needs("privacy")
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what they said, the grade it is about, the clock, and the decision."""
    return _case(request, get_object_or_404(Case, pk=pk))


@needs("privacy")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A person decides, with a reason."""
    found, decided = get_object_or_404(Case, pk=pk), Decided.read(request.POST)
    if not services.may_decide(found, _person(request)) or found.state == SECOND:
        raise Http404
    if decided.problem:
        return _case(request, found, problem=decided.problem, status=422)
    return _step(request, pk, lambda: services.decide(pk, decided, by=_person(request)))


@needs("privacy")
@require_POST
def second(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees, or does not."""
    found = get_object_or_404(Case, pk=pk)
    if not services.may_decide(found, _person(request)):
        raise Http404
    agrees = request.POST.get("agrees") == "yes"
    return _step(request, pk, lambda: services.second(pk, by=_person(request), agrees=agrees))


@needs("privacy")
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """They do not accept the decision: it is opened again."""
    found = get_object_or_404(Case, pk=pk)
    given = {**request.POST.dict(), "kind": "objection", "customer": found.customer_id}
    asked = Asked.read({name: str(value) for name, value in given.items()})
    if asked.problem:
        return _case(request, found, problem=asked.problem, status=422)
    try:
        made = services.appeal(pk, asked, by=_person(request))
    except services.NotNow:
        messages.error(request, words("privacy.not_now").say(current()))
        return redirect("privacy:case", pk)
    return redirect("privacy:case", made.pk)


@needs("privacy")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who has opted out, and what was consented to."""
    folder, today = reading_of(request).workspace_folder, today_of(request)
    rows = [pages.Row(one["whose"], one) for one in queries.opted_out(folder)]
    said = [pages.Row(one["whose"], one) for one in queries.newest_words(folder, today)]
    context = {
        "tab": "people",
        "out": named(request, rows),
        "out_count": queries.out_count(folder),
        "consents": [pages.consent_line(one) for one in queries.consent_counts(folder, today)],
        "said": [{**one, "line": pages.consent_line(one["of"].row)} for one in named(request, said)],
    }
    return render(request, "privacy/people.html", context)


@needs("export")
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Contact lists: a new one, and those written lately."""
    return _lists(request)


@needs("export")
@require_POST
def make_list(request: HttpRequest) -> HttpResponse:
    """Asks the worker for a list."""
    reading = reading_of(request)
    if reading.result is None or not _person(request).can("see_contact"):
        raise Http404
    wanted = Listing.read(request.POST, tuple(tier.key for tier in reading.result.scheme.scheme.tiers))
    if wanted is None:
        raise Http404
    job = enqueue(
        "contact_list",
        by=_person(request),
        scheme=reading.scheme,
        purpose=wanted.purpose,
        channel=wanted.channel,
        tiers=list(wanted.tiers),
        form=wanted.form,
        lang=current(),
    )
    return redirect(f"{reverse('privacy:lists')}?job={job.pk}")


@needs("see")
@require_safe
def panel(request: HttpRequest, customer_id: str) -> HttpResponse:
    """A customer's part: opted out or not, what they consented to, what they asked."""
    return _panel(request, customer_id)


@needs("edit_customer")
@require_POST
def consent(request: HttpRequest, customer_id: str) -> HttpResponse:
    """One word of theirs on one purpose and channel."""
    face_of(request, customer_id)
    given = consent_of(request.POST)
    if given["event"] not in ("granted", "withdrawn"):
        raise Http404
    job = enqueue("keep_consent", by=_person(request), customer=customer_id, given=given)
    return redirect(f"{reverse('privacy:panel', args=[customer_id])}?job={job.pk}")


@needs("edit_customer")
@require_POST
def opt(request: HttpRequest, customer_id: str) -> HttpResponse:
    """They opt out of profiling, or take that back."""
    face_of(request, customer_id)
    step, asked = (
        request.POST.get("step", ""),
        Asked.read({**request.POST.dict(), "kind": "objection", "customer": "-"}),
    )
    if step not in ("out", "in"):
        raise Http404
    if asked.problem or not asked.came_by:
        return _panel(request, customer_id, problem="no_words", status=422)
    job = enqueue(
        "opt_out", by=_person(request), customer=customer_id, step=step, words=asked.words, came_by=asked.came_by
    )
    return redirect(f"{reverse('privacy:panel', args=[customer_id])}?job={job.pk}")


@needs("privacy")
@require_POST
def export(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Everything held about them, as a file."""
    face_of(request, customer_id)
    form = request.POST.get("form", "")
    if form not in ("json", "xlsx"):
        raise Http404
    job = enqueue("subject_export", by=_person(request), customer=customer_id, form=form, lang=current())
    return redirect(f"{reverse('privacy:panel', args=[customer_id])}?job={job.pk}")


@needs("see")
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file that one had written; nobody else's."""
    found = queries.job_of(_person(request), str(pk), ("contact_list", "subject_export", "processing_record"))
    name = str((found.result or {}).get("file", "")) if found is not None else ""
    path = reading_of(request).workspace_folder / "web" / "exports" / name
    if found is None or not name or not may_fetch(_person(request), found) or not path.is_file():
        raise Http404
    return FileResponse(Path(path).open("rb"), as_attachment=True, filename=path.name)


def _cases(request: HttpRequest, *, asked: Asked | None = None, status: int = 200) -> HttpResponse:
    waiting = list(queries.open_cases())
    closed = list(queries.closed_cases()[: queries.PAGE])
    folder = reading_of(request).workspace_folder
    context = {
        "tab": "cases",
        "waiting": named(request, waiting),
        "closed": named(request, closed),
        "late": sum(one.is_late for one in waiting),
        "out_count": queries.out_count(folder),
        "kinds": [(key, words(f"privacy.kind_{key}"), days) for key, days in DAYS.items()],
        "significant": SIGNIFICANT,
        "asked": asked,
        "problem": words(f"privacy.problem_{asked.problem}") if asked else None,
    }
    return render(request, "privacy/index.html", context, status=status)


def _case(request: HttpRequest, found: Case, *, problem: str = "", status: int = 200) -> HttpResponse:
    (shown,) = named(request, [found])
    context = {
        "tab": "cases",
        "one": shown,
        "case": found,
        "kind": words(f"privacy.kind_{found.kind}"),
        "outcomes": [(key, words(f"privacy.outcome_{key}")) for key in pages.outcomes_of(found)],
        "may_decide": services.may_decide(found, _person(request)),
        "may_appeal": found.state == "closed" and not found.appeal.exists(),
        "appeal": found.appeal.first(),
        "in_force": services.is_in_force(found),
        "problem": words(f"privacy.problem_{problem}") if problem else None,
    }
    return render(request, "privacy/case.html", context, status=status)


def _lists(request: HttpRequest) -> HttpResponse:
    reading, person = reading_of(request), _person(request)
    job = queries.job_of(person, request.GET.get("job", ""), ("contact_list",))
    context = {
        "tab": "lists",
        "job": job if job is not None and (job.is_open or job.state == "failed") else None,
        "next": reverse("privacy:lists"),
        "tiers": reading.result.scheme.scheme.tiers if reading.result is not None else (),
        "purposes": library.PURPOSES,
        "channels": library.CHANNELS,
        "files": [pages.list_line(one) for one in queries.files_of(person, "contact_list")],
    }
    return render(request, "privacy/lists.html", context)


def _panel(request: HttpRequest, customer_id: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    face_of(request, customer_id)
    reading, person = reading_of(request), _person(request)
    job = queries.job_of(person, request.GET.get("job", ""), (*_KEPT, "subject_export"))
    standing = queries.standing_of(reading.workspace_folder, customer_id, today_of(request))
    context: dict[str, Any] = {
        "customer_id": customer_id,
        "job": job if job is not None and (job.is_open or job.state == "failed") else None,
        "ready": job if job is not None and job.state == "done" and "file" in (job.result or {}) else None,
        "next": reverse("privacy:panel", args=[customer_id]) + (f"?job={job.pk}" if job is not None else ""),
        "out": standing.out,
        "consents": [pages.consent_line(one) for one in standing.consents],
        "cases": queries.cases_of(customer_id) if person.can("privacy") else [],
        "purposes": library.PURPOSES,
        "channels": library.CHANNELS,
        "problem": words(f"privacy.problem_{problem}") if problem else None,
    }
    return render(request, "privacy/panel.html", context, status=status)


def _step(request: HttpRequest, pk: int, act: Any) -> HttpResponse:
    try:
        act()
    except services.NotNow:
        messages.error(request, words("privacy.not_now").say(current()))
    return redirect("privacy:case", pk)


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
