"""Requests counted and timed for what watches over the web app, and told as lines of the log."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import MiddlewareNotUsed

from fenji_web.config.logs import FACTS, IS_JSON, REQUESTS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.health.queries import Measure

SHARED = "PROMETHEUS_MULTIPROC_DIR"
TOKEN = "FENJI_METRICS_TOKEN"  # noqa: S105 - the variable's name
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_STEPS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class WatchingMiddleware:
    """Counts and times requests by the name of their page, where FENJI_METRICS_TOKEN or FENJI_LOG=json asks for it.

    Addresses, names and values are never told: a page's name is all that is said of where somebody was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._is_counted, self._log = bool(os.environ.get(TOKEN)), logging.getLogger(REQUESTS)
        if not self._is_counted and not IS_JSON:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        since = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - since
        page = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in _METHODS else "other"
        if self._is_counted:
            requests, lasted = instruments()
            requests.labels(page, method, str(response.status_code)).inc()
            lasted.labels(page).observe(seconds)
        if IS_JSON:
            told = {"page": page, "method": method, "status": response.status_code, "ms": round(seconds * 1000)}
            self._log.info("request", extra={FACTS: told})
        return response


@cache
def instruments() -> tuple[Any, Any]:
    """(requests by page, method and status; how long they took by page), shared by the processes of the server."""
    from prometheus_client import Counter, Histogram

    return (
        Counter("fenji_requests", "Requests answered", ("page", "method", "status")),
        Histogram("fenji_request_seconds", "How long requests took", ("page",), buckets=_STEPS),
    )


def exposition(measures: Iterable[Measure]) -> tuple[bytes, str]:
    """(the text that Prometheus reads, its kind): requests of all processes of the server, and the measures of now."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.core import GaugeMetricFamily
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    instruments()
    if os.environ.get(SHARED):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for one in instruments():
            registry.register(one)
    families = []
    for measure in measures:
        family = GaugeMetricFamily(measure.name, measure.meaning, labels=measure.labels)
        for labels, value in measure.values.items():
            family.add_metric(labels, value)
        families.append(family)
    registry.register(_Told(families))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Told:
    """Figures that were found before."""

    def __init__(self, families: list[Any]) -> None:
        self._families = families

    def collect(self) -> list[Any]:
        return self._families
