"""Language, theme, and the pages for what went wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_POST, require_safe

from fenji_web.accounts.access import public
from fenji_web.ui.language import lang_of, speak
from fenji_web.ui.onward import here

_YEAR = 365 * 24 * 3600


@public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps a person's language or theme, with the person where signed in and in the browser."""
    response = redirect(back(request))
    for field, name, allowed in (
        ("language", settings.LANGUAGE_COOKIE, ("zh", "en")),
        ("theme", settings.THEME_COOKIE, ("", "light", "dark")),
    ):
        value = request.POST.get(field)
        if value is None or value not in allowed:
            continue
        response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.IS_HTTPS)
        if request.user.is_authenticated:
            setattr(request.user, field, value)
            request.user.save(update_fields=[field])
    return response


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The small picture of the tab, where a browser asks for it by itself."""
    return redirect(static("ui/icon.svg"), permanent=False)


def back(request: HttpRequest) -> str:
    """Where a form wants to go on, when that is here; else the first page."""
    return here(request, request.POST.get("next", "")) or "/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """The request could not be read."""
    return _page(request, "bad_request", 400)


def refused(request: HttpRequest, reason: str = "", exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """The form was too old, or came from elsewhere."""
    return _page(request, "refused", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """There is no such page, or it is not for this person."""
    return _page(request, "not_found", 404)


def broken(request: HttpRequest) -> HttpResponse:
    """A bug of ours."""
    return _page(request, "broken", 500)


def _page(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    speak(lang_of(request))
    words: dict[str, Any] = {"title": f"ui.{kind}", "fix": f"ui.{kind}_fix", "status": status}
    return render(request, "ui/wrong.html", words, status=status)
