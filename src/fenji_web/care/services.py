"""Owners, tags, notes and tasks changed, every change kept with who, when and from what; work asked of the worker."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from fenji_web.care.access import is_own, may_assign, owner_name
from fenji_web.care.models import Change, Loss, Note, Override, Ownership, Record, Tag, Task
from fenji_web.care.queries import losses_of, ownership_of
from fenji_web.library import Text
from fenji_web.runs.services import enqueue
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from fenji_web.accounts.models import User
    from fenji_web.library import Result
    from fenji_web.runs.models import Job

OWNER, TAG = "owner", "tag"
MOST_TAGS = 20
_IN_A_QUESTION = 900


@transaction.atomic
def claim(result: Result | None, customer_id: str, *, by: User, to: User | None = None) -> Text | None:
    """Takes a customer out of the pool, for oneself or for a colleague; the refusal where somebody was quicker."""
    if to is not None and not may_assign(by):
        return words("care.may_not_assign")
    owner, here = ownership_of(result, customer_id)
    if owner:
        return words("care.taken_already", name=customer_id, owner=owner)
    if _own(customer_id, owner_name(to or by), to or by, before="", by=by, here=here):
        return None
    return words("care.taken_already", name=customer_id, owner=ownership_of(result, customer_id)[0])


@transaction.atomic
def give_back(result: Result | None, customer_id: str, *, by: User) -> Text | None:
    """Returns a customer to the pool: one's own, or anybody's where the person may assign."""
    owner, here = ownership_of(result, customer_id)
    if not owner:
        return words("care.in_pool_already")
    if not (may_assign(by) or is_own(by, owner, here.person_id if here else None)):
        return words("care.not_yours", owner=owner)
    _own(customer_id, "", None, before=owner, by=by, here=here)
    return None


@transaction.atomic
def assign(result: Result | None, customer_id: str, to: User, *, by: User) -> Text | None:
    """Gives a customer to somebody, whoever had it."""
    if not may_assign(by):
        return words("care.may_not_assign")
    owner, here = ownership_of(result, customer_id)
    if here is None or here.person_id != to.pk:
        _own(customer_id, owner_name(to), to, before=owner, by=by, here=here)
    return None


def _own(customer_id: str, owner: str, person: User | None, *, before: str, by: User, here: Ownership | None) -> bool:
    """Changes the owner unless somebody was quicker."""
    if here is None:
        kept = {"owner": owner, "person": person}
        is_done = Ownership.objects.get_or_create(customer_id=customer_id, defaults=kept)[1]
    else:
        same = Ownership.objects.filter(pk=customer_id, changed_at=here.changed_at)
        is_done = bool(same.update(owner=owner, person=person, changed_at=timezone.now()))
    if is_done:
        Change.objects.create(customer_id=customer_id, what=OWNER, before=before, after=owner, made_by=by)
    return is_done


@transaction.atomic
def add_tag(customer_id: str, name: str, *, by: User) -> None:
    """One more tag; nothing where it is there, or where there are many."""
    if not name or Tag.objects.filter(customer_id=customer_id).count() >= MOST_TAGS:
        return
    if Tag.objects.get_or_create(customer_id=customer_id, name=name)[1]:
        Change.objects.create(customer_id=customer_id, what=TAG, after=name, made_by=by)


@transaction.atomic
def remove_tag(customer_id: str, name: str, *, by: User) -> None:
    """One tag less."""
    if Tag.objects.filter(customer_id=customer_id, name=name).delete()[0]:
        Change.objects.create(customer_id=customer_id, what=TAG, before=name, made_by=by)


def write_note(customer_id: str, text: str, *, by: User) -> None:
    """A note; nothing where nothing is said."""
    if text:
        Note.objects.create(customer_id=customer_id, text=text, made_by=by)


def add_task(customer_id: str, what: str, due_on: date, *, by: User) -> None:
    """A task for oneself."""
    Task.objects.create(customer_id=customer_id, what=what, due_on=due_on, person=by, made_by=by)


def tick(task: Task, *, by: User) -> None:
    """A task is done, or open again; who and when stay with it."""
    is_done = task.done_at is None
    task.done_at, task.done_by = (timezone.now(), by) if is_done else (None, None)
    task.save(update_fields=["done_at", "done_by"])


def mark_lost(customer_id: str, reason: str, text: str, *, by: User) -> None:
    """One more word on why a customer is lost; nothing where it says what holds already."""
    said = losses_of(customer_id)
    if not said or (said[0].reason, said[0].text) != (reason, text):
        Loss.objects.create(customer_id=customer_id, reason=reason, text=text, made_by=by)


def reopen(customer_id: str, *, by: User) -> None:
    """The customer is lost no longer; nothing where they were not."""
    said = losses_of(customer_id)
    if said and said[0].reason:
        Loss.objects.create(customer_id=customer_id, made_by=by)


@transaction.atomic
def keep_profile(
    record: Mapping[str, Any], before: Mapping[str, str], after: Mapping[str, str], *, by: User | None
) -> None:
    """What a correction of a customer's own data leaves here: the record, and each change with who and when."""
    if Record.objects.get_or_create(token=record["token"], defaults={**record, "made_by": by})[1]:
        for name, value in after.items():
            was = before[name]
            Change.objects.create(
                customer_id=record["customer_id"], what=name, before=was[:200], after=value[:200], made_by=by
            )


@transaction.atomic
def rehome(survivors: Mapping[str, str], *, by: User | None) -> int:
    """Notes, tasks and tags stand with the customer that theirs is now; taken apart, they go back. How many moved.

    `survivors`: every customer who is merged → the one they are. A tag that is there already stays with its own.
    """
    moved = 0
    for kind in (Note, Task, Tag):
        for one in _astray(kind, survivors):
            origin = one.came_from or one.customer_id
            home = survivors.get(origin, origin)
            if kind is Tag and home != origin and Tag.objects.filter(customer_id=home, name=one.name).exists():
                home = origin
            if home != one.customer_id:
                _move(one, home, origin, by=by)
                moved += 1
    return moved


def _astray(kind: Any, survivors: Mapping[str, str]) -> Iterator[Any]:
    """What stands with another customer than it should: first what goes back."""
    for one in kind.objects.exclude(came_from=""):
        if survivors.get(one.came_from, one.came_from) != one.customer_id:
            yield one
    ids = sorted(survivors)
    for at in range(0, len(ids), _IN_A_QUESTION):
        yield from kind.objects.filter(customer_id__in=ids[at : at + _IN_A_QUESTION], came_from="")


def _move(one: Any, home: str, origin: str, *, by: User | None) -> None:
    before, is_tag = one.customer_id, isinstance(one, Tag)
    if is_tag:
        Change.objects.create(customer_id=before, what=TAG, before=one.name, made_by=by)
        if Tag.objects.filter(customer_id=home, name=one.name).exists():
            one.delete()
            return
        Change.objects.create(customer_id=home, what=TAG, after=one.name, made_by=by)
    one.customer_id, one.came_from = home, origin if home != origin else ""
    one.save(update_fields=["customer_id", "came_from"])


def ask_record(form: str, customer_id: str, values: Mapping[str, str], *, token: str, by: User) -> Job:
    """Asks for what was typed to be imported; the same form sent twice becomes the same row."""
    return enqueue("care_record", by=by, form=form, customer=customer_id, values=dict(values), token=token)


@transaction.atomic
def keep_record(record: Mapping[str, Any], *, by: User | None, task: tuple[str, date] | None, is_mine: bool) -> None:
    """What an import of a typed row leaves here: the record, the next step as a task, the owner of a new customer."""
    token, customer_id = record["token"], record["customer_id"]
    Record.objects.update_or_create(token=token, defaults={**record, "made_by": by})
    if task is not None:
        what, due_on = task
        defaults = {"customer_id": customer_id, "what": what, "due_on": due_on, "person": by, "made_by": by}
        Task.objects.get_or_create(token=token, defaults=defaults)
    if is_mine and by is not None and not Ownership.objects.filter(pk=customer_id).exists():
        _own(customer_id, owner_name(by), by, before="", by=by, here=None)


@transaction.atomic
def keep_overrides(found: Iterable[Any]) -> int:
    """Overrides as they stand in the workspace's data, written where pages read them."""
    plain = (
        "override_id",
        "customer_id",
        "scheme",
        "tier",
        "begins_on",
        "until",
        "reason",
        "actor",
        "state",
        "last_on",
    )
    rows = [
        Override(
            **{name: getattr(one, name) for name in plain},
            decided_at=one.decided_at.replace(tzinfo=UTC),
            approver=one.approver or "",
            ended_by=one.ended_by or "",
            ended_reason=one.ended_reason or "",
        )
        for one in found
    ]
    changing = [field.name for field in Override._meta.fields if field.name != "override_id"]
    Override.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["override_id"], update_fields=changing, batch_size=500
    )
    return len(rows)


def today_in(zone: str) -> date:
    """This day in the workspace's zone."""
    return datetime.now(ZoneInfo(zone)).date()
