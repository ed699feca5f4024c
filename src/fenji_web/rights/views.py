"""What a role sees; whose customers a person sees; teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fenji_web.accounts.access import BY_ROLE, REACHES, ROLES, needs
from fenji_web.accounts.models import Team, User
from fenji_web.reach.services import said
from fenji_web.rights import services
from fenji_web.rights.forms import ReachForm, TeamForm
from fenji_web.ui.language import current
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("people")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What a role sees, or one person: pages, customers, fields, one customer as they read it; the teams."""
    reading = reading_of(request)
    chosen = request.GET.get("who", "sales")
    looked_at = _looked_at(chosen)
    everyone = reading.result.run.customers if reading.result else None
    context = {
        "tab": "settings_rights",
        "roles": list(ROLES),
        "people": User.objects.filter(is_active=True),
        "chosen": chosen,
        "person": looked_at,
        "seen": services.seen_by(looked_at, reading.scheme, whole=everyone),
        "teams": Team.objects.prefetch_related("people"),
    }
    return render(request, "rights/index.html", context)


@needs("people")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Which customers one person sees; another answer by POST."""
    found = get_object_or_404(User, pk=pk)
    reading = reading_of(request)
    places = services.places(reading.workspace_folder, reading.scheme)
    every = [one for place, cities in places.items() for one in (place, *cities)]
    sent = request.POST if request.method == "POST" else None
    form = ReachForm([*every, *(one for one in found.regions if one not in every)], sent)
    if request.method == "POST" and form.is_valid():
        services.change_reach(found, **form.cleaned_data)
        messages.success(request, words("rights.changed", name=str(found), who=said(found)).say(current()))
        return redirect("rights:person", pk)
    context = {
        "tab": "settings_rights",
        "person": found,
        "is_narrowable": services.is_narrowable(found),
        "by_role": BY_ROLE.get(found.role, ""),
        "reaches": REACHES,
        "teams": Team.objects.all(),
        "places": places,
        "elsewhere": [one for one in found.regions if one not in every],
        "seen": said(found),
        "is_wrong": form.is_bound,
    }
    return render(request, "rights/person.html", context, status=422 if form.is_bound else 200)


@needs("people")
@require_POST
def teams(request: HttpRequest) -> HttpResponse:
    """A new team."""
    form = TeamForm(None, request.POST)
    if form.is_valid():
        Team.objects.create(**form.cleaned_data)
    else:
        messages.error(request, words("rights.team_taken").say(current()))
    return redirect("rights:index")


@needs("people")
@require_POST
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """A team renamed, or dissolved: its people stay, in none."""
    found = get_object_or_404(Team, pk=pk)
    if "remove" in request.POST:
        found.delete()
        messages.success(request, words("rights.team_gone", name=found.name).say(current()))
        return redirect("rights:index")
    form = TeamForm(found, request.POST)
    if form.is_valid():
        found.name = form.cleaned_data["name"]
        found.save(update_fields=["name"])
    else:
        messages.error(request, words("rights.team_taken").say(current()))
    return redirect("rights:index")


def _looked_at(chosen: str) -> User:
    """The role or the person named; for other words there is no such page."""
    if chosen in ROLES:
        return services.somebody_of(chosen)
    found = User.objects.filter(pk=chosen, is_active=True).first() if chosen.isdecimal() else None
    if found is None:
        raise Http404
    return found
