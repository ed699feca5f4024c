"""The first page of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fenji_web.accounts.access import needs
from fenji_web.customers.services import readable
from fenji_web.insights.services import OF_ALL
from fenji_web.playbook.services import findings
from fenji_web.today import pages, queries
from fenji_web.ui.reading import reading_of
from fenji_web.ui.remembered import kept

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User

CHARTS = ("tier_history", "moves_sankey", "concentration", "score_spread")


@needs("see")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The ladder, what changed, what stands out; before the first grading, the way to it."""
    reading = reading_of(request)
    if reading.result is None:
        return render(request, "today/start.html")
    standing = kept(reading, ("standing",), queries.standing)
    person = cast("User", request.user)
    sees_names = person.can("see_contact")
    of = readable(reading, sees_contact=sees_names)
    found = findings(reading, of)
    context = {
        "tasks": pages.tasks(reading, reading.result.run, person),
        "run": reading.result.run,
        "previous": reading.result.previous,
        "standing": standing,
        "ladder": pages.ladder(standing),
        "revenue": pages.revenue(standing),
        "changes": pages.changes(standing, is_part=bool(reading.scope)),
        "promoted": pages.movers(standing.promoted, sees_names=sees_names),
        "demoted": pages.movers(standing.demoted, sees_names=sees_names),
        "sentences": pages.standing_out(found, of),
        "findings": len(found),
        "charts": [name for name in CHARTS if not (reading.scope and name in OF_ALL)],
    }
    return render(request, "today/index.html", context)


@needs("see_whole")
@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """Who was in the run before and is not in this one."""
    reading = reading_of(request)
    result = reading.result
    if result is None or result.previous is None or not result.gone:
        raise Http404
    standing = kept(reading, ("standing",), queries.standing)
    found = kept(reading, ("gone",), queries.gone)
    changed = standing.changes.get("gone", queries.NOTHING)
    context = {
        "people": pages.movers(found, sees_names=cast("User", request.user).can("see_contact")),
        "count": changed.customers,
        "is_cut": changed.customers > len(found),
        "most": queries.MOST_GONE,
        "previous": result.previous,
        "run": result.run,
    }
    return render(request, "today/gone.html", context)
