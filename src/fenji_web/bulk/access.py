"""Who may change many customers at once, and how many at most of what people then have to do one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web.care.access import may_assign

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.bulk.models import Bulk

MOST_TASKS = 1000
MOST_CHOSEN = 500
MOST_ROWS_AT_ONCE = 5000  # of a workbook: about a second
AT_ONCE = 500  # customers changed while the person waits; more of them are the worker's


def steps_of(person: User) -> tuple[str, ...]:
    """What a person may do with owners.

    >>> from fenji_web.accounts.models import User
    >>> steps_of(User(role="sales")), steps_of(User(role="administrator"))
    (('claim', 'return'), ('claim', 'assign', 'return'))
    """
    return ("claim", "assign", "return") if may_assign(person) else ("claim", "return")


def may_undo(person: User, bulk: Bulk) -> bool:
    """Whoever did it, and those who may give customers to anybody."""
    return person.can("edit_customer") and bulk.can_be_undone and (bulk.person_id == person.pk or may_assign(person))


def may_see(person: User, bulk: Bulk) -> bool:
    """One's own; everybody's for those who may give customers to anybody."""
    return bulk.person_id == person.pk or may_assign(person)
