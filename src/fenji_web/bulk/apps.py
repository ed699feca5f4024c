"""One change for many customers: counted, confirmed, carried out, told, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.http import HttpRequest


class BulkConfig(AppConfig):
    """Says what the app is called."""

    name = "fenji_web.bulk"
    label = "bulk"

    def newest(self, request: HttpRequest) -> dict[str, Any] | None:
        """What the list says of a person's last bulk change; the list stands below this app and asks it here."""
        from fenji_web.bulk.views import newest

        return newest(request)
