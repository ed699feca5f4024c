"""Customers who are probably one, as pages: looked for, compared, merged, kept apart, taken apart again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fenji_web.accounts.access import needs
from fenji_web.data.queries import computed, is_old, last_entry
from fenji_web.data.views.files import person_of, workspace_of
from fenji_web.duplicates import pages, queries
from fenji_web.runs.models import DONE
from fenji_web.runs.services import enqueue
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.runs.models import Job

VERDICTS = ("same", "different")


@needs("import")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The pairs found last that nobody decided since, and the merges that hold."""
    shown, job = computed(person_of(request), queries.FIND)
    newest = last_entry(workspace_of(request))
    decided = queries.decided_since(shown)
    context = {
        "shown": shown,
        "job": job or queries.newest_decision(person_of(request)),
        "tab": "duplicates",
        "found": shown and queries.pairs_shown(shown.result or {}, decided),
        "is_old": is_old(shown, newest),
        "is_empty": newest is None,
    }
    return render(request, "duplicates/index.html", context)


@needs("import")
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Looks for pairs anew."""
    enqueue(queries.FIND, by=person_of(request))
    return redirect("duplicates:index")


@needs("import")
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Puts two customers side by side; `into` names the one that would stay."""
    first, second, into = (request.POST.get(name, "") for name in ("first", "second", "into"))
    if not first or not second or into not in ("", first, second):
        raise Http404
    job = enqueue(queries.COMPARE, by=person_of(request), first=first, second=second, into=into or None)
    return redirect("duplicates:compared", job.pk)


@needs("import")
@require_GET
def compared(request: HttpRequest, pk: int) -> HttpResponse:
    """Two customers side by side: what each has, which values would stay, the grade of both as one."""
    job = queries.comparison(person_of(request), pk)
    if job is None:
        raise Http404
    context: dict[str, Any] = {"job": job, "tab": "duplicates", "first": job.arguments["first"]}
    context["second"] = job.arguments["second"]
    if job.state == DONE and job.result:
        context |= _sides(request, job)
    return render(request, "duplicates/compare.html", context)


@needs("import")
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Two customers are one, or they are not."""
    first, second, verdict = (request.POST.get(name, "") for name in ("first", "second", "verdict"))
    into = request.POST.get("into") or None
    if verdict not in VERDICTS or not first or not second or into not in (None, first, second):
        raise Http404
    enqueue(queries.DECIDE, by=person_of(request), first=first, second=second, verdict=verdict, into=into)
    messages.success(request, words(f"duplicates.asked_{verdict}").say(current()))
    return redirect("duplicates:index")


@needs("import")
@require_POST
def unmerge(request: HttpRequest) -> HttpResponse:
    """Takes a merge back."""
    customer = request.POST.get("customer", "")
    if not customer:
        raise Http404
    enqueue(queries.UNMERGE, by=person_of(request), customer=customer)
    return redirect("duplicates:index")


def _sides(request: HttpRequest, job: Job) -> dict[str, Any]:
    person, result, lang = person_of(request), job.result or {}, current()
    sides, run = result["sides"], result["run"]
    reading = request.fenji  # type: ignore[attr-defined]
    tiers = [result["standings"].get(one) for one in sides["before"]]
    shown, _ = computed(person, queries.FIND)
    names = {one: row.get("name") or one for one, row in sides["before"].items()}
    if not person.can("see_contact"):
        names = {one: one for one in names}
    into = result["into"]
    told = names if len(set(names.values())) == len(names) else {one: one for one in names}
    return {
        "into": into,
        "heads": [{"id": one, "name": names[one], "stays": one == into} for one in sides["before"]],
        "kept_name": told[into],
        "other_name": next((name for one, name in told.items() if one != into), ""),
        "profile": pages.profile_lines(sides, lang, sees_contact=person.can("see_contact")),
        "tables": pages.table_lines(sides),
        "tiers": [*tiers, result["together"]],
        "grades": pages.grade_lines(result, reading.currency, lang),
        "run": run,
        "run_day": run and date.fromisoformat(run["as_of"]),
        "run_title": run and reading.title_of(run["scheme"]),
        "is_shown_scheme": bool(run) and run["scheme"] == reading.scheme,
        "pair": queries.reasons_of(shown, set(names)),
        "is_settled": queries.is_decided(job),
        "back": reverse("duplicates:index"),
    }
