"""Questions about places to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web.sign_in_elsewhere.models import Identity, Provider

if TYPE_CHECKING:
    from fenji_web.accounts.models import User


def offered() -> list[Provider]:
    """Where one may sign in now."""
    return list(Provider.objects.filter(is_on=True))


def every_provider() -> list[Provider]:
    """All that were set up."""
    return list(Provider.objects.all())


def accounts_of(person: User) -> list[tuple[Provider, Identity | None]]:
    """Each place to sign in with the account there that belongs to a person, where one does."""
    own = {one.provider_id: one for one in Identity.objects.filter(person_id=person.pk)}
    return [(one, own.get(one.pk)) for one in offered()]
