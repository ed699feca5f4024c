"""One's own keys; for those who look after people, everybody's."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fenji_web.accounts.access import needs
from fenji_web.accounts.models import User
from fenji_web.api_keys import queries, services
from fenji_web.api_keys.forms import DAYS, USUAL, KeyForm, mistakes, scopes_for
from fenji_web.ui.language import current
from fenji_web.ui.words import words


@needs("see")
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The keys; a new one by POST, shown this once."""
    person = cast("User", request.user)
    if request.method == "GET":
        return _page(request, person)
    form = KeyForm(person, request.POST)
    if not form.is_valid():
        typed = {"typed": request.POST, "chosen": request.POST.getlist("scopes"), "mistakes": mistakes(form)}
        return _page(request, person, status=422, **typed)
    asked = form.cleaned_data
    key, token = services.make_key(person, asked["name"], asked["scopes"], days=asked["days"])
    answer = _page(request, person, made=key, token=token)
    answer["Cache-Control"] = "no-store"
    return answer


@needs("see")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a key back."""
    person = cast("User", request.user)
    key = queries.key_for(person, pk)
    if key is None:
        raise Http404
    services.revoke(key, by=person)
    messages.success(request, words("api_keys.revoked_now", name=key.name).say(current()))
    return redirect("api_keys:index")


def _page(request: HttpRequest, person: User, *, status: int = 200, **more: object) -> HttpResponse:
    scopes = scopes_for(person)
    shown = {
        "keys": queries.keys_of(person),
        "others": queries.keys_of_others(person) if person.can("people") else [],
        "scopes": scopes,
        "chosen": [one for one in ("see",) if one in scopes],
        "days": DAYS,
        "usual_days": USUAL,
        "tab": "settings_keys",
        **more,
    }
    return render(request, "api_keys/index.html", shown, status=status)
