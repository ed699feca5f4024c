"""Who may fetch the file that a job wrote: who asked for it, as long as their rights are those it was written by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji_web.runs.services import kind_of

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.runs.models import Job

RIGHTS = "rights"
"""Where a job's result says by which rights its file was written."""


def rights_of(person: User) -> list[Any]:
    """What decides what a person reads.

    >>> from fenji_web.accounts.models import User
    >>> rights_of(User(role="sales", reach="team", regions=["浙江省"]))
    ['sales', 'team', None, ['浙江省']]
    """
    return [person.role, person.reaches, person.team_id, [str(one) for one in person.regions]]


def may_fetch(person: User, job: Job) -> bool:
    """Whether the file of a job is the person's: one's own as long as their rights are those of then.

    Whoever administers may fetch what others had written.
    """
    if not person.can(kind_of(job.kind).permission):
        return False
    if job.created_by_id != person.pk:
        return person.can("people")
    now = rights_of(person)
    return bool((job.result or {}).get(RIGHTS, now) == now)
