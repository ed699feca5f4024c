"""Deliveries as pages: every try, what was given up, a test; what was given up is sent once more."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fenji_web.accounts.access import needs
from fenji_web.deliveries import queries, services
from fenji_web.deliveries.forms import LogForm, SinceForm
from fenji_web.ui.language import current, zone
from fenji_web.ui.words import words
from fenji_web.webhooks.models import DEAD, Endpoint, Message
from fenji_web.webhooks.pages import said_words
from fenji_web.webhooks.services import replay as send_again
from fenji_web.webhooks.services import replay_since


@needs("settings")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every try, newest first."""
    form = LogForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    endpoint = asked.get("endpoint")
    found = queries.tries(
        endpoint=endpoint.pk if endpoint else None, only_bad=asked.get("only") == "bad", before=asked.get("before")
    )
    shown = found[: queries.SHOWN]
    return _page(
        request,
        "deliveries/index.html",
        tries=[(one, said_words(one.said)) for one in shown],
        next=shown[-1].pk if len(found) > queries.SHOWN else None,
        endpoints=Endpoint.objects.all(),
        asked=asked,
    )


@needs("settings")
@require_GET
def given_up(request: HttpRequest) -> HttpResponse:
    """What nobody took, to be sent once more."""
    form = LogForm(request.GET)
    form.is_valid()
    found = queries.given_up(before=form.cleaned_data.get("before"))
    shown = found[: queries.SHOWN]
    more = shown[-1].pk if len(found) > queries.SHOWN else None
    return _page(
        request,
        "deliveries/dead.html",
        dead=[(one, said_words(one.said)) for one in shown],
        next=more,
        endpoints=queries.with_given_up(),
    )


@needs("settings")
@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends one message once more."""
    found = get_object_or_404(Message, pk=pk, state=DEAD)
    return _said_replayed(request, send_again([found.pk]))


@needs("settings")
@require_POST
def replay_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends all that was given up for an endpoint since a day once more."""
    endpoint, form = get_object_or_404(Endpoint, pk=pk), SinceForm(request.POST)
    if not form.is_valid():
        raise Http404
    return _said_replayed(request, replay_since(endpoint, datetime.combine(form.cleaned_data["since"], time(), zone())))


@needs("settings")
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends a test at once, and says what came back."""
    made = services.test(get_object_or_404(Endpoint, pk=pk))
    said = said_words(made.said).say(current())
    if made.is_good:
        messages.success(request, words("webhooks.tested_good", said=said).say(current()))
    else:
        messages.error(request, words("webhooks.tested_bad", said=said).say(current()))
    return redirect("webhooks:one", pk)


def _said_replayed(request: HttpRequest, count: int) -> HttpResponse:
    if count:
        messages.success(request, words("deliveries.replayed", n=count).say(current()))
    else:
        messages.info(request, words("deliveries.replayed_none").say(current()))
    return redirect("deliveries:given_up")


def _page(request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
    more = {"tab": "settings_webhooks", "given_up_count": queries.count_given_up()}
    return render(request, template, {**more, **shown})
