"""The document of the interface, and the same as a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fenji_web.accounts.access import needs, public
from fenji_web.api.pages.reference import reference
from fenji_web.api.services import limits
from fenji_web.api.services.document import document as written
from fenji_web.ui.language import current
from fenji_web.ui.words import words


@needs("see")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every operation with what it is asked and answers; problems; limits."""
    shares = {name: limits.most(name) for name in ("key", "person", "address")}
    origin = request.build_absolute_uri("/").rstrip("/")
    about = words("api.about").say(current()).replace("`", "")
    return render(
        request, "api/reference.html", {"book": reference(current(), origin), "shares": shares, "about": about}
    )


@public
@require_GET
def document(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view has it
    """The OpenAPI document, in the language asked for; it says nothing of the workspace."""
    answer = JsonResponse(written(current()), json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-cache"
    return answer
