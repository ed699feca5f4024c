"""Two short answers for what watches over the web app; they tell nothing of customers, folders or people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fenji_web.accounts.access import public
from fenji_web.health import queries


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The process lives; it asks nothing else, so that a full disk does not make somebody restart it."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """Whether it can do its work, and which need is not met: status 503 then."""
    found = queries.checks()
    is_ready = all(one is not False for one in found.values())
    return JsonResponse({"ready": is_ready, "checks": found}, status=200 if is_ready else 503)
