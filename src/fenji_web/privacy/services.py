"""Cases opened, decided, seconded, appealed: by people only, and a significant one by two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from fenji_web.privacy.models import CLOSED, OPEN, SECOND, Case, due

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.privacy.forms import Asked, Decided


class NotNow(Exception):
    """The case is not in a state for this: somebody was quicker."""


class SamePerson(PermissionDenied):
    """The second word must come from somebody else."""


def open_case(asked: Asked, *, by: User, tier: str, run: str, appeals: Case | None = None) -> Case:
    """Opens a case; from here its clock runs."""
    now = timezone.now()
    return Case.objects.create(
        kind=asked.kind,
        customer_id=asked.customer_id,
        words=asked.words,
        came_by=asked.came_by,
        tier=tier,
        run=run,
        made_by=by,
        made_at=now,
        due_at=now + due(asked.kind),
        appeals=appeals,
    )


@transaction.atomic
def decide(pk: int, decided: Decided, *, by: User) -> Case:
    """A person's decision with its reason; a significant one then waits for a second person."""
    case = Case.objects.select_for_update().get(pk=pk)
    if case.state != OPEN:
        raise NotNow
    case.outcome, case.reason, case.decided_by, case.decided_at = decided.outcome, decided.reason, by, timezone.now()
    case.state = SECOND if case.is_significant and decided.outcome == "done" else CLOSED
    case.save()
    return case


@transaction.atomic
def second(pk: int, *, by: User, agrees: bool) -> Case:
    """The second person's word on a significant decision; without agreement it is open again."""
    case = Case.objects.select_for_update().get(pk=pk)
    if case.state != SECOND:
        raise NotNow
    if case.decided_by_id == by.pk:
        raise SamePerson
    if agrees:
        case.state, case.seconded_by, case.seconded_at = CLOSED, by, timezone.now()
    else:
        case.state, case.outcome, case.decided_by, case.decided_at = OPEN, "", None, None
    case.save()
    return case


@transaction.atomic
def appeal(pk: int, asked: Asked, *, by: User) -> Case:
    """Opens what was decided again: a case of its own, to be decided by whoever did not decide the first."""
    case = Case.objects.select_for_update().get(pk=pk)
    if case.state != CLOSED or case.appeal.exclude(state=CLOSED).exists():
        raise NotNow
    return open_case(asked, by=by, tier=case.tier, run=case.run, appeals=case)


def may_decide(case: Case, person: User) -> bool:
    """Whether a person may decide a case now: nobody judges an appeal from their own decision."""
    if case.state == SECOND:
        return case.decided_by_id != person.pk
    before = case.appeals
    mine = before is not None and person.pk in (before.decided_by_id, before.seconded_by_id)
    return case.state == OPEN and not mine


def is_in_force(case: Case) -> bool:
    """Whether a significant decision holds: two people said so, and no appeal is open or was upheld against it."""
    agreed = case.is_significant and case.state == CLOSED and case.outcome == "done" and case.seconded_by_id is not None
    return agreed and not case.appeal.exclude(state=CLOSED, outcome="upheld").exists()
