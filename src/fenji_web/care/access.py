"""Who may do what with customers' owners, and what people without sight of contact data read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.reach.services import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.accounts.models import User


def may_assign(person: User) -> bool:
    """Whether a person may give customers to anybody: those who also bring data in; others take and return their own.

    >>> from fenji_web.accounts.models import User
    >>> [role for role in ("sales", "steward", "administrator") if may_assign(User(role=role))]
    ['steward', 'administrator']
    """
    return person.can("edit_customer") and person.can("import")


def owner_name(person: User) -> str:
    """The name a person has as an owner."""
    return str(person)


def is_own(person: User, owner: str, owner_pk: int | None) -> bool:
    """Whether a customer is a person's own: given to them here, or to somebody of their name in the customer list."""
    if owner_pk is not None:
        return owner_pk == person.pk
    return bool(owner) and folded(owner) in {folded(person.name), folded(person.username)}


def shown_name(row: Mapping[str, object], *, sees_contact: bool) -> str:
    """What a customer is called for this person: the name, partly hidden where contact data is; else the id."""
    name = row.get("name")
    if name and not sees_contact:
        name = library.masks.mask("name", name, is_company=row.get("kind") == "company")
    return str(name or row["customer_id"])
