"""Endpoints as pages: the list, one with its newest tries, set up, tested, switched, its secret changed, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenji_web import library
from fenji_web.accounts.access import needs
from fenji_web.runs.queries import schemes_to_grade_by
from fenji_web.ui.failures import error_parts
from fenji_web.ui.language import current
from fenji_web.ui.words import words
from fenji_web.webhooks import queries, services
from fenji_web.webhooks.forms import LANGUAGES, AllowForm, EndpointForm, typed_of
from fenji_web.webhooks.models import DEAD, EVENTS, KINDS, SHAPES, WAITING, Endpoint
from fenji_web.webhooks.pages import said_words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

TRIES = 12


@needs("settings")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who is told, how each stands, and which machines inside may be reached."""
    return _list(request)


@needs("settings")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new endpoint; its signing secret is shown this once."""
    return _form(request, None)


@needs("settings")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """An endpoint said anew; an empty address or secret leaves the old one."""
    return _form(request, get_object_or_404(Endpoint, pk=pk))


@needs("settings")
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How one endpoint stands, and its newest tries."""
    return _one(request, get_object_or_404(Endpoint.objects.select_related("created_by"), pk=pk))


@needs("settings")
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """On, or off."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    services.switch(endpoint, is_on=not endpoint.is_on)
    return redirect("webhooks:one", pk) if "here" in request.POST else redirect("webhooks:index")


@needs("settings")
@require_POST
@never_cache
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new signing secret, shown this once."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    if endpoint.is_robot:
        return redirect("webhooks:one", pk)
    return _one(request, endpoint, secret=services.rotate(endpoint))


@needs("settings")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forgets an endpoint."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    services.remove(endpoint)
    messages.success(request, words("webhooks.removed", name=endpoint.name).say(current()))
    return redirect("webhooks:index")


@needs("settings")
@require_POST
def allow(request: HttpRequest) -> HttpResponse:
    """Which machines inside the network may be reached."""
    form = AllowForm(request.POST)
    entries = form.cleaned_data["entries"] if form.is_valid() else []
    try:
        services.allow(entries)
    except library.FenjiError as refused:
        return _list(request, error=error_parts(refused), typed=request.POST.get("entries", ""), status=422)
    messages.success(request, words("webhooks.inside_saved", n=len(entries)).say(current()))
    return redirect("webhooks:index")


def _list(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    kept = library.Settings.read(services.home()).outward_allow
    shown = {
        "lines": queries.lines(),
        "titles": schemes_to_grade_by(services.home()),
        "typed": "\n".join(kept),
        "fixed": ", ".join(library.from_environment()),
        "tab": "settings_webhooks",
        **more,
    }
    return render(request, "webhooks/index.html", shown, status=status)


def _one(request: HttpRequest, endpoint: Endpoint, *, secret: str = "") -> HttpResponse:
    held = endpoint.messages.filter(state__in=(WAITING, DEAD)).values_list("state", flat=True)
    shown = {
        "endpoint": endpoint,
        "secret": secret,
        "title": schemes_to_grade_by(services.home()).get(endpoint.scheme, library.same(endpoint.scheme)),
        "waiting": sum(state == WAITING for state in held),
        "dead": sum(state == DEAD for state in held),
        "tries": [(one, said_words(one.said)) for one in endpoint.attempts.select_related("message")[:TRIES]],
        "tab": "settings_webhooks",
    }
    return render(request, "webhooks/one.html", shown)


def _form(request: HttpRequest, endpoint: Endpoint | None) -> HttpResponse:
    titles, error = schemes_to_grade_by(services.home()), None
    is_post = request.method == "POST"
    typed: Any = request.POST if is_post else typed_of(endpoint)
    kind = {} if endpoint is None else {"kind": endpoint.kind}
    given = {**request.POST.dict(), "events": request.POST.getlist("events"), **kind} if is_post else typed
    form = EndpointForm(given, schemes=titles, is_new=endpoint is None)
    if is_post and form.is_valid():
        made = form.fill(endpoint or Endpoint())
        secrets = {"address": form.cleaned_data["address"], "secret": form.cleaned_data["secret"]}
        try:
            secret = services.keep(made, **secrets, by=cast("User", request.user))
        except library.FenjiError as refused:
            error = error_parts(refused)
        else:
            if secret:
                answer = _one(request, made, secret=secret)
                answer["Cache-Control"] = "no-store"
                return answer
            messages.success(request, words("webhooks.saved").say(current()))
            return redirect("webhooks:one", made.pk)
    mistakes = {
        field: words("webhooks.wrong_secret" if field == "secret" else f"webhooks.{_code(str(errors[0].code))}")
        for field, errors in form.errors.as_data().items()
    }
    shown = {
        "endpoint": endpoint, "typed": {**given, "address": "", "secret": ""}, "mistakes": mistakes if is_post else {},
        "error": error, "kinds": KINDS, "titles": titles, "events": EVENTS, "shapes": SHAPES, "languages": LANGUAGES,
        "tab": "settings_webhooks",
    }  # fmt: skip
    return render(request, "webhooks/form.html", shown, status=422 if is_post else 200)


def _code(code: str) -> str:
    return "required" if code == "required" else "wrong"
