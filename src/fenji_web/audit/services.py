"""Lines are added to the log, each sealed to the one before; now and then a seal is noted outside the database."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from fenji_web import library
from fenji_web.audit.access import is_noted, is_sent_away, subject_of
from fenji_web.audit.models import End, Event
from fenji_web.config.place import kept_key

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User

ASKED = "asked"
EVERY = 20  # lines between two seals noted outside


def note(
    who: User | None, action: str, *, subject: str = "", outcome: str, address: str = "", facts: Mapping[str, Any]
) -> Event:
    """Adds a line to the log and returns it; facts hold no contact data, only names of fields and counts."""
    with transaction.atomic():
        End.objects.get_or_create(pk=1)
        end = End.objects.select_for_update().get(pk=1)
        event = Event(
            number=end.number + 1,
            at=datetime.now(UTC),
            who=who.username if who else "",
            role=who.role if who else "",
            address=address[:64],
            action=action[:80],
            subject=library.verbatim(subject)[:200],
            outcome=outcome[:10],
            facts=dict(facts),
        )
        event.seal = library.sealed(kept_key("audit"), end.seal, event.number, event.content)
        event.save(force_insert=True)
        End.objects.update(number=event.number, seal=event.seal)
        if event.number % EVERY == 0:
            transaction.on_commit(lambda: mark(event))
    return event


def mark(event: Event) -> None:
    """Notes a line's seal in the file outside the database (FENJI_AUDIT_MARKS, else `web/audit-marks.jsonl`).

    Whoever can write the database and has the key cannot cut the log's end off or write it anew without this file;
    let it lie where the database's people cannot write.
    """
    line = json.dumps({"number": event.number, "seal": event.seal, "at": event.at.isoformat()})
    handle = os.open(marks_place(), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def marks_place() -> Path:
    """Where seals are noted."""
    return Path(os.environ.get("FENJI_AUDIT_MARKS") or Path(settings.WEB_FOLDER) / "audit-marks.jsonl")


class AuditMiddleware:
    """Every change, every file sent away and every customer opened stands in the log, also on pages yet to come.

    Before something is changed a line says that it was asked for; after it, how it ended. Where the log cannot be
    written, nothing is done.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        response = self.get_response(request)
        if request.resolver_match and (is_noted(request) or is_sent_away(response)):
            _note(request, str(response.status_code), response)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, values: object) -> None:
        """What changes something is noted before it is done."""
        del args, values
        if request.method not in ("GET", "HEAD", "OPTIONS") and is_noted(request):
            _note(request, ASKED, is_read=not getattr(view, "csrf_exempt", False))


def _note(request: HttpRequest, outcome: str, response: HttpResponse | None = None, *, is_read: bool = False) -> None:
    """`is_read` says that the form was read already: who takes large files decides where they go before it is."""
    match = request.resolver_match
    assert match is not None
    facts: dict[str, Any] = {}
    if is_read:
        names = {*request.POST, *request.FILES} - {"csrfmiddlewaretoken"}
        facts["fields"] = sorted(library.verbatim(one[:60]) for one in names)[:60]
    if match.view_name == "accounts:sign_in":
        facts["username"] = library.verbatim(request.POST.get("username", "")[:60])
    if response is not None and is_sent_away(response):
        facts["file"] = response.get("Content-Type", "").split(";")[0]
    if key := getattr(request, "api_key", None):
        facts["key"] = library.verbatim(f"{key.prefix} {key.name}")
    person = request.user if request.user.is_authenticated else None
    note(
        person,
        match.view_name,
        subject=subject_of(request),
        outcome=outcome,
        address=request.META.get("REMOTE_ADDR", ""),
        facts=facts,
    )
