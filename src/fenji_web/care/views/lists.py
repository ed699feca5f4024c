"""The pool of customers nobody looks after, and a person's own tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fenji_web.accounts.access import needs
from fenji_web.beside.services import laid_here
from fenji_web.care import access, queries, services
from fenji_web.care.models import Task
from fenji_web.care.pages.shown import pool_tiers
from fenji_web.care.views.whose import named, person_of, today_of
from fenji_web.customers.forms import packed, unpacked
from fenji_web.ui.language import current
from fenji_web.ui.reading import reading_of
from fenji_web.ui.remembered import kept
from fenji_web.ui.views import back
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NOT_GRADED = "-"


@needs("see")
@require_safe
def pool(request: HttpRequest) -> HttpResponse:
    """Customers without an owner, by tier and revenue."""
    reading, person = reading_of(request), person_of(request)
    result = reading.result
    if result is None:
        return render(request, "care/nothing.html")
    stamp = laid_here(reading)
    counts = kept(reading, ("care", "pool", stamp), lambda _: queries.pool_counts(result, is_laid=bool(stamp)))
    chosen = request.GET.get("tier")
    tier = {None: None, NOT_GRADED: ""}.get(chosen, chosen)
    page = queries.pool_page(result, is_laid=bool(stamp), tier=tier, after=unpacked(request.GET.get("after", "")))
    sees_contact = person.can("see_contact")
    context = {
        "rows": [{**row, "shown": access.shown_name(row, sees_contact=sees_contact)} for row in page.rows],
        "tiers": pool_tiers(result.scheme.scheme, counts, chosen),
        "count": sum(counts.values()) if chosen is None else counts.get(tier or None, 0),
        "after": packed(page.after) if page.after else "",
        "is_first": "after" not in request.GET,
        "chosen": chosen,
        "colleagues": queries.colleagues() if access.may_assign(person) else [],
    }
    return render(request, "care/pool.html", context)


@needs("edit_customer")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Customers claimed for oneself, or given to a colleague by those who may."""
    result, person = reading_of(request).result, person_of(request)
    wanted = [request.POST["only"]] if "only" in request.POST else request.POST.getlist("customer")[: queries.PAGE]
    wanted = [one for one in dict.fromkeys(wanted) if one in queries.faces(result, wanted, by=person)]
    to = None
    if "assign" in request.POST and "only" not in request.POST:
        to = next((one for one in queries.colleagues() if str(one.pk) == request.POST.get("to")), None)
        if to is None or not access.may_assign(person):
            raise Http404
    refused = [services.claim(result, one, by=person, to=to) for one in wanted]
    taken = refused.count(None)
    if not wanted:
        messages.warning(request, words("care.none_chosen").say(current()))
    if taken:
        messages.success(request, words("care.claimed", n=taken, owner=str(to or person)).say(current()))
    for one in [said for said in refused if said is not None][:3]:
        messages.warning(request, one.say(current()))
    return redirect(back(request) if request.POST.get("next") else reverse("care:pool"))


@needs("edit_customer")
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What one has to do: late, today, later; and what was done of late."""
    person, today = person_of(request), today_of(request)
    still: list[Any] = named(request, list(queries.my_open_tasks(person)[:200]))
    parts = {
        "late": [one for one in still if one["of"].due_on < today],
        "today": [one for one in still if one["of"].due_on == today],
        "later": [one for one in still if one["of"].due_on > today],
    }
    groups = [(f"care.tasks_{name}", name, rows) for name, rows in parts.items() if rows]
    done = named(request, queries.done_lately(person))
    return render(request, "care/tasks.html", {"groups": groups, "done": done, "count": len(still)})


@needs("edit_customer")
@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """A task of one's own is done, or open again."""
    found = Task.objects.filter(pk=pk, person=person_of(request)).first()
    if found is None:
        raise Http404
    services.tick(found, by=person_of(request))
    return redirect("care:tasks")
