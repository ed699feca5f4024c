"""Customers who are probably one, as a page: looked for, merged, kept apart, taken apart again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fenji_web.accounts.access import needs
from fenji_web.data import queries
from fenji_web.data.views.files import person_of, workspace_of
from fenji_web.runs.services import enqueue

VERDICTS = ("same", "different")


@needs("import")
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs found last that nobody decided since, and the merges that hold."""
    shown, job = queries.computed(person_of(request), "find_duplicates")
    newest = queries.last_entry(workspace_of(request))
    decided = queries.decided_since(shown)
    return render(request, "data/duplicates.html", {
        "shown": shown, "job": job or queries.newest_decision(person_of(request)), "tab": "duplicates",
        "found": shown and queries.pairs_shown(shown.result or {}, decided),
        "is_old": queries.is_old(shown, newest), "is_empty": newest is None,
    })  # fmt: skip


@needs("import")
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Looks for pairs anew."""
    enqueue("find_duplicates", by=person_of(request))
    return redirect("data:duplicates")


@needs("import")
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Two customers are one, or they are not."""
    first, second, verdict = (request.POST.get(name, "") for name in ("first", "second", "verdict"))
    if verdict not in VERDICTS or not first or not second:
        raise Http404
    enqueue("decide_duplicate", by=person_of(request), first=first, second=second, verdict=verdict)
    return redirect("data:duplicates")


@needs("import")
@require_POST
def unmerge(request: HttpRequest) -> HttpResponse:
    """Takes a merge back."""
    customer = request.POST.get("customer", "")
    if not customer:
        raise Http404
    enqueue("unmerge_customer", by=person_of(request), customer=customer)
    return redirect("data:duplicates")
