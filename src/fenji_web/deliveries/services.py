"""What the courier does: announces runs that are new, writes their messages piece by piece, sends what waits."""

from __future__ import annotations

import hashlib
import json
import random
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from fenji_web import library
from fenji_web.deliveries.pages import robot_lines
from fenji_web.webhooks.models import (
    DEAD,
    DEMOTED,
    ENTERED,
    FAILING,
    FINISHED,
    GONE,
    LEFT,
    PROMOTED,
    SENT,
    TEST,
    WAITING,
    WARNED,
    Announcement,
    Attempt,
    Endpoint,
    KnownRun,
    Message,
)
from fenji_web.webhooks.queries import counts, events_of, page, run_files, told_of
from fenji_web.webhooks.services import (
    Way,
    home,
    message,
    write,
)

if TYPE_CHECKING:
    from fenji_web.library import Reply, Result

STEPS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)  # seconds, as Standard Webhooks suggests
MOST_TRIES = len(STEPS) + 1
PATIENCE = timedelta(days=3)
HOLD = timedelta(seconds=15)
_AT_ONCE = 50  # messages of one endpoint before others have their turn
_ROWS = 5_000  # customers read at a time
_LONGEST_WAIT = 86_400.0
_OF_THE_PLACE = frozenset({401, 403, 404, 405, 408, 425, 429})  # said of every message alike; others refuse this one


def announce_runs() -> int:
    """Runs that were not seen before are announced to who asked for them; how many.

    A run for a day before one that was seen is no news; nor is the same run again, written anew.
    """
    known = set(KnownRun.objects.values_list("run_id", flat=True))
    new = [library.open_file(path) for run_id, path in run_files(home() / "runs").items() if run_id not in known]
    for result in sorted(new, key=lambda one: one.run.as_of):
        result.engine.close()
        _announce(result)
    return len(new)


@transaction.atomic
def _announce(result: Result) -> None:
    run = result.run
    is_late = KnownRun.objects.filter(scheme=run.scheme, as_of__gt=run.as_of).exists()
    _, is_new = KnownRun.objects.get_or_create(run_id=run.id, defaults={"scheme": run.scheme, "as_of": run.as_of})
    if is_late or not is_new:
        return
    for endpoint in Endpoint.objects.filter(is_on=True, scheme__in=("", run.scheme)):
        if endpoint.events:
            Announcement.objects.get_or_create(endpoint=endpoint, run_id=run.id, defaults={"events": endpoint.events})


def write_messages() -> int:
    """The next piece of the oldest announcement; how many customers it told of. None is left where it is -1.

    The piece and the place where the next begins are kept together: a stop between them is not possible.
    """
    asked = Announcement.objects.filter(is_done=False).select_related("endpoint").order_by("id").first()
    if asked is None:
        return -1
    path = run_files(home() / "runs").get(asked.run_id)
    if path is None:  # the run's file was removed before it was told
        Announcement.objects.filter(pk=asked.pk).update(is_done=True)
        return 0
    result = library.open_file(path)
    try:
        return _write_piece(asked, result)
    finally:
        result.engine.close()


@transaction.atomic
def _write_piece(asked: Announcement, result: Result) -> int:
    mine = Announcement.objects.filter(pk=asked.pk, step=asked.step, after=asked.after, part=asked.part, is_done=False)
    steps = [] if asked.endpoint.is_robot else events_of(result, asked.events)
    if asked.step >= len(steps):
        if FINISHED in asked.events and mine.update(is_done=True):
            told = counts(result, events_of(result, _ALL))
            title = result.scheme.scheme.title
            named = {"title": {"en": title.en, "zh": title.zh}}
            data = {**about(result), **named, "customers_graded": result.run.customers, "counts": told}
            write(asked.endpoint, kind=FINISHED, part=result.run.id, data=data, at=timezone.now())
        return int(bool(mine.update(is_done=True)))
    event, size = steps[asked.step], asked.endpoint.per_message
    told_of_whom = told_of(result, event)
    rows = page(result, told_of_whom, after=bytes.fromhex(asked.after).decode(), size=_ROWS)
    is_last = len(rows) < _ROWS
    parts = [rows[start : start + size] for start in range(0, len(rows), size)]
    if not mine.update(
        step=F("step") + int(is_last),
        after="" if is_last else rows[-1]["customer_id"].encode().hex(),
        part=0 if is_last else F("part") + len(parts),
    ):
        return 0  # somebody else wrote this piece
    kind, now = event.partition(":")[0], timezone.now()
    ready = [
        message(
            asked.endpoint,
            kind=kind,
            part=f"{result.run.id} {event} {asked.part + number}",
            data={
                **about(result),
                **_segmentation(told_of_whom.segmentation),
                "customers": _customers(some, result, event),
            },
            at=now,
            customers=len(some),
        )
        for number, some in enumerate(parts)
    ]
    Message.objects.bulk_create(ready, batch_size=500, ignore_conflicts=True)
    return len(rows)


def about(result: Result) -> dict[str, Any]:
    """Which run tells it: standard, version, as-of day, the run before."""
    run, before = result.run, result.previous
    return {
        "run": run.id,
        "scheme": run.scheme,
        "version": run.version,
        "as_of": run.as_of.isoformat(),
        "previous_run": None if before is None or before.is_before_fenji else before.id,
        "is_simulated": run.is_simulated,
    }


def _customers(rows: list[dict[str, Any]], result: Result, event: str) -> list[dict[str, Any]]:
    return [
        {"id": row["customer_id"], "event": _event_id(result.run.id, row["customer_id"], event), "from": row["before"],
         "to": row["now"]}
        for row in rows
    ]  # fmt: skip


def _event_id(run_id: str, customer_id: str, event: str) -> str:
    """The same for the same thing, whatever message tells it."""
    return f"evt_{hashlib.sha256(json.dumps([run_id, customer_id, event]).encode()).hexdigest()[:24]}"


def _segmentation(name: str) -> dict[str, str]:
    return {"segmentation": name} if name else {}


def let_go(is_gone: Callable[[str], bool]) -> int:
    """Endpoints that a process held which is gone are free at once, before its lease ends; how many."""
    held = Endpoint.objects.exclude(held_until=None).values_list("pk", "held_by")
    gone = [pk for pk, by in held if is_gone(by)]
    return Endpoint.objects.filter(pk__in=gone).update(held_until=None)


def deliver(now: Callable[[], datetime] = timezone.now, *, who: str = "") -> int:
    """Sends what waits for one endpoint, in order, one at a time; how many were tried. -1 where nothing waits."""
    held = _hold(now(), who or secrets.token_hex(8))
    if held is None:
        return -1
    tried, way = 0, Way.to(held, now())
    try:
        while tried < _AT_ONCE and (one := _next(held, now())) is not None:
            _try(held, one, now, way)
            tried += 1
            if not _is_held(held, now()):
                break
    finally:
        Endpoint.objects.filter(pk=held.pk, held_by=held.held_by).update(held_until=None)
    return tried


def _hold(at: datetime, mine: str) -> Endpoint | None:
    """An endpoint that something waits for and nobody is busy with; a lease ends by itself where we are killed."""
    free = Q(held_until=None) | Q(held_until__lt=at)
    ready = Q(next_at=None) | Q(next_at__lte=at)
    waits = Endpoint.objects.filter(free, ready, is_on=True, messages__state=WAITING, messages__next_at__lte=at)
    for pk in waits.order_by("messages__next_at").values_list("pk", flat=True)[:8]:
        if Endpoint.objects.filter(free, pk=pk).update(held_until=at + HOLD, held_by=mine):
            return Endpoint.objects.get(pk=pk)
    return None


def _is_held(endpoint: Endpoint, at: datetime) -> bool:
    """Whether it is still ours, for another while; who slept too long stops here."""
    ours = Endpoint.objects.filter(pk=endpoint.pk, held_by=endpoint.held_by, is_on=True)
    ready = Q(next_at=None) | Q(next_at__lte=at)
    return bool(ours.filter(ready).update(held_until=at + HOLD))


def _next(endpoint: Endpoint, at: datetime) -> Message | None:
    return endpoint.messages.filter(state=WAITING, next_at__lte=at).order_by("id").first()


def _try(endpoint: Endpoint, one: Message, now: Callable[[], datetime], way: Way) -> None:
    began, started = now(), time.monotonic()
    try:
        answer, said = send(endpoint, one, began, way), ""
    except library.OutwardRefused:
        answer, said = None, "inside"
    _record(endpoint, one, answer, said or (answer.said if answer else ""), began, time.monotonic() - started)


def send(endpoint: Endpoint, one: Message, at: datetime, way: Way) -> Reply:
    """One message on its way: signed, or as the group's robot takes it. What came back, as it was meant."""
    second = int(at.timestamp())
    if not endpoint.is_robot:
        body = one.body.encode()
        headers = library.headers_of(one.message_id, second, body, way.secrets)
        return library.ask(way.url, allowed=way.allowed, body=body, headers=headers)
    title, lines = robot_lines(json.loads(one.body), endpoint.language)
    secret = way.secrets[0] if way.secrets else ""
    spoken = library.speak(endpoint.kind, way.url, title, lines, secret=secret, at=second)
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return library.understood(
        endpoint.kind, library.ask(spoken.url, allowed=way.allowed, body=spoken.body, headers=headers)
    )


def test(endpoint: Endpoint) -> Attempt:
    """Sends a message that tells of nothing, at once, whether the endpoint is on or not; what came of it."""
    began, started = timezone.now(), time.monotonic()
    one = message(endpoint, kind=TEST, part=secrets.token_hex(8), data={"test": True}, at=began)
    try:
        said = send(endpoint, one, began, Way.to(endpoint, began)).said
    except library.OutwardRefused:
        said = "inside"
    seconds = time.monotonic() - started
    return Attempt.objects.create(endpoint=endpoint, kind=TEST, at=began, said=said, seconds=seconds)


@transaction.atomic
def _record(endpoint: Endpoint, one: Message, answer: Reply | None, said: str, at: datetime, seconds: float) -> None:
    """What came of a try; a message that was taken loses its body, one tried too often is given up."""
    Attempt.objects.create(endpoint=endpoint, message=one, kind=one.kind, at=at, said=said, seconds=seconds)
    mine = Message.objects.filter(pk=one.pk, state=WAITING)
    place = Endpoint.objects.filter(pk=endpoint.pk)
    if answer is not None and answer.is_good:
        mine.update(state=SENT, attempts=F("attempts") + 1, said=said, ended_at=at, body="")
        place.exclude(failing_since=None).update(failing_since=None, next_at=None)
        return
    tries = one.attempts + 1
    wait = _wait(tries, answer.retry_after if answer else None)
    given_up = {"state": DEAD, "ended_at": at} if tries >= MOST_TRIES else {"next_at": at + wait}
    mine.update(attempts=tries, said=said, **given_up)
    status = answer.status if answer else None
    if status == 410:
        place.update(is_on=False, paused=GONE)
    elif status is None or status >= 500 or status in _OF_THE_PLACE:  # what waits behind it is spared the same
        place.update(next_at=at + wait, failing_since=endpoint.failing_since or at)
        if endpoint.failing_since is not None and at - endpoint.failing_since > PATIENCE:
            place.update(is_on=False, paused=FAILING)


def _wait(tries: int, retry_after: str | None) -> timedelta:
    """How long until the next try: longer each time, a little more or less by chance, and as long as it asks us to."""
    usual = STEPS[min(tries, len(STEPS)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - spreads tries, hides nothing
    asked = library.retry_after(retry_after, otherwise=0.0)
    return timedelta(seconds=min(max(usual, asked), _LONGEST_WAIT * 1.2))


_ALL = (PROMOTED, DEMOTED, WARNED, ENTERED, LEFT)
