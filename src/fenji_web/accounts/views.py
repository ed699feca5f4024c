"""Sign-in, set-up, one's own account, and the people of the workspace."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenji_web.accounts import queries, services
from fenji_web.accounts.access import PERMISSIONS, ROLES, needs, public
from fenji_web.accounts.forms import ChangeForm, NewPasswordForm, PasswordForm, PersonForm, SetupForm, mistakes
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
    typed_name = request.POST.get("username", "").strip()
    username, address = typed_name.replace("\x00", ""), request.META.get("REMOTE_ADDR", "")
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
    services.note_sign_in(person, address, "password")
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
        services.note_sign_in(person, request.META.get("REMOTE_ADDR", ""), "link")
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
    services.note_sign_in(link.person, request.META.get("REMOTE_ADDR", ""), "link")
    return redirect("/")


@public
@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """A person chooses a password by the link an administrator gave, and is in."""
    link = queries.link_of(token, "password")
    if link is None or link.person is None or not link.person.is_active:
        return render(request, "accounts/link_ended.html", status=404)
    form = NewPasswordForm(link.person, request.POST or None)
    if request.method == "POST" and form.is_valid() and services.use_link(link):
        services.set_password(link.person, form.cleaned_data["password"])
        login(request, link.person, backend=_BACKEND)
        services.note_sign_in(link.person, request.META.get("REMOTE_ADDR", ""), "link")
        return redirect("/")
    shown = {"person": link.person, "mistakes": mistakes(form) if form.is_bound else {}}
    return render(request, "accounts/password.html", shown, status=422 if form.is_bound else 200)


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
    """Everybody, and what each role may; a new person by POST, with a link where no password was typed."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = services.add_person(**form.cleaned_data)
        if not form.cleaned_data["password"]:
            return _person_page(request, added, address=_link(request, added))
        messages.success(request, words("accounts.added", name=str(added)).say(current()))
        return redirect("accounts:people")
    shown = {
        "people": queries.people(),
        "roles": list(ROLES),
        "rights": [(one, [one in ROLES[role] for role in ROLES]) for one in PERMISSIONS],
        "form": form,
        "mistakes": mistakes(form) if form.is_bound else {},
        "tab": "settings_people",
    }
    return render(request, "accounts/people.html", shown, status=422 if form.is_bound else 200)


@needs("people")
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person; another name, role or standing by POST. Somebody must stay who administers."""
    found = get_object_or_404(User, pk=pk)
    if request.method == "GET":
        return _person_page(request, found)
    form = ChangeForm(found, request.POST)
    if not form.is_valid():
        return _person_page(request, found, mistakes=mistakes(form), status=422)
    typed = form.cleaned_data
    password = typed.pop("password")
    stays = typed["role"] == "administrator" and typed["is_active"]
    if not stays and not queries.other_administrators(found):
        messages.error(request, words("accounts.last_administrator").say(current()))
        return redirect("accounts:person", pk)
    services.change_person(found, **typed)
    if password:
        services.set_password(found, password)
        if found.pk == request.user.pk:
            update_session_auth_hash(request, found)
    messages.success(request, words("accounts.changed", name=str(found)).say(current()))
    return redirect("accounts:people")


@needs("people")
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link by which a person chooses a password; shown once."""
    found = get_object_or_404(User, pk=pk, is_active=True)
    return _person_page(request, found, address=_link(request, found))


def _link(request: HttpRequest, found: User) -> str:
    token = services.make_link("password", found)
    return request.build_absolute_uri(reverse("accounts:choose_password", args=[token]))


def _person_page(request: HttpRequest, found: User, *, status: int = 200, **more: object) -> HttpResponse:
    shown = {
        "person": found,
        "roles": list(ROLES),
        "permissions": [one for one in PERMISSIONS if one in ROLES.get(found.role, ())],
        "sign_ins": queries.sign_ins_of(found),
        "tab": "settings_people",
        **more,
    }
    return render(request, "accounts/person.html", shown, status=status)


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"
