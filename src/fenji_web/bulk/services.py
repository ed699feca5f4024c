"""Bulk changes carried out a part at a time: each part whole or not at all, each change kept in care's history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone

from fenji_web.bulk.models import Bulk
from fenji_web.care.access import is_own, may_assign, owner_name
from fenji_web.care.models import Change, Ownership, Tag, Task
from fenji_web.care.services import MOST_TAGS, OWNER, TAG

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.customers.forms import View

Face = tuple[str, str | None]  # a customer and the owner the customer list knows
AT_ONCE = 500
TRIES = 3
TOLD_FOR = timedelta(minutes=5)
STEPS = ("tag", "untag", "claim", "assign", "return", "task")


@dataclass
class Part:
    """What a part of a bulk change came to: changes for the history, those made without one, those not made, why."""

    changes: list[Change] = field(default_factory=list)
    others: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def carry_out(bulk: Bulk, faces: Iterable[Face], follow: Callable[[int], None] | None = None) -> Bulk:
    """Does it for these customers; `follow` hears how many were looked at. Stopped, it leaves what is done."""
    step, looked_at = _STEPS[bulk.step], 0
    for part in _parts(faces):
        _whole(bulk, lambda part=part: step(bulk, part))  # type: ignore[misc]
        looked_at += len(part)
        if follow is not None:
            follow(looked_at)
    return _ended(bulk)


def take_back(bulk: Bulk, follow: Callable[[int], None] | None = None) -> Bulk:
    """Undoes the bulk change that this one names: what somebody has changed since stays as it is."""
    assert bulk.undoes is not None
    undone, looked_at = bulk.undoes, 0
    if undone.step == "task":
        _whole(bulk, lambda: _without_tasks(undone))
    for first, last in undone.changes:
        for at in range(first, last + 1, AT_ONCE):
            made = list(Change.objects.filter(pk__gte=at, pk__lte=min(last, at + AT_ONCE - 1)).order_by("pk"))
            _whole(bulk, lambda made=made: _back(bulk, undone, made))  # type: ignore[misc]
            looked_at += len(made)
            if follow is not None:
                follow(looked_at)
    return _ended(bulk)


def newest_untold(person: User) -> Bulk | None:
    """The last bulk change of a person that is under way, or that ended a while ago and was not put away."""
    mine = Bulk.objects.select_related("job", "to", "undoes", "undone_by").filter(person=person, is_told=False)
    lately = timezone.now() - TOLD_FOR
    return mine.filter(Q(ended_at=None) | Q(ended_at__gte=lately), made_at__gte=lately - timedelta(days=1)).first()


def told(bulk: Bulk) -> None:
    """Its result was seen."""
    Bulk.objects.filter(person_id=bulk.person_id, pk__lte=bulk.pk, is_told=False).update(is_told=True)


def _whole(bulk: Bulk, make: Callable[[], Part]) -> None:
    """One part and its counts in one transaction; done again where somebody else was quicker with the same customer."""
    for tried in range(TRIES):
        try:
            with transaction.atomic():
                _kept(bulk, make())
        except IntegrityError:
            if tried == TRIES - 1:
                raise
            bulk.refresh_from_db()
        else:
            return


def _kept(bulk: Bulk, part: Part) -> None:
    made = Change.objects.bulk_create(part.changes)
    ranges = [list(one) for one in bulk.changes]
    for change in made:
        if ranges and ranges[-1][1] == change.pk - 1:
            ranges[-1][1] = change.pk
        else:
            ranges.append([change.pk, change.pk])
    bulk.changes, bulk.done = ranges, bulk.done + len(made) + part.others
    bulk.refuse(part.refused)
    bulk.save(update_fields=["changes", "done", "refused", "before"])


def _ended(bulk: Bulk) -> Bulk:
    bulk.ended_at = timezone.now()
    bulk.save(update_fields=["ended_at"])
    return bulk


def _tag(bulk: Bulk, part: Sequence[Face]) -> Part:
    ids = [one for one, _ in part]
    there, full = _tagged(ids, bulk.what), _full(ids)
    new = [one for one in ids if one not in there and one not in full]
    Tag.objects.bulk_create([Tag(customer_id=one, name=bulk.what) for one in new])
    refused = Counter({"tagged": len(there), "full": len(full - there)})
    return Part([_change(bulk, one, TAG, after=bulk.what) for one in new], refused=refused)


def _untag(bulk: Bulk, part: Sequence[Face]) -> Part:
    ids = [one for one, _ in part]
    there = _tagged(ids, bulk.what)
    Tag.objects.filter(customer_id__in=there, name=bulk.what).delete()
    gone = [one for one in ids if one in there]
    return Part([_change(bulk, one, TAG, before=bulk.what) for one in gone],
                refused=Counter({"untagged": len(ids) - len(gone)}))  # fmt: skip


def _own(bulk: Bulk, part: Sequence[Face]) -> Part:
    by, to = bulk.person, bulk.to
    assert by is not None
    found, owned, may = Part(), [], may_assign(by)
    here = {one.pk: one for one in Ownership.objects.select_for_update().filter(pk__in=[one for one, _ in part])}
    for customer_id, listed in part:
        said = here.get(customer_id)
        owner, person_id = (said.owner, said.person_id) if said else (listed or "", None)
        mine = is_own(by, owner, person_id)
        why = _why_not(bulk.step, owner=owner, mine=mine, may=may, same=bool(to and person_id == to.pk))
        if why:
            found.refused[why] += 1
            continue
        new = owner_name(to) if to else ""
        owned.append(Ownership(customer_id=customer_id, owner=new, person=to, changed_at=timezone.now()))
        found.changes.append(_change(bulk, customer_id, OWNER, before=owner, after=new))
        if person_id is not None:
            bulk.before = {**bulk.before, owner: person_id}
    _write(owned, here)
    return found


def _why_not(step: str, *, owner: str, mine: bool, may: bool, same: bool) -> str:
    """Why an owner isn't changed; empty where it is."""
    if step == "claim":
        return "" if not owner else "mine" if mine else "taken"
    if step == "assign":
        return "no_right" if not may else "same" if same else ""
    return "free" if not owner else "" if mine or may else "others"


def _task(bulk: Bulk, part: Sequence[Face]) -> Part:
    assert bulk.due_on is not None
    made = [
        Task(customer_id=one, what=bulk.what, due_on=bulk.due_on, person=bulk.to, made_by=bulk.person,
             token=f"{_token(bulk)}{bulk.done + number}")
        for number, (one, _) in enumerate(part)
    ]  # fmt: skip
    return Part(others=len(Task.objects.bulk_create(made)))


def _back(bulk: Bulk, undone: Bulk, made: Sequence[Change]) -> Part:
    """Each change turned round, where what it made is still so."""
    if undone.step in ("tag", "untag"):
        return _tags_back(bulk, undone, [one.customer_id for one in made])
    found, owned = Part(), []
    ids = [one.customer_id for one in made]
    here = {one.pk: one for one in Ownership.objects.select_for_update().filter(pk__in=ids)}
    for one in made:
        said = here.get(one.customer_id)
        if said is None or said.owner != one.after:
            found.refused["since"] += 1
            continue
        person_id = undone.before.get(one.before)
        owned.append(Ownership(customer_id=one.customer_id, owner=one.before, person_id=person_id,
                               changed_at=timezone.now()))  # fmt: skip
        found.changes.append(_change(bulk, one.customer_id, OWNER, before=one.after, after=one.before))
    _write(owned, here)
    return found


def _tags_back(bulk: Bulk, undone: Bulk, ids: Sequence[str]) -> Part:
    there, name = _tagged(ids, undone.what), undone.what
    if undone.step == "tag":
        Tag.objects.filter(customer_id__in=there, name=name).delete()
        turned = [one for one in ids if one in there]
        changes = [_change(bulk, one, TAG, before=name) for one in turned]
    else:
        full = _full(ids)
        turned = [one for one in ids if one not in there and one not in full]
        Tag.objects.bulk_create([Tag(customer_id=one, name=name) for one in turned])
        changes = [_change(bulk, one, TAG, after=name) for one in turned]
    return Part(changes, refused=Counter({"since": len(ids) - len(turned)}))


def _without_tasks(undone: Bulk) -> Part:
    """Tasks that are still open go; what is done stays done."""
    mine = Task.objects.filter(token__startswith=_token(undone))
    kept = mine.exclude(done_at=None).count()
    return Part(others=mine.filter(done_at=None).delete()[0], refused=Counter({"since": kept}))


def _token(bulk: Bulk) -> str:
    return f"bulk-{bulk.pk}-"


def _write(owned: Sequence[Ownership], here: Container[str]) -> None:
    """Those there were are held by this transaction; whoever was quicker with a new one makes it fail."""
    Ownership.objects.bulk_create([one for one in owned if one.pk not in here])
    Ownership.objects.bulk_update([one for one in owned if one.pk in here], ["owner", "person", "changed_at"])


def _change(bulk: Bulk, customer_id: str, what: str, *, before: str = "", after: str = "") -> Change:
    return Change(customer_id=customer_id, what=what, before=before, after=after, made_by=bulk.person)


def _tagged(ids: Sequence[str], name: str) -> set[str]:
    return {*Tag.objects.filter(customer_id__in=ids, name=name).values_list("customer_id", flat=True)}


def _full(ids: Sequence[str]) -> set[str]:
    counted = Tag.objects.filter(customer_id__in=ids).order_by().values("customer_id").annotate(n=Count("pk"))
    return {*counted.filter(n__gte=MOST_TAGS).values_list("customer_id", flat=True)}


def _parts(faces: Iterable[Face]) -> Iterator[list[Face]]:
    part: list[Face] = []
    for face in faces:
        part.append(face)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


_STEPS: dict[str, Callable[[Bulk, Sequence[Face]], Part]] = {
    "tag": _tag,
    "untag": _untag,
    "claim": _own,
    "assign": _own,
    "return": _own,
    "task": _task,
}


def plain(refused: dict[str, Any]) -> dict[str, int]:
    """Reasons with numbers, without those that nobody had."""
    return {reason: int(number) for reason, number in refused.items() if number}


def narrow(view: View, customers: Sequence[str]) -> View:
    """A view of no more columns than a bulk change reads; of these customers alone, where some are named."""
    return replace(view, columns=("owner",), only=tuple(customers), after=None, before=None)


def faces(rows: Iterable[dict[str, Any]]) -> Iterator[Face]:
    """Of each row what a bulk change reads."""
    return ((row["customer_id"], row.get("owner")) for row in rows)
