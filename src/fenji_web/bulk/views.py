"""Bulk changes as pages: the dialog that confirms one, carrying it out, the way back, all there were."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web.accounts.access import needs
from fenji_web.bulk import access, services
from fenji_web.bulk.forms import GROUPS, read_chosen, read_wish
from fenji_web.bulk.models import Bulk
from fenji_web.bulk.pages import outcome, rest
from fenji_web.care.access import may_assign
from fenji_web.care.queries import colleagues, usual_tags
from fenji_web.care.views.whose import today_of
from fenji_web.customers.access import needs_second
from fenji_web.customers.pages.asked import asked_lines
from fenji_web.customers.pages.listing import shown
from fenji_web.customers.queries import every_row
from fenji_web.customers.services import lines, readable, summary, write_list
from fenji_web.runs.services import enqueue
from fenji_web.ui.language import lang_of
from fenji_web.ui.reading import reading_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from fenji_web.accounts.models import User
    from fenji_web.bulk.forms import Chosen, Wish
    from fenji_web.customers.access import Readable
    from fenji_web.ui.reading import Reading

_MOST_SHOWN = 100
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@needs("edit_customer")
@require_POST
def ask(request: HttpRequest, group: str) -> HttpResponse:
    """The dialog that says for how many customers, and asks what."""
    reading, of = _read(request, group)
    chosen = read_chosen(request.POST, of)
    if chosen is None:
        return render(request, "bulk/nobody.html", status=422)
    return _dialog(request, group, chosen, summary(reading, of, chosen.view, ()).count)


@needs("edit_customer")
@require_POST
def do(request: HttpRequest, group: str) -> HttpResponse:
    """Carries out what was confirmed: at once for some, as a job for many."""
    reading, of = _read(request, group)
    person, chosen = _person(request), read_chosen(request.POST, of)
    if chosen is None:
        return render(request, "bulk/nobody.html", status=422)
    count = summary(reading, of, chosen.view, ()).count
    wish = read_wish(request.POST, group, count, by=person, colleagues=_colleagues(person, group))
    if wish.problems or count != chosen.confirmed or chosen.run != of.result.run.id:
        return _dialog(request, group, chosen, count, wish=wish)
    bulk = Bulk(
        person=person, step=wish.step, what=wish.what, to=wish.to, due_on=wish.due_on, head_count=count,
        scheme=reading.scheme, run=of.result.run.id, query=chosen.view.address(), customers=list(chosen.customers),
    )  # fmt: skip
    if count > access.AT_ONCE:
        _ask_worker(bulk, person)
    else:
        bulk.save()
        services.carry_out(bulk, services.faces(every_row(of, services.narrow(chosen.view, chosen.customers))))
    return _onward(request)


@needs("export")
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The customers chosen as a file: CSV at once; a workbook at once for some, from the worker for many."""
    reading, of = _read(request, "tag")
    chosen, lang = read_chosen(request.POST, of), lang_of(request)
    if chosen is None:
        return redirect("customers:list")
    columns, view, name = shown(of, chosen.view), chosen.view, f"customers-{of.result.run.id}"
    count = summary(reading, of, view, ()).count
    form = "xlsx" if request.POST.get("kind") == "xlsx" else "csv"
    if needs_second(of, columns, count):
        return redirect(f"{reverse('disclosures:ask')}{_with_form(view.address(), form)}")
    if form == "csv":
        return _attached(StreamingHttpResponse(lines(of, view, columns, lang)), f"{name}.csv")
    if count > access.MOST_ROWS_AT_ONCE:
        asked = {"scheme": reading.scheme, "run": of.result.run.id, "query": view.address(), "only": list(view.only)}
        return redirect("runs:job", enqueue("list_workbook", by=_person(request), lang=lang, **asked).pk)
    with TemporaryDirectory(prefix="fenji-list-") as folder:
        path = write_list(of, view, columns, Path(folder) / "list.xlsx", lang, asked=asked_lines(of, view))
        return _attached(HttpResponse(path.read_bytes()), f"{name}.xlsx")


@needs("edit_customer")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a bulk change back, as far as nobody has changed the same since."""
    person, done = _person(request), get_object_or_404(Bulk, pk=pk)
    if not access.may_undo(person, done):
        raise Http404
    bulk = Bulk(person=person, step=done.step, what=done.what, to=done.to, head_count=done.done, undoes=done)
    if done.done > access.AT_ONCE:
        _ask_worker(bulk, person)
    else:
        bulk.save()
        services.take_back(bulk)
    return _onward(request)


@needs("edit_customer")
@require_POST
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """The result of one's own bulk change was read."""
    services.told(get_object_or_404(Bulk, pk=pk, person=_person(request)))
    return HttpResponse(status=200) if request.headers.get("HX-Request") else redirect("customers:list")


@needs("edit_customer")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The bulk changes of late: one's own, or everybody's."""
    person = _person(request)
    found = Bulk.objects.select_related("person", "to", "job", "undoes", "undone_by")
    mine = found if may_assign(person) else found.filter(person=person)
    return render(request, "bulk/index.html", {"rows": [_told(person, one) for one in mine[:_MOST_SHOWN]]})


def newest(request: HttpRequest) -> dict[str, Any] | None:
    """What the list says of the person's last bulk change; None where there is nothing to say."""
    person = _person(request)
    found = services.newest_untold(person) if person.can("edit_customer") else None
    return None if found is None else _told(person, found)


def _with_form(address: str, form: str) -> str:
    return f"{address}{'&' if address else '?'}form={form}"


def _attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """An answer that browsers keep as a file."""
    response["Content-Type"] = _TYPES[name.rpartition(".")[2]]
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _told(person: User, bulk: Bulk) -> dict[str, Any]:
    return {"of": bulk, "outcome": outcome(bulk), "rest": rest(bulk), "may_undo": access.may_undo(person, bulk)}


def _dialog(request: HttpRequest, group: str, chosen: Chosen, count: int, *, wish: Wish | None = None) -> HttpResponse:
    """The dialog, anew where something is wrong or other customers match by now."""
    person = _person(request)
    is_other = wish is not None and chosen.confirmed is not None and chosen.confirmed != count
    context = {
        "group": group,
        "chosen": chosen,
        "count": count,
        "run": request.fenji.result.run.id,  # type: ignore[attr-defined]
        "wish": wish,
        "before": chosen.confirmed if is_other else None,
        "steps": access.steps_of(person) if group == "owner" else GROUPS[group],
        "colleagues": _colleagues(person, group),
        "tags": usual_tags() if group == "tag" else [],
        "is_many": count > access.AT_ONCE,
        "is_too_many": group == "task" and count > access.MOST_TASKS,
        "most_tasks": access.MOST_TASKS,
        "due_on": request.POST.get("due_on") or (today_of(request) + timedelta(days=7)).isoformat(),
        "typed": request.POST,
    }
    return render(request, "bulk/dialog.html", context, status=200 if wish is None else 422)


@transaction.atomic
def _ask_worker(bulk: Bulk, person: User) -> None:
    bulk.save()
    bulk.job = enqueue("bulk", by=person, bulk=bulk.pk)
    bulk.save(update_fields=["job"])


def _onward(request: HttpRequest) -> HttpResponse:
    """The same page anew: it says what came of it."""
    if not request.headers.get("HX-Request"):
        return redirect("customers:list")
    return HttpResponse(headers={"HX-Refresh": "true"})


def _colleagues(person: User, group: str) -> list[User]:
    return colleagues() if group != "tag" and may_assign(person) else []


def _read(request: HttpRequest, group: str) -> tuple[Reading, Readable]:
    reading = reading_of(request)
    if group not in GROUPS or reading.result is None:
        raise Http404
    return reading, readable(reading, sees_contact=_person(request).can("see_contact"))


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
