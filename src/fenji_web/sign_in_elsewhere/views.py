"""Signing in elsewhere and coming back; an account there connected; the settings of sign-in."""

from __future__ import annotations

import logging
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenji_web import library
from fenji_web.accounts import services as accounts
from fenji_web.accounts.access import ROLES, needs, public
from fenji_web.accounts.models import User
from fenji_web.devices import queries as devices
from fenji_web.devices.services import keep_limits
from fenji_web.sign_in_elsewhere import queries, services
from fenji_web.sign_in_elsewhere.forms import ProviderForm, RulesForm, typed_of
from fenji_web.sign_in_elsewhere.models import Provider
from fenji_web.sign_in_elsewhere.services.asked import Found, NotProven
from fenji_web.two_factor import queries as steps
from fenji_web.two_factor import services as two_factor
from fenji_web.ui.language import current
from fenji_web.ui.onward import here
from fenji_web.ui.words import words


@public
@never_cache
@require_GET
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Off to where the company's account lives; with `connect`, to connect it with who is signed in."""
    provider = get_object_or_404(Provider, pk=pk, is_on=True)
    connects = "connect" in request.GET and request.user.is_authenticated
    if request.user.is_authenticated and not connects:
        return redirect("/")
    try:
        onward = here(request, request.GET.get("next", "")) or "/"
        return HttpResponseRedirect(services.begin(request, provider, onward=onward, connects=connects))
    except (NotProven, library.FenjiError) as failed:
        return _refused(request, provider, failed)


@public
@never_cache
@require_GET
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back from there: in, connected, or told why not."""
    provider = get_object_or_404(Provider, pk=pk, is_on=True)
    try:
        found, kept = services.prove(request, provider)
        if kept["connects"]:
            return _connected(request, provider, found, kept["connects"])
        person = services.person_of(provider, found)
    except (NotProven, library.FenjiError) as failed:
        return _refused(request, provider, failed)
    if provider.asks_second_step:
        response = accounts.enter(request, person, "elsewhere", onward=kept["onward"])
        request.session[two_factor.ELSEWHERE] = True
        return response
    return two_factor.let_in(request, person, way="elsewhere", onward=kept["onward"])


@needs("see")
@require_POST
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own account elsewhere lets nobody in any more."""
    if services.disconnect(cast(User, request.user), pk):
        messages.success(request, words("sign_in_elsewhere.disconnected").say(current()))
    return redirect("accounts:me")


@needs("settings")
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Who needs a second step, how long one stays signed in, where one may sign in."""
    form = RulesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kept = steps.rule()
        if (kept.who, kept.grace_days) != (given["who"], given["grace_days"]):
            two_factor.keep_rule(who=given["who"], grace_days=given["grace_days"])
        keep_limits(idle_minutes=given["idle_minutes"], whole_days=given["whole_days"])
        messages.success(request, words("sign_in_elsewhere.saved").say(current()))
        return redirect("sign_in_elsewhere:index")
    shown = {
        "rule": steps.rule(), "limits": devices.limits(), "who": steps.WHO, "grace": steps.GRACE,
        "idle": devices.IDLE, "whole": devices.WHOLE, "providers": queries.every_provider(),
        "kinds": services.KINDS, "tab": "settings_sign_in",
    }  # fmt: skip
    return render(request, "sign_in_elsewhere/index.html", shown, status=422 if form.is_bound else 200)


@needs("settings")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Another place to sign in."""
    if kind not in services.KINDS:
        raise Http404
    return _form(request, Provider(kind=kind))


@needs("settings")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A place to sign in, said anew."""
    return _form(request, get_object_or_404(Provider, pk=pk))


@needs("settings")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody signs in there any more; the people stay."""
    provider = get_object_or_404(Provider, pk=pk)
    provider.delete()
    messages.success(request, words("sign_in_elsewhere.removed", name=_title(provider)).say(current()))
    return redirect("sign_in_elsewhere:index")


def _form(request: HttpRequest, provider: Provider) -> HttpResponse:
    form = ProviderForm(request.POST or None, kind=provider.kind, has_secret=bool(provider.secret))
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            if name != "secret" or value:
                setattr(provider, name, value)
        provider.save()
        messages.success(request, words("sign_in_elsewhere.kept", name=_title(provider)).say(current()))
        return redirect("sign_in_elsewhere:edit", provider.pk)
    mistakes = {field: f"wrong_{errors[0].code}" for field, errors in form.errors.as_data().items()}
    shown: dict[str, Any] = {
        "provider": provider, "typed": {**request.POST.dict(), "secret": ""} if form.is_bound else typed_of(provider),
        "mistakes": {field: words(f"sign_in_elsewhere.{_KNOWN.get(key, 'wrong')}") for field, key in mistakes.items()},
        "roles": list(ROLES), "back": services.back_at(request, provider) if provider.pk else "",
        "people": provider.identities.count() if provider.pk else 0, "tab": "settings_sign_in",
    }  # fmt: skip
    return render(request, "sign_in_elsewhere/form.html", shown, status=422 if form.is_bound else 200)


_KNOWN = {"wrong_required": "wrong_required", "wrong_refused": "wrong_issuer", "wrong_roles": "wrong_roles"}


def _connected(request: HttpRequest, provider: Provider, found: Found, wanted: int) -> HttpResponse:
    if request.user.pk != wanted:
        raise NotProven("not_begun")
    services.connect(provider, found, request.user)
    messages.success(request, words("sign_in_elsewhere.connected", name=_title(provider)).say(current()))
    return redirect("accounts:me")


def _refused(request: HttpRequest, provider: Provider, failed: Exception) -> HttpResponse:
    why = failed.why if isinstance(failed, NotProven) else "not_answered"
    logging.getLogger("fenji").warning("sign-in by %s failed: %s", provider.kind, failed)
    shown = {"name": _title(provider), "why": words(f"sign_in_elsewhere.{why}"), "fix": words(
        f"sign_in_elsewhere.{why}_fix")}  # fmt: skip
    return render(request, "sign_in_elsewhere/refused.html", shown, status=403)


def _title(provider: Provider) -> str:
    return provider.title or words(f"sign_in_elsewhere.{provider.kind}").say(current())
