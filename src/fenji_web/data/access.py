"""Whose uploads a person may see: their own; those who look after people see everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from fenji_web.data.models import Upload

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fenji_web.accounts.models import User


def uploads_of(person: User) -> QuerySet[Upload]:
    """The uploads that wait, newest first."""
    every = Upload.objects.select_related("job", "part_of")
    return every if person.can("people") else every.filter(brought_by=person)


def upload_of(person: User, token: str) -> Upload:
    """One upload; for others there is no such."""
    found = uploads_of(person).filter(token=token).first()
    if found is None:
        raise Http404
    return found
