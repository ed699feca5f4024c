"""The company's settings: one page, the logo, the accent of the brand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from fenji_web import library
from fenji_web.accounts.access import needs, public
from fenji_web.company import pages, queries, services
from fenji_web.company.forms import CURRENCIES, RISES, ZONES, CompanyForm, typed_of
from fenji_web.ui.failures import error_parts
from fenji_web.ui.language import current, zone
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

_YEAR = "public, max-age=31536000, immutable"


@needs("settings")
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """What the company says of itself; a change of money or clock is explained and confirmed where grades exist."""
    kept = _kept(request)
    form = CompanyForm(request.POST if request.method == "POST" else typed_of(kept, services.stamp(kept)))
    if request.method == "GET" or not form.is_valid():
        form.is_valid()
        return _page(request, form, status=200 if request.method == "GET" else 422)
    wanted = form.wanted(kept)
    graded = request.fenji.schemes  # type: ignore[attr-defined]
    touched = queries.touched(kept, wanted)
    if touched and graded and not form.cleaned_data["confirm"]:
        asked = [words(f"company.confirm_{name}", before=getattr(kept, name), after=wanted[name]) for name in touched]
        return _page(request, form, status=422, asked=asked, graded=len(graded))
    try:
        changed = services.save(_folder(request), wanted, seen=form.cleaned_data["seen"], by=cast("User", request.user))
    except services.Outdated:
        error = {"problem": words("company.outdated"), "fix": words("company.outdated_fix")}
        del request.fenji.__dict__["settings"]  # type: ignore[attr-defined]
        now = _kept(request)
        return _page(request, CompanyForm(typed_of(now, services.stamp(now))), status=409, error=error)
    if changed:
        said = ("、" if current() == "zh" else ", ").join(
            words(f"company.{pages.FIELDS[name]}").say(current()) for name in changed
        )
        messages.success(request, words("company.saved", names=said).say(current()))
    else:
        messages.info(request, words("company.nothing").say(current()))
    return redirect("company:index")


@needs("settings")
@require_POST
def logo(request: HttpRequest) -> HttpResponse:
    """Another logo, or none."""
    person, brought = cast("User", request.user), request.FILES.get("logo")
    if "remove" in request.POST:
        services.remove_logo(by=person)
        messages.success(request, words("company.logo_removed").say(current()))
        return redirect("company:index")
    if brought is None:
        messages.error(request, words("company.logo_missing").say(current()))
        return redirect("company:index")
    try:
        services.save_logo(brought.read(library.MOST_BYTES + 1), by=person)
    except library.DrawError as refused:
        kept = _kept(request)
        shown = CompanyForm(typed_of(kept, services.stamp(kept)))
        return _page(request, shown, status=422, error=error_parts(refused))
    messages.success(request, words("company.logo_saved").say(current()))
    return redirect("company:index")


@public
@require_safe
def logo_file(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 - Django's
    """The logo."""
    place = services.logo_place()
    if not place.is_file():
        raise Http404
    return FileResponse(place.open("rb"), content_type="image/png", headers={"Cache-Control": _YEAR})


@public
@require_safe
def brand(request: HttpRequest, colour: str) -> HttpResponse:  # noqa: ARG001 - Django's
    """The accent of a colour as a style sheet: the same for the same colour, for ever."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        raise Http404
    return HttpResponse(pages.sheet(f"#{colour}"), content_type="text/css", headers={"Cache-Control": _YEAR})


@needs("settings")
@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """What a colour becomes on light and dark ground."""
    colour = request.GET.get("brand_colour", "")
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        return render(request, "company/palette.html", {"is_wrong": True})
    return render(request, "company/palette.html", _palette(colour))


def _page(request: HttpRequest, form: CompanyForm, *, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now().astimezone(zone())
    mistakes = {
        field: "required" if errors[0].code == "required" else {"zone": "zone_wrong", "currency": "currency_wrong",
                                                                "brand_colour": "colour_wrong"}.get(field, "required")
        for field, errors in form.errors.as_data().items()
    } if form.is_bound else {}  # fmt: skip
    typed = form.data
    colour = str(typed.get("brand_colour", ""))
    shown = {
        "typed": typed, "mistakes": mistakes, "currencies": CURRENCIES, "zones": ZONES, "months": pages.MONTHS,
        "rises": RISES, "years": library.known_years(), "pause": library.spring_pause(now.year),
        "has_logo": services.logo_place().is_file(), "changes": [
            (one, words(f"company.{pages.FIELDS.get(one.field, 'name')}")) for one in queries.changes()
        ], "tab": "settings_company", "fiscal": str(typed.get("fiscal_year_starts", "1")),
        **(_palette(colour) if re.fullmatch(r"#[0-9A-Fa-f]{6}", colour) else {}), **more,
    }  # fmt: skip
    return render(request, "company/index.html", shown, status=status)


def _palette(colour: str) -> dict[str, Any]:
    return {"light": pages.palette(colour, is_dark=False), "dark": pages.palette(colour, is_dark=True)}


def _kept(request: HttpRequest) -> Any:
    return request.fenji.settings  # type: ignore[attr-defined]


def _folder(request: HttpRequest) -> Any:
    return request.fenji.workspace_folder  # type: ignore[attr-defined]
