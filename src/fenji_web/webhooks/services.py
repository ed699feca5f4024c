"""What is done with endpoints: written down, their secrets changed, switched; and events become messages that wait."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fenji_web import library
from fenji_web.webhooks.models import DEAD, SENT, STANDARD, WAITING, Endpoint, KnownRun, Message
from fenji_web.webhooks.queries import run_files

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.library import Allowed

OVERLAP = timedelta(hours=24)
ADDRESS, SECRET, OLD_SECRET = "ADDRESS", "SECRET", "OLD_SECRET"


def home() -> Path:
    """The workspace's folder."""
    return Path(settings.FENJI_WORKSPACE)


def allowed() -> Allowed:
    """Which machines may be told: the open Internet's, and those an administrator named."""
    return library.Settings.read(home()).outward


def keep(endpoint: Endpoint, *, address: str, secret: str = "", by: User | None = None) -> str:
    """Writes an endpoint down; its new signing secret, to be shown once, where it got one.

    An address inside the network is refused before anything is written; an empty one leaves it as it is.
    """
    is_new = endpoint.pk is None
    if address:
        target = library.check_url(address, allowed())
        path = target.rest.partition("?")[0] if endpoint.kind == STANDARD else ""
        endpoint.place = f"{target.shown}{path if path != '/' else ''}"[:300]
    if is_new:
        endpoint.created_by = by
    with transaction.atomic():
        endpoint.save()
        if is_new:
            know_runs()
    if address:
        _put(endpoint, ADDRESS, address)
    if endpoint.is_robot and secret:
        _put(endpoint, SECRET, secret)
    if endpoint.is_robot or not is_new:
        return ""
    made = library.new_secret()
    _put(endpoint, SECRET, made)
    return made


def rotate(endpoint: Endpoint, *, now: datetime | None = None) -> str:
    """A new signing secret, shown once; messages carry the signature of the old one, too, for a day."""
    _put(endpoint, OLD_SECRET, secret_of(endpoint, SECRET))
    made = library.new_secret()
    _put(endpoint, SECRET, made)
    endpoint.old_secret_until = (now or timezone.now()) + OVERLAP
    endpoint.save(update_fields=["old_secret_until"])
    return made


def switch(endpoint: Endpoint, *, is_on: bool) -> None:
    """On: what waits goes out at once. Off: nothing new is written for it, what waits stays."""
    endpoint.is_on, endpoint.paused, endpoint.failing_since, endpoint.next_at = is_on, "", None, None
    endpoint.save(update_fields=["is_on", "paused", "failing_since", "next_at"])
    if is_on:
        Message.objects.filter(endpoint=endpoint, state=WAITING).update(next_at=timezone.now())


def remove(endpoint: Endpoint) -> None:
    """Forgets an endpoint with its messages and secrets."""
    for name in (ADDRESS, SECRET, OLD_SECRET):
        _put(endpoint, name, None)
    endpoint.delete()


def secret_of(endpoint: Endpoint, name: str) -> str:
    """The address or a secret of an endpoint; empty where it has none."""
    try:
        return library.find_secret(_called(endpoint, name), folder=home()).reveal()
    except library.FileRefused:
        return ""


def signing_secrets(endpoint: Endpoint, now: datetime) -> list[str]:
    """The secrets whose signatures a message carries now, the newest first."""
    old = endpoint.old_secret_until
    names = (SECRET, OLD_SECRET) if old is not None and now < old else (SECRET,)
    return [found for found in (secret_of(endpoint, name) for name in names) if found]


@dataclass(frozen=True)
class Way:
    """How an endpoint is reached: its address, what signs for it, whom may be asked; read once for some messages."""

    url: str
    secrets: tuple[str, ...]
    allowed: Allowed

    @classmethod
    def to(cls, endpoint: Endpoint, at: datetime) -> Way:
        """As it is now."""
        return cls(secret_of(endpoint, ADDRESS), tuple(signing_secrets(endpoint, at)), allowed())


def allow(entries: Iterable[str]) -> None:
    """Keeps which machines inside the network may be reached; what names no machine is refused."""
    kept = tuple(dict.fromkeys(entries))
    library.Allowed.listed(kept)
    library.Settings.read(home()).model_copy(update={"outward_allow": kept}).write(home())


def know_runs() -> None:
    """Runs that are there already are no news to an endpoint made now."""
    known = set(KnownRun.objects.values_list("run_id", flat=True))
    for run_id, path in run_files(home() / "runs").items():
        if run_id not in known:
            result = library.open_file(path)
            result.engine.close()
            KnownRun.objects.get_or_create(
                run_id=run_id, defaults={"scheme": result.run.scheme, "as_of": result.run.as_of}
            )


def announce(kind: str, subject: str, facts: Mapping[str, Any], *, at: datetime | None = None) -> int:
    """Tells every signed endpoint that asked for this kind; how many messages that made.

    Call it inside the transaction that makes it true: then it is told if that is kept, and never otherwise. `subject`
    names what happened (an id of an erasure, of a run): the same kind of the same subject is told once. `facts` hold
    ids and figures, no personal data: a field that is not for messages is refused.
    """
    library.refuse_unfit(library.WEBHOOK, facts)
    told = 0
    for endpoint in Endpoint.objects.filter(is_on=True, kind=STANDARD):
        if kind in endpoint.events:
            told += write(endpoint, kind=kind, part=subject, data=facts, at=at or timezone.now())
    return told


def write(
    endpoint: Endpoint, *, kind: str, part: str, data: Mapping[str, Any], at: datetime, customers: int = 0
) -> int:
    """One message for one endpoint, once: 1, or 0 where it was written before."""
    made = message(endpoint, kind=kind, part=part, data=data, at=at, customers=customers)
    found, is_new = Message.objects.get_or_create(
        endpoint=endpoint,
        key=made.key,
        defaults={name: getattr(made, name) for name in ("message_id", "kind", "body", "customers", "next_at")},
    )
    return int(is_new and found is not None)


def message(
    endpoint: Endpoint, *, kind: str, part: str, data: Mapping[str, Any], at: datetime, customers: int = 0
) -> Message:
    """A message not yet written; its id follows from what it tells and whom, so that a second one is the same one."""
    key = f"{kind} {part}"
    body = {"type": kind, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": dict(data)}
    return Message(
        endpoint=endpoint,
        key=key,
        message_id=f"msg_{hashlib.sha256(f'{endpoint.uid} {key}'.encode()).hexdigest()[:32]}",
        kind=kind,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        customers=customers,
        next_at=timezone.now(),
    )


@transaction.atomic
def forget(customer_ids: Iterable[str]) -> int:
    """Takes customers out of every message that still has a body, for an erasure; how many messages held one.

    A message of several goes on without them; one that told of nobody else is dropped.
    """
    gone, touched = frozenset(customer_ids), 0
    held = Message.objects.exclude(body="").filter(customers__gt=0)
    for one in held.select_for_update().iterator(chunk_size=200):
        body = json.loads(one.body)
        kept = [each for each in body["data"]["customers"] if each["id"] not in gone]
        if len(kept) == len(body["data"]["customers"]):
            continue
        touched += 1
        if not kept:
            one.delete()
            continue
        body["data"]["customers"] = kept
        one.body, one.customers = json.dumps(body, ensure_ascii=False, separators=(",", ":")), len(kept)
        one.save(update_fields=["body", "customers"])
    return touched


def replay(messages: Iterable[int]) -> int:
    """Sends messages that were given up once more, under the id they had; how many."""
    found = Message.objects.filter(pk__in=list(messages), state=DEAD)
    return found.update(state=WAITING, attempts=0, next_at=timezone.now(), ended_at=None)


def replay_since(endpoint: Endpoint, since: datetime) -> int:
    """Sends everything that was given up since then once more."""
    return replay(endpoint.messages.filter(state=DEAD, created_at__gte=since).values_list("pk", flat=True))


def tidy(now: datetime, keep_for: timedelta = timedelta(days=90)) -> None:
    """Old tries and messages that were taken leave; what waits or was given up stays."""
    from fenji_web.webhooks.models import Attempt

    Attempt.objects.filter(at__lt=now - keep_for).delete()
    Message.objects.filter(state=SENT, ended_at__lt=now - keep_for).delete()


def _put(endpoint: Endpoint, name: str, value: str | None) -> None:
    library.keep_secret(_called(endpoint, name), value, folder=home())


def _called(endpoint: Endpoint, name: str) -> str:
    return f"FENJI_WEBHOOK_{endpoint.uid.upper()}_{name}"
