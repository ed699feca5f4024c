"""Every answer carries what keeps browsers from being led astray: pages, files, errors, whoever made them."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from csp.utils import build_policy
from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class HeadersMiddleware:
    """The outermost of all: it sees what others answered before they could say anything, static files too.

    It also takes the address of who asks from the proxy that FENJI_PROXIES names: its word, and nobody else's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        request.META["REMOTE_ADDR"] = _visitor(request.META.get("REMOTE_ADDR", ""), request)
        response = self.get_response(request)
        for name, value in _headers().items():
            response.headers.setdefault(name, value)
        return response


def _visitor(peer: str, request: HttpRequest) -> str:
    """The address of who asks: the last one of the proxies' list that is no proxy of ours."""
    for said in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if not _is_proxy(peer):
            return peer
        peer = said.strip() or peer
    return peer


def _is_proxy(peer: str) -> bool:
    try:
        return any(ip_address(peer) in network for network in settings.PROXIES)
    except ValueError:
        return False


def _headers() -> dict[str, str]:
    secured = {"Strict-Transport-Security": f"max-age={settings.SECURE_HSTS_SECONDS}"}
    return {
        "Content-Security-Policy": str(build_policy()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": settings.CROSS_ORIGIN_RESOURCE_POLICY,
        "Permissions-Policy": settings.PERMISSIONS_POLICY,
        **(secured if settings.SECURE_HSTS_SECONDS else {}),
    }
