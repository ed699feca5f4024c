"""Questions about deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web.webhooks.models import DEAD, Attempt, Endpoint, Message

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN = 60


def tries(*, endpoint: int | None, only_bad: bool, before: int | None) -> list[Attempt]:
    """The newest tries, one more than is shown where there are more."""
    found = Attempt.objects.select_related("endpoint", "message")
    if endpoint is not None:
        found = found.filter(endpoint=endpoint)
    if only_bad:
        found = found.exclude(said__startswith="2")
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found[: SHOWN + 1])


def given_up(*, before: int | None = None) -> list[Message]:
    """Messages that were given up, newest first, one more than is shown where there are more."""
    found: QuerySet[Message] = Message.objects.filter(state=DEAD).select_related("endpoint").defer("body")
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found[: SHOWN + 1])


def count_given_up() -> int:
    """How many messages were given up."""
    return Message.objects.filter(state=DEAD).count()


def with_given_up() -> list[Endpoint]:
    """Endpoints that messages were given up for."""
    return list(Endpoint.objects.filter(messages__state=DEAD).distinct())
