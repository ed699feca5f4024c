"""The second step as pages: asked for, set up with a picture to scan, recovery codes shown once, switched off."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fenji_web.accounts import queries as accounts
from fenji_web.accounts import services as attempts
from fenji_web.accounts.access import needs, public
from fenji_web.accounts.models import User
from fenji_web.two_factor import queries, services
from fenji_web.two_factor.forms import CodeForm
from fenji_web.ui.language import current
from fenji_web.ui.words import words


@public
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest) -> HttpResponse:
    """The code of the app or a recovery code, after the password; wrong ones make one wait, five begin anew."""
    person = services.half_way(request)
    if person is None:
        return redirect("accounts:sign_in")
    if request.method == "GET":
        return render(request, "two_factor/step.html", {"is_recovery": "recovery" in request.GET})
    name, lane = _name(person), attempts.lane_of(request, person.username)
    wait = accounts.wait_for(name, lane)
    code = request.POST.get("code", "")[:80]
    is_recovery = "recovery" in request.POST
    if wait is None and (services.use_recovery(person, code) if is_recovery else services.is_right(person, code)):
        attempts.forget_attempts(name, lane)
        return services.finish(request, person)
    if wait is None:
        attempts.note_attempt(name, lane)
        services.failed(request)
    kind = "wrong_recovery" if is_recovery else "wrong_code"
    problem = words(f"two_factor.{kind}") if wait is None else attempts.wait_words(wait)
    shown = {"is_recovery": is_recovery, "problem": problem}
    return render(request, "two_factor/step.html", shown, status=422)


@needs("see")
@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """A picture to scan, a code that proves it; then the recovery codes, once."""
    person, is_wrong = cast(User, request.user), False
    if queries.secret_of(person) is not None:
        return redirect("accounts:me")
    if request.method == "POST":
        made = services.set_up(request, person, request.POST.get("code", "")[:40])
        if made is not None:
            return _codes(request, made)
        is_wrong = True
    secret = services.pending(request)
    company = request.fenji.settings.company or request.fenji.settings.name  # type: ignore[attr-defined]
    shown = {
        "picture": services.picture(services.address(person, secret, str(company))),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "is_due": queries.is_due(person), "is_wrong": is_wrong,
    }  # fmt: skip
    return render(request, "two_factor/set_up.html", shown, status=422 if is_wrong else 200)


@needs("see")
@never_cache
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, for a code of the app."""
    person = cast(User, request.user)
    if not _proven(request, person):
        return redirect("accounts:me")
    return _codes(request, services.new_codes(person))


@needs("see")
@require_POST
def off(request: HttpRequest) -> HttpResponse:
    """Switches one's own second step off, for a code of the app; where it is needed it stays."""
    person = cast(User, request.user)
    if queries.is_needed(person):
        messages.error(request, words("two_factor.stays").say(current()))
    elif _proven(request, person):
        services.take_away(person)
        messages.success(request, words("two_factor.is_off").say(current()))
    return redirect("accounts:me")


@needs("people")
@require_POST
def off_for(request: HttpRequest, person: int) -> HttpResponse:
    """An administrator takes a person's second step away: the phone is lost and the codes too."""
    found = get_object_or_404(User, pk=person)
    services.take_away(found)
    messages.success(request, words("two_factor.taken_away", name=str(found)).say(current()))
    return redirect("accounts:person", person)


def _proven(request: HttpRequest, person: User) -> bool:
    """Whether a right code came along; wrong ones make one wait."""
    name, form = _name(person), CodeForm(request.POST)
    wait = accounts.wait_for(name, "here")
    if wait is None and form.is_valid() and services.is_right(person, form.cleaned_data["code"]):
        attempts.forget_attempts(name, "here")
        return True
    if wait is None:
        attempts.note_attempt(name, "here")
    problem = words("two_factor.wrong_code") if wait is None else attempts.wait_words(wait)
    messages.error(request, problem.say(current()))
    return False


def _codes(request: HttpRequest, made: list[str]) -> HttpResponse:
    text = "\r\n".join([words("two_factor.file_head", name=str(request.user)).say(current()), "", *made, ""])
    shown = {"codes": made, "file": f"data:text/plain;charset=utf-8,{quote(text)}"}
    return render(request, "two_factor/codes.html", shown)


def _name(person: User) -> str:
    """What wrong codes are counted under: no sign-in name looks like it."""
    return f"#code {person.pk}"
