"""One customer's contact data for a reason; large exports asked for, let through and fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import most_alone, needs
from fenji_web.customers.access import needs_second
from fenji_web.customers.forms import View
from fenji_web.customers.pages.asked import asked_lines
from fenji_web.customers.pages.listing import shown
from fenji_web.customers.services import readable, summary
from fenji_web.disclosures import access, forms, queries, services
from fenji_web.disclosures.pages import column_labels, contact_lines, outcome
from fenji_web.ui.language import current, lang_of
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from fenji_web.accounts.models import User
    from fenji_web.disclosures.models import Release

_TYPES = {"csv": "text/csv; charset=utf-8",
          "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip


@needs("unmask")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unmask(request: HttpRequest, customer_id: str) -> HttpResponse:
    """One customer's contact data, to those who say why and type their password again, for ten minutes."""
    person, row = _person(request), _row(request, customer_id)
    now, problem, reason = queries.shown_now(person, customer_id), None, ""
    if request.method == "POST" and now is None:
        reason = forms.read_reason(request.POST.get("reason", ""))
        if not reason:
            problem = words("disclosures.no_reason")
        elif queries.shown_today(person) >= access.MOST_A_DAY:
            problem = words("disclosures.enough_today", n=access.MOST_A_DAY)
        else:
            problem = forms.refused(request, person)
        if problem is None:
            contact = services.contact_of(row)
            services.show(person, customer_id, reason, [*contact], address=request.META.get("REMOTE_ADDR", ""))
            return redirect("disclosures:unmask", customer_id)
    context = {
        "customer_id": customer_id,
        "name": library.masks.mask("name", row.get("name"), is_company=row.get("kind") == "company") or customer_id,
        "now": now,
        "lines": contact_lines(services.contact_of(row), now.fields) if now is not None else [],
        "problem": problem,
        "reason": reason or request.POST.get("reason", ""),
        "needs_password": forms.needs_password(person),
        "minutes": access.SHOWN_FOR.seconds // 60,
    }
    return render(request, "disclosures/unmask.html", context, status=422 if problem else 200)


@needs("see")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The large exports a person asked for; those of others, to who may let them through."""
    services.remove_expired()
    person = _person(request)
    may = person.can("approve_export")
    context = {
        "mine": [_line(person, one) for one in queries.own(person)],
        "others": [_line(person, one) for one in queries.others(person)] if may else [],
        "may_decide": may,
        "may_ask": person.can("export"),
        "days": access.days_kept(),
        "most": most_alone(),
    }
    return render(request, "disclosures/index.html", context)


@needs("export", "see_contact")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A large export asked for: what it will hold, and why it is needed."""
    reading, person = reading_of(request), _person(request)
    if reading.result is None:
        raise Http404
    of = readable(reading, sees_contact=person.can("see_contact"))
    view, problems = View.read(request.GET, of.columns)
    if problems or view.only:
        raise Http404
    columns, count = shown(of, view), summary(reading, of, view, ()).count
    form = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    if not needs_second(of, columns, count):
        return redirect(f"/customers/{view.address()}")
    reason = forms.read_reason(request.POST.get("reason", ""))
    if request.method == "POST" and reason:
        services.ask(
            person, reason, address=request.META.get("REMOTE_ADDR", ""), scheme=reading.scheme, run=of.result.run.id,
            query=view.address(), columns=[one.name for one in columns], rows=count, form=form, lang=lang_of(request),
        )  # fmt: skip
        messages.success(request, words("disclosures.asked").say(current()))
        return redirect("disclosures:index")
    context = {
        "count": count,
        "columns": columns,
        "asked": asked_lines(of, view),
        "form": form,
        "days": access.days_kept(),
        "is_wrong": request.method == "POST",
        "back": f"/customers/{view.address()}",
    }
    return render(request, "disclosures/ask.html", context, status=422 if context["is_wrong"] else 200)


@needs("approve_export")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets another's export through, or refuses it with a word why."""
    person, found = _person(request), _found(request, pk)
    if not access.may_decide(person, found) or request.POST.get("step") not in ("approve", "refuse"):
        raise Http404
    answer = " ".join(request.POST.get("answer", "").replace("\x00", "").split())[: access.LONGEST_REASON]
    is_yes = request.POST["step"] == "approve"
    done = services.decide(found, person, is_yes=is_yes, answer=answer, address=request.META.get("REMOTE_ADDR", ""))
    if not done:
        messages.error(request, words("disclosures.decided_meanwhile").say(current()))
    return redirect("disclosures:index")


@needs("export")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes one's own wish back."""
    found = _found(request, pk)
    if found.asked_by_id != request.user.pk:
        raise Http404
    services.withdraw(found)
    return redirect("disclosures:index")


@needs("export", "see_contact")
@never_cache
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to who asked for it alone, until its time is over."""
    person, found = _person(request), _found(request, pk)
    path = services.place_of(found)
    if not access.may_fetch(person, found) or not found.is_there or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=_TYPES[found.form])


def _line(person: User, release: Release) -> dict[str, Any]:
    return {
        "of": release,
        "columns": column_labels(release.columns),
        "outcome": outcome(release),
        "may_decide": release.state == "waiting" and access.may_decide(person, release),
        "may_withdraw": release.state == "waiting" and release.asked_by_id == person.pk,
        "may_fetch": release.is_there and access.may_fetch(person, release),
    }


def _found(request: HttpRequest, pk: int) -> Release:
    found = queries.release_of(_person(request), pk)
    if found is None:
        raise Http404
    return found


def _row(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    result = reading_of(request).result
    if result is None:
        raise Http404
    try:
        return dict(result.customer(customer_id).row)
    except library.UnknownCustomer:
        raise Http404 from None


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
