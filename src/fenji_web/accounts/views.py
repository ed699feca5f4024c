"""Sign-in, set-up, one's own account, and the people of the workspace."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fenji_web.accounts import queries, services
from fenji_web.accounts.access import PERMISSIONS, ROLES, needs, public
from fenji_web.accounts.forms import ChangeForm, NewPasswordForm, PasswordForm, PersonForm, SetupForm, mistakes
from fenji_web.accounts.models import User
from fenji_web.devices import services as devices
from fenji_web.devices.models import Device
from fenji_web.devices.queries import devices_of
from fenji_web.sign_in_elsewhere import queries as elsewhere
from fenji_web.two_factor import queries as second_steps
from fenji_web.two_factor import services as two_factor
from fenji_web.ui.language import current, lang_of
from fenji_web.ui.onward import here
from fenji_web.ui.words import words


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; after many failures one waits."""
    if request.user.is_authenticated:
        return redirect("/")
    onward = _onward(request)
    if request.method == "GET":
        return render(request, "accounts/sign_in.html", _first_page(onward))
    username = request.POST.get("username", "").strip().replace("\x00", "")
    lane = services.lane_of(request, username)
    address = request.META.get("REMOTE_ADDR", "")
    is_known = lane != address or queries.was_here(username, address)
    wait, status = queries.wait_for(username, lane, is_known=is_known), 422
    problem = services.wait_words(wait) if wait else words("accounts.sign_in_wrong")
    if wait is None:
        with services.hashing() as has_place:
            person = authenticate(request, username=username, password=_typed(request)) if has_place else None
        if isinstance(person, User):
            return two_factor.let_in(request, person, way="password", onward=onward)
        if has_place:
            services.note_attempt(username, lane)
        else:
            problem, status = words("accounts.busy"), 503
    typed = {**_first_page(onward), "username": username, "problem": problem}
    return render(request, "accounts/sign_in.html", typed, status=status)


def _first_page(onward: str) -> dict[str, object]:
    return {"next": onward, "is_first": queries.is_first_start(), "providers": elsewhere.offered()}


def _typed(request: HttpRequest) -> str:
    """The password as it was typed, of a length that hashing it costs what it costs for all."""
    return request.POST.get("password", "")[:1000]


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session, and has the browser forget the pages it kept."""
    if request.user.is_authenticated and (device := devices.here(request)):
        devices.end(request.user, only=device.pk)
    logout(request)
    response = redirect("accounts:sign_in")
    response["Clear-Site-Data"] = '"cache"'
    return response


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
        return services.enter(request, person, "link")
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
    return services.enter(request, link.person, "link")


@public
@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """A person chooses a password by the link an administrator gave, and is in."""
    link = queries.link_of(token, "password")
    if link is None or link.person is None or not link.person.is_active:
        return render(request, "accounts/link_ended.html", status=400)
    form = NewPasswordForm(link.person, request.POST or None)
    if request.method == "POST" and form.is_valid() and services.use_link(link):
        services.set_password(link.person, form.cleaned_data["password"])
        devices.end(link.person)
        return two_factor.let_in(request, link.person, way="link")
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
        devices.end(person, but=devices.here(request))
        messages.success(request, words("accounts.password_changed").say(current()))
        return redirect("accounts:me")
    shown = {
        "mistakes": mistakes(form) if form.is_bound else {}, "permissions": [*filter(person.can, sorted(PERMISSIONS))],
        "second": second_steps.standing(person), "devices": _devices(person), "here": devices.here(request),
        "elsewhere": elsewhere.accounts_of(person),
    }  # fmt: skip
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
        devices.end(found, but=devices.here(request))
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
    path = reverse("accounts:choose_password", args=[token])
    return f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)


def _devices(person: User) -> list[tuple[Device, str]]:
    return [(one, devices.browser_of(one.agent)) for one in devices_of(person)]


def _person_page(request: HttpRequest, found: User, *, status: int = 200, **more: object) -> HttpResponse:
    shown = {
        "person": found,
        "roles": list(ROLES),
        "permissions": [one for one in PERMISSIONS if found.may_in_role(one)],
        "sign_ins": queries.sign_ins_of(found),
        "second": second_steps.standing(found),
        "devices": _devices(found),
        "here": devices.here(request),
        "tab": "settings_people",
        **more,
    }
    return render(request, "accounts/person.html", shown, status=status)


def _onward(request: HttpRequest) -> str:
    return here(request, request.POST.get("next") or request.GET.get("next", "")) or "/"
