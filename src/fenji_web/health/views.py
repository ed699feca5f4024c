"""Short answers for what watches over the web app; they tell nothing of customers, folders or people."""

from __future__ import annotations

import os
from hmac import compare_digest

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fenji_web.accounts.access import public
from fenji_web.health import queries, services


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


@public
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for who shows the token FENJI_METRICS_TOKEN; without one there is no such page."""
    token = os.environ.get(services.TOKEN, "")
    shown = request.headers.get("Authorization", "")
    if not token or not compare_digest(shown.encode(), f"Bearer {token}".encode()):
        raise Http404
    body, kind = services.exposition(queries.measures())
    return HttpResponse(body, content_type=kind)
