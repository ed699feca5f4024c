"""The list of customers, its file, and one customer's page."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web.accounts.access import needs
from fenji_web.customers import services
from fenji_web.customers.access import TAGS, needs_second
from fenji_web.customers.forms import ORDER, View
from fenji_web.customers.models import SavedView
from fenji_web.customers.pages import HELP
from fenji_web.customers.pages.listing import FACETS, OPERATORS, VALUELESS, listing, shown
from fenji_web.ui.language import lang_of
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.customers.access import Readable
    from fenji_web.ui.reading import Reading


@needs("see")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The customers that the address asks for; a part of the page for htmx."""
    reading, of = _read(request)
    if of is None:
        return render(request, "customers/nothing.html")
    view, problems = View.read(request.GET, of.columns)
    if (request.GET.get("add") or ORDER in request.GET) and not problems:
        return redirect(reverse("customers:list") + view.address())
    facets = tuple(
        name for name in dict.fromkeys([*FACETS, *view.chosen]) if name != TAGS or of.laid or TAGS in view.chosen
    )
    columns = tuple(column.name for column in shown(of, view))
    found = services.page(reading, of, view, columns)
    if not found.rows and (view.after or view.before):
        return redirect(reverse("customers:list") + view.address())
    counted = services.summary(reading, of, view, facets)
    context = {
        "list": listing(of, view, found, counted, lang_of(request), problems=problems),
        "operators": [(name, f"customers.op_{name}") for name in dict.fromkeys(chain(*OPERATORS.values()))],
        "help": HELP,
        "valueless": " ".join(VALUELESS),
        "may_choose": any(request.user.can(act) for act in ("edit_customer", "export")),  # type: ignore[union-attr]
        "bulk": apps.get_app_config("bulk").newest(request),  # type: ignore[attr-defined]
        "saved": SavedView.objects.filter(person_id=request.user.pk),
    }
    is_part = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")
    name = "customers/found.html" if is_part else "customers/index.html"
    response = render(request, name, context, status=422 if problems else 200)
    response["Vary"] = "HX-Request"
    return response


@needs("see")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the view of an address under a name, for this person alone."""
    _, of = _read(request)
    name = " ".join(request.POST.get("name", "").split())[:40]
    if of is None or not name:
        return redirect("customers:list")
    view, _ = View.read(QueryDict(request.POST.get("query", "").lstrip("?")), of.columns)
    if services.save_view(view, name, by=request.user):  # type: ignore[arg-type]
        messages.success(request, words("customers.view_saved", name=name).say(lang_of(request)))
    else:
        messages.error(request, words("customers.view_no_room").say(lang_of(request)))
    return redirect(reverse("customers:list") + view.address())


@needs("see")
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forgets one of this person's views."""
    SavedView.objects.filter(person_id=request.user.pk, pk=pk).delete()
    return redirect("customers:list")


@needs("export")
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse | HttpResponseRedirect:
    """Exactly the customers and columns of a view, as CSV, streamed."""
    reading, of = _read(request)
    if of is None:
        raise Http404
    view, problems = View.read(request.GET, of.columns)
    if problems:  # a file of other customers than asked for would be believed
        return HttpResponseRedirect(f"{reverse('customers:list')}?{request.GET.urlencode()}")
    columns = shown(of, view)
    if needs_second(of, columns, services.summary(reading, of, view, ()).count):
        return HttpResponseRedirect(f"{reverse('disclosures:ask')}{view.address()}")
    lines = services.lines(of, view, columns, lang_of(request))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="customers-{of.result.run.id}.csv"'
    return response


def _read(request: HttpRequest) -> tuple[Reading, Readable | None]:
    reading = reading_of(request)
    if reading.result is None:
        return reading, None
    sees_contact = request.user.can("see_contact")  # type: ignore[union-attr]
    return reading, services.readable(reading, sees_contact=sees_contact)
