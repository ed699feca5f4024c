"""The panel on a customer's page: notes, tasks, tags, owner, overrides; loaded and changed piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fenji_web.accounts.access import needs
from fenji_web.care import access, forms, queries, services
from fenji_web.care.models import Task
from fenji_web.care.pages.shown import overrides_shown, records_shown
from fenji_web.care.views.whose import customer_url, face_of, grading_day, person_of, today_of
from fenji_web.ui.reading import reading_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from fenji_web.library import Text

TABS = ("notes", "tasks", "tags", "owner", "override")


@needs("see")
@require_safe
def panel(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The panel as a part of a page."""
    face = face_of(request, customer_id)
    return _panel(request, face, request.GET.get("tab", "notes"))


@needs("edit_customer")
@require_POST
def note(request: HttpRequest, customer_id: str) -> HttpResponse:
    """One more note."""
    face = face_of(request, customer_id)
    services.write_note(customer_id, forms.read_words(request.POST.get("text", ""), 2000), by=person_of(request))
    return _panel(request, face, "notes")


@needs("edit_customer")
@require_POST
def task(request: HttpRequest, customer_id: str) -> HttpResponse:
    """One more task, or one that is done or open again."""
    face = face_of(request, customer_id)
    person = person_of(request)
    if "tick" in request.POST:
        wanted = request.POST["tick"]
        found = Task.objects.filter(pk=int(wanted) if wanted.isdecimal() else 0, customer_id=customer_id).first()
        if found is None:
            raise Http404
        services.tick(found, by=person)
        return _panel(request, face, "tasks")
    what, due_on, problems = forms.read_task(request.POST)
    if due_on is None or problems:
        return _panel(request, face, "tasks", problems=problems, typed=request.POST.dict())
    services.add_task(customer_id, what, due_on, by=person)
    return _panel(request, face, "tasks")


@needs("edit_customer")
@require_POST
def tag(request: HttpRequest, customer_id: str) -> HttpResponse:
    """One tag more, or one less."""
    face = face_of(request, customer_id)
    if "remove" in request.POST:
        services.remove_tag(customer_id, forms.read_words(request.POST["remove"], 30), by=person_of(request))
    else:
        services.add_tag(customer_id, forms.read_words(request.POST.get("name", ""), 30), by=person_of(request))
    return _panel(request, face, "tags")


@needs("edit_customer")
@require_POST
def owner(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The customer claimed, returned to the pool, or given to somebody."""
    face = face_of(request, customer_id)
    result, person, step = reading_of(request).result, person_of(request), request.POST.get("step")
    refused: Text | None
    if step == "claim":
        refused = services.claim(result, customer_id, by=person)
    elif step == "return":
        refused = services.give_back(result, customer_id, by=person)
    else:
        to = next((one for one in queries.colleagues() if str(one.pk) == request.POST.get("to")), None)
        if to is None:
            raise Http404
        refused = services.assign(result, customer_id, to, by=person)
    return _panel(request, face, "owner", refused=refused)


def _panel(request: HttpRequest, face: Mapping[str, Any], tab: str, **more: Any) -> HttpResponse:
    """The panel for htmx; without it back to the customer's page."""
    is_wrong = bool(more.get("problems") or more.get("refused"))
    onward = customer_url(face)
    if request.method == "POST" and not request.headers.get("HX-Request") and onward and not is_wrong:
        return redirect(onward)
    context = {**_context(request, face, tab if tab in TABS else "notes"), **more}
    return render(request, "care/panel.html", context, status=422 if is_wrong else 200)


def _context(request: HttpRequest, face: Mapping[str, Any], tab: str) -> dict[str, Any]:
    reading, person = reading_of(request), person_of(request)
    result, customer_id = reading.result, str(face["customer_id"])
    held, here = queries.ownership_of(result, customer_id, face)
    notes, todo = queries.notes_of(customer_id), queries.tasks_of(customer_id)
    tags, set_by_hand = queries.tags_of(customer_id), queries.overrides_of(customer_id)
    counts = {"notes": len(notes), "tasks": sum(one.done_at is None for one in todo), "tags": len(tags)}
    counts["override"] = sum(one.state == "waiting" for one in set_by_hand)
    sees_contact, may_assign = person.can("see_contact"), access.may_assign(person)
    newer = queries.newer_records(customer_id, result.run.snapshot if result else None)
    return {
        "customer_id": customer_id,
        "is_graded": face["is_graded"],
        "tab": tab,
        "tabs": [(name, f"care.tab_{name}", counts.get(name, 0)) for name in TABS],
        "notes": notes,
        "tasks": todo,
        "today": today_of(request),
        "tags": tags,
        "usual_tags": queries.usual_tags() if tab == "tags" else [],
        "owner": held,
        "may_return": bool(held) and (may_assign or access.is_own(person, held, here.person_id if here else None)),
        "colleagues": queries.colleagues() if may_assign and tab == "owner" else [],
        "changes": queries.changes_of(customer_id, "owner") if tab == "owner" else [],
        "overrides": overrides_shown(set_by_hand, grading_day(request)),
        "records": records_shown(newer, reading.currency, sees_contact=sees_contact),
        "may_edit": person.can("edit_customer"),
        "sees_contact": sees_contact,
        "sees_notes": person.can("see_notes"),
    }
