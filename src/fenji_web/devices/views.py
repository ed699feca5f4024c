"""Sessions are ended: one of one's own, all others of one's own, all of somebody by an administrator."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from fenji_web.accounts.access import needs
from fenji_web.accounts.models import User
from fenji_web.devices import services
from fenji_web.ui.language import current
from fenji_web.ui.words import words


@needs("see")
@require_POST
def end_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own browsers is signed out."""
    if services.end(cast(User, request.user), only=pk):
        messages.success(request, words("devices.ended_one").say(current()))
    return redirect("accounts:me")


@needs("see")
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """All of one's own browsers but this one are signed out."""
    count = services.end(cast(User, request.user), but=services.here(request))
    messages.success(request, words("devices.ended", n=count).say(current()))
    return redirect("accounts:me")


@needs("people")
@require_POST
def end_all(request: HttpRequest, person: int) -> HttpResponse:
    """An administrator signs somebody out everywhere; oneself but for this browser."""
    found = get_object_or_404(User, pk=person)
    count = services.end(found, but=services.here(request))
    messages.success(request, words("devices.ended", n=count).say(current()))
    return redirect("accounts:person", person)
