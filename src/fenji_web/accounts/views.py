"""Sign-in, set-up, one's own account, and the people of the workspace."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenji_web.accounts import queries, services
from fenji_web.accounts.access import ROLES, needs, public
from fenji_web.accounts.forms import ChangeForm, PasswordForm, PersonForm, SetupForm, mistakes
from fenji_web.accounts.models import User
from fenji_web.ui.language import current, lang_of
from fenji_web.ui.words import words

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; after many failures one waits."""
    if request.user.is_authenticated:
        return redirect("/")
    onward = _onward(request)
    if request.method == "GET":
        return render(request, "accounts/sign_in.html", {"next": onward, "is_first": queries.is_first_start()})
    username, address = request.POST.get("username", "").strip(), request.META.get("REMOTE_ADDR", "")
    problem = "wait" if queries.must_wait(username, address) else "wrong"
    person = None
    if problem == "wrong":
        person = authenticate(request, username=username, password=request.POST.get("password", ""))
    if not isinstance(person, User):
        services.note_attempt(username, address)
        typed = {"next": onward, "username": username, "problem": words(f"accounts.sign_in_{problem}")}
        return render(request, "accounts/sign_in.html", typed, status=422)
    services.forget_attempts(username)
    login(request, person)
    return redirect(onward)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("accounts:sign_in")


@public
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The first administrator, by the link that `fenji serve` prints."""
    link = queries.link_of(token, "setup")
    if link is None or not queries.is_first_start():
        return render(request, "accounts/link_ended.html", status=404)
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and services.use_link(link):
        typed = form.cleaned_data
        person = services.add_person(
            username=typed["username"],
            name=typed["name"],
            role="administrator",
            password=typed["password"],
            language=lang_of(request),
        )
        login(request, person, backend=_BACKEND)
        return redirect("/")
    shown = {"token": token, "form": form, "mistakes": mistakes(form) if form.is_bound else {}}
    return render(request, "accounts/setup.html", shown, status=422 if form.is_bound else 200)


@public
@require_GET
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Signs a person in by a link that works once."""
    link = queries.link_of(token, "enter")
    if link is None or link.person is None or not link.person.is_active or not services.use_link(link):
        if request.user.is_authenticated:
            return redirect("/")
        return render(request, "accounts/link_ended.html", status=404)
    login(request, link.person, backend=_BACKEND)
    return redirect("/")


@needs("see")
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: name, role, password."""
    person = cast(User, request.user)
    form = PasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_password(person, form.cleaned_data["new"])
        update_session_auth_hash(request, person)
        messages.success(request, words("accounts.password_changed").say(current()))
        return redirect("accounts:me")
    shown = {"mistakes": mistakes(form) if form.is_bound else {}, "permissions": sorted(ROLES.get(person.role, ()))}
    return render(request, "accounts/me.html", shown, status=422 if form.is_bound else 200)


@needs("people")
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody; a new person by POST."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = services.add_person(**form.cleaned_data)
        messages.success(request, words("accounts.added", name=str(person)).say(current()))
        return redirect("accounts:people")
    shown = {
        "people": queries.people(),
        "roles": list(ROLES),
        "form": form,
        "mistakes": mistakes(form) if form.is_bound else {},
    }
    return render(request, "accounts/people.html", shown, status=422 if form.is_bound else 200)


@needs("people")
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, role or standing; somebody must stay who administers."""
    person = get_object_or_404(User, pk=pk)
    form = ChangeForm(person, request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(mistakes(form).values()))
        return redirect("accounts:people")
    typed = form.cleaned_data
    password = typed.pop("password")
    stays = typed["role"] == "administrator" and typed["is_active"]
    if not stays and not queries.other_administrators(person):
        messages.error(request, words("accounts.last_administrator").say(current()))
        return redirect("accounts:people")
    services.change_person(person, **typed)
    if password:
        services.set_password(person, password)
        if person.pk == request.user.pk:
            update_session_auth_hash(request, person)
    messages.success(request, words("accounts.changed", name=str(person)).say(current()))
    return redirect("accounts:people")


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"
